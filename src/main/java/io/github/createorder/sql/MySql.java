package io.github.createorder.sql;

import java.nio.charset.Charset;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** MySQL 8.0.1 and later. Milliseconds come from UTC: a session zone repeats an hour every autumn. */
public class MySql extends Dialect {
    private static final String ADMINISTRATOR =
            "SELECT COUNT(*) > 0 FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'CREATE USER' AND GRANTEE = ?";

    private static final String GRANTS = """
            SELECT PRIVILEGE_TYPE, '*.*' FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = ?
            UNION SELECT PRIVILEGE_TYPE, CONCAT('`', TABLE_SCHEMA, '`.*') FROM information_schema.SCHEMA_PRIVILEGES
                WHERE GRANTEE = ? AND ? LIKE TABLE_SCHEMA
            UNION SELECT PRIVILEGE_TYPE, NULL FROM information_schema.TABLE_PRIVILEGES
                WHERE GRANTEE = ? AND TABLE_SCHEMA = ? AND TABLE_NAME = ?""";

    private static final String CHARSETS =
            "SELECT COLUMN_NAME, CHARACTER_SET_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?";

    private static final String TYPE =
            "SELECT COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COLUMN_NAME = ?";

    private static final Pattern WORD = Pattern.compile("'((?:[^']|'')*)'");

    public MySql() {
        this("MySQL");
    }

    MySql(String name) {
        super(name);
    }

    @Override
    boolean isSpokenBy(String product, String version) {
        return product.startsWith("mysql");
    }

    @Override
    public String quoted(String text) {
        return '`' + text + '`';
    }

    @Override
    public boolean ownerIsCatalog() {
        return true;
    }

    @Override
    public boolean booleansAreNumbers() {
        return true;
    }

    @Override
    public boolean hangsOnSessionZone(String typeName) {
        return typeName.equalsIgnoreCase("TIMESTAMP");
    }

    @Override
    public Optional<String> sessionMinutesAheadOfUtc() {
        return Optional.of("SELECT TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(), NOW())");
    }

    /** Its zero date is no NULL for it, and one for its driver. */
    @Override
    public Optional<String> isOne(String column, String typeName) {
        return switch (typeName.toUpperCase(Locale.ROOT)) {
            case "DATETIME", "TIMESTAMP", "DATE" -> Optional.of(column + " > '0001-01-01'");
            default -> Optional.empty();
        };
    }

    @Override
    public Map<String, Charset> charsets(Connection connection, TablePlace table) throws SQLException {
        Map<String, Charset> charsets = new HashMap<>();
        for (List<String> row : Grant.query(connection, CHARSETS, List.of(table.catalog(), table.name()))) {
            Charsets.narrow(row.get(1)).ifPresent(charset -> charsets.put(row.get(0), charset));
        }
        return charsets;
    }

    /** An ENUM checks its values only when a row is written. */
    @Override
    public List<String> words(Connection connection, TablePlace table, String column) throws SQLException {
        List<List<String>> types = Grant.query(connection, TYPE, List.of(table.catalog(), table.name(), column));
        if (types.isEmpty() || !types.get(0).get(0).toLowerCase(Locale.ROOT).startsWith("enum(")) {
            return List.of();
        }
        return WORD.matcher(types.get(0).get(0))
                .results()
                .map(found -> found.group(1).replace("''", "'"))
                .toList();
    }

    @Override
    public List<Check> checks(Connection connection, TablePlace table, String column) throws SQLException {
        List<Check> checks = new ArrayList<>();
        for (List<String> row : Grant.query(connection, checksQuery(), List.of(table.catalog(), table.name()))) {
            // MySQL escapes the quotes of its own text.
            String condition = row.get(1).replace("\\'", "'");
            if (condition.toLowerCase(Locale.ROOT).contains("`" + column.toLowerCase(Locale.ROOT) + "`")) {
                checks.add(new Check(row.get(0), condition));
            }
        }
        return checks;
    }

    String checksQuery() {
        return """
                SELECT c.CONSTRAINT_NAME, c.CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS c
                JOIN information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA
                    AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME AND t.ENFORCED = 'YES'
                WHERE t.TABLE_SCHEMA = ? AND t.TABLE_NAME = ?""";
    }

    @Override
    public String instantAgo(long seconds) {
        return "NOW(6) - INTERVAL " + seconds + " SECOND";
    }

    @Override
    public String wallClockAgo(long seconds) {
        return "CONVERT_TZ(" + instantAgo(seconds) + ", @@session.time_zone, '+08:00')";
    }

    /** An UPDATE by itself would wait for every row that another transaction holds, an INSERT not yet committed among them. */
    @Override
    public String candidates(String select, int max) {
        return limited(select, max) + " FOR UPDATE SKIP LOCKED";
    }

    @Override
    public Optional<String> lockedAtOnce(String select) {
        return Optional.of(select + " FOR UPDATE NOWAIT");
    }

    @Override
    public Optional<String> patience(int forLocks, int whenIdle) {
        return Optional.of(endedWhenIdle(whenIdle) + ", SESSION innodb_lock_wait_timeout = " + forLocks);
    }

    /**
     * It has no setting for a transaction alone, but ends the connection, and with it the transaction, from which nothing comes;
     * an idle connection of a pool must not be ended so, so it holds within transactions only.
     */
    private static String endedWhenIdle(int seconds) {
        return "SET @createorder_locks = @@SESSION.innodb_lock_wait_timeout, @createorder_idle = @@SESSION.wait_timeout,"
                + " SESSION wait_timeout = " + seconds;
    }

    /** A transaction that only asks has not set them. */
    @Override
    public Optional<String> sessionAsBefore() {
        return Optional.of("SET SESSION innodb_lock_wait_timeout = COALESCE(@createorder_locks,"
                + " @@SESSION.innodb_lock_wait_timeout), SESSION wait_timeout = COALESCE(@createorder_idle,"
                + " @@SESSION.wait_timeout)");
    }

    @Override
    public Optional<String> transactionSettings() {
        return Optional.of(endedWhenIdle(LEDGER_IDLE));
    }

    @Override
    public boolean isLockTimeout(SQLException e) {
        return e.getErrorCode() == 1205 || e.getErrorCode() == 3572;
    }

    @Override
    public String user(Connection connection) throws SQLException {
        String user = Grant.query(connection, "SELECT CURRENT_USER()", List.of())
                .get(0)
                .get(0);
        int at = user.lastIndexOf('@');
        return "'" + user.substring(0, at) + "'@'" + user.substring(at + 1) + "'";
    }

    @Override
    public boolean mayDoAnything(Connection connection, String user, TablePlace table) throws SQLException {
        return Grant.query(connection, ADMINISTRATOR, List.of(user)).stream()
                .anyMatch(row -> row.get(0).equals("1"));
    }

    @Override
    public List<Grant> grants(Connection connection, String user, TablePlace table) throws SQLException {
        List<String> values = List.of(user, user, table.catalog(), user, table.catalog(), table.name());
        List<Grant> grants = new ArrayList<>();
        for (List<String> row : Grant.query(connection, GRANTS, values)) {
            grants.add(new Grant(row.get(0), row.get(1) == null ? table.sql() : row.get(1), user));
        }
        return grants;
    }

    @Override
    public String nowMillis() {
        return "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)";
    }

    @Override
    public LedgerTypes ledgerTypes() {
        return new LedgerTypes(
                ledgerFolders(),
                "LONGTEXT",
                "BIGINT AUTO_INCREMENT",
                " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE " + binaryCollation(),
                "DATE_ADD(TIMESTAMP '1970-01-01 08:00:00', INTERVAL 1000 * (",
                ") MICROSECOND)");
    }

    List<String> ledgerFolders() {
        return List.of("mysql", "plain");
    }

    /** Its tables say their charset themselves; others may have made them by hand. */
    @Override
    public Optional<String> unfit() {
        return Optional.of("SELECT CONCAT('table ', c.TABLE_NAME, ' has columns in ', MIN(c.CHARACTER_SET_NAME),"
                + " ': convert it, ALTER TABLE ', c.TABLE_NAME, ' CONVERT TO CHARACTER SET utf8mb4 COLLATE "
                + binaryCollation() + "') FROM information_schema.COLUMNS c JOIN information_schema.TABLES t"
                + " ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME WHERE c.TABLE_SCHEMA = DATABASE()"
                + " AND t.TABLE_TYPE = 'BASE TABLE' AND c.TABLE_NAME LIKE 'createorder\\_%'"
                + " AND c.TABLE_NAME <> 'createorder_schema_history' AND c.CHARACTER_SET_NAME <> 'utf8mb4'"
                + " GROUP BY c.TABLE_NAME ORDER BY c.TABLE_NAME");
    }

    /** utf8mb4_bin would take 'A' and 'A ' for the same key. */
    String binaryCollation() {
        return "utf8mb4_0900_bin";
    }

    @Override
    public String updateFrom(String table, List<String> columns, String query, String where) {
        return "UPDATE " + table + " e JOIN (" + query + ") q ON " + where + " SET " + assigned("e.", columns);
    }

    @Override
    public boolean defaultsToRepeatableRead() {
        return true;
    }
}
