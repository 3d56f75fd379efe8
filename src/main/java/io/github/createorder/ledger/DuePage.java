package io.github.createorder.ledger;

import java.util.List;

/**
 * A part of what has been due for long and waits for something else, so that a look reads no more than so many rows however
 * many wait; the next look goes on where this one ended, and begins again at the bottom. Confined to the one who looks.
 */
final class DuePage {
    static final int ROWS = 1_000;
    private static final long BOTTOM = -1;

    private long from = BOTTOM;
    private Long to;

    /** Looks how far the page goes. In a transaction. */
    DuePage turn(LedgerDb db, String source) {
        List<Long> last = db.query(
                "SELECT report_due FROM createorder_repeat WHERE source = ? AND report_due > ? AND report_due <= $now"
                        + " ORDER BY report_due LIMIT 1 OFFSET " + (ROWS - 1),
                (row, n) -> row.getLong(1),
                source,
                from);
        to = last.isEmpty() ? null : last.get(0);
        return this;
    }

    long from() {
        return from;
    }

    /** The last due time of the page. */
    long to() {
        return to == null ? Long.MAX_VALUE : to;
    }

    /** Tells whether the page was read whole: then the next look is for the next one. */
    void read(boolean whole) {
        if (whole) {
            from = to == null ? BOTTOM : to;
        }
    }
}
