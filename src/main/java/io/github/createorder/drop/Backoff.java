package io.github.createorder.drop;

import java.time.Duration;

/** Waits longer and longer while something fails. Confined to one thread. */
final class Backoff {
    private final DropClock clock;
    private final Duration first;
    private final Duration most;
    private Duration wait = Duration.ZERO;
    private long failedAt;

    Backoff(DropClock clock, Duration first, Duration most) {
        this.clock = clock;
        this.first = first;
        this.most = most;
    }

    /** For what is cheap to try: from a second to half a minute. */
    static Backoff shortly(DropClock clock) {
        return new Backoff(clock, Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    boolean isWaiting() {
        return !wait.isZero() && !clock.isPast(failedAt, wait);
    }

    void failed() {
        wait = wait.isZero() ? first : wait.multipliedBy(2);
        if (wait.compareTo(most) > 0) {
            wait = most;
        }
        failedAt = clock.mark();
    }

    void succeeded() {
        wait = Duration.ZERO;
    }

    /** How long it waits after the last failure. */
    Duration pause() {
        return wait;
    }

    long failedAt() {
        return failedAt;
    }
}
