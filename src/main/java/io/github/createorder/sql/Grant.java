package io.github.createorder.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A right that somebody was given.
 *
 * @param on the table, or in MySQL what it is in
 * @param to the user, a role of its, or PUBLIC
 */
public record Grant(String right, String on, String to) {
    /** A catalog answers at once, unless somebody is altering tables. */
    private static final int SECONDS = 60;

    /** The rights of the user and of everybody, as a driver tells them. */
    static List<Grant> ofDriver(Connection connection, String user, TablePlace table) throws SQLException {
        List<Grant> grants = new ArrayList<>();
        try (ResultSet row = connection
                .getMetaData()
                .getTablePrivileges(table.catalog(), table.pattern(table.schema()), table.pattern(table.name()))) {
            while (row.next()) {
                String to = String.valueOf(row.getString("GRANTEE"));
                if (to.equalsIgnoreCase(user) || to.equalsIgnoreCase("PUBLIC")) {
                    grants.add(new Grant(row.getString("PRIVILEGE"), table.sql(), to));
                }
            }
        }
        return grants;
    }

    /** The rows of a query of the catalog, as texts. */
    static List<List<String>> query(Connection connection, String query, List<String> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setQueryTimeout(SECONDS);
            for (int i = 0; i < values.size(); i++) {
                statement.setString(i + 1, values.get(i));
            }
            List<List<String>> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                int columns = row.getMetaData().getColumnCount();
                while (row.next()) {
                    String[] texts = new String[columns];
                    for (int i = 0; i < columns; i++) {
                        texts[i] = row.getString(i + 1);
                    }
                    rows.add(Arrays.asList(texts));
                }
            }
            return rows;
        }
    }
}
