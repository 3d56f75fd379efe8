package io.github.createorder.app.sandbox;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Wall time as TOP writes it: {@code yyyy-MM-dd HH:mm:ss} in GMT+8. */
final class BeijingTime {

    /** What {@link #millis} says of a text that is no real time. */
    static final long NONE = Long.MIN_VALUE;

    private static final String PATTERN = "dddd-dd-dd dd:dd:dd";
    private static final long OFFSET_SECONDS = 8 * 3600;
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.ofHours(8));

    private BeijingTime() {}

    static String format(long millis) {
        return FORMAT.format(Instant.ofEpochMilli(millis));
    }

    /** Epoch milliseconds, or {@link #NONE}. Written by hand: six dates an order, on the hot path of benchmarks. */
    static long millis(String text) {
        if (text.length() != PATTERN.length()) {
            return NONE;
        }
        for (int i = 0; i < PATTERN.length(); i++) {
            char wanted = PATTERN.charAt(i);
            char c = text.charAt(i);
            if (wanted == 'd' ? c < '0' || c > '9' : c != wanted) {
                return NONE;
            }
        }
        int year = two(text, 0) * 100 + two(text, 2);
        int month = two(text, 5);
        int day = two(text, 8);
        int hour = two(text, 11);
        int minute = two(text, 14);
        int second = two(text, 17);
        if (year < 1 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) {
            return NONE;
        }
        if (day < 1 || day > Month.of(month).length(Year.isLeap(year))) {
            return NONE;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        return (days * 86_400 + hour * 3600L + minute * 60L + second - OFFSET_SECONDS) * 1000;
    }

    private static int two(String text, int at) {
        return (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
    }
}
