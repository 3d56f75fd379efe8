package io.github.createorder.table;

import io.github.createorder.sql.SqlName;
import io.github.createorder.table.TableAccess.Bound;
import io.github.createorder.table.TableAccess.Tables;
import io.github.createorder.table.TableSettings.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Every statement that a source will use, in a form that finds and changes no row, with values that fit. */
final class TableProbes {
    private final TableSettings settings;
    private final Tables tables;
    private final TableSql sql;
    private final List<Probe> probes = new ArrayList<>();

    /** What a statement needs a right to. */
    enum Right {
        SELECT,
        UPDATE,
        /** To update, or make rows in, the report table. */
        REPORT_UPDATE,
        REPORT_INSERT
    }

    /** @param parameters null for a statement that is only to be understood */
    record Probe(TableStatement statement, List<Bound> parameters, Right right) {}

    private TableProbes(TableSettings settings, Tables tables) {
        this.settings = settings;
        this.tables = tables;
        this.sql = tables.sql().inVain();
    }

    static List<Probe> of(TableSettings settings, Tables tables) {
        TableProbes probes = new TableProbes(settings, tables);
        if (settings.readOnly()) {
            probes.watermark();
        } else {
            probes.claim();
        }
        probes.reading();
        if (settings.report() != null) {
            probes.report();
        }
        return List.copyOf(probes.probes);
    }

    private void claim() {
        boolean groups = settings.shape() == Shape.POLICY_PER_ROW;
        Bound token = new Bound(
                tables.orders().column(settings.claim().claimedBy()), "x".repeat(ClaimTableSource.TOKEN_LENGTH));
        List<Bound> tokenAndKeys = joined(List.of(token), keys(tables.orders()));
        for (boolean expired : new boolean[] {false, true}) {
            if (groups) {
                add(sql.candidateGroups(expired), List.of(), Right.SELECT);
            } else if (sql.claim(expired) != null) {
                add(sql.claim(expired), List.of(token), Right.UPDATE);
            } else {
                add(sql.candidates(expired), List.of(), Right.UPDATE);
            }
        }
        if (groups || sql.claim(false) == null) {
            add(sql.claimKeys(2), tokenAndKeys, Right.UPDATE);
        }
        sql.lock(tables.orders(), 2).ifPresent(lock -> add(lock, keys(tables.orders()), Right.UPDATE));
        if (groups) {
            add(sql.standings(2), joined(List.of(token, token), keys(tables.orders())), Right.SELECT);
            add(sql.release(2), tokenAndKeys, Right.UPDATE);
        } else {
            add(sql.claimable(), List.of(), Right.SELECT);
            add(sql.claimed(), List.of(token), Right.SELECT);
            add(sql.held(), List.of(token), Right.SELECT);
        }
        add(sql.taken(2), tokenAndKeys, Right.UPDATE);
        if (settings.report().table() == null) {
            add(sql.waiting(2), keys(tables.orders()), Right.SELECT);
        }
    }

    private void watermark() {
        Bound mark = new Bound(tables.orders().column(settings.watermark().column()), null);
        List<Bound> key = TableAccess.bound(
                tables.orders().columns(settings.keyColumns()),
                Collections.nCopies(settings.keyColumns().size(), null));
        List<Bound> after = new ArrayList<>(List.of(mark, mark));
        for (int i = 1; i <= key.size(); i++) {
            after.addAll(key.subList(0, i));
        }
        add(sql.tip(false), List.of(), Right.SELECT);
        add(sql.tip(true), List.of(mark), Right.SELECT);
        add(sql.page(false, false), List.of(), Right.SELECT);
        add(sql.page(true, false), List.of(mark), Right.SELECT);
        add(sql.page(false, true), after, Right.SELECT);
        add(sql.page(true, true), joined(List.of(mark), after), Right.SELECT);
        if (sql.oddMarks() != null) {
            add(sql.oddMarks(), List.of(), Right.SELECT);
        }
    }

    private void reading() {
        if (settings.shape() == Shape.POLICY_PER_ROW) {
            add(sql.groups(2), keys(tables.orders()), Right.SELECT);
        } else {
            add(sql.orders(2), keys(tables.orders()), Right.SELECT);
            add(sql.duplicates(), List.of(), Right.SELECT);
            add(sql.duplicateKeys(), List.of(), Right.SELECT);
        }
        if (tables.policies() != null) {
            List<SqlName> columns = settings.policies().keyColumns();
            add(sql.children(2), nulls(tables.policies(), columns), Right.SELECT);
        }
        add(sql.look(), List.of(), Right.SELECT);
        add(sql.statuses(settings.statusColumn(), "1 = 0"), List.of(), Right.SELECT);
        add(sql.codes(settings.keyColumns()), List.of(), Right.SELECT);
    }

    private void report() {
        boolean own = settings.report().table() != null;
        TableSchema table = tables.report();
        Right right = own ? Right.REPORT_UPDATE : Right.UPDATE;
        List<SqlName> all = settings.reportColumns();
        List<SqlName> status = List.of(settings.report().status());
        for (String word : List.of(settings.words().accepted(), settings.words().error())) {
            add(sql.report(table, all), outcome(table, all, word), right);
            if (all.size() > 1) {
                add(sql.report(table, status), outcome(table, status, word), right);
            }
        }
        if (own) {
            add(sql.reported(table, 2), keys(table), Right.SELECT);
            add(sql.insert(table, all), List.of(), Right.REPORT_INSERT);
            add(tables.sql().insert(table, all), null, Right.REPORT_INSERT);
            if (table.dialect().changesWaitForever()) {
                sql.lock(table, 2).ifPresent(lock -> add(lock, keys(table), Right.REPORT_UPDATE));
            }
        }
    }

    private List<Bound> outcome(TableSchema table, List<SqlName> columns, String word) {
        List<Bound> values = new ArrayList<>();
        columns.forEach(column -> values.add(
                new Bound(table.column(column), column.equals(settings.report().status()) ? word : null)));
        settings.keyColumns().forEach(key -> values.add(new Bound(table.column(key), null)));
        return values;
    }

    /** Of two orders: a list of keys may look otherwise than a single one. */
    private List<Bound> keys(TableSchema table) {
        return nulls(table, settings.keyColumns());
    }

    private static List<Bound> nulls(TableSchema table, List<SqlName> columns) {
        List<Bound> one = TableAccess.bound(table.columns(columns), Collections.nCopies(columns.size(), null));
        return joined(one, one);
    }

    private static List<Bound> joined(List<Bound> first, List<Bound> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private void add(TableStatement statement, List<Bound> parameters, Right right) {
        probes.add(new Probe(statement, parameters, right));
    }
}
