package io.github.createorder.app.sandbox;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What the gateway shall do wrong, and to which orders.
 *
 * @param kind what it does; never null
 * @param when which orders it strikes; null means all
 * @param how the particulars that the kind needs; null means its usual ones
 */
public record TroubleRule(TroubleKind kind, When when, How how) {

    /** TOP's word for a limit of one app on one API (protocol page §6). */
    static final String APP_API_LIMIT = "accesscontrol.limited-by-app-api-access-count";

    private static final int HUGE_BYTES = 10 * 1024 * 1024;

    public TroubleRule {
        Objects.requireNonNull(kind, "kind");
        when = when == null ? When.always() : when;
        how = (how == null ? How.NOTHING : how).withDefaults(kind);
        require(how.ms >= 0 && how.jitterMs >= 0, "ms and jitter_ms must not be negative");
        switch (kind) {
            case BAN -> require(how.seconds > 0, "a ban needs how.seconds");
            case QPS_LIMIT ->
                require(how.seconds > 0 && how.perSecond > 0, "a qps-limit needs how.per_second and how.seconds");
            case STATUS, STATUS_AFTER_ACCEPT ->
                require(how.status >= 200 && how.status <= 999, "a status needs how.status of 200 to 999");
            case ERROR, ERROR_AFTER_ACCEPT -> require(how.code != 0, "an error needs how.code");
            case NOT_SUCCESS, NOT_SUCCESS_AFTER_ACCEPT ->
                require(how.responseCode != null, "a not-success needs how.response_code");
            default -> {}
        }
    }

    /** A rule for every order, with the kind's usual particulars. */
    public static TroubleRule of(TroubleKind kind) {
        return new TroubleRule(kind, null, null);
    }

    /** Waits ms, and up to jitterMs more, before the order is looked at. */
    public static TroubleRule delay(long ms, long jitterMs) {
        return new TroubleRule(
                TroubleKind.DELAY, null, new How(ms, jitterMs, 0, null, 0, 0, 0, null, null, null, null, null, 0));
    }

    /** A page in HTML under this HTTP status. */
    public static TroubleRule status(int status) {
        return new TroubleRule(
                TroubleKind.STATUS, null, new How(0, 0, status, null, 0, 0, 0, null, null, null, null, null, 0));
    }

    /** A ban that starts with the first order it strikes. */
    public static TroubleRule ban(long seconds) {
        return new TroubleRule(
                TroubleKind.BAN, null, new How(0, 0, 0, null, seconds, 0, 0, null, null, null, null, null, 0));
    }

    /** A ban whenever more than perSecond orders come within a second of the clock. */
    public static TroubleRule qpsLimit(int perSecond, long seconds) {
        return new TroubleRule(
                TroubleKind.QPS_LIMIT,
                null,
                new How(0, 0, 0, null, seconds, perSecond, 0, null, null, null, null, null, 0));
    }

    /** An error_response; subCode and subMsg may be null. */
    public static TroubleRule error(int code, String msg, String subCode, String subMsg) {
        return new TroubleRule(
                TroubleKind.ERROR, null, new How(0, 0, 0, null, 0, 0, code, msg, subCode, subMsg, null, null, 0));
    }

    /** is_success=false with this response_code. */
    public static TroubleRule notSuccess(String responseCode, String responseMsg) {
        return new TroubleRule(
                TroubleKind.NOT_SUCCESS,
                null,
                new How(0, 0, 0, null, 0, 0, 0, null, null, null, responseCode, responseMsg, 0));
    }

    /** The same once the order is accepted. */
    public TroubleRule afterAccept() {
        return new TroubleRule(kind.afterAccept(), when, how);
    }

    /** The same for these orders only. */
    public TroubleRule when(When when) {
        return new TroubleRule(kind, when, how);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /**
     * Which orders a rule strikes: those for which everything that is set holds. Numbers that are 0 are not set.
     *
     * @param identifierPrefix null for any identifier
     * @param identifierRegex matches the whole identifier; null for any
     * @param next only the next so many orders that fit prefix and regex
     * @param every only each n-th of the orders that fit prefix and regex
     * @param firstAttempts only the first so many POSTs of each identifier
     * @param probability 0 to 1; null means 1. Decided by a hash of seed, kind, identifier and attempt, so that a
     *     run can be repeated
     * @param seed another one strikes other orders
     * @param max never more often than this
     */
    public record When(
            String identifierPrefix,
            String identifierRegex,
            long next,
            long every,
            int firstAttempts,
            Double probability,
            long seed,
            long max) {

        public When {
            if (identifierRegex != null) {
                Pattern.compile(identifierRegex);
            }
            require(probability == null || (probability >= 0 && probability <= 1), "probability must be 0 to 1");
            require(next >= 0 && every >= 0 && firstAttempts >= 0 && max >= 0, "counts must not be negative");
        }

        public static When always() {
            return new When(null, null, 0, 0, 0, null, 0, 0);
        }

        public static When next(long n) {
            return new When(null, null, n, 0, 0, null, 0, 0);
        }

        public static When every(long n) {
            return new When(null, null, 0, n, 0, null, 0, 0);
        }

        public static When firstAttempts(int k) {
            return new When(null, null, 0, 0, k, null, 0, 0);
        }

        public static When chance(double probability, long seed) {
            return new When(null, null, 0, 0, 0, probability, seed, 0);
        }

        public static When prefix(String identifierPrefix) {
            return new When(identifierPrefix, null, 0, 0, 0, null, 0, 0);
        }

        /** The same, but never more often than this. */
        public When max(long max) {
            return new When(identifierPrefix, identifierRegex, next, every, firstAttempts, probability, seed, max);
        }
    }

    /**
     * Particulars; each kind reads its own.
     *
     * @param ms a delay's length in milliseconds
     * @param jitterMs up to so many milliseconds more
     * @param status an HTTP status
     * @param location where a 3xx points to; null for another path of this server
     * @param seconds a ban's length, or a status page's Retry-After
     * @param perSecond what a qps-limit lets through
     * @param code of an error_response
     * @param msg of an error_response; null for the usual text
     * @param subCode of an error_response or a ban; null for none, or a ban's usual one
     * @param subMsg of an error_response; for a ban null means the usual text, anything else is sent as it is
     * @param responseCode of a not-success
     * @param responseMsg of a not-success; null for the usual text
     * @param bytes size of a huge body; 0 means 10 MB
     */
    public record How(
            long ms,
            long jitterMs,
            int status,
            String location,
            long seconds,
            int perSecond,
            int code,
            String msg,
            String subCode,
            String subMsg,
            String responseCode,
            String responseMsg,
            int bytes) {

        static final How NOTHING = new How(0, 0, 0, null, 0, 0, 0, null, null, null, null, null, 0);

        How withDefaults(TroubleKind kind) {
            boolean bans = kind == TroubleKind.BAN || kind == TroubleKind.QPS_LIMIT;
            boolean huge = kind == TroubleKind.HUGE || kind == TroubleKind.HUGE_AFTER_ACCEPT;
            return new How(
                    ms,
                    jitterMs,
                    status,
                    location,
                    seconds,
                    perSecond,
                    code,
                    msg == null && code != 0 ? "Remote service error" : msg,
                    subCode == null && bans ? APP_API_LIMIT : subCode,
                    subMsg,
                    responseCode,
                    responseMsg == null && responseCode != null ? "系统异常" : responseMsg,
                    bytes == 0 && huge ? HUGE_BYTES : bytes);
        }
    }
}
