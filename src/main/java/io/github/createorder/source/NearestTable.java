package io.github.createorder.source;

import io.github.createorder.sql.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The table that somebody may have meant. */
public final class NearestTable {
    private NearestTable() {}

    /** {@code "; did you mean 'T_ORDER'?"}, or nothing when there is no such table, or the database cannot be asked. */
    public static String hint(DataSource dataSource, SqlName table) {
        try {
            Dialect dialect = Dialect.of(dataSource);
            try (Connection connection = dataSource.getConnection()) {
                return TableSchema.nearest(connection, dialect, table);
            }
        } catch (SQLException e) {
            return "";
        }
    }
}
