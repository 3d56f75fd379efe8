package io.github.createorder.ledger;

/**
 * What became of a replay.
 *
 * @param kind what happened
 * @param reason in words; null when it will be sent
 */
public record ReplayVerdict(Kind kind, String reason) {

    /** What a replay can come to. */
    public enum Kind {
        /** It will be sent. */
        READY,
        /** Mapped again it is in error again; the entry holds the new cause and will be published again. */
        ERROR_AGAIN,
        /** Nothing was changed. */
        REFUSED
    }

    static ReplayVerdict ready() {
        return new ReplayVerdict(Kind.READY, null);
    }

    static ReplayVerdict refused(String reason) {
        return new ReplayVerdict(Kind.REFUSED, reason);
    }
}
