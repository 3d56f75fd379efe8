package io.github.createorder.table;

import io.github.createorder.health.SteadyClock;
import io.github.createorder.health.Trouble;
import io.github.createorder.ledger.Report;
import io.github.createorder.ledger.SourceLease;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.sql.Reason;
import io.github.createorder.table.RowReader.Row;
import io.github.createorder.table.SeenRecords.Digest;
import io.github.createorder.table.TableAccess.Bound;
import io.github.createorder.table.TableAccess.Tables;
import io.github.createorder.table.TableAlarms.Subject;
import io.github.createorder.table.TableSettings.Shape;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads orders from a table that may not be written, by a column that grows.
 *
 * <p>A row may commit late: after rows with higher watermarks have been read. So the table is read in passes. A pass begins
 * at the stored position and pages forward by watermark and key, past the end as rows come in; when it has caught up and
 * {@code watermark.reread} is over, the next begins. The position only ever moves to what was final when the pass began: the
 * overlap below the highest watermark of that moment. A pass thus reads the overlap again, and what was already passed on
 * and has not changed is dropped here by its digest, however much that is, or, after a restart, by the ledger.
 */
final class WatermarkTableSource implements TableSource {
    private static final Logger LOG = LoggerFactory.getLogger(WatermarkTableSource.class);

    private final TableAccess access;
    private final TableSettings settings;
    private final TableReporter reporter;
    private final TableAlarms alarms;
    private final SourceLease store;
    private final InstantSource clock;
    private final InstantSource pace;
    private final Pauses failing;

    /** What was passed on and is in the ledger. */
    private final SeenRecords seen = new SeenRecords();

    /** What was handed out last and is not yet in the ledger; empty for what the next pass will not meet. */
    private final Map<String, Optional<Digest>> handedOut = new LinkedHashMap<>();

    private Mark positionOnceTaken;
    private String position = "";
    private Pass pass;

    /**
     * One reading of the table.
     *
     * @param tip the highest watermark when it began; null for an empty table
     * @param settled the overlap below it: where the next begins; null for an empty table
     */
    private record Pass(Instant began, Mark.Type type, Mark from, Mark tip, Mark settled, Row last, boolean caughtUp) {
        Pass at(Row row, boolean caughtUpNow) {
            return new Pass(began, type, from, tip, settled, row, caughtUpNow);
        }
    }

    WatermarkTableSource(TableAccess access, TableAlarms alarms, SourceLease store, InstantSource clock) {
        this.alarms = alarms;
        this.access = access;
        this.settings = access.settings();
        this.reporter = new TableReporter(access, alarms);
        this.store = store;
        this.clock = clock;
        this.pace = SteadyClock.of(clock);
        this.failing = new Pauses(pace, Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    @Override
    public String name() {
        return settings.source();
    }

    @Override
    public synchronized List<SourceRecord> take() {
        Optional<String> held = Objects.requireNonNull(store, "a watermark source needs a store for its position")
                .acquire(name());
        if (held.isEmpty()) {
            forget("");
            return List.of();
        }
        if (!failing.isOver()) {
            return List.of();
        }
        // Not confirmed, so perhaps not in the ledger; or another node was here in between.
        if (!handedOut.isEmpty() || !held.get().equals(position)) {
            forget(held.get());
        }
        Tables tables = access.tables();
        boolean over = pass != null
                && pass.caughtUp
                && !pace.instant().isBefore(pass.began.plus(settings.watermark().reread()));
        if (pass == null || over) {
            if (over) {
                seen.read();
            }
            pass = begin(tables);
        }
        Mark.Type type = pass.type;
        while (true) {
            List<Row> rows = page(tables);
            if (rows.isEmpty()) {
                pass = pass.at(pass.last, true);
                return List.of();
            }
            Row last = rows.get(rows.size() - 1);
            Mark mark = type.parse(last.mark());
            boolean end = rows.size() < settings.batch();
            pass = pass.at(last, end || pass.tip == null || mark.compareTo(pass.tip) > 0);
            Mark safe = safe(mark);
            List<SourceRecord> fresh = fresh(rows, mark);
            if (!fresh.isEmpty()) {
                positionOnceTaken = safe;
                return fresh;
            }
            advance(safe);
            if (end) {
                return List.of();
            }
        }
    }

    @Override
    public synchronized void taken(List<SourceRecord> records) {
        boolean waiting = !handedOut.isEmpty();
        for (SourceRecord record : records) {
            Optional<Digest> digest = handedOut.remove(record.ref());
            if (digest != null) {
                digest.ifPresent(seen::add);
            }
        }
        failing.worked();
        alarms.end(Subject.TAKE);
        if (waiting && handedOut.isEmpty()) {
            advance(positionOnceTaken);
        }
    }

    /** The position must not pass what is not in the ledger, so all that is behind it waits too. */
    @Override
    public synchronized void failed(Exception why) {
        failing.failed();
        alarms.raise(
                Subject.TAKE,
                "a batch of " + handedOut.size() + " orders"
                        + handedOut.keySet().stream()
                                .findFirst()
                                .map(ref -> ", the first is " + ref + ",")
                                .orElse("")
                        + " cannot be taken: " + Reason.of(why)
                        + ". It is tried again ever more slowly, and what comes after it waits: correct what the reason names");
    }

    private void forget(String storedPosition) {
        handedOut.clear();
        pass = null;
        position = storedPosition;
    }

    private Pass begin(Tables tables) {
        Instant now = clock.instant();
        TableColumn column = tables.orders().column(settings.watermark().column());
        Mark.Type type = Mark.Type.of(column);
        String tip = null;
        if (type == Mark.Type.NUMBER) {
            // Whether numbers are times only they can tell.
            tip = tip(tables, column, null);
            type = type.seen(tip, now);
        }
        // Rows dated in the future say nothing about how far the present has come.
        Mark bound = type.of(now);
        if (bound != null) {
            tip = tip(tables, column, bound);
        }
        String from = position.isEmpty() ? settings.watermark().from() : position;
        Mark highest = tip == null ? null : type.parse(tip);
        return new Pass(
                pace.instant(),
                type,
                from == null ? null : type.parse(from),
                highest,
                highest == null ? null : highest.minus(settings.watermark().overlap()),
                null,
                false);
    }

    private String tip(Tables tables, TableColumn column, Mark bound) {
        return access.query(
                tables.sql().tip(bound != null),
                bound == null ? List.of() : List.of(new Bound(column, bound.toString())),
                row -> row.next()
                        ? Cell.of(row.getMetaData(), 1, column.dialect()).key(row)
                        : null);
    }

    private List<Row> page(Tables tables) {
        TableColumn column = tables.orders().column(settings.watermark().column());
        List<Bound> parameters = new ArrayList<>();
        if (pass.last != null) {
            Bound mark = new Bound(column, pass.last.mark());
            parameters.addAll(List.of(mark, mark, mark));
            List<Bound> key = TableAccess.bound(tables.orders().columns(settings.keyColumns()), pass.last.key());
            for (int i = 1; i <= key.size(); i++) {
                parameters.addAll(key.subList(0, i));
            }
        } else if (pass.from != null) {
            parameters.add(new Bound(column, pass.from.toString()));
        }
        // The lower bound stands beside the place to go on from, so that an index range is read.
        return access.orderRows(tables.sql().page(!parameters.isEmpty(), pass.last != null), parameters);
    }

    /** How far the position may go once everything up to this mark is in the ledger; null when not at all. */
    private Mark safe(Mark mark) {
        if (pass.settled == null) {
            return null;
        }
        return pass.settled.compareTo(mark) < 0 ? pass.settled : mark;
    }

    private void advance(Mark safe) {
        if (safe == null || pass == null || (pass.from != null && safe.compareTo(pass.from) <= 0)) {
            return;
        }
        if (!position.isEmpty() && safe.compareTo(safe.type().parse(position)) <= 0) {
            return;
        }
        if (store.advance(name(), safe.toString())) {
            position = safe.toString();
        } else {
            LOG.warn("Source {}: another node reads on; what it reads again the ledger drops", name());
            forget("");
        }
    }

    /** @param last the watermark of the last of these rows */
    private List<SourceRecord> fresh(List<Row> rows, Mark last) {
        // Only what the next pass meets again need be remembered.
        boolean comesAgain = pass.settled == null || last.compareTo(pass.settled) >= 0;
        List<SourceRecord> records = settings.shape() == Shape.POLICY_PER_ROW
                ? access.groups(rows.stream().map(Row::key).distinct().toList()).values().stream()
                        .filter(this::complete)
                        .map(access::group)
                        .toList()
                : access.records(rows);
        List<SourceRecord> fresh = new ArrayList<>();
        for (SourceRecord record : records) {
            Digest digest = Digest.of(record);
            if (!seen.has(digest)) {
                handedOut.put(record.ref(), comesAgain ? Optional.of(digest) : Optional.empty());
                fresh.add(record);
            }
        }
        return Collections.unmodifiableList(fresh);
    }

    /** A row that comes later brings its order up again, so an incomplete one need not be remembered. */
    private boolean complete(List<Row> rows) {
        return settings.countColumn() == null
                || Values.isNumber(rows.get(0).value(settings.countColumn()), rows.size());
    }

    @Override
    public boolean isOnlyRead() {
        return true;
    }

    @Override
    public Optional<Trouble> alarm() {
        return alarms.trouble();
    }

    @Override
    public List<Report> report(List<Report> reports) {
        return reporter.report(reports);
    }

    @Override
    public List<String> check(Set<String> orderColumns, Set<String> policyColumns) {
        return new TableCheck(access).faults(orderColumns, policyColumns);
    }

    @Override
    public List<String> warnings() {
        return new TableCheck(access).warnings();
    }

    @Override
    public List<SourceRecord> look() {
        return access.look();
    }

    @Override
    public Map<String, String> statuses(String where) {
        return access.statuses(where);
    }

    @Override
    public void orders(List<String> refs, Consumer<List<SourceRecord>> consumer) {
        access.orders(refs, consumer);
    }

    @Override
    public Map<Map<String, String>, Long> codes(List<String> columns) {
        return new TableCheck(access).codes(columns);
    }
}
