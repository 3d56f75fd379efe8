package io.github.createorder.mapping;

import io.github.createorder.order.OrderFields;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Set;
import java.util.regex.Pattern;

/** From a cleaned value (text, BigDecimal, Boolean) to a field's Java type. The message of a failure goes on "…, which". */
interface Conversion {
    Object convert(Object value) throws UnmappableException;

    /** To text. */
    Conversion TEXT = Cleaner::text;

    /** To a whole number. */
    Conversion NUMBER = value -> {
        BigDecimal number = decimal(value);
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw new UnmappableException("is not a whole number: correct the column");
        }
    };

    /** To yes or no, by the texts that mean them, without regard to case. */
    record YesNo(Set<String> yes, Set<String> no) implements Conversion {
        @Override
        public Object convert(Object value) throws UnmappableException {
            String text = Cleaner.text(value);
            if (yes.contains(text)) {
                return true;
            }
            if (no.contains(text)) {
                return false;
            }
            throw new UnmappableException("is neither yes (" + String.join(", ", yes) + ") nor no ("
                    + String.join(", ", no) + "): name it in `true:` or `false:`");
        }
    }

    /**
     * To exact yuan. Never rounds.
     *
     * @param shift power of ten of the column's unit in yuan: -2 for fen. Below zero the column must hold whole numbers
     */
    record Yuan(int shift) implements Conversion {
        @Override
        public Object convert(Object value) throws UnmappableException {
            BigDecimal number = decimal(value);
            if (shift < 0 && number.signum() != 0 && number.stripTrailingZeros().scale() > 0) {
                throw new UnmappableException("is not a whole number, as it must be with this unit: correct `unit:`");
            }
            try {
                return number.scaleByPowerOfTen(shift).setScale(2, RoundingMode.UNNECESSARY);
            } catch (ArithmeticException e) {
                throw new UnmappableException(
                        "would have more than 2 decimals in yuan, and money is never rounded: correct the column or `unit:`");
            }
        }
    }

    /**
     * To a date with time, Beijing time. A fraction of a second is dropped, as the official client does.
     *
     * @param fixed reads the usual values of the pattern; null when only the formatter can
     * @param formatter reads all values of the pattern
     * @param pattern of the formatter, for messages
     * @param time time of day, in place of the column's; null for the column's
     * @param nextDay the time of day is 24:00:00
     * @param forever values that mean forever
     */
    record Date(
            FixedDate fixed,
            DateTimeFormatter formatter,
            String pattern,
            LocalTime time,
            boolean nextDay,
            Set<String> forever)
            implements Conversion {
        static final String STANDARD_PATTERN = "yyyy-MM-dd[ HH:mm:ss]";
        static final FixedDate STANDARD_FIXED = FixedDate.of("yyyy-MM-dd HH:mm:ss");
        static final DateTimeFormatter STANDARD = new DateTimeFormatterBuilder()
                .appendPattern("uuuu-MM-dd[ HH:mm:ss")
                .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                .optionalEnd()
                .toFormatter()
                .withResolverStyle(ResolverStyle.STRICT);

        @Override
        public Object convert(Object value) throws UnmappableException {
            String text = Cleaner.text(value);
            if (forever.contains(text)) {
                return OrderFields.FOREVER;
            }
            LocalDate date;
            LocalTime ownTime;
            try {
                FixedDate.Read read = fixed == null ? null : fixed.read(text);
                if (read == null) {
                    TemporalAccessor parsed = formatter.parse(text);
                    date = parsed.query(TemporalQueries.localDate());
                    ownTime = parsed.query(TemporalQueries.localTime());
                } else {
                    date = read.date();
                    ownTime = read.time();
                }
            } catch (DateTimeException e) {
                throw new UnmappableException("is not a date of the pattern " + pattern
                        + ": correct the column or `pattern:`, or list the value in `empty:`");
            }
            if (time == null && ownTime == null) {
                throw new UnmappableException("has no time of day: give one with `time:`");
            }
            LocalDateTime result = date.atTime(time == null ? ownTime.withNano(0) : time);
            return nextDay ? result.plusDays(1) : result;
        }
    }

    private static BigDecimal decimal(Object value) throws UnmappableException {
        if (value instanceof BigDecimal number) {
            return number;
        }
        String text = Cleaner.text(value);
        if (!Decimals.PLAIN.matcher(text).matches()) {
            throw new UnmappableException(
                    "is not a plain number: no thousands separators, currency signs or full-width digits"
                            + " (for these set `halfwidth: true`)");
        }
        return new BigDecimal(text);
    }

    /** Holds the pattern, which an interface could not hide. */
    final class Decimals {
        private static final Pattern PLAIN = Pattern.compile("[+-]?(?:[0-9]{1,30}(?:\\.[0-9]{1,30})?|\\.[0-9]{1,30})");

        private Decimals() {}
    }
}
