package io.github.createorder.ledger;

import io.github.createorder.ledger.Action.Kind;
import io.github.createorder.ledger.Action.Outcome;
import io.github.createorder.ledger.ActionLog.Note;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.order.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a person does to one order in error. Each is one transaction, together with its row of {@code createorder_action}, which
 * is written as well when the ledger refuses it; and refused it is when the order is no longer as the person saw it.
 */
public final class LedgerActions {
    private static final String IN_ERROR = "SELECT e.*, p.record, p.request, p.faults FROM createorder_entry e"
            + " JOIN createorder_payload p ON p.entry_id = e.id WHERE e.id = ? AND e.status = 'ERROR'";

    private final LedgerDb db;
    private final PayloadKeys keys;
    private final Function<SourceRecord, String> recordJson;
    private final boolean reportsClosed;

    /**
     * @param recordJson the JSON form of a record, in which it is stored
     * @param reportsClosed whether the source of an order is told when its error was closed
     */
    public LedgerActions(
            LedgerDb db, PayloadKeys keys, Function<SourceRecord, String> recordJson, boolean reportsClosed) {
        this.db = db;
        this.keys = keys;
        this.recordJson = recordJson;
        this.reportsClosed = reportsClosed;
    }

    /** The entry, if it is in error now. */
    public Optional<ErrorEntry> find(long id) {
        return db.inTransaction(() -> db.query(IN_ERROR, (row, n) -> LedgerJobs.entry(row, keys), id)).stream()
                .findFirst();
    }

    /** An entry by its key, as it is now: its number and its version. */
    public record Located(long id, int version) {}

    /** The entry under this order key, whatever its status. */
    public Optional<Located> locate(String orderKey) {
        return db
                .inTransaction(() -> db.query(
                        "SELECT id, version FROM createorder_entry WHERE order_key = ?",
                        (row, n) -> new Located(row.getLong(1), row.getInt(2)),
                        orderKey))
                .stream()
                .findFirst();
    }

    /**
     * Closes an error that nobody will send: it is in no count and no alarm any more, keeps all that it has, and can be opened
     * again. The same record read again changes nothing; another content under its identifier takes its place.
     *
     * @param version as it was seen
     * @return why not; empty when it is closed
     */
    public Optional<Words> close(Actor actor, long id, int version, String reason) {
        return act(new Note(actor, Kind.CLOSE, Outcome.DONE, id, null, reason, null), () -> {
            int closed = db.update(
                    "UPDATE createorder_entry SET status = 'CLOSED', closed_at = $now, closed_by = ?, closed_reason = ?,"
                            + " error_due = NULL, version = version + 1"
                            + (reportsClosed ? ", report_due = $now" : "")
                            + " WHERE id = ? AND version = ? AND status = 'ERROR'",
                    actor.toString(),
                    Text.cut(reason, Text.REASON),
                    id,
                    version);
            if (closed == 0) {
                return Optional.of(whyNotInError(id));
            }
            if (reportsClosed) {
                placesAgain(id);
            }
            new Events(db).add(id, Events.CLOSED, reason, actor.toString()).write();
            return Optional.empty();
        });
    }

    /**
     * Opens a closed error again: it is in error as it was, and comes to the error queue again.
     *
     * @param version as it was seen
     * @return why not; empty when it is in error again
     */
    public Optional<Words> reopen(Actor actor, long id, int version, String reason) {
        return act(new Note(actor, Kind.REOPEN, Outcome.DONE, id, null, reason, null), () -> {
            int opened = db.update(
                    "UPDATE createorder_entry SET status = 'ERROR', closed_at = NULL, closed_by = NULL, closed_reason = NULL,"
                            + " error_due = $now, version = version + 1"
                            + (reportsClosed ? ", report_due = $now" : "")
                            + " WHERE id = ? AND version = ? AND status = 'CLOSED' AND EXISTS"
                            + " (SELECT 1 FROM createorder_payload p WHERE p.entry_id = createorder_entry.id)",
                    id,
                    version);
            if (opened == 0) {
                return Optional.of(whyNotReopened(id));
            }
            if (reportsClosed) {
                placesAgain(id);
            }
            new Events(db).add(id, Events.REOPENED, reason, actor.toString()).write();
            return Optional.empty();
        });
    }

    private void placesAgain(long id) {
        db.update("UPDATE createorder_repeat SET report_due = $now WHERE entry_id = ?", id);
    }

    /** Why nothing is done to an error as a person saw it: it is none any more, or another one. */
    private Words whyNotInError(long id) {
        return status(id).flatMap(LedgerActions::whyNotInError).orElseGet(LedgerActions::changed);
    }

    /** Why an order in this status is not in error; empty when it is. */
    public static Optional<Words> whyNotInError(String status) {
        return switch (status) {
            case "ACCEPTED" ->
                Optional.of(Words.of(
                        "order.accepted", "Taobao has accepted it by now: there is nothing left to do with it"));
            case "CLOSED" ->
                Optional.of(
                        Words.of("order.closed", "it is closed: reopen it first, if somebody is to send it after all"));
            case "ERROR" -> Optional.empty();
            default ->
                Optional.of(Words.of(
                        "order.pending", "it is not in error now, but is sent again: wait for what comes of it"));
        };
    }

    private Words whyNotReopened(long id) {
        String status = status(id).orElse("CLOSED");
        return status.equals("ERROR")
                ? Words.of("order.in-error", "it is in error, and not closed: there is nothing to reopen")
                : status.equals("CLOSED")
                        ? isPurged(id)
                                ? Words.of(
                                        "reopen.purged",
                                        "its record was removed by age, so that it could not be sent again")
                                : changed()
                        : whyNotInError(status).orElseThrow();
    }

    private Optional<String> status(long id) {
        return db.query("SELECT status FROM createorder_entry WHERE id = ?", (row, n) -> row.getString(1), id).stream()
                .findFirst();
    }

    /** Why an order is not in error as it was seen: for one that {@link #find} does not find, or not of that version. */
    public Words whyChanged(long id) {
        return db.inTransaction(
                () -> status(id).filter("ERROR"::equals).isPresent() && isPurged(id) ? removed() : whyNotInError(id));
    }

    private boolean isPurged(long id) {
        return db.query("SELECT 1 FROM createorder_payload WHERE entry_id = ?", (row, n) -> 1, id)
                .isEmpty();
    }

    /**
     * Puts an edited record into an entry in error, and has it sent. Only when it was certainly not executed and is no conflict,
     * and when source, reference and a given identifier stay. Both versions are kept, and the record as its source gave it, read
     * again, is a repeat from now on.
     *
     * @param entry as it was seen
     * @param order what the edited record makes
     * @param what which columns, without their values
     * @return why not; empty when it is due
     */
    public Optional<Words> edit(Actor actor, ErrorEntry entry, FrozenOrder order, String what, String reason) {
        return act(new Note(actor, Kind.EDIT, Outcome.DONE, entry.id(), null, reason, what), () -> {
            Optional<Words> refused = whyNotEdited(entry, order);
            if (refused.isPresent()) {
                return refused;
            }
            List<Stored> stored = db.query(
                    "SELECT e.order_key, e.record_digest, e.origin_digest, e.taken_at, p.record, p.request"
                            + " FROM createorder_entry e JOIN createorder_payload p ON p.entry_id = e.id"
                            + " WHERE e.id = ? AND e.version = ? AND e.status = 'ERROR' FOR UPDATE",
                    (row, n) -> new Stored(
                            row.getString("order_key"),
                            row.getString("record_digest"),
                            row.getString("origin_digest"),
                            row.getLong("taken_at"),
                            row.getString("record"),
                            row.getString("request")),
                    entry.id(),
                    entry.version());
            if (stored.isEmpty()) {
                return Optional.of(whyNotInError(entry.id()));
            }
            Stored before = stored.get(0);
            ReplayVerdict verdict = new Replaying(db, keys)
                    .edited(
                            entry,
                            EntryContent.of(order, recordJson),
                            Objects.requireNonNullElse(before.originDigest, before.recordDigest),
                            what + "; " + reason,
                            actor.toString());
            if (verdict.kind() != ReplayVerdict.Kind.READY) {
                return Optional.of(Words.of("edit.same", "{0}", verdict.reason()));
            }
            keep(entry.id(), before, actor, reason);
            return Optional.empty();
        });
    }

    private static Optional<Words> whyNotEdited(ErrorEntry entry, FrozenOrder order) {
        Optional<Words> fixed = whyFixed(entry);
        if (fixed.isPresent()) {
            return fixed;
        }
        if (!order.record().source().equals(entry.source())
                || !order.record().ref().equals(entry.ref())) {
            return Optional.of(Words.of(
                    "edit.place", "source and reference of an order cannot be edited: they say where it came from"));
        }
        if (entry.identifier() != null && !entry.identifier().equals(order.identifier())) {
            return Optional.of(Words.of(
                    "edit.identifier",
                    "the identifier must stay {0}: under another one it would be another order",
                    entry.identifier()));
        }
        if (order.request() == null) {
            return Optional.of(Words.of(
                    "edit.faults",
                    "it still cannot be sent: {0}",
                    order.faults().stream().map(Fault::toString).collect(Collectors.joining("; "))));
        }
        return Optional.empty();
    }

    /** Why an order in error can be edited by nobody; empty when it can. */
    public static Optional<Words> whyFixed(ErrorEntry entry) {
        return whyFixed(entry.cause(), entry.mayBeExecuted());
    }

    /** The same of what a page has of it. */
    public static Optional<Words> whyFixed(ErrorCause cause, boolean mayBeExecuted) {
        if (cause == ErrorCause.CONFLICT) {
            return Optional.of(Words.of(
                    "edit.conflict",
                    "a conflict is never sent: give the record an identifier of its own in the core system, or close this"
                            + " one"));
        }
        return mayBeExecuted
                ? Optional.of(Words.of(
                        "edit.executed",
                        "it may exist at Taobao, so its request must not change: replay it as it is, or ask Taobao"))
                : Optional.empty();
    }

    /** Sealed under the order's key as it was, and as it is. */
    private void keep(long id, Stored before, Actor actor, String reason) {
        List<Integer> last = db.query(
                "SELECT version_no FROM createorder_payload_version WHERE entry_id = ? ORDER BY version_no DESC LIMIT 1",
                (row, n) -> row.getInt(1),
                id);
        String insert =
                "INSERT INTO createorder_payload_version (entry_id, version_no, made_at, made_by, reason, order_key,"
                        + " record, request) ";
        if (last.isEmpty()) {
            db.update(
                    insert + "VALUES (?, 0, ?, NULL, NULL, ?, ?, ?)",
                    id,
                    before.takenAt,
                    before.key,
                    before.record,
                    before.request);
        }
        db.update(
                insert + "SELECT p.entry_id, ?, $now, ?, ?, e.order_key, p.record, p.request FROM createorder_payload p"
                        + " JOIN createorder_entry e ON e.id = p.entry_id WHERE p.entry_id = ?",
                last.isEmpty() ? 1 : last.get(0) + 1,
                actor.toString(),
                Text.cut(reason, Text.REASON),
                id);
    }

    private record Stored(
            String key, String recordDigest, String originDigest, long takenAt, String record, String request) {}

    /**
     * Record and request of one order for a person who asked why; noted before they are shown.
     *
     * @return empty when there is no such order
     */
    public Optional<Revealed> reveal(Actor actor, long id, String reason) {
        List<Revealed> revealed = new ArrayList<>();
        act(new Note(actor, Kind.REVEAL, Outcome.DONE, id, null, reason, null), () -> {
            revealed.clear();
            try {
                revealed.addAll(stored(id));
            } catch (IllegalStateException e) {
                return Optional.of(sealed());
            }
            return revealed.isEmpty()
                    ? Optional.of(Words.of("reveal.none", "there is no record of this order, or it was removed by age"))
                    : Optional.empty();
        });
        return revealed.stream().findFirst();
    }

    private List<Revealed> stored(long id) {
        return db.query(
                "SELECT e.order_key, p.record, p.request FROM createorder_entry e JOIN createorder_payload p"
                        + " ON p.entry_id = e.id WHERE e.id = ?",
                (row, n) -> new Revealed(
                        keys.open(row.getString("record"), row.getString("order_key"), "record"),
                        keys.open(row.getString("request"), row.getString("order_key"), "request")),
                id);
    }

    /** A record and its request, or null, as they are stored: personal data. */
    public record Revealed(String record, String request) {
        @Override
        public String toString() {
            return "Revealed";
        }
    }

    /** Notes something that was done, refused or denied elsewhere. */
    public void note(Actor actor, Kind kind, Outcome outcome, Long entryId, Long jobId, String reason, String detail) {
        Note note = new Note(actor, kind, outcome, entryId, jobId, reason, detail);
        db.inTransaction(() -> {
            ActionLog.write(db, note);
            return null;
        });
        ActionLog.tell(note);
    }

    private Optional<Words> act(Note done, Supplier<Optional<Words>> work) {
        Note[] note = new Note[1];
        Optional<Words> refused = db.inTransaction(() -> {
            Optional<Words> why = work.get();
            note[0] = why.map(words -> new Note(
                            done.actor(),
                            done.kind(),
                            Outcome.REFUSED,
                            done.entryId(),
                            done.jobId(),
                            done.reason(),
                            words.code()))
                    .orElse(done);
            ActionLog.write(db, note[0]);
            return why;
        });
        ActionLog.tell(note[0]);
        return refused;
    }

    /** Of an order whose record nobody has any more. */
    public static Words removed() {
        return Words.of("edit.removed", "its record was removed by age, so that there is nothing to edit");
    }

    /** Of an order whose record this node cannot open. */
    public static Words sealed() {
        return Words.of("edit.sealed", "its record cannot be opened with the keys of this node");
    }

    private static Words changed() {
        return Words.of("order.changed", "it is no longer as you saw it: look at it again");
    }
}
