package io.github.createorder.ledger;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When an order that did not get through is sent again, and when no more.
 *
 * @param firstDelay wait after the first attempt
 * @param factor growth of the wait from attempt to attempt, at least 1
 * @param maxDelay the longest wait
 * @param jitter share of the wait by which it is varied either way, 0 to 1, so that orders do not come back in step
 * @param maxAge give up when the first attempt is longer ago than this
 * @param minAttempts but not before so many attempts
 */
public record RetryPolicy(
        Duration firstDelay, double factor, Duration maxDelay, double jitter, Duration maxAge, int minAttempts) {

    /** 1 s, doubling to 10 minutes, 20 % jitter; gives up after 24 hours and 5 attempts. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(Duration.ofSeconds(1), 2, Duration.ofMinutes(10), 0.2, Duration.ofHours(24), 5);

    public RetryPolicy {
        if (firstDelay.isNegative() || factor < 1 || jitter < 0 || jitter > 1 || minAttempts < 1) {
            throw new IllegalArgumentException(
                    "a retry policy needs a delay of 0 or more, a factor of 1 or more, a jitter from 0 to 1, and at least 1"
                            + " attempt");
        }
    }

    /** Answers that stand for few tries are tried at long intervals, so that a short outage does not use them up. */
    private static final int FEW_TRIES = 30;

    /** The wait after so many attempts (1 or more) when the outcome allows only a few: thirty times the usual one. */
    public Duration patientDelay(int attempts, RandomGenerator random) {
        Duration patient = delay(attempts, random).multipliedBy(FEW_TRIES);
        return patient.compareTo(maxDelay) < 0 ? patient : maxDelay;
    }

    /** No wait is longer. */
    Duration longestDelay() {
        return Duration.ofMillis((long) Math.ceil(maxDelay.toMillis() * (1 + jitter)));
    }

    /** The wait after so many attempts (1 or more). */
    public Duration delay(int attempts, RandomGenerator random) {
        double grown = Math.min(firstDelay.toMillis() * Math.pow(factor, attempts - 1.0), (double) maxDelay.toMillis());
        double varied = jitter == 0 ? grown : grown * (1 + jitter * (2 * random.nextDouble() - 1));
        return Duration.ofMillis(Math.round(varied));
    }

    /**
     * Whether to give up after an attempt that did not get through.
     *
     * @param attempts attempts made, this one included
     * @param ageMillis time since the first of them
     * @param maxAttempts the outcome's own limit, 0 for none
     */
    public boolean givesUp(int attempts, long ageMillis, int maxAttempts) {
        return (maxAttempts > 0 && attempts >= maxAttempts)
                || (attempts >= minAttempts && ageMillis > maxAge.toMillis());
    }
}
