package io.github.createorder.table;

import io.github.createorder.config.Nearest;
import io.github.createorder.sql.Reason;
import io.github.createorder.sql.SqlName;
import io.github.createorder.table.TableAccess.Tables;
import io.github.createorder.table.TableSettings.OrderBy;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

/** Compares settings and mapping with what the database has and grants. */
final class TableCheck {
    private static final Logger LOG = LoggerFactory.getLogger(TableCheck.class);

    private final TableAccess access;
    private final TableSettings settings;
    private final List<String> faults = new ArrayList<>();
    private final Set<String> absent = new HashSet<>();

    TableCheck(TableAccess access) {
        this.access = access;
        this.settings = access.settings();
    }

    List<String> faults(Set<String> orderColumns, Set<String> policyColumns) {
        Tables tables = null;
        try {
            tables = access.tables();
        } catch (DataAccessResourceFailureException e) {
            if (isRefusedLogin(e)) {
                return List.of("the database refuses the login: " + Reason.of(e)
                        + ": correct the user and the password of the source's data source");
            }
            throw e;
        } catch (DataAccessException e) {
            LOG.debug("Source {}: not every table can be read, now one by one", settings.source(), e);
        } catch (RuntimeException e) {
            // A pool's own, of a driver that is not there say, which no waiting mends.
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
        }
        sessionZone(orders, policies, report);
        if (faults.isEmpty()) {
            probe(access.tables());
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
            twins(policies, settings.policies().columns(), TableSetting.POLICY_COLUMNS, List.of());
            if (orders != null) {
                // What a policy's row has not is read from its order's.
                Set<String> own = new TreeSet<>(policyColumns);
                Set<String> ofOrder = new TreeSet<>(policyColumns);
                own.removeIf(name ->
                        !policies.byName().containsKey(name)
                        && orders.byName().containsKey(name));
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

    /** Class 28 of SQLSTATE: a wrong user or password, which no waiting will mend. */
    private static boolean isRefusedLogin(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith("28")) {
                return true;
            }
        }
        return false;
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
                faults.add(fault);
            }
            return null;
        }
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
        String tableSetting = (choice == TableSetting.POLICY_COLUMNS ? TableSetting.POLICY_TABLE : TableSetting.TABLE).key();
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
        if (column.kind() == Values.Kind.NUMBER && !text.matches("-?\\d+(\\.\\d+)?")) {
            faults.add("column " + column.name() + " is a number and cannot hold '" + text
                    + "': set the words of `status.*` to numbers");
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

    private void probe(Tables tables) {
        TableSql sql = tables.sql();
        attempt(
                TableSetting.WHERE.key() + " cannot be used",
                () -> access.jdbc().query(sql.probeWhere(), row -> {}));
        List<SqlName> written = new ArrayList<>();
        if (settings.claim() != null) {
            written.add(settings.claim().statusColumn());
            written.add(settings.claim().claimedBy());
            written.add(settings.claim().claimedAt());
            attempt(
                    "orders cannot be selected",
                    () -> access.keys(
                            settings.shape() == TableSettings.Shape.POLICY_PER_ROW
                                    ? sql.candidateGroups(false)
                                    : sql.candidates(false)));
        }
        if (settings.report() != null && settings.report().table() == null) {
            access.reportColumns().stream()
                    .filter(column -> !written.contains(column))
                    .forEach(written::add);
        }
        if (!written.isEmpty()) {
            update(tables.orders(), written);
        }
        if (settings.report() != null && settings.report().table() != null) {
            TableSchema report = tables.report();
            update(report, access.reportColumns());
            attempt(
                    "no right to insert into table " + report.sql(),
                    () -> access.jdbc().update(TableSql.probeInsert(report, settings.keyColumns())),
                    () -> rights().grant("INSERT", report.table()));
        }
    }

    private void update(TableSchema table, List<SqlName> columns) {
        attempt(
                "no right to update table " + table.sql(),
                () -> access.jdbc().update(TableSql.probeUpdate(table, columns)),
                () -> rights().grantUpdate(table.table(), columns));
    }

    private void attempt(String fault, Runnable statement) {
        attempt(fault, statement, null);
    }

    /** @param remedy the statement that gives the right which is lacking */
    private void attempt(String fault, Runnable statement, Supplier<String> remedy) {
        try {
            statement.run();
        } catch (DataAccessException e) {
            faults.add(fault + ": " + Reason.of(e)
                    + (remedy != null && TableRights.isRefused(e) ? ": " + remedy.get() : ""));
        }
    }

    private TableRights rights() {
        return new TableRights(access.jdbc(), access.dialect());
    }

    Map<Map<String, String>, Long> codes(List<String> columns) {
        List<SqlName> names = columns.stream().map(SqlName::column).toList();
        Map<Map<String, String>, Long> codes = new LinkedHashMap<>();
        access.jdbc().query(access.tables().sql().codes(names), row -> {
            Map<String, String> code = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                Object value = Values.read(row, i + 1, access.dialect());
                code.put(columns.get(i), value == null ? "" : value.toString());
            }
            codes.merge(code, row.getLong(names.size() + 1), Long::sum);
        });
        return codes;
    }
}
