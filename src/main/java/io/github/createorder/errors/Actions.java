package io.github.createorder.errors;

import io.github.createorder.ledger.Action;
import io.github.createorder.ledger.Action.Kind;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.Gate;
import io.github.createorder.ledger.GateState;
import io.github.createorder.ledger.Job;
import io.github.createorder.ledger.LedgerActions;
import io.github.createorder.ledger.LedgerActions.Located;
import io.github.createorder.ledger.LedgerActions.Revealed;
import io.github.createorder.ledger.LedgerJobs;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.order.SourceRecordJson;
import io.github.createorder.order.Words;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people do: the one way for console and commands, so that each can do the same and each is noted. Who may do what is
 * decided by the caller, who tells {@link #denied} of what it did not let through.
 *
 * <p>A method that answers with {@link Words} tells why it was not done; empty, it is done. Every method throws
 * {@link org.springframework.dao.DataAccessException} or a transaction's exception when the ledger is away; nothing was done then.
 */
public final class Actions {
    /** Orders that a trial maps at most. */
    public static final int TRIAL = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Actions.class);

    private final LedgerJobs jobs;
    private final LedgerActions ledger;
    private final Remapper remapper;
    private final Function<String, Set<String>> editable;
    private final Gate gate;
    private final ErrorQueue queue;

    /** @param editable the columns of a source that may be edited */
    public Actions(
            LedgerJobs jobs,
            LedgerActions ledger,
            Remapper remapper,
            Function<String, Set<String>> editable,
            Gate gate,
            ErrorQueue queue) {
        this.jobs = jobs;
        this.ledger = ledger;
        this.remapper = remapper;
        this.editable = editable;
        this.gate = gate;
        this.queue = queue;
    }

    // ---- replay

    /** Fixes what a selection matches now, without conflicts, as a job that waits for its start. Sends nothing. */
    public Job plan(Actor actor, ErrorSelection selection, String reason) {
        return jobs.plan(actor, selection, Action.reason(reason));
    }

    /**
     * What a replay of a plan would come to now.
     *
     * @param looked orders that were looked at, spread over the plan
     * @param due how many of them would be due, {@code unchanged} of these with the bytes that they were sent with
     * @param failing those that would fail again, by what must be corrected, most first
     * @param gone how many are no longer in the error that was planned
     */
    public record Trial(long jobId, int looked, int due, int unchanged, List<Failing> failing, int gone) {

        /** How many would fail again. */
        public int failed() {
            return failing.stream().mapToInt(Failing::orders).sum();
        }
    }

    /** Orders that would fail again alike: with an example by its entry and key, and what is wrong with that. */
    public record Failing(ErrorCause cause, int orders, long exampleId, String exampleKey, List<Fault> faults) {}

    /**
     * Maps up to {@link #TRIAL} orders of a plan with today's mapping and products. Changes nothing; that their records were opened
     * is noted.
     *
     * @return empty when there is no such job
     */
    public Optional<Trial> trial(Actor actor, long jobId) {
        Optional<Trial> trial = jobs.find(jobId).map(this::trial);
        trial.ifPresent(said -> ledger.note(
                actor,
                Kind.TRIAL,
                Action.Outcome.DONE,
                null,
                jobId,
                null,
                said.looked + " records opened, " + said.due + " would be due, " + said.failed()
                        + " would fail again"));
        return trial;
    }

    private Trial trial(Job job) {
        List<ErrorEntry> sample = jobs.sample(job, TRIAL);
        int wanted = (int) Math.min(TRIAL, job.counts().waiting());
        int due = 0;
        int unchanged = 0;
        Map<String, Failing> failing = new LinkedHashMap<>();
        for (ErrorEntry entry : sample) {
            if (entry.mayBeExecuted()) {
                due++;
                unchanged++;
                continue;
            }
            Mapped mapped = map(entry);
            if (mapped.faults().isEmpty()) {
                due++;
            } else {
                ErrorCause cause = ErrorCause.of(mapped.faults());
                String alike = cause + "|" + mapped.faults().get(0).field();
                Failing first = failing.get(alike);
                failing.put(
                        alike,
                        first == null
                                ? new Failing(cause, 1, entry.id(), entry.orderKey(), mapped.faults())
                                : new Failing(
                                        cause, first.orders + 1, first.exampleId, first.exampleKey, first.faults));
            }
        }
        List<Failing> most = new ArrayList<>(failing.values());
        most.sort((a, b) -> Integer.compare(b.orders, a.orders));
        return new Trial(job.id(), sample.size(), due, unchanged, most, Math.max(0, wanted - sample.size()));
    }

    private record Mapped(FrozenOrder order, List<Fault> faults) {}

    private Mapped map(ErrorEntry entry) {
        if (entry.record() == null) {
            return new Mapped(
                    null,
                    List.of(new Fault(Fault.Kind.INVALID, "record", "it cannot be opened with the keys of this node")));
        }
        return map(entry.source(), entry.record());
    }

    private Mapped map(String source, String record) {
        try {
            return remapper.remap(source, record)
                    .map(order -> new Mapped(order, order.faults()))
                    .orElseGet(() -> new Mapped(
                            null,
                            List.of(new Fault(
                                    Fault.Kind.MAPPING, "source", "no source '" + source + "' is configured here"))));
        } catch (RuntimeException e) {
            LOG.warn("A record of source {} could not be mapped", source, e);
            return new Mapped(
                    null,
                    List.of(new Fault(
                            Fault.Kind.MAPPING,
                            "record",
                            "it could not be mapped: " + e.getClass().getSimpleName() + "; see the node's log")));
        }
    }

    /** A job as it stands; empty when there is none of this number. */
    public Optional<Job> job(long id) {
        return jobs.find(id);
    }

    /** Has a plan done, by whichever node comes to it first; {@code digest} is that of the plan that the person has seen. */
    public Optional<Words> start(Actor actor, long jobId, String digest) {
        return jobs.start(actor, jobId, digest);
    }

    /** Which other jobs, planned or running, have orders of this plan before them. */
    public List<Job.Shared> shared(Job job) {
        return jobs.shared(job);
    }

    /** The same of what a plan of this selection would have. */
    public List<Job.Shared> shared(ErrorSelection selection) {
        return jobs.shared(selection);
    }

    /** Plans, and has the plan done as it is. */
    public Job replay(Actor actor, ErrorSelection selection, String reason) {
        Job job = plan(actor, selection, reason);
        start(actor, job.id(), job.digest());
        return job;
    }

    /** Stops a job after the batch in hand, or drops a plan. */
    public Optional<Words> cancel(Actor actor, long jobId) {
        return jobs.cancel(actor, jobId);
    }

    // ---- one order

    /** The entry under this order key, whatever its status. */
    public Optional<Located> locate(String orderKey) {
        return ledger.locate(orderKey);
    }

    /**
     * What a person writes into a column.
     *
     * @param policy of which policy, from 0; -1 for the order's own
     * @param value null for none
     */
    public record Edit(int policy, String column, String value) {}

    /** A column that differs: personal data. */
    public record Change(int policy, String column, String before, String after) {
        @Override
        public String toString() {
            return "Change[" + column + "]";
        }
    }

    /**
     * What an order would become.
     *
     * @param refused why it can be edited by nobody, or not so; else null
     * @param changes what differs from the stored record
     * @param faults all that would be wrong with it; none when an edit cannot be read or may not be
     * @param request what would be sent; null with faults
     */
    public record Preview(int version, Words refused, List<Change> changes, List<Fault> faults, String request) {
        @Override
        public String toString() {
            return "Preview[" + refused + ", " + faults.size() + " faults]";
        }
    }

    /** The columns of a source that may be edited. */
    public Set<String> editable(String source) {
        return editable.apply(source);
    }

    /**
     * What an order in error would become with these edits; without any, what a replay makes of it. Saves nothing.
     *
     * @return empty when it is not in error
     */
    public Optional<Preview> preview(long id, List<Edit> edits) {
        return ledger.find(id).map(entry -> preview(entry, edits).preview);
    }

    /** Why there is no preview of an order: it is not in error any more. */
    public Words whyChanged(long id) {
        return ledger.whyChanged(id);
    }

    private record Made(Preview preview, FrozenOrder order, RecordEdit edit) {}

    private Made preview(ErrorEntry entry, List<Edit> edits) {
        Optional<Words> fixed = LedgerActions.whyFixed(entry);
        if (fixed.isPresent()) {
            return refused(entry, fixed.get());
        } else if (entry.record() == null) {
            return refused(entry, LedgerActions.sealed());
        }
        RecordEdit edit = new RecordEdit(SourceRecordJson.read(entry.record()), editable.apply(entry.source()), edits);
        SourceRecord record = edit.edited();
        if (!edit.faults().isEmpty()) {
            // What the old value makes says nothing of the new one.
            return new Made(
                    new Preview(entry.version(), edit.faults().get(0), edit.changes(), List.of(), null), null, edit);
        }
        Mapped mapped = map(entry.source(), SourceRecordJson.write(record));
        Words refused = null;
        if (mapped.order != null
                && entry.identifier() != null
                && !entry.identifier().equals(mapped.order.identifier())) {
            refused = Words.of(
                    "edit.identifier",
                    "the identifier must stay {0}: under another one it would be another order",
                    entry.identifier());
        }
        return new Made(
                new Preview(
                        entry.version(),
                        refused,
                        edit.changes(),
                        mapped.faults,
                        mapped.order == null ? null : mapped.order.request()),
                mapped.order,
                edit);
    }

    private static Made refused(ErrorEntry entry, Words why) {
        return new Made(new Preview(entry.version(), why, List.of(), List.of(), entry.request()), null, null);
    }

    /**
     * Puts an edited record into an order in error, and has it sent.
     *
     * @param version as the person saw it
     */
    public Optional<Words> edit(Actor actor, long id, int version, List<Edit> edits, String reason) {
        String why = Action.reason(reason);
        Optional<ErrorEntry> found = ledger.find(id).filter(entry -> entry.version() == version);
        if (found.isEmpty()) {
            return refuse(actor, Kind.EDIT, id, why, ledger.whyChanged(id));
        }
        Made made = preview(found.get(), edits);
        if (made.preview.refused != null) {
            return refuse(actor, Kind.EDIT, id, why, made.preview.refused);
        } else if (made.order == null) {
            return refuse(
                    actor,
                    Kind.EDIT,
                    id,
                    why,
                    Words.of(
                            "edit.faults",
                            "it still cannot be sent: {0}",
                            made.preview.faults.stream().map(Fault::toString).collect(Collectors.joining("; "))));
        } else if (made.preview.changes.isEmpty()) {
            return refuse(
                    actor, Kind.EDIT, id, why, Words.of("edit.nothing", "nothing was changed: replay it instead"));
        }
        String what = "columns "
                + String.join(
                        ", ",
                        made.preview.changes.stream()
                                .map(Change::column)
                                .distinct()
                                .toList());
        Optional<Words> refused = ledger.edit(actor, found.get(), made.order, what, why);
        if (refused.isEmpty()) {
            takeOff(found.get().orderKey());
        }
        return refused;
    }

    private Optional<Words> refuse(Actor actor, Kind kind, long id, String reason, Words why) {
        ledger.note(actor, kind, Action.Outcome.REFUSED, id, null, reason, why.code());
        return Optional.of(why);
    }

    /** Closes an error that nobody will send. */
    public Optional<Words> close(Actor actor, long id, int version, String reason) {
        Optional<ErrorEntry> found = ledger.find(id);
        Optional<Words> refused = ledger.close(actor, id, version, Action.reason(reason));
        if (refused.isEmpty()) {
            found.ifPresent(entry -> takeOff(entry.orderKey()));
        }
        return refused;
    }

    /** Opens a closed error again. */
    public Optional<Words> reopen(Actor actor, long id, int version, String reason) {
        return ledger.reopen(actor, id, version, Action.reason(reason));
    }

    /** Its old message on the error queue speaks of what is over. It does no harm there: a broker that is away keeps it. */
    private void takeOff(String orderKey) {
        try {
            queue.takeOff(List.of(orderKey), keys -> {});
        } catch (JMSException | RuntimeException e) {
            LOG.info("The message of order {} stays on the error queue: {}", orderKey, e.getMessage());
        }
    }

    /** Record and request of one order as they are, for a person who says why. */
    public Optional<Revealed> reveal(Actor actor, long id, String reason) {
        return ledger.reveal(actor, id, Action.reason(reason));
    }

    // ---- gateway

    /** Whether sending is open, as all nodes know it. */
    public GateState gate() {
        gate.look();
        return gate.state();
    }

    /** Stops sending on all nodes. */
    public Optional<Words> pause(Actor actor, String reason) {
        return gate.pauseBy(actor, reason);
    }

    /** Lets sending go on, whatever it was paused for. */
    public Optional<Words> resume(Actor actor, String reason) {
        return gate.resumeBy(actor, reason);
    }

    // ---- audit

    /** Notes what a person was not allowed to do. */
    public void denied(Actor actor, Kind kind, Long entryId, Long jobId, String detail) {
        ledger.note(actor, kind, Action.Outcome.DENIED, entryId, jobId, null, detail);
    }

    /** Notes what a person did elsewhere: a login, a list taken out. */
    public void note(Actor actor, Kind kind, String detail) {
        ledger.note(actor, kind, Action.Outcome.DONE, null, null, null, detail);
    }

    /**
     * Notes what was not done elsewhere.
     *
     * @param detail what, and the code of why
     */
    public void refused(Actor actor, Kind kind, String detail) {
        ledger.note(actor, kind, Action.Outcome.REFUSED, null, null, null, detail);
    }
}
