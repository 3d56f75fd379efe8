package io.github.createorder.table;

import static io.github.createorder.table.Legacy.accepted;
import static io.github.createorder.table.Legacy.error;
import static io.github.createorder.table.Legacy.refs;
import static io.github.createorder.table.Legacy.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.createorder.order.SourceRecord;
import io.github.createorder.testing.LostLocks;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClaimTableSourceTest {
    private static final String BOOKS =
            "st VARCHAR(16), cb VARCHAR(24), ca TS, reason VARCHAR(40), rid VARCHAR(40), rt TS";
    private static final String[] ROWS = {
        "table=t_order",
        "key-columns=id",
        "status-column=st",
        "claimed-by-column=cb",
        "claimed-at-column=ca",
        "report.reason-column=reason",
        "report.request-id-column=rid",
        "report.time-column=rt"
    };
    private static final String[] GROUPS = with(
            new String[] {"shape=policy-per-row", "policy.order-by=pol"},
            with(ROWS, "table=t_order", "key-columns=ord"));
    private static final String[] TABLES = with(
            ROWS,
            "shape=order-and-policy-tables",
            "policy.table=t_policy",
            "policy.key-columns=ord",
            "policy.order-by=pol");

    private static Legacy rows(Databases database, int count) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id BIGINT PRIMARY KEY, name VARCHAR(20), " + BOOKS);
        legacy.batch(
                "INSERT INTO t_order (id, name, st) VALUES (?, ?, 'NEW')",
                IntStream.rangeClosed(1, count)
                        .mapToObj(i -> new Object[] {i, "n" + i})
                        .toList());
        return legacy;
    }

    private static Legacy groups(Databases database, int orders, int policies) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "ord VARCHAR(12), pol INT, cnt INT, " + BOOKS + ", PRIMARY KEY (ord, pol)");
        List<Object[]> rows = new ArrayList<>();
        for (int i = 1; i <= orders; i++) {
            for (int p = policies; p >= 1; p--) {
                rows.add(new Object[] {"O%05d".formatted(i), p, policies});
            }
        }
        legacy.batch("INSERT INTO t_order (ord, pol, cnt, st) VALUES (?, ?, ?, 'NEW')", rows);
        return legacy;
    }

    private static Legacy tables(Databases database, int orders) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id DECIMAL(12,0) PRIMARY KEY, cnt INT, " + BOOKS);
        legacy.table("t_policy", "ord DECIMAL(12,0), pol INT, amount DECIMAL(10,2)");
        List<Object[]> policies = new ArrayList<>();
        for (int i = 1; i <= orders; i++) {
            policies.add(new Object[] {i, 2, "2.20"});
            policies.add(new Object[] {i, 1, "1.10"});
        }
        legacy.batch(
                "INSERT INTO t_order (id, cnt, st) VALUES (?, 2, 'NEW')",
                IntStream.rangeClosed(1, orders).mapToObj(i -> new Object[] {i}).toList());
        legacy.batch("INSERT INTO t_policy (ord, pol, amount) VALUES (?, ?, CAST(? AS DECIMAL(10,2)))", policies);
        return legacy;
    }

    @ParameterizedTest
    @EnumSource
    void aRowGoesFromNewToTakenToItsFate(Databases database) {
        Legacy legacy = rows(database, 3);
        TableSource source = legacy.source(ROWS);

        List<SourceRecord> records = source.take();
        assertThat(refs(records)).containsExactly("1", "2", "3");
        assertThat(records.get(0).columns())
                .hasSize(2)
                .containsEntry("id", BigDecimal.ONE)
                .containsEntry("name", "n1");
        assertThat(records.get(0).policies()).containsExactly(records.get(0).columns());
        assertThat(legacy.texts("SELECT st FROM t_order")).containsOnly("TAKING");
        assertThat(legacy.source(ROWS).take()).isEmpty();

        source.taken(records);
        assertThat(legacy.texts("SELECT st FROM t_order")).containsOnly("TAKEN");
        assertThat(source.take()).isEmpty();

        for (int again = 0; again < 2; again++) {
            assertThat(source.report(List.of(accepted("1"), error("2", "保额不符"), accepted("99"))))
                    .as("a row that is gone holds nothing up")
                    .hasSize(3);
            assertThat(legacy.texts("SELECT st FROM t_order ORDER BY id"))
                    .containsExactly("ACCEPTED", "ERROR", "TAKEN");
            assertThat(legacy.texts("SELECT reason FROM t_order ORDER BY id")).containsExactly(null, "保额不符", null);
            assertThat(legacy.texts("SELECT rid FROM t_order ORDER BY id")).containsExactly("req-1", null, null);
            assertThat(legacy.texts("SELECT CAST(rt AS CHAR(19)) FROM t_order WHERE id = 1"))
                    .containsExactly("2026-05-01 12:00:00");
        }
    }

    @ParameterizedTest
    @EnumSource
    void policyRowsOfAnOrderComeTogetherAndOnlyWhenAllAreThere(Databases database) {
        Legacy legacy = groups(database, 2, 3);
        legacy.execute("DELETE FROM t_order WHERE ord = 'O00002' AND pol = 2");
        TableSource source = legacy.source(with(GROUPS, "group.count-column=cnt"));

        List<SourceRecord> first = source.take();
        assertThat(refs(first)).containsExactly("O00001");
        assertThat(first.get(0).policies())
                .extracting(row -> row.get("POL").toString())
                .containsExactly("1", "2", "3");
        assertThat(first.get(0).columns()).isEqualTo(first.get(0).policies().get(0));
        assertThat(legacy.texts("SELECT st FROM t_order WHERE ord = 'O00002'")).containsOnly("NEW");

        source.taken(first);
        legacy.execute("INSERT INTO t_order (ord, pol, cnt, st) VALUES ('O00002', 2, 3, 'NEW')");
        assertThat(refs(source.take())).containsExactly("O00002");
        source.report(List.of(accepted("O00001")));
        assertThat(legacy.texts("SELECT st FROM t_order WHERE ord = 'O00001'")).containsOnly("ACCEPTED");
    }

    @ParameterizedTest
    @EnumSource
    void oneCorrectedPolicyRowBringsTheWholeOrder(Databases database) {
        Legacy legacy = groups(database, 1, 3);
        TableSource source = legacy.source(GROUPS);
        source.taken(source.take());
        source.report(List.of(error("O00001", "wrong")));
        legacy.execute("UPDATE t_order SET st = 'NEW' WHERE pol = 2");
        legacy.execute("UPDATE t_order SET st = 'CANCELLED' WHERE pol = 3");

        List<SourceRecord> again = source.take();
        assertThat(again).hasSize(1);
        assertThat(again.get(0).policies())
                .as("a row with a word of the core system's own is not ours")
                .extracting(row -> row.get("pol").toString())
                .containsExactly("1", "2");
    }

    @ParameterizedTest
    @EnumSource
    void aGroupThatAnotherNodeIsTakingWaits(Databases database) {
        Legacy legacy = groups(database, 1, 2);
        TableSource one = legacy.source(GROUPS);
        TableSource two = legacy.source(GROUPS);
        List<SourceRecord> taking = one.take();
        legacy.execute("INSERT INTO t_order (ord, pol, cnt, st) VALUES ('O00001', 3, 3, 'NEW')");

        assertThat(two.take()).isEmpty();
        one.taken(taking);
        assertThat(two.take().get(0).policies()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void policiesComeFromTheirOwnTable(Databases database) {
        Legacy legacy = tables(database, 3);
        legacy.execute("DELETE FROM t_policy WHERE ord = 2");
        legacy.execute("DELETE FROM t_policy WHERE ord = 3 AND pol = 1");

        List<SourceRecord> records = legacy.source(TABLES).take();
        assertThat(refs(records)).containsExactly("1", "2", "3");
        assertThat(records.get(0).policies())
                .extracting(row -> row.get("amount"))
                .containsExactly(new BigDecimal("1.10"), new BigDecimal("2.20"));
        assertThat(records.get(1).policies()).isEmpty();
        assertThat(legacy.source(TABLES).check(Set.of("id"), Set.of("amount", "cnt", "lost")))
                .as("what a policy's row has not is looked for in its order's")
                .singleElement()
                .asString()
                .startsWith("the mapping needs column lost, which table ")
                .containsIgnoringCase("t_policy");

        legacy.execute("UPDATE t_order SET st = 'NEW'");
        assertThat(refs(legacy.source(with(TABLES, "group.count-column=cnt")).take()))
                .containsExactly("1");
    }

    @ParameterizedTest
    @EnumSource
    void twoNodesTakeEveryRowOnce(Databases database) throws Exception {
        Legacy legacy = rows(database, 3000);
        assertThat(takenByTwoNodes(legacy, ROWS)).hasSize(3000).doesNotHaveDuplicates();
        assertThat(legacy.count("t_order WHERE st = 'TAKEN'")).isEqualTo(3000);
    }

    @ParameterizedTest
    @EnumSource
    void twoNodesTakeEveryGroupOnce(Databases database) throws Exception {
        Legacy legacy = groups(database, 1000, 3);
        assertThat(takenByTwoNodes(legacy, with(GROUPS, "group.count-column=cnt")))
                .hasSize(1000)
                .doesNotHaveDuplicates();
        assertThat(legacy.count("t_order WHERE st = 'TAKEN'")).isEqualTo(3000);
    }

    @ParameterizedTest
    @EnumSource
    void twoNodesTakeEveryOrderWithItsPoliciesOnce(Databases database) throws Exception {
        Legacy legacy = tables(database, 3000);
        assertThat(takenByTwoNodes(legacy, TABLES)).hasSize(3000).doesNotHaveDuplicates();
    }

    /** As TiDB does: it costs work, and no row goes to two. */
    @ParameterizedTest
    @EnumSource
    void twoNodesTakeEveryOrderOnceThoughTheDatabaseDropsItsLocks(Databases database) throws Exception {
        assertThat(takenByTwoNodes(rows(database, 2000), LostLocks.of(database.dataSource()), ROWS))
                .hasSize(2000)
                .doesNotHaveDuplicates();
        assertThat(takenByTwoNodes(groups(database, 500, 2), LostLocks.of(database.dataSource()), GROUPS))
                .hasSize(500)
                .doesNotHaveDuplicates();
    }

    private static Queue<String> takenByTwoNodes(Legacy legacy, String... settings) throws Exception {
        return takenByTwoNodes(legacy, legacy.dataSource, settings);
    }

    private static Queue<String> takenByTwoNodes(Legacy legacy, DataSource dataSource, String... settings)
            throws Exception {
        Queue<String> taken = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Void>> nodes = new ArrayList<>();
            for (int node = 0; node < 2; node++) {
                TableSource source = TableSource.of(
                        TableSettings.of("core", Legacy.properties(with(settings, "batch=100"))),
                        dataSource,
                        null,
                        InstantSource.system());
                Callable<Void> work = () -> {
                    while (legacy.count("t_order WHERE st = 'NEW'") > 0) {
                        List<SourceRecord> records = source.take();
                        taken.addAll(refs(records));
                        source.taken(records);
                    }
                    return null;
                };
                nodes.add(threads.submit(work));
            }
            for (Future<Void> node : nodes) {
                node.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return taken;
    }

    @ParameterizedTest
    @EnumSource
    void aDeadNodesClaimsComeBackAfterTheLeaseAndNotBefore(Databases database) {
        for (String[] shape : List.of(ROWS, GROUPS, TABLES)) {
            Legacy legacy =
                    shape == ROWS ? rows(database, 5) : shape == GROUPS ? groups(database, 5, 2) : tables(database, 5);
            TableSource dead = legacy.source(shape);
            List<SourceRecord> lost = dead.take();
            assertThat(lost).hasSize(5);

            Legacy.Clock clock = new Legacy.Clock();
            TableSource alive = legacy.source(null, clock, shape);
            assertThat(alive.take()).isEmpty();

            legacy.execute("UPDATE t_order SET ca = '2026-01-01 00:00:00'");
            assertThat(alive.take()).as("looked for only now and then").isEmpty();
            clock.pass(75);
            assertThat(alive.take()).isEqualTo(lost);

            dead.taken(lost);
            assertThat(legacy.texts("SELECT st FROM t_order"))
                    .as("the late node is fenced")
                    .containsOnly("TAKING");
            alive.taken(lost);
            assertThat(legacy.texts("SELECT st FROM t_order")).containsOnly("TAKEN");
        }
    }

    @ParameterizedTest
    @EnumSource
    void batchThatDoesNotGetIntoTheLedgerWaitsEverLongerAndOthersGoOnAtOnce(Databases database) {
        for (String[] shape : List.of(ROWS, GROUPS, TABLES)) {
            Legacy legacy =
                    shape == ROWS ? rows(database, 7) : shape == GROUPS ? groups(database, 7, 2) : tables(database, 7);
            Legacy.Clock clock = new Legacy.Clock();
            TableSource source = legacy.source(null, clock, with(shape, "batch=2"));
            List<SourceRecord> failed = source.take();
            source.failed(new IllegalStateException("no"));
            assertThat(source.alarm()).as("it may be over in a moment").isEmpty();

            List<SourceRecord> next = source.take();
            assertThat(next).hasSize(2).doesNotContainAnyElementsOf(failed);
            source.taken(next);
            clock.pass(1);
            assertThat(source.take()).isEqualTo(failed);
            source.failed(new IllegalStateException("no"));
            assertThat(source.alarm())
                    .hasValueSatisfying(alarm -> assertThat(alarm.reason())
                            .startsWith("a batch of " + (shape == GROUPS ? 4 : 2) + " rows, the first is "
                                    + failed.get(0).ref() + ", cannot be taken: no."));
            next = source.take();
            assertThat(next).hasSize(2).doesNotContainAnyElementsOf(failed);
            source.taken(next);
            clock.pass(1);
            source.taken(source.take());
            assertThat(source.take()).as("two seconds").isEmpty();
            clock.pass(1);
            assertThat(source.take()).isEqualTo(failed);
            source.taken(failed);
            assertThat(source.alarm()).isEmpty();
            assertThat(source.take()).isEmpty();
        }
    }

    /** An outage: rows that nobody can take are better left to be claimed by a node that can. */
    @ParameterizedTest
    @EnumSource
    void whereNoBatchGetsIntoTheLedgerEverFewerRowsAreClaimedInVain(Databases database) {
        Legacy legacy = rows(database, 60);
        Legacy.Clock clock = new Legacy.Clock();
        TableSource source = legacy.source(null, clock, with(ROWS, "batch=2"));
        for (int second = 0; second < 60; second++, clock.pass(1)) {
            while (!source.take().isEmpty()) {
                source.failed(new IllegalStateException("the ledger is away"));
            }
        }
        assertThat(legacy.count("t_order WHERE st = 'TAKING'")).isBetween(6L, 20L);
        Set<String> taken = new HashSet<>();
        for (int second = 0; second < 75; second++, clock.pass(1)) {
            for (List<SourceRecord> records = source.take(); !records.isEmpty(); records = source.take()) {
                taken.addAll(refs(records));
                source.taken(records);
            }
        }
        assertThat(taken).hasSize(60);
    }

    @ParameterizedTest
    @EnumSource
    void theTimeOfAClaimIsBeijingTimeInWhateverZoneTheSessionIs(Databases database) {
        Legacy legacy = rows(database, 1);
        legacy.source(ROWS).take();
        String claimedAt =
                legacy.texts("SELECT CAST(ca AS CHAR(19)) FROM t_order").get(0);
        assertThat(LocalDateTime.parse(claimedAt.replace(' ', 'T')))
                .isCloseTo(LocalDateTime.now(Values.BEIJING), within(1, ChronoUnit.MINUTES));
    }

    @ParameterizedTest
    @EnumSource
    void whatTheCoreSystemHasSetBackIsNotOverwritten(Databases database) {
        Legacy legacy = rows(database, 3);
        TableSource source = legacy.source(ROWS);
        source.taken(source.take());
        legacy.execute("UPDATE t_order SET st = 'NEW' WHERE id = 1");
        legacy.execute("UPDATE t_order SET st = 'CANCELLED' WHERE id = 2");

        source.report(List.of(accepted("1"), accepted("2"), accepted("3")));
        assertThat(legacy.texts("SELECT st FROM t_order ORDER BY id")).containsExactly("NEW", "CANCELLED", "ACCEPTED");
        assertThat(refs(source.take())).containsExactly("1");
    }

    @ParameterizedTest
    @EnumSource
    void reasonsAreCutToTheColumn(Databases database) {
        Legacy legacy = new Legacy(database);
        boolean bytes = database.isMySql();
        legacy.table(
                "t_order",
                "id BIGINT PRIMARY KEY, st VARCHAR(16), cb VARCHAR(24), ca TS, rid VARCHAR(9), reason "
                        + (bytes ? "TINYTEXT" : "VARCHAR(85)"));
        legacy.execute("INSERT INTO t_order (id, st) VALUES (1, 'NEW')");
        TableSource source = legacy.source(
                "table=t_order",
                "key-columns=id",
                "status-column=st",
                "claimed-by-column=cb",
                "claimed-at-column=ca",
                "report.reason-column=reason",
                "report.request-id-column=rid");
        source.taken(source.take());

        assertThat(source.report(List.of(error("1", "投保人\u0000姓名😀" + "错".repeat(200)))))
                .hasSize(1);
        assertThat(legacy.texts("SELECT reason FROM t_order")).containsExactly("投保人 姓名?" + "错".repeat(bytes ? 79 : 78));
        source.report(List.of(accepted("1")));
        assertThat(legacy.texts("SELECT rid FROM t_order")).containsExactly("req-1");
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedReportHoldsUpNoOther(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table(
                "t_order",
                "id BIGINT PRIMARY KEY, " + BOOKS + ", CONSTRAINT c_odd CHECK (id <> 2 OR st <> 'ACCEPTED')");
        legacy.execute("INSERT INTO t_order (id, st) VALUES (1, 'NEW'), (2, 'NEW'), (3, 'NEW')");
        TableSource source = legacy.source(ROWS);
        source.taken(source.take());

        assertThat(source.report(List.of(accepted("1"), accepted("2"), accepted("x"), accepted("3"))))
                .extracting(report -> report.ref())
                .containsExactly("1", "3");
        assertThat(legacy.texts("SELECT st FROM t_order ORDER BY id")).containsExactly("ACCEPTED", "TAKEN", "ACCEPTED");
    }

    @ParameterizedTest
    @EnumSource
    void anotherTableTakesTheReports(Databases database) {
        Legacy legacy = rows(database, 2);
        legacy.table("t_report", "id BIGINT PRIMARY KEY, st VARCHAR(16), why VARCHAR(40)");
        TableSource source = legacy.source(
                "table=t_order",
                "key-columns=id",
                "status-column=st",
                "claimed-by-column=cb",
                "claimed-at-column=ca",
                "report.table=t_report",
                "report.reason-column=why");
        source.taken(source.take());
        source.report(List.of(error("1", "late"), accepted("2")));
        source.report(List.of(accepted("1"), accepted("2")));
        assertThat(legacy.texts("SELECT CONCAT(st, ':', COALESCE(why, '')) FROM t_report ORDER BY id"))
                .containsExactly("ACCEPTED:", "ACCEPTED:");
        assertThat(legacy.texts("SELECT st FROM t_order")).containsOnly("TAKEN");
    }

    @ParameterizedTest
    @EnumSource
    void keysOfAnyKindFindTheirRows(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table(
                "\"Odd Orders\"",
                "\"Branch No\" CHAR(6), \"key\" VARCHAR(20), seq DECIMAL(10,2), made TS,"
                        + " \"Status\" CHAR(10), cb CHAR(32), ca TS, PRIMARY KEY (\"Branch No\", \"key\", seq, made)");
        legacy.execute("INSERT INTO \"Odd Orders\" (\"Branch No\", \"key\", seq, made, \"Status\") VALUES"
                + " ('A1', 'x,y\\z', 1.50, '2026-03-08 02:30:00.123456', 'N'),"
                + " ('A2', 'plain', 2.00, '2026-03-08 02:30:00', 'N')"
                        .replace("\\", database.isMySql() ? "\\\\" : "\\"));
        if (database.isMySql()) {
            legacy.execute("UPDATE `Odd Orders` SET `key` = ? WHERE seq = 1.5", "x,y\\z");
        }
        String[] settings = {
            "table=\"Odd Orders\"",
            "key-columns=\"Branch No\", \"key\", seq, made",
            "status-column=\"Status\"",
            "status.new=N",
            "claimed-by-column=cb",
            "claimed-at-column=ca"
        };
        TableSource source = legacy.source(settings);
        assertThat(source.check(Set.of("branch no"), Set.of())).isEmpty();

        List<SourceRecord> records = source.take();
        assertThat(refs(records))
                .containsExactly("A1,x\\,y\\\\z,1.5,2026-03-08T02:30:00.123456", "A2,plain,2,2026-03-08T02:30");
        assertThat(records.get(0).columns().get("BRANCH NO")).isEqualTo("A1");
        source.taken(records);
        assertThat(source.report(List.of(
                        accepted(records.get(0).ref()), error(records.get(1).ref(), "x"))))
                .hasSize(2);
        assertThat(legacy.texts("SELECT \"Status\" FROM \"Odd Orders\" ORDER BY seq"))
                .extracting(String::strip)
                .containsExactly("ACCEPTED", "ERROR");
    }

    @ParameterizedTest
    @EnumSource
    void nullMayMeanNewAndWordsMayBeNumbers(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id BIGINT PRIMARY KEY, st INT, cb VARCHAR(24), ca TS");
        legacy.execute("INSERT INTO t_order (id) VALUES (1), (2)");
        TableSource source = legacy.source(
                "table=t_order",
                "key-columns=id",
                "status-column=st",
                "claimed-by-column=cb",
                "claimed-at-column=ca",
                "status.new=null",
                "status.taking=1",
                "status.taken=2",
                "status.accepted=3",
                "status.error=4",
                "where=id < 2");
        assertThat(source.check(Set.of(), Set.of())).isEmpty();
        source.taken(source.take());
        source.report(List.of(accepted("1"), accepted("2")));
        assertThat(legacy.texts("SELECT st FROM t_order ORDER BY id")).containsExactly("3", null);
        legacy.execute("UPDATE t_order SET st = NULL");
        assertThat(refs(source.take())).containsExactly("1");
    }

    @ParameterizedTest
    @EnumSource
    void valuesKeepTheirWallClockAndTheirDigits(Databases database) {
        Legacy legacy = new Legacy(database);
        boolean zones = !database.isMySql();
        String text = database == Databases.H2 ? "CLOB" : "TEXT";
        legacy.table(
                "t_order",
                "id BIGINT PRIMARY KEY, st VARCHAR(16), cb VARCHAR(24), ca TS, fen BIGINT, yuan DECIMAL(12,2),"
                        + " ratio DOUBLE PRECISION, flag BOOLEAN, d DATE, t TIME, made TS, padded CHAR(8),"
                        + " blank VARCHAR(8), note " + text + (zones ? ", zoned TIMESTAMP WITH TIME ZONE" : ""));
        legacy.execute("INSERT INTO t_order (id, st, fen, yuan, ratio, flag, d, t, made, padded, blank, note"
                + (zones ? ", zoned" : "")
                + ") VALUES (1, 'NEW', 12345, 10.00, 0.1, TRUE, '2026-03-08', '02:30:00', '2026-03-08 02:30:00.5', 'AB',"
                + " ' x ', '附注'" + (zones ? ", '2026-03-08 02:30:00+00'" : "") + ")");
        legacy.execute("INSERT INTO t_order (id, st) VALUES (2, 'NEW')");

        List<SourceRecord> records = legacy.source(
                        "table=t_order",
                        "key-columns=id",
                        "status-column=st",
                        "claimed-by-column=cb",
                        "claimed-at-column=ca")
                .take();
        Map<String, Object> row = records.get(0).columns();
        assertThat(row)
                .containsEntry("fen", new BigDecimal("12345"))
                .containsEntry("yuan", new BigDecimal("10.00"))
                .containsEntry("flag", database.isMySql() ? BigDecimal.ONE : true)
                .containsEntry("d", "2026-03-08")
                .containsEntry("t", "02:30:00")
                .containsEntry("made", "2026-03-08 02:30:00.500")
                .containsEntry("padded", "AB")
                .containsEntry("blank", " x ")
                .containsEntry("note", "附注");
        if (zones) {
            assertThat(row).containsEntry("zoned", "2026-03-08 10:30:00");
        }
        assertThat(records.get(1).columns()).containsEntry("made", null).containsEntry("flag", null);
    }

    @ParameterizedTest
    @EnumSource
    void columnThatNoFieldCanComeFromHoldsUpNothingUnlessItIsMapped(Databases database) {
        Legacy legacy = new Legacy(database);
        String binary = database == Databases.POSTGRESQL ? "BYTEA" : "BLOB";
        legacy.table("t_order", "id BIGINT PRIMARY KEY, name VARCHAR(9), photo " + binary + ", ratio REAL, " + BOOKS);
        legacy.execute("INSERT INTO t_order (id, st, ratio) VALUES (1, 'NEW', 0.1)");
        TableSource source = legacy.source(ROWS);
        assertThat(source.check(Set.of("id"), Set.of("name"))).isEmpty();
        Map<String, Object> columns = source.take().get(0).columns();
        assertThat(columns).hasSize(3).containsKeys("id", "name", SourceRecord.UNREADABLE);
        assertThat(SourceRecord.unreadable(columns, "photo")).contains("of type", "cannot be read");
        assertThat(SourceRecord.unreadable(columns, "ratio")).contains("of type", "cannot be read");

        assertThat(source.check(Set.of("photo"), Set.of("ratio")))
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault)
                                .containsIgnoringCase("the mapping needs column photo of type")
                                .contains("`table`"),
                        fault -> assertThat(fault)
                                .containsIgnoringCase("the mapping needs column ratio of type")
                                .contains("binary floating point", "DECIMAL", "`table`"));
    }

    @ParameterizedTest
    @EnumSource
    void checkTellsEveryFaultAtOnce(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id BIGINT PRIMARY KEY, st CHAR(3), cb VARCHAR(8), ca VARCHAR(30)");
        assertThat(legacy.source(with(ROWS, "order-by=made")).check(Set.of("ST", "buyer"), Set.of("policy_no")))
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault).contains("no column made"),
                        fault -> assertThat(fault).contains("mapping needs column ST, which this bundle itself writes"),
                        fault -> assertThat(fault).contains("mapping needs column buyer"),
                        fault -> assertThat(fault).contains("mapping needs column policy_no"),
                        fault -> assertThat(fault).contains("too short for 'TAKING'"),
                        fault -> assertThat(fault).contains("too short for 'TAKEN'"),
                        fault -> assertThat(fault).contains("too short for 'ACCEPTED'"),
                        fault -> assertThat(fault).contains("too short for 'ERROR'"),
                        fault -> assertThat(fault)
                                .containsIgnoringCase("cb of type")
                                .contains("too short for 'xxx"),
                        fault -> assertThat(fault)
                                .containsIgnoringCase("ca of type")
                                .contains("must be a timestamp"),
                        fault -> assertThat(fault).contains("no column reason"),
                        fault -> assertThat(fault).contains("no column rid"),
                        fault -> assertThat(fault).contains("no column rt"));

        legacy.jdbc.execute("DROP TABLE IF EXISTS t_policy");
        assertThat(legacy.source(with(TABLES, "table=none.t_order")).check(Set.of(), Set.of()))
                .hasSize(2)
                .anyMatch(fault -> fault.startsWith("table none.t_order cannot be read"))
                .anyMatch(fault -> fault.startsWith("table t_policy cannot be read"));
        rows(database, 1);
        assertThat(legacy.source(with(ROWS, "where=colour = 1")).check(Set.of("name"), Set.of("id")))
                .isNotEmpty()
                .allMatch(fault -> fault.startsWith("where cannot be used") || fault.startsWith("orders cannot"));
    }

    /** For a comparison: whatever their status, in parts, with their policies, and without a trace. */
    @ParameterizedTest
    @EnumSource
    void ordersAreReadAgainByTheirReferences(Databases database) {
        Legacy rows = rows(database, 1_100);
        rows.execute("UPDATE t_order SET st = 'ACCEPTED' WHERE id < 600");
        List<String> wanted =
                IntStream.rangeClosed(1, 1_101).mapToObj(Integer::toString).toList();
        assertThat(again(rows.source(ROWS), wanted))
                .hasSize(1_100)
                .extracting(SourceRecord::ref)
                .containsExactlyInAnyOrderElementsOf(wanted.subList(0, 1_100));
        assertThat(rows.count("t_order WHERE st = 'NEW' AND cb IS NULL")).isEqualTo(501);

        Legacy groups = groups(database, 3, 2);
        groups.execute("UPDATE t_order SET st = 'ERROR' WHERE ord = 'O00002'");
        assertThat(again(groups.source(GROUPS), List.of("O00003", "O00002", "none")))
                .extracting(record -> record.ref() + " " + record.policies().size())
                .containsExactlyInAnyOrder("O00002 2", "O00003 2");

        assertThat(again(tables(database, 3).source(TABLES), List.of("3", "1")))
                .extracting(record -> record.ref() + " " + record.policies().size())
                .containsExactlyInAnyOrder("1 2", "3 2");
    }

    private static List<SourceRecord> again(TableSource source, List<String> refs) {
        List<SourceRecord> all = new ArrayList<>();
        source.orders(refs, all::addAll);
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void codesAreCounted(Databases database) {
        Legacy legacy = rows(database, 3);
        legacy.execute("UPDATE t_order SET name = 'A' WHERE id < 3");
        legacy.execute("UPDATE t_order SET name = NULL WHERE id = 3");
        assertThat(legacy.source(ROWS).codes(List.of("name")))
                .isEqualTo(Map.of(Map.of("name", "A"), 2L, Map.of("name", ""), 1L));
    }
}
