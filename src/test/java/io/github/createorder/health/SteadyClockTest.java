package io.github.createorder.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant START = Instant.parse("2026-11-28T08:00:00Z");

    private Instant wall = START;
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    @Test
    void clockSetBackOrForwardHoldsUpAndHurriesNothing() {
        SteadyClock steady = new SteadyClock(() -> wall, nanos::get);
        assertThat(steady.instant()).isEqualTo(START);
        wall = START.minus(Duration.ofHours(1));
        nanos.addAndGet(1_500_000_000L);
        assertThat(steady.instant()).isEqualTo(START.plusMillis(1_500));
        wall = START.plus(Duration.ofHours(1));
        assertThat(steady.instant()).isEqualTo(START.plusMillis(1_500));
    }

    @Test
    void onlyTheSystemsClockIsReplaced() {
        assertThat(SteadyClock.of(InstantSource.system())).isInstanceOf(SteadyClock.class);
        InstantSource given = () -> wall;
        assertThat(SteadyClock.of(given)).isSameAs(given);
    }
}
