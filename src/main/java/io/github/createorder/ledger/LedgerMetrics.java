package io.github.createorder.ledger;

import io.github.createorder.ledger.LedgerView.Standing;
import io.github.createorder.order.ErrorCause;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.springframework.core.NestedRuntimeException;

/**
 * Meters of the ledger, for runtimes that have Micrometer on the class path. What is asked of the ledger is asked once for all
 * meters and kept for a while, so that scraping costs the database little; it is the same on every node.
 */
public final class LedgerMetrics {
    private static final long KEEP_NANOS = 10_000_000_000L;

    private final LedgerView view;
    private Standing standing;
    private boolean down;
    private long askedAt;

    private LedgerMetrics(LedgerView view) {
        this.view = view;
    }

    /**
     * Adds {@code createorder.taken} by source and result (of this node), and {@code createorder.orders.pending},
     * {@code createorder.orders.oldest} (seconds), {@code createorder.errors} by cause, {@code createorder.errors.unpublished},
     * {@code createorder.reports.pending} by source and {@code createorder.ledger.down}.
     *
     * @param registry a {@link MeterRegistry}, as an object so that callers need not know the class
     */
    public static void bind(Object registry, Ledger ledger, LedgerView view, Collection<String> sources) {
        MeterRegistry meters = (MeterRegistry) registry;
        Map<String, ToIntFunction<TakeCounts>> results = Map.of(
                "ready", TakeCounts::ready,
                "error", TakeCounts::errors,
                "repeat", TakeCounts::repeats,
                "conflict", TakeCounts::conflicts,
                "corrected", TakeCounts::corrected);
        for (String source : sources) {
            results.forEach((result, count) -> FunctionCounter.builder(
                            "createorder.taken", ledger, taken -> count.applyAsInt(taken.taken(source)))
                    .tag("source", source)
                    .tag("result", result)
                    .description("Orders taken into the ledger by what they were, on this node")
                    .register(meters));
        }
        LedgerMetrics shared = new LedgerMetrics(view);
        shared.gauge("createorder.orders.pending", "Orders that have not ended", Standing::pendingInAll)
                .register(meters);
        shared.gauge(
                        "createorder.orders.oldest",
                        "How long the oldest order that could be sent has waited",
                        now -> now.oldestMillis() / 1000.0)
                .baseUnit("seconds")
                .register(meters);
        shared.gauge("createorder.errors.unpublished", "Errors not on the error queue yet", Standing::unpublished)
                .register(meters);
        for (ErrorCause cause : ErrorCause.values()) {
            shared.gauge(
                            "createorder.errors",
                            "Orders in error now, by cause",
                            now -> now.errors().getOrDefault(cause, 0L))
                    .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        for (String source : sources) {
            shared.gauge(
                            "createorder.reports.pending",
                            "Outcomes that a source has not been told",
                            now -> now.unreported().getOrDefault(source, 0L))
                    .tag("source", source)
                    .register(meters);
        }
        Gauge.builder("createorder.ledger.down", shared, asked -> asked.now() == null ? 1 : 0)
                .description("1 while the ledger cannot be asked")
                .strongReference(true)
                .register(meters);
    }

    private Gauge.Builder<LedgerMetrics> gauge(String name, String description, ToDoubleFunction<Standing> value) {
        return Gauge.builder(name, this, asked -> {
                    Standing now = asked.now();
                    return now == null ? Double.NaN : value.applyAsDouble(now);
                })
                .description(description)
                .strongReference(true);
    }

    /** Null while the ledger cannot be asked. */
    private synchronized Standing now() {
        long nanos = System.nanoTime();
        if ((standing == null && !down) || nanos - askedAt > KEEP_NANOS) {
            askedAt = nanos;
            try {
                standing = view.standing();
                down = false;
            } catch (NestedRuntimeException e) {
                standing = null;
                down = true;
            }
        }
        return standing;
    }
}
