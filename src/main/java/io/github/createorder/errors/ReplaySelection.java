package io.github.createorder.errors;

import io.github.createorder.order.ErrorCause;
import java.util.ArrayList;
import java.util.List;

/**
 * Which messages of the error queue are meant: those that match all that is given. Each part may be null.
 *
 * @param orderKey key of one order
 * @param identifier the idempotency key of one order
 * @param cause all of one cause
 * @param source all of one source
 */
public record ReplaySelection(String orderKey, String identifier, ErrorCause cause, String source) {

    /** Every message of ours. */
    public static ReplaySelection all() {
        return new ReplaySelection(null, null, null, null);
    }

    public static ReplaySelection ofOrderKey(String orderKey) {
        return new ReplaySelection(orderKey, null, null, null);
    }

    public static ReplaySelection ofIdentifier(String identifier) {
        return new ReplaySelection(null, identifier, null, null);
    }

    public static ReplaySelection ofCause(ErrorCause cause) {
        return new ReplaySelection(null, null, cause, null);
    }

    public static ReplaySelection ofSource(String source) {
        return new ReplaySelection(null, null, null, source);
    }

    /** As a JMS message selector. */
    String selector() {
        List<String> terms = new ArrayList<>();
        terms.add("createorder_schema IS NOT NULL");
        add(terms, "order_key", orderKey);
        add(terms, "identifier", identifier);
        add(terms, "cause", cause == null ? null : cause.name());
        add(terms, "source", source);
        return String.join(" AND ", terms);
    }

    private static void add(List<String> terms, String header, String value) {
        if (value != null) {
            terms.add(ErrorEnvelope.PREFIX + header + " = '" + value.replace("'", "''") + "'");
        }
    }
}
