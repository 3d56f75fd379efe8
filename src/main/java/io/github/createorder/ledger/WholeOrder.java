package io.github.createorder.ledger;

import io.github.createorder.ledger.LedgerReader.FilePlace;
import io.github.createorder.ledger.LedgerReader.Happened;
import io.github.createorder.ledger.LedgerReader.Line;
import io.github.createorder.ledger.LedgerReader.Order;
import io.github.createorder.ledger.LedgerReader.Place;
import io.github.createorder.ledger.LedgerReader.Version;
import io.github.createorder.order.Fault;
import java.util.List;
import java.util.Optional;

/** Everything that is kept of one order. */
final class WholeOrder {
    private static final int MOST_KEPT = 1_000;

    private final LedgerDb db;
    private final PayloadKeys keys;
    private final LedgerJobs jobs;

    WholeOrder(LedgerDb db, PayloadKeys keys, LedgerJobs jobs) {
        this.db = db;
        this.keys = keys;
        this.jobs = jobs;
    }

    private record Payload(String record, String request, List<Fault> faults, boolean removed) {}

    Optional<Order> read(long id) {
        List<Optional<Order>> found = db.query(
                OrderPages.ROW.replace(
                                " FROM createorder_entry",
                                ", version, first_attempt_at, last_attempt_at, round_attempts, lease_owner, error_due,"
                                        + " report_due, mapping_version, closed_by, closed_reason FROM createorder_entry")
                        + " WHERE id = ?",
                (row, n) -> {
                    Line line = OrderPages.line(row, n);
                    Payload payload = payload(line);
                    return Optional.of(new Order(
                            line,
                            row.getInt("version"),
                            row.getObject("first_attempt_at", Long.class),
                            row.getObject("last_attempt_at", Long.class),
                            row.getInt("round_attempts"),
                            row.getString("lease_owner"),
                            row.getObject("error_due", Long.class) != null,
                            row.getObject("report_due", Long.class) != null,
                            row.getString("mapping_version"),
                            row.getString("closed_by"),
                            row.getString("closed_reason"),
                            payload.record,
                            payload.request,
                            payload.removed,
                            payload.faults,
                            events(id),
                            places(id),
                            versions(id),
                            file(line),
                            jobs.partsOf(id),
                            ActionLog.ofEntry(db, id),
                            line.identifier() == null ? List.of() : others(line)));
                },
                id);
        return found.isEmpty() ? Optional.empty() : found.get(0);
    }

    private Payload payload(Line line) {
        List<Payload> stored = db.query(
                "SELECT record, request, faults FROM createorder_payload WHERE entry_id = ?",
                (row, n) -> {
                    try {
                        return new Payload(
                                keys.open(row.getString("record"), line.orderKey(), "record"),
                                keys.open(row.getString("request"), line.orderKey(), "request"),
                                EntryContent.faults(keys.open(row.getString("faults"), line.orderKey(), "faults")),
                                false);
                    } catch (IllegalStateException e) {
                        return new Payload(null, null, List.of(), false);
                    }
                },
                line.id());
        return stored.isEmpty() ? new Payload(null, null, List.of(), true) : stored.get(0);
    }

    private List<Happened> events(long id) {
        return db.query(
                "SELECT happened_at, event, detail, who FROM createorder_event WHERE entry_id = ? ORDER BY id LIMIT "
                        + MOST_KEPT,
                (row, n) -> new Happened(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)),
                id);
    }

    private List<Place> places(long id) {
        return db.query(
                "SELECT source, ref, report_due FROM createorder_repeat WHERE entry_id = ? ORDER BY place LIMIT "
                        + MOST_KEPT,
                (row, n) -> new Place(row.getString(1), row.getString(2), row.getLong(3) != Ledger.PARKED),
                id);
    }

    private List<Version> versions(long id) {
        return db.query(
                "SELECT version_no, made_at, made_by, reason, order_key, record, request FROM createorder_payload_version"
                        + " WHERE entry_id = ? ORDER BY version_no",
                (row, n) -> {
                    String owner = row.getString("order_key");
                    String record;
                    String request;
                    try {
                        record = keys.open(row.getString("record"), owner, "record");
                        request = keys.open(row.getString("request"), owner, "request");
                    } catch (IllegalStateException e) {
                        record = null;
                        request = null;
                    }
                    return new Version(
                            row.getInt("version_no"),
                            row.getLong("made_at"),
                            row.getString("made_by"),
                            row.getString("reason"),
                            record,
                            request);
                },
                id);
    }

    private FilePlace file(Line line) {
        return db
                .query(
                        "SELECT l.file_id, f.name, l.line, l.receipt, l.status, l.message FROM createorder_file_line l"
                                + " JOIN createorder_file f ON f.id = l.file_id WHERE l.ref = ? AND f.source = ?"
                                + " ORDER BY l.receipt DESC LIMIT 1",
                        (row, n) -> new FilePlace(
                                row.getLong(1),
                                row.getString(2),
                                row.getLong(3),
                                row.getInt(4),
                                row.getString(5),
                                row.getString(6)),
                        line.ref(),
                        line.source())
                .stream()
                .findFirst()
                .orElse(null);
    }

    private List<Line> others(Line line) {
        return db
                .query(OrderPages.BY_KEY, OrderPages::line, line.identifier(), line.identifier(), line.identifier())
                .stream()
                .filter(other -> other.id() != line.id())
                .toList();
    }
}
