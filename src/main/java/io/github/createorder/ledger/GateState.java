package io.github.createorder.ledger;

/**
 * Whether orders may be sent, and if not, why and until when.
 *
 * @param state what is going on
 * @param kind null when open
 * @param reason in words; null when open
 * @param since epoch milliseconds when this pause began; null when open
 * @param until epoch milliseconds when a ban ends or the next probe may go out; null when open or until a person resumes it
 */
public record GateState(State state, Kind kind, String reason, Long since, Long until) {

    /** What a gate can be in. */
    public enum State {
        /** Orders are sent. */
        OPEN,
        /** No order is sent. */
        PAUSED,
        /** One order is sent to see whether it works again. */
        PROBING
    }

    /** Why a gate is not open. */
    public enum Kind {
        /** The gateway told us to stay away; the gate opens by itself when that is over. */
        BANNED,
        /** All orders would fail alike: secret, signature, rights, clock. */
        MISCONFIGURED,
        /** No connection can be made. */
        UNREACHABLE,
        /** Many attempts in a row without a proper answer. */
        OUTAGE,
        /** A person paused it, and a person resumes it. */
        MANUAL
    }

    static final GateState OPEN = new GateState(State.OPEN, null, null, null, null);

    /** Whether orders may be sent freely. */
    public boolean isOpen() {
        return state == State.OPEN;
    }
}
