package io.github.createorder.source;

import io.github.createorder.mapping.Nearest;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.Place;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** One table as the database describes it. */
final class TableSchema {
    /** More of them would only take time: a hint is no more than that. */
    private static final int MOST_TABLES = 10_000;

    private final SqlName table;
    private final Dialect dialect;
    private final List<Column> columns;

    TableSchema(SqlName table, Dialect dialect, List<Column> columns) {
        this.table = table;
        this.dialect = dialect;
        this.columns = columns;
    }

    /** Describes a table by an empty query, which also serves views and synonyms, and by the catalog for byte lengths. */
    static TableSchema read(Connection connection, Dialect dialect, SqlName table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet nothing = statement.executeQuery("SELECT * FROM " + table.sql(dialect) + " WHERE 1 = 0")) {
            ResultSetMetaData meta = nothing.getMetaData();
            Map<String, int[]> lengths = lengths(connection, dialect, table);
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                int precision = meta.getPrecision(i) <= 0 ? Integer.MAX_VALUE : meta.getPrecision(i);
                int[] length = lengths.getOrDefault(meta.getColumnName(i), new int[] {precision, precision});
                columns.add(new Column(
                        meta.getColumnName(i),
                        meta.getColumnType(i),
                        meta.getColumnTypeName(i),
                        length[0],
                        dialect.countsBytes(meta.getColumnTypeName(i)) ? length[1] : Integer.MAX_VALUE,
                        meta.isNullable(i) != ResultSetMetaData.columnNoNulls,
                        dialect));
            }
        }
        return new TableSchema(table, dialect, List.copyOf(columns));
    }

    private static Map<String, int[]> lengths(Connection connection, Dialect dialect, SqlName table)
            throws SQLException {
        Place place = place(connection, dialect, table);
        Map<String, int[]> lengths = new HashMap<>();
        try (ResultSet column = connection
                .getMetaData()
                .getColumns(place.catalog(), place.pattern(place.schema()), place.pattern(place.name()), "%")) {
            while (column.next()) {
                lengths.put(column.getString("COLUMN_NAME"), new int[] {
                    unlimitedIfNone(column.getInt("COLUMN_SIZE")), unlimitedIfNone(column.getInt("CHAR_OCTET_LENGTH"))
                });
            }
        }
        return lengths;
    }

    /**
     * {@code "; did you mean 'T_ORDER'?"} for a table that is not there: one of this name in another schema, or of a name
     * that is near; or nothing.
     */
    static String nearest(Connection connection, Dialect dialect, SqlName table) throws SQLException {
        Place place = place(connection, dialect, table);
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

    /** Where the catalog has a table. */
    static Place place(Connection connection, Dialect dialect, SqlName table) throws SQLException {
        DatabaseMetaData meta = connection.getMetaData();
        UnaryOperator<String> fold = meta.storesUpperCaseIdentifiers()
                ? name -> name.toUpperCase(Locale.ROOT)
                : meta.storesLowerCaseIdentifiers()
                        ? name -> name.toLowerCase(Locale.ROOT)
                        : UnaryOperator.identity();
        List<String> names = table.stored(fold);
        String owner = names.size() > 1 ? names.get(names.size() - 2) : null;
        boolean ownerIsCatalog = dialect.ownerIsCatalog();
        return new Place(
                table.sql(dialect),
                ownerIsCatalog && owner != null ? owner : connection.getCatalog(),
                ownerIsCatalog ? null : owner != null ? owner : connection.getSchema(),
                names.get(names.size() - 1),
                meta.getSearchStringEscape());
    }

    private static int unlimitedIfNone(int length) {
        return length <= 0 ? Integer.MAX_VALUE : length;
    }

    Dialect dialect() {
        return dialect;
    }

    SqlName table() {
        return table;
    }

    String sql() {
        return table.sql(dialect);
    }

    List<Column> columns() {
        return columns;
    }

    Optional<Column> find(SqlName name) {
        return columns.stream().filter(column -> name.matches(column.name())).findFirst();
    }

    /**
     * The column of that name.
     *
     * @throws IllegalStateException if the table has none
     */
    Column column(SqlName name) {
        return find(name).orElseThrow(() -> new IllegalStateException("table " + table + " has no column " + name));
    }

    List<Column> columns(Collection<SqlName> names) {
        return names.stream().map(this::column).toList();
    }

    /** All columns by name, whatever the case. */
    Map<String, Column> byName() {
        Map<String, Column> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        columns.forEach(column -> all.put(column.name(), column));
        return all;
    }
}
