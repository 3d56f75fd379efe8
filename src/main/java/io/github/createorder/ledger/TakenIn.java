package io.github.createorder.ledger;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The entries that were taken in a span of time, found by their numbers: entries are numbered as they are taken, but for moments.
 * No index on the time is needed, and the small one that PostgreSQL has for columns in the order of rows (BRIN) leads to the whole
 * table once new orders lie in the room that replayed ones have left.
 *
 * @param first the first of these numbers
 * @param end the first number after them
 * @param from the span, in epoch milliseconds; what lies within the numbers and not within the span was taken out of order
 * @param to its end, not included
 */
record TakenIn(long first, long end, long from, long to) {
    /** Takes {@link #arguments}. */
    static final String WHERE = "id >= ? AND id < ? AND taken_at >= ? AND taken_at < ?";

    private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

    /** How far the order of taking and the order of entries may be apart: transactions side by side, a clock set back. */
    static final Duration SLACK = Duration.ofHours(1);

    /** A day in Beijing. Asks the database; within a transaction, or as one of its own. */
    static TakenIn day(LedgerDb db, LocalDate day) {
        return between(db, start(day), start(day.plusDays(1)), SLACK);
    }

    /** @param slack by how much the order may be wrong */
    static TakenIn between(LedgerDb db, long from, long to, Duration slack) {
        return new TakenIn(
                firstTakenAt(db, from - slack.toMillis()), firstTakenAt(db, to + slack.toMillis()), from, to);
    }

    /** When a day in Beijing begins, in epoch milliseconds. */
    static long start(LocalDate day) {
        return day.atStartOfDay().toInstant(BEIJING).toEpochMilli();
    }

    List<Object> arguments() {
        return List.of(first, end, from, to);
    }

    /** The first entry that was taken at this time or later, in two dozen looks. */
    private static long firstTakenAt(LedgerDb db, long time) {
        long low = number(db, "MIN(id)");
        long high = number(db, "MAX(id)") + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            List<long[]> found = db.query(
                    "SELECT id, taken_at FROM createorder_entry WHERE id >= ? ORDER BY id LIMIT 1",
                    (row, n) -> new long[] {row.getLong(1), row.getLong(2)},
                    middle);
            if (found.isEmpty() || found.get(0)[1] >= time) {
                high = middle;
            } else {
                low = found.get(0)[0] + 1;
            }
        }
        return low;
    }

    /** 0 where there is no entry. */
    static long number(LedgerDb db, String which) {
        return db.query("SELECT " + which + " FROM createorder_entry", (row, n) -> row.getLong(1))
                .get(0);
    }
}
