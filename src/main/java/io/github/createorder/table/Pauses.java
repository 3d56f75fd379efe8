package io.github.createorder.table;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Waits between failures, each twice as long as the one before it. Thread-safe. */
final class Pauses {
    private final InstantSource clock;
    private final Duration first;
    private final Duration longest;
    private int failures;
    private Instant until = Instant.EPOCH;

    /** @param clock a steady one */
    Pauses(InstantSource clock, Duration first, Duration longest) {
        this.clock = clock;
        this.first = first;
        this.longest = longest;
    }

    synchronized void failed() {
        until = clock.instant().plus(after(failures++, first, longest));
    }

    synchronized void worked() {
        failures = 0;
        until = Instant.EPOCH;
    }

    synchronized boolean isOver() {
        return !clock.instant().isBefore(until);
    }

    /** The wait after so many failures before this one. */
    static Duration after(int failures, Duration first, Duration longest) {
        Duration pause = first.multipliedBy(1L << Math.min(failures, 10));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
