package io.github.createorder.table;

import io.github.createorder.sql.SqlName;
import io.github.createorder.table.TableAccess.Bound;
import io.github.createorder.table.TableAccess.Tables;
import io.github.createorder.table.TableSettings.Shape;
import java.util.ArrayList;
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
            if (settings.countColumn() != null) {
                add(sql.oddCounts(), List.of(), Right.SELECT);
            }
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
        Bound mark = sample(tables.orders().column(settings.watermark().column()));
        List<Bound> key = samples(tables.orders(), settings.keyColumns());
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
            add(sql.children(2), twice(tables.policies(), columns), Right.SELECT);
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
            sql.reportAtOnce(table, all).ifPresent(report -> {
                List<Bound> one = outcome(table, all, word);
                add(report, TableAccess.arrays(table.dialect(), List.of(one, one)), right);
            });
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
        for (SqlName name : columns) {
            TableColumn column = table.column(name);
            boolean isTime = name.equals(settings.report().time());
            values.add(new Bound(
                    column,
                    name.equals(settings.report().status())
                            ? word
                            : isTime ? new ReportColumn(column, null).time(0) : null));
        }
        values.addAll(samples(table, settings.keyColumns()));
        return values;
    }

    /** Of two orders: a list of keys may look otherwise than a single one. */
    private List<Bound> keys(TableSchema table) {
        return twice(table, settings.keyColumns());
    }

    private List<Bound> twice(TableSchema table, List<SqlName> columns) {
        List<Bound> one = samples(table, columns);
        return TableAccess.keyParameters(tables.sql(), table.columns(columns), List.of(one, one));
    }

    private static List<Bound> samples(TableSchema table, List<SqlName> columns) {
        return table.columns(columns).stream().map(TableProbes::sample).toList();
    }

    /** A time, which not every driver binds as we do; else NULL, for not every text is a value of every type. */
    private static Bound sample(TableColumn column) {
        return new Bound(
                column,
                switch (column.kind()) {
                    case DATE -> "2000-01-01";
                    case TIMESTAMP -> "2000-01-01T00:00";
                    case ZONED -> "2000-01-01T00:00Z";
                    default -> null;
                });
    }

    private static List<Bound> joined(List<Bound> first, List<Bound> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private void add(TableStatement statement, List<Bound> parameters, Right right) {
        probes.add(new Probe(statement, parameters, right));
    }
}
