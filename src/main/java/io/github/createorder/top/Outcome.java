package io.github.createorder.top;

import java.time.Duration;

/**
 * What became of one attempt, as far as the answer proves it.
 *
 * @param kind what it means for the order and for sending
 * @param reason in words, for people: what was answered or what broke, without policy data; never null
 * @param httpStatus 0 when there was no answer
 * @param code TOP's code, or null
 * @param subCode TOP's sub_code, or null
 * @param responseCode the business response_code, or null
 * @param requestId TOP's request_id, or null
 * @param ban how long the gateway said to stay away; null unless BANNED
 * @param maxAttempts give up after so many attempts, 0 for the general rule
 */
public record Outcome(
        Kind kind,
        String reason,
        int httpStatus,
        String code,
        String subCode,
        String responseCode,
        String requestId,
        Duration ban,
        int maxAttempts) {

    /** The error classes of the protocol page, section 5. */
    public enum Kind {
        /** Proved: HTTP 200, right root, is_success, an accepted response_code. */
        ACCEPTED,
        /** This order is wrong; never resent unchanged. Says nothing of earlier attempts that may have been executed. */
        REJECTED,
        /** This order is wrong, and it does not exist: proof that no earlier attempt was executed either. By own rows only. */
        NOT_CREATED,
        /** Certainly not executed; the same request may be sent again after a delay. */
        NOT_EXECUTED,
        /** The order may exist; the same bytes are sent again with growing delays. */
        UNKNOWN,
        /** Not executed: the gateway bans us for a while. Everybody stops; no attempt is burnt. */
        BANNED,
        /** Not executed: all orders would fail alike (secret, signature, rights, clock). Everybody stops. */
        MISCONFIGURED,
        /** Not executed: no connection could be made. Burns no attempt. */
        UNREACHABLE
    }
}
