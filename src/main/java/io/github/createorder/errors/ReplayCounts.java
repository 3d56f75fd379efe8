package io.github.createorder.errors;

/**
 * What a replay did.
 *
 * @param job its number in the ledger
 * @param planned number of orders in the plan
 * @param sent number that are sent again
 * @param error number that were mapped again and are in error again
 * @param refused number that cannot be sent again, each with a reason in the job
 * @param gone number that were no longer in the error that was planned
 * @param taken number of messages that were taken off the error queue, because they speak of what is on its way or over
 * @param cancelled whether it was broken off
 */
public record ReplayCounts(
        long job, int planned, int sent, int error, int refused, int gone, int taken, boolean cancelled) {}
