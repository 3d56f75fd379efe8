package io.github.createorder.errors;

import io.github.createorder.order.ErrorCause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which messages of the error queue are meant: those that match all that is given. Each part may be null.
 *
 * @param orderKey key of one order
 * @param identifier the idempotency key of one order
 * @param cause all of one cause
 * @param source all of one source
 * @param since only what was put on the error queue at this time or later, in epoch milliseconds
 * @param until only what was put on the error queue before this time, in epoch milliseconds
 */
public record ReplaySelection(
        String orderKey, String identifier, ErrorCause cause, String source, Long since, Long until) {

    /** Every message of ours. */
    public static ReplaySelection all() {
        return new ReplaySelection(null, null, null, null, null, null);
    }

    public static ReplaySelection ofOrderKey(String orderKey) {
        return new ReplaySelection(orderKey, null, null, null, null, null);
    }

    public static ReplaySelection ofIdentifier(String identifier) {
        return new ReplaySelection(null, identifier, null, null, null, null);
    }

    public static ReplaySelection ofCause(ErrorCause cause) {
        return new ReplaySelection(null, null, cause, null, null, null);
    }

    public static ReplaySelection ofSource(String source) {
        return new ReplaySelection(null, null, null, source, null, null);
    }

    /** The same, put on the error queue in a span of time only; null for no bound. */
    public ReplaySelection between(Instant from, Instant before) {
        return new ReplaySelection(
                orderKey,
                identifier,
                cause,
                source,
                from == null ? null : from.toEpochMilli(),
                before == null ? null : before.toEpochMilli());
    }

    /** As a JMS message selector. */
    String selector() {
        List<String> terms = new ArrayList<>();
        terms.add("createorder_schema IS NOT NULL");
        add(terms, "order_key", orderKey);
        add(terms, "identifier", identifier);
        add(terms, "cause", cause == null ? null : cause.name());
        add(terms, "source", source);
        if (since != null) {
            terms.add("JMSTimestamp >= " + since);
        }
        if (until != null) {
            terms.add("JMSTimestamp < " + until);
        }
        return String.join(" AND ", terms);
    }

    private static void add(List<String> terms, String header, String value) {
        if (value != null) {
            terms.add(ErrorEnvelope.PREFIX + header + " = '" + value.replace("'", "''") + "'");
        }
    }
}
