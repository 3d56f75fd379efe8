package io.github.createorder.table;

import io.github.createorder.sql.Dialect;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * A column that what became of an order is written to, and what of a value fits it: an empty text for none where it must have
 * one, {@code ?} for what its charset lacks, a text as far as it goes, a time in the form that it has room for.
 *
 * @param charset null when it holds every text
 */
record ReportColumn(TableColumn column, Charset charset) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuuMMddHHmmssSSS", Locale.ROOT);

    static ReportColumn of(TableColumn column, Map<String, Charset> charsets) {
        return new ReportColumn(column, charsets.getOrDefault(column.name(), charsets.get("")));
    }

    boolean isText() {
        return switch (column.kind()) {
            case TEXT, PADDED, CLOB -> true;
            default -> false;
        };
    }

    /** Whether the charset has every character. */
    boolean has(String text) {
        return charset == null || !isText() || charset.newEncoder().canEncode(text);
    }

    /** A text as it is written. */
    String text(String text) {
        if (text == null) {
            return none();
        }
        if (has(text)) {
            return column.fit(text);
        }
        CharsetEncoder encoder = charset.newEncoder();
        StringBuilder held = new StringBuilder();
        text.codePoints().forEach(c -> {
            String one = Character.toString(c);
            held.append(encoder.canEncode(one) ? one : "?");
        });
        return column.fit(held.toString());
    }

    private String none() {
        if (column.nullable()) {
            return null;
        }
        Dialect dialect = column.dialect();
        return isText() ? dialect.emptyText() : column.kind() == Values.Kind.NUMBER ? "0" : null;
    }

    /** A time as it is written, Beijing's where it has no zone. */
    String time(long at) {
        OffsetDateTime time = Instant.ofEpochMilli(at).atOffset(Values.BEIJING);
        LocalDateTime local = time.toLocalDateTime();
        String form = switch (column.kind()) {
            case ZONED -> time.toString();
            case TIMESTAMP, DATE -> local.toString();
            case TIME -> local.toLocalTime().toString();
            case ZONED_TIME -> time.toOffsetTime().toString();
            case NUMBER, FLOATING -> number(at, local);
            case TEXT, PADDED, CLOB -> text(local);
            case BOOLEAN, MONEY, REFUSED -> null;
        };
        return form == null ? none() : form;
    }

    /** Whether it has room for a time. */
    boolean holdsTime() {
        LocalDateTime some = LocalDateTime.of(2026, 1, 1, 0, 0);
        return switch (column.kind()) {
            case NUMBER, FLOATING -> number(0, some) != null;
            case TEXT, PADDED, CLOB -> text(some) != null;
            case BOOLEAN, MONEY, REFUSED -> false;
            default -> true;
        };
    }

    /** Eight, fourteen and seventeen digits are a day, a second and a millisecond of the calendar; else they count from 1970. */
    private String number(long at, LocalDateTime local) {
        int digits = digits();
        return switch (digits) {
            case 8 -> DAY.format(local);
            case 14 -> SECONDS.format(local);
            case 17 -> MILLIS.format(local);
            case 10, 11, 12 -> Long.toString(Math.floorDiv(at, 1000));
            default -> digits < 10 ? null : Long.toString(at);
        };
    }

    /** Not every driver tells the precision of a whole number in digits. */
    private int digits() {
        return switch (column.type()) {
            case Types.TINYINT -> 2;
            case Types.SMALLINT -> 4;
            case Types.INTEGER -> column.size() == 8 ? 7 : 10;
            case Types.BIGINT -> 19;
            case Types.REAL -> 7;
            case Types.FLOAT, Types.DOUBLE -> 15;
            default -> column.size();
        };
    }

    private String text(LocalDateTime local) {
        int size = column.size();
        if (size >= 23) {
            return Values.wallClock(local);
        } else if (size >= 19) {
            return Values.wallClock(local.withNano(0));
        } else if (size >= 17) {
            return MILLIS.format(local);
        } else if (size >= 14) {
            return SECONDS.format(local);
        } else if (size >= 10) {
            return local.toLocalDate().toString();
        }
        return size >= 8 ? DAY.format(local) : null;
    }
}
