package io.github.createorder.ledger;

import io.github.createorder.order.ErrorCause;
import java.util.Map;

/**
 * A replay of many, as a row of the ledger: what was selected, who planned it and why, and how far it is. Its orders were fixed
 * when it was planned: what comes into error later, or again, is not meant.
 *
 * @param state where it is
 * @param plannedAt the cut-off, by the database's clock
 * @param reason why, for the history of each order
 * @param digest over the selection and each order of the plan: whoever starts it names the plan that he has seen
 * @param orders in the plan, exactly
 * @param mayBeExecuted how many of them may exist at Taobao: they keep their bytes
 * @param conflicts that match too, and are never sent
 * @param cancelAt when somebody asked to stop it, or null
 * @param counts what has become of its orders so far
 * @param messages taken off the error queue so far
 */
public record Job(
        long id,
        State state,
        ErrorSelection selection,
        long plannedAt,
        String plannedBy,
        String reason,
        String digest,
        long orders,
        long mayBeExecuted,
        long conflicts,
        Map<String, Long> byCause,
        Map<String, Long> bySource,
        Long startedAt,
        String startedBy,
        Long cancelAt,
        String cancelBy,
        Long endedAt,
        String leaseOwner,
        Counts counts,
        long messages) {

    /** Where a job is. */
    public enum State {
        /** Waits for its start. */
        PLANNED,
        RUNNING,
        DONE,
        /** Stopped before its end; what it had sent again by then stays so. */
        CANCELLED
    }

    /**
     * What has become of the plan's orders.
     *
     * @param waiting not looked at yet
     * @param due sent again: due, or already on their way
     * @param error mapped again, and in error again at once
     * @param refused not sent again, with a reason each
     * @param gone no longer in the error that was planned
     */
    public record Counts(long waiting, long due, long error, long refused, long gone) {}

    /**
     * Another job, planned or running, that is yet to look at orders of this one. Whichever comes to an order first sends it again,
     * and the other finds it gone.
     *
     * @param orders how many of them were found
     * @param more whether only the first of many were compared, so that there may be more
     */
    public record Shared(long jobId, State state, String plannedBy, int orders, boolean more) {}

    /**
     * An order of the plan.
     *
     * @param outcome DUE, ERROR, REFUSED or GONE; null while it waits
     * @param detail why, for the last three
     * @param status where it stands now
     * @param cause why it is in error now, or null
     * @param reason the same in words
     */
    public record Part(
            long entryId,
            String orderKey,
            String source,
            String ref,
            String outcome,
            String detail,
            String status,
            ErrorCause cause,
            String reason,
            boolean mayBeExecuted) {}
}
