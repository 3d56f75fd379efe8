package io.github.createorder.ledger;

import io.github.createorder.order.ErrorCause;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;

/** An entry that an order is compared with when it is taken: of the ledger, or of the batch that is just being taken. */
final class KnownEntry {
    static final String SELECT =
            "SELECT id, order_key, identifier, source, ref, status, cause, reason, may_be_executed,"
                    + " version, record_digest, request_digest, origin_digest,"
                    + " CASE WHEN error_due IS NULL AND report_due IS NULL THEN 1 ELSE 0 END AS told"
                    + " FROM createorder_entry WHERE ";

    /** Null until it is inserted. */
    Long id;

    String key;
    String identifier;
    int version;
    /** Whether its source is not told of it. */
    boolean silent;
    /** Whether it is written as claimed by this node. */
    boolean leased;
    /** Null unless it came, or changed, with this batch. */
    EntryContent content;

    private String place;
    private String status;
    private ErrorCause cause;
    private String reason;
    private boolean mayBeExecuted;
    private String recordDigest;
    private String requestDigest;
    /** Of the record as its source gave it, when a person has edited it since; else null. */
    private String originDigest;

    /** Whether error queue and source know of it. */
    private boolean told;

    private KnownEntry() {}

    KnownEntry(EntryContent order) {
        become(order);
    }

    static KnownEntry read(ResultSet row, int number) throws SQLException {
        KnownEntry entry = new KnownEntry();
        entry.id = row.getLong("id");
        entry.key = row.getString("order_key");
        entry.identifier = row.getString("identifier");
        entry.place = row.getString("source") + "|" + row.getString("ref");
        entry.status = row.getString("status");
        entry.cause = row.getString("cause") == null ? null : ErrorCause.valueOf(row.getString("cause"));
        entry.reason = row.getString("reason");
        entry.mayBeExecuted = row.getBoolean("may_be_executed");
        entry.version = row.getInt("version");
        entry.recordDigest = row.getString("record_digest");
        entry.requestDigest = row.getString("request_digest");
        entry.originDigest = row.getString("origin_digest");
        entry.told = row.getInt("told") == 1;
        return entry;
    }

    /** Takes over what the order says. */
    void become(EntryContent order) {
        content = order;
        key = order.key();
        identifier = order.identifier();
        place = order.place();
        status = order.status();
        cause = order.cause();
        reason = order.reason();
        recordDigest = order.recordDigest();
        requestDigest = order.requestDigest();
        originDigest = null;
        told = false;
    }

    boolean mayBeExecuted() {
        return mayBeExecuted;
    }

    String place() {
        return place;
    }

    boolean hasEnded() {
        return "ACCEPTED".equals(status) || "ERROR".equals(status) || isClosed();
    }

    /** Why it is in error, in words. */
    String was() {
        return cause + ": " + reason;
    }

    boolean isClosed() {
        return "CLOSED".equals(status);
    }

    /** Certainly never executed and waiting for someone to correct it, or closed for being wrong. */
    boolean isReplaceable() {
        return ("ERROR".equals(status) || isClosed()) && !mayBeExecuted && cause != ErrorCause.CONFLICT;
    }

    /**
     * Whether the order may take its place: it is the same record, corrected; or another record with the same identifier,
     * and everybody has been told what was wrong with the first, so that the first is not forgotten.
     */
    boolean isReplaceableBy(EntryContent order) {
        return isReplaceable() && (told || place.equals(order.place()));
    }

    /**
     * Whether the order says nothing new. The same record mapped otherwise is nothing new for an order that was or may be
     * sent: its request is frozen. For one that could not be made or was refused, a request that differs is what it waits
     * for. A record that a person has edited here is known by what its source gave as well: read again, that neither undoes the edit
     * nor is it a conflict. What was closed is not opened by its own record, however it is mapped by now.
     */
    boolean isRepeatedBy(EntryContent order) {
        if (originDigest != null && originDigest.equals(order.recordDigest())) {
            return true;
        }
        if (requestDigest != null && requestDigest.equals(order.requestDigest())) {
            return true;
        }
        return Objects.equals(recordDigest, order.recordDigest())
                && (order.request() == null || isClosed() || !isReplaceable());
    }
}
