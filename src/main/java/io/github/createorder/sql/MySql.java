package io.github.createorder.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** MySQL 8. Milliseconds come from UTC: a session zone repeats an hour every autumn. */
public class MySql extends Dialect {
    private static final String ADMINISTRATOR =
            "SELECT COUNT(*) > 0 FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'CREATE USER' AND GRANTEE = ?";

    private static final String GRANTS = """
            SELECT PRIVILEGE_TYPE, '*.*' FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = ?
            UNION SELECT PRIVILEGE_TYPE, CONCAT('`', TABLE_SCHEMA, '`.*') FROM information_schema.SCHEMA_PRIVILEGES
                WHERE GRANTEE = ? AND ? LIKE TABLE_SCHEMA
            UNION SELECT PRIVILEGE_TYPE, NULL FROM information_schema.TABLE_PRIVILEGES
                WHERE GRANTEE = ? AND TABLE_SCHEMA = ? AND TABLE_NAME = ?""";

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
    public Optional<String> isTime(String column) {
        return Optional.of(column + " > '0001-01-01'");
    }

    @Override
    public String instantAgo(long seconds) {
        return "NOW(6) - INTERVAL " + seconds + " SECOND";
    }

    @Override
    public String wallClockAgo(long seconds) {
        return "CONVERT_TZ(" + instantAgo(seconds) + ", @@session.time_zone, '+08:00')";
    }

    /** An UPDATE cannot look at other rows of its table. */
    @Override
    public Optional<String> claim(Claim claim) {
        return claim.looksAround()
                ? Optional.empty()
                : Optional.of("UPDATE " + claim.table() + " SET " + claim.set() + " WHERE " + claim.due() + " ORDER BY "
                        + claim.orderBy() + " LIMIT " + claim.max());
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
                "plain",
                "LONGTEXT",
                "BIGINT AUTO_INCREMENT",
                " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE " + binaryCollation(),
                "DATE_ADD(TIMESTAMP '1970-01-01 08:00:00', INTERVAL 1000 * (",
                ") MICROSECOND)");
    }

    /** Its tables say their charset themselves; others may have made them by hand. */
    @Override
    public Optional<String> narrowCharsets() {
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
    public boolean defaultsToRepeatableRead() {
        return true;
    }
}
