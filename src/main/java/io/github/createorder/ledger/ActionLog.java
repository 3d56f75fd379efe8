package io.github.createorder.ledger;

import io.github.createorder.ledger.Action.Kind;
import io.github.createorder.ledger.Action.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people did: rows that are only ever added, and a line each on the logger {@code io.github.createorder.audit}. An action is
 * noted in the transaction that does it, so that nothing is done without its row.
 */
final class ActionLog {
    static final String LOGGER = "io.github.createorder.audit";

    private static final Logger AUDIT = LoggerFactory.getLogger(LOGGER);
    private static final int MOST_OF_AN_ENTRY = 1_000;

    private ActionLog() {}

    /** What is to be noted. */
    record Note(Actor actor, Kind kind, Outcome outcome, Long entryId, Long jobId, String reason, String detail) {}

    /** Writes the row, inside a transaction. {@link #tell} follows once it is committed. */
    static void write(LedgerDb db, Note note) {
        db.update(
                "INSERT INTO createorder_action (happened_at, who, via, came_from, action, outcome, entry_id, job_id, reason,"
                        + " detail) VALUES ($now, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                note.actor.who(),
                note.actor.via(),
                note.actor.from(),
                note.kind.name(),
                note.outcome.name(),
                note.entryId,
                note.jobId,
                Text.cut(note.reason, Text.REASON),
                Text.cut(note.detail, Text.DETAIL));
    }

    /** The line on the logger: {@code key="value"} with each value in one line, and as key-value pairs for a JSON encoder. */
    static void tell(Note note) {
        var event = AUDIT.atInfo()
                .addKeyValue("event.action", note.kind.name())
                .addKeyValue("event.outcome", note.outcome.name())
                .addKeyValue("user.name", note.actor.who());
        StringBuilder line = new StringBuilder("action=")
                .append(note.kind)
                .append(" outcome=")
                .append(note.outcome);
        append(line, "who", note.actor.who());
        append(line, "via", note.actor.via());
        append(line, "from", note.actor.from());
        append(line, "order", note.entryId);
        append(line, "job", note.jobId);
        append(line, "reason", note.reason);
        append(line, "detail", note.detail);
        event.log(line.toString());
    }

    private static void append(StringBuilder line, String key, Object value) {
        if (value != null) {
            String text = String.valueOf(value)
                    .replaceAll("\\p{Cntrl}", " ")
                    .replace("\\", "\\\\")
                    .replace("\"", "\\\"");
            line.append(' ').append(key).append("=\"").append(text).append('"');
        }
    }

    /** What was done to an order, oldest first. */
    static List<Action> ofEntry(LedgerDb db, long id) {
        return db.query(
                "SELECT * FROM createorder_action WHERE entry_id = ? ORDER BY id LIMIT " + MOST_OF_AN_ENTRY,
                ActionLog::read,
                id);
    }

    /**
     * A page, newest first; each part of the filter may be null.
     *
     * @param from epoch milliseconds, inclusive
     * @param until exclusive
     */
    static List<Action> page(
            LedgerDb db, String who, String action, String outcome, Long from, Long until, Long before, int max) {
        List<Object> arguments = new ArrayList<>();
        StringBuilder where = new StringBuilder("id < ?");
        arguments.add(before == null ? Long.MAX_VALUE : before);
        and(where, "who", who, arguments);
        and(where, "action", action, arguments);
        and(where, "outcome", outcome, arguments);
        if (from != null) {
            where.append(" AND happened_at >= ? AND happened_at < ?");
            arguments.add(from);
            arguments.add(until);
        }
        return db.query(
                "SELECT * FROM createorder_action WHERE " + where + " ORDER BY id DESC LIMIT " + max,
                ActionLog::read,
                arguments.toArray());
    }

    private static void and(StringBuilder where, String column, String value, List<Object> arguments) {
        if (value != null) {
            where.append(" AND ").append(column).append(" = ?");
            arguments.add(value);
        }
    }

    /** A node of a later version may have done what this one has no word for. */
    private static Kind kind(String word) {
        return Stream.of(Kind.values())
                .filter(kind -> kind.name().equals(word))
                .findFirst()
                .orElse(Kind.OTHER);
    }

    private static Action read(ResultSet row, int number) throws SQLException {
        return new Action(
                row.getLong("id"),
                row.getLong("happened_at"),
                row.getString("who"),
                row.getString("via"),
                row.getString("came_from"),
                kind(row.getString("action")),
                Outcome.valueOf(row.getString("outcome")),
                row.getObject("entry_id", Long.class),
                row.getObject("job_id", Long.class),
                row.getString("reason"),
                row.getString("detail"));
    }
}
