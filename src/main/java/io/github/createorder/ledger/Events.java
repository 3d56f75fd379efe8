package io.github.createorder.ledger;

/** Writes what is worth remembering. */
final class Events {
    static final String ERROR = "ERROR";
    static final String CONFLICT = "CONFLICT";
    static final String TAKEN_AGAIN = "TAKEN_AGAIN";
    static final String REPLAYED = "REPLAYED";
    static final String MAPPED_AFRESH = "MAPPED_AFRESH";
    static final String EDITED = "EDITED";
    static final String CLOSED = "CLOSED";
    static final String REOPENED = "REOPENED";
    static final String FENCED = "FENCED";
    static final String ACCEPTED_LATE = "ACCEPTED_LATE";
    static final String PAUSED = "PAUSED";
    static final String RESUMED = "RESUMED";

    private final LedgerDb db;
    private final Rows rows = new Rows("entry_id bigint", "event text", "detail text", "who text");

    Events(LedgerDb db) {
        this.db = db;
    }

    /** Notes an event; nothing is written before {@link #write}. */
    Events add(Long entryId, String event, String detail, String who) {
        rows.add(entryId, event, Text.cut(detail, Text.DETAIL), Text.cut(who, 200));
        return this;
    }

    void write() {
        db.insert(
                "createorder_event",
                "entry_id, happened_at, event, detail, who",
                ":entry_id, $now, :event, :detail, :who",
                rows);
    }
}
