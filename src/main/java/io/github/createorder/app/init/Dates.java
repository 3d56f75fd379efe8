package io.github.createorder.app.init;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the values of a column say of dates: the pattern, and what stands for never or for none. */
final class Dates {
    /** One row in twenty may be faulty; that is told by preview. */
    private static final int MOST_FAULTY_PERCENT = 5;

    private static final List<String> PATTERNS = List.of(
            "yyyyMMddHHmmss",
            "yyyyMMdd",
            "yyyyMMddHHmm",
            "yyyyMMddHHmmssSSS",
            "yyyyMMdd HH:mm:ss",
            "yyyy-MM-dd",
            "yyyy-MM-dd HH:mm:ss",
            "yyyy-MM-dd HH:mm",
            "yyyy-MM-dd'T'HH:mm:ss",
            "yyyy/MM/dd",
            "yyyy/MM/dd HH:mm:ss",
            "yyyy/MM/dd HH:mm",
            "yyyy.MM.dd",
            "yyyy年MM月dd日");
    private static final String STANDARD = "yyyy-MM-dd HH:mm:ss";
    private static final List<String> TIMES = List.of("HHmmss", "HH:mm:ss", "HHmm", "HH:mm");
    private static final Pattern FOREVER = Pattern.compile("9999[-/.年]?(12|01)[-/.月]?(31|01)日?([ T]?[0-9:]+)?");
    private static final Pattern ZEROS = Pattern.compile("[0\\-/: .]*0[0\\-/: .]*");

    /**
     * What the values are.
     *
     * @param pattern null for the usual one, which a mapping need not name
     * @param hasTime a time of day is in it
     * @param forever values that mean never
     * @param empty values that mean none
     * @param seen how many values, of how many
     */
    record Form(String pattern, boolean hasTime, Set<String> forever, Set<String> empty, String seen) {
        String written() {
            return pattern == null ? STANDARD : pattern;
        }
    }

    private Dates() {}

    /** Empty when the values are no dates, or there are none. */
    static Optional<Form> form(Column column) {
        return switch (column.kind()) {
            case TIMESTAMP -> Optional.of(form(column, null, true));
            case DATE -> Optional.of(form(column, null, false));
            case TEXT, WHOLE -> ofValues(column);
            default -> Optional.empty();
        };
    }

    private static Form form(Column column, String pattern, boolean hasTime) {
        Set<String> forever = new TreeSet<>();
        Set<String> empty = new TreeSet<>();
        for (String value : column.filled()) {
            String text = value.strip();
            if (FOREVER.matcher(text).matches()) {
                forever.add(text);
            } else if (ZEROS.matcher(text).matches()) {
                empty.add(text);
            }
        }
        return new Form(pattern, hasTime, forever, empty, "");
    }

    private static Optional<Form> ofValues(Column column) {
        List<String> dates = column.filled().stream()
                .map(String::strip)
                .filter(value -> !FOREVER.matcher(value).matches()
                        && !ZEROS.matcher(value).matches())
                .toList();
        if (dates.isEmpty()) {
            return Optional.empty();
        }
        for (String pattern : PATTERNS) {
            long fits = dates.stream()
                    .filter(value -> parse(value, pattern) != null)
                    .count();
            if (fits > 0 && (dates.size() - fits) * 100 <= (long) dates.size() * MOST_FAULTY_PERCENT) {
                boolean hasTime = pattern.contains("HH");
                Form form = form(column, pattern.equals(STANDARD) ? null : pattern, hasTime);
                String seen = fits + " of " + dates.size() + " values are " + pattern;
                return Optional.of(new Form(form.pattern(), hasTime, form.forever(), form.empty(), seen));
            }
        }
        return Optional.empty();
    }

    private static LocalDateTime parse(String value, String pattern) {
        try {
            DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
            LocalDateTime time = pattern.contains("HH")
                    ? LocalDateTime.parse(value, formatter)
                    : LocalDate.parse(value, formatter).atStartOfDay();
            return time.getYear() >= 1980 && time.getYear() <= 2150 ? time : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The pattern of a column that has a time of day and no day; empty when it has something else. */
    static Optional<String> time(Column column) {
        List<String> values = column.filled();
        if (column.kind() == Column.Kind.TIME) {
            return Optional.of("HH:mm:ss");
        }
        return TIMES.stream()
                .filter(pattern ->
                        !values.isEmpty() && values.stream().allMatch(value -> isTime(value.strip(), pattern)))
                .findFirst();
    }

    private static boolean isTime(String value, String pattern) {
        try {
            return value.length() == pattern.length()
                    && LocalTime.parse(value, DateTimeFormatter.ofPattern(pattern, Locale.ROOT)) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** The days in a column by row; null where there is none, or it means never. */
    static List<LocalDate> days(Column column, Form form) {
        List<LocalDate> days = new ArrayList<>();
        for (String value : column.values()) {
            String text = value == null ? "" : value.strip();
            String written = column.kind() == Column.Kind.TIMESTAMP || column.kind() == Column.Kind.DATE
                    ? "yyyy-MM-dd"
                    : form.written();
            LocalDateTime time = parse(
                    written.equals("yyyy-MM-dd") && text.length() > written.length()
                            ? text.substring(0, written.length())
                            : text,
                    written);
            days.add(time == null ? null : time.toLocalDate());
        }
        return days;
    }

    /** How many rows have both days, and in how many the last day is a day less than whole months behind the first. */
    record Spans(int rows, int whole) {
        /** The cover is of whole days, the last one included. */
        boolean areWhole() {
            return rows > 0 && whole == rows;
        }
    }

    static Spans spans(List<LocalDate> first, List<LocalDate> last) {
        int rows = 0;
        int whole = 0;
        for (int i = 0; i < Math.min(first.size(), last.size()); i++) {
            if (first.get(i) != null && last.get(i) != null) {
                rows++;
                LocalDate after = last.get(i).plusDays(1);
                long months = ChronoUnit.MONTHS.between(first.get(i), after);
                whole += months > 0 && first.get(i).plusMonths(months).equals(after) ? 1 : 0;
            }
        }
        return new Spans(rows, whole);
    }
}
