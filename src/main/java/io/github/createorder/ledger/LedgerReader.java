package io.github.createorder.ledger;

import io.github.createorder.ledger.LedgerView.DayTotal;
import io.github.createorder.ledger.LedgerView.NamedGate;
import io.github.createorder.ledger.LedgerView.Standing;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import io.github.createorder.sql.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.core.NestedRuntimeException;

/**
 * What a page for people asks of the ledger: never more than two questions at once on a node, none for longer than a few
 * seconds, none that counts beyond ten thousand, and what everybody looks at is asked once for all. Changes nothing. Times are
 * epoch milliseconds by the database's clock. Thread-safe.
 *
 * <p>Every method throws {@link AwayException} when the ledger cannot be asked or does not answer in time.
 */
public final class LedgerReader implements AutoCloseable {
    /** Orders of a page. */
    public static final int PAGE = 50;

    /** Beyond it, a number is "10,000+". */
    public static final int MOST_COUNTED = 10_000;

    /** Entries that one page looks at, where no index leads to those that are wanted. */
    static final long WINDOW = 200_000;

    private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);
    private static final int QUERIES = 2;
    private static final int MOST_WAITING = 100;
    private static final long OVERVIEW_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long HEAVY_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long HOUR_MILLIS = 3_600_000L;

    /** How far the order of taking and the order of entries may be apart: transactions side by side, a clock set back. */
    private static final long SLACK_MILLIS = HOUR_MILLIS;

    private static final int MOST_FOUND = 50;
    private static final int MOST_KEPT = 1_000;

    static final String ROW = "SELECT id, order_key, identifier, source, ref, status, cause, reason, code, sub_code,"
            + " response_code, request_id, attempts, replays, may_be_executed, taken_at, ended_at, due_at, closed_at,"
            + " amount_fen, CASE WHEN origin_digest IS NULL THEN 0 ELSE 1 END AS edited FROM createorder_entry";

    private final LedgerDb db;
    private final LedgerDb whole;
    private final LedgerView view;
    private final LedgerView wholeView;
    private final Semaphore oneAtATime = new Semaphore(1);
    private final PayloadKeys keys;
    private final LedgerJobs jobs;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor askers;
    private final Kept<Overview> overview = new Kept<>(OVERVIEW_NANOS);
    private final Kept<List<Group>> groups = new Kept<>(OVERVIEW_NANOS);
    private final Kept<List<Hour>> hours = new Kept<>(HEAVY_NANOS);
    private final Map<LocalDate, Kept<Day>> days = new LinkedHashMap<>();

    /** The ledger cannot be asked now, or a question took too long. The message is for people. */
    public static final class AwayException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean slow;

        AwayException(String message, boolean slow, Throwable cause) {
            super(message, cause);
            this.slow = slow;
        }

        /** Whether it may be there and only took too long. */
        public boolean isSlow() {
            return slow;
        }
    }

    /**
     * @param db made by {@link LedgerDb#forReading}
     * @param whole without a time limit, for long lists
     * @param patience how long somebody waits for an answer at most
     */
    public LedgerReader(LedgerDb db, LedgerDb whole, PayloadKeys keys, Duration patience) {
        this(db, whole, keys, patience, System::nanoTime);
    }

    LedgerReader(LedgerDb db, LedgerDb whole, PayloadKeys keys, Duration patience, LongSupplier nanoTime) {
        this.db = db;
        this.whole = whole;
        wholeView = new LedgerView(whole, keys);
        this.keys = keys;
        this.patience = patience;
        this.nanoTime = nanoTime;
        view = new LedgerView(db, keys);
        jobs = new LedgerJobs(db);
        askers = new ThreadPoolExecutor(
                QUERIES, QUERIES, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "createorder-reader");
                    thread.setDaemon(true);
                    return thread;
                });
        askers.allowCoreThreadTimeOut(true);
    }

    @Override
    public void close() {
        askers.shutdownNow();
    }

    // ---- overview

    /**
     * Everything at one moment.
     *
     * @param asOf when it was asked
     * @param closed orders in error that a person closed
     * @param positions by source, for those that one node at a time reads
     */
    public record Overview(
            long asOf,
            List<NamedGate> gates,
            Standing standing,
            List<Group> errors,
            Count closed,
            Map<String, Position> positions) {}

    /**
     * How far a source has been read that one node at a time reads.
     *
     * @param position a watermark; empty where there is none
     * @param node the node that reads it; null when none does now
     */
    public record Position(String position, String node) {}

    /** A number that was not counted beyond {@link #MOST_COUNTED}. */
    public record Count(int number, boolean more) {
        static Count of(int counted) {
            return new Count(Math.min(counted, MOST_COUNTED), counted > MOST_COUNTED);
        }
    }

    /** Where things stand; the same for all who look within five seconds. */
    public Overview overview() {
        return overview.get(() -> new Overview(
                now(),
                view.gates(),
                view.standing(),
                errorGroupsNow(),
                count("status = 'CLOSED'", List.of()),
                positions()));
    }

    private Map<String, Position> positions() {
        Map<String, Position> positions = new LinkedHashMap<>();
        db.reading(() -> db.query(
                "SELECT source, position, CASE WHEN lease_until > $now THEN lease_owner END AS node"
                        + " FROM createorder_watermark ORDER BY source",
                (row, n) -> {
                    String node = row.getString("node");
                    return positions.put(
                            row.getString("source"),
                            new Position(
                                    row.getString("position"),
                                    node == null
                                            ? null
                                            : node.replaceFirst("-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "")));
                }));
        return positions;
    }

    /**
     * An hour of the last 24, in Beijing.
     *
     * @param from when it begins
     * @param taken orders taken in it
     * @param accepted those of the last day that were accepted in it
     * @param errors those of the last day that came to be in error in it, and still are
     */
    public record Hour(long from, long taken, long accepted, long errors) {}

    /** The last 24 hours, oldest first; the same for all who look within a minute. */
    public List<Hour> hours() {
        return hours.get(() -> {
            long now = now();
            long first = now / HOUR_MILLIS * HOUR_MILLIS - 23 * HOUR_MILLIS;
            Map<Long, long[]> found = new LinkedHashMap<>();
            for (int i = 0; i < 24; i++) {
                found.put(first + i * HOUR_MILLIS, new long[3]);
            }
            db.reading(() -> {
                hour(found, 0, "taken_at", "", first);
                hour(found, 1, "ended_at", " AND status = 'ACCEPTED'", first);
                hour(found, 2, "ended_at", " AND status = 'ERROR'", first);
                return null;
            });
            return found.entrySet().stream()
                    .map(hour -> new Hour(hour.getKey(), hour.getValue()[0], hour.getValue()[1], hour.getValue()[2]))
                    .toList();
        });
    }

    private void hour(Map<Long, long[]> found, int column, String time, String and, long first) {
        db.query(
                "SELECT h, COUNT(*) FROM (SELECT FLOOR((" + time + " - ?) / 3600000) AS h FROM createorder_entry"
                        + " WHERE taken_at >= ?" + and + ") x WHERE h >= 0 GROUP BY h",
                (row, n) -> {
                    long[] hour = found.get(first + row.getLong(1) * HOUR_MILLIS);
                    if (hour != null) {
                        hour[column] = row.getLong(2);
                    }
                    return null;
                },
                first,
                first);
    }

    // ---- orders

    /**
     * Which orders a page shows. Each part may be null for any.
     *
     * @param status READY, SENDING, ACCEPTED, ERROR or CLOSED; PENDING for the first two
     * @param day of taking, in Beijing
     * @param codes of the last answer, exactly
     */
    public record Filter(String source, String status, ErrorCause cause, LocalDate day, ErrorSelection.Codes codes) {
        /** Every order. */
        public static final Filter ANY = new Filter(null, null, null, null, null);
    }

    /** An order in a line. Identifier and reference are no personal data; the reason may quote a value that is. */
    public record Line(
            long id,
            String orderKey,
            String identifier,
            String source,
            String ref,
            String status,
            ErrorCause cause,
            String reason,
            String code,
            String subCode,
            String responseCode,
            String requestId,
            int attempts,
            int replays,
            boolean mayBeExecuted,
            long takenAt,
            Long endedAt,
            Long dueAt,
            Long closedAt,
            Long amountFen,
            boolean edited) {}

    /**
     * A page, newest first.
     *
     * @param before where the next page begins; null when this is the last
     * @param partly whether fewer than a page were found in what was looked at, and older ones may be there
     */
    public record Page(List<Line> lines, Long before, boolean partly) {}

    /**
     * Orders, newest first.
     *
     * @param before null for the newest; else what the page before said
     */
    public Page orders(Filter filter, Long before) {
        return ask(() -> db.reading(() -> page(filter, before)));
    }

    private Page page(Filter filter, Long before) {
        List<Object> arguments = new ArrayList<>();
        StringBuilder where = new StringBuilder(where(filter, arguments));
        long highest = before == null ? Long.MAX_VALUE : before;
        long lowest = Long.MIN_VALUE;
        boolean indexed = isIndexed(filter);
        if (filter.day() != null) {
            long from = from(filter.day());
            lowest = firstTakenAt(from - SLACK_MILLIS);
            highest = Math.min(highest, firstTakenAt(from(filter.day().plusDays(1)) + SLACK_MILLIS));
        } else if (!indexed) {
            highest = Math.min(highest, newest() + 1);
        }
        long floor = indexed ? lowest : Math.max(lowest, highest - WINDOW);
        where.append(" AND id < ? AND id >= ?");
        arguments.add(highest);
        arguments.add(floor);
        List<Line> lines = db.query(
                ROW + " WHERE " + where + " ORDER BY id DESC LIMIT " + (PAGE + 1),
                LedgerReader::line,
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
    private static boolean isIndexed(Filter filter) {
        return filter.cause() != null
                || filter.codes() != null
                || "ERROR".equals(filter.status())
                || "CLOSED".equals(filter.status())
                || isPending(filter.status());
    }

    private static boolean isPending(String status) {
        return "PENDING".equals(status) || "READY".equals(status) || "SENDING".equals(status);
    }

    static String where(Filter filter, List<Object> arguments) {
        StringBuilder where = new StringBuilder("1 = 1");
        if (isPending(filter.status())) {
            where.append(" AND due_at IS NOT NULL");
        }
        if (filter.status() == null && (filter.cause() != null || filter.codes() != null)) {
            where.append(" AND status = 'ERROR'");
        } else if (filter.status() != null && !"PENDING".equals(filter.status())) {
            // As a word of the statement, so that partial indexes serve.
            where.append(" AND status = '").append(known(filter.status())).append('\'');
        }
        if (filter.source() != null) {
            where.append(" AND source = ?");
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
            where.append(" AND taken_at >= ? AND taken_at < ?");
            arguments.add(from(filter.day()));
            arguments.add(from(filter.day().plusDays(1)));
        }
        return where.toString();
    }

    private static String known(String status) {
        return switch (status) {
            case "READY", "SENDING", "ACCEPTED", "ERROR", "CLOSED" -> status;
            default -> throw new IllegalArgumentException("no status '" + status + "'");
        };
    }

    /**
     * The first entry that was taken at this time or later, found in two dozen looks: entries are numbered as they are taken,
     * but for moments.
     */
    private long firstTakenAt(long time) {
        long low = oldest();
        long high = newest() + 1;
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

    private long oldest() {
        return db.query("SELECT MIN(id) FROM createorder_entry", (row, n) -> row.getLong(1))
                .get(0);
    }

    private long newest() {
        return db.query("SELECT MAX(id) FROM createorder_entry", (row, n) -> row.getLong(1))
                .get(0);
    }

    /** How many a filter matches; empty where counting would read too much: name a status in error, or a day. */
    public Optional<Count> count(Filter filter) {
        if (!isIndexed(filter)) {
            return Optional.empty();
        }
        List<Object> arguments = new ArrayList<>();
        String where = where(filter, arguments);
        return Optional.of(ask(() -> count(where, arguments)));
    }

    private Count count(String where, List<Object> arguments) {
        return Count.of(db.reading(() -> db.query(
                        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM createorder_entry WHERE " + where + " LIMIT "
                                + (MOST_COUNTED + 1) + ") x",
                        (row, n) -> row.getInt(1),
                        arguments.toArray())
                .get(0)));
    }

    /** By reference or request_id: those at rest, which have an index of their own on PostgreSQL, and those under way. */
    static String lookUp(String column) {
        return ROW + " WHERE " + column + " = ? AND due_at IS NULL AND report_due IS NULL UNION ALL " + ROW + " WHERE "
                + column + " = ? AND due_at IS NOT NULL UNION ALL " + ROW + " WHERE " + column
                + " = ? AND due_at IS NULL AND report_due IS NOT NULL";
    }

    static final String BY_KEY = ROW + " WHERE order_key = ? UNION ALL " + ROW
            + " WHERE identifier = ? AND order_key <> identifier AND order_key <> ?";

    /** The orders that have this as identifier, order key, reference or request_id; newest first, 50 at most. */
    public List<Line> search(String text) {
        String asked = text.strip();
        if (asked.isEmpty()) {
            return List.of();
        }
        return ask(() -> db.reading(() -> {
            Map<Long, Line> found = new LinkedHashMap<>();
            db.query(BY_KEY, LedgerReader::line, asked, asked, asked).forEach(line -> found.put(line.id(), line));
            for (String column : List.of("ref", "request_id")) {
                db.query(lookUp(column) + " LIMIT " + MOST_FOUND, LedgerReader::line, asked, asked, asked)
                        .forEach(line -> found.putIfAbsent(line.id(), line));
            }
            return found.values().stream()
                    .sorted((a, b) -> Long.compare(b.id(), a.id()))
                    .limit(MOST_FOUND)
                    .toList();
        }));
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

    private static ErrorCause cause(ResultSet row) throws SQLException {
        String cause = row.getString("cause");
        return cause == null ? null : ErrorCause.valueOf(cause);
    }

    // ---- one order

    /**
     * An order with everything that is kept of it. Record, request and faults are as they are stored: personal data.
     *
     * @param version goes with what a person does to the order as it was seen
     * @param roundAttempts attempts since it was taken or last replayed
     * @param closedBy null unless it is closed
     * @param record null when it was removed, or cannot be opened
     * @param removed whether record and request were removed by age
     * @param request null when there is none, or it was removed
     * @param places other places where it was read
     * @param versions of a record that was edited, oldest first; the last is the current one
     * @param file null when it is of no file
     */
    public record Order(
            Line line,
            int version,
            Long firstAttemptAt,
            Long lastAttemptAt,
            int roundAttempts,
            String leaseOwner,
            boolean toPublish,
            boolean toReport,
            String mappingVersion,
            String closedBy,
            String closedReason,
            String record,
            String request,
            boolean removed,
            List<Fault> faults,
            List<Happened> events,
            List<Place> places,
            List<Version> versions,
            FilePlace file,
            List<JobPart> jobs,
            List<Action> actions,
            List<Line> sameIdentifier) {

        /** Without what it says: texts of bodies come into logs, exceptions and consoles. */
        @Override
        public String toString() {
            return "Order[" + line.orderKey() + ", version=" + version + "]";
        }
    }

    /** Something that happened to an order, as {@code createorder_event} has it. */
    public record Happened(long at, String event, String detail, String who) {}

    /** Another place where it was read; {@code waits} while it is to be told. */
    public record Place(String source, String ref, boolean waits) {}

    /**
     * A record as it was, or as somebody made it.
     *
     * @param number 0 for what the source gave
     * @param by null for what the source gave
     * @param request what would have been, or was, sent of it; null when it had faults
     */
    public record Version(int number, long at, String by, String reason, String record, String request) {
        @Override
        public String toString() {
            return "Version[" + number + "]";
        }
    }

    /** Its line in a file, and what the receipts say of it. */
    public record FilePlace(long fileId, String file, long line, int receipt, String status, String message) {}

    /** A job that it was part of. */
    public record JobPart(long jobId, String state, long plannedAt, String who, String outcome, String detail) {}

    /** Everything that is kept of an order; empty when there is none of this number. */
    public Optional<Order> order(long id) {
        return ask(() -> db.reading(() -> read(id)));
    }

    private Optional<Order> read(long id) {
        List<Optional<Order>> found = db.query(
                ROW.replace(
                                " FROM createorder_entry",
                                ", version, first_attempt_at, last_attempt_at, round_attempts, lease_owner, error_due,"
                                        + " report_due, mapping_version, closed_by, closed_reason FROM createorder_entry")
                        + " WHERE id = ?",
                (row, n) -> {
                    Line line = line(row, n);
                    Payload payload = payload(line);
                    return Optional.of(new Order(
                            line,
                            row.getInt("version"),
                            row.getObject("first_attempt_at", Long.class),
                            row.getObject("last_attempt_at", Long.class),
                            row.getInt("round_attempts"),
                            row.getString("lease_owner"),
                            row.getObject("error_due", Long.class) != null,
                            row.getObject("report_due", Long.class) != null,
                            row.getString("mapping_version"),
                            row.getString("closed_by"),
                            row.getString("closed_reason"),
                            payload.record,
                            payload.request,
                            payload.removed,
                            payload.faults,
                            events(id),
                            places(id),
                            versions(id),
                            file(line),
                            jobs.partsOf(id),
                            ActionLog.ofEntry(db, id),
                            line.identifier() == null ? List.of() : others(line)));
                },
                id);
        return found.isEmpty() ? Optional.empty() : found.get(0);
    }

    private record Payload(String record, String request, List<Fault> faults, boolean removed) {}

    private Payload payload(Line line) {
        List<Payload> stored = db.query(
                "SELECT record, request, faults FROM createorder_payload WHERE entry_id = ?",
                (row, n) -> {
                    try {
                        return new Payload(
                                keys.open(row.getString("record"), line.orderKey(), "record"),
                                keys.open(row.getString("request"), line.orderKey(), "request"),
                                EntryContent.faults(keys.open(row.getString("faults"), line.orderKey(), "faults")),
                                false);
                    } catch (IllegalStateException e) {
                        return new Payload(null, null, List.of(), false);
                    }
                },
                line.id());
        return stored.isEmpty() ? new Payload(null, null, List.of(), true) : stored.get(0);
    }

    private List<Happened> events(long id) {
        return db.query(
                "SELECT happened_at, event, detail, who FROM createorder_event WHERE entry_id = ? ORDER BY id LIMIT "
                        + MOST_KEPT,
                (row, n) -> new Happened(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)),
                id);
    }

    private List<Place> places(long id) {
        return db.query(
                "SELECT source, ref, report_due FROM createorder_repeat WHERE entry_id = ? ORDER BY place LIMIT "
                        + MOST_KEPT,
                (row, n) -> new Place(row.getString(1), row.getString(2), row.getLong(3) != Ledger.PARKED),
                id);
    }

    private List<Version> versions(long id) {
        return db.query(
                "SELECT version_no, made_at, made_by, reason, order_key, record, request FROM createorder_payload_version"
                        + " WHERE entry_id = ? ORDER BY version_no",
                (row, n) -> {
                    String owner = row.getString("order_key");
                    String record;
                    String request;
                    try {
                        record = keys.open(row.getString("record"), owner, "record");
                        request = keys.open(row.getString("request"), owner, "request");
                    } catch (IllegalStateException e) {
                        record = null;
                        request = null;
                    }
                    return new Version(
                            row.getInt("version_no"),
                            row.getLong("made_at"),
                            row.getString("made_by"),
                            row.getString("reason"),
                            record,
                            request);
                },
                id);
    }

    private FilePlace file(Line line) {
        return db
                .query(
                        "SELECT l.file_id, f.name, l.line, l.receipt, l.status, l.message FROM createorder_file_line l"
                                + " JOIN createorder_file f ON f.id = l.file_id WHERE l.ref = ? AND f.source = ?"
                                + " ORDER BY l.receipt DESC LIMIT 1",
                        (row, n) -> new FilePlace(
                                row.getLong(1),
                                row.getString(2),
                                row.getLong(3),
                                row.getInt(4),
                                row.getString(5),
                                row.getString(6)),
                        line.ref(),
                        line.source())
                .stream()
                .findFirst()
                .orElse(null);
    }

    private List<Line> others(Line line) {
        return db.query(BY_KEY, LedgerReader::line, line.identifier(), line.identifier(), line.identifier()).stream()
                .filter(other -> other.id() != line.id())
                .toList();
    }

    // ---- errors

    /**
     * Errors that one correction helps.
     *
     * @param mayBeExecuted how many of them may exist at Taobao
     * @param exampleId the newest of them
     */
    public record Group(
            String source,
            ErrorCause cause,
            ErrorSelection.Codes codes,
            long orders,
            long mayBeExecuted,
            long oldest,
            long newest,
            long exampleId,
            String exampleKey,
            String exampleReason) {

        /** What a replay of the group selects. */
        public ErrorSelection selection() {
            return ErrorSelection.ofGroup(source, cause, codes);
        }
    }

    static final String GROUPS = "SELECT g.*, x.order_key, x.reason FROM (SELECT source, cause, code, sub_code,"
            + " response_code, COUNT(*) AS orders, SUM(CASE WHEN may_be_executed THEN 1 ELSE 0 END) AS may_exist,"
            + " MIN(ended_at) AS oldest, MAX(ended_at) AS newest, MAX(id) AS example_id FROM createorder_entry"
            + " WHERE status = '%s' GROUP BY source, cause, code, sub_code, response_code) g"
            + " JOIN createorder_entry x ON x.id = g.example_id ORDER BY g.orders DESC, g.source, g.cause";

    /** What is in error, most orders first; the same for all who look within five seconds. */
    public List<Group> errorGroups() {
        return groups.get(this::errorGroupsNow);
    }

    /** What was closed, most orders first. */
    public List<Group> closedGroups() {
        return ask(() -> groups("CLOSED"));
    }

    private List<Group> errorGroupsNow() {
        return groups("ERROR");
    }

    private List<Group> groups(String status) {
        return db.reading(() -> db.query(
                GROUPS.formatted(status),
                (row, n) -> new Group(
                        row.getString("source"),
                        cause(row),
                        new ErrorSelection.Codes(
                                row.getString("code"), row.getString("sub_code"), row.getString("response_code")),
                        row.getLong("orders"),
                        row.getLong("may_exist"),
                        row.getLong("oldest"),
                        row.getLong("newest"),
                        row.getLong("example_id"),
                        row.getString("order_key"),
                        row.getString("reason"))));
    }

    // ---- files

    /**
     * A file.
     *
     * @param state TAKING, TAKEN, ANSWERED or REFUSED
     * @param reason why it was refused; may quote a value
     * @param waiting lines of its first receipt whose orders have not ended; not counted beyond ten thousand
     */
    public record File(
            long id,
            String source,
            String name,
            String state,
            String sha256,
            long bytes,
            long orders,
            long policies,
            long position,
            String reason,
            long seenAt,
            Long takenAt,
            Long leftAt,
            Long lateSince,
            Count waiting,
            List<Receipt> receipts) {}

    /** @param deliveredAt null while it is to be delivered */
    public record Receipt(int number, String sha256, long frozenAt, Long deliveredAt, int failures) {}

    /** Files, newest first; {@code before} is null at the last page. */
    public record Files(List<File> files, Long before) {}

    /** A line of a file, as a receipt says it or will. */
    public record FileLine(
            int receipt,
            long line,
            String key,
            String status,
            String code,
            String message,
            String requestId,
            Long amountFen) {}

    /** Lines, in their order; {@code after} is null at the last page. */
    public record FileLines(List<FileLine> lines, Long after) {}

    /**
     * Files, newest first.
     *
     * @param source null for any
     * @param state null for any
     * @param before null for the newest
     */
    public Files files(String source, String state, Long before) {
        List<Object> arguments = new ArrayList<>();
        StringBuilder where = new StringBuilder("id < ?");
        arguments.add(before == null ? Long.MAX_VALUE : before);
        if (source != null) {
            where.append(" AND source = ?");
            arguments.add(source);
        }
        if (state != null) {
            where.append(" AND state = ?");
            arguments.add(state);
        }
        return ask(() -> db.reading(() -> {
            List<File> files = db.query(
                    "SELECT * FROM createorder_file WHERE " + where + " ORDER BY id DESC LIMIT " + (PAGE + 1),
                    this::file,
                    arguments.toArray());
            return files.size() <= PAGE
                    ? new Files(files, null)
                    : new Files(
                            List.copyOf(files.subList(0, PAGE)),
                            files.get(PAGE - 1).id());
        }));
    }

    /** One file; empty when there is none of this number. */
    public Optional<File> file(long id) {
        return ask(() ->
                db.reading(() -> db.query("SELECT * FROM createorder_file WHERE id = ?", this::file, id).stream()
                        .findFirst()));
    }

    private File file(ResultSet row, int number) throws SQLException {
        long id = row.getLong("id");
        List<Receipt> receipts = db.query(
                "SELECT receipt, sha256, frozen_at, delivered_at, failures FROM createorder_receipt WHERE file_id = ?"
                        + " ORDER BY receipt",
                (one, n) -> new Receipt(
                        one.getInt(1),
                        one.getString(2),
                        one.getLong(3),
                        one.getObject("delivered_at", Long.class),
                        one.getInt(5)),
                id);
        int waiting = "REFUSED".equals(row.getString("state"))
                ? 0
                : db.query(
                                "SELECT COUNT(*) FROM (SELECT 1 AS one FROM createorder_file_line WHERE file_id = ?"
                                        + " AND receipt = 1 AND status IS NULL LIMIT " + (MOST_COUNTED + 1) + ") x",
                                (one, n) -> one.getInt(1),
                                id)
                        .get(0);
        return new File(
                id,
                row.getString("source"),
                row.getString("name"),
                row.getString("state"),
                row.getString("sha256"),
                row.getLong("bytes"),
                row.getLong("orders"),
                row.getLong("policies"),
                row.getLong("position"),
                row.getString("reason"),
                row.getLong("seen_at"),
                row.getObject("taken_at", Long.class),
                row.getObject("left_at", Long.class),
                row.getObject("late_since", Long.class),
                Count.of(waiting),
                receipts);
    }

    /** Lines of a file's receipt, 50 a page. */
    public FileLines fileLines(long file, int receipt, long after) {
        return ask(() -> db.reading(() -> {
            List<FileLine> lines = db.query(
                    "SELECT * FROM createorder_file_line WHERE file_id = ? AND receipt = ? AND line > ? ORDER BY line LIMIT "
                            + (PAGE + 1),
                    (row, n) -> new FileLine(
                            row.getInt("receipt"),
                            row.getLong("line"),
                            row.getString("record_key"),
                            row.getString("status"),
                            row.getString("code"),
                            row.getString("message"),
                            row.getString("request_id"),
                            row.getObject("amount_fen", Long.class)),
                    file,
                    receipt,
                    after);
            return lines.size() <= PAGE
                    ? new FileLines(lines, null)
                    : new FileLines(
                            List.copyOf(lines.subList(0, PAGE)),
                            lines.get(PAGE - 1).line());
        }));
    }

    // ---- a day

    /**
     * A day's sums.
     *
     * @param asOf when they were asked
     * @param edited orders of the day whose record a person has edited
     */
    public record Day(LocalDate day, long asOf, List<DayTotal> totals, Count edited) {}

    /** The sums of a day in Beijing, by source and where its orders stand; the same for all who look within a minute. */
    public Day day(LocalDate day) {
        Kept<Day> kept;
        synchronized (days) {
            kept = days.computeIfAbsent(day, wanted -> new Kept<>(HEAVY_NANOS));
            if (days.size() > 10) {
                days.remove(days.keySet().iterator().next());
            }
        }
        return kept.get(() -> new Day(
                day,
                now(),
                view.day(day),
                count(
                        "origin_digest IS NOT NULL AND taken_at >= ? AND taken_at < ?",
                        List.of(from(day), from(day.plusDays(1))))));
    }

    /** Orders of a day whose record a person has edited, for corrections in the core system; at most ten thousand. */
    public List<Line> edited(LocalDate day) {
        return ask(() -> db.reading(() -> db.query(
                ROW + " WHERE origin_digest IS NOT NULL AND taken_at >= ? AND taken_at < ? ORDER BY id LIMIT "
                        + MOST_COUNTED,
                LedgerReader::line,
                from(day),
                from(day.plusDays(1)))));
    }

    /**
     * A day beside what the core system says of it. Takes as long as it takes, one at a time on a node.
     *
     * @param source null for any
     * @param theirs by identifier, or else by reference
     */
    public Reconciliation.Compared compare(
            LocalDate day, String source, Map<String, Reconciliation.Theirs> theirs, boolean byIdentifier) {
        return alone(() -> new Reconciliation(wholeView, theirs, byIdentifier).compare(day, source));
    }

    /** Every order that a filter matches, oldest first, one by one as it comes from the database; one list at a time on a node. */
    public void export(Filter filter, Consumer<Line> consumer) {
        List<Object> arguments = new ArrayList<>();
        String where = where(filter, arguments);
        alone(() -> {
            whole.stream(
                    ROW + " WHERE " + where + " ORDER BY id",
                    row -> consumer.accept(line(row, 0)),
                    arguments.toArray());
            return null;
        });
    }

    private <T> T alone(Supplier<T> work) {
        if (!oneAtATime.tryAcquire()) {
            throw new AwayException(
                    "somebody else takes a list out on this node: try again when that is done", true, null);
        }
        try {
            return work.get();
        } catch (NestedRuntimeException e) {
            throw new AwayException("the ledger's database cannot be asked: " + Reason.of(e), false, e);
        } finally {
            oneAtATime.release();
        }
    }

    // ---- gates, jobs, actions

    /** Every gateway that this ledger has sent to; asked at each call. */
    public List<NamedGate> gates() {
        return ask(view::gates);
    }

    /** Jobs, newest first, 50 a page. */
    public List<Job> jobs(Long before) {
        return ask(() -> jobs.newest(before, PAGE));
    }

    /** One job; empty when there is none of this number. */
    public Optional<Job> job(long id) {
        return ask(() -> jobs.find(id));
    }

    /**
     * Orders of a job, by entry, 50 a page.
     *
     * @param which null for all; FAILED for those that are in error now or were refused
     * @param after 0 for the first
     */
    public List<Job.Part> jobOrders(long id, String which, long after) {
        return ask(() -> jobs.parts(id, which, after, PAGE));
    }

    /** What people did; newest first, 50 a page. Each part of the filter may be null. */
    public List<Action> actions(String who, String action, String outcome, Long before) {
        return ask(() -> db.reading(() -> ActionLog.page(db, who, action, outcome, before, PAGE)));
    }

    // ---- asking

    private long now() {
        return db.reading(() -> db.query("SELECT $now AS now_at FROM createorder_schema", (row, n) -> row.getLong(1))
                .get(0));
    }

    private static long from(LocalDate day) {
        return day.atStartOfDay().toInstant(BEIJING).toEpochMilli();
    }

    private <T> T ask(Supplier<T> question) {
        Future<T> answer;
        try {
            answer = askers.submit(question::get);
        } catch (RejectedExecutionException e) {
            throw new AwayException("too many people ask the ledger at once: try again in a moment", true, e);
        }
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new AwayException(
                    "the ledger's database does not answer within " + patience.toSeconds()
                            + " s: it is away or has much to do; try again, or ask for less, such as one day",
                    true,
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw wrong;
            }
            throw new AwayException(
                    "the ledger's database cannot be asked: " + Reason.of((Exception) e.getCause()),
                    false,
                    e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new AwayException("the question was broken off", true, e);
        }
    }

    /** An answer for all who ask within a while; one asks, the others wait for it, and for no second one if that fails. */
    private final class Kept<T> {
        private final long nanos;
        private T answer;
        private AwayException failure;
        private long askedAt;

        Kept(long nanos) {
            this.nanos = nanos;
        }

        T get(Supplier<T> question) {
            return get(question, nanoTime.getAsLong());
        }

        private synchronized T get(Supplier<T> question, long came) {
            if (failure != null && askedAt - came > 0) {
                throw failure;
            }
            if (answer == null || nanoTime.getAsLong() - askedAt >= nanos) {
                answer = null;
                failure = null;
                try {
                    answer = Objects.requireNonNull(ask(question));
                } catch (AwayException e) {
                    failure = e;
                    throw e;
                } finally {
                    askedAt = nanoTime.getAsLong();
                }
            }
            return answer;
        }
    }
}
