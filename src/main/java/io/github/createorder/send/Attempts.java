package io.github.createorder.send;

import io.github.createorder.ledger.ClaimedOrder;
import io.github.createorder.top.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts this node's attempts by their outcome, and logs those that were not accepted. Thread-safe. */
public final class Attempts implements AttemptListener {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final Map<Outcome.Kind, LongAdder> counts = new EnumMap<>(Outcome.Kind.class);

    private volatile LongConsumer durations = nanos -> {};

    public Attempts() {
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            counts.put(kind, new LongAdder());
        }
    }

    @Override
    public void attempted(ClaimedOrder order, Outcome outcome, long nanos) {
        durations.accept(nanos);
        counts.get(outcome.kind()).increment();
        if (outcome.kind() != Outcome.Kind.ACCEPTED) {
            LOG.info(
                    "{} {} of {}, attempt {}: {} (request_id {})",
                    outcome.kind(),
                    order.identifier(),
                    order.source(),
                    order.attempts() + 1,
                    outcome.reason(),
                    outcome.requestId());
        }
    }

    /** Tells how long each call takes from now on, in nanoseconds. */
    void timeWith(LongConsumer consumer) {
        durations = consumer;
    }

    /** Attempts with this outcome since the node started. */
    public long count(Outcome.Kind kind) {
        return counts.get(kind).sum();
    }
}
