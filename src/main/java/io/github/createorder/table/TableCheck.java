package io.github.createorder.table;

import io.github.createorder.config.Nearest;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.Reason;
import io.github.createorder.sql.RefusedLogin;
import io.github.createorder.sql.SqlName;
import io.github.createorder.sql.TablePlace;
import io.github.createorder.sql.Told;
import io.github.createorder.table.TableAccess.Tables;
import io.github.createorder.table.TableSettings.OrderBy;
import java.nio.charset.Charset;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Compares settings and mapping with what the database has and grants. */
final class TableCheck {
    private static final Logger LOG = LoggerFactory.getLogger(TableCheck.class);

    private final TableAccess access;
    private final TableSettings settings;
    private final List<String> faults = new ArrayList<>();
    private final Set<String> absent = new HashSet<>();
    private boolean isToldNotToTakeRows;

    /** Below it a reason says little. */
    private static final int SHORT_REASON = 60;

    /** As long as a start may wait to know whether the key is one. */
    private static final int SECONDS_TO_COUNT = 30;

    TableCheck(TableAccess access) {
        this.access = access;
        this.settings = access.settings();
    }

    List<String> faults(Set<String> orderColumns, Set<String> policyColumns) {
        Tables tables = null;
        try {
            tables = access.tables();
        } catch (DataAccessResourceFailureException e) {
            if (RefusedLogin.of(e).isPresent()) {
                return List.of("the database refuses the login: " + Reason.of(e) + access.place()
                        + ": correct the user and the password of the source's data source");
            }
            throw e;
        } catch (DataAccessException e) {
            LOG.debug("Source {}: not every table can be read, now one by one", settings.source(), e);
        } catch (TableAccess.UnusableException e) {
            return List.of(Reason.of(e));
        } catch (RuntimeException e) {
            // A pool's own, of a driver that is not there say, which no waiting corrects.
            return List.of("no connection can be had: " + Reason.of(e));
        }
        // One that cannot be read hides no fault of the others.
        TableSchema orders = tables != null ? tables.orders() : described(TableSetting.TABLE, settings.table());
        SqlName policyTable = settings.policies().table();
        TableSchema policies = policyTable == null
                ? orders
                : tables != null ? tables.policies() : described(TableSetting.POLICY_TABLE, policyTable);
        SqlName reportTable =
                settings.report() == null ? null : settings.report().table();
        TableSchema report = settings.report() == null
                ? null
                : reportTable == null
                        ? orders
                        : tables != null ? tables.report() : described(TableSetting.REPORT_TABLE, reportTable);

        if (orders != null) {
            present(orders, orderSettings());
            keys(orders, settings.keyColumns(), TableSetting.KEY_COLUMNS);
            twins(orders, settings.columns(), TableSetting.COLUMNS, settings.bookkeeping());
            mapped(orders, settings.columns(), TableSetting.COLUMNS, orderColumns, access.bookkeeping());
        }
        if (policies != null) {
            policies(orders, policies, policyColumns);
        }
        if (orders != null && settings.claim() != null) {
            claim(orders);
        } else if (orders != null) {
            watermark(orders);
        }
        if (report != null) {
            report(report);
            narrower(orders, report, settings.keyColumns());
        }
        sessionZone(orders, policies, report);
        if (faults.isEmpty()) {
            Tables all = access.tables();
            words(all);
            probe(all);
        }
        if (faults.isEmpty() && settings.claim() != null) {
            repeatedKeys(access.tables()).ifPresent(faults::add);
        }
        return List.copyOf(faults);
    }

    private void policies(TableSchema orders, TableSchema policies, Set<String> policyColumns) {
        if (settings.policies().table() == null) {
            mapped(policies, settings.columns(), TableSetting.COLUMNS, policyColumns, access.bookkeeping());
        } else {
            present(
                    policies,
                    named(TableSetting.POLICY_KEY_COLUMNS, settings.policies().keyColumns()));
            keys(policies, settings.policies().keyColumns(), TableSetting.POLICY_KEY_COLUMNS);
            narrower(orders, policies, settings.policies().keyColumns());
            twins(policies, settings.policies().columns(), TableSetting.POLICY_COLUMNS, List.of());
            if (orders != null) {
                // What a policy's row has not is read from its order's.
                Set<String> own = new TreeSet<>(policyColumns);
                Set<String> ofOrder = new TreeSet<>(policyColumns);
                own.removeIf(name ->
                        !policies.byName().containsKey(name) && orders.byName().containsKey(name));
                ofOrder.removeAll(own);
                mapped(policies, settings.policies().columns(), TableSetting.POLICY_COLUMNS, own, List.of());
                mapped(orders, settings.columns(), TableSetting.COLUMNS, ofOrder, access.bookkeeping());
            }
        }
        present(
                policies,
                named(
                        TableSetting.POLICY_ORDER_BY,
                        settings.policies().orderBy().stream()
                                .map(OrderBy::column)
                                .toList()));
    }

    /** Rows that will never be taken, and rights that are not needed. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        try {
            TableSchema orders = access.tables().orders();
            List<SqlName> nullable = settings.keyColumns().stream()
                    .filter(key -> isNullable(orders, key))
                    .toList();
            if (!nullable.isEmpty()) {
                warnings.add("the key columns " + nullable + " of table " + orders.sql()
                        + " may be NULL: rows without a value there are never taken");
            }
            if (settings.readOnly() && isNullable(orders, settings.watermark().column())) {
                warnings.add("the watermark column " + settings.watermark().column() + " of table " + orders.sql()
                        + " may be NULL: rows without a value there are never taken");
            }
            if (settings.readOnly()) {
                repeatedKeys(access.tables()).ifPresent(warnings::add);
                oddMarks(access.tables()).ifPresent(warnings::add);
            }
            access.dialect().sourceNote().ifPresent(warnings::add);
            warnings.addAll(reportNotes(access.tables()));
            warnings.addAll(rights().needless(needed()));
        } catch (RuntimeException e) {
            LOG.debug("Source {}: what should be looked at cannot be told", settings.source(), e);
        }
        return warnings;
    }

    private static boolean isNullable(TableSchema table, SqlName column) {
        return table.find(column).map(TableColumn::nullable).orElse(false);
    }

    /** The rights that each table is used with. */
    private Map<SqlName, Set<String>> needed() {
        Map<SqlName, Set<String>> rights = new LinkedHashMap<>();
        rights.put(settings.table(), new LinkedHashSet<>(Set.of("SELECT")));
        if (settings.policies().table() != null) {
            rights.computeIfAbsent(settings.policies().table(), table -> new LinkedHashSet<>())
                    .add("SELECT");
        }
        if (settings.claim() != null) {
            rights.get(settings.table()).add("UPDATE");
        }
        if (settings.report() != null && settings.report().table() != null) {
            rights.computeIfAbsent(settings.report().table(), table -> new LinkedHashSet<>())
                    .addAll(List.of("SELECT", "INSERT", "UPDATE"));
        }
        return rights;
    }

    /** A table by itself; null, and a fault with what to do, when it cannot be read. */
    private TableSchema described(TableSetting key, SqlName table) {
        try {
            return access.describe(table);
        } catch (DataAccessException e) {
            String fault = "table " + table + " cannot be read: " + Reason.of(e);
            if (TableRights.isRefused(e)) {
                faults.add(fault + ": " + rights().grantSelect(table) + access.nearest(table));
            } else if (TableRights.isAbsent(e)) {
                faults.add(fault + ": correct `" + key.key() + "`, with its schema in front if it has another one"
                        + (access.dialect().hidesWhatIsForbidden() ? ", or " + rights().grantSelect(table) : "")
                        + access.nearest(table));
            } else {
                faults.add(fault + toQuote(key, table, e));
            }
            return null;
        }
    }

    /** A name that is a word of SQL ends a statement in a fault of its grammar. */
    private static String toQuote(TableSetting key, SqlName name, DataAccessException e) {
        String simple = name.simple();
        boolean isSyntax = e instanceof BadSqlGrammarException
                && Pattern.compile("(?i)(?<![\\p{L}\\p{N}_])" + Pattern.quote(simple) + "(?![\\p{L}\\p{N}_])")
                        .matcher(Reason.of(e))
                        .find();
        return isSyntax && !name.toString().contains("\"")
                ? ": '" + simple + "' is a word of SQL: write " + key.key() + " = \"" + simple
                        + "\", in quotes and in the case in which the database keeps it"
                : "";
    }

    /** The order table's columns that the settings name, with the setting that names each first. */
    private Map<SqlName, TableSetting> orderSettings() {
        Map<SqlName, TableSetting> columns =
                new LinkedHashMap<>(named(TableSetting.KEY_COLUMNS, settings.keyColumns()));
        named(TableSetting.COLUMNS, settings.columns()).forEach(columns::putIfAbsent);
        named(
                        TableSetting.ORDER_BY,
                        settings.orderBy().stream().map(OrderBy::column).toList())
                .forEach(columns::putIfAbsent);
        if (settings.countColumn() != null) {
            columns.putIfAbsent(settings.countColumn(), TableSetting.COUNT_COLUMN);
        }
        if (settings.claim() != null) {
            columns.putIfAbsent(settings.claim().statusColumn(), TableSetting.STATUS_COLUMN);
            columns.putIfAbsent(settings.claim().claimedBy(), TableSetting.CLAIMED_BY);
            columns.putIfAbsent(settings.claim().claimedAt(), TableSetting.CLAIMED_AT);
        } else {
            columns.putIfAbsent(settings.watermark().column(), TableSetting.WATERMARK_COLUMN);
        }
        return columns;
    }

    private static Map<SqlName, TableSetting> named(TableSetting key, Collection<SqlName> columns) {
        Map<SqlName, TableSetting> named = new LinkedHashMap<>();
        columns.forEach(column -> named.put(column, key));
        return named;
    }

    private void present(TableSchema table, Map<SqlName, TableSetting> columns) {
        columns.forEach((column, key) -> {
            if (table.find(column).isEmpty() && absent.add(table.sql() + "." + column)) {
                faults.add("table " + table.sql() + " has no column " + column + ": correct `" + key.key()
                        + "`, or have the column added"
                        + Nearest.hint(column.simple(), table.byName().keySet()));
            }
        });
    }

    /** Columns that a record could not tell apart. */
    private void twins(TableSchema table, List<SqlName> chosen, TableSetting choice, List<SqlName> bookkeeping) {
        Map<String, TableColumn> one = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<TableColumn> ours =
                bookkeeping.stream().flatMap(name -> table.find(name).stream()).toList();
        for (TableColumn column : new LinkedHashSet<>(table.chosen(chosen))) {
            TableColumn twin = ours.contains(column) || !column.kind().isRead() ? null : one.put(column.name(), column);
            if (twin != null) {
                faults.add("table " + table.sql() + " has the columns " + twin.name() + " and " + column.name()
                        + ", which differ in nothing but case: name the columns to read in `" + choice.key()
                        + "`, and of these only one, in double quotes");
            }
        }
    }

    private void keys(TableSchema table, List<SqlName> columns, TableSetting setting) {
        columns.stream().flatMap(name -> table.find(name).stream()).forEach(column -> {
            if (!column.kind().isRead()) {
                faults.add("column " + column.name() + " of type " + column.typeName() + " in `" + setting.key()
                        + "` cannot tell rows apart: name a key of numbers, texts or times");
            }
        });
    }

    /** Where values are cut to the size of a column, one of a longer column would be taken for another. */
    private void narrower(TableSchema orders, TableSchema other, List<SqlName> keys) {
        for (int i = 0;
                orders != null && i < keys.size() && i < settings.keyColumns().size();
                i++) {
            Optional<TableColumn> key = orders.find(settings.keyColumns().get(i));
            Optional<TableColumn> there = other.find(keys.get(i));
            if (key.isPresent()
                    && there.isPresent()
                    && other.dialect().cuts(there.get().typeName())
                    && (there.get().size() < key.get().size()
                            || there.get().bytes() < key.get().bytes())) {
                faults.add("column " + there.get().name() + " of table " + other.sql() + " is shorter than "
                        + key.get().name() + " of table " + orders.sql()
                        + ", so that two keys could be taken for one: have it"
                        + " made as long");
            }
        }
    }

    private void mapped(
            TableSchema table,
            List<SqlName> chosen,
            TableSetting choice,
            Set<String> wanted,
            List<SqlName> bookkeeping) {
        List<TableColumn> ours =
                bookkeeping.stream().flatMap(name -> table.find(name).stream()).toList();
        List<TableColumn> read = table.chosen(chosen);
        Map<String, TableColumn> known = table.byName();
        read.stream().filter(column -> !ours.contains(column)).forEach(column -> known.put(column.name(), column));
        String tableSetting =
                (choice == TableSetting.POLICY_COLUMNS ? TableSetting.POLICY_TABLE : TableSetting.TABLE).key();
        for (String name : new TreeSet<>(wanted)) {
            TableColumn column = known.get(name);
            if (column == null) {
                faults.add("the mapping needs column " + name + ", which table " + table.sql()
                        + " does not have: correct the mapping file" + Nearest.hint(name, known.keySet()));
            } else if (ours.contains(column)) {
                faults.add("the mapping needs column " + name + ", which this bundle itself writes: map one that only"
                        + " the core system writes");
            } else if (!read.contains(column)) {
                faults.add("the mapping needs column " + name + ", which is not among the columns to read: add it to `"
                        + choice.key() + "`");
            } else if (column.refusal(tableSetting) != null) {
                faults.add("the mapping needs " + column.refusal(tableSetting));
            }
        }
    }

    private void claim(TableSchema orders) {
        TableSettings.Words words = settings.words();
        orders.find(settings.claim().statusColumn()).ifPresent(column -> {
            holds(column, words.fresh());
            holds(column, words.taking());
            holds(column, words.taken());
            if (words.fresh() == null && !column.nullable()) {
                faults.add("column " + column.name() + " cannot be NULL, so status.new=null matches nothing: set"
                        + " `status.new` to the core system's word");
            }
        });
        orders.find(settings.claim().claimedBy())
                .ifPresent(column -> holds(column, "x".repeat(ClaimTableSource.TOKEN_LENGTH)));
        orders.find(settings.claim().claimedAt()).ifPresent(column -> {
            if (column.kind() != Values.Kind.TIMESTAMP && column.kind() != Values.Kind.ZONED) {
                faults.add("column " + column.name() + " of type " + column.typeName()
                        + " cannot hold the time of a claim: it must be a timestamp; name another column in `"
                        + TableSetting.CLAIMED_AT.key() + "`");
            }
        });
    }

    private void watermark(TableSchema orders) {
        orders.find(settings.watermark().column()).ifPresent(column -> {
            try {
                Mark.Type type = Mark.Type.of(column);
                if (settings.watermark().from() != null) {
                    type.parse(settings.watermark().from());
                }
            } catch (IllegalStateException e) {
                faults.add(e.getMessage());
            } catch (NumberFormatException | DateTimeException e) {
                faults.add(TableSetting.WATERMARK_FROM.key() + ": '"
                        + settings.watermark().from() + "' is no value of column " + column.name() + " of type "
                        + column.typeName());
            }
        });
    }

    private void report(TableSchema table) {
        Map<SqlName, TableSetting> columns = new LinkedHashMap<>();
        columns.put(settings.report().status(), TableSetting.REPORT_STATUS_COLUMN);
        if (settings.report().reason() != null) {
            columns.putIfAbsent(settings.report().reason(), TableSetting.REPORT_REASON_COLUMN);
        }
        if (settings.report().requestId() != null) {
            columns.putIfAbsent(settings.report().requestId(), TableSetting.REPORT_REQUEST_ID_COLUMN);
        }
        if (settings.report().time() != null) {
            columns.putIfAbsent(settings.report().time(), TableSetting.REPORT_TIME_COLUMN);
        }
        present(table, columns);
        present(table, named(TableSetting.KEY_COLUMNS, settings.keyColumns()));
        table.find(settings.report().status()).ifPresent(column -> {
            holds(column, settings.words().accepted());
            holds(column, settings.words().error());
        });
        text(table, settings.report().reason(), TableSetting.REPORT_REASON_COLUMN);
        text(table, settings.report().requestId(), TableSetting.REPORT_REQUEST_ID_COLUMN);
        Optional.ofNullable(settings.report().time()).flatMap(table::find).ifPresent(column -> {
            if (!new ReportColumn(column, null).holdsTime()) {
                faults.add("column " + column.name() + " of type " + column.typeName() + "(" + column.size()
                        + ") has no room for a time: have it made a timestamp, or a text or a number of 8, 14 or 17 digits"
                        + " and more, or take another column in `" + TableSetting.REPORT_TIME_COLUMN.key() + "`");
            }
        });
    }

    private void text(TableSchema table, SqlName name, TableSetting setting) {
        Optional.ofNullable(name).flatMap(table::find).ifPresent(column -> {
            if (!new ReportColumn(column, null).isText()) {
                faults.add("column " + column.name() + " of type " + column.typeName()
                        + " cannot hold a text: name a text column in `" + setting.key() + "`, or leave it out");
            }
        });
    }

    /** What will be written otherwise than it is said. */
    private List<String> reportNotes(Tables tables) {
        if (settings.report() == null) {
            return List.of();
        }
        List<String> notes = new ArrayList<>();
        Map<String, Charset> charsets = TableReporter.charsetsOf(access, tables.report());
        for (SqlName name : access.reportColumns()) {
            TableColumn column = tables.report().column(name);
            ReportColumn written = ReportColumn.of(column, charsets);
            if (!written.isText() || name.equals(settings.report().status())) {
                continue;
            }
            if (!written.has("\u4e2d\u6587")) {
                notes.add("column " + column.name() + " of table "
                        + tables.report().sql() + " is in " + written.charset().name()
                        + ", which lacks Chinese: what it lacks is written as ?");
            }
            if (!column.nullable()) {
                notes.add("column " + column.name() + " of table "
                        + tables.report().sql()
                        + " cannot be NULL: where there is nothing to tell, an empty text is written");
            }
            if (name.equals(settings.report().reason()) && column.size() < SHORT_REASON) {
                notes.add("column " + column.name() + " of table "
                        + tables.report().sql() + " holds " + column.size()
                        + " characters: reasons are cut, the whole ones are in the error queue");
            }
        }
        return notes;
    }

    /** A type whose values hang on the session's time zone: what is read as Beijing time must be. */
    private void sessionZone(TableSchema orders, TableSchema policies, TableSchema report) {
        Set<String> zoned = new TreeSet<>(instants(orders, settings.columns()));
        // The time of a claim is written and compared as an instant.
        access.bookkeeping().forEach(ours -> zoned.removeIf(ours::matches));
        if (policies != orders) {
            zoned.addAll(instants(policies, settings.policies().columns()));
        }
        if (settings.watermark() != null) {
            zoned.addAll(instants(orders, List.of(settings.watermark().column())));
        }
        if (settings.report() != null && settings.report().time() != null) {
            zoned.addAll(instants(report, List.of(settings.report().time())));
        }
        if (!zoned.isEmpty() && access.minutesAheadOfUtc() != 480) {
            faults.add("the columns " + String.join(", ", zoned) + " are TIMESTAMPs, which a session whose time zone is"
                    + " not Beijing's reads and writes as another time: let the data source's connections begin with"
                    + " SET time_zone = '+08:00'");
        }
    }

    private static List<String> instants(TableSchema table, List<SqlName> chosen) {
        return table == null
                ? List.of()
                : table.columns().stream()
                        .filter(column -> table.dialect().hangsOnSessionZone(column.typeName()))
                        .map(TableColumn::name)
                        .filter(name -> chosen.isEmpty() || chosen.stream().anyMatch(one -> one.matches(name)))
                        .toList();
    }

    private void holds(TableColumn column, String text) {
        if (text == null) {
            return;
        }
        boolean isText = column.kind() == Values.Kind.TEXT || column.kind() == Values.Kind.PADDED;
        boolean isNumber = column.kind() == Values.Kind.NUMBER;
        if (column.kind() == Values.Kind.BOOLEAN) {
            add("column " + column.name() + " of type " + column.typeName()
                    + " holds yes and no, not the words of `status.*`: have a column of its own added for them");
        } else if (isNumber && !text.matches("-?\\d+(\\.\\d+)?")) {
            faults.add("column " + column.name() + " is a number and cannot hold '" + text
                    + "': set the words of `status.*` to numbers");
        } else if (isNumber && text.replace("-", "").length() > column.size()) {
            faults.add("column " + column.name() + " of type " + column.typeName() + "(" + column.size()
                    + ") is too short for " + text + ": have it widened, or set smaller numbers in `status.*`");
        } else if (isText && !column.holds(text)) {
            faults.add("column " + column.name() + " of type " + column.typeName() + "(" + column.size()
                    + ") is too short for '" + text
                    + "': have it widened" + (isWord(text) ? ", or set shorter words in `status.*`" : ""));
        }
    }

    private boolean isWord(String text) {
        TableSettings.Words words = settings.words();
        return Stream.of(words.fresh(), words.taking(), words.taken(), words.accepted(), words.error())
                .anyMatch(text::equals);
    }

    /** What the catalog says of the columns that status words are written to. */
    private void words(Tables tables) {
        TableSettings.Words words = settings.words();
        Map<TableColumn, Set<String>> written = new LinkedHashMap<>();
        TableSchema report = tables.report();
        if (settings.claim() != null) {
            written.computeIfAbsent(
                            tables.orders().column(settings.claim().statusColumn()), column -> new LinkedHashSet<>())
                    .addAll(List.of(words.taking(), words.taken()));
            constraints(tables.orders(), written);
        }
        if (report != null) {
            written.clear();
            written.computeIfAbsent(report.column(settings.report().status()), column -> new LinkedHashSet<>())
                    .addAll(List.of(words.accepted(), words.error()));
            constraints(report, written);
            Map<String, Charset> charsets = TableReporter.charsetsOf(access, report);
            ReportColumn status =
                    ReportColumn.of(report.column(settings.report().status()), charsets);
            Stream.of(words.accepted(), words.error())
                    .filter(word -> !status.has(word))
                    .forEach(word -> add("column " + status.column().name() + " is in "
                            + status.charset().name() + ", which cannot hold '" + word
                            + "': set other words in `status.*`"));
        }
        if (report != null && settings.report().table() != null) {
            insertable(report);
        }
    }

    private void constraints(TableSchema table, Map<TableColumn, Set<String>> written) {
        written.forEach((column, words) -> {
            try {
                access.jdbc().execute((ConnectionCallback<Void>) connection -> {
                    TablePlace place = TablePlace.of(connection, table.dialect(), table.table());
                    listed(connection, table, place, column, words);
                    checked(connection, table, place, column, words);
                    referred(connection, table, place, column, words);
                    return null;
                });
            } catch (DataAccessException e) {
                LOG.debug("Source {}: the constraints of {} cannot be read", settings.source(), table.sql(), e);
            }
        });
    }

    private void listed(
            Connection connection, TableSchema table, TablePlace place, TableColumn column, Set<String> words)
            throws SQLException {
        List<String> known = table.dialect().words(connection, place, column.name());
        words.stream()
                .filter(word -> !known.isEmpty() && !known.contains(word))
                .forEach(word -> add("column " + column.name() + " of table " + table.sql() + " holds only "
                        + String.join(", ", known) + ", not '" + word
                        + "': have the word added, or set another in `status.*`"));
    }

    private void checked(
            Connection connection, TableSchema table, TablePlace place, TableColumn column, Set<String> words)
            throws SQLException {
        for (Dialect.Check check : table.dialect().checks(connection, place, column.name())) {
            for (String word : words) {
                String sql = table.dialect().breaks(check, column.name(), column.typeName(), word);
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(sql)) {
                    if (row.next() && row.getInt(1) > 0) {
                        add("the constraint " + check.name() + " of table " + table.sql() + " does not let column "
                                + column.name() + " hold '" + word + "' (" + check.condition()
                                + "): have it altered, or set another word in `status.*`");
                    }
                } catch (SQLException e) {
                    LOG.debug(
                            "Source {}: constraint {} looks at more than its column",
                            settings.source(),
                            check.name(),
                            e);
                }
            }
        }
    }

    private void referred(
            Connection connection, TableSchema table, TablePlace place, TableColumn column, Set<String> words)
            throws SQLException {
        Map<String, String[]> keys = new LinkedHashMap<>();
        Set<String> wider = new HashSet<>();
        try (ResultSet key = connection.getMetaData().getImportedKeys(place.catalog(), place.schema(), place.name())) {
            while (key.next()) {
                String name = String.valueOf(key.getString("FK_NAME"));
                if (key.getInt("KEY_SEQ") > 1) {
                    wider.add(name);
                } else if (column.name().equals(key.getString("FKCOLUMN_NAME"))) {
                    String owner = key.getString(table.dialect().ownerIsCatalog() ? "PKTABLE_CAT" : "PKTABLE_SCHEM");
                    String other = table.dialect().quoted(key.getString("PKTABLE_NAME"));
                    keys.put(name, new String[] {
                        owner == null ? other : table.dialect().quoted(owner) + "." + other,
                        key.getString("PKCOLUMN_NAME")
                    });
                }
            }
        }
        keys.keySet().removeAll(wider);
        for (String[] other : keys.values()) {
            for (String word : words) {
                String sql = "SELECT COUNT(*) FROM " + other[0] + " WHERE "
                        + table.dialect().quoted(other[1]) + " = '" + word + "'";
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(sql)) {
                    if (row.next() && row.getInt(1) == 0) {
                        add("column " + column.name() + " of table " + table.sql() + " refers to " + other[0] + " ("
                                + other[1] + "), which has no '" + word
                                + "': have the word added there, or set another in `status.*`");
                    }
                } catch (SQLException e) {
                    LOG.debug("Source {}: {} cannot be read", settings.source(), other[0], e);
                }
            }
        }
    }

    /** A new row of a report table has no more than the key and what is reported. */
    private void insertable(TableSchema report) {
        List<SqlName> filled = new ArrayList<>(settings.keyColumns());
        filled.addAll(access.reportColumns());
        access.jdbc().execute((ConnectionCallback<Void>) connection -> {
            TablePlace place = TablePlace.of(connection, report.dialect(), report.table());
            try (ResultSet column = connection
                    .getMetaData()
                    .getColumns(place.catalog(), place.pattern(place.schema()), place.pattern(place.name()), "%")) {
                while (column.next()) {
                    String name = column.getString("COLUMN_NAME");
                    boolean given = column.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls
                            || column.getString("COLUMN_DEF") != null
                            || "YES".equals(column.getString("IS_AUTOINCREMENT"))
                            || "YES".equals(column.getString("IS_GENERATEDCOLUMN"));
                    if (!given && filled.stream().noneMatch(ours -> ours.matches(name))) {
                        isToldNotToTakeRows = true;
                        add("column " + name + " of table " + report.sql()
                                + " must have a value and is given none: let it be NULL, or have a default");
                    }
                }
            }
            return null;
        });
    }

    /** What is told twice is told once. */
    private void add(String fault) {
        if (!faults.contains(fault)) {
            faults.add(fault);
        }
    }

    /** Keys that stand in several rows: an outcome would be told to all of them, and only one was sent. */
    private Optional<String> repeatedKeys(Tables tables) {
        if (settings.shape() == TableSettings.Shape.POLICY_PER_ROW || isUnique(tables.orders())) {
            return Optional.empty();
        }
        JdbcTemplate jdbc =
                new JdbcTemplate(Objects.requireNonNull(access.jdbc().getDataSource(), "the data source of the table"));
        jdbc.setQueryTimeout(Math.min(SECONDS_TO_COUNT, settings.patience().forStatements()));
        try {
            long[] found = Objects.requireNonNull(jdbc.query(
                    tables.sql().duplicates().sql(),
                    row -> row.next() ? new long[] {row.getLong(1), row.getLong(2)} : new long[] {0, 0}));
            if (found[0] == 0) {
                return Optional.empty();
            }
            String example = access.keys(tables.sql().duplicateKeys()).stream()
                    .limit(3)
                    .map(Ref::join)
                    .collect(Collectors.joining(", "));
            return Optional.of(found[0] + " keys stand in " + found[1] + " rows of table "
                    + tables.orders().sql()
                    + ", such as " + example
                    + ": of each only one would be sent, and its outcome told to all. Name in `"
                    + TableSetting.KEY_COLUMNS.key()
                    + "` all columns that tell one order from every other, or have the rows"
                    + " corrected");
        } catch (DataAccessException e) {
            LOG.warn(
                    "Source {}: whether the key {} is unique could not be found out: {}",
                    settings.source(),
                    settings.keyColumns(),
                    Reason.of(e));
            return Optional.empty();
        }
    }

    /** Whether the database itself keeps the key unique. */
    private boolean isUnique(TableSchema orders) {
        return access.jdbc().execute((ConnectionCallback<Boolean>) connection -> {
            TablePlace place = TablePlace.of(connection, orders.dialect(), orders.table());
            Map<String, List<String>> indexes = new HashMap<>();
            try (ResultSet index =
                    connection.getMetaData().getIndexInfo(place.catalog(), place.schema(), place.name(), true, true)) {
                while (index.next()) {
                    if (index.getString("COLUMN_NAME") != null) {
                        // One with a condition, or over an expression, says nothing of every row.
                        boolean partial = index.getString("FILTER_CONDITION") != null;
                        indexes.computeIfAbsent(index.getString("INDEX_NAME"), name -> new ArrayList<>())
                                .add(partial ? "" : index.getString("COLUMN_NAME"));
                    }
                }
            } catch (SQLException e) {
                LOG.debug("Source {}: no list of indexes", settings.source(), e);
            }
            return indexes.values().stream()
                    .anyMatch(columns -> columns.stream()
                            .allMatch(column -> settings.keyColumns().stream().anyMatch(key -> key.matches(column))));
        });
    }

    private Optional<String> oddMarks(Tables tables) {
        TableStatement count = tables.sql().oddMarks();
        int odd = count == null ? 0 : access.count(count, List.of());
        return odd == 0
                ? Optional.empty()
                : Optional.of(odd + " rows of table " + tables.orders().sql() + " have a "
                        + settings.watermark().column()
                        + " that is no time or number (infinity, NaN, a zero date): they are never taken");
    }

    /** Does in vain all that the source will do, with its own words, in transactions that are rolled back. */
    private void probe(Tables tables) {
        try {
            access.inVain(tables.sql().probeWhere(), List.of());
        } catch (DataAccessException e) {
            add(TableSetting.WHERE.key() + " cannot be used: " + Reason.of(e));
            return;
        }
        for (TableProbes.Probe probe : TableProbes.of(settings, tables)) {
            if (probe.right() == TableProbes.Right.REPORT_INSERT && isToldNotToTakeRows) {
                continue;
            }
            try {
                if (probe.parameters() == null) {
                    access.prepareInVain(probe.statement().sql());
                } else {
                    access.inVain(probe.statement().sql(), probe.parameters());
                }
            } catch (DataAccessException e) {
                failed(tables, probe, e);
            }
        }
    }

    private void failed(Tables tables, TableProbes.Probe probe, DataAccessException e) {
        if (TableRights.isRefused(e)) {
            String grant = grant(tables, probe.right());
            if (faults.stream().noneMatch(told -> told.endsWith(grant))) {
                faults.add("no right to "
                        + grant.replaceFirst("GRANT (\\w+).*", "$1").toLowerCase(Locale.ROOT) + " table "
                        + grant.replaceFirst(".* ON (.*) TO .*", "$1") + ": " + Reason.of(e) + ": " + grant);
            }
            return;
        }
        DataAccessException told = access.told(probe.statement(), e);
        if (told instanceof Told) {
            add(Reason.of(told));
        } else {
            add(probe.statement().purpose().words() + " fails: " + Reason.of(e) + ": " + remedy(e) + "; the statement: "
                    + probe.statement().sql());
        }
    }

    private String grant(Tables tables, TableProbes.Right right) {
        return switch (right) {
            case SELECT -> rights().grantSelect(settings.table());
            case UPDATE -> rights().grantUpdate(settings.table(), access.bookkeeping());
            case REPORT_UPDATE -> rights().grantUpdate(tables.report().table(), access.reportColumns());
            case REPORT_INSERT -> rights().grant("INSERT", tables.report().table());
        };
    }

    /** What to do about a statement that the database refuses. */
    private String remedy(DataAccessException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<String> advice =
                    cause instanceof SQLException sql ? access.dialect().advice(sql) : Optional.empty();
            if (advice.isPresent()) {
                return advice.get();
            }
        }
        return failure instanceof BadSqlGrammarException
                ? "the source speaks to it as to " + access.dialect()
                        + ": if it is another, or speaks as another, say so in `"
                        + SourceSetting.prefix(settings.source()) + TableSetting.DIALECT.key()
                        + "`; if it is older, docs/databases.md tells from which version on it will do"
                : "have a DBA look into it";
    }

    private TableRights rights() {
        return new TableRights(access.jdbc(), access.dialect());
    }

    Map<Map<String, String>, Long> codes(List<String> columns) {
        List<SqlName> names = columns.stream().map(SqlName::column).toList();
        Map<Map<String, String>, Long> codes = new LinkedHashMap<>();
        access.query(access.tables().sql().codes(names), List.of(), row -> {
            while (row.next()) {
                Map<String, String> code = new LinkedHashMap<>();
                for (int i = 0; i < names.size(); i++) {
                    Object value = Values.read(row, i + 1, access.dialect());
                    code.put(columns.get(i), value == null ? "" : value.toString());
                }
                codes.merge(code, row.getLong(names.size() + 1), Long::sum);
            }
            return null;
        });
        return codes;
    }
}
