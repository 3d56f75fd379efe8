package io.github.createorder.ledger;

import io.github.createorder.ledger.LedgerReader.Count;
import io.github.createorder.ledger.LedgerReader.Filter;
import io.github.createorder.ledger.LedgerReader.Line;
import io.github.createorder.ledger.LedgerReader.Page;
import io.github.createorder.order.ErrorCause;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Orders for pages: found by what people know of them, or walked newest first with an end to how many are looked at. */
final class OrderPages {
    /** Entries that one page looks at, where no index leads to those that are wanted. */
    static final long WINDOW = 50_000;

    private static final int PAGE = LedgerReader.PAGE;
    private static final int MOST_COUNTED = LedgerReader.MOST_COUNTED;
    private static final int MOST_FOUND = 50;
    static final String ROW = "SELECT id, order_key, identifier, source, ref, status, cause, reason, code, sub_code,"
            + " response_code, request_id, attempts, replays, may_be_executed, taken_at, ended_at, due_at, closed_at,"
            + " amount_fen, CASE WHEN origin_digest IS NULL THEN 0 ELSE 1 END AS edited FROM createorder_entry";

    static final String BY_KEY = ROW + " WHERE order_key = ? UNION ALL " + ROW
            + " WHERE identifier = ? AND order_key <> identifier AND order_key <> ?";

    private final LedgerDb db;

    OrderPages(LedgerDb db) {
        this.db = db;
    }

    Page page(Filter filter, Long before) {
        List<Object> arguments = new ArrayList<>();
        boolean pending = isPending(filter.status());
        // Many are walked like all others. A few may lie anywhere, and a walk from one to the next passes all that have
        // ended.
        boolean indexed = isIndexed(filter) && !(pending && pending().more());
        StringBuilder where = new StringBuilder(where(filter, arguments, !indexed));
        long highest = before == null ? Long.MAX_VALUE : before;
        long lowest = Long.MIN_VALUE;
        if (filter.day() != null) {
            TakenIn day = TakenIn.day(db, filter.day());
            lowest = day.first();
            highest = Math.min(highest, day.end());
        } else if (!indexed) {
            highest = Math.min(highest, TakenIn.number(db, "MAX(id)") + 1);
        }
        long floor = indexed ? lowest : Math.max(lowest, highest - WINDOW);
        // Databases would rather walk all entries in the order of the page than sort the few that are under way.
        String id = pending && indexed ? "id + 0" : "id";
        where.append(" AND " + id + " < ? AND " + id + " >= ?");
        arguments.add(highest);
        arguments.add(floor);
        List<Line> lines = db.query(
                ROW + " WHERE " + where + " ORDER BY " + id + " DESC LIMIT " + (PAGE + 1),
                OrderPages::line,
                arguments.toArray());
        if (lines.size() > PAGE) {
            List<Line> page = lines.subList(0, PAGE);
            return new Page(List.copyOf(page), page.get(PAGE - 1).id(), false);
        }
        boolean older = !indexed && floor > lowest && exists(floor);
        return new Page(lines, older ? floor : null, older);
    }

    private boolean exists(long before) {
        return !db.query(
                        "SELECT id FROM createorder_entry WHERE id < ? ORDER BY id DESC LIMIT 1",
                        (row, n) -> row.getLong(1),
                        before)
                .isEmpty();
    }

    /** Whether an index leads to few orders. */
    static boolean isIndexed(Filter filter) {
        return filter.cause() != null
                || filter.codes() != null
                || "ERROR".equals(filter.status())
                || "CLOSED".equals(filter.status())
                || isPending(filter.status());
    }

    private static boolean isPending(String status) {
        return "PENDING".equals(status) || "READY".equals(status) || "SENDING".equals(status);
    }

    /** For all that a filter matches, and not a page of it. */
    String where(Filter filter, List<Object> arguments) {
        String where = where(filter, arguments, false);
        // What is under way is few, wherever it lies.
        if (filter.day() == null || isPending(filter.status())) {
            return where;
        }
        TakenIn day = db.reading(() -> TakenIn.day(db, filter.day()));
        arguments.addAll(List.of(day.first(), day.end()));
        return where + " AND id >= ? AND id < ?";
    }

    /**
     * @param walked whether entries are looked at one after the other, newest first: then no column is named as it stands in an
     *     index, or a database takes that one, reads all orders of a source or day, and sorts them
     */
    private static String where(Filter filter, List<Object> arguments, boolean walked) {
        StringBuilder where = new StringBuilder("1 = 1");
        if (isPending(filter.status())) {
            // Not IS NOT NULL, for which H2 reads the table.
            where.append(walked ? " AND COALESCE(status, '') IN ('READY', 'SENDING')" : " AND due_at >= 0");
        }
        if (filter.status() == null && (filter.cause() != null || filter.codes() != null)) {
            where.append(" AND status = 'ERROR'");
        } else if (filter.status() != null && !"PENDING".equals(filter.status())) {
            // As a word of the statement, so that partial indexes serve.
            where.append(walked || isPending(filter.status()) ? " AND COALESCE(status, '') = '" : " AND status = '")
                    .append(known(filter.status()))
                    .append('\'');
        }
        if (filter.source() != null) {
            where.append(walked ? " AND COALESCE(source, '') = ?" : " AND source = ?");
            arguments.add(filter.source());
        }
        if (filter.cause() != null) {
            where.append(" AND cause = ?");
            arguments.add(filter.cause().name());
        }
        if (filter.codes() != null) {
            ErrorSelection.same(where, "code", filter.codes().code(), arguments);
            ErrorSelection.same(where, "sub_code", filter.codes().subCode(), arguments);
            ErrorSelection.same(where, "response_code", filter.codes().responseCode(), arguments);
        }
        if (filter.day() != null) {
            // By the numbers of its entries, if at all.
            where.append(" AND taken_at + 0 >= ? AND taken_at + 0 < ?");
            arguments.add(TakenIn.start(filter.day()));
            arguments.add(TakenIn.start(filter.day().plusDays(1)));
        }
        return where.toString();
    }

    private static String known(String status) {
        return switch (status) {
            case "READY", "SENDING", "ACCEPTED", "ERROR", "CLOSED" -> status;
            default -> throw new IllegalArgumentException("no status '" + status + "'");
        };
    }

    Count count(String where, List<Object> arguments) {
        return Count.of(db.reading(() -> db.query(
                        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM createorder_entry WHERE " + where + " LIMIT "
                                + (MOST_COUNTED + 1) + ") x",
                        (row, n) -> row.getInt(1),
                        arguments.toArray())
                .get(0)));
    }

    /** By reference: those at rest, which have an index of their own on PostgreSQL, and those under way. */
    static String byRef() {
        return lookUp("ref", "");
    }

    /** By Taobao's request_id, as by reference. */
    String byRequest() {
        return lookUp("request_id", db.amongRequests());
    }

    private static String lookUp(String column, String atRest) {
        return ROW + " WHERE " + column + " = ? AND due_at IS NULL AND report_due IS NULL" + atRest + " UNION ALL "
                + ROW + " WHERE " + column + " = ? AND due_at IS NOT NULL UNION ALL " + ROW + " WHERE " + column
                + " = ? AND due_at IS NULL AND report_due IS NOT NULL";
    }

    static Line line(ResultSet row, int number) throws SQLException {
        return new Line(
                row.getLong("id"),
                row.getString("order_key"),
                row.getString("identifier"),
                row.getString("source"),
                row.getString("ref"),
                row.getString("status"),
                cause(row),
                row.getString("reason"),
                row.getString("code"),
                row.getString("sub_code"),
                row.getString("response_code"),
                row.getString("request_id"),
                row.getInt("attempts"),
                row.getInt("replays"),
                row.getBoolean("may_be_executed"),
                row.getLong("taken_at"),
                row.getObject("ended_at", Long.class),
                row.getObject("due_at", Long.class),
                row.getObject("closed_at", Long.class),
                row.getObject("amount_fen", Long.class),
                row.getInt("edited") == 1);
    }

    static ErrorCause cause(ResultSet row) throws SQLException {
        String cause = row.getString("cause");
        return cause == null ? null : ErrorCause.valueOf(cause);
    }

    private Count pending() {
        return count(new Filter(null, "PENDING", null, null, null));
    }

    /** How many an indexed filter matches. */
    Count count(Filter filter) {
        List<Object> arguments = new ArrayList<>();
        return count(where(filter, arguments), arguments);
    }

    /** By identifier, order key, reference and request_id. */
    List<Line> search(String asked) {
        Map<Long, Line> found = new LinkedHashMap<>();
        db.query(BY_KEY, OrderPages::line, asked, asked, asked).forEach(line -> found.put(line.id(), line));
        for (String lookUp : List.of(byRef(), byRequest())) {
            db.query(lookUp + " LIMIT " + MOST_FOUND, OrderPages::line, asked, asked, asked)
                    .forEach(line -> found.putIfAbsent(line.id(), line));
        }
        return found.values().stream()
                .sorted((a, b) -> Long.compare(b.id(), a.id()))
                .limit(MOST_FOUND)
                .toList();
    }
}
