package io.github.createorder.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.createorder.ledger.Action.Kind;
import io.github.createorder.ledger.Action.Outcome;
import io.github.createorder.ledger.ActionLog.Note;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.order.Words;
import io.github.createorder.sql.Reason;
import io.github.createorder.sql.Take;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Replays of many as rows of the ledger. A plan names each order in the error that it is in now, so that a job does what was
 * planned and nothing else, whoever runs it and however often it is interrupted: what came of an order is written in the
 * transaction that sends it again.
 */
public final class LedgerJobs {
    /** Orders of one transaction. */
    public static final int BATCH = 200;

    /** How long a plan can be started. */
    public static final Duration PLAN_HOLDS = Duration.ofHours(24);

    private static final int PAGE = 5_000;

    /** Orders that are compared with those of another job, and other jobs that are named. */
    static final int MOST_COMPARED = 10_000;

    private static final int MOST_OTHERS = 10;

    /** Jobs among which plans that nobody has started are looked for: they hold for a day. */
    private static final int RECENT = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LedgerDb db;
    private final PayloadKeys keys;
    private final Function<SourceRecord, String> recordJson;
    private final String node;
    private final Duration lease;

    /**
     * @param recordJson the JSON form of a record, in which it is stored
     * @param lease how long a node may be silent before another one goes on with its job
     */
    public LedgerJobs(
            LedgerDb db, PayloadKeys keys, Function<SourceRecord, String> recordJson, String node, Duration lease) {
        this.db = db;
        this.keys = keys;
        this.recordJson = recordJson;
        this.node = node;
        this.lease = lease;
    }

    /** Only to be asked. */
    LedgerJobs(LedgerDb db) {
        this(db, PayloadKeys.NONE, record -> "", "", Duration.ZERO);
    }

    // ---- people

    /** Fixes what a selection matches now, without conflicts. Sends nothing. */
    public Job plan(Actor actor, ErrorSelection selection, String reason) {
        Note[] note = new Note[1];
        Job job = db.inTransaction(() -> {
            long cutOff = db.query("SELECT $now FROM createorder_schema", (row, n) -> row.getLong(1))
                    .get(0);
            String selected = write(selection);
            long id = db.insertOne(
                    "INSERT INTO createorder_job (state, selection, planned_at, planned_by, reason, digest, orders, may_exist,"
                            + " conflicts, by_cause, by_source, position, due_orders, error_orders, refused_orders,"
                            + " gone_orders, messages, version) VALUES ('PLANNED', ?, ?, ?, ?, '', 0, 0, 0, '{}', '{}', 0, 0,"
                            + " 0, 0, 0, 0, 0)",
                    selected,
                    cutOff,
                    actor.toString(),
                    Text.cut(reason, Text.REASON));
            Plan plan = new Plan(selected);
            fix(id, selection, cutOff, plan);
            db.update(
                    "UPDATE createorder_job SET digest = ?, orders = ?, may_exist = ?, conflicts = ?, by_cause = ?,"
                            + " by_source = ? WHERE id = ?",
                    plan.digest(),
                    plan.orders,
                    plan.mayExist,
                    plan.conflicts,
                    write(plan.byCause),
                    write(plan.bySource),
                    id);
            note[0] = new Note(
                    actor, Kind.PLAN, Outcome.DONE, null, id, reason, plan.orders + " orders, selection " + selected);
            ActionLog.write(db, note[0]);
            return found(id).orElseThrow();
        });
        ActionLog.tell(note[0]);
        return job;
    }

    private void fix(long id, ErrorSelection selection, long cutOff, Plan plan) {
        long last = Long.MIN_VALUE;
        List<Planned> page;
        do {
            List<Object> arguments = new ArrayList<>();
            String sql = "SELECT id, ended_at, cause, source, may_be_executed FROM createorder_entry WHERE "
                    + selection.where(arguments) + " AND ended_at <= ? AND id > ? ORDER BY id LIMIT " + PAGE;
            arguments.add(cutOff);
            arguments.add(last);
            page = db.query(
                    sql,
                    (row, n) -> new Planned(
                            row.getLong(1), row.getLong(2), row.getString(3), row.getString(4), row.getBoolean(5)),
                    arguments.toArray());
            Rows rows = new Rows("job_id bigint", "entry_id bigint", "error_at bigint");
            for (Planned one : page) {
                last = one.id;
                if (plan.add(one)) {
                    rows.add(id, one.id, one.endedAt);
                }
            }
            db.insert("createorder_job_order", "job_id, entry_id, error_at", ":job_id, :entry_id, :error_at", rows);
        } while (page.size() == PAGE);
    }

    private record Planned(long id, long endedAt, String cause, String source, boolean mayBeExecuted) {}

    private static final class Plan {
        private final MessageDigest digest;
        private final Map<String, Long> byCause = new TreeMap<>();
        private final Map<String, Long> bySource = new TreeMap<>();
        private long orders;
        private long mayExist;
        private long conflicts;

        Plan(String selection) {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
            digest.update(selection.getBytes(StandardCharsets.UTF_8));
        }

        boolean add(Planned one) {
            if (ErrorCause.CONFLICT.name().equals(one.cause)) {
                conflicts++;
                return false;
            }
            orders++;
            mayExist += one.mayBeExecuted ? 1 : 0;
            byCause.merge(one.cause, 1L, Long::sum);
            bySource.merge(one.source, 1L, Long::sum);
            digest.update((one.id + "@" + one.endedAt + ";").getBytes(StandardCharsets.UTF_8));
            return true;
        }

        String digest() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /**
     * Has a plan done, by whichever node comes to it first.
     *
     * @param digest of the plan that the person has seen
     * @return why not; empty when it runs
     */
    public Optional<Words> start(Actor actor, long id, String digest) {
        return act(actor, Kind.START, id, () -> {
            int started = db.update(
                    "UPDATE createorder_job SET state = 'RUNNING', started_at = $now, started_by = ?, due_at = $now,"
                            + " version = version + 1 WHERE id = ? AND state = 'PLANNED' AND digest = ? AND planned_at > $now - ?",
                    actor.toString(),
                    id,
                    digest,
                    PLAN_HOLDS.toMillis());
            return started == 1 ? Optional.empty() : Optional.of(whyNotStarted(id, digest));
        });
    }

    private Words whyNotStarted(long id, String digest) {
        return found(id)
                .map(job -> job.state() != Job.State.PLANNED
                        ? Words.of("job.state", "job {0} is {1} already", id, job.state())
                        : !job.digest().equals(digest)
                                ? Words.of("job.digest", "the plan of job {0} is another one than was shown", id)
                                : Words.of("job.old", "the plan of job {0} is older than a day: plan it again", id))
                .orElseGet(() -> none(id));
    }

    private static Words none(long id) {
        return Words.of("job.none", "there is no job {0}", id);
    }

    /**
     * Stops a job after the batch in hand; what it has sent again stays so. A plan is dropped.
     *
     * @return why not; empty when it stops
     */
    public Optional<Words> cancel(Actor actor, long id) {
        return act(actor, Kind.CANCEL, id, () -> {
            int asked = db.update(
                    "UPDATE createorder_job SET cancel_at = $now, cancel_by = ?, ended_at = CASE WHEN state = 'PLANNED' THEN"
                            + " $now END, state = CASE WHEN state = 'PLANNED' THEN 'CANCELLED' ELSE state END"
                            + " WHERE id = ? AND state IN ('PLANNED', 'RUNNING') AND cancel_at IS NULL",
                    actor.toString(),
                    id);
            return asked == 1
                    ? Optional.empty()
                    : Optional.of(found(id)
                            .map(job ->
                                    Words.of("job.over", "job {0} is {1}, or about to stop, already", id, job.state()))
                            .orElseGet(() -> none(id)));
        });
    }

    private Optional<Words> act(Actor actor, Kind kind, long id, Supplier<Optional<Words>> work) {
        Note[] note = new Note[1];
        Optional<Words> refused = db.inTransaction(() -> {
            Optional<Words> why = work.get();
            note[0] = new Note(
                    actor,
                    kind,
                    why.isEmpty() ? Outcome.DONE : Outcome.REFUSED,
                    null,
                    id,
                    null,
                    why.map(Words::code).orElse(null));
            ActionLog.write(db, note[0]);
            return why;
        });
        ActionLog.tell(note[0]);
        return refused;
    }

    // ---- looking

    /** One job; empty when there is none of this number. */
    public Optional<Job> find(long id) {
        return db.reading(() -> found(id));
    }

    private Optional<Job> found(long id) {
        return db.query("SELECT * FROM createorder_job WHERE id = ?", LedgerJobs::job, id).stream()
                .findFirst();
    }

    List<Job> of(Collection<Long> ids) {
        return db.queryIn("SELECT * FROM createorder_job WHERE id $in", ids, LedgerJobs::job);
    }

    List<Job> newest(Long before, int max) {
        return db.reading(() -> db.query(
                "SELECT * FROM createorder_job WHERE id < ? ORDER BY id DESC LIMIT " + max,
                LedgerJobs::job,
                before == null ? Long.MAX_VALUE : before));
    }

    List<Job.Part> parts(long id, String which, long after, int max) {
        String and = "FAILED".equals(which)
                ? " AND (o.outcome IN ('ERROR', 'REFUSED') OR (o.outcome = 'DUE' AND e.status = 'ERROR'))"
                : "";
        return db.reading(() -> db.query(
                "SELECT o.entry_id, o.outcome, o.detail, e.order_key, e.source, e.ref, e.status, e.cause, e.reason,"
                        + " e.may_be_executed FROM createorder_job_order o JOIN createorder_entry e ON e.id = o.entry_id"
                        + " WHERE o.job_id = ? AND o.entry_id > ?" + and + " ORDER BY o.job_id, o.entry_id LIMIT "
                        + max,
                (row, n) -> new Job.Part(
                        row.getLong("entry_id"),
                        row.getString("order_key"),
                        row.getString("source"),
                        row.getString("ref"),
                        row.getString("outcome"),
                        row.getString("detail"),
                        row.getString("status"),
                        Optional.ofNullable(row.getString("cause"))
                                .map(ErrorCause::valueOf)
                                .orElse(null),
                        row.getString("reason"),
                        row.getBoolean("may_be_executed")),
                id,
                after));
    }

    List<LedgerReader.JobPart> partsOf(long entryId) {
        return db.query(
                "SELECT j.id, j.state, j.planned_at, j.planned_by, o.outcome, o.detail FROM createorder_job_order o"
                        + " JOIN createorder_job j ON j.id = o.job_id WHERE o.entry_id = ? ORDER BY j.id",
                (row, n) -> new LedgerReader.JobPart(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6)),
                entryId);
    }

    /** Which other jobs have orders of this one before them. Looks each order up: what it costs ends where comparing ends. */
    public List<Job.Shared> shared(Job job) {
        return db.reading(() -> others(job.id()).stream()
                .map(other -> shared(job, other))
                .filter(LedgerJobs::isShared)
                .toList());
    }

    /** Which jobs have orders before them that a selection means. */
    public List<Job.Shared> shared(ErrorSelection selection) {
        return db.reading(() -> others(0).stream()
                .map(other -> shared(selection, other))
                .filter(LedgerJobs::isShared)
                .toList());
    }

    private static boolean isShared(Job.Shared shared) {
        return shared.orders() > 0 || shared.more();
    }

    private List<Held> others(long but) {
        long newest = db.query("SELECT MAX(id) FROM createorder_job", (row, n) -> row.getLong(1))
                .get(0);
        return db
                .query(
                        // One that runs has a time when a node may take it.
                        "SELECT * FROM createorder_job WHERE due_at >= 0 UNION ALL SELECT * FROM createorder_job WHERE id > ?"
                                + " AND state = 'PLANNED' AND planned_at > $now - ?",
                        (row, n) -> new Held(job(row, n), row.getLong("position"), row.getInt("version")),
                        newest - RECENT,
                        PLAN_HOLDS.toMillis())
                .stream()
                .filter(held -> held.job.id() != but && held.job.counts().waiting() > 0)
                .sorted((a, b) -> Long.compare(b.job.id(), a.job.id()))
                .limit(MOST_OTHERS)
                .toList();
    }

    private Job.Shared shared(Job mine, Held other) {
        // Where one ends before the other begins nothing need be looked up.
        long from = Math.max(first(mine.id(), 0), first(other.job.id(), other.position));
        long fewer = Math.min(mine.orders(), other.job.counts().waiting());
        String ofJob = "SELECT entry_id FROM createorder_job_order WHERE job_id = ? AND entry_id >= ?" + IN_ORDER;
        Compared compared = mine.orders() == fewer
                ? compared(ofJob, LOOK_UP, other.job.id(), mine.id(), from)
                : compared(ofJob, LOOK_UP, mine.id(), other.job.id(), from);
        return told(other, compared);
    }

    private Job.Shared shared(ErrorSelection selection, Held other) {
        List<Object> meant = new ArrayList<>();
        String where = selection.where(meant);
        List<Object> arguments = new ArrayList<>(meant);
        arguments.add(0, other.job.id());
        Compared compared =
                compared("SELECT id AS entry_id FROM createorder_entry WHERE " + where, LOOK_UP, arguments.toArray());
        if (compared.more) {
            arguments = new ArrayList<>(meant);
            arguments.addAll(List.of(other.job.id(), other.position));
            compared = compared(
                    "SELECT entry_id FROM createorder_job_order WHERE job_id = ? AND entry_id > ?" + IN_ORDER,
                    "SELECT COUNT(*) FROM createorder_entry WHERE id = a.entry_id AND " + where,
                    arguments.toArray());
        }
        return told(other, compared);
    }

    private static final String LOOK_UP =
            "SELECT COUNT(*) FROM createorder_job_order b WHERE b.job_id = ? AND b.entry_id ="
                    + " a.entry_id AND b.outcome IS NULL";

    /** As the key has them: H2 would read all of a job and sort them. */
    private static final String IN_ORDER = " ORDER BY job_id, entry_id";

    private record Compared(int found, boolean more) {}

    /**
     * Looks up orders one by one, not beside each other as a join might, which reads all of a large job.
     *
     * @param arguments of the looking up, then of the orders
     */
    private Compared compared(String orders, String lookUp, Object... arguments) {
        return db.query(
                        "SELECT COUNT(*), COALESCE(SUM(x.found), 0) FROM (SELECT (" + lookUp + ") AS found FROM ("
                                + orders + " LIMIT " + (MOST_COMPARED + 1) + ") a) x",
                        (row, n) -> new Compared(row.getInt(2), row.getInt(1) > MOST_COMPARED),
                        arguments)
                .get(0);
    }

    private static Job.Shared told(Held other, Compared compared) {
        return new Job.Shared(
                other.job.id(),
                other.job.state(),
                other.job.plannedBy(),
                Math.min(compared.found, MOST_COMPARED),
                compared.more);
    }

    private long first(long id, long after) {
        return db
                .query(
                        "SELECT entry_id FROM createorder_job_order WHERE job_id = ? AND entry_id > ?" + IN_ORDER
                                + " LIMIT 1",
                        (row, n) -> row.getLong(1),
                        id,
                        after)
                .stream()
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private static Job job(ResultSet row, int number) throws SQLException {
        long orders = row.getLong("orders");
        long due = row.getLong("due_orders");
        long error = row.getLong("error_orders");
        long refused = row.getLong("refused_orders");
        long gone = row.getLong("gone_orders");
        return new Job(
                row.getLong("id"),
                Job.State.valueOf(row.getString("state")),
                read(row.getString("selection"), new TypeReference<ErrorSelection>() {}),
                row.getLong("planned_at"),
                row.getString("planned_by"),
                row.getString("reason"),
                row.getString("digest"),
                orders,
                row.getLong("may_exist"),
                row.getLong("conflicts"),
                read(row.getString("by_cause"), new TypeReference<TreeMap<String, Long>>() {}),
                read(row.getString("by_source"), new TypeReference<TreeMap<String, Long>>() {}),
                row.getObject("started_at", Long.class),
                row.getString("started_by"),
                row.getObject("cancel_at", Long.class),
                row.getString("cancel_by"),
                row.getObject("ended_at", Long.class),
                row.getString("lease_owner"),
                new Job.Counts(orders - due - error - refused - gone, due, error, refused, gone),
                row.getLong("messages"));
    }

    // ---- running

    /** A job under this node's lease. */
    public record Held(Job job, long position, int version) {}

    /** Takes one job that is to be run and that no other node runs. */
    public Optional<Held> claim() {
        return db
                .take(
                        new Take(
                                "createorder_job",
                                "id",
                                "due_at",
                                "e.due_at <= $now",
                                "e.due_at, e.id",
                                "due_at = $now + ?, lease_owner = ?, version = e.version + 1",
                                "e.*",
                                "e.*",
                                "",
                                "e.id"),
                        List.of(),
                        List.of(lease.toMillis(), node),
                        1,
                        (row, n) -> new Held(job(row, n), row.getLong("position"), row.getInt("version")))
                .stream()
                .findFirst();
    }

    /**
     * An order of a job's plan, to be sent again.
     *
     * @param entry as it is now; null when it is no longer in the error that was planned
     */
    public record Next(long entryId, ErrorEntry entry) {}

    /** The orders that come next, at most {@link #BATCH}; none when all have been looked at. */
    public List<Next> next(Held held) {
        return db.inTransaction(() -> {
            List<Long> ids = db.query(
                    "SELECT entry_id FROM createorder_job_order WHERE job_id = ? AND entry_id > ?" + IN_ORDER
                            + " LIMIT " + BATCH,
                    (row, n) -> row.getLong(1),
                    held.job.id(),
                    held.position);
            Map<Long, ErrorEntry> entries = new HashMap<>();
            if (!ids.isEmpty()) {
                entries(
                                "o.job_id = ? AND o.entry_id > ? AND o.entry_id <= ?",
                                held.job.id(),
                                held.position,
                                ids.get(ids.size() - 1))
                        .forEach(entry -> entries.put(entry.id(), entry));
            }
            return ids.stream().map(id -> new Next(id, entries.get(id))).toList();
        });
    }

    /** Some of the orders of a plan, spread over it evenly, as they are now; for a trial. */
    public List<ErrorEntry> sample(Job job, int most) {
        long waiting = Math.max(1, job.counts().waiting());
        return db.inTransaction(() -> {
            List<Long> ids = db.query(
                    "SELECT entry_id FROM (SELECT entry_id, ROW_NUMBER() OVER (ORDER BY entry_id) AS nr"
                            + " FROM createorder_job_order WHERE job_id = ? AND outcome IS NULL) x WHERE MOD(nr * "
                            + most + ", " + waiting + ") < " + most + " ORDER BY entry_id LIMIT " + most,
                    (row, n) -> row.getLong(1),
                    job.id());
            return ids.isEmpty()
                    ? List.of()
                    : entries(
                            "o.job_id = ? AND o.entry_id IN (" + "?, ".repeat(ids.size() - 1) + "?)",
                            Stream.concat(Stream.of(job.id()), ids.stream()).toArray());
        });
    }

    private List<ErrorEntry> entries(String where, Object... arguments) {
        return db.query(
                "SELECT e.*, p.record, p.request, p.faults FROM createorder_job_order o"
                        + " JOIN createorder_entry e ON e.id = o.entry_id JOIN createorder_payload p ON p.entry_id = e.id"
                        + " WHERE " + where + " AND e.status = 'ERROR' AND e.ended_at = o.error_at ORDER BY o.entry_id",
                (row, n) -> entry(row, keys),
                arguments);
    }

    /** An order in error; one whose record cannot be opened is without it, so that a person can see and close it all the same. */
    static ErrorEntry entry(ResultSet row, PayloadKeys keys) throws SQLException {
        try {
            return Ledger.readError(row, keys);
        } catch (IllegalStateException e) {
            return Ledger.readError(row, null);
        }
    }

    /**
     * An order that has been prepared for being sent again.
     *
     * @param mapped what its record makes now; null to send the bytes that it was sent with, or when it is refused or gone
     * @param refused why it cannot be sent again; null when it can
     */
    public record Prepared(Next next, FrozenOrder mapped, String refused) {}

    /** The job is no longer this node's, or is to stop. */
    public static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean cancelled;

        StoppedException(boolean cancelled) {
            super(cancelled ? "the job was cancelled" : "another node runs the job", null, false, false);
            this.cancelled = cancelled;
        }

        /** Whether it was cancelled; else another node runs it. */
        public boolean isCancelled() {
            return cancelled;
        }
    }

    /**
     * Sends orders of a job again and writes down what came of each, in one transaction. One that the database refuses is refused
     * by itself and holds up no other.
     *
     * @return the job as it stands then
     * @throws StoppedException if it was cancelled, or is another node's by now; then nothing has been done
     */
    public Held send(Held held, List<Prepared> orders) {
        return Halves.work(
                        orders,
                        batch -> db.inTransaction(() -> sendBatch(held, batch)),
                        (one, why) -> db.inTransaction(() -> sendBatch(held, List.of(refused(one, why)))))
                .reduce((first, last) -> last)
                .orElse(held);
    }

    private static Prepared refused(Prepared one, DataIntegrityViolationException why) {
        return new Prepared(one.next, null, "the ledger's database refuses it: " + Reason.of(why));
    }

    private Held sendBatch(Held held, List<Prepared> orders) {
        hold(held, true);
        Map<String, Long> counts = new HashMap<>();
        Rows outcomes = new Rows("job_id bigint", "entry_id bigint", "outcome text", "detail text");
        Replaying replaying = new Replaying(db, keys);
        String reason = held.job.reason() + " (job " + held.job.id() + ")";
        for (Prepared one : orders) {
            ReplayVerdict verdict = one.next.entry == null || one.refused != null
                    ? ReplayVerdict.refused(one.refused)
                    : one.mapped == null
                            ? replaying.unchanged(one.next.entry, reason, held.job.startedBy())
                            : replaying.afresh(
                                    one.next.entry,
                                    EntryContent.of(one.mapped, recordJson),
                                    reason,
                                    held.job.startedBy());
            String outcome = one.next.entry == null ? "GONE" : outcome(verdict);
            counts.merge(outcome, 1L, Long::sum);
            outcomes.add(held.job.id(), one.next.entryId, outcome, Text.cut(verdict.reason(), Text.REASON));
        }
        db.updateAll(
                "createorder_job_order",
                "outcome = :outcome, detail = :detail",
                "e.job_id = :job_id AND e.entry_id = :entry_id",
                outcomes);
        long last = orders.get(orders.size() - 1).next.entryId;
        db.update(
                "UPDATE createorder_job SET position = ?, due_at = $now + ?, due_orders = due_orders + ?, error_orders ="
                        + " error_orders + ?, refused_orders = refused_orders + ?, gone_orders = gone_orders + ? WHERE id = ?",
                last,
                lease.toMillis(),
                counts.getOrDefault("DUE", 0L),
                counts.getOrDefault("ERROR", 0L),
                counts.getOrDefault("REFUSED", 0L),
                counts.getOrDefault("GONE", 0L),
                held.job.id());
        return new Held(found(held.job.id()).orElseThrow(), last, held.version);
    }

    private static String outcome(ReplayVerdict verdict) {
        return switch (verdict.kind()) {
            case READY -> "DUE";
            case ERROR_AGAIN -> "ERROR";
            case REFUSED -> "REFUSED";
        };
    }

    /** Locks the job's row, which must still be this node's. */
    private void hold(Held held, boolean goesOn) {
        List<Boolean> cancelled = db.query(
                "SELECT cancel_at FROM createorder_job WHERE id = ? AND version = ? AND state = 'RUNNING' FOR UPDATE",
                (row, n) -> row.getObject("cancel_at", Long.class) != null,
                held.job.id(),
                held.version);
        if (cancelled.isEmpty()) {
            throw new StoppedException(false);
        } else if (goesOn && cancelled.get(0)) {
            throw new StoppedException(true);
        }
    }

    /** Keys of the orders that a job has sent again; at most as many as a person can name. */
    public List<String> replayed(long id) {
        return db.inTransaction(() -> db.query(
                "SELECT e.order_key FROM createorder_job_order o JOIN createorder_entry e ON e.id = o.entry_id"
                        + " WHERE o.job_id = ? AND o.outcome IN ('DUE', 'ERROR', 'GONE') ORDER BY o.job_id, o.entry_id LIMIT "
                        + ErrorSelection.MOST_IDS,
                (row, n) -> row.getString(1),
                id));
    }

    /** Whether a running job was told to stop; for one that waits for an open gateway. */
    public boolean isCancelled(Held held) {
        return find(held.job.id()).map(job -> job.cancelAt() != null).orElse(true);
    }

    /** Gives a job back to be gone on with after a while, by whichever node. */
    public void rest(Held held, Duration pause) {
        db.inTransaction(() -> db.update(
                "UPDATE createorder_job SET due_at = $now + ?, lease_owner = NULL WHERE id = ? AND version = ?"
                        + " AND state = 'RUNNING'",
                pause.toMillis(),
                held.job.id(),
                held.version));
    }

    /**
     * Ends a job whose orders have all been looked at, or that was cancelled.
     *
     * @return whether it was still this node's to be ended
     */
    public boolean end(Held held, boolean cancelled, int messages) {
        return db.inTransaction(() -> db.update(
                        "UPDATE createorder_job SET state = ?, ended_at = $now, due_at = NULL, lease_owner = NULL, messages ="
                                + " messages + ? WHERE id = ? AND version = ? AND state = 'RUNNING'",
                        cancelled ? Job.State.CANCELLED.name() : Job.State.DONE.name(),
                        messages,
                        held.job.id(),
                        held.version))
                == 1;
    }

    /** Whether so many orders are due that more of them would only wait: new ones must not stand behind a large replay. */
    public boolean isBackedUp(int most) {
        return db.inTransaction(() -> db.query(
                                "SELECT COUNT(*) FROM (SELECT 1 AS one FROM createorder_entry WHERE due_at <= $now AND status = 'READY'"
                                        + " LIMIT " + most + ") x",
                                (row, n) -> row.getInt(1))
                        .get(0))
                >= most;
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a job in the ledger cannot be read", e);
        }
    }
}
