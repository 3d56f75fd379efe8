package io.github.createorder.table;

import static io.github.createorder.table.Legacy.accepted;
import static io.github.createorder.table.Legacy.error;
import static io.github.createorder.table.Legacy.refs;
import static io.github.createorder.table.Legacy.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.order.SourceRecord;
import io.github.createorder.testing.StandIn;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The dialects of databases that cannot be run here, run on databases that understand nearly all of them. What each lacks is
 * rewritten, and stands in {@link Database}: those parts of a statement are shown by no run.
 */
class StandInsTest {
    private static final Set<String> NONE = Set.of();

    /** A stand-in, and what it does not understand. */
    enum Database {
        ORACLE_ON_H2(
                "jdbc:h2:mem:oracle;MODE=Oracle;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=1000", "Oracle", "Oracle Database 19c") {
            @Override
            String rewritten(String sql) {
                // Oracle's intervals; lengths in bytes; in a list it minds the blanks behind a CHAR.
                return sql.replaceAll("NUMTODSINTERVAL\\((\\d+), 'SECOND'\\)", "INTERVAL '$1' SECOND(9)")
                        .replaceAll("CHAR\\((\\d+) BYTE\\)", "CHAR($1)")
                        .replace(" st IN (", " RTRIM(st) IN (");
            }

            @Override
            String typeName(String own) {
                return own.equals("CHARACTER") ? "CHAR" : own.equals("CHARACTER VARYING") ? "VARCHAR2" : own;
            }
        },
        ORACLE_ON_HSQLDB("jdbc:hsqldb:mem:oracle;sql.syntax_ora=true;hsqldb.tx=mvcc", "Oracle", "Oracle Database 11g") {
            @Override
            String rewritten(String sql) {
                // Zones by their offset; lengths in bytes; it locks no rows that are read.
                return sql.replace("AT TIME ZONE '+08:00'", "AT TIME ZONE INTERVAL '8:00' HOUR TO MINUTE")
                        .replaceAll("CHAR\\((\\d+) BYTE\\)", "CHAR($1)")
                        .replaceAll(" FOR UPDATE (SKIP LOCKED|NOWAIT)$", "");
            }

            @Override
            String typeName(String own) {
                return own.equals("CHARACTER") ? "CHAR" : own.equals("VARCHAR") ? "VARCHAR2" : own;
            }
        },
        DB2_ON_DERBY("jdbc:derby:memory:db2;create=true", "DB2/LINUXX8664", "SQL110590") {
            @Override
            String rewritten(String sql) {
                // Durations; passing over locked rows; a patience of the session; the digits of a TIMESTAMP. Its driver
                // knows no java.time, as many a DB2 driver.
                return sql.replaceAll(
                                "CURRENT TIMESTAMP - (\\d+) SECONDS",
                                "{fn TIMESTAMPADD(SQL_TSI_SECOND, -$1, CURRENT TIMESTAMP)}")
                        .replace("TIMESTAMP(12)", "TIMESTAMP")
                        .replaceAll(" SKIP LOCKED DATA$", "")
                        .replaceAll("^SET CURRENT LOCK TIMEOUT \\d+$", "VALUES 1");
            }
        };

        private final String url;
        private final String product;
        private final String version;

        Database(String url, String product, String version) {
            this.url = url;
            this.product = product;
            this.version = version;
        }

        abstract String rewritten(String sql);

        DataSource real() {
            return new DriverManagerDataSource(url);
        }

        String typeName(String own) {
            return own;
        }

        boolean isOracle() {
            return product.equals("Oracle");
        }

        StandIn driver() {
            return new StandIn(real())
                    .calledLike(product, version)
                    .rewriting(this::rewritten)
                    .namingTypes(this::typeName);
        }

        JdbcTemplate jdbc() {
            return new JdbcTemplate(real());
        }

        /** Makes a table again. */
        void table(String name, String columns) {
            JdbcTemplate jdbc = jdbc();
            try {
                jdbc.execute("DROP TABLE " + name);
            } catch (RuntimeException e) {
                // It is not there yet.
            }
            String types = isOracle()
                    ? columns.replace("TEXT", "VARCHAR2(40)").replace("NUM", "NUMBER(18)")
                    : columns.replace("TEXT", "VARCHAR(40)").replace("NUM", "DECIMAL(18)");
            jdbc.execute("CREATE TABLE " + name + " (" + types + ")");
        }
    }

    private static final String[] CLAIM = {
        "table=t_order",
        "key-columns=branch,ord",
        "status-column=st",
        "claimed-by-column=cb",
        "claimed-at-column=ca",
        "batch=2",
        "claim-lease=60",
        "report.reason-column=why",
        "report.time-column=told"
    };
    private static final String[] WATERMARK = {
        "table=t_order",
        "key-columns=branch,ord",
        "mode=watermark",
        "watermark.column=made",
        "batch=2",
        "report.table=t_told",
        "report.status-column=st",
        "report.reason-column=why"
    };

    private static void tables(Database database) {
        String key = "branch CHAR(12) NOT NULL, ord TEXT NOT NULL";
        database.table(
                "t_order",
                key
                        + ", pol NUM, cnt NUM, st CHAR(10), cb TEXT, ca TIMESTAMP, made TIMESTAMP, why TEXT, told TIMESTAMP");
        database.table("t_policy", key + ", pol NUM, prem DECIMAL(12,2)");
        database.table("t_told", key + ", st CHAR(10), why TEXT, PRIMARY KEY (branch, ord)");
    }

    private static void row(Database database, String branch, String ord, int policy, int count, String status) {
        database.jdbc()
                .update(
                        "INSERT INTO t_order (branch, ord, pol, cnt, st, made) VALUES (?, ?, ?, ?, ?, ?)",
                        branch,
                        ord,
                        policy,
                        count,
                        status,
                        Timestamp.valueOf("2026-05-01 12:00:0" + policy));
    }

    private static TableSource source(DataSource driver, String... settings) {
        Legacy.Positions positions = new Legacy.Positions();
        return TableSource.of(
                TableSettings.of("core", Legacy.properties(settings)), driver, positions.node("a"), new Legacy.Clock());
    }

    /** All orders that a source gives until it gives none. */
    private static List<SourceRecord> all(TableSource source) {
        List<SourceRecord> all = new ArrayList<>();
        List<SourceRecord> some = source.take();
        for (int looks = 0; !some.isEmpty() && looks < 20; looks++) {
            all.addAll(some);
            source.taken(some);
            some = source.take();
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void everyStatementOfEveryShapeIsUnderstood(Database database) {
        tables(database);
        String[] groups = {"shape=policy-per-row", "policy.order-by=pol"};
        String[] policies = {
            "shape=order-and-policy-tables",
            "policy.table=t_policy",
            "policy.key-columns=branch,ord",
            "policy.order-by=pol desc"
        };
        String[] told = {"report.table=t_told", "report.status-column=st", "report.time-column="};
        for (String[] settings : List.of(
                CLAIM,
                with(CLAIM, "key-columns=ord", "status.new=null", "order-by=made desc,ord", "where=pol > 0"),
                with(CLAIM, groups),
                with(CLAIM, with(groups, "group.count-column=cnt", "order-by=made,pol")),
                with(CLAIM, with(policies, "group.count-column=cnt")),
                with(CLAIM, told),
                with(CLAIM, "status.new=待处理", "status.error=出错"),
                WATERMARK,
                with(
                        WATERMARK,
                        "key-columns=ord",
                        "where=pol > 0",
                        "watermark.column=pol",
                        "report.table=",
                        "report.status-column=",
                        "report.reason-column="),
                with(WATERMARK, groups),
                with(WATERMARK, policies))) {
            assertThat(source(database.driver(), settings).check(NONE, NONE))
                    .as(String.join(" ", settings))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void ordersAreClaimedOnceAndToldInTheirRows(Database database) {
        tables(database);
        for (int i = 1; i <= 5; i++) {
            row(database, "京" + i, "o" + i, i, 1, "NEW");
        }
        TableSource one = source(database.driver(), CLAIM);
        TableSource other = source(database.driver(), CLAIM);
        List<SourceRecord> first = one.take();
        List<SourceRecord> second = other.take();
        assertThat(refs(first)).containsExactly("京1,o1", "京2,o2");
        assertThat(refs(second)).as("another node is given others").containsExactly("京3,o3", "京4,o4");
        one.taken(first);
        other.taken(second);
        assertThat(refs(all(one))).containsExactly("京5,o5");
        assertThat(one.report(List.of(
                        accepted("京1,o1"), error("京2,o2", "mobile: 缺失"), accepted("京3,o3"), accepted("gone,o9"))))
                .hasSize(4);
        assertThat(database.jdbc().queryForList("SELECT st FROM t_order ORDER BY pol", String.class))
                .extracting(String::strip)
                .containsExactly("ACCEPTED", "ERROR", "ACCEPTED", "TAKEN", "TAKEN");
        assertThat(database.jdbc().queryForObject("SELECT why FROM t_order WHERE pol = 2", String.class))
                .isEqualTo("mobile: 缺失");
        assertThat(one.alarm()).isEmpty();
        assertThat(one.statuses("pol < 4")).containsEntry("京2,o2", "ERROR").containsEntry("京3,o3", "ACCEPTED");
        List<String> again = new ArrayList<>();
        one.orders(List.of("京1,o1", "京5,o5"), records -> again.addAll(refs(records)));
        assertThat(again).containsExactlyInAnyOrder("京1,o1", "京5,o5");
        assertThat(one.codes(List.of("cnt"))).containsEntry(Map.of("cnt", "1"), 5L);
    }

    @ParameterizedTest
    @EnumSource
    void claimsOfANodeThatIsGoneComeBackWhenTheirLeaseIsOver(Database database) {
        tables(database);
        row(database, "b", "o1", 1, 1, "TAKING");
        row(database, "b", "o2", 2, 1, "TAKING");
        database.jdbc()
                .update(
                        "UPDATE t_order SET cb = 'dead-1', ca = ? WHERE pol = 1",
                        Timestamp.valueOf("2020-01-01 00:00:00"));
        database.jdbc()
                .update(
                        "UPDATE t_order SET cb = 'alive-1', ca = ? WHERE pol = 2",
                        Timestamp.valueOf("2099-01-01 00:00:00"));
        assertThat(refs(all(source(database.driver(), CLAIM)))).containsExactly("b,o1");
    }

    @ParameterizedTest
    @EnumSource
    void policiesInRowsOfTheirOwnMakeOneOrderWhenAllAreThere(Database database) {
        tables(database);
        row(database, "京", "o1", 1, 2, "NEW");
        row(database, "京", "o1", 2, 2, "NEW");
        row(database, "京", "o2", 1, 2, "NEW");
        TableSource source = source(
                database.driver(),
                with(CLAIM, "shape=policy-per-row", "policy.order-by=pol", "group.count-column=cnt"));
        List<SourceRecord> records = all(source);
        assertThat(refs(records)).containsExactly("京,o1");
        assertThat(records.get(0).policies()).hasSize(2);
        assertThat(source.report(List.of(accepted("京,o1")))).hasSize(1);
        assertThat(database.jdbc().queryForList("SELECT st FROM t_order ORDER BY ord", String.class))
                .extracting(String::strip)
                .containsExactly("ACCEPTED", "ACCEPTED", "NEW");
    }

    @ParameterizedTest
    @EnumSource
    void policiesOfAnotherTableComeWithTheirOrder(Database database) {
        tables(database);
        for (String ord : List.of("o1", "o2", "o3")) {
            row(database, "京", ord, Integer.parseInt(ord.substring(1)), 1, "NEW");
            database.jdbc().update("INSERT INTO t_policy VALUES ('京', ?, 1, 12.50)", ord);
        }
        TableSource source = source(
                database.driver(),
                with(
                        CLAIM,
                        "shape=order-and-policy-tables",
                        "policy.table=t_policy",
                        "policy.key-columns=branch,ord",
                        "policy.order-by=pol"));
        assertThat(all(source))
                .hasSize(3)
                .allSatisfy(record -> assertThat(record.policies())
                        .singleElement()
                        .satisfies(policy -> assertThat(policy.get("prem")).hasToString("12.50")));
    }

    @ParameterizedTest
    @EnumSource
    void watermarkIsReadPageByPageAndToldInATableOfItsOwn(Database database) {
        tables(database);
        for (int i = 1; i <= 5; i++) {
            row(database, "京", "o" + i, i, 1, null);
        }
        TableSource source = source(database.driver(), WATERMARK);
        assertThat(refs(all(source))).containsExactly("京,o1", "京,o2", "京,o3", "京,o4", "京,o5");
        for (int again = 0; again < 2; again++) {
            assertThat(source.report(List.of(accepted("京,o1"), error("京,o2", "缺失"))))
                    .hasSize(2);
            assertThat(database.jdbc().queryForList("SELECT st FROM t_told ORDER BY ord", String.class))
                    .extracting(String::strip)
                    .containsExactly("ACCEPTED", "ERROR");
        }
    }

    /** A bound text is cast to the type of its column, and would be cut. */
    @Test
    void shorterKeyOfAReportTableIsAFaultWhereKeysWouldBeCut() {
        Database oracle = Database.ORACLE_ON_H2;
        tables(oracle);
        oracle.table("t_told", "branch CHAR(6) NOT NULL, ord TEXT NOT NULL, st CHAR(10), why TEXT");
        assertThat(source(oracle.driver(), WATERMARK).check(NONE, NONE))
                .singleElement()
                .asString()
                .startsWith("column BRANCH of table t_told is shorter than BRANCH of table t_order");
    }

    /** Deadlock, cannot be serialized, chosen as the victim: by their codes alone, which Spring does not know. */
    @ParameterizedTest
    @CsvSource({
        "ORACLE_ON_H2, 60",
        "ORACLE_ON_H2, 8177",
        "ORACLE_ON_H2, 30006",
        "DB2_ON_DERBY, -911",
        "DB2_ON_DERBY, -913"
    })
    void whatAnotherTransactionIsInTheWayOfIsDoneAgain(Database database, int code) {
        tables(database);
        row(database, "b", "o1", 1, 1, "NEW");
        StandIn driver = database.driver().failingOnce("UPDATE t_order", new SQLException("lost", "99999", code));
        assertThat(refs(source(driver, CLAIM).take())).containsExactly("b,o1");
    }

    /** With values such as the run binds, not with NULL, which every driver takes: Derby's knows no java.time. */
    @Test
    void driverThatDoesNotKnowTheTimesThatWeBindIsToldByCheck() {
        Database derby = Database.DB2_ON_DERBY;
        tables(derby);
        StandIn old = new StandIn(derby.real())
                .calledLike("Oracle", "Oracle Database 11g")
                .rewriting(sql -> sql.replaceAll("CHAR\\((\\d+) BYTE\\)", "CHAR($1)")
                        .replaceAll(
                                "SELECT \\* FROM \\((.*)\\) WHERE ROWNUM <= (\\d+)", "$1 FETCH FIRST $2 ROWS ONLY"));
        assertThat(source(old, CLAIM).check(NONE, NONE))
                .anyMatch(fault ->
                        fault.startsWith("writing outcomes fails: ") && fault.contains("java.time.LocalDateTime"));
        assertThat(source(old, WATERMARK).check(NONE, NONE))
                .anyMatch(fault -> fault.startsWith("reading orders by their watermark fails: "))
                .anyMatch(fault -> fault.startsWith("reading the highest watermark fails: "));
    }
}
