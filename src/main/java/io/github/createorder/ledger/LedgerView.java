package io.github.createorder.ledger;

import io.github.createorder.order.ErrorCause;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What people and meters ask of the ledger. Changes nothing. Times are epoch milliseconds by the database's clock. */
public final class LedgerView {
    /** Beijing has had no summer time since 1991. */
    private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

    /** Keys in one question. */
    private static final int LOOKUP = 1_000;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /** A conflict has a key of its own: they are few, and have an index of their own. */
    static final String ORDERS = "SELECT * FROM createorder_orders_view WHERE order_key = ? UNION ALL"
            + " SELECT * FROM createorder_orders_view WHERE identifier = ? AND order_key <> identifier AND order_key <> ?"
            + " ORDER BY id";

    static final String ERROR_GROUPS = "SELECT * FROM createorder_errors_view ORDER BY orders DESC, source, cause";

    static final String DAY =
            "SELECT source, CASE WHEN status IN ('READY', 'SENDING') THEN 'PENDING' ELSE status END AS standing, cause,"
                    + " COUNT(*) AS orders, SUM(COALESCE(amount_fen, 0)) AS fen, COUNT(origin_digest) AS edited"
                    + " FROM createorder_entry WHERE " + TakenIn.WHERE
                    + " GROUP BY source, CASE WHEN status IN ('READY', 'SENDING') THEN 'PENDING' ELSE status END, cause"
                    + " ORDER BY source, standing, cause";

    static final String ACCEPTED = "SELECT id, source, ref, identifier, amount_fen, ended_at FROM createorder_entry"
            // Not as it stands in an index: that one leads to nearly every order.
            + " WHERE COALESCE(status, '') = 'ACCEPTED' AND ended_at >= ? AND ended_at < ?";

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** What ended later than a day after it was taken has an index of its own on PostgreSQL; it is seldom, and may be of any day. */
    private static final String LATE = " AND ended_at >= taken_at + " + DAY_MILLIS;

    private final LedgerDb db;
    private final PayloadKeys keys;

    public LedgerView(LedgerDb db, PayloadKeys keys) {
        this.db = db;
        this.keys = keys;
    }

    /**
     * Where things stand now. Costs the same however many orders have been accepted.
     *
     * @param pending orders that have not ended, by source
     * @param oldestMillis how long the oldest order that could be sent has waited; 0 when none waits
     * @param underWay orders that nodes are sending, by node
     * @param errors orders in error by cause
     * @param unpublished errors that are not on the error queue yet
     * @param unreported outcomes that sources have not been told, by source
     */
    public record Standing(
            Map<String, Long> pending,
            long oldestMillis,
            Map<String, Long> underWay,
            Map<ErrorCause, Long> errors,
            long unpublished,
            Map<String, Long> unreported) {

        public long pendingInAll() {
            return pending.values().stream().mapToLong(Long::longValue).sum();
        }

        public long errorsInAll() {
            return errors.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Where things stand now. */
    public Standing standing() {
        return db.reading(() -> {
            Map<ErrorCause, Long> errors = new TreeMap<>();
            counts("SELECT cause, COUNT(*) FROM createorder_entry WHERE status = 'ERROR' GROUP BY cause")
                    .forEach((cause, orders) -> errors.put(ErrorCause.valueOf(cause), orders));
            return standing(errors);
        });
    }

    /** The same, where errors have been counted already. */
    Standing standing(Map<ErrorCause, Long> errors) {
        return db.reading(() -> {
            long oldest = db.query(
                            "SELECT $now - MIN(due_at) FROM createorder_entry WHERE due_at >= 0 AND status = 'READY'",
                            (row, n) -> row.getLong(1))
                    .get(0);
            return new Standing(
                    counts("SELECT source, COUNT(*) FROM createorder_entry WHERE due_at >= 0 GROUP BY source"),
                    Math.max(0, oldest),
                    counts("SELECT lease_owner, COUNT(*) FROM createorder_entry WHERE due_at >= 0"
                            + " AND status = 'SENDING' GROUP BY lease_owner"),
                    errors,
                    db.query("SELECT COUNT(*) FROM createorder_entry WHERE error_due >= 0", (row, n) -> row.getLong(1))
                            .get(0),
                    unreported());
        });
    }

    /** An index that holds the ended orders too is not read from one end to the other: from source to source. */
    private Map<String, Long> unreported() {
        if (db.hasPartialIndexes()) {
            return counts("SELECT source, COUNT(*) FROM createorder_entry WHERE report_due >= 0 GROUP BY source");
        }
        Map<String, Long> counts = new TreeMap<>();
        List<String> next = sourceAfter("");
        while (!next.isEmpty()) {
            String source = next.get(0);
            long orders = db.query(
                            "SELECT COUNT(*) FROM createorder_entry WHERE source = ? AND report_due >= 0",
                            (row, n) -> row.getLong(1),
                            source)
                    .get(0);
            if (orders > 0) {
                counts.put(source, orders);
            }
            // No name has this character, so that it is before all others: H2 begins to read at what it is given.
            next = sourceAfter(source + "!");
        }
        return counts;
    }

    private List<String> sourceAfter(String source) {
        return db.query(
                "SELECT source FROM createorder_entry WHERE source > ? ORDER BY source LIMIT 1",
                (row, n) -> row.getString(1),
                source);
    }

    private Map<String, Long> counts(String sql) {
        Map<String, Long> counts = new TreeMap<>();
        db.query(sql, (row, n) -> counts.merge(String.valueOf(row.getString(1)), row.getLong(2), Long::sum));
        return counts;
    }

    /** A gateway's name, and whether orders may be sent to it. */
    public record NamedGate(String gateway, GateState state) {}

    /** Every gateway that this ledger has ever sent to. */
    public List<NamedGate> gates() {
        return db.reading(() -> db.query(
                "SELECT gateway, state, kind, reason, since, until_at, step, version, $now AS now_at FROM createorder_gate"
                        + " ORDER BY gateway",
                (row, n) -> new NamedGate(
                        row.getString("gateway"),
                        GateRow.read(row, System.nanoTime()).toState())));
    }

    /**
     * Errors with the same remedy.
     *
     * @param mayBeExecuted how many of them may exist at Taobao
     */
    public record ErrorGroup(
            String source,
            ErrorCause cause,
            String code,
            String subCode,
            String responseCode,
            long orders,
            long mayBeExecuted,
            String oldest,
            String newest,
            String exampleKey,
            String exampleReason) {}

    /** What is in error, most orders first. */
    public List<ErrorGroup> errorGroups() {
        return db.reading(() -> db.query(
                ERROR_GROUPS,
                (row, n) -> new ErrorGroup(
                        row.getString("source"),
                        ErrorCause.valueOf(row.getString("cause")),
                        row.getString("code"),
                        row.getString("sub_code"),
                        row.getString("response_code"),
                        row.getLong("orders"),
                        row.getLong("may_be_executed"),
                        time(row, row.findColumn("oldest")),
                        time(row, row.findColumn("newest")),
                        row.getString("example_order_key"),
                        row.getString("example_reason"))));
    }

    /** One file of a drop source, in a few words. */
    public record FileLine(
            String source, String name, String state, long orders, long notReported, int receipts, String reason) {}

    /** The newest files, newest first. */
    public List<FileLine> files(int newest) {
        return db.reading(() -> db.query(
                // Whoever makes the whole view first makes no more of it.
                "SELECT * FROM createorder_files_view WHERE id >= ? ORDER BY id DESC",
                (row, n) -> new FileLine(
                        row.getString("source"),
                        row.getString("name"),
                        row.getString("state"),
                        row.getLong("orders"),
                        row.getLong("not_reported"),
                        row.getInt("receipts"),
                        row.getString("reason")),
                lowestOf(newest)));
    }

    private long lowestOf(int newest) {
        List<Long> ids = db.query(
                "SELECT id FROM createorder_file ORDER BY id DESC LIMIT " + newest, (row, n) -> row.getLong(1));
        return ids.isEmpty() ? 0 : ids.get(ids.size() - 1);
    }

    /**
     * An order with its history.
     *
     * @param fields the columns of {@code createorder_orders_view}, by name
     * @param record the source record as JSON; null once it is removed, or when it was not asked for
     * @param request the frozen request; null when there is none, or when it was not asked for
     * @param events what happened to it, oldest first
     */
    public record Order(Map<String, String> fields, String record, String request, List<Event> events) {}

    /** One thing that happened to an order, and who did it; at Beijing time. */
    public record Event(String at, String event, String detail, String who) {}

    /**
     * The orders with this identifier or order key: one, and its conflicts.
     *
     * @param payload with record and request, which needs the key if they are sealed; without, both are null
     */
    public List<Order> orders(String identifierOrKey, boolean payload) {
        return db.reading(() -> {
            List<Map<String, String>> rows = db.query(
                    ORDERS,
                    (row, n) -> {
                        Map<String, String> fields = new java.util.LinkedHashMap<>();
                        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            String name = row.getMetaData().getColumnLabel(i).toLowerCase(java.util.Locale.ROOT);
                            boolean time = row.getMetaData().getColumnType(i) == Types.TIMESTAMP;
                            fields.put(name, time ? time(row, i) : row.getString(i));
                        }
                        return fields;
                    },
                    identifierOrKey,
                    identifierOrKey,
                    identifierOrKey);
            List<Order> orders = new ArrayList<>();
            for (Map<String, String> fields : rows) {
                long id = Long.parseLong(fields.get("id"));
                String key = fields.get("order_key");
                List<String[]> contents = !payload
                        ? List.of()
                        : db.query(
                                "SELECT record, request FROM createorder_payload WHERE entry_id = ?",
                                (row, n) -> new String[] {
                                    keys.open(row.getString(1), key, "record"),
                                    keys.open(row.getString(2), key, "request")
                                },
                                id);
                List<Event> events = db.query(
                        "SELECT happened_at, event, detail, who FROM createorder_event WHERE entry_id = ? ORDER BY id",
                        (row, n) -> new Event(
                                java.time.Instant.ofEpochMilli(row.getLong(1))
                                        .atOffset(BEIJING)
                                        .toString(),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4)),
                        id);
                orders.add(new Order(
                        fields,
                        contents.isEmpty() ? null : contents.get(0)[0],
                        contents.isEmpty() ? null : contents.get(0)[1],
                        events));
            }
            return orders;
        });
    }

    /**
     * Orders of one source that stand alike.
     *
     * @param standing ACCEPTED, ERROR, or PENDING
     * @param cause null unless in error
     * @param fen the sum of their amounts, of those that have one
     * @param edited those of them whose record a person has edited
     */
    public record DayTotal(String source, String standing, ErrorCause cause, long orders, long fen, long edited) {}

    /** Every order taken on a day in Beijing, by source and where it stands now. */
    public List<DayTotal> day(LocalDate day) {
        return db.reading(() -> db.query(
                DAY,
                (row, n) -> new DayTotal(
                        row.getString("source"),
                        row.getString("standing"),
                        Optional.ofNullable(row.getString("cause"))
                                .map(ErrorCause::valueOf)
                                .orElse(null),
                        row.getLong("orders"),
                        row.getLong("fen"),
                        row.getLong("edited")),
                TakenIn.day(db, day).arguments().toArray()));
    }

    /**
     * An order as a reconciliation sees it.
     *
     * @param standing ACCEPTED, ERROR or PENDING
     * @param fen total_fee_amount; null when it could not be mapped
     */
    public record Line(String ref, String identifier, String standing, ErrorCause cause, Long fen) {}

    static final String LINE = "SELECT id, ref, identifier, CASE WHEN status IN ('READY', 'SENDING') THEN"
            + " 'PENDING' ELSE status END AS standing, cause, amount_fen FROM createorder_entry";

    /**
     * Each order of a source that was taken on a day in Beijing, one by one in any order; any day for null, any source for null.
     *
     * @param owners without conflicts, whose identifier is that of another order
     */
    public void lines(LocalDate day, String source, boolean owners, Consumer<Line> consumer) {
        List<Object> arguments = new ArrayList<>();
        StringBuilder where = new StringBuilder(" WHERE 1 = 1");
        if (day != null) {
            where.append(" AND ").append(TakenIn.WHERE);
            arguments.addAll(db.reading(() -> TakenIn.day(db, day)).arguments());
        }
        if (source != null) {
            // As it stands in an index, H2 would read the source from its first order on.
            where.append(day == null ? " AND source = ?" : " AND COALESCE(source, '') = ?");
            arguments.add(source);
        }
        if (owners) {
            where.append(" AND order_key = identifier");
        }
        db.stream(LINE + where, row -> consumer.accept(line(row)), arguments.toArray());
    }

    /** The orders that have these identifiers, of any day; any source for null. Looked up, however large the ledger. */
    public List<Line> lines(Collection<String> identifiers, String source) {
        List<Line> found = new ArrayList<>();
        List<String> all = List.copyOf(identifiers);
        for (int i = 0; i < all.size(); i += LOOKUP) {
            List<String> batch = all.subList(i, Math.min(i + LOOKUP, all.size()));
            db
                    .reading(() -> db.queryIn(
                            LINE.replace("SELECT ", "SELECT source, ") + " WHERE order_key $in",
                            batch,
                            (row, n) -> Map.entry(row.getString("source"), line(row))))
                    .stream()
                    .filter(order -> source == null || source.equals(order.getKey()))
                    // The key of an order without an identifier is made of its place.
                    .filter(order -> order.getValue().identifier() != null)
                    .forEach(order -> found.add(order.getValue()));
        }
        return found;
    }

    /** The orders at these references, of any day; any source for null. Looked up, however large the ledger. */
    public List<Line> linesOfRefs(Collection<String> refs, String source) {
        List<Line> found = new ArrayList<>();
        List<String> all = List.copyOf(refs);
        String select = LINE.replace("SELECT ", "SELECT source, ") + " WHERE ref $in AND ";
        for (int i = 0; i < all.size(); i += LOOKUP) {
            List<String> batch = all.subList(i, Math.min(i + LOOKUP, all.size()));
            db.reading(() -> {
                // As OrderPages.byRef: the index on references holds what is at rest.
                for (String which : List.of(
                        "due_at IS NULL AND report_due IS NULL",
                        "due_at IS NOT NULL",
                        "due_at IS NULL AND report_due IS NOT NULL")) {
                    db
                            .queryIn(select + which, batch, (row, n) -> Map.entry(row.getString("source"), line(row)))
                            .stream()
                            .filter(order -> source == null || source.equals(order.getKey()))
                            .forEach(order -> found.add(order.getValue()));
                }
                return null;
            });
        }
        return found;
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(
                row.getString("ref"),
                row.getString("identifier"),
                row.getString("standing"),
                Optional.ofNullable(row.getString("cause"))
                        .map(ErrorCause::valueOf)
                        .orElse(null),
                row.getObject("amount_fen", Long.class));
    }

    /**
     * An order that Taobao accepted.
     *
     * @param ref where in its source the record is
     * @param fen total_fee_amount
     * @param at when, by the database's clock
     */
    public record Accepted(String source, String ref, String identifier, Long fen, long at) {}

    /** Each order that was accepted on a day in Beijing, whenever it was taken, in the order of taking; any source for null. */
    public void accepted(LocalDate day, String source, Consumer<Accepted> consumer) {
        long from = TakenIn.start(day);
        long to = TakenIn.start(day.plusDays(1));
        List<Object> arguments = new ArrayList<>(List.of(from, to));
        String wanted = ACCEPTED + (source == null ? "" : " AND source = ?");
        if (source != null) {
            arguments.add(source);
        }
        if (db.hasPartialIndexes()) {
            arguments.addAll(List.copyOf(arguments));
            arguments.addAll(db.reading(() -> TakenIn.between(db, from - DAY_MILLIS, to, TakenIn.SLACK))
                    .arguments());
            wanted += LATE + " UNION ALL " + wanted + " AND ended_at < taken_at + " + DAY_MILLIS + " AND "
                    + TakenIn.WHERE;
        }
        db.stream(
                wanted + " ORDER BY id",
                row -> consumer.accept(new Accepted(
                        row.getString("source"),
                        row.getString("ref"),
                        row.getString("identifier"),
                        row.getObject("amount_fen", Long.class),
                        row.getLong("ended_at"))),
                arguments.toArray());
    }

    /** The views' times are Beijing's own clock: as an instant of the JVM's zone, one that its summer time skips would move. */
    private static String time(ResultSet row, int column) throws SQLException {
        LocalDateTime time = row.getObject(column, LocalDateTime.class);
        return time == null ? null : TIME.format(time);
    }
}
