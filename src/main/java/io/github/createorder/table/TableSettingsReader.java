package io.github.createorder.table;

import static io.github.createorder.table.TableSetting.*;

import io.github.createorder.config.SettingsException;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.SqlName;
import io.github.createorder.table.TableSettings.Claim;
import io.github.createorder.table.TableSettings.OrderBy;
import io.github.createorder.table.TableSettings.Patience;
import io.github.createorder.table.TableSettings.Policies;
import io.github.createorder.table.TableSettings.ReportTo;
import io.github.createorder.table.TableSettings.Shape;
import io.github.createorder.table.TableSettings.Watermark;
import io.github.createorder.table.TableSettings.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads {@link TableSettings} from properties and gathers every fault. */
final class TableSettingsReader {
    private static final Pattern COMMA_OUTSIDE_QUOTES = Pattern.compile(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");
    private static final Pattern DIRECTION = Pattern.compile("(?i)\\s+(asc|desc)$");
    private static final Pattern WORD = Pattern.compile("[^'\\\\\\p{Cntrl}]{1,64}");

    private final Map<String, String> properties;
    private final List<String> faults = new ArrayList<>();

    TableSettingsReader(Map<String, String> properties) {
        this.properties = properties;
    }

    TableSettings read(String source) {
        for (String key : properties.keySet()) {
            if (TableSetting.of(key).isEmpty()) {
                faults.add(key + ": unknown; the nearest known key is " + nearest(key));
            }
        }
        Shape shape = oneOf(
                SHAPE,
                Map.of(
                        "order-per-row", Shape.ORDER_PER_ROW,
                        "policy-per-row", Shape.POLICY_PER_ROW,
                        "order-and-policy-tables", Shape.ORDER_AND_POLICY_TABLES));
        Boolean readOnly = oneOf(MODE, Map.of("claim", false, "watermark", true));
        SqlName table = name(required(TABLE), TABLE, SqlName::table);
        List<SqlName> key = required(KEY_COLUMNS) == null ? List.of() : columns(KEY_COLUMNS);
        List<OrderBy> orderBy = orderBy(ORDER_BY);
        Claim claim = Boolean.FALSE.equals(readOnly) ? claim() : null;
        Watermark watermark = Boolean.TRUE.equals(readOnly) ? watermark() : null;
        TableSettings settings = new TableSettings(
                source,
                shape,
                table,
                key,
                columns(COLUMNS),
                where(),
                orderBy.isEmpty()
                        ? key.stream().map(column -> new OrderBy(column, false)).toList()
                        : orderBy,
                (int) number(BATCH, 1, 10_000),
                column(COUNT_COLUMN),
                policies(shape, key),
                claim,
                watermark,
                words(),
                report(claim),
                new Patience((int) number(LOCK_TIMEOUT, 1, 3_600), (int) number(QUERY_TIMEOUT, 1, 86_400), (int)
                        number(IDLE_TIMEOUT, 1, 3_600)),
                dialect());
        if (settings.patience().forLocks() >= settings.patience().forStatements()) {
            faults.add(LOCK_TIMEOUT.key() + " = " + settings.patience().forLocks() + ": must be less than "
                    + QUERY_TIMEOUT.key() + " = " + settings.patience().forStatements());
        }
        contradictions(settings);
        if (!faults.isEmpty()) {
            throw new SettingsException("The settings of source " + source + " have faults", faults);
        }
        return settings;
    }

    private Claim claim() {
        for (TableSetting unused : List.of(WATERMARK_COLUMN, WATERMARK_OVERLAP, WATERMARK_REREAD, WATERMARK_FROM)) {
            refuse(unused, "only for mode=watermark");
        }
        required(STATUS_COLUMN);
        required(CLAIMED_BY);
        required(CLAIMED_AT);
        return new Claim(
                column(STATUS_COLUMN),
                column(CLAIMED_BY),
                column(CLAIMED_AT),
                Duration.ofSeconds(number(CLAIM_LEASE, 1, 86_400)));
    }

    private Watermark watermark() {
        for (TableSetting unused : List.of(
                STATUS_COLUMN,
                CLAIMED_BY,
                CLAIMED_AT,
                CLAIM_LEASE,
                STATUS_NEW,
                STATUS_TAKING,
                STATUS_TAKEN,
                ORDER_BY)) {
            refuse(unused, "only for mode=claim");
        }
        required(WATERMARK_COLUMN);
        return new Watermark(
                column(WATERMARK_COLUMN),
                number(WATERMARK_OVERLAP, 0, Integer.MAX_VALUE),
                Duration.ofSeconds(number(WATERMARK_REREAD, 0, 86_400)),
                text(WATERMARK_FROM));
    }

    private Policies policies(Shape shape, List<SqlName> key) {
        SqlName table = null;
        if (shape == Shape.ORDER_AND_POLICY_TABLES) {
            table = name(required(POLICY_TABLE), POLICY_TABLE, SqlName::table);
            required(POLICY_KEY_COLUMNS);
            if (columns(POLICY_KEY_COLUMNS).size() != key.size() && text(POLICY_KEY_COLUMNS) != null) {
                faults.add(POLICY_KEY_COLUMNS.key() + ": needs as many columns as " + KEY_COLUMNS.key() + " ("
                        + key.size() + ")");
            }
        } else {
            for (TableSetting unused : List.of(POLICY_TABLE, POLICY_KEY_COLUMNS, POLICY_COLUMNS)) {
                refuse(unused, "only for shape=order-and-policy-tables");
            }
        }
        if (shape == Shape.ORDER_PER_ROW) {
            refuse(POLICY_ORDER_BY, "only where an order has several policies");
            refuse(COUNT_COLUMN, "only where an order has several policies");
        } else if (shape != null) {
            required(POLICY_ORDER_BY);
        }
        return new Policies(table, columns(POLICY_KEY_COLUMNS), columns(POLICY_COLUMNS), orderBy(POLICY_ORDER_BY));
    }

    private Words words() {
        String fresh = word(STATUS_NEW);
        Words words = new Words(
                "null".equalsIgnoreCase(fresh) ? null : fresh,
                word(STATUS_TAKING),
                word(STATUS_TAKEN),
                word(STATUS_ACCEPTED),
                word(STATUS_ERROR));
        List<String> all = List.of(fresh, words.taking(), words.taken(), words.accepted(), words.error());
        if (Set.copyOf(all).size() < all.size()) {
            faults.add("status.*: the words must differ from each other: " + String.join(", ", all));
        }
        return words;
    }

    private ReportTo report(Claim claim) {
        SqlName status = column(REPORT_STATUS_COLUMN);
        ReportTo report = new ReportTo(
                name(text(REPORT_TABLE), REPORT_TABLE, SqlName::table),
                status == null && claim != null ? claim.statusColumn() : status,
                column(REPORT_REASON_COLUMN),
                column(REPORT_REQUEST_ID_COLUMN),
                column(REPORT_TIME_COLUMN));
        if (claim == null && report.table() == null) {
            for (TableSetting unused :
                    List.of(REPORT_STATUS_COLUMN, REPORT_REASON_COLUMN, REPORT_REQUEST_ID_COLUMN, REPORT_TIME_COLUMN)) {
                refuse(unused, "mode=watermark writes no order table; name a report.table, or leave it out");
            }
            return null;
        }
        if (claim == null && status == null) {
            required(REPORT_STATUS_COLUMN);
        }
        return report;
    }

    private void contradictions(TableSettings settings) {
        if (settings.claim() != null) {
            distinct(
                    STATUS_COLUMN.key() + ", " + CLAIMED_BY.key() + ", " + CLAIMED_AT.key(),
                    settings.claim().statusColumn(),
                    settings.claim().claimedBy(),
                    settings.claim().claimedAt());
        }
        if (settings.report() != null) {
            ReportTo report = settings.report();
            distinct("report.*", report.status(), report.reason(), report.requestId(), report.time());
        }
        if (settings.watermark() != null
                && settings.shape() == Shape.ORDER_AND_POLICY_TABLES
                && settings.countColumn() != null) {
            faults.add(COUNT_COLUMN.key() + ": not with mode=watermark and shape=order-and-policy-tables, as a policy"
                    + " that comes late does not move its order's watermark");
        }
    }

    private void distinct(String what, SqlName... columns) {
        List<String> names = Arrays.stream(columns)
                .filter(column -> column != null)
                .map(column -> column.simple().toLowerCase(Locale.ROOT))
                .toList();
        if (new LinkedHashSet<>(names).size() < names.size()) {
            faults.add(what + ": must be different columns");
        }
    }

    private String dialect() {
        String name = text(DIALECT);
        if (name != null && !Dialect.isName(name)) {
            faults.add(DIALECT.key() + ": '" + name + "' is none of " + String.join(", ", Dialect.names()));
        }
        return name;
    }

    private String where() {
        String where = text(WHERE);
        if (where != null && (where.contains(";") || where.contains("--") || where.contains("/*"))) {
            faults.add(WHERE.key() + ": must be one condition, without ; or comments");
        }
        return where;
    }

    private String text(TableSetting key) {
        String value = properties.get(key.key());
        return value == null || value.isBlank() ? key.fallback() : value.strip();
    }

    private String required(TableSetting key) {
        String value = text(key);
        if (value == null) {
            faults.add(key.key() + ": missing; it names " + key.meaning().replaceFirst("^(claim|watermark): ", ""));
        }
        return value;
    }

    private void refuse(TableSetting key, String why) {
        String value = properties.get(key.key());
        if (value != null && !value.isBlank()) {
            faults.add(key.key() + ": " + why);
        }
    }

    private <T> T oneOf(TableSetting key, Map<String, T> choices) {
        T value = choices.get(text(key));
        if (value == null) {
            faults.add(key.key() + ": '" + text(key) + "' is none of "
                    + String.join(", ", choices.keySet().stream().sorted().toList()));
        }
        return value;
    }

    private String word(TableSetting key) {
        String word = text(key);
        if (!WORD.matcher(word).matches()) {
            faults.add(key.key() + ": at most 64 characters, without quote or backslash");
        }
        return word;
    }

    private long number(TableSetting key, long least, long most) {
        try {
            long value = Long.parseLong(text(key));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, as for a number out of range
        }
        faults.add(key.key() + ": '" + text(key) + "' is not a whole number from " + least + " to " + most);
        return least;
    }

    private SqlName column(TableSetting key) {
        return name(text(key), key, SqlName::column);
    }

    private List<SqlName> columns(TableSetting key) {
        return list(key).stream()
                .map(text -> name(text, key, SqlName::column))
                .filter(name -> name != null)
                .toList();
    }

    private List<OrderBy> orderBy(TableSetting key) {
        List<OrderBy> orderBy = new ArrayList<>();
        for (String text : list(key)) {
            SqlName column = name(DIRECTION.matcher(text).replaceFirst(""), key, SqlName::column);
            orderBy.add(new OrderBy(column, text.toLowerCase(Locale.ROOT).endsWith(" desc")));
        }
        return orderBy;
    }

    private List<String> list(TableSetting key) {
        String text = text(key);
        return text == null
                ? List.of()
                : COMMA_OUTSIDE_QUOTES.splitAsStream(text).map(String::strip).toList();
    }

    private SqlName name(String text, TableSetting key, Function<String, SqlName> parse) {
        if (text == null) {
            return null;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            faults.add(key.key() + ": " + e.getMessage());
            return null;
        }
    }

    private static String nearest(String key) {
        return Arrays.stream(TableSetting.values())
                .map(TableSetting::key)
                .min(Comparator.comparingInt(known -> distance(known, key)))
                .orElseThrow();
    }

    /** Levenshtein. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
