package io.github.createorder.table;

import io.github.createorder.health.SteadyClock;
import io.github.createorder.ledger.Report;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.table.TableAccess.Bound;
import io.github.createorder.table.RowReader.Row;
import io.github.createorder.table.TableAccess.Tables;
import io.github.createorder.table.TableSettings.Shape;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes orders by marking their rows, so that each goes to one node.
 *
 * <p>New rows and the claims of dead nodes are sought by separate statements: an OR of both would keep the database from
 * reading new rows in the order of an index.
 */
final class ClaimTableSource implements TableSource {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimTableSource.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    static final int TOKEN_LENGTH = 24;

    /** How often to look again when another node was faster with every candidate. */
    private static final int RACES = 3;

    private final TableAccess access;
    private final TableSettings settings;
    private final TableReporter reporter;
    private final InstantSource clock;
    private final String node;
    private final AtomicLong takes = new AtomicLong();
    private volatile Instant nextLookForExpired = Instant.EPOCH;
    private volatile Claimed open;

    /**
     * What was claimed last and is not known to be in the ledger.
     *
     * @param keys of the groups, where policies are rows of their own; null otherwise
     */
    private record Claimed(String token, List<List<String>> keys, Instant since) {}

    ClaimTableSource(TableAccess access, InstantSource clock) {
        this.access = access;
        this.settings = access.settings();
        this.reporter = new TableReporter(access);
        this.clock = SteadyClock.of(clock);
        byte[] random = new byte[6];
        RANDOM.nextBytes(random);
        this.node = HexFormat.of().formatHex(random) + "-";
    }

    @Override
    public String name() {
        return settings.source();
    }

    @Override
    public List<SourceRecord> take() {
        Instant now = clock.instant();
        List<SourceRecord> again = takeAgain(now);
        if (!again.isEmpty()) {
            return again;
        }
        String token = node + Long.toString(takes.incrementAndGet(), Character.MAX_RADIX);
        if (!now.isBefore(nextLookForExpired)) {
            List<SourceRecord> recovered = take(token, true);
            if (!recovered.isEmpty()) {
                LOG.info("Source {}: {} orders of another node's claims came back", name(), recovered.size());
                return recovered;
            }
            nextLookForExpired = now.plus(settings.claim().lease().dividedBy(4));
        }
        return take(token, false);
    }

    /**
     * A batch that did not get into the ledger comes at once again, and no other is claimed meanwhile. But not for ever:
     * should it be the batch that is at fault, the others go on, and it comes back when its claim has expired.
     */
    private List<SourceRecord> takeAgain(Instant now) {
        Claimed before = open;
        if (before == null) {
            return List.of();
        }
        if (now.isAfter(before.since.plus(settings.claim().lease().dividedBy(4)))) {
            LOG.warn(
                    "Source {}: rows claimed as {} could not be taken for a while; they come back when their claim expires",
                    name(),
                    before.token);
            open = null;
            return List.of();
        }
        List<SourceRecord> records = held(access.tables(), before);
        if (records.isEmpty()) {
            open = null;
        }
        return records;
    }

    private List<SourceRecord> take(String token, boolean expired) {
        Tables tables = access.tables();
        boolean groups = settings.shape() == Shape.POLICY_PER_ROW;
        String claim = groups ? null : tables.sql().claim(expired);
        Bound by = by(tables, token);
        if (claim != null) {
            int claimed = access.inTransaction(() -> access.update(claim, List.of(by)));
            return claimed == 0 ? List.of() : held(tables, opened(token, null));
        }
        String candidates =
                groups ? tables.sql().candidateGroups(expired) : tables.sql().candidates(expired);
        for (int attempt = 0; attempt < RACES; attempt++) {
            List<List<String>> keys = access.inTransaction(() -> claimByKey(tables, by, candidates));
            if (keys.isEmpty()) {
                break;
            }
            List<SourceRecord> records = held(tables, opened(token, groups ? keys : null));
            if (!records.isEmpty()) {
                return records;
            }
        }
        open = null;
        return List.of();
    }

    private Claimed opened(String token, List<List<String>> keys) {
        open = new Claimed(token, keys, clock.instant());
        return open;
    }

    private List<SourceRecord> held(Tables tables, Claimed claimed) {
        Bound by = by(tables, claimed.token);
        return claimed.keys == null
                ? access.records(access.orderRows(tables.sql().held(), List.of(by)))
                : heldGroups(tables, by, claimed.keys);
    }

    private List<List<String>> claimByKey(Tables tables, Bound by, String candidates) {
        List<List<String>> keys = access.keys(candidates);
        access.inChunks(
                keys,
                tables.orders().columns(settings.keyColumns()),
                tables.sql()::claimKeys,
                List.of(by),
                access::update);
        return keys;
    }

    /**
     * The claimed orders whose policies are rows of their own. The whole order is read, not only its new rows: where the
     * core system corrects one policy and sets its row back to new, an order of that policy alone would be wrong.
     */
    private List<SourceRecord> heldGroups(Tables tables, Bound by, List<List<String>> keys) {
        String token = by.text();
        List<SourceRecord> records = new ArrayList<>();
        List<List<String>> unfit = new ArrayList<>();
        for (Map.Entry<List<String>, List<Row>> group : access.groups(keys).entrySet()) {
            List<Row> rows = group.getValue();
            if (rows.stream().noneMatch(row -> claimedUnder(row, token))) {
                continue;
            }
            boolean sharedWithAnotherNode = rows.stream().anyMatch(row -> isTaking(row) && !claimedUnder(row, token));
            if (sharedWithAnotherNode || !complete(rows)) {
                unfit.add(group.getKey());
            } else {
                records.add(access.group(rows));
            }
        }
        if (!unfit.isEmpty()) {
            access.inTransaction(() -> {
                access.inChunks(
                        unfit,
                        tables.orders().columns(settings.keyColumns()),
                        tables.sql()::release,
                        List.of(by),
                        access::update);
                return unfit;
            });
        }
        return records;
    }

    private boolean complete(List<Row> rows) {
        return settings.countColumn() == null
                || Values.isNumber(
                        rows.get(0).value(settings.countColumn()), rows.size());
    }

    private boolean isTaking(Row row) {
        return settings.words()
                .taking()
                .equals(Values.text(
                        row.value(settings.claim().statusColumn())));
    }

    private boolean claimedUnder(Row row, String token) {
        return isTaking(row)
                && token.equals(row.value(settings.claim().claimedBy()));
    }

    private Bound by(Tables tables, String text) {
        return new Bound(tables.orders().column(settings.claim().claimedBy()), text);
    }

    @Override
    public void taken(List<SourceRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        Tables tables = access.tables();
        List<List<String>> keys =
                records.stream().map(record -> Ref.split(record.ref())).toList();
        access.inTransaction(() -> {
            access.inChunks(
                    keys,
                    tables.orders().columns(settings.keyColumns()),
                    tables.sql()::taken,
                    List.of(by(tables, node + "%")),
                    access::update);
            return keys;
        });
        open = null;
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
