package io.github.createorder.table;

import static io.github.createorder.table.Legacy.accepted;
import static io.github.createorder.table.Legacy.error;
import static io.github.createorder.table.Legacy.refs;
import static io.github.createorder.table.Legacy.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.ledger.Report;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.sql.Reason;
import io.github.createorder.testing.StandIn;
import java.sql.Connection;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What legacy tables did to claims and outcomes, as people who do this job report it. */
class TableFaultsTest {
    private static final String[] ROWS = {
        "table=t_order",
        "key-columns=id",
        "status-column=st",
        "claimed-by-column=cb",
        "claimed-at-column=ca",
        "claim-lease=60"
    };
    private static final String[] TOLD =
            with(ROWS, "report.reason-column=why", "report.request-id-column=req", "report.time-column=told");
    private static final String OURS = "id BIGINT PRIMARY KEY, st VARCHAR(16), cb VARCHAR(24), ca TS";
    private static final Set<String> NONE = Set.of();

    private final Legacy.Clock clock = new Legacy.Clock();

    private static Legacy legacy(Databases database, String columns) {
        Legacy legacy = new Legacy(database);
        if (database == Databases.POSTGRESQL) {
            legacy.jdbc.execute("DROP VIEW IF EXISTS v_order");
        }
        legacy.table("t_order", columns);
        return legacy;
    }

    private static void rows(Legacy legacy, int count) {
        for (int id = 1; id <= count; id++) {
            legacy.execute("INSERT INTO t_order (id, st) VALUES (?, 'NEW')", id);
        }
    }

    private TableSource source(Legacy legacy, String... settings) {
        return legacy.source(null, clock, settings);
    }

    private static List<String> takenAndReported(TableSource source, Report... reports) {
        source.taken(source.take());
        return Stream.of(reports)
                .map(Report::ref)
                .filter(refs -> true)
                .filter(source.report(List.of(reports)).stream()
                        .map(Report::ref)
                        .toList()::contains)
                .toList();
    }

    // ---- B2: the outcome never reaches the row

    @ParameterizedTest
    @EnumSource
    void outcomeReachesARowWhoseColumnsMayNotBeNull(Databases database) {
        Legacy legacy = legacy(
                database,
                OURS + ", why VARCHAR(40) DEFAULT 'x' NOT NULL, req VARCHAR(40) DEFAULT 'x' NOT NULL, told TS");
        rows(legacy, 2);
        TableSource source = source(legacy, TOLD);
        assertThat(source.check(NONE, NONE)).isEmpty();
        assertThat(source.warnings())
                .filteredOn(note -> note.contains("an empty text is written"))
                .hasSize(2);
        assertThat(takenAndReported(source, accepted("1"), error("2", "bad"))).containsExactly("1", "2");
        assertThat(legacy.texts("SELECT CONCAT(st, '/', why, '/', req) FROM t_order ORDER BY id"))
                .containsExactly("ACCEPTED//req-1", "ERROR/bad/");
        assertThat(source.alarm()).isEmpty();
    }

    @Test
    void chineseReachesALatin1DatabaseOfPostgreSql() {
        Legacy legacy = new Legacy(Databases.POSTGRESQL);
        legacy.jdbc.execute("DROP DATABASE IF EXISTS narrow");
        legacy.jdbc.execute("CREATE DATABASE narrow ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
        DataSource narrow = Databases.postgresDatabase("narrow");
        JdbcTemplate jdbc = new JdbcTemplate(narrow);
        jdbc.execute("CREATE TABLE t_order (id BIGINT PRIMARY KEY, st VARCHAR(16), cb VARCHAR(24), ca TIMESTAMP,"
                + " why VARCHAR(40), req VARCHAR(40), told TIMESTAMP)");
        jdbc.execute("INSERT INTO t_order (id, st) VALUES (1, 'NEW')");
        TableSource source =
                TableSource.of(TableSettings.of("core", Legacy.properties(TOLD)), narrow, null, InstantSource.system());
        assertThat(source.warnings()).anyMatch(note -> note.contains("ISO-8859-1, which lacks Chinese"));
        assertThat(takenAndReported(source, error("1", "小程序获取的 openid: Müller")))
                .containsExactly("1");
        assertThat(jdbc.queryForList("SELECT st || why FROM t_order", String.class))
                .containsExactly("ERROR?????? openid: Müller");
        assertThat(TableSource.of(
                                TableSettings.of("core", Legacy.properties(with(TOLD, "status.error=失败"))),
                                narrow,
                                null,
                                InstantSource.system())
                        .check(NONE, NONE))
                .anyMatch(fault -> fault.contains("cannot hold '失败'"));
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL"})
    void chineseReachesALatin1ColumnOfMySql(Databases database) {
        Legacy legacy = legacy(database, OURS + ", why VARCHAR(40) CHARACTER SET latin1, req VARCHAR(40), told TS");
        rows(legacy, 1);
        TableSource source = source(legacy, TOLD);
        assertThat(source.warnings()).anyMatch(note -> note.contains("windows-1252, which lacks Chinese"));
        assertThat(takenAndReported(source, error("1", "小程序: 10 €"))).containsExactly("1");
        assertThat(legacy.texts("SELECT CONCAT(st, why) FROM t_order")).containsExactly("ERROR???: 10 €");
    }

    @ParameterizedTest
    @EnumSource
    void timeIsWrittenInTheFormThatItsColumnHasRoomFor(Databases database) {
        String[][] columns = {
            {"NUMERIC(8)", "20260501"},
            {"NUMERIC(14)", "20260501120000"},
            {"NUMERIC(17)", "20260501120000000"},
            {"BIGINT", String.valueOf(Legacy.AT)},
            {"INT", String.valueOf(Legacy.AT / 1000)},
            {"CHAR(14)", "20260501120000"},
            {"VARCHAR(10)", "2026-05-01"},
            {"CHAR(8)", "20260501"},
            {"VARCHAR(19)", "2026-05-01 12:00:00"},
        };
        for (String[] column : columns) {
            Legacy legacy = legacy(database, OURS + ", told " + column[0]);
            rows(legacy, 1);
            TableSource source = source(legacy, with(ROWS, "report.time-column=told"));
            assertThat(source.check(NONE, NONE)).as(column[0]).isEmpty();
            assertThat(takenAndReported(source, accepted("1"))).containsExactly("1");
            assertThat(legacy.texts("SELECT told FROM t_order")).as(column[0]).containsExactly(column[1]);
            assertThat(legacy.texts("SELECT st FROM t_order")).containsExactly("ACCEPTED");
            assertThat(source.alarm()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void checkTellsReportColumnsThatHaveNoRoom(Databases database) {
        Legacy legacy = legacy(database, OURS + ", why INT, req VARCHAR(40), told NUMERIC(6)");
        assertThat(source(legacy, TOLD).check(NONE, NONE))
                .hasSize(2)
                .anyMatch(fault -> fault.matches("(?i)column why of type int\\w* cannot hold a text.*"))
                .anyMatch(fault -> fault.matches("(?i)column told of type \\w+\\(6\\) has no room for a time.*"));
        legacy.table("t_told", "id BIGINT PRIMARY KEY, st VARCHAR(8), maker VARCHAR(8) NOT NULL");
        assertThat(source(legacy, with(ROWS, "report.table=t_told", "report.status-column=st"))
                        .check(NONE, NONE))
                .singleElement()
                .asString()
                .containsIgnoringCase("column maker of table t_told must have a value");
    }

    /** Here constraints stand for whatever a database may have against a row: one row's rest, another's everything. */
    @ParameterizedTest
    @EnumSource
    void rowThatTheDatabaseRefusesHoldsUpNoOther(Databases database) {
        Legacy legacy = legacy(
                database,
                OURS + ", why VARCHAR(40), req VARCHAR(40), told TS, CHECK (id <> 3 OR why IS NULL),"
                        + " CHECK (id <> 6 OR st <> 'ERROR')");
        rows(legacy, 9);
        TableSource source = source(legacy, TOLD);
        Report[] reports = Stream.of("1", "2", "3", "4", "5", "6", "7", "8", "9")
                .map(ref -> error(ref, "bad"))
                .toArray(Report[]::new);
        assertThat(takenAndReported(source, reports)).containsExactly("1", "2", "3", "4", "5", "7", "8", "9");
        assertThat(legacy.texts("SELECT CONCAT(st, COALESCE(why, '-')) FROM t_order ORDER BY id"))
                .containsExactly(
                        "ERRORbad",
                        "ERRORbad",
                        "ERROR-",
                        "ERRORbad",
                        "ERRORbad",
                        "TAKEN-",
                        "ERRORbad",
                        "ERRORbad",
                        "ERRORbad");
        assertThat(source.alarm().orElseThrow().reason())
                .contains("of 1 outcomes only the status", "row 3: ")
                .contains("1 outcomes could not be written", "row 6: ");
        clock.pass(TableAlarms.HOLDS.toSeconds() + 1);
        assertThat(source.alarm()).as("it has not come again").isEmpty();
    }

    /** Neither do the other outcomes wait for it, nor whoever wants their rows meanwhile. */
    @ParameterizedTest
    @EnumSource
    void rowThatTheCoreSystemHoldsHoldsUpNoOther(Databases database) throws Exception {
        Legacy legacy = legacy(database, OURS + ", why VARCHAR(40), req VARCHAR(40), told TS");
        rows(legacy, 5);
        TableSource source = source(legacy, TOLD);
        source.taken(source.take());
        List<Report> reports =
                Stream.of("1", "2", "3", "4", "5").map(Legacy::accepted).toList();
        try (Connection core = legacy.dataSource.getConnection()) {
            core.setAutoCommit(false);
            core.createStatement().executeUpdate("UPDATE t_order SET why = 'looked at' WHERE id = 3");
            assertThat(source.report(reports)).extracting(Report::ref).containsExactly("1", "2", "4", "5");
            assertThat(source.alarm().orElseThrow().reason())
                    .contains(
                            "row 3: somebody else holds it: ",
                            " (table t_order) waited for rows that somebody else holds",
                            "`createorder.source.core.lock-timeout` = 1 s",
                            "look for a transaction on the table that does not end");
            core.rollback();
        }
        assertThat(source.report(List.of(accepted("3")))).hasSize(1);
        assertThat(legacy.texts("SELECT st FROM t_order")).containsOnly("ACCEPTED");
    }

    // ---- B3: claimed rows vanish in silence

    @Test
    void rowsBehindAnInsteadOfTriggerThatTellsNoCountAreTakenAndTold() {
        Legacy legacy = legacy(Databases.POSTGRESQL, OURS + ", why VARCHAR(40)");
        rows(legacy, 3);
        legacy.jdbc.execute("CREATE VIEW v_order AS SELECT * FROM t_order");
        legacy.jdbc.execute("CREATE OR REPLACE FUNCTION through() RETURNS trigger AS $$ BEGIN"
                + " UPDATE t_order SET st = NEW.st, cb = NEW.cb, ca = NEW.ca, why = NEW.why WHERE id = OLD.id;"
                + " RETURN NULL; END $$ LANGUAGE plpgsql");
        legacy.jdbc.execute(
                "CREATE TRIGGER through INSTEAD OF UPDATE ON v_order FOR EACH ROW EXECUTE FUNCTION through()");
        TableSource source = source(legacy, with(ROWS, "table=v_order", "report.reason-column=why"));
        List<SourceRecord> records = source.take();
        assertThat(refs(records)).containsExactlyInAnyOrder("1", "2", "3");
        source.taken(records);
        assertThat(source.report(List.of(accepted("1"), error("2", "bad")))).hasSize(2);
        assertThat(legacy.texts("SELECT st FROM t_order ORDER BY id")).containsExactly("ACCEPTED", "ERROR", "TAKEN");
        assertThat(source.alarm()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB", "MYSQL"})
    void claimThatATriggerOverwritesIsUndoneAndTold(Databases database) {
        Legacy legacy = legacy(database, OURS);
        rows(legacy, 3);
        overwriteClaimedBy(legacy, "");
        TableSource source = source(legacy, ROWS);
        assertThat(source.take()).isEmpty();
        assertThat(legacy.texts("SELECT st FROM t_order")).containsOnly("NEW");
        assertThat(source.alarm().orElseThrow().reason()).contains("none of 3 claimed rows came back", "triggers");
        assertThat(source.take()).as("not at every poll").isEmpty();
        legacy.jdbc.execute("DROP TRIGGER audit" + (database == Databases.POSTGRESQL ? " ON t_order" : ""));
        clock.pass(16);
        assertThat(refs(source.take())).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(source.alarm()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB", "MYSQL"})
    void rowsThatATriggerSparesAreTakenAndTheOthersTold(Databases database) {
        Legacy legacy = legacy(database, OURS);
        rows(legacy, 3);
        overwriteClaimedBy(legacy, "id = 2");
        TableSource source = source(legacy, ROWS);
        assertThat(refs(source.take())).containsExactlyInAnyOrder("1", "3");
        assertThat(source.alarm().orElseThrow().reason()).contains("of 3 claimed rows only 2 came back");
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB", "MYSQL"})
    void ordersOfSeveralRowsThatATriggerOverwritesAreGivenBack(Databases database) {
        Legacy legacy = legacy(database, "id BIGINT, pol INT, st VARCHAR(16), cb VARCHAR(24), ca TS");
        legacy.execute("INSERT INTO t_order (id, pol, st) VALUES (1, 1, 'NEW'), (1, 2, 'NEW')");
        overwriteClaimedBy(legacy, "");
        TableSource source = source(legacy, with(ROWS, "shape=policy-per-row", "policy.order-by=pol"));
        assertThat(source.take()).isEmpty();
        assertThat(legacy.texts("SELECT st FROM t_order")).containsOnly("NEW");
        assertThat(source.alarm().orElseThrow().reason()).contains("none of 2 claimed rows came back");
    }

    private static void overwriteClaimedBy(Legacy legacy, String when) {
        if (legacy.database == Databases.POSTGRESQL) {
            legacy.jdbc.execute("CREATE OR REPLACE FUNCTION audit() RETURNS trigger AS $$ BEGIN NEW.cb = 'audit';"
                    + " RETURN NEW; END $$ LANGUAGE plpgsql");
            legacy.jdbc.execute("CREATE TRIGGER audit BEFORE UPDATE ON t_order FOR EACH ROW "
                    + (when.isEmpty() ? "" : "WHEN (NEW." + when + ") ") + "EXECUTE FUNCTION audit()");
        } else {
            legacy.jdbc.execute("CREATE TRIGGER audit BEFORE UPDATE ON t_order FOR EACH ROW SET NEW.cb = "
                    + (when.isEmpty() ? "'audit'" : "IF(NEW." + when + ", 'audit', NEW.cb)"));
        }
    }

    @Test
    void rowsThatATriggerLetsNobodyChangeAreTold() {
        Legacy legacy = legacy(Databases.POSTGRESQL, OURS);
        rows(legacy, 2);
        legacy.jdbc.execute("CREATE OR REPLACE FUNCTION never() RETURNS trigger AS $$ BEGIN RETURN NULL; END $$"
                + " LANGUAGE plpgsql");
        legacy.jdbc.execute("CREATE TRIGGER never BEFORE UPDATE ON t_order FOR EACH ROW EXECUTE FUNCTION never()");
        TableSource source = source(legacy, ROWS);
        assertThat(source.take()).isEmpty();
        assertThat(source.alarm()).as("another node may just have been faster").isEmpty();
        clock.pass(15);
        assertThat(source.take()).isEmpty();
        assertThat(source.alarm().orElseThrow().reason()).contains("2 rows are new and claiming them changes nothing");
        legacy.jdbc.execute("DROP TRIGGER never ON t_order");
        clock.pass(15);
        assertThat(source.take()).hasSize(2);
        assertThat(source.alarm()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL"})
    void statusInATinyintThatTheDriverCallsAYesIsTaken(Databases database) {
        Legacy legacy = legacy(database, "id BIGINT, pol INT, st TINYINT(1), cb VARCHAR(24), ca TS");
        legacy.execute("INSERT INTO t_order (id, pol, st) VALUES (1, 1, 0), (1, 2, 0), (2, 1, 0)");
        TableSource source = source(
                legacy,
                with(
                        ROWS,
                        "shape=policy-per-row",
                        "policy.order-by=pol",
                        "status.new=0",
                        "status.taking=1",
                        "status.taken=2",
                        "status.accepted=3",
                        "status.error=4"));
        assertThat(source.check(NONE, NONE)).isEmpty();
        assertThat(takenAndReported(source, accepted("1"), error("2", "bad"))).containsExactly("1", "2");
        assertThat(legacy.texts("SELECT CAST(st AS SIGNED) FROM t_order ORDER BY id"))
                .containsExactly("3", "3", "4");
        assertThat(source.statuses("1 = 1")).containsExactly(Map.entry("1", "ACCEPTED"), Map.entry("2", "ERROR"));
        assertThat(source(legacy, with(ROWS, "shape=policy-per-row", "policy.order-by=pol"))
                        .check(NONE, NONE))
                .anyMatch(fault -> fault.contains("column st is a number and cannot hold 'NEW'"));
    }

    // ---- B4: the key is not unique

    @ParameterizedTest
    @EnumSource
    void checkCountsKeysThatStandInSeveralRows(Databases database) {
        Legacy legacy = legacy(database, "id BIGINT, line INT, st VARCHAR(16), cb VARCHAR(24), ca TS");
        legacy.execute("INSERT INTO t_order (id, line, st) VALUES (7, 1, 'NEW'), (7, 2, 'NEW'), (8, 1, 'NEW')");
        assertThat(source(legacy, ROWS).check(NONE, NONE))
                .singleElement()
                .asString()
                .contains("1 keys stand in 2 rows of table t_order, such as 7", "`key-columns`");
        assertThat(source(legacy, with(ROWS, "key-columns=id,line")).check(NONE, NONE))
                .isEmpty();
        assertThat(source(legacy, with(ROWS, "where=line = 1")).check(NONE, NONE))
                .isEmpty();
        assertThat(source(legacy, with(ROWS, "shape=policy-per-row", "policy.order-by=line"))
                        .check(NONE, NONE))
                .isEmpty();
        String[] watermark = {"mode=watermark", "table=t_order", "key-columns=id", "watermark.column=line"};
        TableSource onlyRead = legacy.source(new Legacy.Positions().node("a"), clock, watermark);
        assertThat(onlyRead.check(NONE, NONE)).isEmpty();
        assertThat(onlyRead.warnings()).anyMatch(note -> note.contains("1 keys stand in 2 rows"));
    }

    // ---- B10: check finds what the run would fail at

    @ParameterizedTest
    @EnumSource
    void checkFindsAConstraintThatLacksAWord(Databases database) {
        Legacy legacy = legacy(
                database,
                "id BIGINT PRIMARY KEY, st VARCHAR(16), cb VARCHAR(24), ca TS,"
                        + " CONSTRAINT words CHECK (st IN ('NEW', 'TAKING', 'ACCEPTED', 'ERROR'))");
        assertThat(source(legacy, ROWS).check(NONE, NONE))
                .singleElement()
                .asString()
                .matches("(?is)the constraint words of table t_order does not let column st hold 'TAKEN'.*");
        assertThat(source(legacy, with(ROWS, "status.taken=taking")).check(NONE, NONE))
                .as("compared as the database compares")
                .hasSize(database.isMySql() ? 0 : 1);
    }

    @ParameterizedTest
    @EnumSource
    void checkFindsATableOfWordsThatLacksSome(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.jdbc.execute("DROP TABLE IF EXISTS t_order");
        legacy.table("t_word", "code VARCHAR(16) PRIMARY KEY");
        legacy.execute("INSERT INTO t_word VALUES ('NEW'), ('TAKING'), ('TAKEN')");
        legacy.table(
                "t_order",
                "id BIGINT PRIMARY KEY, st VARCHAR(16), cb VARCHAR(24), ca TS, FOREIGN KEY (st) REFERENCES t_word (code)");
        try {
            assertThat(source(legacy, ROWS).check(NONE, NONE))
                    .hasSize(2)
                    .anyMatch(fault -> fault.contains("which has no 'ACCEPTED'"))
                    .anyMatch(fault -> fault.contains("which has no 'ERROR'"));
        } finally {
            legacy.jdbc.execute("DROP TABLE t_order");
        }
    }

    @ParameterizedTest
    @EnumSource
    void checkFindsAnEnumThatLacksAWord(Databases database) {
        Legacy legacy = new Legacy(database);
        String words = "ENUM ('NEW', 'TAKING', 'TAKEN', 'ACCEPTED')";
        if (database == Databases.POSTGRESQL) {
            legacy.jdbc.execute("DROP TABLE IF EXISTS t_order CASCADE");
            legacy.jdbc.execute("DROP TYPE IF EXISTS word");
            legacy.jdbc.execute("CREATE TYPE word AS " + words);
            words = "word";
        }
        legacy.table("t_order", "id BIGINT PRIMARY KEY, st " + words + ", cb VARCHAR(24), ca TS");
        assertThat(source(legacy, ROWS).check(NONE, NONE)).isNotEmpty().allMatch(fault -> fault.contains("ERROR"));
        legacy.jdbc.execute("DROP TABLE t_order");
    }

    @ParameterizedTest
    @EnumSource
    void checkFindsAStatusThatIsAYesOrANo(Databases database) {
        Legacy legacy = legacy(database, "id BIGINT PRIMARY KEY, st BOOLEAN, cb VARCHAR(24), ca TS");
        assertThat(source(legacy, ROWS).check(NONE, NONE)).isNotEmpty().allMatch(fault -> fault.contains("column "));
        legacy.table("t_order", "id BIGINT PRIMARY KEY, st NUMERIC(1), cb VARCHAR(24), ca TS");
        String[] numbers = {"status.new=0", "status.taking=1", "status.taken=2", "status.accepted=3", "status.error=10"
        };
        assertThat(source(legacy, with(ROWS, numbers)).check(NONE, NONE))
                .singleElement()
                .asString()
                .contains("is too short for 10");
    }

    @Test
    void viewWithAnOuterJoinIsToldByCheckAndByEachTakeInOneLine() throws Exception {
        Legacy legacy = legacy(Databases.POSTGRESQL, OURS);
        legacy.table("t_extra", "oid BIGINT, note VARCHAR(9)");
        rows(legacy, 1);
        legacy.jdbc.execute(
                "CREATE VIEW v_order AS SELECT o.*, x.note FROM t_extra x RIGHT JOIN t_order o ON x.oid = o.id");
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(legacy.dataSource);
            pool.setMaximumPoolSize(1);
            TableSource source = TableSource.of(
                    TableSettings.of("core", Legacy.properties(with(ROWS, "table=v_order"))), pool, null, clock);
            assertThat(source.check(NONE, NONE))
                    .isNotEmpty()
                    .allSatisfy(fault -> assertThat(fault)
                            .contains(" fails: ERROR: ", "; the statement: ")
                            .doesNotContain("rollback", "\n"));
            assertThatThrownBy(source::take).hasMessageNotContaining("rollback").hasStackTraceContaining("v_order");
        } finally {
            legacy.jdbc.execute("DROP VIEW v_order");
            legacy.jdbc.execute("DROP TABLE t_extra");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nameThatIsAWordOfSqlIsToBeQuoted(Databases database) {
        Legacy legacy = new Legacy(database);
        assertThat(source(legacy, with(ROWS, "table=order")).check(NONE, NONE))
                .singleElement()
                .asString()
                .contains("'order' is a word of SQL: write table = \"order\"");
    }

    // ---- databases that we do not know, or that take too long

    @Test
    void databaseOfAnUnknownNameIsAFaultThatNamesThePropertyAndWhatItsMakerSays() {
        Legacy legacy = legacy(Databases.H2, OURS);
        rows(legacy, 2);
        DataSource dameng = new StandIn(legacy.dataSource).calledLike("DM DBMS", "8.1.3.62");
        assertThat(TableSource.of(TableSettings.of("core", Legacy.properties(ROWS)), dameng, null, clock)
                        .check(NONE, NONE))
                .containsExactly("the database calls itself 'DM DBMS', and what SQL it speaks is not known: set"
                        + " `createorder.source.core.dialect` to one of h2, postgresql, mariadb, mysql, oracle, sqlserver, db2"
                        + " (Dameng speaks oracle, as far as our statements go), and have `check` try every statement");
        TableSource said = TableSource.of(
                TableSettings.of("core", Legacy.properties(with(ROWS, "dialect=H2"))), dameng, null, clock);
        assertThat(said.check(NONE, NONE)).isEmpty();
        assertThat(said.take()).hasSize(2);
    }

    /** The wrong word for it is found before go-live: by every statement that it does not understand. */
    @Test
    void dialectThatTheDatabaseDoesNotSpeakIsToldByCheckStatementByStatement() {
        Legacy legacy = legacy(Databases.POSTGRESQL, OURS);
        assertThat(source(legacy, with(ROWS, "dialect=oracle")).check(NONE, NONE))
                .hasSizeGreaterThan(3)
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("claiming orders by their key fails: ERROR: ")
                        .contains(
                                "the source speaks to it as to Oracle",
                                "`createorder.source.core.dialect`",
                                "; the statement: UPDATE t_order SET"))
                .allSatisfy(fault -> assertThat(fault).contains(" fails: "));
    }

    @Test
    void dialectOfNoNameIsAFault() {
        assertThatThrownBy(() -> TableSettings.of("core", Legacy.properties(with(ROWS, "dialect=dameng"))))
                .hasMessageContaining("dialect: 'dameng' is none of h2, postgresql");
        assertThatThrownBy(() ->
                        TableSettings.of("core", Legacy.properties(with(ROWS, "lock-timeout=60", "query-timeout=60"))))
                .hasMessageContaining("lock-timeout = 60: must be less than query-timeout = 60");
    }

    /** Whatever holds the whole table: a change of it, a copy. Nobody waits for it for ever. */
    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void statementThatTakesTooLongIsEndedAndToldInWords(Databases database) throws Exception {
        Legacy legacy = legacy(database, OURS);
        rows(legacy, 1);
        TableSource source = source(legacy, with(ROWS, "query-timeout=2"));
        assertThat(source.look()).hasSize(1);
        try (Connection core = legacy.dataSource.getConnection();
                Statement statement = core.createStatement()) {
            core.setAutoCommit(false);
            statement.execute(
                    database == Databases.POSTGRESQL
                            ? "LOCK TABLE t_order IN ACCESS EXCLUSIVE MODE"
                            : "LOCK TABLES t_order WRITE");
            assertThatThrownBy(source::look)
                    .satisfies(failure -> assertThat(Reason.of((Exception) failure))
                            .startsWith("reading the first orders, for a preview (table t_order) took longer than"
                                    + " `createorder.source.core.query-timeout` = 2 s lets it")
                            .contains("somebody else holds the rows or the table, or an index is missing"));
            statement.execute(database == Databases.POSTGRESQL ? "ROLLBACK" : "UNLOCK TABLES");
            core.rollback();
        }
        assertThat(source.look()).hasSize(1);
    }

    /** Whatever of them waits: the check's own questions, those of the catalog, and those about words that are referred to. */
    @ParameterizedTest
    @EnumSource
    void noStatementAgainstACoreSystemMayTakeAnyTime(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.jdbc.execute("DROP TABLE IF EXISTS t_order" + (database == Databases.POSTGRESQL ? " CASCADE" : ""));
        legacy.table("t_word", "code VARCHAR(16) PRIMARY KEY");
        legacy.execute("INSERT INTO t_word VALUES ('NEW'), ('TAKING'), ('TAKEN'), ('ACCEPTED'), ('ERROR')");
        legacy.table("t_told", "id BIGINT, st VARCHAR(16), PRIMARY KEY (id)");
        legacy.table(
                "t_order",
                "id BIGINT, pol INT, st VARCHAR(16) CHECK (st <> 'X'), cb VARCHAR(24), ca TS, made TS,"
                        + " FOREIGN KEY (st) REFERENCES t_word (code)");
        legacy.execute("INSERT INTO t_order (id, pol, st, made) VALUES (1, 1, 'NEW', '2026-05-01 11:00:00'),"
                + " (2, 1, 'NEW', '2026-05-01 11:00:00'), (3, 1, 'NEW', '2026-05-01 11:00:00')");
        StandIn watched = new StandIn(legacy.dataSource);
        try {
            for (String[] settings : List.of(
                    with(ROWS, "batch=1"),
                    with(ROWS, "batch=1", "shape=policy-per-row", "policy.order-by=pol"),
                    with(ROWS, "batch=1", "report.table=t_told", "report.status-column=st"),
                    new String[] {"mode=watermark", "table=t_order", "key-columns=id", "watermark.column=made"})) {
                TableSource source = TableSource.of(
                        TableSettings.of("core", Legacy.properties(settings)),
                        watched,
                        new Legacy.Positions().node("a"),
                        clock);
                assertThat(source.check(NONE, NONE)).isEmpty();
                source.warnings();
                assertThat(source.look()).isNotEmpty();
                List<SourceRecord> records = source.take();
                assertThat(records).isNotEmpty();
                source.taken(records);
                source.report(refs(records).stream().map(Legacy::accepted).toList());
                source.orders(refs(records), same -> assertThat(same).hasSameSizeAs(records));
                source.statuses("1 = 1");
                source.codes(List.of("st"));
            }
        } finally {
            legacy.jdbc.execute("DROP TABLE t_order");
        }
        assertThat(watched.unlimited())
                .filteredOn(sql -> !sql.startsWith("SET "))
                .isEmpty();
    }

    /** They were claimed and given back at every poll, before all that came behind them. */
    @ParameterizedTest
    @EnumSource
    void ordersWhoseRowsDisagreeOnHowManyTheyAreAreToldAndHoldUpNoOther(Databases database) {
        Legacy legacy = legacy(
                database, "pk BIGINT PRIMARY KEY, id BIGINT, pol INT, cnt INT, st VARCHAR(10), cb VARCHAR(40), ca TS");
        for (int[] row : new int[][] {{1, 1, 2}, {2, 1, 3}, {3, 2, 2}, {4, 2, -1}, {5, 3, 2}, {6, 3, 2}}) {
            legacy.execute(
                    "INSERT INTO t_order VALUES (?, ?, ?, ?, 'NEW', NULL, NULL)",
                    (long) row[0],
                    (long) row[1],
                    row[0],
                    row[2] < 0 ? null : row[2]);
        }
        TableSource source = source(
                legacy, with(ROWS, "batch=2", "shape=policy-per-row", "policy.order-by=pol", "group.count-column=cnt"));
        assertThat(Legacy.refs(source.take())).containsExactly("3");
        assertThat(source.alarm().orElseThrow().reason())
                .contains("2 new orders have rows that do not agree in column cnt", "the first is 1");
        assertThat(legacy.texts("SELECT st FROM t_order WHERE id < 3"))
                .as("nobody has touched them")
                .containsOnly("NEW");
    }
}
