package io.github.createorder.ledger;

import io.github.createorder.ledger.LedgerReader.Hour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;

/**
 * What ended in each of the last hours, of the orders taken in them. The orders that were taken in an hour are counted together
 * and by themselves: every ten seconds as long as some have not ended, else in turn. So no look reads a day of a million orders.
 */
final class HourCounts {
    private static final Logger LOG = LoggerFactory.getLogger(HourCounts.class);
    private static final int HOURS = 24;
    private static final long HOUR_MILLIS = 3_600_000L;
    private static final Duration SLACK = Duration.ofMinutes(10);
    private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ENDED_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** So long a look goes on to count. */
    private static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final LedgerDb db;
    private final LongSupplier nanoTime;
    private final Map<Long, Taken> counted = new ConcurrentHashMap<>();

    /**
     * What became of the orders taken in an hour.
     *
     * @param open some may not have ended, or more may come
     * @param accepted by the hour in which they were
     */
    private record Taken(boolean open, Map<Long, Long> accepted, Map<Long, Long> errors, long atNanos) {}

    HourCounts(LedgerDb db, LongSupplier nanoTime) {
        this.db = db;
        this.nanoTime = nanoTime;
    }

    /**
     * Oldest first. Hours that could not be counted yet are not {@link Hour#counted}; a later look counts them.
     *
     * @param now epoch milliseconds by the database's clock
     */
    List<Hour> look(long now) {
        long newest = now / HOUR_MILLIS * HOUR_MILLIS;
        long oldest = newest - (HOURS - 1) * HOUR_MILLIS;
        counted.keySet().removeIf(from -> from < oldest || from > newest);
        try {
            countDue(newest, oldest);
        } catch (NestedRuntimeException e) {
            // The rest of a page is worth more than its hours.
            LOG.debug("An hour could not be counted", e);
        }
        List<Hour> hours = new ArrayList<>();
        for (long from = oldest; from <= newest; from += HOUR_MILLIS) {
            long hour = from;
            hours.add(new Hour(
                    from,
                    counted.containsKey(from),
                    counted.values().stream()
                            .mapToLong(taken -> taken.accepted.getOrDefault(hour, 0L))
                            .sum(),
                    counted.values().stream()
                            .mapToLong(taken -> taken.errors.getOrDefault(hour, 0L))
                            .sum()));
        }
        return hours;
    }

    private void countDue(long newest, long oldest) {
        long began = nanoTime.getAsLong();
        for (long from = newest; from >= oldest && nanoTime.getAsLong() - began < BUDGET_NANOS; from -= HOUR_MILLIS) {
            Taken known = counted.get(from);
            if (known == null || (known.open && isOlder(known, OPEN_NANOS))) {
                count(from, newest);
            }
        }
        counted.entrySet().stream()
                .filter(known -> isOlder(known.getValue(), ENDED_NANOS))
                .min(Comparator.comparingLong(known -> known.getValue().atNanos))
                .ifPresent(known -> count(known.getKey(), newest));
    }

    private boolean isOlder(Taken known, long nanos) {
        return nanoTime.getAsLong() - known.atNanos >= nanos;
    }

    private void count(long from, long newest) {
        Map<Long, Long> accepted = new HashMap<>();
        Map<Long, Long> errors = new HashMap<>();
        // What was just taken may be written after this look.
        boolean[] open = {from >= newest - HOUR_MILLIS};
        db.reading(() -> {
            TakenIn taken = TakenIn.between(db, from, from + HOUR_MILLIS, SLACK);
            return db.query(
                    "SELECT ended, status, COUNT(*) FROM (SELECT FLOOR((ended_at - ?) / 3600000) AS ended, status FROM"
                            + " createorder_entry WHERE " + TakenIn.WHERE + ") x GROUP BY ended, status",
                    (row, n) -> {
                        if (row.getObject(1) == null) {
                            open[0] = true;
                        } else {
                            long hour = from + row.getLong(1) * HOUR_MILLIS;
                            switch (row.getString(2)) {
                                case "ACCEPTED" -> accepted.merge(hour, row.getLong(3), Long::sum);
                                case "ERROR" -> errors.merge(hour, row.getLong(3), Long::sum);
                                default -> {}
                            }
                        }
                        return null;
                    },
                    Stream.concat(Stream.of(from), taken.arguments().stream()).toArray());
        });
        counted.put(from, new Taken(open[0], accepted, errors, nanoTime.getAsLong()));
    }
}
