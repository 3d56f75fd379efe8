package io.github.createorder.drop;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Meters of drop sources, for runtimes that have Micrometer on the class path. */
public final class DropMetrics {
    private DropMetrics() {}

    /**
     * Adds {@code createorder.files} by source and outcome, {@code createorder.receipts} by source, and
     * {@code createorder.drop.alarms} by source and kind.
     *
     * @param registry a {@link MeterRegistry}, as an object so that callers need not know the class
     */
    public static void bind(Object registry, Drop drop) {
        MeterRegistry meters = (MeterRegistry) registry;
        String source = drop.source().name();
        for (DropSource.Outcome outcome : DropSource.Outcome.values()) {
            FunctionCounter.builder("createorder.files", drop.source(), counted -> counted.count(outcome))
                    .tag("source", source)
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .description("Files of drop sources by what became of them, on this node")
                    .register(meters);
        }
        drop.receipts()
                .ifPresent(receipts -> FunctionCounter.builder("createorder.receipts", receipts, DropReceipts::count)
                        .tag("source", source)
                        .description("Receipts delivered, on this node")
                        .register(meters));
        for (DropAlarm.Kind kind : DropAlarm.Kind.values()) {
            Gauge.builder("createorder.drop.alarms", drop.alarms(), alarms -> alarms.count(kind))
                    .tag("source", source)
                    .tag("kind", kind.word())
                    .description("What is wrong with a drop source now, on the node that looks after it")
                    .register(meters);
        }
    }
}
