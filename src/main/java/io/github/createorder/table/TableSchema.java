package io.github.createorder.table;

import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.SqlName;
import io.github.createorder.sql.TablePlace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One table as the database describes it. */
final class TableSchema {
    private final SqlName table;
    private final Dialect dialect;
    private final List<TableColumn> columns;
    private final boolean lowerCase;
    private final boolean tellsChangedRows;
    private final Set<String> indexed;

    TableSchema(SqlName table, Dialect dialect, List<TableColumn> columns) {
        this(table, dialect, columns, Set.of(), false, true);
    }

    /**
     * @param indexed columns with which an index of all rows begins
     * @param lowerCase whether the database takes a name without quotes for one in lower case, and not in upper case
     */
    private TableSchema(
            SqlName table,
            Dialect dialect,
            List<TableColumn> columns,
            Set<String> indexed,
            boolean lowerCase,
            boolean tellsChangedRows) {
        this.indexed = indexed;
        this.table = table;
        this.dialect = dialect;
        this.columns = columns;
        this.lowerCase = lowerCase;
        this.tellsChangedRows = tellsChangedRows;
    }

    /**
     * Describes a table by an empty query, which also serves views and synonyms, and by the catalog for byte lengths.
     */
    static TableSchema read(Connection connection, Dialect dialect, SqlName table) throws SQLException {
        List<TableColumn> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet nothing = statement.executeQuery("SELECT * FROM " + table.sql(dialect) + " WHERE 1 = 0")) {
            ResultSetMetaData meta = nothing.getMetaData();
            Map<String, int[]> lengths = lengths(connection, dialect, table);
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                int precision = meta.getPrecision(i) <= 0 ? Integer.MAX_VALUE : meta.getPrecision(i);
                int[] length = lengths.getOrDefault(meta.getColumnName(i), new int[] {precision, precision});
                columns.add(new TableColumn(
                        meta.getColumnName(i),
                        meta.getColumnType(i),
                        meta.getColumnTypeName(i),
                        length[0],
                        dialect.countsBytes(meta.getColumnTypeName(i)) ? length[1] : Integer.MAX_VALUE,
                        meta.isNullable(i) != ResultSetMetaData.columnNoNulls,
                        dialect));
            }
        }
        boolean lowerCase = connection.getMetaData().storesLowerCaseIdentifiers();
        boolean tellsChangedRows = dialect.tellsChangedRows(connection, TablePlace.of(connection, dialect, table));
        return new TableSchema(
                table, dialect, List.copyOf(columns), indexed(connection, dialect, table), lowerCase, tellsChangedRows);
    }

    /** Asked for only where a statement depends on it: not every catalog is quick. */
    private static Set<String> indexed(Connection connection, Dialect dialect, SqlName table) throws SQLException {
        if (!dialect.mindsStatusIndex()) {
            return Set.of();
        }
        TablePlace place = TablePlace.of(connection, dialect, table);
        Set<String> indexed = new HashSet<>();
        // Approximate, so that no driver has the table counted.
        try (ResultSet index =
                connection.getMetaData().getIndexInfo(place.catalog(), place.schema(), place.name(), false, true)) {
            while (index.next()) {
                if (index.getShort("ORDINAL_POSITION") == 1 && index.getString("FILTER_CONDITION") == null) {
                    indexed.add(index.getString("COLUMN_NAME"));
                }
            }
        } catch (SQLFeatureNotSupportedException e) {
            return Set.of();
        }
        return indexed;
    }

    private static Map<String, int[]> lengths(Connection connection, Dialect dialect, SqlName table)
            throws SQLException {
        TablePlace place = TablePlace.of(connection, dialect, table);
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

    private static int unlimitedIfNone(int length) {
        return length <= 0 ? Integer.MAX_VALUE : length;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Whether an index of all rows begins with this column. */
    boolean isIndexed(TableColumn column) {
        return indexed.contains(column.name());
    }

    /** Whether a change can say which rows it has changed. */
    boolean tellsChangedRows() {
        return tellsChangedRows;
    }

    SqlName table() {
        return table;
    }

    String sql() {
        return table.sql(dialect);
    }

    List<TableColumn> columns() {
        return columns;
    }

    /** The column of that name; of several that differ in case only, the one that the database takes the name for. */
    Optional<TableColumn> find(SqlName name) {
        List<TableColumn> found =
                columns.stream().filter(column -> name.matches(column.name())).toList();
        String folded = lowerCase
                ? name.simple().toLowerCase(Locale.ROOT)
                : name.simple().toUpperCase(Locale.ROOT);
        return found.stream()
                .filter(column -> found.size() == 1 || column.name().equals(folded))
                .findFirst()
                .or(() -> found.stream().findFirst());
    }

    /** The columns that a choice names; all of the table when it names none. */
    List<TableColumn> chosen(Collection<SqlName> choice) {
        return choice.isEmpty()
                ? columns
                : choice.stream().flatMap(name -> find(name).stream()).toList();
    }

    /** Those whose values no record has. */
    static List<TableColumn> unread(List<TableColumn> chosen) {
        return chosen.stream().filter(column -> !column.kind().isRead()).toList();
    }

    /**
     * The column of that name.
     *
     * @throws IllegalStateException if the table has none
     */
    TableColumn column(SqlName name) {
        return find(name).orElseThrow(() -> new IllegalStateException("table " + table + " has no column " + name));
    }

    List<TableColumn> columns(Collection<SqlName> names) {
        return names.stream().map(this::column).toList();
    }

    /** All columns by name, whatever the case. */
    Map<String, TableColumn> byName() {
        Map<String, TableColumn> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        columns.forEach(column -> all.put(column.name(), column));
        return all;
    }
}
