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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** Files that are looked at where no index leads to a name. */
    private static final int NEWEST_FILES = 20_000;

    /** Of receipts and markers, behind the name of a file. */
    private static final int MOST_SUFFIXES = 3;

    private static final long OVERVIEW_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long HEAVY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LedgerDb db;
    private final LedgerDb whole;
    private final LedgerView view;
    private final LedgerView wholeView;
    private final Semaphore oneAtATime = new Semaphore(1);
    private final LedgerJobs jobs;
    private final OrderPages orders;
    private final WholeOrder wholeOrder;
    private final Asking asking;
    private final Asking.Kept<Overview> overview;
    private final Asking.Kept<Counted> counted;
    private final Asking.Kept<List<Group>> groups;
    private final Asking.Kept<List<Group>> closedGroups;
    private final Asking.Kept<Files> newestFiles;
    private final Asking.Kept<List<Hour>> hours;
    private final HourCounts hourCounts;
    private final Map<LocalDate, Asking.Kept<Day>> days = new LinkedHashMap<>();

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
        view = new LedgerView(db, keys);
        jobs = new LedgerJobs(db);
        orders = new OrderPages(db);
        wholeOrder = new WholeOrder(db, keys, jobs);
        asking = new Asking(patience, nanoTime);
        overview = asking.kept(OVERVIEW_NANOS);
        counted = asking.kept(OVERVIEW_NANOS);
        groups = asking.kept(OVERVIEW_NANOS);
        closedGroups = asking.kept(OVERVIEW_NANOS);
        newestFiles = asking.kept(OVERVIEW_NANOS);
        hours = asking.kept(OVERVIEW_NANOS);
        hourCounts = new HourCounts(db, nanoTime);
    }

    @Override
    public void close() {
        asking.close();
    }

    // ---- overview

    /**
     * Everything at one moment.
     *
     * @param asOf when orders were counted
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

    /** What takes the longer, the more orders there are. */
    private record Counted(long asOf, Standing standing, List<Group> errors, Count closed) {}

    /**
     * Where things stand; the same for all who look within five seconds. What is counted may be older, on a ledger so large that
     * counting takes long; the gates are not.
     */
    public Overview overview() {
        Counted orders = counted();
        return overview.get(() ->
                new Overview(orders.asOf, view.gates(), orders.standing, orders.errors, orders.closed, positions()));
    }

    private Counted counted() {
        return counted.get(() -> {
            long now = now();
            List<Group> errors = groups("ERROR");
            Map<ErrorCause, Long> byCause = new TreeMap<>();
            errors.forEach(group -> byCause.merge(group.cause(), group.orders(), Long::sum));
            return new Counted(now, view.standing(byCause), errors, orders.count("status = 'CLOSED'", List.of()));
        });
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
     * @param counted false while it is not known what ended in it
     * @param accepted those of the last day that were accepted in it
     * @param errors those of the last day that came to be in error in it, and still are
     */
    public record Hour(long from, boolean counted, long accepted, long errors) {}

    /** The last 24 hours, oldest first; the same for all who look. What may change is counted again every minute, the rest in turn. */
    public List<Hour> hours() {
        return hours.get(() -> hourCounts.look(now()));
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
        return asking.ask(() -> db.reading(() -> orders.page(filter, before)));
    }

    /** How many a filter matches; empty where counting would read too much: name a status in error, or a day. */
    public Optional<Count> count(Filter filter) {
        return OrderPages.isIndexed(filter) ? Optional.of(asking.ask(() -> orders.count(filter))) : Optional.empty();
    }

    /** The orders that have this as identifier, order key, reference or request_id; newest first, 50 at most. */
    public List<Line> search(String text) {
        String asked = text.strip();
        return asked.isEmpty() ? List.of() : asking.ask(() -> db.reading(() -> orders.search(asked)));
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
        return asking.ask(() -> db.reading(() -> wholeOrder.read(id)));
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
        return groups.get(() -> groups("ERROR"));
    }

    /** What was closed, most orders first; the same for all who look within five seconds. */
    public List<Group> closedGroups() {
        return closedGroups.get(() -> groups("CLOSED"));
    }

    private List<Group> groups(String status) {
        return db.reading(() -> db.query(
                GROUPS.formatted(status),
                (row, n) -> new Group(
                        row.getString("source"),
                        OrderPages.cause(row),
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
            List<Receipt> receipts) {

        private File with(Count counted, List<Receipt> found) {
            return new File(
                    id, source, name, state, sha256, bytes, orders, policies, position, reason, seenAt, takenAt, leftAt,
                    lateSince, counted, found);
        }
    }

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
     * Files, newest first; the newest of all sources are the same for all who look within five seconds.
     *
     * @param source null for any
     * @param state null for any
     * @param before null for the newest
     */
    public Files files(String source, String state, Long before) {
        return source == null && state == null && before == null
                ? newestFiles()
                : asking.ask(() -> filesNow(source, state, before));
    }

    /** The newest files of all sources; the same for all who look within five seconds. */
    public Files newestFiles() {
        return newestFiles.get(() -> filesNow(null, null, null));
    }

    private Files filesNow(String source, String state, Long before) {
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
        return db.reading(() -> {
            List<File> files = filesWhere(where + " ORDER BY id DESC LIMIT " + (PAGE + 1), arguments.toArray());
            return files.size() <= PAGE
                    ? new Files(files, null)
                    : new Files(
                            List.copyOf(files.subList(0, PAGE)),
                            files.get(PAGE - 1).id());
        });
    }

    /**
     * The files that have this name, newest first, 50 at most; else those whose receipt or marker it names, which is the file's own
     * name and something behind it. {@code source|name} names one of one source.
     */
    public List<File> searchFiles(String text) {
        String asked = text.strip();
        return asked.isEmpty() ? List.of() : asking.ask(() -> db.reading(() -> filesNamed(asked)));
    }

    private List<File> filesNamed(String asked) {
        List<String> names = new ArrayList<>(List.of(asked));
        for (int dot = asked.lastIndexOf('.');
                dot > 0 && names.size() <= MOST_SUFFIXES;
                dot = asked.lastIndexOf('.', dot - 1)) {
            names.add(asked.substring(0, dot));
        }
        List<String> keys = new ArrayList<>(names);
        for (String source : fileSources()) {
            names.forEach(name -> keys.add(source + "|" + name));
        }
        Map<Long, String> found = new TreeMap<>(Collections.reverseOrder());
        // Taken ones by their key; refused ones, whose name is free again, among the newest.
        db.queryIn(
                "SELECT id, source, name FROM createorder_file WHERE file_key $in",
                keys,
                (row, n) -> found.put(
                        row.getLong(1),
                        names.contains(row.getString(3))
                                ? row.getString(3)
                                : row.getString(2) + "|" + row.getString(3)));
        long newest = db.query("SELECT MAX(id) FROM createorder_file", (row, n) -> row.getLong(1))
                .get(0);
        db.query(
                "SELECT id, name FROM createorder_file WHERE id >= ? AND name IN (" + "?, ".repeat(names.size() - 1)
                        + "?) ORDER BY id DESC LIMIT " + PAGE,
                (row, n) -> found.put(row.getLong(1), row.getString(2)),
                Stream.concat(Stream.of(newest - NEWEST_FILES), names.stream()).toArray());
        return names.stream()
                .map(name -> found.entrySet().stream()
                        .filter(one -> one.getValue().equals(name))
                        .map(Map.Entry::getKey)
                        .limit(PAGE)
                        .toList())
                .filter(ids -> !ids.isEmpty())
                .findFirst()
                .map(ids -> filesWhere("id IN (" + "?, ".repeat(ids.size() - 1) + "?) ORDER BY id DESC", ids.toArray()))
                .orElse(List.of());
    }

    /** From source to source, without reading all files. */
    private List<String> fileSources() {
        List<String> sources = new ArrayList<>();
        String last = "";
        while (last != null && sources.size() < PAGE) {
            last = db
                    .query(
                            "SELECT source FROM createorder_file WHERE source > ? ORDER BY source LIMIT 1",
                            (row, n) -> row.getString(1),
                            last)
                    .stream()
                    .findFirst()
                    .orElse(null);
            if (last != null) {
                sources.add(last);
            }
        }
        return sources;
    }

    /** One file; empty when there is none of this number. */
    public Optional<File> file(long id) {
        return asking.ask(
                () -> db.reading(() -> filesWhere("id = ?", id).stream().findFirst()));
    }

    /** With their receipts and what still waits in them: three questions for a page, not two for each file. */
    private List<File> filesWhere(String where, Object... arguments) {
        List<File> files = db.query("SELECT * FROM createorder_file WHERE " + where, (row, n) -> file(row), arguments);
        Map<Long, List<Receipt>> receipts = new HashMap<>();
        db.queryIn(
                "SELECT file_id, receipt, sha256, frozen_at, delivered_at, failures FROM createorder_receipt WHERE file_id $in"
                        + " ORDER BY file_id, receipt",
                files.stream().map(File::id).toList(),
                (row, n) -> receipts.computeIfAbsent(row.getLong("file_id"), id -> new ArrayList<>())
                        .add(new Receipt(
                                row.getInt("receipt"),
                                row.getString("sha256"),
                                row.getLong("frozen_at"),
                                row.getObject("delivered_at", Long.class),
                                row.getInt("failures"))));
        Map<Long, Integer> waiting = waiting(files.stream()
                .filter(file -> !file.state().equals("REFUSED"))
                .map(File::id)
                .toList());
        return files.stream()
                .map(file -> file.with(
                        Count.of(waiting.getOrDefault(file.id(), 0)), receipts.getOrDefault(file.id(), List.of())))
                .toList();
    }

    /** One limit a file: what a single file waits for may be a million lines. */
    private Map<Long, Integer> waiting(List<Long> files) {
        Map<Long, Integer> waiting = new HashMap<>();
        if (!files.isEmpty()) {
            String one =
                    "SELECT MAX(file_id), COUNT(*) FROM (SELECT file_id FROM createorder_file_line WHERE file_id = ?"
                            + " AND receipt = 1 AND status IS NULL LIMIT " + (MOST_COUNTED + 1) + ") x";
            db.query(
                    String.join(" UNION ALL ", Collections.nCopies(files.size(), one)),
                    (row, n) -> waiting.put(row.getLong(1), row.getInt(2)),
                    files.toArray());
        }
        return waiting;
    }

    private static File file(ResultSet row) throws SQLException {
        return new File(
                row.getLong("id"),
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
                Count.of(0),
                List.of());
    }

    /** Lines of a file's receipt, 50 a page. */
    public FileLines fileLines(long file, int receipt, long after) {
        return asking.ask(() -> db.reading(() -> {
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
        Asking.Kept<Day> kept;
        synchronized (days) {
            kept = days.computeIfAbsent(day, wanted -> asking.kept(HEAVY_NANOS));
            if (days.size() > 10) {
                days.remove(days.keySet().iterator().next());
            }
        }
        return kept.get(() -> {
            long asOf = now();
            List<DayTotal> totals = view.day(day);
            long edited = totals.stream().mapToLong(DayTotal::edited).sum();
            return new Day(day, asOf, totals, Count.of(Math.toIntExact(edited)));
        });
    }

    /** Orders of a day whose record a person has edited, for corrections in the core system; at most ten thousand. */
    public List<Line> edited(LocalDate day) {
        return asking.ask(() -> db.reading(() -> db.query(
                OrderPages.ROW + " WHERE origin_digest IS NOT NULL AND " + TakenIn.WHERE + " ORDER BY id LIMIT "
                        + MOST_COUNTED,
                OrderPages::line,
                TakenIn.day(db, day).arguments().toArray())));
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
        alone(() -> {
            String where = orders.where(filter, arguments);
            whole.stream(
                    OrderPages.ROW + " WHERE " + where + " ORDER BY id",
                    row -> consumer.accept(OrderPages.line(row, 0)),
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
        return asking.ask(view::gates);
    }

    /** Jobs, newest first, 50 a page. */
    public List<Job> jobs(Long before) {
        return asking.ask(() -> jobs.newest(before, PAGE));
    }

    /** One job; empty when there is none of this number. */
    public Optional<Job> job(long id) {
        return asking.ask(() -> jobs.find(id));
    }

    /**
     * Orders of a job, by entry, 50 a page.
     *
     * @param which null for all; FAILED for those that are in error now or were refused
     * @param after 0 for the first
     */
    public List<Job.Part> jobOrders(long id, String which, long after) {
        return asking.ask(() -> jobs.parts(id, which, after, PAGE));
    }

    /** Which other jobs, planned or running, have orders of this one before them. */
    public List<Job.Shared> shared(Job job) {
        return asking.ask(() -> jobs.shared(job));
    }

    /** Which jobs, planned or running, have orders before them that a selection means. */
    public List<Job.Shared> shared(ErrorSelection selection) {
        return asking.ask(() -> jobs.shared(selection));
    }

    /** What people did; newest first, 50 a page. Each part of the filter may be null. */
    public List<Action> actions(String who, String action, String outcome, Long before) {
        return asking.ask(() -> db.reading(() -> ActionLog.page(db, who, action, outcome, null, null, before, PAGE)));
    }

    /**
     * Something that a person did, as people know it.
     *
     * @param order identifier of its order, or the order's key where that is not known; null when it was about none, or is purged
     * @param job its job, or null
     */
    public record Audited(Action action, String order, Job job) {}

    /**
     * The same, of one day or of all, with the orders and jobs that they were about.
     *
     * @param day Beijing's, or null
     */
    public List<Audited> audit(String who, String action, String outcome, LocalDate day, Long before) {
        Long from = day == null ? null : TakenIn.start(day);
        Long until = day == null ? null : TakenIn.start(day.plusDays(1));
        return asking.ask(() -> db.reading(() -> {
            List<Action> actions = ActionLog.page(db, who, action, outcome, from, until, before, PAGE);
            Map<Long, String> orders = new HashMap<>();
            db.queryIn(
                    "SELECT id, COALESCE(identifier, order_key) FROM createorder_entry WHERE id $in",
                    ids(actions, Action::entryId),
                    (row, n) -> orders.put(row.getLong(1), row.getString(2)));
            Map<Long, Job> ofThem = new HashMap<>();
            jobs.of(ids(actions, Action::jobId)).forEach(job -> ofThem.put(job.id(), job));
            return actions.stream()
                    .map(one -> new Audited(one, orders.get(one.entryId()), ofThem.get(one.jobId())))
                    .toList();
        }));
    }

    private static Set<Long> ids(List<Action> actions, Function<Action, Long> id) {
        return actions.stream().map(id).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    // ---- asking

    private long now() {
        return db.reading(() -> db.query("SELECT $now AS now_at FROM createorder_schema", (row, n) -> row.getLong(1))
                .get(0));
    }
}
