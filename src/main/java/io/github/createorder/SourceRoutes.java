package io.github.createorder;

import io.github.createorder.config.ConfigurationException;
import io.github.createorder.drop.Drop;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.builder.TemplatedRouteBuilder;

/**
 * Once the context runs: makes the routes of each source from their templates, and refuses to go on when a route file
 * was not loaded, which Camel itself passes over in silence.
 */
final class SourceRoutes implements StartupListener {
    /** The routes that are there whatever the sources. */
    static final List<String> FIXED = List.of(
            "createorder-send-claim",
            "createorder-send",
            "createorder-send-settle",
            "createorder-products-reload",
            "createorder-errors-publish",
            "createorder-redelivery",
            "createorder-upkeep");

    private final List<Source> sources;
    private final String reportPoll;
    private final int reportBatch;
    private final Consumer<Object> metrics;
    private volatile boolean cancelled;

    /**
     * A source that routes are made for.
     *
     * @param kind table, drop or route
     * @param poll wait when there was nothing new, as Camel writes durations
     * @param drop the parts of a drop source; null for another
     * @param verdicts what other routes are answered with
     * @param transform endpoint that records pass before they are mapped; empty for none
     * @param reportTo endpoint that is told what becomes of orders; empty for none
     */
    record Source(
            String name, String kind, String poll, Drop drop, String verdicts, String transform, String reportTo) {}

    /** @param metrics adds what there is to measure to a meter registry */
    SourceRoutes(List<Source> sources, String reportPoll, int reportBatch, Consumer<Object> metrics) {
        this.sources = List.copyOf(sources);
        this.metrics = metrics;
        this.reportPoll = reportPoll;
        this.reportBatch = reportBatch;
    }

    /** Makes no routes any more: another one does, or the bundle has been stopped. */
    void cancel() {
        cancelled = true;
    }

    /** Now, because a runtime may make its meter registry after it has loaded the routes. */
    private void bindMetrics(CamelContext context) {
        Class<?> type = context.getClassResolver().resolveClass("io.micrometer.core.instrument.MeterRegistry");
        Object registry = type == null ? null : context.getRegistry().findSingleByType(type);
        if (registry != null) {
            metrics.accept(registry);
        }
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // Too early: a route that is added now would not be started.
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) throws Exception {
        if (cancelled) {
            return;
        }
        List<String> missing = FIXED.stream()
                .filter(id -> context.getRoute(id) == null)
                .map(id -> "the route " + id + " is not there: is its file among the route files that are loaded?")
                .toList();
        if (!missing.isEmpty()) {
            throw new ConfigurationException(missing);
        }
        bindMetrics(context);
        for (Source source : sources) {
            if (!source.transform().isEmpty()) {
                template(context, "transform", "transform-" + source.name(), source.name())
                        .parameter("transform", source.transform())
                        .add();
            }
            template(context, "intake", "intake-" + source.name(), source.name())
                    .parameter("kind", source.kind())
                    .parameter("verdicts", source.verdicts())
                    .parameter("transforms", !source.transform().isEmpty())
                    .add();
            if (!source.kind().equals("route")) {
                template(context, "take-" + source.kind(), "take-" + source.name(), source.name())
                        .parameter("poll", source.poll())
                        .add();
            }
            report(context, source)
                    .parameter("poll", reportPoll)
                    .parameter("batch", reportBatch)
                    .add();
            if (source.drop() != null && source.drop().receipts().isPresent()) {
                template(context, "receipt-drop", "receipt-" + source.name(), source.name())
                        .parameter("poll", reportPoll)
                        .add();
            }
        }
    }

    /** In the ledger's database alone, where nobody outside of it is told. */
    private static TemplatedRouteBuilder report(CamelContext context, Source source) {
        String route = "report-" + source.name();
        boolean tells = !source.reportTo().isEmpty();
        return tells || source.kind().equals("table")
                ? template(context, "report", route, source.name())
                        .parameter("kind", source.kind())
                        .parameter("tells", tells)
                        .parameter("report-to", orNone(source.reportTo()))
                : template(context, "report-inside", route, source.name());
    }

    private static String orNone(String endpoint) {
        return endpoint.isEmpty() ? "none" : endpoint;
    }

    private static TemplatedRouteBuilder template(CamelContext context, String template, String route, String source) {
        return TemplatedRouteBuilder.builder(context, "createorder-" + template)
                .routeId("createorder-" + route)
                .parameter("source", source);
    }
}
