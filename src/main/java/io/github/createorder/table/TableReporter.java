package io.github.createorder.table;

import io.github.createorder.ledger.Report;
import io.github.createorder.sql.Reason;
import io.github.createorder.sql.SqlName;
import io.github.createorder.sql.TablePlace;
import io.github.createorder.sql.UpdateCount;
import io.github.createorder.table.TableAccess.Bound;
import io.github.createorder.table.TableAccess.Tables;
import io.github.createorder.table.TableAlarms.Subject;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
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

        /**
         * @param again whether a larger part has failed: then no row waits for another one's lock, and so none that we have locked
         *     meanwhile makes the core system wait
         */
        void write(List<Report> reports, boolean again) {
            try {
                // At once in two parts where a lock is in the way: the rows that are locked meanwhile must not wait.
                List<Report> stuck = access.inTransaction(
                        () -> {
                            if (again && settings.report().table() == null && access.isTable()) {
                                access.lock(tables.orders(), keys(reports));
                            }
                            return writeAll(tables, reports, access.reportColumns());
                        },
                        reports.size() == 1 ? 2 : 1);
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
            write(reports.subList(0, reports.size() / 2), true);
            write(reports.subList(reports.size() / 2, reports.size()), true);
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
        batch.write(reports, false);
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

    /**
     * Writes all, and returns those whose row stands there as it did. What a driver does not know, or says that it has not
     * done, is looked up in the table, in the same transaction.
     */
    private List<Report> writeAll(Tables tables, List<Report> reports, List<SqlName> columns) {
        Map<String, Charset> charsets = charsets(tables);
        if (access.dialect().changesWaitForever()) {
            access.lock(tables.report(), keys(reports));
        }
        int[] counts = access.updateAll(
                tables.sql().reportAtOnce(tables.report(), columns),
                tables.sql().report(tables.report(), columns),
                reports.stream()
                        .map(report -> values(tables.report(), charsets, columns, report))
                        .toList());
        List<Report> unproved = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (!UpdateCount.isProof(counts[i])) {
                unproved.add(reports.get(i));
            }
        }
        if (unproved.isEmpty()) {
            return List.of();
        }
        return settings.report().table() == null
                ? waiting(tables, unproved, counts)
                : insertMissing(tables, charsets, columns, unproved);
    }

    private static List<List<String>> keys(List<Report> reports) {
        return reports.stream().map(report -> Ref.split(report.ref())).toList();
    }

    /** Those whose row of the order table waits for an outcome still. */
    private List<Report> waiting(Tables tables, List<Report> reports, int[] counts) {
        List<Report> stuck = among(reports, found(reports, tables.orders(), tables.sql()::waiting));
        List<Report> lost = new ArrayList<>(reports);
        lost.removeAll(stuck);
        if (!lost.isEmpty() && Arrays.stream(counts).noneMatch(UpdateCount::isUnknown)) {
            LOG.warn(
                    "Source {}: {} reports found no row of ours: gone, or set back by the core system: {}",
                    settings.source(),
                    lost.size(),
                    lost.stream().map(Report::ref).toList());
        }
        return stuck;
    }

    /** Makes the rows that the report table has not yet; those that are not there even then are returned. */
    private List<Report> insertMissing(
            Tables tables, Map<String, Charset> charsets, List<SqlName> columns, List<Report> reports) {
        IntFunction<TableStatement> reported = count -> tables.sql().reported(tables.report(), count);
        List<Report> missing = new ArrayList<>(reports);
        missing.removeAll(among(reports, found(reports, tables.report(), reported)));
        List<Report> unproved = new ArrayList<>();
        for (Report report : missing) {
            int count = access.update(
                    tables.sql().insert(tables.report(), columns), values(tables.report(), charsets, columns, report));
            if (!UpdateCount.isProof(count)) {
                unproved.add(report);
            }
        }
        List<Report> stuck = new ArrayList<>(unproved);
        stuck.removeAll(among(unproved, found(unproved, tables.report(), reported)));
        return stuck;
    }

    private List<List<String>> found(List<Report> reports, TableSchema table, IntFunction<TableStatement> look) {
        List<List<String>> found = new ArrayList<>();
        access.inChunks(
                keys(reports),
                table.columns(settings.keyColumns()),
                look,
                List.of(),
                (statement, parameters) -> found.addAll(access.keysOf(table, statement, parameters)));
        return found;
    }

    /** The reports whose key is among these as the database spells them, which may be in another case. */
    private static List<Report> among(List<Report> reports, List<List<String>> found) {
        AskedKeys asked = new AskedKeys(keys(reports));
        Set<List<String>> keys = new HashSet<>();
        found.forEach(key -> keys.addAll(asked.of(key)));
        return reports.stream()
                .filter(report -> keys.contains(Ref.split(report.ref())))
                .toList();
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
