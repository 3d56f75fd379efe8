package io.github.createorder.ledger;

import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * From which due time on a look for due rows begins. What has been taken leaves entries in the index that a database may not
 * remove while some old snapshot is open (a dump, a long report), or that H2 puts before all others; a look from the bottom
 * would read them again and again. Rows below the floor are rare: those that another transaction held, or had not committed
 * yet, for longer than the slack. So every now and then a look begins at the bottom. Thread-safe.
 */
final class Floor {
    private static final long SLACK_MILLIS = 2_000;
    private static final long WHOLE_NANOS = 30_000_000_000L;

    private final LongSupplier nanoTime;
    private long from;
    /** Of those that were taken last. */
    private long highest;

    private Long wholeAt;

    Floor(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Where the next look begins. */
    synchronized long next() {
        long now = nanoTime.getAsLong();
        if (wholeAt == null || now - wholeAt >= WHOLE_NANOS) {
            wholeAt = now;
            return 0;
        }
        return from;
    }

    /**
     * Learns from a look.
     *
     * @param due since when those were due that it took
     * @param all whether it took all there were
     */
    synchronized void learn(List<Long> due, boolean all) {
        if (!due.isEmpty()) {
            highest = Collections.max(due);
        }
        if (all || !due.isEmpty()) {
            from = Math.max(0, (all ? highest : Collections.min(due)) - SLACK_MILLIS);
        }
    }
}
