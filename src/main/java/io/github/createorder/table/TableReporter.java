package io.github.createorder.table;

import io.github.createorder.ledger.Report;
import io.github.createorder.sql.Reason;
import io.github.createorder.sql.SqlName;
import io.github.createorder.table.TableAccess.Bound;
import io.github.createorder.table.TableAccess.Tables;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;

/** Writes what became of orders to the order table, or to a table of reports. */
final class TableReporter {
    private static final Logger LOG = LoggerFactory.getLogger(TableReporter.class);

    private final TableAccess access;
    private final TableSettings settings;

    TableReporter(TableAccess access) {
        this.access = access;
        this.settings = access.settings();
    }

    List<Report> report(List<Report> reports) {
        if (settings.report() == null || reports.isEmpty()) {
            return reports;
        }
        Tables tables = access.tables();
        try {
            return access.inTransaction(() -> writeAll(tables, reports));
        } catch (TransientDataAccessException | DataAccessResourceFailureException e) {
            throw e;
        } catch (DataAccessException | IllegalArgumentException e) {
            LOG.warn(
                    "Source {}: a batch of {} reports failed, now one by one: {}",
                    settings.source(),
                    reports.size(),
                    Reason.of(e));
            return reports.stream()
                    .filter(report -> write(access.tables(), report))
                    .toList();
        }
    }

    private List<Report> writeAll(Tables tables, List<Report> reports) {
        int[][] counts = access.jdbc()
                .batchUpdate(
                        tables.sql().report(tables.report(), access.reportColumns()),
                        reports,
                        reports.size(),
                        (statement, report) -> TableAccess.setter(values(tables.report(), report))
                                .setValues(statement));
        List<Report> lost = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            if (counts[0][i] == 0 && !inserted(tables, reports.get(i))) {
                lost.add(reports.get(i));
            }
        }
        tellLost(lost);
        return reports;
    }

    /** One report by itself; false when the database refuses it. */
    private boolean write(Tables tables, Report report) {
        try {
            access.inTransaction(() -> writeAll(tables, List.of(report)));
            return true;
        } catch (TransientDataAccessException | DataAccessResourceFailureException e) {
            throw e;
        } catch (DataAccessException | IllegalArgumentException e) {
            LOG.error("Source {}: the report to row {} was refused: {}", settings.source(), report.ref(), Reason.of(e));
            return false;
        }
    }

    private boolean inserted(Tables tables, Report report) {
        if (settings.report().table() == null) {
            return false;
        }
        access.update(tables.sql().insert(tables.report(), access.reportColumns()), values(tables.report(), report));
        return true;
    }

    private void tellLost(List<Report> lost) {
        if (!lost.isEmpty()) {
            LOG.warn(
                    "Source {}: {} reports found no row of ours: gone, or set back by the core system: {}",
                    settings.source(),
                    lost.size(),
                    lost.stream().map(Report::ref).toList());
        }
    }

    private List<Bound> values(TableSchema table, Report report) {
        Function<SqlName, TableColumn> column = table::column;
        TableSettings.ReportTo to = settings.report();
        Stream<Bound> values = Stream.of(
                        new Cell(
                                to.status(),
                                report.accepted()
                                        ? settings.words().accepted()
                                        : settings.words().error()),
                        new Cell(to.reason(), report.reason()),
                        new Cell(to.requestId(), report.requestId()),
                        new Cell(to.time(), to.time() == null ? null : time(column.apply(to.time()), report.at())))
                .filter(cell -> cell.name != null)
                .map(cell -> new Bound(
                        column.apply(cell.name), column.apply(cell.name).fit(cell.text)));
        Stream<Bound> key = TableAccess.bound(table.columns(settings.keyColumns()), Ref.split(report.ref())).stream();
        return Stream.concat(values, key).toList();
    }

    private record Cell(SqlName name, String text) {}

    private static String time(TableColumn column, long at) {
        OffsetDateTime time = Instant.ofEpochMilli(at).atOffset(Values.BEIJING);
        return switch (column.kind()) {
            case ZONED -> time.toString();
            case NUMBER -> Long.toString(at);
            case TIMESTAMP, DATE -> time.toLocalDateTime().toString();
            default -> Values.wallClock(time.toLocalDateTime());
        };
    }
}
