package io.github.createorder.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files of drop sources in the ledger's database: how far each has been taken, and what its receipts say. An order's
 * {@code ref} in the ledger is {@code <file name>#<first line>}.
 *
 * <p>As with {@link Ledger}, each method is one transaction that has committed when it returns, times are the database's, and
 * a database that fails makes it throw; doing the same again is always safe. Thread-safe.
 */
public final class LedgerFiles {
    private static final int NAME = 255;

    private final LedgerDb db;

    public LedgerFiles(LedgerDb db) {
        this.db = db;
    }

    /** What a record's ref is, for an order of this file. */
    public static String ref(String fileName, long line) {
        return fileName + "#" + line;
    }

    /** Those of the names that files were taken by, complete or not. */
    public Map<String, FileEntry> taken(String source, Collection<String> names) {
        Map<String, FileEntry> taken = new HashMap<>();
        if (names.isEmpty()) {
            return taken;
        }
        Set<String> keys = names.stream().map(name -> key(source, name)).collect(Collectors.toSet());
        db.inTransaction(
                        () -> db.queryIn("SELECT * FROM createorder_file WHERE file_key $in", keys, LedgerFiles::taken))
                .forEach(file -> taken.put(file.name(), file));
        return taken;
    }

    /**
     * Notes that a file is being taken.
     *
     * @return the file as it stands: further on when it was begun before
     * @throws IllegalArgumentException if its name is too long to be stored
     */
    public FileEntry begin(String source, String name, String sha256, long bytes, long orders, long policies) {
        checkName(name);
        return db.inTransaction(() -> {
            Optional<FileEntry> begun = find(source, name);
            if (begun.isEmpty()) {
                db.update(
                        "INSERT INTO createorder_file (file_key, source, name, state, sha256, bytes, orders, policies,"
                                + " position, seen_at) VALUES (?, ?, ?, 'TAKING', ?, ?, ?, ?, 1, $now)",
                        key(source, name),
                        source,
                        name,
                        sha256,
                        bytes,
                        orders,
                        policies);
                begun = find(source, name);
            }
            return begun.orElseThrow();
        });
    }

    /**
     * Notes lines of the file's receipt before their orders enter the ledger, so that an outcome never comes before its line.
     * Lines that are there already stay as they are.
     */
    public void expect(FileEntry file, List<FileLine> lines) {
        Set<Long> numbers = lines.stream().map(FileLine::line).collect(Collectors.toSet());
        db.inTransaction(() -> {
            Set<Long> there =
                    lines(file.id(), 1, numbers).stream().map(FileLine::line).collect(Collectors.toSet());
            insertLines(
                    file.id(),
                    1,
                    lines.stream().filter(line -> !there.contains(line.line())).toList());
            return null;
        });
    }

    /**
     * Notes that a batch of the file's orders is in the ledger.
     *
     * @param from the file's position before
     * @param to its position now
     * @throws FileTakenOverException if the position is not {@code from}: another node is taking the file
     */
    public void advance(FileEntry file, long from, long to) {
        int moved = db.inTransaction(() -> db.update(
                "UPDATE createorder_file SET position = ? WHERE id = ? AND position = ? AND state = 'TAKING'",
                to,
                file.id(),
                from));
        if (moved == 0) {
            throw new FileTakenOverException(file.name() + " is being taken by another node");
        }
    }

    /** Notes that all orders of the file are in the ledger. */
    public void complete(FileEntry file) {
        db.inTransaction(() -> db.update(
                "UPDATE createorder_file SET state = 'TAKEN', taken_at = $now WHERE id = ? AND state = 'TAKING'",
                file.id()));
    }

    /**
     * Notes that a file was refused as a whole; its name is free for another one.
     *
     * @param sha256 null when it could not be read to its end
     * @param reason what is wrong; cut to 1,000 characters
     */
    public void refused(String source, String name, String sha256, long bytes, String reason) {
        checkName(name);
        String digest = sha256 == null ? "" : sha256;
        String key = Text.key(source + "|" + name + "|" + digest);
        db.inTransaction(() -> {
            int again = db.update(
                    "UPDATE createorder_file SET reason = ?, seen_at = $now WHERE file_key = ?",
                    Text.cut(reason, 1000),
                    key);
            return again > 0
                    ? again
                    : db.update(
                            "INSERT INTO createorder_file (file_key, source, name, state, sha256, bytes, orders, policies,"
                                    + " position, reason, seen_at) VALUES (?, ?, ?, 'REFUSED', ?, ?, 0, 0, 0, ?, $now)",
                            key,
                            source,
                            name,
                            digest,
                            bytes,
                            Text.cut(reason, 1000));
        });
    }

    /**
     * Names of the files that were taken or begun in the last while, by name.
     *
     * @param refusedToo those as well that were refused
     */
    public List<String> recent(String source, Duration window, boolean refusedToo) {
        return db.inTransaction(() -> db.query(
                "SELECT name FROM createorder_file WHERE source = ? AND state IN ('TAKING', 'TAKEN', 'ANSWERED', ?)"
                        + " AND seen_at >= $now - ? ORDER BY name",
                (row, n) -> row.getString(1),
                source,
                refusedToo ? "REFUSED" : "",
                window.toMillis()));
    }

    /**
     * Writes outcomes to the lines of their files, for the next receipt. What the last receipt has said already is not said
     * again.
     *
     * @return the reports that are noted; the others are of files or lines that the ledger has not, and are to come again
     */
    public List<Report> report(String source, List<Report> reports) {
        Map<String, List<Report>> byFile = reports.stream()
                .collect(Collectors.groupingBy(LedgerFiles::fileOf, LinkedHashMap::new, Collectors.toList()));
        return db.inTransaction(() -> {
            List<Report> noted = new ArrayList<>();
            Map<String, Long> ids = lock(source, byFile.keySet());
            byFile.forEach((name, ofFile) -> {
                Long id = ids.get(name);
                if (id != null) {
                    noted.addAll(report(id, ofFile));
                }
            });
            return noted;
        });
    }

    private List<Report> report(long file, List<Report> reports) {
        int frozen = lastReceipt(file);
        Map<Long, FileLine> lines = new HashMap<>();
        Set<Long> wanted = reports.stream().map(LedgerFiles::lineOf).collect(Collectors.toSet());
        Set<Long> inNext = new HashSet<>();
        for (int receipt = 1; receipt <= frozen + 1; receipt++) {
            for (FileLine line : lines(file, receipt, wanted)) {
                lines.put(line.line(), line);
                if (receipt == frozen + 1) {
                    inNext.add(line.line());
                }
            }
        }
        Map<Long, FileLine> changed = new LinkedHashMap<>();
        List<Report> noted = new ArrayList<>();
        for (Report report : reports) {
            FileLine line = lines.get(lineOf(report));
            if (line == null) {
                continue;
            }
            noted.add(report);
            FileLine told = told(line, report);
            if (!line.saysTheSameAs(told)) {
                changed.put(line.line(), told);
            }
        }
        Rows updates = rows();
        List<FileLine> inserts = new ArrayList<>();
        for (FileLine told : changed.values()) {
            if (inNext.contains(told.line())) {
                add(updates, file, frozen + 1, told);
            } else {
                inserts.add(told);
            }
        }
        db.updateAll(
                "createorder_file_line",
                "status = :status, code = :code, message = :message, request_id = :request_id, amount_fen = :amount_fen",
                "e.file_id = :file_id AND e.receipt = :receipt AND e.line = :line",
                updates);
        insertLines(file, frozen + 1, inserts);
        if (frozen > 0 && !inserts.isEmpty()) {
            db.update("UPDATE createorder_file SET late_since = $now WHERE id = ? AND late_since IS NULL", file);
        }
        return noted;
    }

    /**
     * The receipts that are to be delivered, oldest first. A file that has been taken whole is answered when all its orders
     * have ended, or after the cut-off; what comes later is told after {@code lateDelay}, so that it comes together.
     *
     * @param cutOff since it was taken; null to wait for the last order
     * @param lateDelay null to tell nothing that comes after the receipt
     */
    public List<FileReceipt> dueReceipts(String source, Duration cutOff, Duration lateDelay, int max) {
        List<Long> unanswered = db.inTransaction(() -> db.query(
                "SELECT f.id FROM createorder_file f WHERE f.source = ? AND f.state = 'TAKEN' AND (f.taken_at <= $now - ?"
                        + " OR NOT EXISTS (SELECT 1 FROM createorder_file_line l WHERE l.file_id = f.id AND l.status IS"
                        + " NULL)) ORDER BY f.seen_at LIMIT " + max,
                (row, n) -> row.getLong(1),
                source,
                cutOff == null ? Long.MAX_VALUE / 4 : cutOff.toMillis()));
        unanswered.forEach(this::freezeFirst);
        if (lateDelay != null) {
            List<Long> late = db.inTransaction(() -> db.query(
                    "SELECT id FROM createorder_file WHERE source = ? AND late_since <= $now - ?"
                            + " ORDER BY late_since LIMIT " + max,
                    (row, n) -> row.getLong(1),
                    source,
                    lateDelay.toMillis()));
            late.forEach(this::freezeNext);
        }
        return db.inTransaction(() -> db.query(
                "SELECT f.id, f.name, r.receipt, r.sha256 FROM createorder_receipt r JOIN createorder_file f ON f.id ="
                        + " r.file_id WHERE f.source = ? AND r.delivered_at IS NULL ORDER BY r.frozen_at, f.id, r.receipt"
                        + " LIMIT " + max,
                (row, n) -> new FileReceipt(
                        row.getLong("id"), row.getString("name"), row.getInt("receipt"), row.getString("sha256")),
                source));
    }

    // From here on, what comes is for the next receipt.
    private void freezeFirst(long file) {
        db.inTransaction(() -> {
            int taken =
                    db.update("UPDATE createorder_file SET state = 'ANSWERED' WHERE id = ? AND state = 'TAKEN'", file);
            if (taken == 1) {
                insertReceipt(file, 1);
            }
            return null;
        });
    }

    private void freezeNext(long file) {
        db.inTransaction(() -> {
            int late = db.update(
                    "UPDATE createorder_file SET late_since = NULL WHERE id = ? AND late_since IS NOT NULL", file);
            if (late == 1) {
                insertReceipt(file, lastReceipt(file) + 1);
            }
            return null;
        });
    }

    private void insertReceipt(long file, int receipt) {
        db.update("INSERT INTO createorder_receipt (file_id, receipt, frozen_at) VALUES (?, ?, $now)", file, receipt);
    }

    /** A page of a receipt's lines, by line. */
    public List<FileLine> lines(FileReceipt receipt, long afterLine, int max) {
        return db.inTransaction(() -> db.query(
                "SELECT * FROM createorder_file_line WHERE file_id = ? AND receipt = ? AND line > ? ORDER BY line LIMIT "
                        + max,
                LedgerFiles::line,
                receipt.fileId(),
                receipt.number(),
                afterLine));
    }

    /**
     * Fixes the bytes of a receipt.
     *
     * @return the digest that it is bound to: this one, or that of an earlier time
     */
    public String bind(FileReceipt receipt, String sha256) {
        return db.inTransaction(() -> {
            db.update(
                    "UPDATE createorder_receipt SET sha256 = ? WHERE file_id = ? AND receipt = ? AND sha256 IS NULL",
                    sha256,
                    receipt.fileId(),
                    receipt.number());
            return db.query(
                            "SELECT sha256 FROM createorder_receipt WHERE file_id = ? AND receipt = ?",
                            (row, n) -> row.getString(1),
                            receipt.fileId(),
                            receipt.number())
                    .get(0);
        });
    }

    /** Notes that a receipt is in the outbox. */
    public void delivered(FileReceipt receipt) {
        db.inTransaction(() -> db.update(
                "UPDATE createorder_receipt SET delivered_at = $now WHERE file_id = ? AND receipt = ?",
                receipt.fileId(),
                receipt.number()));
    }

    /** Has the receipts of a file delivered once more, the same bytes. */
    public void deliverAgain(FileEntry file) {
        db.inTransaction(
                () -> db.update("UPDATE createorder_receipt SET delivered_at = NULL WHERE file_id = ?", file.id()));
    }

    /** Whether every file of the source is taken whole and answered, and every receipt delivered. */
    public boolean answered(String source) {
        return db.inTransaction(() -> db.query(
                        "SELECT 1 FROM createorder_file f WHERE f.source = ? AND (f.state IN ('TAKING', 'TAKEN') OR"
                                + " f.late_since IS NOT NULL OR EXISTS (SELECT 1 FROM createorder_receipt r WHERE r.file_id ="
                                + " f.id AND r.delivered_at IS NULL)) LIMIT 1",
                        (row, n) -> 1,
                        source)
                .isEmpty());
    }

    private Optional<FileEntry> find(String source, String name) {
        return db
                .query("SELECT * FROM createorder_file WHERE file_key = ?", LedgerFiles::taken, key(source, name))
                .stream()
                .findFirst();
    }

    /** Their ids by name. Locked in the order of ids, so that two nodes wait for each other and do not deadlock. */
    private Map<String, Long> lock(String source, Set<String> names) {
        Set<String> keys = names.stream().map(name -> key(source, name)).collect(Collectors.toSet());
        Map<String, Long> ids = new LinkedHashMap<>();
        db.queryIn(
                "SELECT id, name FROM createorder_file WHERE file_key $in ORDER BY id FOR UPDATE",
                keys,
                (row, n) -> ids.put(row.getString("name"), row.getLong("id")));
        return ids;
    }

    private int lastReceipt(long file) {
        return db.query(
                        "SELECT COALESCE(MAX(receipt), 0) FROM createorder_receipt WHERE file_id = ?",
                        (row, n) -> row.getInt(1),
                        file)
                .get(0);
    }

    private List<FileLine> lines(long file, int receipt, Set<Long> lines) {
        return db.queryIn(
                "SELECT * FROM createorder_file_line WHERE file_id = " + file + " AND receipt = " + receipt
                        + " AND line $in",
                lines,
                LedgerFiles::line);
    }

    private void insertLines(long file, int receipt, List<FileLine> lines) {
        Rows rows = rows();
        lines.forEach(line -> add(rows, file, receipt, line));
        db.insert(
                "createorder_file_line",
                "file_id, receipt, line, record_key, status, code, message, request_id, amount_fen",
                ":file_id, :receipt, :line, :record_key, :status, :code, :message, :request_id, :amount_fen",
                rows);
    }

    private static Rows rows() {
        return new Rows(
                "file_id bigint",
                "receipt int",
                "line bigint",
                "record_key text",
                "status text",
                "code text",
                "message text",
                "request_id text",
                "amount_fen bigint");
    }

    private static void add(Rows rows, long file, int receipt, FileLine line) {
        rows.add(
                file,
                receipt,
                line.line(),
                Text.cut(line.key(), 255),
                line.status(),
                line.code(),
                line.message(),
                line.requestId(),
                line.amountFen());
    }

    private static FileLine told(FileLine line, Report report) {
        return new FileLine(
                line.line(),
                line.key(),
                report.accepted() ? "ACCEPTED" : "ERROR",
                report.cause() == null ? null : report.cause().name(),
                report.reason(),
                report.requestId(),
                report.amountFen());
    }

    private static String fileOf(Report report) {
        return report.ref().substring(0, report.ref().lastIndexOf('#'));
    }

    private static long lineOf(Report report) {
        return Long.parseLong(report.ref().substring(report.ref().lastIndexOf('#') + 1));
    }

    private static void checkName(String name) {
        if (name.length() > NAME) {
            throw new IllegalArgumentException("the name has more than " + NAME + " characters: " + name);
        }
    }

    private static String key(String source, String name) {
        return Text.key(source + "|" + name);
    }

    private static FileEntry taken(ResultSet row, int number) throws SQLException {
        return new FileEntry(
                row.getLong("id"),
                row.getString("name"),
                row.getString("sha256"),
                row.getLong("position"),
                !"TAKING".equals(row.getString("state")));
    }

    private static FileLine line(ResultSet row, int number) throws SQLException {
        return new FileLine(
                row.getLong("line"),
                row.getString("record_key"),
                row.getString("status"),
                row.getString("code"),
                row.getString("message"),
                row.getString("request_id"),
                row.getObject("amount_fen", Long.class));
    }
}
