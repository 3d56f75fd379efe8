package io.github.createorder.table;

import io.github.createorder.ledger.Report;
import io.github.createorder.sql.Reason;
import io.github.createorder.sql.SqlName;
import io.github.createorder.sql.TablePlace;
import io.github.createorder.table.TableAccess.Bound;
import io.github.createorder.table.TableAccess.Tables;
import io.github.createorder.table.TableAlarms.Subject;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;

/**
 * Writes what became of orders to the order table, or to a table of reports. A batch that is refused is split until the row
 * that it is refused for stands alone; of this one the status is written without the rest.
 */
final class TableReporter {
    private static final Logger LOG = LoggerFactory.getLogger(TableReporter.class);
    /** So many rows are remembered at most; of more, the alarm ends a little early and begins again. */
    private static final int MOST_WAITING = 1_000;

    private final TableAccess access;
    private final TableSettings settings;
    private final TableAlarms alarms;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private volatile Known known;

    /** What is known of the columns, as long as the tables are. */
    private record Known(Tables tables, Map<String, Charset> charsets) {}

    /** A batch by itself: those done with, and why others are not. */
    private final class Batch {
        private final Tables tables = access.tables();
        private final List<Report> done = new ArrayList<>();
        private final List<String> inPart = new ArrayList<>();
        private final Map<String, String> refused = new LinkedHashMap<>();

        void write(List<Report> reports) {
            try {
                // At once in two parts where a lock is in the way: the rows that are locked meanwhile must not wait.
                List<Report> stuck = access.inTransaction(
                        () -> writeAll(tables, reports, access.reportColumns()), reports.size() == 1 ? 2 : 1);
                done.addAll(reports);
                done.removeAll(stuck);
                stuck.forEach(report -> refuse(
                        report,
                        "the database took the statement and changed nothing; a trigger or a rule of the table?"));
            } catch (DataAccessException | IllegalArgumentException e) {
                boolean held = access.isHeld(e);
                if (!held
                        && (e instanceof TransientDataAccessException
                                || e instanceof DataAccessResourceFailureException)) {
                    throw e;
                } else if (reports.size() > 1) {
                    inTwo(reports, e);
                } else if (held) {
                    refuse(reports.get(0), "somebody else holds it: " + Reason.of(e));
                } else {
                    statusOf(reports.get(0), Reason.of(e));
                }
            }
        }

        private void inTwo(List<Report> reports, Exception why) {
            LOG.debug("Source {}: {} reports failed, now in two parts", settings.source(), reports.size(), why);
            write(reports.subList(0, reports.size() / 2));
            write(reports.subList(reports.size() / 2, reports.size()));
        }

        private void statusOf(Report report, String why) {
            SqlName status = settings.report().status();
            if (access.reportColumns().size() > 1) {
                try {
                    access.inTransaction(() -> writeAll(tables, List.of(report), List.of(status)));
                    inPart.add("row " + report.ref() + ": " + why);
                    done.add(report);
                    return;
                } catch (TransientDataAccessException | DataAccessResourceFailureException e) {
                    throw e;
                } catch (DataAccessException | IllegalArgumentException e) {
                    LOG.debug("Source {}: not even the status of row {}", settings.source(), report.ref(), e);
                }
            }
            refuse(report, why);
        }

        private void refuse(Report report, String why) {
            refused.put(report.ref(), "row " + report.ref() + ": " + why);
        }
    }

    TableReporter(TableAccess access, TableAlarms alarms) {
        this.access = access;
        this.settings = access.settings();
        this.alarms = alarms;
    }

    List<Report> report(List<Report> reports) {
        if (settings.report() == null || reports.isEmpty()) {
            return reports;
        }
        Batch batch = new Batch();
        batch.write(reports);
        if (!batch.inPart.isEmpty()) {
            alarms.raise(
                    Subject.REPORT_IN_PART,
                    "of " + batch.inPart.size() + " outcomes only the status could be written, the database refuses the"
                            + " rest: " + some(batch.inPart) + ": correct the `report.*-column`s, or the table");
        }
        if (!batch.refused.isEmpty()) {
            alarms.raise(
                    Subject.REPORT,
                    batch.refused.size() + " outcomes could not be written to their rows and are tried again: "
                            + some(List.copyOf(batch.refused.values())));
        }
        noteWaiting(batch);
        return batch.done;
    }

    /** What was in the way of rows may be over, for one by one or for all: when the last of them is written, so is its alarm. */
    private void noteWaiting(Batch batch) {
        batch.done.forEach(report -> waiting.remove(report.ref()));
        batch.refused.keySet().stream()
                .limit(Math.max(0, MOST_WAITING - waiting.size()))
                .forEach(waiting::add);
        if (waiting.isEmpty()) {
            alarms.end(Subject.REPORT);
        }
    }

    private static String some(List<String> rows) {
        return rows.stream().limit(3).collect(Collectors.joining("; ")) + (rows.size() > 3 ? "; ..." : "");
    }

    /** Writes all, and returns those whose row stands there as it did. */
    private List<Report> writeAll(Tables tables, List<Report> reports, List<SqlName> columns) {
        Map<String, Charset> charsets = charsets(tables);
        int[][] counts = access.jdbc()
                .batchUpdate(
                        tables.sql().report(tables.report(), columns),
                        reports,
                        reports.size(),
                        (statement, report) -> TableAccess.setter(values(tables.report(), charsets, columns, report))
                                .setValues(statement));
        List<Report> lost = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            if (counts[0][i] == 0 && !inserted(tables, charsets, columns, reports.get(i))) {
                lost.add(reports.get(i));
            }
        }
        List<Report> stuck = waiting(tables, lost);
        lost.removeAll(stuck);
        if (!lost.isEmpty()) {
            LOG.warn(
                    "Source {}: {} reports found no row of ours: gone, or set back by the core system: {}",
                    settings.source(),
                    lost.size(),
                    lost.stream().map(Report::ref).toList());
        }
        return stuck;
    }

    /** Those of these whose row waits for an outcome. */
    private List<Report> waiting(Tables tables, List<Report> reports) {
        if (reports.isEmpty() || settings.claim() == null || settings.report().table() != null) {
            return List.of();
        }
        Set<List<String>> waiting = new HashSet<>();
        access.inChunks(
                reports.stream().map(report -> Ref.split(report.ref())).toList(),
                tables.orders().columns(settings.keyColumns()),
                tables.sql()::waiting,
                List.of(),
                (sql, parameters) -> waiting.addAll(access.keys(sql, parameters)));
        return reports.stream()
                .filter(report -> waiting.contains(Ref.split(report.ref())))
                .toList();
    }

    private boolean inserted(Tables tables, Map<String, Charset> charsets, List<SqlName> columns, Report report) {
        if (settings.report().table() == null) {
            return false;
        }
        access.update(
                tables.sql().insert(tables.report(), columns), values(tables.report(), charsets, columns, report));
        return true;
    }

    private Map<String, Charset> charsets(Tables tables) {
        Known now = known;
        if (now == null || !now.tables.equals(tables)) {
            now = new Known(tables, charsetsOf(access, tables.report()));
            known = now;
        }
        return now.charsets;
    }

    static Map<String, Charset> charsetsOf(TableAccess access, TableSchema table) {
        return access.jdbc().execute((ConnectionCallback<Map<String, Charset>>) connection ->
                table.dialect().charsets(connection, TablePlace.of(connection, table.dialect(), table.table())));
    }

    private List<Bound> values(TableSchema table, Map<String, Charset> charsets, List<SqlName> columns, Report report) {
        Stream<Bound> values = columns.stream().map(name -> {
            ReportColumn column = ReportColumn.of(table.column(name), charsets);
            return new Bound(column.column(), value(column, name, report));
        });
        Stream<Bound> key = TableAccess.bound(table.columns(settings.keyColumns()), Ref.split(report.ref())).stream();
        return Stream.concat(values, key).toList();
    }

    private String value(ReportColumn column, SqlName name, Report report) {
        TableSettings.ReportTo to = settings.report();
        if (name.equals(to.status())) {
            return report.accepted()
                    ? settings.words().accepted()
                    : settings.words().error();
        } else if (name.equals(to.reason())) {
            return column.text(report.reason());
        } else if (name.equals(to.requestId())) {
            return column.text(report.requestId());
        }
        return column.time(report.at());
    }
}
