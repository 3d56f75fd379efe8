package io.github.createorder.table;

import io.github.createorder.sql.Dialect;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** What becomes of a database's values in a record. Wall-clock times pass as they are, whatever the JVM's zone. */
final class Values {
    static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

    /** How a column's values are read and bound. */
    enum Kind {
        NUMBER,
        /** Binary floating point: seldom what was written, and drivers round it as they please. Neither mapped nor a key. */
        FLOATING,
        /** PostgreSQL's money, which its driver cannot read: it is cast in the statement. */
        MONEY,
        TEXT,
        PADDED,
        CLOB,
        BOOLEAN,
        DATE,
        TIME,
        ZONED_TIME,
        TIMESTAMP,
        ZONED,
        REFUSED;

        /** Whether a record has such values. */
        boolean isRead() {
            return this != FLOATING && this != REFUSED;
        }
    }

    private Values() {}

    static Kind kind(int type, String typeName, Dialect dialect) {
        String name = typeName == null ? "" : typeName.toUpperCase(Locale.ROOT);
        switch (name) {
            case "TIMESTAMPTZ", "DATETIMEOFFSET" -> {
                return Kind.ZONED;
            }
            case "TIMETZ", "TIME WITH TIME ZONE" -> {
                return Kind.ZONED_TIME;
            }
            case "UUID" -> {
                return Kind.TEXT;
            }
            // MySQL's year is a date to its drivers, and Oracle's numbers of any scale are floating to its own.
            case "YEAR", "NUMBER", "DECFLOAT" -> {
                return Kind.NUMBER;
            }
            default -> {}
        }
        if (name.contains("WITH TIME ZONE") || name.contains("WITH LOCAL TIME ZONE")) {
            return Kind.ZONED;
        }
        return switch (type) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.DECIMAL ->
                Kind.NUMBER;
            case Types.REAL, Types.FLOAT, Types.DOUBLE -> name.equals("MONEY") ? Kind.MONEY : Kind.FLOATING;
            case Types.CHAR, Types.NCHAR -> Kind.PADDED;
            // PostgreSQL's uuid, json and the like, and what Oracle calls ROWID.
            case Types.VARCHAR, Types.NVARCHAR, Types.OTHER, Types.SQLXML, Types.ROWID -> Kind.TEXT;
            case Types.CLOB, Types.NCLOB, Types.LONGVARCHAR, Types.LONGNVARCHAR -> Kind.CLOB;
            // A TINYINT(1) of 2 is no yes, and a BIT(8) is no boolean anywhere.
            case Types.BOOLEAN, Types.BIT ->
                dialect.booleansAreNumbers() ? Kind.NUMBER : name.equals("BIT") ? Kind.TEXT : Kind.BOOLEAN;
            case Types.DATE -> Kind.DATE;
            case Types.TIME -> Kind.TIME;
            case Types.TIMESTAMP -> Kind.TIMESTAMP;
            case Types.TIME_WITH_TIMEZONE -> Kind.ZONED_TIME;
            case Types.TIMESTAMP_WITH_TIMEZONE -> Kind.ZONED;
            default -> Kind.REFUSED;
        };
    }

    /** One cell, where there is but one row, or a few. */
    static Object read(ResultSet row, int i, Dialect dialect) throws SQLException {
        return Cell.of(row.getMetaData(), i, dialect).value(row);
    }

    /** A value as one text. */
    static String text(Object value) {
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        return value == null ? null : value.toString();
    }

    static String date(LocalDate date) {
        String endless = endless(date, LocalDate.MAX, LocalDate.MIN);
        return date == null ? null : endless != null ? endless : date.toString();
    }

    static String beijing(OffsetDateTime time) {
        String endless = endless(time, OffsetDateTime.MAX, OffsetDateTime.MIN);
        return time == null
                ? null
                : endless != null
                        ? endless
                        : wallClock(time.withOffsetSameInstant(BEIJING).toLocalDateTime());
    }

    /** {@code yyyy-MM-dd HH:mm:ss}, and milliseconds where there are any. */
    static String wallClock(LocalDateTime time) {
        if (time == null) {
            return null;
        }
        String endless = endless(time, LocalDateTime.MAX, LocalDateTime.MIN);
        if (endless != null) {
            return endless;
        }
        // By hand: there are several in every row, and a formatter costs more than reading them.
        StringBuilder text = new StringBuilder(23).append(time.toLocalDate()).append(' ');
        two(text, time.getHour()).append(':');
        two(text, time.getMinute()).append(':');
        two(text, time.getSecond());
        int millis = time.getNano() / 1_000_000;
        if (millis > 0) {
            text.append('.').append((char) ('0' + millis / 100));
            two(text, millis % 100);
        }
        return text.toString();
    }

    private static StringBuilder two(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /** PostgreSQL's word for the end of time, which its driver gives as the greatest date that Java has; else null. */
    static String endless(Object value, Object max, Object min) {
        return max.equals(value) ? "infinity" : min.equals(value) ? "-infinity" : null;
    }

    static String timeOfDay(LocalTime time) {
        return timeOfDay(time.toString());
    }

    /**
     * Always with seconds, so that a pattern of a mapping fits every row, that of a full minute as well. As text: MySQL has
     * times of more than a day, which a driver silently takes for the rest of one.
     */
    static String timeOfDay(String time) {
        if (time == null) {
            return null;
        }
        // MySQL's own driver writes -1:00:00 where others write -01:00:00.
        String hours = time.indexOf(':') == 2 && time.charAt(0) == '-' ? "-0" + time.substring(1) : time;
        String text = hours.length() == "HH:mm".length() ? hours + ":00" : hours;
        int end = text.length();
        if (text.indexOf('.') > 0) {
            while (text.charAt(end - 1) == '0') {
                end--;
            }
            end = text.charAt(end - 1) == '.' ? end - 1 : end;
        }
        return text.substring(0, end);
    }

    static String trimmed(String text) {
        if (text == null) {
            return null;
        }
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
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
