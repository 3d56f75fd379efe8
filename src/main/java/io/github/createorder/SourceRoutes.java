package io.github.createorder;

import io.github.createorder.config.ConfigurationException;
import io.github.createorder.ledger.Gate;
import io.github.createorder.send.Attempts;
import io.github.createorder.send.SendingMetrics;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.builder.TemplatedRouteBuilder;

/**
 * Once the context runs: makes the two routes of each source from their templates, and refuses to go on when a route file
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
            "createorder-redelivery");

    private static final List<String> TEMPLATES = List.of("createorder-take-table", "createorder-report-table");

    private final Map<String, String> pollBySource;
    private final String reportPoll;
    private final int reportBatch;

    SourceRoutes(Map<String, String> pollBySource, String reportPoll, int reportBatch) {
        this.pollBySource = Map.copyOf(pollBySource);
        this.reportPoll = reportPoll;
        this.reportBatch = reportBatch;
    }

    /** Now, because a runtime may make its meter registry after it has loaded the routes. */
    private static void bindMetrics(CamelContext context) {
        Class<?> type = context.getClassResolver().resolveClass("io.micrometer.core.instrument.MeterRegistry");
        Object registry = type == null ? null : context.getRegistry().findSingleByType(type);
        if (registry != null) {
            SendingMetrics.bind(
                    registry,
                    context.getRegistry().lookupByNameAndType("createorderGate", Gate.class),
                    context.getRegistry().lookupByNameAndType("createorderAttempts", Attempts.class));
        }
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // Too early: a route that is added now would not be started.
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) throws Exception {
        List<String> missing = FIXED.stream()
                .filter(id -> context.getRoute(id) == null)
                .map(id -> "the route " + id + " is not there: is its file among the route files that are loaded?")
                .toList();
        if (!missing.isEmpty()) {
            throw new ConfigurationException(missing);
        }
        bindMetrics(context);
        for (Map.Entry<String, String> source : pollBySource.entrySet()) {
            TemplatedRouteBuilder.builder(context, TEMPLATES.get(0))
                    .routeId("createorder-take-" + source.getKey())
                    .parameter("source", source.getKey())
                    .parameter("poll", source.getValue())
                    .add();
            TemplatedRouteBuilder.builder(context, TEMPLATES.get(1))
                    .routeId("createorder-report-" + source.getKey())
                    .parameter("source", source.getKey())
                    .parameter("poll", reportPoll)
                    .parameter("batch", reportBatch)
                    .add();
        }
    }
}
