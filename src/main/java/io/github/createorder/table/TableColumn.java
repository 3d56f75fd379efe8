package io.github.createorder.table;

import io.github.createorder.sql.Dialect;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.Temporal;
import java.util.EnumSet;
import java.util.Locale;

/**
 * A column as the database describes it.
 *
 * @param name as the database spells it
 * @param type of {@link Types}
 * @param size its length in characters; for CHAR the length that values are padded to
 * @param bytes its length in bytes of UTF-8, at least; {@link Integer#MAX_VALUE} when only characters count
 */
record TableColumn(String name, int type, String typeName, int size, int bytes, boolean nullable, Dialect dialect) {

    private static final DateTimeFormatter SQL_TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.nnnnnnnnn", Locale.ROOT);

    Values.Kind kind() {
        return Values.kind(type, typeName, dialect);
    }

    /** Why no field of an order can come from it, with what to do about it; null when one can. */
    String refusal(String tableSetting) {
        return switch (kind()) {
            case FLOATING ->
                "column " + name + " of type " + typeName
                        + " has binary floating point numbers, which are not exactly what"
                        + " was written (1234567.89 may come as 1234567.90): have it made DECIMAL, or, where its type has 15"
                        + " digits or more, name in `" + tableSetting + "` a view that casts it to DECIMAL";
            case REFUSED ->
                "column " + name + " of type " + typeName + ", which no field of an order can come from: name in `"
                        + tableSetting + "` a view that casts it to a text";
            default -> null;
        };
    }

    /**
     * Its value in the list of a SELECT, under its own name.
     *
     * @param table the table's alias and a dot, or nothing
     */
    String selected(String table, String quotedName) {
        return kind() == Values.Kind.MONEY
                ? "CAST(" + table + quotedName + " AS NUMERIC) AS " + quotedName
                : table + quotedName;
    }

    /** The place of a value in SQL, so that the column is compared in its own type and its index serves. */
    String parameter() {
        return dialect.parameter(typeName, size, bytes);
    }

    /**
     * Binds text as a value of the column's type.
     *
     * @throws IllegalArgumentException if the text is no value of that type
     */
    void bind(PreparedStatement statement, int i, String text) throws SQLException {
        if (text == null) {
            statement.setNull(i, dialect.bindsUntyped() ? Types.NULL : type);
        } else if (dialect.bindsUntyped()) {
            // Untyped, so that the server takes the column's type; a varchar would miss the index of a char(n).
            statement.setObject(i, text, Types.OTHER);
        } else {
            try {
                bindTyped(statement, i, text);
            } catch (NumberFormatException | DateTimeException e) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no value for column " + name + " of type " + typeName, e);
            }
        }
    }

    private void bindTyped(PreparedStatement statement, int i, String text) throws SQLException {
        switch (kind()) {
            case NUMBER -> {
                BigDecimal number = new BigDecimal(text);
                // A whole number goes as one, so that an index of whole numbers serves; but a BIGINT UNSIGNED is no
                // long.
                if (type == Types.DECIMAL || type == Types.NUMERIC || !isLong(number)) {
                    statement.setBigDecimal(i, number);
                } else {
                    statement.setLong(i, number.longValueExact());
                }
            }
            case FLOATING -> statement.setDouble(i, Double.parseDouble(text));
            case BOOLEAN -> statement.setBoolean(i, Boolean.parseBoolean(text));
            case DATE -> bindTime(statement, i, LocalDate.parse(text.substring(0, Math.min(10, text.length()))));
            case TIMESTAMP -> bindTime(statement, i, LocalDateTime.parse(text.replace(' ', 'T')));
            case ZONED -> statement.setObject(i, OffsetDateTime.parse(text.replace(' ', 'T')));
            default -> statement.setString(i, text);
        }
    }

    private void bindTime(PreparedStatement statement, int i, Temporal time) throws SQLException {
        if (!dialect.timesAreText()) {
            statement.setObject(i, time);
        } else if (time instanceof LocalDateTime wallClock) {
            statement.setString(i, SQL_TIMESTAMP.format(wallClock));
        } else {
            statement.setString(i, time.toString());
        }
    }

    private static boolean isLong(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0
                && number.precision() - number.scale() <= 19
                && number.toBigInteger().bitLength() < Long.SIZE;
    }

    /** The text as far as the column holds it; control characters become blanks, and what a narrow charset lacks {@code ?}. */
    String fit(String text) {
        if (text == null
                || !EnumSet.of(Values.Kind.TEXT, Values.Kind.PADDED, Values.Kind.CLOB)
                        .contains(kind())) {
            return text;
        }
        StringBuilder fitted = new StringBuilder();
        int used = 0;
        for (int c : text.codePoints().toArray()) {
            int plain = Character.isISOControl(c) ? ' ' : Character.isSupplementaryCodePoint(c) ? '?' : c;
            used += plain < 0x80 ? 1 : plain < 0x800 ? 2 : 3;
            if (fitted.length() == size || used > bytes) {
                break;
            }
            fitted.appendCodePoint(plain);
        }
        return fitted.toString();
    }

    boolean holds(String text) {
        return text == null || text.equals(fit(text));
    }
}
