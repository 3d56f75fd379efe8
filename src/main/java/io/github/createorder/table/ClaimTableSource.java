package io.github.createorder.table;

import io.github.createorder.health.SteadyClock;
import io.github.createorder.health.Trouble;
import io.github.createorder.ledger.Report;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.sql.Reason;
import io.github.createorder.sql.UpdateCount;
import io.github.createorder.table.RowReader.Row;
import io.github.createorder.table.TableAccess.Bound;
import io.github.createorder.table.TableAccess.Standing;
import io.github.createorder.table.TableAccess.Tables;
import io.github.createorder.table.TableAlarms.Subject;
import io.github.createorder.table.TableSettings.Shape;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
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
    private static final String OTHER_HANDS =
            "Something else writes their status or claimed-by: look for triggers, rules"
                    + " and views on the table, and have them leave these columns alone";

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** So many batches that fail one after the other are no fault of theirs: then no more rows are claimed in vain. */
    private static final int FAULTY_BATCHES = 3;

    /** How often to look again when another node was faster with every candidate. */
    private static final int RACES = 3;

    private final TableAccess access;
    private final TableSettings settings;
    private final TableReporter reporter;
    private final TableAlarms alarms;
    private final InstantSource clock;
    private final String node;
    private final UntoldRows untold;
    private final AtomicLong takes = new AtomicLong();
    private final Duration longestPause;
    private final Pauses vanishing;
    private final Pauses failing;
    private Instant nextLookForExpired = Instant.EPOCH;
    private Set<List<String>> unclaimed = Set.of();

    /** What was claimed, or taken again, last and is not known to be in the ledger; guarded by this. */
    private Claimed open;

    /** What did not get into the ledger, and waits to be tried again; guarded by this. */
    private final List<Claimed> aside = new ArrayList<>();

    /**
     * A batch of rows that this node has claimed.
     *
     * @param keys of the groups, where policies are rows of their own
     * @param rows how many
     * @param first the first of its orders; null until they are read
     * @param failures how often it did not get into the ledger
     * @param due when it is tried again
     */
    private record Claimed(
            String token, List<List<String>> keys, int rows, Instant since, String first, int failures, Instant due) {
        Claimed(String token, List<List<String>> keys, int rows, Instant since) {
            this(token, keys, rows, since, null, 0, since);
        }

        Claimed from(String firstOrder) {
            return new Claimed(token, keys, rows, since, firstOrder, failures, due);
        }

        Claimed failedUntil(Instant next) {
            return new Claimed(token, keys, rows, since, first, failures + 1, next);
        }
    }

    /** Rows said to be claimed, of which none is. */
    private static final class VanishedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int claimed;

        VanishedException(int claimed) {
            super(claimed + " rows", null, false, false);
            this.claimed = claimed;
        }
    }

    /** @param patience how long rows that are in the ledger may be left as claimed */
    ClaimTableSource(TableAccess access, TableAlarms alarms, InstantSource clock, Duration patience) {
        this.alarms = alarms;
        this.access = access;
        this.settings = access.settings();
        this.reporter = new TableReporter(access, alarms);
        this.clock = SteadyClock.of(clock);
        this.longestPause = settings.claim().lease().dividedBy(4);
        this.vanishing = new Pauses(this.clock, FIRST_PAUSE.multipliedBy(2), longestPause);
        this.failing = new Pauses(this.clock, FIRST_PAUSE, longestPause);
        boolean outcomesComeToTheRow =
                settings.report() != null && settings.report().table() == null;
        this.untold = new UntoldRows(
                this.clock,
                !outcomesComeToTheRow ? Duration.ZERO : patience.compareTo(longestPause) < 0 ? patience : longestPause);
        byte[] random = new byte[6];
        RANDOM.nextBytes(random);
        this.node = HexFormat.of().formatHex(random) + "-";
    }

    @Override
    public String name() {
        return settings.source();
    }

    @Override
    public synchronized List<SourceRecord> take() {
        Instant now = clock.instant();
        setAside("the log says why");
        List<SourceRecord> again = takeAgain(now);
        if (!again.isEmpty()) {
            return again;
        }
        if (!vanishing.isOver() || !failing.isOver()) {
            return List.of();
        }
        String token = node + Long.toString(takes.incrementAndGet(), Character.MAX_RADIX);
        if (!now.isBefore(nextLookForExpired)) {
            List<SourceRecord> recovered = take(token, true);
            if (!recovered.isEmpty()) {
                LOG.info("Source {}: {} orders of another node's claims came back", name(), recovered.size());
                return recovered;
            }
            nextLookForExpired = now.plus(settings.claim().lease().dividedBy(4));
            List<SourceRecord> fresh = take(token, false);
            lookForUnclaimable(!fresh.isEmpty());
            return fresh;
        }
        return take(token, false);
    }

    /** New rows that wait from one look to the next while claims change nothing. */
    private void lookForUnclaimable(boolean claimed) {
        if (settings.shape() == Shape.POLICY_PER_ROW && settings.countColumn() != null) {
            lookForOddCounts();
        }
        if (claimed || !vanishing.isOver() || settings.shape() == Shape.POLICY_PER_ROW) {
            unclaimed = Set.of();
            alarms.end(Subject.UNCLAIMABLE);
            return;
        }
        Set<List<String>> now =
                new LinkedHashSet<>(access.keys(access.tables().sql().claimable()));
        Set<List<String>> still = new LinkedHashSet<>(now);
        still.retainAll(unclaimed);
        unclaimed = now;
        if (still.isEmpty()) {
            alarms.end(Subject.UNCLAIMABLE);
        } else {
            alarms.raise(
                    Subject.UNCLAIMABLE,
                    still.size() + " rows are new and claiming them changes nothing, the first is "
                            + Ref.join(still.iterator().next())
                            + ": a transaction holds them and does not end, or a trigger or a rule of the table lets no"
                            + " update through");
        }
    }

    /** Orders that will never be complete, because their rows do not agree on how many they are. */
    private void lookForOddCounts() {
        List<List<String>> odd = access.keys(access.tables().sql().oddCounts());
        if (odd.isEmpty()) {
            alarms.end(Subject.ODD_COUNTS);
        } else {
            alarms.raise(
                    Subject.ODD_COUNTS,
                    odd.size() + " new orders have rows that do not agree in column " + settings.countColumn()
                            + " on how many policies there are, or have no number there, the first is "
                            + Ref.join(odd.get(0)) + ": they are not taken until their rows are corrected");
        }
    }

    @Override
    public synchronized void failed(Exception why) {
        setAside(Reason.of(why));
    }

    /**
     * A batch that did not get into the ledger waits, ever longer, and others go on. When others do not get through either, it
     * is not the batch that is at fault, and the others wait in their turn.
     */
    private void setAside(String why) {
        if (open == null) {
            return;
        }
        Claimed failed = open;
        open = null;
        aside.add(failed.failedUntil(clock.instant().plus(Pauses.after(failed.failures, FIRST_PAUSE, longestPause))));
        if (failed.failures == 0 && aside.size() >= FAULTY_BATCHES) {
            failing.failed();
        }
        if (failed.failures > 0) {
            Claimed oldest =
                    aside.stream().min(Comparator.comparing(Claimed::since)).orElseThrow();
            alarms.raise(
                    Subject.TAKE,
                    "a batch of " + oldest.rows + " rows, the first is " + oldest.first + ", cannot be taken: " + why
                            + ". It is tried again ever more slowly, and others meanwhile: correct what the reason names");
        }
    }

    /** What was set aside and is due. When its claim is about to expire it is left alone, and comes back like another node's. */
    private List<SourceRecord> takeAgain(Instant now) {
        for (Claimed waiting : List.copyOf(aside)) {
            if (now.isBefore(waiting.due)) {
                continue;
            }
            aside.remove(waiting);
            if (now.isAfter(waiting.since.plus(settings.claim().lease().dividedBy(2)))) {
                LOG.warn(
                        "Source {}: {} rows from {} could not be taken for a while; they come back when their claim expires",
                        name(),
                        waiting.rows,
                        waiting.first);
                continue;
            }
            List<SourceRecord> records = held(access.tables(), waiting);
            if (!records.isEmpty()) {
                open = waiting;
                return records;
            }
        }
        return List.of();
    }

    private List<SourceRecord> take(String token, boolean expired) {
        Tables tables = access.tables();
        boolean groups = settings.shape() == Shape.POLICY_PER_ROW;
        boolean byKey = groups || tables.sql().claim(expired) == null;
        try {
            for (int attempt = 0; attempt < (byKey ? RACES : 1); attempt++) {
                Claimed claimed = groups
                        ? claimGroups(tables, token, expired)
                        : access.claiming(() -> claim(tables, token, expired));
                if (claimed.rows == 0) {
                    if (claimed.keys == null || claimed.keys.isEmpty()) {
                        break;
                    }
                    continue;
                }
                // Should reading fail, they are there for the next time.
                open = claimed;
                List<SourceRecord> records = held(tables, claimed);
                if (!records.isEmpty()) {
                    open = claimed.from(records.get(0).ref());
                    return records;
                }
            }
        } catch (VanishedException e) {
            vanished(e);
        }
        open = null;
        return List.of();
    }

    private Claimed claim(Tables tables, String token, boolean expired) {
        Bound by = by(tables, token);
        TableStatement atOnce = tables.sql().claim(expired);
        if (atOnce != null) {
            return claimed(token, null, access.update(atOnce, List.of(by)), () -> countClaimed(tables, by));
        }
        List<List<String>> keys = access.keys(tables.sql().candidates(expired));
        Claimed claimed = claimed(token, keys, update(tables, by, keys), () -> countClaimed(tables, by));
        return claimed.rows == 0 ? claimed : new Claimed(token, null, claimed.rows, claimed.since);
    }

    /** All rows of a group or none. What the core system holds of them waits, and holds up no other group. */
    private Claimed claimGroups(Tables tables, String token, boolean expired) {
        Bound by = by(tables, token);
        List<List<String>> keys = access.claiming(() -> access.keys(tables.sql().candidateGroups(expired)));
        int rows = access
                .inParts(
                        keys,
                        true,
                        part -> claimed(
                                token,
                                part,
                                update(tables, by, part),
                                () -> standings(tables, by, part).values().stream()
                                        .mapToInt(Standing::ours)
                                        .sum()))
                .stream()
                .mapToInt(Claimed::rows)
                .sum();
        return new Claimed(token, keys, rows, clock.instant());
    }

    private int update(Tables tables, Bound by, List<List<String>> keys) {
        AtomicInteger count = new AtomicInteger();
        access.inChunks(
                keys,
                tables.orders().columns(settings.keyColumns()),
                tables.sql()::claimKeys,
                List.of(by),
                (statement, parameters) ->
                        count.accumulateAndGet(access.update(statement, parameters), UpdateCount::sum));
        return count.get();
    }

    private int countClaimed(Tables tables, Bound by) {
        return access.count(tables.sql().claimed(), List.of(by));
    }

    /**
     * What came of a claim, read back in its transaction: what cannot be found again is given back by undoing the claim.
     *
     * @param keys that were to be claimed; null where nobody knows
     * @param claimed so many rows, by the database's own count
     */
    private Claimed claimed(String token, List<List<String>> keys, int claimed, IntSupplier found) {
        boolean nothingToDo = keys != null && keys.isEmpty();
        // An INSTEAD OF trigger of a view may say 0 for what it has changed.
        if (nothingToDo || (claimed == 0 && access.isTable())) {
            return new Claimed(token, keys, 0, clock.instant());
        }
        int came = found.getAsInt();
        if (came == 0 && claimed > 0) {
            throw new VanishedException(claimed);
        }
        if (came < claimed) {
            alarms.raise(
                    Subject.CLAIM_IN_PART,
                    "of " + claimed + " claimed rows only " + came
                            + " came back with their claim; the others wait until it has expired. " + OTHER_HANDS);
        } else if (came > 0) {
            alarms.end(Subject.CLAIM);
            vanishing.worked();
        }
        return new Claimed(token, keys, came, clock.instant());
    }

    private void vanished(VanishedException e) {
        vanishing.failed();
        alarms.raise(
                Subject.CLAIM,
                "none of " + e.claimed
                        + " claimed rows came back with its claim, so the claim was undone and nothing can be"
                        + " taken. " + OTHER_HANDS);
    }

    private List<SourceRecord> held(Tables tables, Claimed claimed) {
        Bound by = by(tables, claimed.token);
        return claimed.keys == null
                ? access.records(access.orderRows(tables.sql().held(), List.of(by)))
                : heldGroups(tables, by, claimed.keys);
    }

    private Map<List<String>, Standing> standings(Tables tables, Bound by, List<List<String>> keys) {
        AskedKeys asked = new AskedKeys(keys);
        Map<List<String>, Standing> standings = new HashMap<>();
        access.inChunks(
                keys,
                tables.orders().columns(settings.keyColumns()),
                tables.sql()::standings,
                List.of(by, by),
                (sql, parameters) -> access.standings(sql, parameters)
                        .forEach((key, standing) ->
                                asked.of(key).forEach(wanted -> standings.merge(wanted, standing, Standing::plus))));
        return standings;
    }

    /**
     * The claimed orders whose policies are rows of their own. The whole order is read, not only its new rows: where the
     * core system corrects one policy and sets its row back to new, an order of that policy alone would be wrong.
     */
    private List<SourceRecord> heldGroups(Tables tables, Bound by, List<List<String>> keys) {
        Map<List<String>, Standing> standings = standings(tables, by, keys);
        List<SourceRecord> records = new ArrayList<>();
        List<List<String>> unfit = new ArrayList<>();
        for (Map.Entry<List<String>, List<Row>> group : access.groups(keys).entrySet()) {
            Standing standing = standings.getOrDefault(group.getKey(), Standing.NONE);
            if (standing.ours() == 0) {
                continue;
            }
            boolean sharedWithAnotherNode = standing.others() > 0;
            if (sharedWithAnotherNode || !complete(group.getValue())) {
                unfit.add(group.getKey());
            } else {
                records.add(access.group(group.getValue()));
            }
        }
        if (!unfit.isEmpty()) {
            access.inParts(unfit, false, part -> {
                access.inChunks(
                        part,
                        tables.orders().columns(settings.keyColumns()),
                        tables.sql()::release,
                        List.of(by),
                        access::update);
                return part;
            });
        }
        return records;
    }

    private boolean complete(List<Row> rows) {
        return settings.countColumn() == null
                || Values.isNumber(rows.get(0).value(settings.countColumn()), rows.size());
    }

    private Bound by(Tables tables, String text) {
        return new Bound(tables.orders().column(settings.claim().claimedBy()), text);
    }

    @Override
    public synchronized void taken(List<SourceRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        untold.add(records.stream().map(SourceRecord::ref).toList(), this::tell);
        open = null;
        failing.worked();
        if (aside.isEmpty()) {
            alarms.end(Subject.TAKE);
        }
    }

    @Override
    public void waiting() {
        untold.tell(false, this::tell);
    }

    @Override
    public void stopping() {
        untold.tell(true, this::tell);
    }

    private void tell(List<String> refs) {
        Tables tables = access.tables();
        List<List<String>> keys = refs.stream().map(Ref::split).toList();
        // A row that the core system holds just now comes again when its claim has expired, and the ledger knows it.
        access.inParts(keys, false, part -> {
            access.inChunks(
                    part,
                    tables.orders().columns(settings.keyColumns()),
                    tables.sql()::taken,
                    List.of(by(tables, node + "%")),
                    access::update);
            return part;
        });
    }

    @Override
    public List<Report> report(List<Report> reports) {
        return untold.around(reports, reporter::report);
    }

    @Override
    public boolean isOnlyRead() {
        return false;
    }

    @Override
    public Optional<Trouble> alarm() {
        return alarms.trouble();
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
