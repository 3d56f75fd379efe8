package io.github.createorder.app.sandbox;

import java.util.Locale;

/**
 * What a rule does to an order. Unless the name ends in AFTER_ACCEPT, the order is not accepted; DELAY, GZIP and GBK
 * leave the order as it is. In JSON the names are written in lower case with hyphens.
 */
public enum TroubleKind {
    /** Waits before the order is looked at: a client that gave up may find it accepted later. Further rules apply. */
    DELAY,
    /** Waits between accepting and answering. Further rules apply. */
    DELAY_AFTER_ACCEPT,
    /** The usual answer, compressed, asked for or not. */
    GZIP,
    /** The usual answer in GBK, and its Content-Type says so. */
    GBK,
    /** Answers code 7 and starts a ban of so many seconds, which then counts down truthfully. */
    BAN,
    /** Starts a ban once more than so many orders came within one second of the clock; below that, nothing. */
    QPS_LIMIT,
    /** Reads the request and never answers. */
    HANG,
    HANG_AFTER_ACCEPT,
    /** Resets the connection (RST). */
    RESET,
    RESET_AFTER_ACCEPT,
    /** Closes the connection in good order, without an answer. */
    CLOSE,
    CLOSE_AFTER_ACCEPT,
    /** A page in HTML under another HTTP status. */
    STATUS,
    STATUS_AFTER_ACCEPT,
    /** HTTP 200 without a body. */
    EMPTY,
    EMPTY_AFTER_ACCEPT,
    /** A Content-Length that promises more than comes, then the connection closes. */
    TRUNCATED,
    TRUNCATED_AFTER_ACCEPT,
    /** A success under another method's root key. */
    WRONG_ROOT,
    WRONG_ROOT_AFTER_ACCEPT,
    /** A success without any root key, as if simplify had been asked for. */
    SIMPLIFY,
    SIMPLIFY_AFTER_ACCEPT,
    /** A body of many megabytes; a success only when the order was accepted. */
    HUGE,
    HUGE_AFTER_ACCEPT,
    /** An error_response with the given code and sub_code. */
    ERROR,
    ERROR_AFTER_ACCEPT,
    /** is_success=false with the given response_code. */
    NOT_SUCCESS,
    NOT_SUCCESS_AFTER_ACCEPT;

    private static final String AFTER_ACCEPT = "_AFTER_ACCEPT";

    /** Whether the order is accepted first, as far as it is well-formed and no conflict. */
    public boolean isAfterAccept() {
        return name().endsWith(AFTER_ACCEPT);
    }

    /** The kind that does the same once the order is accepted. */
    TroubleKind afterAccept() {
        return isAfterAccept() ? this : valueOf(name() + AFTER_ACCEPT);
    }

    /** As JSON has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
