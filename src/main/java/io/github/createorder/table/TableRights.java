package io.github.createorder.table;

import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.SqlName;
import io.github.createorder.sql.TablePlace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What the database user may do with the tables, as the catalog says, and the statements by which a DBA gives what is
 * lacking and takes away what is not needed. No table is touched to find out: a trigger might.
 */
final class TableRights {
    /** What is lacking when a statement fails so: PostgreSQL and DB2, H2; MySQL, Oracle, SQL Server. */
    private static final Set<String> REFUSED_STATES = Set.of("42501", "90096");

    private static final Set<Integer> REFUSED_CODES = Set.of(1142, 1143, 1031, 229, 230);

    /** There is no such table: PostgreSQL, H2 and MySQL, DB2; Oracle (or it may not be seen), SQL Server. */
    private static final Set<String> ABSENT_STATES = Set.of("42P01", "42S02", "42S03", "42S04", "90079", "42704");

    private static final Set<Integer> ABSENT_CODES = Set.of(942, 208);

    private static final Set<String> WRITING = Set.of("INSERT", "UPDATE", "DELETE", "TRUNCATE");

    private static final String POSTGRESQL_OWNER =
            "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(?)";

    /** Of the table and of its columns; to us, to a role that we have, to everybody. */
    private static final String POSTGRESQL_GRANTS = """
            SELECT DISTINCT a.privilege_type, CASE a.grantee WHEN 0 THEN 'PUBLIC'
                ELSE CAST(CAST(a.grantee AS regrole) AS text) END
            FROM (SELECT relacl AS acl FROM pg_class WHERE oid = to_regclass(?)
                UNION ALL SELECT attacl FROM pg_attribute WHERE attrelid = to_regclass(?)) r, LATERAL aclexplode(r.acl) a
            WHERE a.grantee = 0 OR pg_has_role(current_user, a.grantee, 'USAGE')""";

    private static final String MYSQL_ADMINISTRATOR =
            "SELECT COUNT(*) > 0 FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'CREATE USER' AND GRANTEE = ?";

    private static final String MYSQL_GRANTS = """
            SELECT PRIVILEGE_TYPE, '*.*' FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = ?
            UNION SELECT PRIVILEGE_TYPE, CONCAT('`', TABLE_SCHEMA, '`.*') FROM information_schema.SCHEMA_PRIVILEGES
                WHERE GRANTEE = ? AND ? LIKE TABLE_SCHEMA
            UNION SELECT PRIVILEGE_TYPE, NULL FROM information_schema.TABLE_PRIVILEGES
                WHERE GRANTEE = ? AND TABLE_SCHEMA = ? AND TABLE_NAME = ?""";

    private final JdbcTemplate jdbc;
    private final Dialect dialect;

    /**
     * A right that somebody was given.
     *
     * @param on the table, or in MySQL what it is in
     * @param to the user, a role of its, or PUBLIC
     */
    private record Grant(String right, String on, String to) {}

    TableRights(JdbcTemplate jdbc, Dialect dialect) {
        this.jdbc = jdbc;
        this.dialect = dialect;
    }

    /** Whether a statement failed because a right is lacking. */
    static boolean isRefused(Throwable failure) {
        return isAny(failure, REFUSED_STATES, REFUSED_CODES);
    }

    /** Whether a statement failed because the table is not there, or not for us to see. */
    static boolean isAbsent(Throwable failure) {
        return isAny(failure, ABSENT_STATES, ABSENT_CODES);
    }

    private static boolean isAny(Throwable failure, Set<String> states, Set<Integer> codes) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && ((sql.getSQLState() != null && states.contains(sql.getSQLState()))
                            || codes.contains(sql.getErrorCode()))) {
                return true;
            }
        }
        return false;
    }

    /** The statement that gives the right to read a table. */
    String grantSelect(SqlName table) {
        String usage = dialect != Dialect.POSTGRESQL
                ? ""
                : table.schema(dialect)
                        .map(schema -> "GRANT USAGE ON SCHEMA " + schema + " TO " + user() + "; ")
                        .orElse("");
        return usage + grant("SELECT", table);
    }

    /** The statement that gives the right to update no more than these columns of a table. */
    String grantUpdate(SqlName table, List<SqlName> columns) {
        // H2 knows rights to whole tables only.
        return grant(
                dialect == Dialect.H2
                        ? "UPDATE"
                        : columns.stream()
                                .map(column -> column.sql(dialect))
                                .collect(Collectors.joining(", ", "UPDATE (", ")")),
                table);
    }

    /** The statement that gives a right to a table. */
    String grant(String right, SqlName table) {
        return "GRANT " + right + " ON " + table.sql(dialect) + " TO " + user();
    }

    private String user() {
        return jdbc.execute((ConnectionCallback<String>) this::user);
    }

    private String user(Connection connection) throws SQLException {
        if (dialect == Dialect.MYSQL) {
            try (PreparedStatement statement = connection.prepareStatement("SELECT CURRENT_USER()");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                String user = row.getString(1);
                int at = user.lastIndexOf('@');
                return "'" + user.substring(0, at) + "'@'" + user.substring(at + 1) + "'";
            }
        }
        String user = connection.getMetaData().getUserName();
        boolean plain = user.matches(dialect == Dialect.POSTGRESQL ? "[a-z_][a-z0-9_$]*" : "[A-Za-z_][A-Za-z0-9_$#]*");
        return plain ? user : '"' + user + '"';
    }

    /**
     * Rights to write that are not needed, each with the statement that takes it away.
     *
     * @param needed the rights that each table is used with
     */
    List<String> needless(Map<SqlName, Set<String>> needed) {
        return jdbc.execute((ConnectionCallback<List<String>>) connection -> needless(connection, needed));
    }

    private List<String> needless(Connection connection, Map<SqlName, Set<String>> needed) throws SQLException {
        String user = user(connection);
        List<String> warnings = new ArrayList<>();
        Map<SqlName, Set<String>> owned = new LinkedHashMap<>();
        Map<Grant, Set<String>> needless = new LinkedHashMap<>();
        for (Map.Entry<SqlName, Set<String>> table : needed.entrySet()) {
            if (mayDoAnything(connection, user, table.getKey())) {
                owned.put(table.getKey(), table.getValue());
                continue;
            }
            for (Grant grant : grants(connection, user, table.getKey())) {
                boolean wide = !grant.on.equals(table.getKey().sql(dialect));
                boolean used = wide
                        ? needed.values().stream().anyMatch(rights -> rights.contains(grant.right))
                        : table.getValue().contains(grant.right);
                if (WRITING.contains(grant.right) && !used) {
                    needless.computeIfAbsent(new Grant(null, grant.on, grant.to), key -> new TreeSet<>())
                            .add(grant.right);
                }
            }
        }
        if (!owned.isEmpty()) {
            warnings.add("the database user " + user + " is owner or administrator, and may do anything with "
                    + owned.keySet().stream().map(table -> table.sql(dialect)).collect(Collectors.joining(", "))
                    + ": work with a user that has no more than "
                    + owned.entrySet().stream()
                            .map(table -> "GRANT " + String.join(", ", table.getValue()) + " ON "
                                    + table.getKey().sql(dialect))
                            .collect(Collectors.joining("; ")));
        }
        needless.forEach((grant, rights) -> {
            String list = String.join(", ", rights);
            warnings.add("the database user " + user + " may " + list + " on " + grant.on + ", which is not needed: "
                    + (grant.on.endsWith(".*") ? "if nothing else needs it there (the ledger?), " : "") + "REVOKE "
                    + list + " ON " + grant.on + " FROM " + grant.to);
        });
        return warnings;
    }

    private boolean mayDoAnything(Connection connection, String user, SqlName table) throws SQLException {
        String query = switch (dialect) {
            case POSTGRESQL -> POSTGRESQL_OWNER;
            case MYSQL -> MYSQL_ADMINISTRATOR;
            // There an owner is a schema, whose rights are not listed.
            default -> null;
        };
        if (query == null) {
            return false;
        }
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, dialect == Dialect.MYSQL ? user : table.sql(dialect));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private List<Grant> grants(Connection connection, String user, SqlName table) throws SQLException {
        String sql = table.sql(dialect);
        TablePlace place = TablePlace.of(connection, dialect, table);
        List<Grant> grants = new ArrayList<>();
        if (dialect == Dialect.POSTGRESQL) {
            query(connection, POSTGRESQL_GRANTS, List.of(sql, sql))
                    .forEach(row -> grants.add(new Grant(row[0], sql, row[1])));
        } else if (dialect == Dialect.MYSQL) {
            List<String> values = List.of(user, user, place.catalog(), user, place.catalog(), place.name());
            query(connection, MYSQL_GRANTS, values)
                    .forEach(row -> grants.add(new Grant(row[0], row[1] == null ? sql : row[1], user)));
        } else {
            try (ResultSet row = connection
                    .getMetaData()
                    .getTablePrivileges(place.catalog(), place.pattern(place.schema()), place.pattern(place.name()))) {
                while (row.next()) {
                    String to = String.valueOf(row.getString("GRANTEE"));
                    if (to.equalsIgnoreCase(user) || to.equalsIgnoreCase("PUBLIC")) {
                        grants.add(new Grant(row.getString("PRIVILEGE"), sql, to));
                    }
                }
            }
        }
        return grants;
    }

    private static List<String[]> query(Connection connection, String query, List<String> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setString(i + 1, values.get(i));
            }
            List<String[]> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(new String[] {row.getString(1), row.getString(2)});
                }
            }
            return rows;
        }
    }
}
