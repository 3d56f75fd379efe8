package io.github.createorder.table;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A watermark: a number, or a time. Times without a zone are kept as UTC seconds of their own wall clock. */
record Mark(Type type, BigDecimal value) implements Comparable<Mark> {
    private static final int NANO_DIGITS = 9;

    /** What grows. */
    enum Type {
        NUMBER(null),
        /** Numbers whose digits are a time. They stay numbers; only how far they reach back goes by the calendar. */
        DAY("uuuuMMdd"),
        MINUTE("uuuuMMddHHmm"),
        SECOND("uuuuMMddHHmmss"),
        MILLI("uuuuMMddHHmmssSSS"),
        /** Numbers that count milliseconds since 1970. */
        EPOCH_MILLI(null),
        WALL_CLOCK(null),
        INSTANT(null);

        private static final int OLDEST = 1990;

        private final String pattern;

        Type(String pattern) {
            this.pattern = pattern;
        }

        /**
         * The type of a watermark column.
         *
         * @throws IllegalStateException if the column cannot be one
         */
        static Type of(TableColumn column) {
            return switch (column.kind()) {
                case NUMBER, FLOATING -> NUMBER;
                case TIMESTAMP -> WALL_CLOCK;
                case ZONED -> INSTANT;
                default ->
                    throw new IllegalStateException("column " + column.name() + " of type " + column.typeName()
                            + " cannot be a watermark: it must be a timestamp or a number. Name another column in `"
                            + TableSetting.WATERMARK_COLUMN.key() + "`, or have a view made that gives this one as a"
                            + " timestamp, and name the view in `" + TableSetting.TABLE.key() + "`");
            };
        }

        /**
         * The type of numbers of which the highest is known. What reads as a time is taken for one: at worst a number that is
         * none reaches back further than it need.
         */
        Type seen(String highest, Instant now) {
            if (this != NUMBER || highest == null) {
                return this;
            }
            BigDecimal number = new BigDecimal(highest);
            if (number.signum() <= 0 || number.stripTrailingZeros().scale() > 0) {
                return this;
            }
            String digits = number.toBigInteger().toString();
            Type byLength = switch (digits.length()) {
                case 8 -> DAY;
                case 12 -> MINUTE;
                case 13 -> EPOCH_MILLI;
                case 14 -> SECOND;
                case 17 -> MILLI;
                default -> this;
            };
            boolean fits = byLength == EPOCH_MILLI
                    ? number.compareTo(BigDecimal.valueOf(now.toEpochMilli()).add(BigDecimal.valueOf(86_400_000))) <= 0
                    : byLength.pattern != null && looksLikeDay(digits);
            return fits ? byLength : this;
        }

        private static boolean looksLikeDay(String digits) {
            int month = Integer.parseInt(digits.substring(4, 6));
            int day = Integer.parseInt(digits.substring(6, 8));
            return Integer.parseInt(digits.substring(0, 4)) >= OLDEST
                    && month >= 1
                    && month <= 12
                    && day >= 1
                    && day <= 31;
        }

        Mark parse(String text) {
            return switch (this) {
                case WALL_CLOCK ->
                    of(LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC), this);
                case INSTANT -> of(OffsetDateTime.parse(text.replace(' ', 'T')).toInstant(), this);
                default -> new Mark(this, new BigDecimal(text));
            };
        }

        /** The present, Beijing time where there is no zone; null for numbers that are no times. */
        Mark of(Instant now) {
            return switch (this) {
                case NUMBER -> null;
                case EPOCH_MILLI -> new Mark(this, BigDecimal.valueOf(now.toEpochMilli()));
                case WALL_CLOCK ->
                    of(LocalDateTime.ofInstant(now, Values.BEIJING).toInstant(ZoneOffset.UTC), this);
                case INSTANT -> of(now, this);
                default -> digits(LocalDateTime.ofInstant(now, Values.BEIJING));
            };
        }

        private Mark digits(LocalDateTime time) {
            return new Mark(
                    this,
                    new BigDecimal(
                            DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(time)));
        }

        private static Mark of(Instant time, Type type) {
            return new Mark(
                    type,
                    BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), NANO_DIGITS)));
        }
    }

    /** So many seconds before, or units where it is no time. */
    Mark minus(long units) {
        Mark byNumber = new Mark(type, value.subtract(BigDecimal.valueOf(units)));
        if (type == Type.EPOCH_MILLI) {
            // Seconds in an ordinary number of thirteen digits reach back further than they need.
            return new Mark(type, value.subtract(BigDecimal.valueOf(units).movePointRight(3)));
        } else if (type.pattern == null) {
            return byNumber;
        }
        Mark byCalendar = type.digits(time().minusSeconds(units));
        if (type == Type.DAY) {
            return byCalendar;
        }
        // A day with a running number behind it is no time of that day, and must reach back in either sense.
        return byCalendar.compareTo(byNumber) < 0 ? byCalendar : byNumber;
    }

    /** The digits as a time; those that are none as the nearest that is. */
    private LocalDateTime time() {
        String digits = String.format(
                        Locale.ROOT,
                        "%-17s",
                        value.setScale(0, RoundingMode.FLOOR).toPlainString())
                .replace(' ', '0');
        int year = part(digits, 0, 4, 9999);
        int month = Math.max(1, part(digits, 4, 6, 12));
        int day = Math.max(1, part(digits, 6, 8, 31));
        LocalDateTime start;
        try {
            start = LocalDateTime.of(year, month, day, 0, 0);
        } catch (DateTimeException e) {
            start = LocalDateTime.of(year, month, 28, 0, 0);
        }
        return start.withHour(part(digits, 8, 10, 23))
                .withMinute(part(digits, 10, 12, 59))
                .withSecond(part(digits, 12, 14, 59))
                .withNano(part(digits, 14, 17, 999) * 1_000_000);
    }

    private static int part(String digits, int from, int to, int most) {
        return Math.min(most, Integer.parseInt(digits.substring(from, to)));
    }

    @Override
    public int compareTo(Mark other) {
        return value.compareTo(other.value);
    }

    /** As it is stored and bound. */
    @Override
    public String toString() {
        if (type != Type.WALL_CLOCK && type != Type.INSTANT) {
            return Values.text(value);
        }
        long seconds = value.setScale(0, RoundingMode.FLOOR).longValueExact();
        long nanos = value.subtract(BigDecimal.valueOf(seconds))
                .movePointRight(NANO_DIGITS)
                .longValueExact();
        Instant time = Instant.ofEpochSecond(seconds, nanos);
        return type == Type.INSTANT
                ? time.atOffset(ZoneOffset.UTC).toString()
                : LocalDateTime.ofInstant(time, ZoneOffset.UTC).toString();
    }
}
