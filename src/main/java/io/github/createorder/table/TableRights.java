package io.github.createorder.table;

import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.Grant;
import io.github.createorder.sql.SqlName;
import io.github.createorder.sql.TablePlace;
import java.sql.Connection;
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

    private final JdbcTemplate jdbc;
    private final Dialect dialect;

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
        String usage = table.schema(dialect)
                .map(schema -> dialect.grantSchema(schema, user()))
                .orElse("");
        return usage + grant("SELECT", table);
    }

    /** The statement that gives the right to update no more than these columns of a table. */
    String grantUpdate(SqlName table, List<SqlName> columns) {
        return grant(
                dialect.grantsColumns()
                        ? columns.stream()
                                .map(column -> column.sql(dialect))
                                .collect(Collectors.joining(", ", "UPDATE (", ")"))
                        : "UPDATE",
                table);
    }

    /** The statement that gives a right to a table. */
    String grant(String right, SqlName table) {
        return "GRANT " + right + " ON " + table.sql(dialect) + " TO " + user();
    }

    private String user() {
        return jdbc.execute((ConnectionCallback<String>) dialect::user);
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
        String user = dialect.user(connection);
        List<String> warnings = new ArrayList<>();
        Map<SqlName, Set<String>> owned = new LinkedHashMap<>();
        Map<Grant, Set<String>> needless = new LinkedHashMap<>();
        for (Map.Entry<SqlName, Set<String>> table : needed.entrySet()) {
            TablePlace place = TablePlace.of(connection, dialect, table.getKey());
            if (dialect.mayDoAnything(connection, user, place)) {
                owned.put(table.getKey(), table.getValue());
                continue;
            }
            for (Grant grant : dialect.grants(connection, user, place)) {
                boolean wide = !grant.on().equals(place.sql());
                boolean used = wide
                        ? needed.values().stream().anyMatch(rights -> rights.contains(grant.right()))
                        : table.getValue().contains(grant.right());
                if (WRITING.contains(grant.right()) && !used) {
                    needless.computeIfAbsent(new Grant(null, grant.on(), grant.to()), key -> new TreeSet<>())
                            .add(grant.right());
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
            warnings.add("the database user " + user + " may " + list + " on " + grant.on() + ", which is not needed: "
                    + (grant.on().endsWith(".*") ? "if nothing else needs it there (the ledger?), " : "") + "REVOKE "
                    + list + " ON " + grant.on() + " FROM " + grant.to());
        });
        return warnings;
    }
}
