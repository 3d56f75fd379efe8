package io.github.createorder.table;

import io.github.createorder.sql.Dialect;
import java.math.BigDecimal;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;

/**
 * One column of a result, and how its cells are read: what that hangs on is asked of the driver once, not for every cell.
 *
 * @param index from 1
 * @param label as the result spells it
 * @param type of {@link Types}
 * @param timesAreText whether the driver gives times as text
 */
record Cell(int index, String label, int type, String typeName, Values.Kind kind, boolean timesAreText) {
    /** Longer texts are no field of an order; a batch of them would fill the heap. */
    private static final int LONGEST_TEXT = 100_000;

    static Cell of(ResultSetMetaData meta, int index, Dialect dialect) throws SQLException {
        int type = meta.getColumnType(index);
        String typeName = meta.getColumnTypeName(index);
        return new Cell(
                index,
                meta.getColumnLabel(index),
                type,
                typeName,
                Values.kind(type, typeName, dialect),
                dialect.timesAreText());
    }

    /** A record's value: String, BigDecimal, Boolean or null. */
    Object value(ResultSet row) throws SQLException {
        return switch (kind) {
            case NUMBER -> row.getBigDecimal(index);
            case FLOATING -> floating(row);
            case TEXT, MONEY -> limited(row.getString(index));
            case PADDED -> Values.trimmed(row.getString(index));
            case CLOB -> type == Types.CLOB || type == Types.NCLOB ? clob(row) : limited(row.getString(index));
            case BOOLEAN -> {
                boolean value = row.getBoolean(index);
                yield row.wasNull() ? null : value;
            }
            case DATE -> Values.date(date(row));
            case TIME -> Values.timeOfDay(row.getString(index));
            case ZONED_TIME -> {
                OffsetTime value = row.getObject(index, OffsetTime.class);
                yield value == null
                        ? null
                        : Values.timeOfDay(
                                value.withOffsetSameInstant(Values.BEIJING).toLocalTime());
            }
            case TIMESTAMP -> Values.wallClock(wallClock(row));
            case ZONED -> Values.beijing(row.getObject(index, OffsetDateTime.class));
            case REFUSED -> throw new SQLException("no value of type " + typeName + " is read");
        };
    }

    /** A key's value as text that loses nothing and is alike whatever numeric type the column has; null for NULL. */
    String key(ResultSet row) throws SQLException {
        return switch (kind) {
            case TIMESTAMP -> {
                LocalDateTime value = wallClock(row);
                String endless = Values.endless(value, LocalDateTime.MAX, LocalDateTime.MIN);
                yield value == null ? null : endless != null ? endless : value.toString();
            }
            case ZONED -> {
                OffsetDateTime value = row.getObject(index, OffsetDateTime.class);
                String endless = Values.endless(value, OffsetDateTime.MAX, OffsetDateTime.MIN);
                yield value == null
                        ? null
                        : endless != null
                                ? endless
                                : value.withOffsetSameInstant(ZoneOffset.UTC).toString();
            }
            default -> Values.text(value(row));
        };
    }

    private LocalDate date(ResultSet row) throws SQLException {
        if (!timesAreText) {
            return row.getObject(index, LocalDate.class);
        }
        String text = row.getString(index);
        return text == null ? null : LocalDate.parse(text);
    }

    private LocalDateTime wallClock(ResultSet row) throws SQLException {
        if (!timesAreText) {
            return row.getObject(index, LocalDateTime.class);
        }
        String text = row.getString(index);
        return text == null ? null : LocalDateTime.parse(text.replace(' ', 'T'));
    }

    /** The shortest text that is the same number: 0.1 stays 0.1. */
    private BigDecimal floating(ResultSet row) throws SQLException {
        double value = row.getDouble(index);
        return row.wasNull()
                ? null
                : new BigDecimal(type == Types.REAL ? Float.toString((float) value) : Double.toString(value));
    }

    private String clob(ResultSet row) throws SQLException {
        Clob clob = row.getClob(index);
        if (clob == null) {
            return null;
        }
        String text = clob.getSubString(1, LONGEST_TEXT + 1);
        clob.free();
        return limited(text);
    }

    private static String limited(String text) {
        return text == null || text.length() <= LONGEST_TEXT
                ? text
                : text.substring(0, LONGEST_TEXT) + "… (cut at " + LONGEST_TEXT + " characters)";
    }
}
