package io.github.createorder.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.createorder.order.ErrorCause;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which orders in error are meant: those that match all that is given. Each part may be null.
 *
 * @param orderKey key of one order
 * @param identifier the idempotency key of one order, and of its conflicts
 * @param cause all of one cause
 * @param source all of one source
 * @param since only what came to be in error at this time or later, in epoch milliseconds
 * @param until only what came to be in error before this time, in epoch milliseconds
 * @param codes only those whose last answer had exactly these codes
 * @param ids only these entries of the ledger
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ErrorSelection(
        String orderKey,
        String identifier,
        ErrorCause cause,
        String source,
        Long since,
        Long until,
        Codes codes,
        List<Long> ids) {
    /** More are no selection of a person. */
    public static final int MOST_IDS = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The codes of an answer, each null where it had none. */
    public record Codes(String code, String subCode, String responseCode) {}

    /** @throws IllegalArgumentException if it names too many entries */
    public ErrorSelection {
        if (ids != null && ids.size() > MOST_IDS) {
            throw new IllegalArgumentException(
                    "at most " + MOST_IDS + " orders can be selected one by one; select by source, cause or code");
        }
        ids = ids == null ? null : List.copyOf(ids);
    }

    /** Whatever the codes. */
    public ErrorSelection(String orderKey, String identifier, ErrorCause cause, String source, Long since, Long until) {
        this(orderKey, identifier, cause, source, since, until, null, null);
    }

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

    /** Those that the same correction helps: a line of the errors by group. */
    public static ErrorSelection ofGroup(String source, ErrorCause cause, Codes codes) {
        return new ErrorSelection(null, null, cause, source, null, null, codes, null);
    }

    /** These and no others. */
    public static ErrorSelection ofIds(List<Long> ids) {
        return new ErrorSelection(null, null, null, null, null, null, null, ids);
    }

    /** The same, come to be in error in a span of time only; null for no bound. */
    public ErrorSelection between(Instant from, Instant before) {
        return new ErrorSelection(
                orderKey,
                identifier,
                cause,
                source,
                from == null ? null : from.toEpochMilli(),
                before == null ? null : before.toEpochMilli(),
                codes,
                ids);
    }

    /** A selection as a job has it, in JSON; empty when it cannot be read, because it was cut, say. */
    public static Optional<ErrorSelection> read(String json) {
        try {
            return Optional.ofNullable(JSON.readValue(json, ErrorSelection.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
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
        if (codes != null) {
            same(where, "code", codes.code, arguments);
            same(where, "sub_code", codes.subCode, arguments);
            same(where, "response_code", codes.responseCode, arguments);
        }
        if (ids != null) {
            where.append(
                    ids.isEmpty()
                            ? " AND 1 = 0"
                            : " AND id IN (" + String.join(", ", Collections.nCopies(ids.size(), "?")) + ")");
            arguments.addAll(ids);
        }
        return where.toString();
    }

    static void same(StringBuilder where, String column, String value, List<Object> arguments) {
        where.append(" AND ").append(column).append(value == null ? " IS NULL" : " = ?");
        if (value != null) {
            arguments.add(value);
        }
    }

    private static void and(StringBuilder where, String term, Object value, List<Object> arguments) {
        if (value != null) {
            where.append(term);
            arguments.add(value);
        }
    }
}
