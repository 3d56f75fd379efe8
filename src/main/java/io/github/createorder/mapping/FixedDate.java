package io.github.createorder.mapping;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date pattern whose fields are digits at fixed places, such as {@code yyyyMMddHHmmss}: nearly every one is, and an order
 * has half a dozen dates. What does not fit it is no fault yet, but left to a formatter.
 */
final class FixedDate {
    private static final Pattern PART = Pattern.compile("yyyy|MM|dd|HH|mm|ss|[^\\p{L}\\[\\]{}#']");
    private static final String FIELDS = "yMdHms";
    private static final Set<Set<Character>> WHOLE = Set.of(
            Set.of('y', 'M', 'd'),
            Set.of('y', 'M', 'd', 'H'),
            Set.of('y', 'M', 'd', 'H', 'm'),
            Set.of('y', 'M', 'd', 'H', 'm', 's'));

    private final String pattern;
    private final int[] places;
    private final int[] literals;
    private final boolean hasTime;

    /**
     * A date, and a time of day where the pattern has one.
     *
     * @param time null when the pattern has none
     */
    record Read(LocalDate date, LocalTime time) {}

    private FixedDate(String pattern, int[] places, int[] literals) {
        this.pattern = pattern;
        this.places = places;
        this.literals = literals;
        this.hasTime = places[FIELDS.indexOf('H')] >= 0;
    }

    /** Null for a pattern that is none of these. */
    static FixedDate of(String pattern) {
        Map<Character, Integer> found = new HashMap<>();
        List<Integer> literals = new ArrayList<>();
        Matcher part = PART.matcher(pattern);
        int at = 0;
        while (at < pattern.length() && part.find(at) && part.start() == at) {
            char c = pattern.charAt(at);
            if (FIELDS.indexOf(c) < 0) {
                literals.add(at);
            } else if (found.put(c, at) != null) {
                return null;
            }
            at = part.end();
        }
        if (at < pattern.length() || !WHOLE.contains(new HashSet<>(found.keySet()))) {
            return null;
        }
        return new FixedDate(
                pattern,
                FIELDS.chars().map(c -> found.getOrDefault((char) c, -1)).toArray(),
                literals.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * What the text says; null when it is not of this pattern.
     *
     * @throws DateTimeException if there is no such day or time
     */
    Read read(String text) {
        if (text.length() != pattern.length()) {
            return null;
        }
        for (int literal : literals) {
            if (text.charAt(literal) != pattern.charAt(literal)) {
                return null;
            }
        }
        int year = number(text, places[0], 4);
        int month = number(text, places[1], 2);
        int day = number(text, places[2], 2);
        int hour = number(text, places[3], 2);
        int minute = number(text, places[4], 2);
        int second = number(text, places[5], 2);
        if ((year | month | day | hour | minute | second) < 0) {
            return null;
        }
        return new Read(LocalDate.of(year, month, day), hasTime ? LocalTime.of(hour, minute, second) : null);
    }

    /** 0 for a field that the pattern has not, -1 for what is no digits. */
    private static int number(String text, int from, int length) {
        int number = 0;
        for (int i = from; from >= 0 && i < from + length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
