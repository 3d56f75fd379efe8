package io.github.createorder.drop;

import java.time.Duration;
import java.time.Instant;

/** Time that passes when a test says so. */
final class ManualClock {
    private Instant now;
    private long nanos = 5;

    ManualClock(Instant now) {
        this.now = now;
    }

    DropClock clock() {
        return new DropClock(this::now, () -> nanos);
    }

    Instant now() {
        return now;
    }

    void pass(Duration duration) {
        now = now.plus(duration);
        nanos += duration.toNanos();
    }

    /** Somebody sets the time that people read; nothing passes. */
    void set(Instant instant) {
        now = instant;
    }
}
