package io.github.createorder.ledger;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.createorder.ledger.GateState.Kind;
import io.github.createorder.ledger.GateState.State;
import io.github.createorder.order.Words;
import io.github.createorder.top.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.OptimisticLockingFailureException;

/**
 * Whether orders may be sent to a gateway: one row in the ledger's database, so that a pause holds for every node.
 *
 * <p>A ban ends by itself. From a wrong configuration, a lost connection or an outage the gate recovers by probes: one
 * order, from one node, now and then. Workers {@link #look} and ask {@link #enter} before each attempt and tell {@link #seen}
 * after it: that touches only memory, unless something changes or nobody has read the row for a quarter of a second. What
 * lasts is measured by this JVM's ticker and not by clocks, which people set. Thread-safe.
 */
public final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final int TRIES = 5;
    private static final int RAMP_FROM = 64;
    private static final int RAMP_SECONDS = 10;
    private static final double BUCKET_SECONDS = 0.25;
    /** Less may be an answer that came late. */
    private static final long SET_BACK_MILLIS = 30_000;
    /** The row as it was read so long ago is still believed: a person's pause, or another node's, holds after this. */
    private static final long BELIEVED_NANOS = 250_000_000L;

    private final LedgerDb db;
    private final String gateway;
    private final String node;
    private final GateSettings settings;
    private final LongSupplier nanoTime;

    /** Unknown outcomes in a row. */
    private final AtomicInteger unknowns = new AtomicInteger();
    /** Set while this node may send its probe. */
    private final AtomicBoolean probe = new AtomicBoolean();
    /** The row as last read or written, null before the first time; written under this. */
    private volatile GateRow current;
    /** When somebody last read the row, or failed to. */
    private volatile long lookedAt;
    /** Version of the row under which this node won the probe; guarded by this. */
    private int probeVersion = -1;
    /** A pause that could not be written yet; guarded by this. */
    private Outcome unwritten;
    /** How many the last {@link #permit} allowed; guarded by this. */
    private int permitted;
    /** Since when sending is open again, and how many were permitted since; guarded by this. Negative when not ramping up. */
    private long openedAt = -1;

    private long permittedSinceOpened;

    /** The database's clock against this JVM's ticker at the last reading; guarded by this. */
    private Long clockAheadMillis;

    private boolean clockWasSetBack;
    private volatile Runnable whenClockIsSetBack = () -> {};

    /**
     * @param gateway name of the gateway, the same on all nodes
     * @param node name of this node, for people
     */
    public Gate(LedgerDb db, String gateway, String node, GateSettings settings) {
        this(db, gateway, node, settings, System::nanoTime);
    }

    Gate(LedgerDb db, String gateway, String node, GateSettings settings, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.db = db;
        this.gateway = gateway;
        this.node = node;
        this.settings = settings;
    }

    /**
     * How many of the wanted orders may be claimed now: all, none, or one as a probe; fewer within the rate, and in the
     * first seconds after a pause, so that a gateway that has just recovered, or lifted a ban, does not get all at once.
     * Reads the row, once.
     *
     * @throws org.springframework.dao.DataAccessException when the database fails
     */
    public synchronized int permit(int wanted) {
        if (unwritten == null) {
            adopt(read());
        } else {
            change(row -> row.after(unwritten, settings, nanoTime.getAsLong()));
            unwritten = null;
        }
        if (clockWasSetBack) {
            whenClockIsSetBack.run();
            clockWasSetBack = false;
        }
        GateRow row = current;
        // A probe that found nothing to send yet is kept.
        if (row.isOver(nanoTime.getAsLong())
                && !probe.get()
                && write(row, row.overdue(settings), () -> {})
                && current.state() == State.PROBING) {
            probeVersion = current.version();
            probe.set(true);
        }
        permitted = takeFromRate(current.isOpen() ? rampUp(wanted) : probe.get() ? Math.min(1, wanted) : 0);
        return permitted;
    }

    /** What is done when the database's clock turns out to have been set back: all that waits for a time to come waits longer. */
    public void whenClockIsSetBack(Runnable action) {
        whenClockIsSetBack = action;
    }

    private synchronized void compareClocks(long databaseMillis) {
        long ahead = databaseMillis - NANOSECONDS.toMillis(nanoTime.getAsLong());
        if (clockAheadMillis != null && clockAheadMillis - ahead > SET_BACK_MILLIS) {
            LOG.warn(
                    "The clock of the ledger's database was set back by {} s: waits that were to end later than they may are cut",
                    (clockAheadMillis - ahead) / 1000);
            clockWasSetBack = true;
        }
        clockAheadMillis = ahead;
    }

    /** Tells how many orders were claimed on the last permit: what is left of the rate is for other nodes. */
    public synchronized void claimed(int orders) {
        int unused = permitted - orders;
        permitted = 0;
        if (openedAt >= 0) {
            permittedSinceOpened -= unused;
        }
        if (settings.rate() > 0 && unused > 0) {
            db.inTransaction(() -> db.update(
                    "UPDATE createorder_gate SET rate_tokens = rate_tokens + ? WHERE gateway = ?", unused, gateway));
        }
    }

    /** 64 at once, and twice as many altogether each second; for ten seconds. */
    private int rampUp(int wanted) {
        if (openedAt < 0) {
            return wanted;
        }
        double seconds = (nanoTime.getAsLong() - openedAt) / 1e9;
        if (seconds > RAMP_SECONDS) {
            openedAt = -1;
            return wanted;
        }
        long allowed = (long) (RAMP_FROM * Math.pow(2, seconds)) - permittedSinceOpened;
        int granted = (int) Math.max(0, Math.min(wanted, allowed));
        permittedSinceOpened += granted;
        return granted;
    }

    /** A bucket that all nodes share, holding a quarter of a second's orders. */
    private int takeFromRate(int wanted) {
        if (settings.rate() <= 0 || wanted == 0) {
            return wanted;
        }
        return db.inTransaction(() -> {
            // A database whose clock was set back says that less than no time has passed.
            double tokens = db.query(
                            "SELECT rate_tokens, $now - rate_at AS elapsed FROM createorder_gate WHERE gateway = ? FOR UPDATE",
                            (row, n) -> Math.max(0, row.getDouble("rate_tokens"))
                                    + Math.max(0, row.getLong("elapsed")) * settings.rate() / 1000,
                            gateway)
                    .get(0);
            double held = Math.min(tokens, Math.max(1, settings.rate() * BUCKET_SECONDS));
            int granted = (int) Math.max(0, Math.min(wanted, Math.floor(held)));
            db.update(
                    "UPDATE createorder_gate SET rate_tokens = ?, rate_at = $now WHERE gateway = ?",
                    held - granted,
                    gateway);
            return granted;
        });
    }

    /**
     * Makes sure that what is known of the gate is not old, however long ago orders were last claimed. Reads the row when it
     * is; others who ask meanwhile wait for that. When the database fails, what was known is believed for a while more.
     */
    public void look() {
        if (isFresh()) {
            return;
        }
        synchronized (this) {
            if (isFresh()) {
                return;
            }
            try {
                if (unwritten == null) {
                    adopt(read());
                }
            } catch (NestedRuntimeException e) {
                LOG.debug("Gateway {}: the gate cannot be read now", gateway, e);
            }
            lookedAt = nanoTime.getAsLong();
        }
    }

    private boolean isFresh() {
        return current != null && nanoTime.getAsLong() - lookedAt <= BELIEVED_NANOS;
    }

    /** Whether a worker may send the order it holds; asked right before the attempt. If not, the order is given back unsent. */
    public boolean enter() {
        GateRow row = current;
        return (row != null && row.isOpen()) || probe.compareAndSet(true, false);
    }

    /**
     * Learns from an attempt. Never throws: a pause that cannot be written holds for this node at once, and for the others
     * as soon as the database is back.
     */
    public void seen(Outcome outcome) {
        GateRow row = current;
        switch (outcome.kind()) {
            case ACCEPTED, REJECTED, NOT_CREATED -> {
                if (unknowns.get() != 0) {
                    unknowns.set(0);
                }
                if (row != null && row.waitsForGoodNews()) {
                    learn(outcome);
                }
            }
            case UNKNOWN -> {
                if (unknowns.incrementAndGet() >= settings.outageAfter() && row != null && row.isOpen()) {
                    learn(outcome);
                }
            }
            case BANNED, MISCONFIGURED, UNREACHABLE -> learn(outcome);
            case NOT_EXECUTED -> {
                // Says nothing about other orders.
            }
        }
    }

    /** What is known of the gate from the last {@link #look} or {@link #permit}, or since. */
    public GateState state() {
        GateRow row = current;
        return (row == null ? read() : row).toState();
    }

    /**
     * Stops sending on all nodes until {@link #resumeBy}.
     *
     * @return why not; empty when it is paused by this
     * @throws IllegalArgumentException for a reason that is none, or too long
     */
    public synchronized Optional<Words> pauseBy(Actor actor, String reason) {
        String why = Action.reason(reason);
        // The whole name is in the audit.
        String known = Text.cut(actor.who(), Text.REASON - Action.MOST_REASON - 2) + ": " + why;
        return byPerson(
                actor,
                Action.Kind.PAUSE,
                Events.PAUSED,
                why,
                new GateRow.Change(State.PAUSED, Kind.MANUAL, known, null, 0),
                row -> row.isOpen() || row.kind() != Kind.MANUAL
                        ? Optional.empty()
                        : Optional.of(Words.of(
                                "gate.paused",
                                "sending is paused already, by {0}; this pause stays as it is",
                                String.valueOf(row.reason()))));
    }

    /**
     * Opens the gate on all nodes, whatever it was paused for.
     *
     * @return why not; empty when it is opened by this
     * @throws IllegalArgumentException for a reason that is none, or too long
     */
    public synchronized Optional<Words> resumeBy(Actor actor, String reason) {
        String why = Action.reason(reason);
        boolean onlyHere = unwritten != null;
        unwritten = null;
        return byPerson(
                actor,
                Action.Kind.RESUME,
                Events.RESUMED,
                why,
                GateRow.Change.open(0),
                row -> row.isOpen() && !onlyHere
                        ? Optional.of(Words.of("gate.is-open", "sending is open: there is nothing to resume"))
                        : Optional.empty());
    }

    /**
     * What was done, and by whom, is written in the transaction that does it; what was refused as well.
     *
     * @param refusal why it is not done to the gate as it is
     */
    private Optional<Words> byPerson(
            Actor actor,
            Action.Kind kind,
            String event,
            String reason,
            GateRow.Change change,
            Function<GateRow, Optional<Words>> refusal) {
        // A refusal writes nothing that would show that another node was faster.
        adopt(read());
        List<Words> refused = new ArrayList<>();
        ActionLog.Note note =
                new ActionLog.Note(actor, kind, Action.Outcome.DONE, null, null, reason, "gateway " + gateway);
        change(
                row -> {
                    refused.clear();
                    refusal.apply(row).ifPresent(refused::add);
                    return refused.isEmpty() ? Optional.of(change) : Optional.empty();
                },
                () -> {
                    new Events(db)
                            .add(null, event, gateway + ": " + reason + " (on node " + node + ")", actor.who())
                            .write();
                    ActionLog.write(db, note);
                });
        ActionLog.Note told = refused.isEmpty()
                ? note
                : new ActionLog.Note(
                        actor,
                        kind,
                        Action.Outcome.REFUSED,
                        null,
                        null,
                        reason,
                        "gateway " + gateway + ": " + refused.get(0).code());
        if (!refused.isEmpty()) {
            db.inTransaction(() -> {
                ActionLog.write(db, told);
                return null;
            });
        }
        ActionLog.tell(told);
        return refused.stream().findFirst();
    }

    private synchronized void learn(Outcome outcome) {
        try {
            change(row -> row.after(outcome, settings, nanoTime.getAsLong()));
            if (isTrouble(outcome)) {
                unwritten = null;
            }
        } catch (NestedRuntimeException e) {
            LOG.warn("Gateway {}: {} cannot be written to the gate yet", gateway, outcome.kind(), e);
            if (isTrouble(outcome)) {
                unwritten = outcome;
                adopt(GateRow.pausedHere(outcome));
            }
        }
    }

    private static boolean isTrouble(Outcome outcome) {
        return !Set.of(Outcome.Kind.ACCEPTED, Outcome.Kind.REJECTED, Outcome.Kind.NOT_CREATED)
                .contains(outcome.kind());
    }

    /** Changes the row; decides again from what it really is when another node was faster. */
    private void change(Function<GateRow, Optional<GateRow.Change>> decision) {
        change(decision, () -> {});
    }

    /** @param noted in the same transaction */
    private void change(Function<GateRow, Optional<GateRow.Change>> decision, Runnable noted) {
        GateRow row = current == null || unwritten != null ? read() : current;
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<GateRow.Change> change = decision.apply(row);
            if (change.isEmpty()) {
                adopt(row);
                return;
            }
            if (write(row, change.get(), noted)) {
                return;
            }
            row = current;
        }
        throw new OptimisticLockingFailureException("the gate of " + gateway + " changes all the time");
    }

    private GateRow read() {
        return db.inTransaction(() -> {
            List<GateRow> found = select();
            if (!found.isEmpty()) {
                return found.get(0);
            }
            // When another node is faster, the transaction is done again and finds its row.
            db.update("INSERT INTO createorder_gate (gateway, state, step, version) VALUES (?, 'OPEN', 0, 0)", gateway);
            return select().get(0);
        });
    }

    private List<GateRow> select() {
        return db.query(
                "SELECT state, kind, reason, since, until_at, step, version, $now AS now_at FROM createorder_gate"
                        + " WHERE gateway = ?",
                (row, n) -> {
                    compareClocks(row.getLong("now_at"));
                    return GateRow.read(row, nanoTime.getAsLong());
                },
                gateway);
    }

    /** Writes the row if it is still as it was read; knows it as it is then, either way. */
    private boolean write(GateRow old, GateRow.Change change, Runnable noted) {
        boolean done = db.inTransaction(() -> {
            boolean written = db.update(
                            "UPDATE createorder_gate SET since = CASE WHEN ? = 'OPEN' THEN NULL WHEN state = 'OPEN' THEN $now"
                                    + " ELSE since END, state = ?, kind = ?, reason = ?,"
                                    + " until_at = CASE WHEN ? = 1 THEN $now + ? END, step = ?, version = version + 1"
                                    + " WHERE gateway = ? AND version = ?",
                            change.state().name(),
                            change.state().name(),
                            change.kind() == null ? null : change.kind().name(),
                            Text.cut(change.reason(), Text.REASON),
                            change.lasts() == null ? 0 : 1,
                            change.lasts() == null ? 0L : change.lasts(),
                            change.step(),
                            gateway,
                            old.version())
                    == 1;
            if (written) {
                noted.run();
            }
            return written;
        });
        adopt(read());
        if (done && change.state() == State.OPEN && !old.isOpen()) {
            LOG.info("Gateway {} is open again", gateway);
        } else if (done
                && !(old.state() == change.state()
                        && old.kind() == change.kind()
                        && Objects.equals(old.reason(), change.reason()))) {
            LOG.warn("Gateway {} is {} ({}): {}", gateway, change.state(), change.kind(), change.reason());
        }
        return done;
    }

    private void adopt(GateRow read) {
        GateRow row = read.after(current);
        lookedAt = nanoTime.getAsLong();
        if (row.state() != State.PROBING || row.version() != probeVersion) {
            probe.set(false);
        }
        if (!row.isOpen()) {
            unknowns.set(0);
        } else if (current != null && !current.isOpen()) {
            openedAt = nanoTime.getAsLong();
            permittedSinceOpened = 0;
        }
        current = row;
    }
}
