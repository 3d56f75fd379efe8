package io.github.createorder.sql;

import io.github.createorder.config.Nearest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The table that somebody may have meant. */
public final class NearestTable {
    /** More of them would only take time: a hint is no more than that. */
    private static final int MOST_TABLES = 10_000;

    private NearestTable() {}

    /** {@code "; did you mean 'T_ORDER'?"}, or nothing when there is no such table, or the database cannot be asked. */
    public static String hint(DataSource dataSource, SqlName table) {
        try {
            return hint(dataSource, Dialect.of(dataSource), table);
        } catch (SQLException e) {
            return "";
        }
    }

    /** The same where it is known what the database speaks. */
    public static String hint(DataSource dataSource, Dialect dialect, SqlName table) {
        try (Connection connection = dataSource.getConnection()) {
            return nearest(connection, dialect, table);
        } catch (SQLException e) {
            return "";
        }
    }

    /**
     * {@code "; did you mean 'T_ORDER'?"} for a table that is not there: one of this name in another schema, or of a name
     * that is near; or nothing.
     */
    private static String nearest(Connection connection, Dialect dialect, SqlName table) throws SQLException {
        TablePlace place = TablePlace.of(connection, dialect, table);
        String there = null;
        List<String> names = new ArrayList<>();
        try (ResultSet all =
                connection.getMetaData().getTables(place.catalog(), place.pattern(place.schema()), "%", null)) {
            while (all.next() && names.size() < MOST_TABLES) {
                if (isTable(all)) {
                    names.add(all.getString("TABLE_NAME"));
                }
            }
        }
        if (names.contains(place.name())) {
            return "";
        }
        String everywhere = dialect.ownerIsCatalog() ? null : place.catalog();
        try (ResultSet same = connection.getMetaData().getTables(everywhere, null, place.pattern(place.name()), null)) {
            while (same.next() && there == null) {
                String schema = same.getString(dialect.ownerIsCatalog() ? "TABLE_CAT" : "TABLE_SCHEM");
                there = isTable(same) ? schema + "." + place.name() : null;
            }
        }
        return there != null ? "; did you mean '" + there + "'?" : Nearest.hint(table.simple(), names);
    }

    private static boolean isTable(ResultSet entry) throws SQLException {
        String type = String.valueOf(entry.getString("TABLE_TYPE"));
        return (type.contains("TABLE") || type.contains("VIEW") || type.contains("SYNONYM") || type.contains("ALIAS"))
                && !type.startsWith("SYSTEM");
    }
}
