package io.github.createorder.drop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Waits longer and longer while something fails: a server that is away, or refuses a login, is not asked every second, which
 * might lock the account. Confined to one thread.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(30);

    private final InstantSource clock;
    private Duration wait = Duration.ZERO;
    private Instant next = Instant.MIN;

    Backoff(InstantSource clock) {
        this.clock = clock;
    }

    boolean isWaiting() {
        return clock.instant().isBefore(next);
    }

    void failed() {
        wait = wait.isZero() ? FIRST : wait.multipliedBy(2);
        if (wait.compareTo(MOST) > 0) {
            wait = MOST;
        }
        next = clock.instant().plus(wait);
    }

    void succeeded() {
        wait = Duration.ZERO;
        next = Instant.MIN;
    }
}
