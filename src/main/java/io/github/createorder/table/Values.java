package io.github.createorder.table;

import java.math.BigDecimal;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Turns what JDBC yields into the four kinds of value of a record. Wall-clock times pass as they are, whatever the JVM's zone. */
final class Values {
    /** Longer texts are no field of an order; a batch of them would fill the heap. */
    static final int LONGEST_TEXT = 100_000;

    static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    /** How a column's values are read and bound. */
    enum Kind {
        NUMBER,
        TEXT,
        PADDED,
        CLOB,
        BOOLEAN,
        DATE,
        TIME,
        TIMESTAMP,
        ZONED,
        REFUSED
    }

    private Values() {}

    static Kind kind(int type, String typeName) {
        String name = typeName == null ? "" : typeName.toUpperCase(Locale.ROOT);
        if (name.contains("WITH TIME ZONE")
                || name.contains("WITH LOCAL TIME ZONE")
                || name.equals("TIMESTAMPTZ")
                || name.equals("DATETIMEOFFSET")) {
            return Kind.ZONED;
        } else if (name.equals("UUID")) {
            return Kind.TEXT;
        }
        return switch (type) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.NUMERIC,
                    Types.DECIMAL,
                    Types.REAL,
                    Types.FLOAT,
                    Types.DOUBLE -> Kind.NUMBER;
            case Types.CHAR, Types.NCHAR -> Kind.PADDED;
            // PostgreSQL's uuid, json and the like, and what Oracle calls ROWID.
            case Types.VARCHAR, Types.NVARCHAR, Types.OTHER, Types.SQLXML, Types.ROWID -> Kind.TEXT;
            case Types.CLOB, Types.NCLOB, Types.LONGVARCHAR, Types.LONGNVARCHAR -> Kind.CLOB;
            case Types.BOOLEAN, Types.BIT -> Kind.BOOLEAN;
            case Types.DATE -> Kind.DATE;
            case Types.TIME -> Kind.TIME;
            case Types.TIMESTAMP -> Kind.TIMESTAMP;
            case Types.TIMESTAMP_WITH_TIMEZONE -> Kind.ZONED;
            default -> Kind.REFUSED;
        };
    }

    static String refusal(String column, String typeName) {
        return "column " + column + " is of type " + typeName
                + ", which no field of an order can come from; leave it out by naming the columns to read";
    }

    /** A record's value: String, BigDecimal, Boolean or null. */
    static Object read(ResultSet row, int i) throws SQLException {
        ResultSetMetaData meta = row.getMetaData();
        return switch (kind(meta.getColumnType(i), meta.getColumnTypeName(i))) {
            case NUMBER -> number(row, i, meta.getColumnType(i));
            case TEXT, CLOB -> text(row, i, meta.getColumnType(i));
            case PADDED -> trimmed(row.getString(i));
            case BOOLEAN -> {
                boolean value = row.getBoolean(i);
                yield row.wasNull() ? null : value;
            }
            case DATE -> asText(row.getObject(i, LocalDate.class));
            case TIME -> timeOfDay(row.getObject(i, LocalTime.class));
            case TIMESTAMP -> wallClock(row.getObject(i, LocalDateTime.class));
            case ZONED -> {
                OffsetDateTime value = row.getObject(i, OffsetDateTime.class);
                yield value == null
                        ? null
                        : wallClock(value.withOffsetSameInstant(BEIJING).toLocalDateTime());
            }
            case REFUSED -> throw new IllegalStateException(refusal(meta.getColumnLabel(i), meta.getColumnTypeName(i)));
        };
    }

    /** A key's value as text that loses nothing and is alike whatever numeric type the column has; null for NULL. */
    static String key(ResultSet row, int i) throws SQLException {
        ResultSetMetaData meta = row.getMetaData();
        return switch (kind(meta.getColumnType(i), meta.getColumnTypeName(i))) {
            case TIMESTAMP -> asText(row.getObject(i, LocalDateTime.class));
            case ZONED -> {
                OffsetDateTime value = row.getObject(i, OffsetDateTime.class);
                yield value == null
                        ? null
                        : value.withOffsetSameInstant(ZoneOffset.UTC).toString();
            }
            default -> text(read(row, i));
        };
    }

    /** A value as one text. */
    static String text(Object value) {
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        return asText(value);
    }

    static String wallClock(LocalDateTime time) {
        return time == null ? null : (time.get(ChronoField.MILLI_OF_SECOND) == 0 ? SECONDS : MILLIS).format(time);
    }

    /** Always with seconds: a pattern of a mapping must fit every row, that of a full minute as well. */
    private static String timeOfDay(LocalTime time) {
        return time == null || !time.equals(time.truncatedTo(ChronoUnit.SECONDS))
                ? asText(time)
                : time.format(DateTimeFormatter.ISO_LOCAL_TIME);
    }

    private static Object number(ResultSet row, int i, int type) throws SQLException {
        if (type == Types.REAL || type == Types.FLOAT || type == Types.DOUBLE) {
            // The shortest text that is the same number: 0.1 stays 0.1.
            double value = row.getDouble(i);
            if (row.wasNull()) {
                return null;
            }
            return new BigDecimal(type == Types.REAL ? Float.toString((float) value) : Double.toString(value));
        }
        return row.getBigDecimal(i);
    }

    private static String text(ResultSet row, int i, int type) throws SQLException {
        if (type == Types.CLOB || type == Types.NCLOB) {
            Clob clob = row.getClob(i);
            if (clob == null) {
                return null;
            }
            String text = clob.getSubString(1, LONGEST_TEXT + 1);
            clob.free();
            return limited(text);
        }
        String text = row.getString(i);
        return text == null ? null : limited(text);
    }

    private static String limited(String text) {
        return text.length() <= LONGEST_TEXT
                ? text
                : text.substring(0, LONGEST_TEXT) + "… (cut at " + LONGEST_TEXT + " characters)";
    }

    private static String trimmed(String text) {
        if (text == null) {
            return null;
        }
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    private static String asText(Object value) {
        return value == null ? null : value.toString();
    }

    /** Whether a column's value is this number, be it stored as a number or as text such as {@code '02'}. */
    static boolean isNumber(Object value, int number) {
        try {
            return value != null && new BigDecimal(value.toString().strip()).compareTo(BigDecimal.valueOf(number)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
