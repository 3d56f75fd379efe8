package io.github.createorder.top;

import io.github.createorder.top.Outcome.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The judgement table: what an answer means is data, in {@code judgement.csv} beside this class. The first row that fits
 * decides; configured rows and the accepted response codes stand before the built-in rows.
 */
final class JudgementTable {

    enum Level {
        CODE,
        SUB_CODE,
        RESPONSE_CODE,
        HTTP
    }

    /**
     * One row.
     *
     * @param fits tells whether a value, never null, is meant
     * @param success which is_success it is for; null for both
     * @param banSeconds 0 when not stated
     */
    record Row(
            Level level,
            String match,
            Predicate<String> fits,
            Boolean success,
            Kind kind,
            int maxAttempts,
            int banSeconds,
            String note) {

        private boolean isFor(String value) {
            return fits.test(value == null ? "" : value);
        }

        private boolean explicit() {
            return match.indexOf('*') < 0 && !RANGE.matcher(match).matches();
        }

        private String key() {
            return level + " " + match + " " + success;
        }
    }

    private static final Pattern RANGE = Pattern.compile("\\d{1,6}-\\d{1,6}");
    private static final int MAX_BAN_SECONDS = 90_000;
    /** What an answer can mean: that there was no connection is no answer. */
    private static final Set<Kind> KINDS = EnumSet.complementOf(EnumSet.of(Kind.UNREACHABLE));

    private final List<Row> errors = new ArrayList<>();
    private final List<Row> business = new ArrayList<>();
    private final List<Row> http = new ArrayList<>();

    /**
     * Puts the table together.
     *
     * @throws IllegalArgumentException one line for each fault of the codes and rows
     */
    JudgementTable(Collection<String> acceptedCodes, Collection<String> extraRows) {
        List<String> faults = new ArrayList<>();
        List<Row> rows = new ArrayList<>(parse("extra row", extraRows, faults));
        if (acceptedCodes.isEmpty()) {
            faults.add("accepted response codes: none given, so no order could ever be accepted");
        }
        for (String code : acceptedCodes) {
            if (code == null || code.isBlank() || code.contains("*")) {
                faults.add("accepted response codes: '" + code + "' is no code");
            } else {
                rows.add(new Row(
                        Level.RESPONSE_CODE,
                        code.strip(),
                        code.strip()::equals,
                        true,
                        Kind.ACCEPTED,
                        0,
                        0,
                        "accepted"));
            }
        }
        rows.addAll(parse("judgement.csv row", builtIn(), faults));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        for (Row row : rows) {
            switch (row.level()) {
                case CODE, SUB_CODE -> errors.add(row);
                case RESPONSE_CODE -> business.add(row);
                case HTTP -> http.add(row);
            }
        }
    }

    /** For an error_response; either may be null. */
    Row error(String code, String subCode) {
        return first(errors, row -> row.isFor(row.level() == Level.CODE ? code : subCode));
    }

    /** For a business answer. */
    Row business(boolean success, String responseCode) {
        return first(business, row -> (row.success() == null || row.success() == success) && row.isFor(responseCode));
    }

    /** For an answer that is not TOP's own. */
    Row http(int status) {
        return first(http, row -> row.isFor(Integer.toString(status)));
    }

    List<Row> rows() {
        List<Row> all = new ArrayList<>(errors);
        all.addAll(business);
        all.addAll(http);
        return all;
    }

    private static Row first(List<Row> rows, Predicate<Row> fits) {
        for (Row row : rows) {
            if (fits.test(row)) {
                return row;
            }
        }
        throw new IllegalStateException("judgement.csv must end each level with a row for *");
    }

    private static List<String> builtIn() {
        try (InputStream in = JudgementTable.class.getResourceAsStream("judgement.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("judgement.csv is missing from the jar", e);
        }
    }

    private static List<Row> parse(String what, Collection<String> lines, List<String> faults) {
        List<Row> rows = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        int number = 0;
        for (String line : lines) {
            number++;
            if (line == null || line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            List<String> wrong = new ArrayList<>();
            Row row = row(line, wrong);
            Integer first = row == null ? null : seen.putIfAbsent(row.key(), number);
            if (first != null) {
                wrong.add("repeats row " + first);
            }
            if (wrong.isEmpty()) {
                rows.add(row);
            }
            for (String fault : wrong) {
                faults.add(what + " " + number + " (" + line.strip() + "): " + fault);
            }
        }
        return rows;
    }

    /** Null when it cannot even be told what the row is for. */
    private static Row row(String line, List<String> wrong) {
        String[] cells = line.split(",", 7);
        if (cells.length < 4) {
            wrong.add("expected level,match,is_success,kind[,max_attempts[,ban_seconds[,note]]]");
            return null;
        }
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cells[i].strip();
        }
        Level level = word(EnumSet.allOf(Level.class), "level", cells[0], wrong);
        String match = cells[1];
        Kind kind = word(KINDS, "kind", cells[3], wrong);
        if (match.isEmpty()) {
            wrong.add("match is empty");
        }
        Boolean success = success(cells[2], level, wrong);
        int maxAttempts = number(cells, 4, "max_attempts", 1000, wrong);
        int banSeconds = number(cells, 5, "ban_seconds", MAX_BAN_SECONDS, wrong);
        if (banSeconds > 0 && kind != Kind.BANNED) {
            wrong.add("ban_seconds is for BANNED only");
        }
        String note = cells.length > 6 && !cells[6].isEmpty() ? cells[6] : "by configuration";
        if (level == null || kind == null) {
            return null;
        }
        boolean numeric = level == Level.CODE || level == Level.HTTP;
        Predicate<String> fits = numeric && RANGE.matcher(match).matches() ? range(match, wrong) : glob(match, level);
        Row row = new Row(level, match, fits, success, kind, maxAttempts, banSeconds, note);
        if ((kind == Kind.ACCEPTED || kind == Kind.NOT_CREATED) && !mayProve(row)) {
            wrong.add(kind + " needs one exact response_code with is_success true or false, or one exact sub_code");
        }
        return row;
    }

    /** What settles the fate of an order for good is named, never covered by a pattern. */
    private static boolean mayProve(Row row) {
        return row.explicit()
                && (row.level() == Level.SUB_CODE || (row.level() == Level.RESPONSE_CODE && row.success() != null));
    }

    private static Boolean success(String cell, Level level, List<String> wrong) {
        if (cell.isEmpty()) {
            return null;
        }
        if (level != Level.RESPONSE_CODE) {
            wrong.add("is_success is for response_code only");
        } else if (!"true".equals(cell) && !"false".equals(cell)) {
            wrong.add("is_success '" + cell + "' must be true, false or empty");
        }
        return Boolean.valueOf(cell);
    }

    private static int number(String[] cells, int index, String name, int most, List<String> wrong) {
        if (cells.length <= index || cells[index].isEmpty()) {
            return 0;
        }
        if (cells[index].matches("\\d{1,9}") && Integer.parseInt(cells[index]) <= most) {
            return Integer.parseInt(cells[index]);
        }
        wrong.add(name + " '" + cells[index] + "' must be a number from 0 to " + most);
        return 0;
    }

    private static <E extends Enum<E>> E word(Set<E> allowed, String name, String cell, List<String> wrong) {
        for (E constant : allowed) {
            if (constant.name().equals(cell.toUpperCase(Locale.ROOT))) {
                return constant;
            }
        }
        wrong.add(name + " '" + cell + "' must be one of "
                + allowed.stream().map(Enum::name).collect(Collectors.joining(", ")));
        return null;
    }

    private static Predicate<String> range(String match, List<String> wrong) {
        String[] ends = match.split("-");
        int from = Integer.parseInt(ends[0]);
        int to = Integer.parseInt(ends[1]);
        if (from > to) {
            wrong.add("range " + match + " must go upwards");
        }
        return value -> value.matches("\\d{1,6}") && from <= Integer.parseInt(value) && Integer.parseInt(value) <= to;
    }

    private static Predicate<String> glob(String match, Level level) {
        StringBuilder regex = new StringBuilder();
        for (String part : match.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        // Business codes are told by Taobao as they are; the gateway's own words are known in lower case only.
        int flags = level == Level.RESPONSE_CODE ? 0 : Pattern.CASE_INSENSITIVE;
        return Pattern.compile(regex.toString(), flags | Pattern.DOTALL).asMatchPredicate();
    }
}
