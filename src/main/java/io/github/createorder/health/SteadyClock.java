package io.github.createorder.health;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time for waiting and pacing: it begins with the system's time and goes on with this JVM's ticker, whatever people or NTP do
 * to the clock. Set back by an hour, a clock of the system would hold up everything that waits for a time to come; set forward,
 * it would call a file still that is being written. Not for telling people what time it is.
 */
public final class SteadyClock implements InstantSource {
    private static final SteadyClock OF_THIS_JVM = new SteadyClock(InstantSource.system(), System::nanoTime);

    private final Instant begin;
    private final long beginNanos;
    private final LongSupplier nanoTime;

    SteadyClock(InstantSource clock, LongSupplier nanoTime) {
        this.begin = clock.instant();
        this.beginNanos = nanoTime.getAsLong();
        this.nanoTime = nanoTime;
    }

    /** The steady clock to go with the system's. Any other clock is a test's, and taken as it is. */
    public static InstantSource of(InstantSource clock) {
        return clock.equals(InstantSource.system()) ? OF_THIS_JVM : clock;
    }

    @Override
    public Instant instant() {
        return begin.plusNanos(nanoTime.getAsLong() - beginNanos);
    }
}
