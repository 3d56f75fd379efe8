package io.github.createorder.table;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Meters of table sources, for runtimes that have Micrometer on the class path. */
public final class SourceMetrics {
    private SourceMetrics() {}

    /**
     * Adds {@code createorder.source.down} by source.
     *
     * @param registry a {@link MeterRegistry}, as an object so that callers need not know the class
     */
    public static void bind(Object registry, WatchedTableSource source) {
        Gauge.builder(
                        "createorder.source.down",
                        source,
                        asked -> asked.trouble().isPresent() ? 1 : 0)
                .tag("source", source.name())
                .description("1 while a legacy table cannot be read or written, as this node sees it")
                .register((MeterRegistry) registry);
    }
}
