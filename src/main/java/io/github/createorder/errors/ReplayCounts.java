package io.github.createorder.errors;

/**
 * What a replay moved.
 *
 * @param planned number of messages in the plan
 * @param moved number that are on the redelivery queue now; less than planned when somebody else took some meanwhile
 * @param cancelled whether it was broken off
 */
public record ReplayCounts(int planned, int moved, boolean cancelled) {}
