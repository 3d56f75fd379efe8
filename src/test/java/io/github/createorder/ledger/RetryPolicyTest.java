package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final RetryPolicy STEADY =
            new RetryPolicy(Duration.ofSeconds(1), 2, Duration.ofMinutes(10), 0, Duration.ofHours(24), 5);
    private static final long DAY = Duration.ofHours(24).toMillis();

    @Test
    void delaysGrowUpToTheLongest() {
        Random random = new Random(1);
        assertThat(STEADY.delay(1, random)).hasSeconds(1);
        assertThat(STEADY.delay(2, random)).hasSeconds(2);
        assertThat(STEADY.delay(5, random)).hasSeconds(16);
        assertThat(STEADY.delay(11, random)).hasMinutes(10);
        assertThat(STEADY.delay(100_000, random)).hasMinutes(10);
    }

    @Test
    void jitterVariesTheDelayEitherWay() {
        Random random = new Random(1);
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < 1000; i++) {
            long millis = RetryPolicy.DEFAULT.delay(4, random).toMillis();
            least = Math.min(least, millis);
            most = Math.max(most, millis);
        }
        assertThat(least).isBetween(6400L, 6500L);
        assertThat(most).isBetween(9500L, 9600L);
    }

    @Test
    void givesUpOnlyWhenOldAndTriedOftenEnough() {
        assertThat(STEADY.givesUp(5, DAY + 1, 0)).isTrue();
        assertThat(STEADY.givesUp(4, DAY + 1, 0)).isFalse();
        assertThat(STEADY.givesUp(500, DAY, 0)).isFalse();
    }

    @Test
    void outcomeMayAllowFewerAttempts() {
        assertThat(STEADY.givesUp(2, 0, 3)).isFalse();
        assertThat(STEADY.givesUp(3, 0, 3)).isTrue();
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() ->
                        new RetryPolicy(Duration.ofSeconds(1), 0.5, Duration.ofMinutes(1), 0, Duration.ofHours(1), 5))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
