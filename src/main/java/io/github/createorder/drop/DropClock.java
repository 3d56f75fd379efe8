package io.github.createorder.drop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time for people, which somebody may set back; and one that only ever goes on, by which everything here waits.
 *
 * @param wall what people read
 * @param nanos as {@link System#nanoTime}
 */
record DropClock(InstantSource wall, LongSupplier nanos) {

    static DropClock of(InstantSource wall) {
        return new DropClock(wall, System::nanoTime);
    }

    Instant now() {
        return wall.instant();
    }

    /** A moment, to be given to {@link #since}. */
    long mark() {
        return nanos.getAsLong();
    }

    Duration since(long mark) {
        return Duration.ofNanos(nanos.getAsLong() - mark);
    }

    boolean isPast(long mark, Duration wait) {
        return since(mark).compareTo(wait) >= 0;
    }
}
