package io.github.createorder.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final Instant START = Instant.parse("2026-11-28T08:00:00Z");

    private Instant now = START;
    private final Watch watch = new Watch(() -> now);

    private void fails(String reason) {
        watch.failed(new IllegalStateException("outer", new IllegalStateException(reason)));
    }

    @Test
    void troubleLastsFromTheFirstFailureAndTellsTheNewestReason() {
        assertThat(watch.trouble()).isEmpty();
        fails("refused");
        now = now.plus(Watch.OVER);
        fails("disk full\nof which more");
        now = now.plus(Watch.OVER);
        assertThat(watch.trouble()).contains(new Trouble(START, "disk full"));
    }

    @Test
    void isOverWhenNothingHasFailedForAWhileAndBeginsAnewLater() {
        fails("refused");
        now = now.plus(Watch.OVER).plus(Duration.ofMillis(1));
        assertThat(watch.trouble()).isEmpty();
        fails("refused again");
        assertThat(watch.trouble()).contains(new Trouble(now, "refused again"));
    }
}
