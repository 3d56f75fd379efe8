package io.github.createorder.ledger;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.createorder.ledger.GateState.Kind;
import io.github.createorder.ledger.GateState.State;
import io.github.createorder.top.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A gate's row as it was read, and what each thing that happens makes of it.
 *
 * @param until as in {@link GateState}
 * @param step the wait in milliseconds that grows while the trouble lasts: between probes, or of silent bans
 * @param overNanos when this JVM's ticker says that the wait is over; null when it has no end. No clock is trusted for longer
 *     than one reading: whoever sets the database's back must not make a pause longer
 */
record GateRow(State state, Kind kind, String reason, Long since, Long until, long step, int version, Long overNanos) {

    /** Workers see the same ban within moments; a pause is not written again for less than this. Less than the margin. */
    private static final long TOLERANCE_MILLIS = 500;

    static GateRow read(ResultSet row, long nanoTime) throws SQLException {
        String kind = row.getString("kind");
        Long until = row.getObject("until_at", Long.class);
        return new GateRow(
                State.valueOf(row.getString("state")),
                kind == null ? null : Kind.valueOf(kind),
                row.getString("reason"),
                row.getObject("since", Long.class),
                until,
                row.getLong("step"),
                row.getInt("version"),
                until == null ? null : nanoTime + MILLISECONDS.toNanos(until - row.getLong("now_at")));
    }

    /** The same row read once more: its wait is over when either reading says so. */
    GateRow after(GateRow before) {
        if (before == null || before.version != version || overNanos == null || before.overNanos == null) {
            return this;
        }
        return overNanos - before.overNanos <= 0
                ? this
                : new GateRow(state, kind, reason, since, until, step, version, before.overNanos);
    }

    /** A pause of this node alone, while the row cannot be written. */
    static GateRow pausedHere(Outcome outcome) {
        return new GateRow(State.PAUSED, kindOf(outcome), outcome.reason(), null, null, 0, -1, null);
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether a ban has ended, or the next probe may go out. */
    boolean isOver(long nanoTime) {
        return overNanos != null && nanoTime - overNanos >= 0;
    }

    private long remaining(long nanoTime) {
        return NANOSECONDS.toMillis(overNanos - nanoTime);
    }

    /** Whether an order that got through would change the row. */
    boolean waitsForGoodNews() {
        return state == State.PROBING || (isOpen() && step > 0);
    }

    GateState toState() {
        return new GateState(state, kind, reason, since, until);
    }

    /** What an attempt's outcome makes of it; empty for no change. An UNKNOWN here is the one that makes it an outage. */
    Optional<Change> after(Outcome outcome, GateSettings settings, long nanoTime) {
        return switch (outcome.kind()) {
            case ACCEPTED, REJECTED, NOT_CREATED -> waitsForGoodNews() ? Optional.of(Change.open(0)) : Optional.empty();
            case BANNED -> banned(outcome, settings, nanoTime);
            case MISCONFIGURED, UNREACHABLE, UNKNOWN -> troubled(outcome, settings, nanoTime);
            case NOT_EXECUTED -> Optional.empty();
        };
    }

    private Optional<Change> banned(Outcome outcome, GateSettings settings, long nanoTime) {
        boolean silent = outcome.ban() == null;
        if (kind == Kind.MANUAL || (silent && state == State.PAUSED && kind == Kind.BANNED)) {
            return Optional.empty();
        }
        long grown = isOpen() && step > 0
                ? grown(settings.maxBan())
                : settings.firstBan().toMillis();
        long wait = (silent ? grown : outcome.ban().toMillis())
                + settings.banMargin().toMillis();
        if (state == State.PAUSED && overNanos != null && remaining(nanoTime) >= wait - TOLERANCE_MILLIS) {
            return Optional.empty();
        }
        long nextStep = silent ? grown : kind == null || kind == Kind.BANNED ? step : 0;
        return Optional.of(new Change(State.PAUSED, Kind.BANNED, outcome.reason(), wait, nextStep));
    }

    private Optional<Change> troubled(Outcome outcome, GateSettings settings, long nanoTime) {
        Kind trouble = kindOf(outcome);
        if (isOpen()) {
            long wait = settings.firstProbe().toMillis();
            return Optional.of(new Change(State.PAUSED, trouble, outcome.reason(), wait, wait));
        }
        boolean news = kind == trouble
                ? !Objects.equals(reason, Text.cut(outcome.reason(), Text.REASON))
                : trouble != Kind.OUTAGE;
        if (state == State.PROBING && news) {
            return Optional.of(new Change(State.PROBING, trouble, outcome.reason(), remaining(nanoTime), step));
        }
        // The next probe is due when it was; failures of attempts that were under way do not put it off.
        return Optional.empty();
    }

    /** What the end of the wait makes of it: open after a ban, else a probe. */
    Change overdue(GateSettings settings) {
        if (kind == Kind.BANNED) {
            return Change.open(step);
        }
        long wait = grown(settings.maxProbe());
        return new Change(State.PROBING, kind, reason, wait, wait);
    }

    private long grown(Duration max) {
        return Math.min(2 * step, max.toMillis());
    }

    private static Kind kindOf(Outcome outcome) {
        return switch (outcome.kind()) {
            case BANNED -> Kind.BANNED;
            case MISCONFIGURED -> Kind.MISCONFIGURED;
            case UNREACHABLE -> Kind.UNREACHABLE;
            case UNKNOWN, NOT_EXECUTED, ACCEPTED, REJECTED, NOT_CREATED -> Kind.OUTAGE;
        };
    }

    /**
     * What a row is to become.
     *
     * @param lasts milliseconds from now until it is over; null for never by itself, or when open
     */
    record Change(State state, Kind kind, String reason, Long lasts, long step) {

        static Change open(long step) {
            return new Change(State.OPEN, null, null, null, step);
        }
    }
}
