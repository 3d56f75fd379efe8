package io.github.createorder.table;

import static io.github.createorder.table.Legacy.refs;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.order.SourceRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** What only MySQL and MariaDB do: times that hang on the session, zero dates, keys that are equal in spite of their case. */
@ParameterizedClass
@EnumSource(names = {"MARIADB", "MYSQL"})
class MySqlTableTest {
    private static final String[] ROWS = {
        "table=t_order", "key-columns=id", "status-column=st", "claimed-by-column=cb", "claimed-at-column=ca"
    };

    private final Legacy legacy;

    MySqlTableTest(Databases database) {
        legacy = new Legacy(database);
    }

    private void executeIn(String session, String... statements) throws SQLException {
        try (Connection connection = legacy.dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION " + session);
            for (String sql : statements) {
                statement.execute(sql);
            }
            statement.execute("SET SESSION time_zone = DEFAULT");
            statement.execute("SET SESSION sql_mode = DEFAULT");
        }
    }

    /** Each connection with a session zone of its own, as a pool's first statement gives it. */
    private DataSource in(String zone) {
        return new DelegatingDataSource(legacy.dataSource) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET time_zone = '" + zone + "'");
                }
                return connection;
            }
        };
    }

    @Test
    void timestampThatTheSessionWouldReadAsAnotherTimeRefusesTheStart() throws Exception {
        legacy.table(
                "t_order",
                "id BIGINT PRIMARY KEY, st VARCHAR(16), cb VARCHAR(24), ca TIMESTAMP NULL, made TIMESTAMP NULL,"
                        + " told TIMESTAMP NULL");
        executeIn(
                "time_zone = '+08:00'", "INSERT INTO t_order (id, st, made) VALUES (1, 'NEW', '2026-11-01 10:00:00')");
        String[] told = Legacy.with(ROWS, "report.time-column=told");
        TableSource wrong = TableSource.of(
                TableSettings.of("core", Legacy.properties(told)), in("+00:00"), null, InstantSource.system());
        assertThat(wrong.check(Set.of("made"), Set.of()))
                .singleElement()
                .asString()
                .contains("made, told", "SET time_zone = '+08:00'");

        TableSource right = TableSource.of(
                TableSettings.of("core", Legacy.properties(told)), in("+08:00"), null, InstantSource.system());
        assertThat(right.check(Set.of("made"), Set.of())).isEmpty();
        List<SourceRecord> records = right.take();
        assertThat(records.get(0).columns()).containsEntry("made", "2026-11-01 10:00:00");
        right.taken(records);
        right.report(List.of(Legacy.accepted("1")));
        assertThat(legacy.texts("SELECT CAST(UNIX_TIMESTAMP(told) AS CHAR) FROM t_order"))
                .containsExactly(String.valueOf(Legacy.AT / 1000));
    }

    @Test
    void zeroDatesInAWatermarkColumnHoldUpNoOtherRow() throws Exception {
        executeIn(
                "sql_mode = ''",
                "DROP TABLE IF EXISTS t_order",
                "CREATE TABLE t_order (id BIGINT PRIMARY KEY, made DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00', n VARCHAR(9))");
        executeIn(
                "sql_mode = ''",
                IntStream.range(0, 12)
                        .mapToObj(n -> "INSERT INTO t_order (id, n) VALUES (" + n + ", 'n')")
                        .toArray(String[]::new));
        legacy.execute("INSERT INTO t_order (id, made, n) VALUES (99, '2026-05-01 11:00:00', 'n')");
        TableSource source = legacy.source(
                new Legacy.Positions().node("a"),
                new Legacy.Clock(),
                "mode=watermark",
                "table=t_order",
                "key-columns=id",
                "watermark.column=made",
                "batch=10");
        assertThat(refs(source.take())).containsExactly("99");
    }

    private void orders(String... keys) {
        legacy.table("t_order", "id VARCHAR(20), n INT, st VARCHAR(16), cb VARCHAR(24), ca TS");
        legacy.table("t_policy", "oid VARCHAR(20), pno VARCHAR(20)");
        for (String key : keys) {
            legacy.execute("INSERT INTO t_order (id, n, st) VALUES (?, 2, 'NEW')", key);
        }
    }

    private TableSource orderAndPolicyTables() {
        return legacy.source(Legacy.with(
                ROWS,
                "shape=order-and-policy-tables",
                "policy.table=t_policy",
                "policy.key-columns=oid",
                "policy.order-by=pno",
                "group.count-column=n"));
    }

    @Test
    void policyWhoseKeyDiffersInCaseOrBlanksIsNotLeftOutOfItsOrder() {
        orders("AB1");
        legacy.execute("INSERT INTO t_policy VALUES ('AB1', 'P1'), ('ab1 ', 'P2')");
        assertThat(orderAndPolicyTables().take().get(0).policies())
                .extracting(policy -> policy.get("pno"))
                .containsExactly("P1", "P2");
    }

    /** An accent that the collation does not mind. */
    @Test
    void policyOfWhichNobodyKnowsWhoseItIsIsToldAndNoOrderGoesWithoutItNorWaits() {
        orders("AE1", "B2");
        legacy.execute("INSERT INTO t_policy VALUES ('AE1', 'P1'), ('AÉ1', 'P2'), ('B2', 'P3'), ('B2', 'P4')");
        List<SourceRecord> records = orderAndPolicyTables().take();
        assertThat(refs(records)).containsExactly("AE1", "B2");
        assertThat(records.get(1).policies())
                .extracting(policy -> policy.get("pno"))
                .containsExactly("P3", "P4");
        List<Map<String, Object>> doubtful = records.get(0).policies();
        assertThat(doubtful).extracting(policy -> policy.get("pno")).containsExactly("P1", null);
        assertThat(SourceRecord.unreadable(doubtful.get(1), "PNO"))
                .contains("pno is of a row with the key AÉ1", "collation", "AE1");
    }

    @Test
    void rowsOfAnOrderWhoseKeyDiffersInCaseComeTogether() {
        legacy.table("t_order", "ord VARCHAR(20), pol INT, n INT, st VARCHAR(16), cb VARCHAR(24), ca TS");
        legacy.execute("INSERT INTO t_order (ord, pol, n, st) VALUES ('AB1', 1, 2, 'NEW'), ('ab1', 2, 2, 'NEW')");
        TableSource source = legacy.source(Legacy.with(
                ROWS, "key-columns=ord", "shape=policy-per-row", "policy.order-by=pol", "group.count-column=n"));
        List<SourceRecord> records = source.take();
        assertThat(records).hasSize(1);
        assertThat(records.get(0).policies())
                .extracting(Map::size)
                .as("both rows")
                .hasSize(2);
        source.taken(records);
        assertThat(legacy.texts("SELECT st FROM t_order")).containsOnly("TAKEN");
    }

    /** Two customers in one order: the order table minds the case of its keys, the policy table does not. */
    @Test
    void policiesOfAnOrderThatDiffersInCaseAloneAreNotGivenToThisOne() {
        legacy.table("t_order", "id VARCHAR(9) COLLATE utf8mb4_bin PRIMARY KEY, st VARCHAR(10), cb VARCHAR(40), ca TS");
        legacy.table("t_policy", "oid VARCHAR(9) COLLATE utf8mb4_general_ci, pol INT, holder VARCHAR(9)");
        legacy.execute("INSERT INTO t_order VALUES ('AB1', 'NEW', NULL, NULL), ('ab1', 'NEW', NULL, NULL)");
        legacy.execute("INSERT INTO t_policy VALUES ('AB1', 1, 'upper'), ('ab1', 2, 'lower'), ('Ab1', 3, 'nobody')");
        TableSource source = legacy.source(Legacy.with(
                ROWS,
                "batch=1",
                "shape=order-and-policy-tables",
                "policy.table=t_policy",
                "policy.key-columns=oid",
                "policy.order-by=pol"));
        for (String holder : List.of("upper", "lower")) {
            List<SourceRecord> records = source.take();
            source.taken(records);
            assertThat(records).singleElement().satisfies(record -> {
                assertThat(record.policies())
                        .extracting(policy -> policy.get("holder"))
                        .as("one that no order has makes the order an error, not another customer's")
                        .containsExactly(holder, null);
                assertThat(SourceRecord.unreadable(record.policies().get(1), "holder"))
                        .contains("Ab1");
            });
        }
    }
}
