package io.github.createorder.ledger;

import io.github.createorder.order.ErrorCause;
import java.time.Instant;
import java.util.List;

/**
 * Which orders in error are meant: those that match all that is given. Each part may be null.
 *
 * @param orderKey key of one order
 * @param identifier the idempotency key of one order, and of its conflicts
 * @param cause all of one cause
 * @param source all of one source
 * @param since only what came to be in error at this time or later, in epoch milliseconds
 * @param until only what came to be in error before this time, in epoch milliseconds
 */
public record ErrorSelection(
        String orderKey, String identifier, ErrorCause cause, String source, Long since, Long until) {

    /** Every order in error. */
    public static ErrorSelection all() {
        return new ErrorSelection(null, null, null, null, null, null);
    }

    public static ErrorSelection ofOrderKey(String orderKey) {
        return new ErrorSelection(orderKey, null, null, null, null, null);
    }

    public static ErrorSelection ofIdentifier(String identifier) {
        return new ErrorSelection(null, identifier, null, null, null, null);
    }

    public static ErrorSelection ofCause(ErrorCause cause) {
        return new ErrorSelection(null, null, cause, null, null, null);
    }

    public static ErrorSelection ofSource(String source) {
        return new ErrorSelection(null, null, null, source, null, null);
    }

    /** The same, come to be in error in a span of time only; null for no bound. */
    public ErrorSelection between(Instant from, Instant before) {
        return new ErrorSelection(
                orderKey,
                identifier,
                cause,
                source,
                from == null ? null : from.toEpochMilli(),
                before == null ? null : before.toEpochMilli());
    }

    /** As a condition on entries, whose arguments are added to the list. */
    String where(List<Object> arguments) {
        StringBuilder where = new StringBuilder("status = 'ERROR'");
        and(where, " AND order_key = ?", orderKey, arguments);
        and(where, " AND identifier = ?", identifier, arguments);
        and(where, " AND cause = ?", cause == null ? null : cause.name(), arguments);
        and(where, " AND source = ?", source, arguments);
        and(where, " AND ended_at >= ?", since, arguments);
        and(where, " AND ended_at < ?", until, arguments);
        return where.toString();
    }

    private static void and(StringBuilder where, String term, Object value, List<Object> arguments) {
        if (value != null) {
            where.append(term);
            arguments.add(value);
        }
    }
}
