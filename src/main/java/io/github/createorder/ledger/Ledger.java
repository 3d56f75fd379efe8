package io.github.createorder.ledger;

import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.sql.Take;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;

/**
 * Every order ever taken, and where each stands: the single source of truth, shared by all nodes through the database.
 *
 * <p>Each method is one short transaction of its own, also when the caller is in another, and has committed when it returns.
 * A lost race with another node is tried again a few times. All times are by the database's clock. Thread-safe.
 *
 * <p>Every method throws {@link org.springframework.dao.DataAccessException} or
 * {@link org.springframework.transaction.TransactionException} when the database fails; nothing has then been changed, or
 * the commit's outcome is unknown: doing the same again is always safe.
 */
public final class Ledger {
    private static final String WITH_PAYLOAD = " JOIN createorder_payload p ON p.entry_id = e.id";
    private static final String ERROR_COLUMNS = "e.*, p.record, p.request, p.faults";

    private static final String REPORT_COLUMNS =
            "e.id, e.version, e.source, e.ref, e.identifier, e.status, e.cause, e.reason, e.request_id,"
                    + " e.amount_fen, e.ended_at, e.closed_reason";

    /** What a source is to be told of entries. */
    static final String REPORT = "SELECT " + REPORT_COLUMNS + " FROM createorder_entry e WHERE ";

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final Duration PUT_OFF = Duration.ofMinutes(1);
    /** From a floor on. */
    static final String CLAIMABLE = "e.due_at >= ? AND e.due_at <= $now";

    /** The version of an order that was claimed once. */
    static final int FIRST_CLAIM = 1;

    /** How long taking waits for the send path at most; then orders go by the ledger. */
    private static final long HAND_OVER_WAIT_MILLIS = 200;

    private static final long CLAIMS_EXPECTED_MILLIS = 1_000;
    private static final long REPORTS_EXPECTED_MILLIS = 10_000;
    private static final int MOST_REPORTS = 2_000;

    /** What a source is told of an error that a person closed begins so. */
    static final String CLOSED = "closed: ";

    /** When a place is due that knows of an error: when the error is replayed. */
    static final long PARKED = Long.MAX_VALUE;

    /** Entries that their source is to be told of; the arguments are the source, and a floor. */
    static final Take REPORTS = new Take(
            "createorder_entry",
            "id",
            "report_due",
            "e.source = ? AND e.report_due >= ? AND e.report_due <= $now",
            "e.report_due, e.id",
            "report_due = $now + ?",
            REPORT_COLUMNS,
            REPORT_COLUMNS,
            "",
            "e.id");

    /** Other places of them that are to be told; the arguments are the source, and a page. */
    static final Take REPEATS = new Take(
            "createorder_repeat",
            "place",
            "report_due",
            "e.source = ? AND e.report_due > ? AND e.report_due <= ? AND e.report_due <= $now"
                    + " AND EXISTS (SELECT 1 FROM createorder_entry o WHERE o.id = e.entry_id AND o.status IN ('ACCEPTED', 'ERROR', 'CLOSED'))",
            "e.report_due",
            "report_due = $now + ?",
            "e.*",
            "o.id, o.version, e.source, e.ref, o.identifier, o.status, o.cause, o.reason, o.request_id,"
                    + " o.amount_fen, o.ended_at, o.closed_reason",
            " JOIN createorder_entry o ON o.id = e.entry_id",
            "e.ref");

    private final LedgerDb db;
    private final String node;
    private final LedgerSettings settings;
    private final PayloadKeys keys;
    private final Settling settling;
    private final Function<SourceRecord, String> recordJson;
    private final long startedAt;
    private final Floor claims;
    private final Floor errors;
    private final SourceLooks looks;
    private final Map<String, TakeCounts> takenBySource = new ConcurrentHashMap<>();
    private final Set<String> reportedOnce = ConcurrentHashMap.newKeySet();
    private final HandOver<ClaimedOrder> leased;
    private final Map<String, HandOver<Report>> settled = new ConcurrentHashMap<>();
    private volatile boolean handsOver;

    /**
     * @param node name of this node, for people
     * @param keys under which records and requests are stored
     * @param random for the jitter of delays
     * @param recordJson the JSON form of a record, in which it is stored
     */
    public Ledger(
            LedgerDb db,
            String node,
            LedgerSettings settings,
            PayloadKeys keys,
            RandomGenerator random,
            Function<SourceRecord, String> recordJson) {
        this.db = db;
        this.node = node;
        this.settings = settings;
        this.keys = keys;
        this.settling = new Settling(db, node, settings, random);
        this.recordJson = recordJson;
        this.startedAt = db.nanoTime();
        this.claims = new Floor(db::nanoTime);
        this.errors = new Floor(db::nanoTime);
        this.looks = new SourceLooks(db);
        this.leased = new HandOver<>(db::nanoTime, CLAIMS_EXPECTED_MILLIS);
    }

    /**
     * From now on what this node takes while it claims, and settles while it reports, is written as claimed by it, and is the
     * first that its next {@link #claim} or {@link #claimReports} brings.
     */
    public void handOver() {
        handsOver = true;
    }

    /** Gives to all nodes what this one holds in memory and nobody has claimed. Before it stops. */
    public void handBack() {
        handsOver = false;
        giveBack(leased.drain());
        settled.forEach((source, reports) -> {
            Rows rows = new Rows("id bigint", "version int");
            reports.drain().forEach(report -> rows.add(report.id(), report.version()));
            if (rows.isEmpty()) {
                return;
            }
            db.inTransaction(() -> {
                db.updateAll(
                        "createorder_entry",
                        "report_due = $now",
                        "e.id = :id AND e.version = :version AND e.report_due > $now",
                        rows);
                return null;
            });
        });
    }

    private void giveBack(List<ClaimedOrder> unsent) {
        if (!unsent.isEmpty()) {
            settle(unsent.stream().map(SentOrder::unsent).toList());
        }
    }

    /**
     * Makes sure that the ledger is there, before anything is taken for it.
     *
     * @throws org.springframework.dao.DataAccessException or a transaction's exception when it is not
     */
    public void present() {
        db.inTransaction(() -> db.query("SELECT version FROM createorder_schema", (row, n) -> row.getInt(1)));
        // Whoever claimed has stopped, or is held up by slow calls.
        giveBack(leased.abandoned());
    }

    /**
     * Takes orders into the ledger; when it throws, none or some of them. One that the database refuses to hold becomes an
     * error of its own, and holds up no other.
     *
     * <p>An order already known changes nothing, except that its outcome will be told to the source again; known with
     * another content it replaces an error that was certainly not executed, and else is set aside as a conflict. A conflict
     * at the very place of the order that it conflicts with is not told there: that place keeps what became of the order.
     *
     * @return what became of each, in their order
     * @throws IllegalArgumentException if the name of a source is too long to be stored
     */
    public List<Verdict> take(List<FrozenOrder> orders) {
        return taken(orders).verdicts();
    }

    /** {@link #take}, for those who want to know how many. */
    public TakeCounts record(List<FrozenOrder> orders) {
        return taken(orders).counts();
    }

    private Taken taken(List<FrozenOrder> orders) {
        List<EntryContent> contents =
                orders.stream().map(order -> EntryContent.of(order, recordJson)).toList();
        if (contents.isEmpty()) {
            return Taken.NOTHING;
        }
        Taken taken = Halves.work(contents, this::write, (order, why) -> write(List.of(order.refused(why))))
                .reduce(Taken.NOTHING, Taken::plus);
        // A batch is of one source.
        takenBySource.merge(contents.get(0).source(), taken.counts(), TakeCounts::plus);
        return taken;
    }

    private Taken write(List<EntryContent> orders) {
        boolean tellAgain = !reportedOnce.contains(orders.get(0).source());
        int places = handsOver ? leased.reserve(orders.size(), HAND_OVER_WAIT_MILLIS) : 0;
        long leaseEnds = System.nanoTime() + settings.lease().toNanos();
        long untilNanos = db.nanoTime() + settings.lease().toNanos();
        List<ClaimedOrder> handed = new ArrayList<>();
        boolean committed = false;
        try {
            Taken taken = db.inTransaction(() -> {
                TakeBatch batch = new TakeBatch(db, node, keys, tellAgain)
                        .leasing(places, settings.lease().toMillis());
                Taken taking = batch.take(orders);
                handed.clear();
                handed.addAll(batch.leased(leaseEnds));
                return taking;
            });
            committed = true;
            return taken;
        } finally {
            // Whether it was committed may be unknown: then the lease lapses.
            leased.put(places, committed ? handed : List.of(), untilNanos);
        }
    }

    /**
     * Reads of this source are no questions: it is only read, and read again by itself. Its orders are told once, and again
     * only when something new became of them.
     */
    public void reportOnce(String source) {
        reportedOnce.add(source);
    }

    /** What this node has taken from a source since it started. */
    public TakeCounts taken(String source) {
        return takenBySource.getOrDefault(source, TakeCounts.NONE);
    }

    /**
     * Claims orders that are due, oldest first: ready ones, and those of a node whose lease has ended. They are this node's
     * until the lease ends or they are settled. Orders that another node is just claiming are passed over.
     *
     * <p>After the ledger was away, nodes that live may hold outcomes that they could not write while their leases ended: for
     * a while what was claimed is left to them. A node that has just been started cannot know whether it was away; what a
     * process of its own name had claimed is nobody's any more.
     */
    public List<ClaimedOrder> claim(int max) {
        if (max <= 0) {
            giveBack(leased.drain());
            return List.of();
        }
        // A single one is a probe.
        return leased.claim(max, max > 1 ? 2 * max : 0, HAND_OVER_WAIT_MILLIS, this::claimDue);
    }

    private List<ClaimedOrder> claimDue(int max) {
        boolean wasAway = db.wasAwayWithin(settings.grace());
        boolean justStarted = db.nanoTime() - startedAt < settings.grace().toNanos();
        String whose = wasAway
                ? " AND e.status = 'READY'"
                : justStarted ? " AND (e.status = 'READY' OR e.lease_owner = ?)" : "";
        long leaseEnds = System.nanoTime() + settings.lease().toNanos();
        // What is left to others now is not to be forgotten.
        Floor floor = whose.isEmpty() ? claims : new Floor(db::nanoTime);
        List<Object> arguments = new ArrayList<>(List.of(floor.next()));
        if (justStarted && !wasAway) {
            arguments.add(node);
        }
        return opened(db.take(
                new Take(
                        "createorder_entry",
                        "id",
                        "due_at",
                        CLAIMABLE + whose,
                        "e.due_at, e.id",
                        "may_be_executed = (e.may_be_executed OR e.status = 'SENDING'), status = 'SENDING',"
                                // An order does not grow old while sending is paused or its node is dead.
                                + " round_from = e.round_from + ($now - e.due_at), due_at = $now + ?, lease_owner = ?, version = e.version + 1,"
                                + " first_attempt_at = COALESCE(e.first_attempt_at, $now)",
                        "e.id, e.version, e.identifier, e.source, e.ref, e.round_attempts, e.round_from, e.refusals",
                        "e.id, e.version, e.identifier, e.source, e.ref, p.request, e.round_attempts, e.refusals,"
                                + " CASE WHEN e.round_from IS NULL THEN 0 ELSE $now - e.round_from END AS age",
                        WITH_PAYLOAD,
                        "e.id"),
                due -> floor.learn(due, due.size() < max),
                arguments,
                List.of(settings.lease().toMillis(), node),
                max,
                (row, n) -> new ClaimedOrder(
                        row.getLong("id"),
                        row.getInt("version"),
                        row.getString("identifier"),
                        row.getString("source"),
                        row.getString("ref"),
                        row.getString("request"),
                        row.getInt("round_attempts"),
                        row.getInt("refusals"),
                        row.getLong("age"),
                        leaseEnds)));
    }

    /** An order whose request cannot be opened is put off: it must not hold up the others. */
    private List<ClaimedOrder> opened(List<ClaimedOrder> claimed) {
        List<ClaimedOrder> opened = new ArrayList<>(claimed.size());
        Rows shut = new Rows("id bigint", "version int");
        String why = null;
        for (ClaimedOrder order : claimed) {
            try {
                // The key of an order that can be sent is its identifier.
                opened.add(order.withRequest(keys.open(order.request(), order.identifier(), "request")));
            } catch (IllegalStateException e) {
                why = e.getMessage();
                shut.add(order.id(), order.version());
            }
        }
        if (!shut.isEmpty()) {
            LOG.error(
                    "{} orders cannot be sent, they are put off by {} s: {}",
                    claimed.size() - opened.size(),
                    PUT_OFF.toSeconds(),
                    why);
            db.inTransaction(() -> settling.giveBack(shut, PUT_OFF));
        }
        return opened;
    }

    /**
     * Whether a claimed order is still this node's, so that it may be sent. One that was claimed before, by whomever, may have
     * been proved to be accepted meanwhile; the first to claim an order need not ask. False also when the ledger is away.
     */
    public boolean stillHolds(ClaimedOrder order) {
        if (order.version() <= FIRST_CLAIM) {
            return true;
        }
        try {
            return db.inTransaction(() -> db.query(
                            "SELECT version FROM createorder_entry WHERE id = ? AND status = 'SENDING'",
                            (row, n) -> row.getInt(1),
                            order.id()))
                    .equals(List.of(order.version()));
        } catch (NestedRuntimeException e) {
            LOG.debug("Order {} is not sent, because the ledger cannot be asked", order.identifier(), e);
            return false;
        }
    }

    /**
     * Writes what became of claimed orders. An outcome that comes after its order was taken over by another node is not
     * written, only remembered as an event; but a proof of acceptance is written whenever it comes.
     *
     * @return how many came too late
     */
    public int settle(List<SentOrder> sent) {
        if (sent.isEmpty()) {
            return 0;
        }
        return Halves.work(sent, this::writeSent, (one, why) -> writeSent(List.of(one.inAscii())))
                .mapToInt(Integer::intValue)
                .sum();
    }

    private int writeSent(List<SentOrder> sent) {
        Set<String> telling = handsOver
                ? sent.stream()
                        .map(one -> one.order().source())
                        .distinct()
                        .filter(source -> settled.containsKey(source)
                                && settled.get(source).isOpen())
                        .collect(Collectors.toSet())
                : Set.of();
        // Half of the lease is left for telling them: past it another node would tell them too.
        long untilNanos = db.nanoTime() + settings.reportLease().toNanos() / 2;
        Settling.Settled written = db.inTransaction(() -> settling.settle(sent, telling));
        written.reports().stream()
                .collect(Collectors.groupingBy(Report::source))
                .forEach((source, reports) -> settled.get(source).put(0, reports, untilNanos));
        return written.late();
    }

    /**
     * Claims errors that are to be published to the error queue. Those not {@link #errorsPublished published} within the
     * lease come again. One whose record cannot be opened must reach people all the same, without it.
     */
    public List<ErrorEntry> claimErrors(int max) {
        return db.take(
                new Take(
                        "createorder_entry",
                        "id",
                        "error_due",
                        "e.error_due >= ? AND e.error_due <= $now",
                        "e.error_due, e.id",
                        "error_due = $now + ?",
                        "e.*",
                        ERROR_COLUMNS,
                        WITH_PAYLOAD,
                        "e.id"),
                due -> errors.learn(due, due.size() < max),
                List.of(errors.next()),
                List.of(settings.reportLease().toMillis()),
                max,
                (row, n) -> {
                    try {
                        return readError(row, keys);
                    } catch (IllegalStateException e) {
                        return readError(row, null);
                    }
                });
    }

    /** Tells that these errors are in the error queue. One that has changed since will be published again. */
    public void errorsPublished(List<ErrorEntry> entries) {
        Rows rows = new Rows("id bigint", "version int");
        entries.forEach(entry -> rows.add(entry.id(), entry.version()));
        db.inTransaction(() -> {
            db.updateAll("createorder_entry", "error_due = NULL", "e.id = :id AND e.version = :version", rows);
            return null;
        });
    }

    /**
     * Claims outcomes that a source is to be told. Those not {@link #reported reported} within the lease come again. An
     * order read at several places of its source has a report for each.
     */
    public List<Report> claimReports(String source, int max) {
        return settled.computeIfAbsent(source, name -> new HandOver<>(db::nanoTime, REPORTS_EXPECTED_MILLIS))
                .claim(max, MOST_REPORTS, 0, due -> claimDueReports(source, due));
    }

    private List<Report> claimDueReports(String source, int max) {
        long lease = settings.reportLease().toMillis();
        Floor floor = looks.floor(source);
        List<Report> reports = new ArrayList<>(db.take(
                REPORTS,
                due -> floor.learn(due, due.size() < max),
                List.of(source, floor.next()),
                List.of(lease),
                max,
                Ledger::readReport));
        reports.addAll(repeats(source, max - reports.size(), lease));
        return reports;
    }

    private List<Report> repeats(String source, int max, long lease) {
        if (max <= 0) {
            return List.of();
        }
        DuePage page = looks.page(source);
        db.inTransaction(() -> page.turn(db, source));
        List<Report> reports =
                db.take(REPEATS, List.of(source, page.from(), page.to()), List.of(lease), max, Ledger::readReport);
        page.read(reports.size() < max);
        return reports;
    }

    /** Tells that the source knows these. One that has changed since will be reported again. */
    public void reported(List<Report> reports) {
        Rows entries = new Rows("id bigint", "version int", "source text", "ref text");
        Map<String, Boolean> accepted = new HashMap<>();
        for (Report report : reports) {
            entries.add(report.id(), report.version(), report.source(), report.ref());
            accepted.put(report.source() + "|" + report.ref(), report.accepted());
        }
        db.inTransaction(() -> {
            boolean all = db.updateAll(
                    "createorder_entry",
                    "report_due = NULL",
                    "e.id = :id AND e.version = :version AND e.source = :source AND e.ref = :ref",
                    entries);
            if (!all) {
                // A report of an older version came late, and may have overwritten what a newer one had told.
                db.updateAll(
                        "createorder_entry",
                        "report_due = $now",
                        "e.id = :id AND e.version > :version AND e.source = :source AND e.ref = :ref"
                                + " AND e.status IN ('ACCEPTED', 'ERROR', 'CLOSED')",
                        entries);
            }
            Map<Boolean, Rows> repeats = Map.of(true, new Rows("place text"), false, new Rows("place text"));
            db.queryIn("SELECT place FROM createorder_repeat WHERE place $in", accepted.keySet(), (row, n) -> {
                repeats.get(accepted.get(row.getString(1))).add(row.getString(1));
                return null;
            });
            // Only what is under way: a place read again, or an error replayed meanwhile, has become due again.
            String underWay = " WHERE place = :place AND report_due > $now";
            db.each("DELETE FROM createorder_repeat" + underWay, repeats.get(true));
            db.each("UPDATE createorder_repeat SET report_due = " + PARKED + underWay, repeats.get(false));
            return null;
        });
    }

    /**
     * Has claimed outcomes given again after a while, because they could not be told. One that has changed since is due
     * already.
     *
     * @param delay how long each waits
     */
    public void reportLater(List<Report> reports, Function<Report, Duration> delay) {
        Rows entries = new Rows("id bigint", "version int", "source text", "ref text", "delay bigint");
        Rows repeats = new Rows("place text", "delay bigint");
        for (Report report : reports) {
            long millis = delay.apply(report).toMillis();
            entries.add(report.id(), report.version(), report.source(), report.ref(), millis);
            repeats.add(report.source() + "|" + report.ref(), millis);
        }
        db.inTransaction(() -> {
            db.updateAll(
                    "createorder_entry",
                    "report_due = $now + :delay",
                    "e.id = :id AND e.version = :version AND e.source = :source AND e.ref = :ref AND e.report_due > $now",
                    entries);
            db.updateAll(
                    "createorder_repeat",
                    "report_due = $now + :delay",
                    "e.place = :place AND e.report_due > $now AND e.report_due < " + PARKED,
                    repeats);
            return null;
        });
    }

    /**
     * Ends waits that cannot be: whatever is due later than the longest wait was given its time by a clock that has been set
     * back since. Leases are given their whole length, for their owners may be at work. Harmless at any time.
     */
    public void shortenWaits() {
        long longest = Math.max(settings.retry().longestDelay().toMillis(), PUT_OFF.toMillis());
        long lease = settings.lease().toMillis();
        // Another node may be set to the usual one.
        long reportLease = Math.max(
                settings.reportLease().toMillis(),
                LedgerSettings.DEFAULT.reportLease().toMillis());
        db.inTransaction(() -> {
            db.update(
                    "UPDATE createorder_entry SET due_at = $now WHERE status = 'READY' AND due_at > $now + ?", longest);
            db.update(
                    "UPDATE createorder_entry SET due_at = $now + ? WHERE status = 'SENDING' AND due_at > $now + ?",
                    lease,
                    lease);
            db.update("UPDATE createorder_entry SET error_due = $now WHERE error_due > $now + ?", reportLease);
            db.update("UPDATE createorder_entry SET report_due = $now WHERE report_due > $now + ?", reportLease);
            return db.update(
                    "UPDATE createorder_repeat SET report_due = $now WHERE report_due > $now + ? AND report_due < "
                            + PARKED,
                    reportLease);
        });
    }

    /** The entry with this order key, if it is in error. */
    public Optional<ErrorEntry> findError(String orderKey) {
        String sql = "SELECT " + ERROR_COLUMNS + " FROM createorder_entry e" + WITH_PAYLOAD
                + " WHERE e.order_key = ? AND e.status = 'ERROR'";
        return db.inTransaction(() -> db.query(sql, (row, n) -> readError(row, keys), orderKey)).stream()
                .findFirst();
    }

    /**
     * Sends an entry in error again, the same bytes.
     *
     * @param entry as it was read; refused when it has changed since
     * @param reason why, in words
     * @param who the person
     */
    public ReplayVerdict replayUnchanged(ErrorEntry entry, String reason, String who) {
        return db.inTransaction(() -> new Replaying(db, keys).unchanged(entry, reason, who));
    }

    /**
     * Sends an entry in error again with the request that its record makes now; only when it was certainly not executed.
     *
     * @param entry as it was read; refused when it has changed since
     * @param order the entry's record mapped again; with faults, the entry is in error again
     * @param reason why, in words
     * @param who the person
     */
    public ReplayVerdict replayAfresh(ErrorEntry entry, FrozenOrder order, String reason, String who) {
        EntryContent taken = EntryContent.of(order, recordJson);
        return db.inTransaction(() -> new Replaying(db, keys).afresh(entry, taken, reason, who));
    }

    /** How many orders stand where: one pass over the whole ledger. */
    public LedgerCounts counts() {
        Map<String, Long> byStatus = new HashMap<>();
        Map<ErrorCause, Long> errors = new EnumMap<>(ErrorCause.class);
        db.inTransaction(() -> db.query(
                "SELECT status, cause, COUNT(*) AS orders FROM createorder_entry GROUP BY status, cause", (row, n) -> {
                    if (row.getString("status").equals("ERROR")) {
                        errors.put(ErrorCause.valueOf(row.getString("cause")), row.getLong("orders"));
                    }
                    return byStatus.merge(row.getString("status"), row.getLong("orders"), Long::sum);
                }));
        return new LedgerCounts(
                byStatus.getOrDefault("READY", 0L),
                byStatus.getOrDefault("SENDING", 0L),
                byStatus.getOrDefault("ACCEPTED", 0L),
                Map.copyOf(errors),
                byStatus.getOrDefault("CLOSED", 0L));
    }

    /**
     * Whether all orders have ended, all errors are published and these sources know all. Cheap, however many orders have
     * ended.
     */
    public boolean idle(Set<String> reportingSources) {
        return db.inTransaction(() -> isEmpty("createorder_entry WHERE due_at IS NOT NULL")
                && isEmpty("createorder_entry WHERE error_due IS NOT NULL")
                && reportingSources.stream()
                        .allMatch(source -> isEmpty(
                                        "createorder_entry WHERE source = ? AND report_due IS NOT NULL", source)
                                && isEmpty("createorder_repeat WHERE source = ? AND report_due < " + PARKED, source)));
    }

    private boolean isEmpty(String rows, Object... arguments) {
        return db.query("SELECT 1 FROM " + rows + " LIMIT 1", (row, n) -> 1, arguments)
                .isEmpty();
    }

    /** With null for keys, without what may be sealed. */
    static ErrorEntry readError(ResultSet row, PayloadKeys keys) throws SQLException {
        String key = row.getString("order_key");
        return new ErrorEntry(
                row.getLong("id"),
                key,
                row.getInt("version"),
                row.getString("source"),
                row.getString("ref"),
                row.getString("identifier"),
                ErrorCause.valueOf(row.getString("cause")),
                row.getString("reason"),
                EntryContent.faults(open(row, "faults", keys)),
                row.getString("code"),
                row.getString("sub_code"),
                row.getString("response_code"),
                row.getString("request_id"),
                row.getInt("attempts"),
                row.getInt("replays"),
                row.getLong("taken_at"),
                row.getObject("first_attempt_at", Long.class),
                row.getObject("last_attempt_at", Long.class),
                row.getBoolean("may_be_executed"),
                row.getString("mapping_version"),
                open(row, "record", keys),
                open(row, "request", keys));
    }

    private static String open(ResultSet row, String column, PayloadKeys keys) throws SQLException {
        return keys == null ? null : keys.open(row.getString(column), row.getString("order_key"), column);
    }

    static Report readReport(ResultSet row, int number) throws SQLException {
        String cause = row.getString("cause");
        String closed = row.getString("closed_reason");
        return new Report(
                row.getLong("id"),
                row.getInt("version"),
                row.getString("source"),
                row.getString("ref"),
                row.getString("identifier"),
                "ACCEPTED".equals(row.getString("status")),
                cause == null ? null : ErrorCause.valueOf(cause),
                closed == null ? row.getString("reason") : Text.cut(CLOSED + closed, Text.REASON),
                row.getString("request_id"),
                row.getObject("amount_fen", Long.class),
                row.getLong("ended_at"));
    }
}
