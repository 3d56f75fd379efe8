package io.github.createorder.errors;

import java.util.Map;

/**
 * What a replay would move, counted before anything is.
 *
 * @param selection what was asked for
 * @param total number of messages
 * @param byCause number by {@link io.github.createorder.order.ErrorCause} name
 * @param bySource number by source name
 * @param newest JMS timestamp of the newest message that was counted, epoch milliseconds
 */
public record ReplayPlan(
        ReplaySelection selection,
        int total,
        Map<String, Integer> byCause,
        Map<String, Integer> bySource,
        long newest) {}
