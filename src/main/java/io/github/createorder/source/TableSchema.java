package io.github.createorder.source;

import io.github.createorder.sql.Dialect;
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
                        countsBytes(dialect, meta.getColumnTypeName(i)) ? length[1] : Integer.MAX_VALUE,
                        meta.isNullable(i) != ResultSetMetaData.columnNoNulls,
                        dialect));
            }
        }
        return new TableSchema(table, dialect, List.copyOf(columns));
    }

    private static boolean countsBytes(Dialect dialect, String typeName) {
        boolean national = typeName.toUpperCase(Locale.ROOT).startsWith("N");
        return dialect != Dialect.POSTGRESQL && dialect != Dialect.H2 && !national;
    }

    private static Map<String, int[]> lengths(Connection connection, Dialect dialect, SqlName table)
            throws SQLException {
        DatabaseMetaData meta = connection.getMetaData();
        UnaryOperator<String> fold = meta.storesUpperCaseIdentifiers()
                ? name -> name.toUpperCase(Locale.ROOT)
                : meta.storesLowerCaseIdentifiers() ? name -> name.toLowerCase(Locale.ROOT) : UnaryOperator.identity();
        List<String> names = table.stored(fold);
        String name = names.get(names.size() - 1);
        String owner = names.size() > 1 ? names.get(names.size() - 2) : null;
        boolean ownerIsCatalog = dialect == Dialect.MYSQL;
        String catalog = ownerIsCatalog && owner != null ? owner : connection.getCatalog();
        String schema = ownerIsCatalog ? null : owner != null ? owner : connection.getSchema();
        String escape = meta.getSearchStringEscape();
        Map<String, int[]> lengths = new HashMap<>();
        try (ResultSet column = meta.getColumns(catalog, pattern(schema, escape), pattern(name, escape), "%")) {
            while (column.next()) {
                lengths.put(column.getString("COLUMN_NAME"), new int[] {
                    unlimitedIfNone(column.getInt("COLUMN_SIZE")), unlimitedIfNone(column.getInt("CHAR_OCTET_LENGTH"))
                });
            }
        }
        return lengths;
    }

    private static int unlimitedIfNone(int length) {
        return length <= 0 ? Integer.MAX_VALUE : length;
    }

    private static String pattern(String name, String escape) {
        return name == null || escape == null || escape.isEmpty()
                ? name
                : name.replace(escape, escape + escape)
                        .replace("_", escape + "_")
                        .replace("%", escape + "%");
    }

    Dialect dialect() {
        return dialect;
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
