package io.github.createorder.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files of drop sources in the ledger's database: how far each has been taken, and what its receipts say.
 *
 * <p>As with {@link Ledger}, each method is one transaction that has committed when it returns, times are the database's, and
 * a database that fails makes it throw; doing the same again is always safe. Thread-safe.
 */
public final class LedgerFiles {
    /** How long at most a receipt waits that could not be delivered. */
    public static final Duration MOST_PAUSE = Duration.ofMinutes(5);

    private static final int NAME = 255;

    private final LedgerDb db;
    private final FileOutcomes outcomes;

    public LedgerFiles(LedgerDb db) {
        this.db = db;
        this.outcomes = new FileOutcomes(db);
    }

    /** Those of the names that files were taken by, complete or not. */
    public Map<String, FileEntry> taken(String source, Collection<String> names) {
        Map<String, FileEntry> taken = new HashMap<>();
        if (names.isEmpty()) {
            return taken;
        }
        Set<String> keys = names.stream().map(name -> key(source, name)).collect(Collectors.toSet());
        db.inTransaction(() -> db.queryIn("SELECT * FROM createorder_file WHERE file_key $in", keys, LedgerFiles::file))
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
    public void expect(FileEntry file, List<ExpectedLine> lines) {
        Set<Long> numbers = lines.stream().map(ExpectedLine::line).collect(Collectors.toSet());
        db.inTransaction(() -> {
            Set<Long> there = Set.copyOf(db.queryIn(
                    "SELECT line FROM createorder_file_line WHERE file_id = " + file.id()
                            + " AND receipt = 1 AND line $in",
                    numbers,
                    (row, n) -> row.getLong(1)));
            Rows rows = new Rows(
                    "file_id bigint", "receipt int", "line bigint", "ref text", "record_key text", "amount_fen bigint");
            for (ExpectedLine line : lines) {
                if (!there.contains(line.line())) {
                    rows.add(file.id(), 1, line.line(), line.ref(), Text.cut(line.key(), 255), line.amountFen());
                }
            }
            db.insert(
                    "createorder_file_line",
                    "file_id, receipt, line, ref, record_key, amount_fen",
                    ":file_id, :receipt, :line, :ref, :record_key, :amount_fen",
                    rows);
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

    /** The files that are complete and have not left the inbox, as far as it was noted. */
    public List<FileEntry> notLeft(String source) {
        return db.inTransaction(() -> db.query(
                "SELECT * FROM createorder_file WHERE source = ? AND left_at IS NULL AND state IN ('TAKEN', 'ANSWERED')",
                LedgerFiles::file,
                source));
    }

    /**
     * Notes that a complete file, which had left the inbox, lies there once more.
     *
     * @return the file as it stands
     */
    public FileEntry cameAgain(FileEntry file) {
        return db.inTransaction(() -> {
            db.update(
                    "UPDATE createorder_file SET left_at = NULL, came_again = 1 WHERE id = ? AND left_at IS NOT NULL",
                    file.id());
            return db.query("SELECT * FROM createorder_file WHERE id = ?", LedgerFiles::file, file.id())
                    .get(0);
        });
    }

    /** Notes that a complete file has left the inbox; if it came again, its receipts are delivered once more, the same bytes. */
    public void left(FileEntry file) {
        db.inTransaction(() -> {
            db.update(
                    "UPDATE createorder_receipt SET delivered_at = NULL, due_at = 0, failures = 0 WHERE file_id = ?"
                            + " AND EXISTS (SELECT 1 FROM createorder_file f WHERE f.id = createorder_receipt.file_id"
                            + " AND f.came_again > 0)",
                    file.id());
            return db.update(
                    "UPDATE createorder_file SET left_at = $now, came_again = 0 WHERE id = ? AND left_at IS NULL",
                    file.id());
        });
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
     * Writes what became of orders to the lines of their files, for the next receipt. What the last receipt has said already is
     * not said again, and no line of a receipt that is fixed is ever changed.
     *
     * @param lines whether there are lines: without receipts it is only noted that nobody waits for these outcomes
     * @param max at most so many at once
     * @return how many there were
     */
    public int note(String source, boolean lines, int max) {
        return outcomes.note(source, lines, max);
    }

    /** Writes to the lines of their files what has become of the orders of these reports; the reports stay claimed. */
    public void lines(String source, List<Report> reports) {
        outcomes.write(source, reports);
    }

    /**
     * The receipts that are to be delivered, oldest first, and last those that could not be delivered before. A file that has been taken whole is answered when all its orders
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
        // A due time that lies further away than any pause is of a clock that was set back since.
        return receipts(source, "(r.due_at <= $now OR r.due_at > $now + " + MOST_PAUSE.toMillis() + ")", max);
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

    /** Notes that a receipt could not be delivered, and is tried again after a while. */
    public void putOff(FileReceipt receipt, Duration pause) {
        db.inTransaction(() -> db.update(
                "UPDATE createorder_receipt SET failures = failures + 1, due_at = $now + ? WHERE file_id = ? AND receipt = ?"
                        + " AND delivered_at IS NULL",
                pause.toMillis(),
                receipt.fileId(),
                receipt.number()));
    }

    /** Receipts that could not be delivered so far, the first thousand. */
    public List<FileReceipt> undelivered(String source) {
        return receipts(source, "r.failures > 0", 1000);
    }

    private List<FileReceipt> receipts(String source, String which, int max) {
        return db.inTransaction(() -> db.query(
                "SELECT f.id, f.name, r.receipt, r.sha256, r.failures FROM createorder_receipt r JOIN createorder_file f"
                        + " ON f.id = r.file_id WHERE f.source = ? AND r.delivered_at IS NULL AND " + which
                        + " ORDER BY CASE WHEN r.failures = 0 THEN 0 ELSE r.due_at END, r.frozen_at, f.id, r.receipt LIMIT "
                        + max,
                (row, n) -> new FileReceipt(
                        row.getLong("id"),
                        row.getString("name"),
                        row.getInt("receipt"),
                        row.getString("sha256"),
                        row.getInt("failures")),
                source));
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
                .query("SELECT * FROM createorder_file WHERE file_key = ?", LedgerFiles::file, key(source, name))
                .stream()
                .findFirst();
    }

    private int lastReceipt(long file) {
        return db.query(
                        "SELECT COALESCE(MAX(receipt), 0) FROM createorder_receipt WHERE file_id = ?",
                        (row, n) -> row.getInt(1),
                        file)
                .get(0);
    }

    private static void checkName(String name) {
        if (name.length() > NAME) {
            throw new IllegalArgumentException("the name has more than " + NAME + " characters: " + name);
        }
    }

    private static String key(String source, String name) {
        return Text.key(source + "|" + name);
    }

    private static FileEntry file(ResultSet row, int number) throws SQLException {
        return new FileEntry(
                row.getLong("id"),
                row.getString("name"),
                row.getString("sha256"),
                row.getLong("position"),
                !"TAKING".equals(row.getString("state")),
                row.getObject("left_at", Long.class) != null,
                row.getInt("came_again") > 0);
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
