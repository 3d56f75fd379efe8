package io.github.createorder.table;

import static io.github.createorder.table.Legacy.accepted;
import static io.github.createorder.table.Legacy.error;
import static io.github.createorder.table.Legacy.refs;
import static io.github.createorder.table.Legacy.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.order.SourceRecord;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The clock stands at 2026-05-01 12:00:00 Beijing time. */
class WatermarkTableSourceTest {
    private static final String[] TIMES = {
        "mode=watermark",
        "table=t_order",
        "key-columns=id",
        "watermark.column=made",
        "watermark.overlap=60",
        "watermark.reread=10",
        "batch=10"
    };
    private static final String[] NUMBERS = with(TIMES, "watermark.column=id", "watermark.overlap=20");

    private final Legacy.Clock clock = new Legacy.Clock();
    private final Legacy.Positions positions = new Legacy.Positions();

    private static Legacy legacy(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id BIGINT PRIMARY KEY, made TS, name VARCHAR(20)");
        return legacy;
    }

    private static void insert(Legacy legacy, long id, String made) {
        legacy.execute("INSERT INTO t_order (id, made, name) VALUES (?, '2026-05-01 " + made + "', 'n')", id);
    }

    /** Takes until there is nothing more for now. */
    private static List<String> drain(TableSource source) {
        List<String> all = new ArrayList<>();
        for (List<SourceRecord> records = source.take(); !records.isEmpty(); records = source.take()) {
            all.addAll(refs(records));
            source.taken(records);
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfOneMomentAreNeverSkippedBetweenPages(Databases database) {
        Legacy legacy = legacy(database);
        for (int id = 95; id >= 1; id--) {
            insert(legacy, id, id <= 60 ? "11:00:00" : "11:00:00.000001");
        }
        List<String> all = drain(legacy.source(positions.node("a"), clock, TIMES));
        assertThat(all)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 95).mapToObj(Integer::toString).toList());
    }

    @Test
    void batchThatDoesNotGetIntoTheLedgerComesAgainEverMoreSlowlyAndThePositionStays() {
        Legacy legacy = legacy(Databases.H2);
        for (int id = 1; id <= 15; id++) {
            insert(legacy, id, "11:00:00");
        }
        TableSource source = legacy.source(positions.node("a"), clock, TIMES);
        for (int pause : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(refs(source.take())).hasSize(10).startsWith("1");
            source.failed(new IllegalStateException("no"));
            clock.pass(pause - 1);
            assertThat(source.take()).isEmpty();
            clock.pass(1);
        }
        assertThat(positions.position).isEmpty();
        assertThat(source.alarm())
                .hasValueSatisfying(alarm -> assertThat(alarm.reason())
                        .startsWith("a batch of 10 orders, the first is 1, cannot be taken: no."));
        assertThat(drain(source)).hasSize(15);
        assertThat(source.alarm()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatCommitsLateIsReadWithTheOverlapAndNothingTwice(Databases database) throws Exception {
        Legacy legacy = legacy(database);
        insert(legacy, 1, "11:58:00");
        TableSource source = legacy.source(positions.node("a"), clock, TIMES);
        try (Connection slow = legacy.dataSource.getConnection()) {
            slow.setAutoCommit(false);
            slow.createStatement()
                    .executeUpdate("INSERT INTO t_order (id, made, name) VALUES (2, '2026-05-01 11:59:10', 'late')");
            for (int id = 3; id <= 40; id++) {
                insert(legacy, id, "11:59:10");
            }
            insert(legacy, 41, "11:59:50");
            assertThat(drain(source)).hasSize(40).doesNotContain("2");
            slow.commit();
        }
        assertThat(drain(source)).as("the overlap is not yet due").isEmpty();
        clock.pass(10);
        assertThat(drain(source)).containsExactly("2");
        clock.pass(10);
        assertThat(drain(source)).isEmpty();
        assertThat(positions.position).isEqualTo("2026-05-01T11:58:50");
        assertThat(drain(legacy.source(positions.node("a"), clock, TIMES)))
                .as("after a restart the overlap comes again, for the ledger to drop")
                .hasSize(40)
                .doesNotContain("1");
    }

    @ParameterizedTest
    @EnumSource
    void aLateRowIsFoundEvenIfThePassNeverSeesTheEnd(Databases database) {
        Legacy legacy = legacy(database);
        TableSource source = legacy.source(positions.node("a"), clock, with(NUMBERS, "batch=5"));
        List<String> all = new ArrayList<>();
        int id = 1;
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 5; i++, id++) {
                if (id % 9 != 0) {
                    insert(legacy, id, "11:00:00");
                }
            }
            if (id > 18) {
                // A gap is filled by a transaction that began twelve numbers ago.
                for (int late = id - 16; late < id - 11; late++) {
                    if (late % 9 == 0) {
                        insert(legacy, late, "11:00:00");
                    }
                }
            }
            clock.pass(3);
            List<SourceRecord> records = source.take();
            all.addAll(refs(records));
            source.taken(records);
        }
        for (int i = 0; i < 3; i++) {
            clock.pass(10);
            all.addAll(drain(source));
        }
        assertThat(all).doesNotHaveDuplicates().hasSize((int) legacy.count("t_order"));
    }

    @ParameterizedTest
    @EnumSource
    void numbersWithGapsServeAsWell(Databases database) {
        Legacy legacy = legacy(database);
        for (int id = 1; id <= 100; id += 3) {
            insert(legacy, id, "11:00:00");
        }
        TableSource source = legacy.source(positions.node("a"), clock, NUMBERS);
        assertThat(drain(source)).hasSize(34);
        assertThat(positions.position).isEqualTo("80");
        insert(legacy, 81, "11:00:00");
        insert(legacy, 101, "11:00:00");
        clock.pass(10);
        assertThat(drain(source)).containsExactly("81", "101");
    }

    @ParameterizedTest
    @EnumSource
    void aBatchThatDidNotReachTheLedgerComesAgain(Databases database) {
        Legacy legacy = legacy(database);
        for (int id = 1; id <= 25; id++) {
            insert(legacy, id, "11:00:00");
        }
        TableSource source = legacy.source(positions.node("a"), clock, TIMES);
        List<SourceRecord> lost = source.take();
        assertThat(source.take()).isEqualTo(lost);
        source.taken(lost.subList(0, 4));
        assertThat(positions.position).isEmpty();
        assertThat(drain(source)).hasSize(21).doesNotContain("1", "4").contains("5", "25");
    }

    @ParameterizedTest
    @EnumSource
    void oneNodeReadsAtATimeAndTheOtherGoesOnWhereItStopped(Databases database) {
        Legacy legacy = legacy(database);
        for (int id = 1; id <= 60; id++) {
            insert(legacy, id, "11:00:00");
        }
        TableSource one = legacy.source(positions.node("a"), clock, NUMBERS);
        TableSource two = legacy.source(positions.node("b"), clock, NUMBERS);
        List<String> all = new ArrayList<>(refs(take(one)));
        assertThat(two.take()).isEmpty();
        all.addAll(refs(take(one)));

        List<SourceRecord> inFlight = one.take();
        positions.owner = "b";
        all.addAll(drain(two));
        one.taken(inFlight);
        assertThat(one.take()).isEmpty();
        assertThat(Set.copyOf(all)).hasSize(60);
        assertThat(positions.position).isEqualTo("40");

        positions.owner = "a";
        insert(legacy, 61, "11:00:00");
        assertThat(drain(one)).contains("61");
    }

    private static List<SourceRecord> take(TableSource source) {
        List<SourceRecord> records = source.take();
        source.taken(records);
        return records;
    }

    @ParameterizedTest
    @EnumSource
    void aRowDatedInTheFutureDoesNotCarryThePositionAway(Databases database) {
        Legacy legacy = legacy(database);
        for (int id = 1; id <= 15; id++) {
            legacy.execute("INSERT INTO t_order (id, made) VALUES (?, '2099-12-31 00:00:00')", id);
        }
        insert(legacy, 100, "11:59:00");
        TableSource source = legacy.source(positions.node("a"), clock, TIMES);
        assertThat(drain(source)).hasSize(16);
        insert(legacy, 101, "11:59:30");
        clock.pass(10);
        assertThat(drain(source)).containsExactly("101");
        assertThat(positions.position).startsWith("2026-05-01T11:58");
    }

    @ParameterizedTest
    @EnumSource
    void aChangedRowComesAgain(Databases database) {
        Legacy legacy = legacy(database);
        insert(legacy, 1, "11:59:30");
        TableSource source = legacy.source(positions.node("a"), clock, TIMES);
        drain(source);
        legacy.execute("UPDATE t_order SET name = 'corrected', made = '2026-05-01 11:59:40'");
        clock.pass(10);
        assertThat(drain(source)).containsExactly("1");
    }

    @ParameterizedTest
    @EnumSource
    void readingMayBeginLaterThanTheTable(Databases database) {
        Legacy legacy = legacy(database);
        insert(legacy, 1, "01:00:00");
        insert(legacy, 2, "11:00:00");
        assertThat(drain(legacy.source(positions.node("a"), clock, with(TIMES, "watermark.from=2026-05-01 11:00:00"))))
                .containsExactly("2");
    }

    @ParameterizedTest
    @EnumSource
    void groupsAndPolicyTablesAreReadToo(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "ord VARCHAR(8), pol INT, cnt INT, made TS");
        legacy.execute("INSERT INTO t_order VALUES ('A', 2, 2, '2026-05-01 11:00:00'),"
                + " ('A', 1, 2, '2026-05-01 11:00:05'), ('B', 1, 2, '2026-05-01 11:00:06')");
        legacy.table("t_head", "ord VARCHAR(8), made TS");
        legacy.execute("INSERT INTO t_head VALUES ('A', '2026-05-01 11:00:00')");
        TableSource groups = legacy.source(
                positions.node("a"),
                clock,
                with(
                        TIMES,
                        "key-columns=ord",
                        "shape=policy-per-row",
                        "policy.order-by=pol",
                        "group.count-column=cnt"));
        List<SourceRecord> records = groups.take();
        assertThat(refs(records)).containsExactly("A");
        assertThat(records.get(0).policies())
                .extracting(row -> row.get("pol").toString())
                .containsExactly("1", "2");
        groups.taken(records);
        legacy.execute("INSERT INTO t_order VALUES ('B', 2, 2, '2026-05-01 11:00:07')");
        assertThat(drain(groups)).containsExactly("B");

        TableSource tables = legacy.source(
                new Legacy.Positions().node("a"),
                clock,
                with(
                        TIMES,
                        "table=t_head",
                        "key-columns=ord",
                        "shape=order-and-policy-tables",
                        "policy.table=t_order",
                        "policy.key-columns=ord",
                        "policy.order-by=pol"));
        assertThat(tables.take().get(0).policies()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void rowsWithoutAKeyHoldUpNoOther(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id BIGINT, made TS, name VARCHAR(20)");
        for (int id = 1; id <= 12; id++) {
            legacy.execute("INSERT INTO t_order (id, made, name) VALUES (NULL, '2026-05-01 11:00:00', 'no key')");
            insert(legacy, id, "11:00:00");
        }
        TableSource source = legacy.source(positions.node("a"), clock, TIMES);
        assertThat(source.check(Set.of(), Set.of())).isEmpty();
        assertThat(drain(source)).hasSize(12).doesNotContain("null");
        assertThat(drain(source)).isEmpty();
    }

    /** A date without a day, a number that is none; H2's driver reads whatever H2 stores. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
    void cellThatTheDriverCannotReadIsAnErrorOfItsOrderAlone(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id BIGINT PRIMARY KEY, made TS, name VARCHAR(20), born VARCHAR(30)");
        insert(legacy, 1, "11:00:00");
        insert(legacy, 2, "11:00:01");
        insert(legacy, 3, "11:00:02");
        if (database == Databases.POSTGRESQL) {
            legacy.execute("ALTER TABLE t_order ALTER COLUMN born TYPE numeric USING 1");
            legacy.execute("UPDATE t_order SET born = 'NaN' WHERE id = 2");
        } else {
            legacy.execute("ALTER TABLE t_order MODIFY born DATE NULL");
            legacy.execute("SET SESSION sql_mode = ''");
            legacy.execute("UPDATE t_order SET born = '2026-00-00' WHERE id = 2");
        }
        TableSource source = legacy.source(positions.node("a"), clock, TIMES);
        List<SourceRecord> records = source.take();
        assertThat(refs(records)).containsExactly("1", "2", "3");
        assertThat(records)
                .extracting(record -> record.columns().get(SourceRecord.UNREADABLE))
                .containsExactly(
                        null,
                        "born: of type " + (database == Databases.POSTGRESQL ? "numeric" : "DATE") + " cannot be read",
                        null);
    }

    @Test
    void aUserWhoMayOnlyReadIsEnough() {
        Legacy legacy = legacy(Databases.POSTGRESQL);
        insert(legacy, 1, "11:00:00");
        legacy.table("t_report", "id BIGINT PRIMARY KEY, st VARCHAR(8), why VARCHAR(9)");
        legacy.jdbc.execute("DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'reader') THEN"
                + " CREATE ROLE reader LOGIN; END IF; END $$");
        legacy.jdbc.execute("GRANT SELECT ON t_order TO reader");
        legacy.jdbc.execute("GRANT SELECT, INSERT, UPDATE ON t_report TO reader");
        String[] settings = with(TIMES, "report.table=t_report", "report.status-column=st", "report.reason-column=why");
        TableSource source = TableSource.of(
                TableSettings.of("core", Legacy.properties(settings)),
                Databases.postgresAs("reader"),
                positions.node("a"),
                clock);
        assertThat(source.check(Set.of("id"), Set.of("name"))).isEmpty();
        assertThat(source.warnings())
                .containsExactly(
                        "the watermark column made of table t_order may be NULL: rows without a value there are"
                                + " never taken",
                        "column why of table t_report holds 9 characters: reasons are cut, the whole ones are in the"
                                + " error queue");
        assertThat(drain(source)).containsExactly("1");
        source.report(List.of(accepted("1"), error("2", "原因")));
        source.report(List.of(error("1", "原因很长很长很长很长")));
        assertThat(legacy.texts("SELECT st || why FROM t_report ORDER BY id"))
                .containsExactly("ERROR原因很长很长很长很", "ERROR原因");
    }

    @ParameterizedTest
    @EnumSource
    void checkRefusesAWatermarkThatDoesNotGrow(Databases database) {
        Legacy legacy = legacy(database);
        assertThat(legacy.source(
                                positions.node("a"),
                                clock,
                                with(TIMES, "watermark.column=name", "watermark.from=x", "policy.order-by="))
                        .check(Set.of("lost"), Set.of()))
                .anyMatch(fault -> fault.contains("cannot be a watermark"))
                .anyMatch(fault -> fault.contains("needs column lost"))
                .hasSize(2);
        assertThat(legacy.source(positions.node("a"), clock, with(TIMES, "watermark.from=yesterday"))
                        .check(Set.of(), Set.of()))
                .containsExactly("watermark.from: 'yesterday' is no value of column "
                        + (database == Databases.H2 ? "MADE" : "made") + " of type "
                        + (database == Databases.POSTGRESQL
                                ? "timestamp"
                                : legacy.timestamp().replace("(6)", "")));
    }

    @Test
    void withoutAStoreItCanOnlyBeChecked() {
        TableSource source = legacy(Databases.H2).source(TIMES);
        assertThat(source.check(Set.of(), Set.of())).isEmpty();
        assertThatThrownBy(source::take).hasMessageContaining("store");
    }
}
