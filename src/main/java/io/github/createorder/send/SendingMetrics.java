package io.github.createorder.send;

import io.github.createorder.ledger.Gate;
import io.github.createorder.ledger.GateState;
import io.github.createorder.top.Outcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Meters of the send route, for runtimes that have Micrometer on the class path. */
public final class SendingMetrics {
    private static final Duration[] BUCKETS = Stream.of(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private SendingMetrics() {}

    /**
     * Adds {@code createorder.attempts} by outcome, {@code createorder.calls} (a timer with a histogram), and {@code createorder.sending.paused} by kind (1 while it holds).
     *
     * @param registry a {@link MeterRegistry}, as an object so that callers need not know the class
     */
    public static void bind(Object registry, Gate gate, Attempts attempts) {
        MeterRegistry meters = (MeterRegistry) registry;
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            FunctionCounter.builder("createorder.attempts", attempts, counted -> counted.count(kind))
                    .tag("outcome", kind.name().toLowerCase(Locale.ROOT))
                    .description("Calls to the gateway by what they proved, on this node")
                    .register(meters);
        }
        Timer calls = Timer.builder("createorder.calls")
                .description("Calls to the gateway from signing to the answer, on this node")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
        attempts.timeWith(nanos -> calls.record(nanos, TimeUnit.NANOSECONDS));
        for (GateState.Kind kind : GateState.Kind.values()) {
            Gauge.builder(
                            "createorder.sending.paused",
                            gate,
                            asked -> asked.state().kind() == kind ? 1 : 0)
                    .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                    .description("1 while sending is paused for this reason, on all nodes")
                    .register(meters);
        }
    }
}
