package io.github.createorder.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of orders, on its way to the lines of their files: from one table of the ledger's database to another, in one
 * transaction, so that nothing is claimed, carried about and acknowledged. Only keys leave the database. Thread-safe.
 */
final class FileOutcomes {
    private static final Logger LOG = LoggerFactory.getLogger(FileOutcomes.class);
    private static final List<String> OUTCOME = List.of("status", "code", "message", "request_id", "amount_fen");
    private static final String TOLD =
            "CASE WHEN o.status = 'CLOSED' THEN 'ERROR' ELSE o.status END AS status, o.cause AS code,"
                    + " CASE WHEN o.status = 'CLOSED' THEN SUBSTRING(CONCAT('" + Ledger.CLOSED
                    + "', o.closed_reason), 1, "
                    + Text.REASON + ") ELSE o.reason END AS message, o.request_id, o.amount_fen";
    private static final String ENDED = " AND o.status IN ('ACCEPTED', 'ERROR', 'CLOSED')";

    /** Orders at the place where they were taken. */
    private static final String ENTRIES =
            "SELECT o.source, o.ref, " + TOLD + " FROM createorder_entry o WHERE o.id $in" + ENDED;
    /** Orders at other places where they were read as well. */
    private static final String REPEATS = "SELECT p.source, p.ref, " + TOLD + " FROM createorder_repeat p"
            + " JOIN createorder_entry o ON o.id = p.entry_id WHERE p.place $in" + ENDED;

    private static final String IN_SOURCE =
            "e.file_id IN (SELECT f.id FROM createorder_file f WHERE f.source = q.source)";
    /** The receipts of a file are numbered from 1; lines of a higher number are not in a receipt yet. */
    private static final String RECEIPTS = "(SELECT COUNT(*) FROM createorder_receipt r WHERE r.file_id = e.file_id)";

    private static final String SAYS_ANOTHER = "NOT (COALESCE(e.status, '') = q.status AND COALESCE(e.code, '') ="
            + " COALESCE(q.code, '') AND COALESCE(e.message, '') = COALESCE(q.message, '')"
            + " AND COALESCE(e.request_id, '') = COALESCE(q.request_id, '')"
            + " AND COALESCE(e.amount_fen, -1) = COALESCE(q.amount_fen, -1))";

    private final LedgerDb db;
    private final SourceLooks looks;

    FileOutcomes(LedgerDb db) {
        this.db = db;
        this.looks = new SourceLooks(db);
    }

    /** See {@link LedgerFiles#note}. */
    int note(String source, boolean lines, int max) {
        int entries = db.inTransaction(() -> noteEntries(source, lines, max));
        return entries + (entries < max ? db.inTransaction(() -> noteRepeats(source, lines, max - entries)) : 0);
    }

    /** See {@link LedgerFiles#lines}. */
    void write(String source, List<Report> reports) {
        db.inTransaction(() -> {
            write(source, ENTRIES, reports.stream().map(Report::id).toList());
            write(
                    source,
                    REPEATS,
                    reports.stream()
                            .map(report -> report.source() + "|" + report.ref())
                            .toList());
            return null;
        });
    }

    private int noteEntries(String source, boolean lines, int max) {
        Floor floor = looks.floor(source);
        List<Long> ids = db.pick(
                Ledger.REPORTS,
                due -> floor.learn(due, due.size() < max),
                List.of(source, floor.next()),
                max,
                (row, n) -> row.getLong(1));
        if (lines) {
            write(source, ENTRIES, ids);
        }
        db.updateIn("UPDATE createorder_entry SET report_due = NULL WHERE id $in", ids);
        return ids.size();
    }

    private int noteRepeats(String source, boolean lines, int max) {
        DuePage page = looks.page(source).turn(db, source);
        List<String> places = db.pick(
                Ledger.REPEATS, due -> {}, List.of(source, page.from(), page.to()), max, (row, n) -> row.getString(1));
        page.read(places.size() < max);
        List<String> accepted = new ArrayList<>();
        List<String> inError = new ArrayList<>();
        db.queryIn(
                "SELECT p.place, o.status FROM createorder_repeat p JOIN createorder_entry o ON o.id = p.entry_id"
                        + " WHERE p.place $in",
                places,
                (row, n) ->
                        ("ACCEPTED".equals(row.getString("status")) ? accepted : inError).add(row.getString("place")));
        if (lines) {
            write(source, REPEATS, places);
        }
        // Acceptance is final; an error may be replayed, which makes its places due again.
        db.updateIn("DELETE FROM createorder_repeat WHERE place $in", accepted);
        db.updateIn("UPDATE createorder_repeat SET report_due = " + Ledger.PARKED + " WHERE place $in", inError);
        return places.size();
    }

    private void write(String source, String outcomes, List<?> keys) {
        Set<Long> files = lock(source, outcomes, keys);
        if (files.isEmpty()) {
            return;
        }
        db.updateFrom(
                "createorder_file_line",
                OUTCOME,
                outcomes,
                "e.ref = q.ref AND " + IN_SOURCE + " AND e.receipt > " + RECEIPTS + " AND " + SAYS_ANOTHER,
                keys);
        int late = db.updateIn(
                "INSERT INTO createorder_file_line (file_id, receipt, line, ref, record_key, "
                        + String.join(", ", OUTCOME) + ") SELECT e.file_id, " + RECEIPTS
                        + " + 1, e.line, e.ref, e.record_key, q." + String.join(", q.", OUTCOME)
                        + " FROM (" + outcomes + ") q JOIN createorder_file_line e ON e.ref = q.ref WHERE " + IN_SOURCE
                        + " AND e.receipt = (SELECT MAX(n.receipt) FROM createorder_file_line n WHERE n.ref = e.ref"
                        + " AND n.file_id = e.file_id) AND e.receipt <= " + RECEIPTS + " AND " + SAYS_ANOTHER,
                keys);
        if (late > 0) {
            db.updateIn(
                    "UPDATE createorder_file SET late_since = $now WHERE late_since IS NULL AND state = 'ANSWERED'"
                            + " AND EXISTS (SELECT 1 FROM createorder_file_line e WHERE e.file_id = createorder_file.id"
                            + " AND e.receipt > " + RECEIPTS + ") AND id $in",
                    files);
        }
    }

    /** The files that these are of; no receipt of theirs is fixed meanwhile. Locked by id, so that two nodes do not deadlock. */
    private Set<Long> lock(String source, String outcomes, List<?> keys) {
        Set<Long> files = new TreeSet<>();
        List<String> without = find(outcomes, keys, files);
        if (!without.isEmpty() && complete(source) > 0) {
            without = find(outcomes, keys, files);
        }
        if (!without.isEmpty()) {
            LOG.warn(
                    "The outcome of {} orders is in the ledger and in no receipt, such as of {}: when their file was taken,"
                            + " its format had no receipt",
                    without.size(),
                    without.get(0));
        }
        db.queryIn(
                "SELECT id FROM createorder_file WHERE id $in ORDER BY id FOR UPDATE",
                files,
                (row, n) -> row.getLong(1));
        return files;
    }

    private List<String> find(String outcomes, List<?> keys, Set<Long> files) {
        List<String> without = new ArrayList<>();
        db.queryIn(
                "SELECT q.ref, f.id FROM (" + outcomes
                        + ") q LEFT JOIN (createorder_file_line e JOIN createorder_file f"
                        + " ON f.id = e.file_id) ON e.ref = q.ref AND f.source = q.source",
                keys,
                (row, n) -> {
                    Long file = row.getObject("id", Long.class);
                    return file == null ? without.add(row.getString("ref")) : files.add(file);
                });
        return without;
    }

    /** Lines of a node of the version before lack what the outcome finds them by. */
    private int complete(String source) {
        return db.update(
                "UPDATE createorder_file_line SET ref = (SELECT CONCAT(f.name, '#', createorder_file_line.line)"
                        + " FROM createorder_file f WHERE f.id = createorder_file_line.file_id)"
                        + " WHERE ref IS NULL AND file_id IN (SELECT f.id FROM createorder_file f WHERE f.source = ?)",
                source);
    }
}
