package io.github.createorder.ledger;

/**
 * What became of a replay.
 *
 * @param kind what happened
 * @param reason in words; null when it will be sent
 */
public record ReplayResult(Kind kind, String reason) {

    /** What a replay can come to. */
    public enum Kind {
        /** It will be sent. */
        READY,
        /** Mapped afresh it is in error again; the entry holds the new cause and will be published again. */
        ERROR_AGAIN,
        /** Nothing was changed. */
        REFUSED
    }

    static ReplayResult ready() {
        return new ReplayResult(Kind.READY, null);
    }

    static ReplayResult refused(String reason) {
        return new ReplayResult(Kind.REFUSED, reason);
    }
}
