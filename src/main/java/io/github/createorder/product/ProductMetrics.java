package io.github.createorder.product;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Meters of the product mapping, for runtimes that have Micrometer on the class path. */
public final class ProductMetrics {
    private ProductMetrics() {}

    /**
     * Adds {@code createorder.products.stale}.
     *
     * @param registry a {@link MeterRegistry}, as an object so that callers need not know the class
     */
    public static void bind(Object registry, Products products) {
        Gauge.builder(
                        "createorder.products.stale",
                        products,
                        asked -> asked.problem().isPresent() ? 1 : 0)
                .description("1 while the product mapping cannot be read again and the last good one stays in force")
                .register((MeterRegistry) registry);
    }
}
