package io.github.createorder.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.RowMapper;

/** A batch is one statement over an array a column. */
final class ArrayBatches implements Batches {
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):(\\w+)");

    private final JdbcTemplate jdbc;

    ArrayBatches(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public <T> List<T> queryIn(String sql, Collection<?> keys, RowMapper<T> mapper) {
        return jdbc.query(among(sql, keys), mapper);
    }

    @Override
    public int updateIn(String sql, Collection<?> keys) {
        return jdbc.update(among(sql, keys));
    }

    private static PreparedStatementCreator among(String sql, Collection<?> keys) {
        String type = keys.iterator().next() instanceof String ? "text" : "bigint";
        // In a subquery, so that it is planned for a few keys and goes by their index, also while the table is small.
        String any = "= ANY ((SELECT ?::" + type + "[])::" + type + "[])";
        return connection -> {
            PreparedStatement statement = connection.prepareStatement(sql.replace("$in", any));
            statement.setArray(1, connection.createArrayOf(type, keys.toArray(Rows.array(type, 0))));
            return statement;
        };
    }

    @Override
    public void insert(String into, String expressions, Rows rows) {
        jdbc.update(over(rows, into + "SELECT " + expressions + " FROM $rows"));
    }

    @Override
    public Map<String, Long> insertEntries(String into, String expressions, Rows rows) {
        Map<String, Long> ids = new HashMap<>();
        jdbc.query(over(rows, into + "SELECT " + expressions + " FROM $rows RETURNING order_key, id"), row -> {
            ids.put(row.getString(1), row.getLong(2));
        });
        return ids;
    }

    @Override
    public List<Long> updateEntries(String set, String status, Rows rows) {
        return jdbc.query(
                over(
                        rows,
                        "UPDATE createorder_entry e SET " + set
                                + " FROM $rows WHERE e.id = :id AND e.version = :version" + " AND e.status = '" + status
                                + "' RETURNING e.id"),
                (row, n) -> row.getLong(1));
    }

    @Override
    public int updateAll(String update, String where, Rows rows) {
        return jdbc.update(over(rows, update + " FROM $rows WHERE " + where));
    }

    private static PreparedStatementCreator over(Rows rows, String text) {
        String arrays = rows.types().stream()
                .map(type -> "?::" + type + "[]")
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
        String unnest = "unnest(" + arrays + ") AS r(" + String.join(", ", rows.names()) + ")";
        String statement = PARAMETER.matcher(text).replaceAll("r.$1").replace("$rows", unnest);
        return connection -> prepare(connection, statement, rows);
    }

    private static PreparedStatement prepare(Connection connection, String sql, Rows rows) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < rows.names().size(); i++) {
            statement.setArray(i + 1, connection.createArrayOf(rows.types().get(i), rows.column(i)));
        }
        return statement;
    }
}
