package io.github.createorder.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The orders in error, for those who have them sent again or put on the error queue again. The queue may have lost what this
 * knows, or still hold what is over: this is the truth. Thread-safe.
 */
public final class LedgerErrors {
    /** Ids and versions only. */
    private static final int PAGE = 50_000;

    private static final int BATCH = 500;

    private static final String STANDING = "SELECT order_key, status, cause, reason FROM createorder_entry WHERE ";

    /** The order has it as its key; its conflicts have keys of their own, and an index that leads to them. */
    static final String BY_IDENTIFIER = STANDING + "order_key = ? AND identifier = ? UNION ALL " + STANDING
            + "identifier = ? AND order_key <> identifier";

    private final LedgerDb db;

    public LedgerErrors(LedgerDb db) {
        this.db = db;
    }

    /** What the selection matches now. Changes nothing. */
    public ErrorPlan plan(ErrorSelection selection) {
        return plan(selection, false);
    }

    private ErrorPlan plan(ErrorSelection selection, boolean withConflicts) {
        Map<String, Integer> byCause = new TreeMap<>();
        Map<String, Integer> bySource = new TreeMap<>();
        Found found = new Found();
        int conflicts = 0;
        List<Line> page;
        do {
            List<Object> arguments = new ArrayList<>();
            String sql = "SELECT id, version, cause, source FROM createorder_entry WHERE " + selection.where(arguments)
                    + " AND id > ? ORDER BY id LIMIT " + PAGE;
            arguments.add(found.last);
            page = db.inTransaction(() -> db.query(sql, Line::read, arguments.toArray()));
            for (Line line : page) {
                found.last = line.id;
                if ("CONFLICT".equals(line.cause) && !withConflicts) {
                    conflicts++;
                } else {
                    found.add(line.version);
                    byCause.merge(line.cause, 1, Integer::sum);
                    bySource.merge(line.source, 1, Integer::sum);
                }
            }
        } while (page.size() == PAGE);
        return new ErrorPlan(found.ids(), found.versions(), byCause, bySource, conflicts);
    }

    /** Sources that have orders in error. */
    public List<String> sources() {
        return db.inTransaction(() -> db.query(
                "SELECT DISTINCT source FROM createorder_entry WHERE status = 'ERROR' ORDER BY source",
                (row, n) -> row.getString(1)));
    }

    /** Of each order under the selection's key or identifier, where it stands, in words; empty when it names none. */
    public List<String> why(ErrorSelection selection) {
        String name = selection.orderKey() != null ? selection.orderKey() : selection.identifier();
        if (name == null) {
            return List.of();
        }
        boolean byKey = selection.orderKey() != null;
        String column = byKey ? "order_key" : "identifier";
        List<String> orders = db.inTransaction(() -> db.query(
                byKey ? STANDING + "order_key = ?" : BY_IDENTIFIER,
                (row, n) -> row.getString("order_key") + " is " + standing(row),
                byKey ? new Object[] {name} : new Object[] {name, name, name}));
        return orders.isEmpty() ? List.of("The ledger has no order with the " + column + " " + name + ".") : orders;
    }

    private static String standing(ResultSet row) throws SQLException {
        return switch (row.getString("status")) {
            case "ACCEPTED" -> "accepted: there is nothing to send again.";
            case "ERROR" ->
                "CONFLICT".equals(row.getString("cause"))
                        ? "a conflict, which is never sent: " + row.getString("reason")
                        : "in error as " + row.getString("cause") + ", but not of what was selected.";
            case "CLOSED" -> "closed: open it again first.";
            default -> "not in error: it is sent without a replay.";
        };
    }

    /**
     * Has the nodes put these on the error queue again, conflicts too. A new version, because a broker drops a message that it
     * remembers, also when it has lost it since.
     *
     * @return how many
     */
    public int publishAgain(ErrorSelection selection) {
        ErrorPlan plan = plan(selection, true);
        int done = 0;
        for (int from = 0; from < plan.total(); from += BATCH) {
            Rows rows = new Rows("id bigint", "version int");
            for (int i = from; i < Math.min(from + BATCH, plan.total()); i++) {
                rows.add(plan.id(i), plan.version(i));
            }
            done += publishAgain(rows);
        }
        return done;
    }

    private int publishAgain(Rows rows) {
        return db.inTransaction(() -> db.updateEntries("error_due = $now, version = e.version + 1", "ERROR", rows)
                .size());
    }

    /**
     * Told that messages of these orders are taken off the error queue: those that are still in the error that they spoke of are put
     * there again. One that has come into error since has a message of its own.
     *
     * @param versions by order key, the version that the message spoke of
     */
    public void takenOff(Map<String, Integer> versions) {
        Rows still = new Rows("id bigint", "version int");
        db.inTransaction(() -> db.queryIn(
                "SELECT id, version, order_key FROM createorder_entry WHERE status = 'ERROR' AND error_due IS NULL"
                        + " AND order_key $in",
                versions.keySet(),
                (row, n) -> {
                    if (row.getInt(2) <= versions.getOrDefault(row.getString(3), Integer.MAX_VALUE)) {
                        still.add(row.getLong(1), row.getInt(2));
                    }
                    return null;
                }));
        if (!still.isEmpty()) {
            publishAgain(still);
        }
    }

    private record Line(long id, int version, String cause, String source) {
        static Line read(ResultSet row, int number) throws SQLException {
            return new Line(row.getLong("id"), row.getInt("version"), row.getString("cause"), row.getString("source"));
        }
    }

    /** Ids and versions as they are read. */
    private static final class Found {
        private long last = Long.MIN_VALUE;
        private long[] ids = new long[64];
        private int[] versions = new int[64];
        private int size;

        void add(int version) {
            if (size == ids.length) {
                ids = Arrays.copyOf(ids, 2 * size);
                versions = Arrays.copyOf(versions, 2 * size);
            }
            ids[size] = last;
            versions[size++] = version;
        }

        long[] ids() {
            return Arrays.copyOf(ids, size);
        }

        int[] versions() {
            return Arrays.copyOf(versions, size);
        }
    }
}
