package io.github.createorder.health;

import io.github.createorder.sql.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Remembers how something fares that is used all the time, the ledger or the broker: in trouble as long as its failures come
 * again. That one statement works says little, where another needs room on a full disk. Thread-safe.
 */
public final class Watch {
    /** Longer than any part waits before it tries again. */
    static final Duration OVER = Duration.ofSeconds(20);

    private final InstantSource clock;
    private final InstantSource pace;
    private Trouble trouble;
    private long lastMillis;

    public Watch(InstantSource clock) {
        this.clock = clock;
        this.pace = SteadyClock.of(clock);
    }

    /** It failed, again or for the first time. */
    public synchronized void failed(Exception e) {
        trouble = new Trouble(trouble().map(Trouble::since).orElseGet(clock::instant), Reason.of(e));
        lastMillis = pace.millis();
    }

    /** What is the matter; empty when nothing has failed for a while. */
    public synchronized Optional<Trouble> trouble() {
        if (trouble != null && pace.millis() - lastMillis > OVER.toMillis()) {
            trouble = null;
        }
        return Optional.ofNullable(trouble);
    }
}
