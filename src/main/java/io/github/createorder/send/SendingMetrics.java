package io.github.createorder.send;

import io.github.createorder.ledger.Gate;
import io.github.createorder.ledger.GateState;
import io.github.createorder.top.Outcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Meters of the send route, for runtimes that have Micrometer on the class path. */
public final class SendingMetrics {
    private SendingMetrics() {}

    /**
     * Adds {@code createorder.attempts} by outcome, and {@code createorder.sending.paused} by kind (1 while it holds).
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
