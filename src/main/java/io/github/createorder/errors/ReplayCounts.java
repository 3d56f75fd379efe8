package io.github.createorder.errors;

/**
 * What a replay did.
 *
 * @param planned number of orders in the plan
 * @param sent number that are on the redelivery queue now; less than planned when some were no longer in error as they were
 * @param taken number of messages that were taken off the error queue, because they speak of what is on its way or over
 * @param cancelled whether it was broken off
 */
public record ReplayCounts(int planned, int sent, int taken, boolean cancelled) {}
