package io.github.createorder.table;

import io.github.createorder.order.Columns;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.sql.SqlName;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the rows of one result. What its columns are is decided once, not for every cell. */
final class RowReader {
    private static final Logger LOG = LoggerFactory.getLogger(RowReader.class);

    private final Plan plan;
    private final List<Cell> cells;
    private final Cell[] key;
    private final Cell mark;
    private final String unread;
    private final Columns.Names own;
    private final Columns.Names ownAndUnreadable;

    /**
     * What rows are read for.
     *
     * @param source for messages
     * @param table that the rows are of
     * @param key the columns of the key
     * @param mark the watermark; null without one
     * @param bookkeeping columns that are no part of a record: what we write would make it differ at every reading
     * @param unread columns of the table that no statement selects, because no record has values of their types
     */
    record Plan(
            String source,
            TableSchema table,
            List<SqlName> key,
            SqlName mark,
            List<SqlName> bookkeeping,
            List<TableColumn> unread) {}

    /**
     * A row as it was read.
     *
     * @param key the key's values as text
     * @param columns the core system's own
     * @param mark the watermark as text; null without one
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Row(List<String> key, Columns columns, String mark, RowReader reader, Object[] values) {
        String ref() {
            return Ref.join(key);
        }

        /** The same row where nobody knows whether it is of this order: whatever of it is asked for is a fault. */
        Row doubtfullyOf(List<String> order) {
            String why = "is of a row with the key " + Ref.join(key)
                    + ", which only the database's collation holds to be " + Ref.join(order);
            Object[] none = new Object[values.length];
            none[none.length - 1] = columns.keySet().stream()
                    .filter(name -> !name.equals(SourceRecord.UNREADABLE))
                    .map(name -> line(name, why))
                    .collect(Collectors.joining("\n"));
            return new Row(key, reader.ownAndUnreadable.row(none), mark, reader, values);
        }

        /** The value of any column that was selected. */
        Object value(SqlName column) {
            return values[reader.cell(column).index() - 1];
        }
    }

    /** @throws IllegalStateException if two columns differ in nothing but case, or one is not there */
    RowReader(ResultSetMetaData meta, Plan plan) throws SQLException {
        this.plan = plan;
        this.cells = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            cells.add(Cell.of(meta, i, plan.table.dialect()));
        }
        this.key = plan.key.stream().map(this::cell).toArray(Cell[]::new);
        this.mark = plan.mark == null ? null : cell(plan.mark);
        this.unread = plan.unread.isEmpty()
                ? null
                : plan.unread.stream()
                        .map(column -> unreadable(column.name(), column.typeName()))
                        .collect(Collectors.joining("\n"));
        List<Cell> ours = plan.bookkeeping.stream()
                .map(this::find)
                .filter(Objects::nonNull)
                .toList();
        List<String> names = new ArrayList<>();
        cells.forEach(cell -> names.add(ours.contains(cell) ? null : cell.label()));
        try {
            this.own = Columns.Names.of(names);
            names.add(SourceRecord.UNREADABLE);
            this.ownAndUnreadable = Columns.Names.of(names);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(e.getMessage() + ": name the columns to read, and only one of these");
        }
    }

    private Cell cell(SqlName column) {
        Cell cell = find(column);
        if (cell == null) {
            throw new IllegalStateException("no column " + column + " in the result");
        }
        return cell;
    }

    private Cell find(SqlName column) {
        String name = plan.table.column(column).name();
        // MySQL spells a label as the statement does.
        return cells.stream()
                .filter(cell -> cell.label().equals(name))
                .findFirst()
                .or(() -> cells.stream()
                        .filter(cell -> column.matches(cell.label()))
                        .findFirst())
                .orElse(null);
    }

    /** The row; null, and a line in the log, for one whose key cannot be read: nobody could tell it from others. */
    Row row(ResultSet row) throws SQLException {
        List<String> keyValues = key(row);
        if (keyValues == null) {
            return null;
        }
        Object[] values = new Object[cells.size() + 1];
        String unreadable = unread;
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            try {
                values[i] = cell.value(row);
            } catch (SQLException | DateTimeException | NumberFormatException e) {
                // One bad cell holds up nothing: an order that needs it ends as an error that people see.
                if (isConnectionLost(row, e)) {
                    throw e;
                }
                String line = unreadable(cell.label(), cell.typeName());
                unreadable = unreadable == null ? line : unreadable + "\n" + line;
            }
        }
        values[cells.size()] = unreadable;
        Columns.Names names = unreadable == null ? own : ownAndUnreadable;
        return new Row(keyValues, names.row(values), mark == null ? null : mark.key(row), this, values);
    }

    /** The key alone, as text; null, and a line in the log, when it cannot be read. */
    List<String> key(ResultSet row) throws SQLException {
        String[] values = new String[key.length];
        for (int i = 0; i < key.length; i++) {
            try {
                values[i] = key[i].key(row);
            } catch (SQLException | DateTimeException | NumberFormatException e) {
                if (isConnectionLost(row, e)) {
                    throw e;
                }
                LOG.debug("Source {}: a key cannot be read", plan.source, e);
            }
            if (values[i] == null) {
                LOG.warn(
                        "Source {}: a row is left out: its key column {} of type {} has no value, or one that cannot be"
                                + " read: correct the row",
                        plan.source,
                        key[i].label(),
                        key[i].typeName());
                return null;
            }
        }
        return List.of(values);
    }

    private static String unreadable(String name, String typeName) {
        return line(name, "of type " + typeName + " cannot be read");
    }

    private static String line(String name, String why) {
        return name + ": " + why;
    }

    private static boolean isConnectionLost(ResultSet row, Exception failure) throws SQLException {
        return failure instanceof SQLException sql
                && (sql instanceof SQLRecoverableException
                        || sql instanceof SQLTransientException
                        || (sql.getSQLState() != null && sql.getSQLState().startsWith("08"))
                        || row.isClosed()
                        || row.getStatement().getConnection().isClosed());
    }
}
