package io.github.createorder.ledger;

import java.util.Map;

/**
 * The orders in error that a selection matched at one moment, counted exactly. It names each with its version; in twelve bytes, so that a million need no large heap.
 */
public final class ErrorPlan {
    private final long[] ids;
    private final int[] versions;
    private final Map<String, Integer> byCause;
    private final Map<String, Integer> bySource;
    private final int conflicts;

    ErrorPlan(long[] ids, int[] versions, Map<String, Integer> byCause, Map<String, Integer> bySource, int conflicts) {
        this.ids = ids;
        this.versions = versions;
        this.byCause = byCause;
        this.bySource = bySource;
        this.conflicts = conflicts;
    }

    /** Number of orders, without conflicts. */
    public int total() {
        return ids.length;
    }

    /** Number by {@link io.github.createorder.order.ErrorCause} name, without conflicts. */
    public Map<String, Integer> byCause() {
        return byCause;
    }

    /** Number by source name, without conflicts. */
    public Map<String, Integer> bySource() {
        return bySource;
    }

    /** Number of conflicts that match too: they are never sent. */
    public int conflicts() {
        return conflicts;
    }

    long id(int index) {
        return ids[index];
    }

    int version(int index) {
        return versions[index];
    }
}
