package io.github.createorder.intake;

import io.github.createorder.order.Columns;
import io.github.createorder.order.SourceRecord;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Clob;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes rows of a record, whose values are text, exact decimals and booleans, from maps of a route. What cannot be one without
 * a guess, a binary floating-point number above all, is unreadable: a fault of the order whose mapping asks for it. Not
 * thread-safe.
 */
final class RecordValues {
    /** In place of an object or a list: no column has such a value. */
    static final Object NESTED = new Object();

    private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DATE_TIME_MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** Longer texts are no field of an order; a batch of them would fill the heap. */
    private static final int LONGEST_TEXT = 100_000;
    /** Written out, {@code 1e999999999} would fill the heap. */
    private static final int MOST_DIGITS = 1_000;

    private List<String> lastNames;
    private Columns.Names names;

    /** Why a value is none of a record, in words. */
    private static final class UnreadableValueException extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableValueException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * The row of a map.
     *
     * @param unreadable columns that are to be unreadable, with why; may be changed afterwards
     * @throws IllegalArgumentException if two of its keys differ in nothing but case
     */
    Columns row(Map<?, ?> map, Map<String, String> unreadable) {
        int size = map.size();
        List<String> keys = new ArrayList<>(size + 1);
        Object[] values = new Object[size + 1];
        StringBuilder lines = null;
        int at = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = String.valueOf(entry.getKey());
            if (name.equalsIgnoreCase(SourceRecord.UNREADABLE)) {
                lines = line(lines, String.valueOf(entry.getValue()));
                continue;
            }
            String why = unreadable.get(name);
            if (why == null) {
                try {
                    values[at] = value(entry.getValue());
                } catch (UnreadableValueException | DateTimeException e) {
                    why = e.getMessage();
                }
            }
            if (why != null) {
                lines = line(lines, name + ": " + why);
            }
            keys.add(name);
            at++;
        }
        for (Map.Entry<String, String> column : unreadable.entrySet()) {
            if (keys.stream().noneMatch(column.getKey()::equalsIgnoreCase)) {
                lines = line(lines, column.getKey() + ": " + column.getValue());
            }
        }
        if (lines != null) {
            keys.add(SourceRecord.UNREADABLE);
            values[at] = lines.toString();
        }
        if (!keys.equals(lastNames)) {
            names = Columns.Names.of(keys);
            lastNames = keys;
        }
        return names.row(values);
    }

    private static StringBuilder line(StringBuilder lines, String line) {
        return lines == null ? new StringBuilder(line) : lines.append('\n').append(line);
    }

    private static Object value(Object value) throws UnreadableValueException {
        if (value == null || value instanceof Boolean) {
            return value;
        }
        if (value instanceof CharSequence || value instanceof Character) {
            return limited(value.toString());
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Clob clob) {
            return text(clob);
        }
        String time = time(value);
        if (time != null) {
            return time;
        }
        throw new UnreadableValueException(
                value == NESTED || value instanceof Map || value instanceof Iterable || value instanceof Object[]
                        ? "is an object or a list, which no column holds: give its parts as members of their own"
                        : "is a " + value.getClass().getName()
                                + ", which no record holds: give a text, an exact number, a boolean or a time");
    }

    private static BigDecimal number(Number value) throws UnreadableValueException {
        BigDecimal number;
        if (value instanceof BigDecimal decimal) {
            number = decimal;
        } else if (value instanceof BigInteger whole) {
            number = new BigDecimal(whole);
        } else if (value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            number = BigDecimal.valueOf(value.longValue());
        } else {
            throw new UnreadableValueException("is a " + value.getClass().getName()
                    + ", a binary number that is not exact, and would have to be rounded: give a BigDecimal, a whole"
                    + " number or a text");
        }
        if (number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw new UnreadableValueException("is a number of more than " + MOST_DIGITS + " digits");
        }
        return number;
    }

    /** As text in Beijing time; null for what is no time. */
    private static String time(Object value) {
        if (value instanceof LocalDate date) {
            return date.toString();
        } else if (value instanceof LocalDateTime time) {
            return wallClock(time);
        } else if (value instanceof OffsetDateTime time) {
            return wallClock(time.withOffsetSameInstant(BEIJING).toLocalDateTime());
        } else if (value instanceof ZonedDateTime time) {
            return wallClock(time.withZoneSameInstant(BEIJING).toLocalDateTime());
        } else if (value instanceof Instant time) {
            return wallClock(time.atOffset(BEIJING).toLocalDateTime());
        } else if (value instanceof LocalTime time) {
            return TIME.format(time);
        } else if (value instanceof java.sql.Date date) {
            return date.toLocalDate().toString();
        } else if (value instanceof java.sql.Time time) {
            return TIME.format(time.toLocalTime());
        } else if (value instanceof java.sql.Timestamp time) {
            // The driver gave it the wall clock of the column, in this JVM's zone.
            return wallClock(time.toLocalDateTime());
        } else if (value instanceof Date time) {
            return wallClock(time.toInstant().atOffset(BEIJING).toLocalDateTime());
        }
        return null;
    }

    private static String wallClock(LocalDateTime time) {
        return (time.get(ChronoField.MILLI_OF_SECOND) == 0 ? DATE_TIME : DATE_TIME_MILLIS).format(time);
    }

    private static String text(Clob clob) throws UnreadableValueException {
        try {
            return limited(clob.getSubString(1, LONGEST_TEXT + 1));
        } catch (SQLException e) {
            throw new UnreadableValueException("cannot be read: " + e.getMessage());
        }
    }

    private static String limited(String text) throws UnreadableValueException {
        if (text.length() > LONGEST_TEXT) {
            throw new UnreadableValueException("has more than " + LONGEST_TEXT + " characters");
        }
        return text;
    }
}
