package io.github.createorder.source;

import io.github.createorder.source.TableAccess.Tables;
import io.github.createorder.source.TableSettings.OrderBy;
import io.github.createorder.sql.Reason;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

    TableCheck(TableAccess access) {
        this.access = access;
        this.settings = access.settings();
    }

    List<String> faults(Set<String> orderColumns, Set<String> policyColumns) {
        Tables tables;
        try {
            tables = access.tables();
        } catch (DataAccessResourceFailureException e) {
            if (isRefusedLogin(e)) {
                return List.of("the database refuses the login: " + Reason.of(e));
            }
            throw e;
        } catch (DataAccessException e) {
            return unreadable(e);
        } catch (RuntimeException e) {
            // A pool's own, of a driver that is not there say, which no waiting mends.
            return List.of("no connection can be had: " + Reason.of(e));
        }
        TableSchema orders = tables.orders();
        TableSchema policies = tables.policies() == null ? orders : tables.policies();

        present(orders, orderSettings());
        readable(orders, settings.columns());
        mapped(orders, settings.columns(), orderColumns, access.bookkeeping());
        if (tables.policies() != null) {
            present(policies, settings.policies().keyColumns());
            readable(policies, settings.policies().columns());
            // What a policy's row has not is read from its order's.
            Set<String> own = new TreeSet<>(policyColumns);
            Set<String> ofOrder = new TreeSet<>(policyColumns);
            own.removeIf(name ->
                    !policies.byName().containsKey(name) && orders.byName().containsKey(name));
            ofOrder.removeAll(own);
            mapped(policies, settings.policies().columns(), own, List.of());
            mapped(orders, settings.columns(), ofOrder, access.bookkeeping());
        } else {
            mapped(orders, settings.columns(), policyColumns, access.bookkeeping());
        }
        present(
                policies,
                settings.policies().orderBy().stream().map(OrderBy::column).toList());
        if (settings.claim() != null) {
            claim(orders);
        } else {
            watermark(orders);
        }
        if (tables.report() != null) {
            report(tables.report());
        }
        warnOfRowsWithoutKey(orders);
        if (faults.isEmpty()) {
            probe(tables);
        }
        return List.copyOf(faults);
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

    private void warnOfRowsWithoutKey(TableSchema orders) {
        List<SqlName> nullable = settings.keyColumns().stream()
                .filter(key -> orders.find(key).map(Column::nullable).orElse(false))
                .toList();
        if (!nullable.isEmpty()) {
            LOG.warn(
                    "Source {}: the key columns {} may be NULL; rows without a value there are never taken",
                    settings.source(),
                    nullable);
        }
    }

    /** Which of the tables cannot be read: each is tried by itself, so that one start tells of all. */
    private List<String> unreadable(DataAccessException first) {
        Set<SqlName> all = new LinkedHashSet<>();
        all.add(settings.table());
        if (settings.policies().table() != null) {
            all.add(settings.policies().table());
        }
        if (settings.report() != null) {
            all.add(settings.reportTable());
        }
        for (SqlName table : all) {
            attempt("table " + table + " cannot be read", () -> access.describe(table));
        }
        if (faults.isEmpty()) {
            faults.add("the tables cannot be read: " + Reason.of(first));
        }
        return List.copyOf(faults);
    }

    private List<SqlName> orderSettings() {
        List<SqlName> columns = new ArrayList<>(settings.keyColumns());
        columns.addAll(settings.columns());
        columns.addAll(settings.orderBy().stream().map(OrderBy::column).toList());
        if (settings.countColumn() != null) {
            columns.add(settings.countColumn());
        }
        if (settings.claim() != null) {
            columns.add(settings.claim().statusColumn());
            columns.add(settings.claim().claimedBy());
            columns.add(settings.claim().claimedAt());
        } else {
            columns.add(settings.watermark().column());
        }
        return columns;
    }

    private void present(TableSchema table, Collection<SqlName> columns) {
        columns.stream()
                .filter(column -> table.find(column).isEmpty())
                .map(column -> "table " + table.sql() + " has no column " + column)
                .filter(fault -> !faults.contains(fault))
                .forEach(faults::add);
    }

    private void readable(TableSchema table, List<SqlName> chosen) {
        for (Column column : table.columns()) {
            boolean read = chosen.isEmpty() || chosen.stream().anyMatch(name -> name.matches(column.name()));
            if (read && column.kind() == Values.Kind.REFUSED) {
                faults.add(Values.refusal(column.name(), column.typeName()));
            }
        }
    }

    private void mapped(TableSchema table, List<SqlName> chosen, Set<String> wanted, List<SqlName> bookkeeping) {
        Map<String, Column> known = table.byName();
        for (String name : new TreeSet<>(wanted)) {
            Column column = known.get(name);
            if (column == null) {
                faults.add("the mapping needs column " + name + ", which table " + table.sql() + " does not have");
            } else if (bookkeeping.stream().anyMatch(ours -> ours.matches(column.name()))) {
                faults.add("the mapping needs column " + name + ", which this bundle itself writes");
            } else if (!chosen.isEmpty() && chosen.stream().noneMatch(read -> read.matches(column.name()))) {
                faults.add("the mapping needs column " + name + ", which is not among the columns to read");
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
                faults.add("column " + column.name() + " cannot be NULL, so status.new=null matches nothing");
            }
        });
        orders.find(settings.claim().claimedBy())
                .ifPresent(column -> holds(column, "x".repeat(ClaimTableSource.TOKEN_LENGTH)));
        orders.find(settings.claim().claimedAt()).ifPresent(column -> {
            if (column.kind() != Values.Kind.TIMESTAMP && column.kind() != Values.Kind.ZONED) {
                faults.add("column " + column.name() + " of type " + column.typeName()
                        + " cannot hold the time of a claim: it must be a timestamp");
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
                faults.add(TableKey.WATERMARK_FROM.key() + ": '"
                        + settings.watermark().from() + "' is no value of column " + column.name() + " of type "
                        + column.typeName());
            }
            if (column.nullable()) {
                LOG.warn(
                        "Source {}: watermark column {} may be NULL; rows without it are never taken",
                        settings.source(),
                        column.name());
            }
        });
    }

    private void report(TableSchema table) {
        present(table, access.reportColumns());
        present(table, settings.keyColumns());
        table.find(settings.report().status()).ifPresent(column -> {
            holds(column, settings.words().accepted());
            holds(column, settings.words().error());
        });
    }

    private void holds(Column column, String text) {
        if (text == null) {
            return;
        }
        boolean isText = column.kind() == Values.Kind.TEXT || column.kind() == Values.Kind.PADDED;
        if (column.kind() == Values.Kind.NUMBER && !text.matches("-?\\d+(\\.\\d+)?")) {
            faults.add("column " + column.name() + " is a number and cannot hold '" + text + "'");
        } else if (isText && !column.holds(text)) {
            faults.add("column " + column.name() + " of type " + column.typeName() + "(" + column.size()
                    + ") is too short for '" + text + "'");
        }
    }

    private void probe(Tables tables) {
        TableSql sql = tables.sql();
        attempt(TableKey.WHERE.key() + " cannot be used", () -> access.jdbc().query(sql.probeWhere(), row -> {}));
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
            written.addAll(access.reportColumns());
        }
        if (!written.isEmpty()) {
            attempt(
                    "no right to update table " + tables.orders().sql(),
                    () -> access.jdbc().update(TableSql.probeUpdate(tables.orders(), Set.copyOf(written))));
        }
        if (settings.report() != null && settings.report().table() != null) {
            attempt(
                    "no right to update table " + tables.report().sql(),
                    () -> access.jdbc().update(TableSql.probeUpdate(tables.report(), access.reportColumns())));
        }
        if (settings.readOnly()) {
            warnOfNeedlessRights(tables.orders());
        }
    }

    private void warnOfNeedlessRights(TableSchema orders) {
        try {
            access.jdbc().update(TableSql.probeUpdate(orders, settings.keyColumns()));
        } catch (DataAccessException e) {
            LOG.debug("Source {}: the order table is read-only for us, as it should be", settings.source());
            return;
        }
        LOG.warn(
                "Source {}: mode=watermark only reads, but the database user may update table {}: SELECT is enough",
                settings.source(),
                orders.sql());
    }

    private void attempt(String fault, Runnable statement) {
        try {
            statement.run();
        } catch (DataAccessException e) {
            faults.add(fault + ": " + Reason.of(e));
        }
    }

    Map<Map<String, String>, Long> codes(List<String> columns) {
        List<SqlName> names = columns.stream().map(SqlName::column).toList();
        Map<Map<String, String>, Long> codes = new LinkedHashMap<>();
        access.jdbc().query(access.tables().sql().codes(names), row -> {
            Map<String, String> code = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                Object value = Values.read(row, i + 1);
                code.put(columns.get(i), value == null ? "" : value.toString());
            }
            codes.merge(code, row.getLong(names.size() + 1), Long::sum);
        });
        return codes;
    }
}
