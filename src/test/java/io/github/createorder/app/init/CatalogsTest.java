package io.github.createorder.app.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.testing.Servers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What other databases' catalogs have in ways of their own: comments, the case of names, foreign keys, types. */
class CatalogsTest {
    private static final String ROWS =
            "INSERT INTO sale_policy VALUES ('A1','P1','AAHx1','0',36500,NULL,'20261201','20271130'),"
                    + "('A2','P2','AAHx2','1',36600,NULL,'20261202','20271201'),('A3','P3','AAHx3','0',36700,NULL,'20261203','20271202')";

    @Test
    void commentsAndKeysOfMariaDb() throws Exception {
        String url = Servers.newMariaDbDatabase();
        look(
                url,
                "root",
                "",
                List.of(
                        "CREATE TABLE sale_policy (a1 varchar(30) PRIMARY KEY COMMENT '订单号', a2 varchar(30) COMMENT '保单号',"
                                + " a3 varchar(64) COMMENT '用户openid', a4 char(1) COMMENT '缴费方式 0趸缴 1月缴',"
                                + " a5 bigint COMMENT '保费(分)', a6 varchar(30) COMMENT '投保人姓名',"
                                + " a7 char(8) COMMENT '起保日期', a8 char(8) COMMENT '终保日期') CHARACTER SET utf8mb4",
                        ROWS));
    }

    @Test
    void commentsAndKeysOfPostgreSql() throws Exception {
        String url = Servers.newPostgresDatabase();
        look(
                url,
                "postgres",
                "postgres",
                List.of(
                        "CREATE TABLE sale_policy (a1 varchar(30) PRIMARY KEY, a2 varchar(30), a3 varchar(64), a4 char(1), a5 bigint,"
                                + " a6 varchar(30), a7 char(8), a8 char(8))",
                        "COMMENT ON COLUMN sale_policy.a1 IS '订单号'",
                        "COMMENT ON COLUMN sale_policy.a2 IS '保单号'",
                        "COMMENT ON COLUMN sale_policy.a3 IS '用户openid'",
                        "COMMENT ON COLUMN sale_policy.a4 IS '缴费方式 0趸缴 1月缴'",
                        "COMMENT ON COLUMN sale_policy.a5 IS '保费(分)'",
                        "COMMENT ON COLUMN sale_policy.a6 IS '投保人姓名'",
                        "COMMENT ON COLUMN sale_policy.a7 IS '起保日期'",
                        "COMMENT ON COLUMN sale_policy.a8 IS '终保日期'",
                        ROWS));
    }

    /** All that is guessed comes from the comments: the names say nothing. */
    private static void look(String url, String user, String password, List<String> statements) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        TableStart.Found found =
                new TableStart(new Database("core", url, user, password, null, true), "core").look("sale_policy", null);
        assertThat(found.key().yaml()).isEqualTo("a1");
        Map<String, Guess> order = found.guesses().order();
        assertThat(order.get("identifier").yaml()).isEqualTo("{ column: a1, prefix: \"CORE-\" }");
        assertThat(order.get("out_user_id").yaml()).isEqualTo("a3");
        assertThat(order.get("payment_type").yaml())
                .isEqualTo("{ column: a4, codes: { \"0\": single, \"1\": monthly } }");
        Map<String, Guess> policy = found.guesses().policy();
        assertThat(policy.get("policy_no").yaml()).isEqualTo("a2");
        assertThat(policy.get("fee_amount").yaml()).isEqualTo("{ column: a5, unit: fen }");
        assertThat(policy.get("effective_time").yaml())
                .isEqualTo("{ column: a7, pattern: yyyyMMdd, time: \"00:00:00\" }");
        assertThat(policy.get("expiration_time").isMade()).isFalse();
        assertThat(found.guesses().orderColumns().personal())
                .extracting(Column::name)
                .containsExactly("a6");
        // Nothing is left behind, and the rows of persons were not even read.
        assertThat(found.table().columns())
                .filteredOn(column -> column.name().equals("a6"))
                .allMatch(column -> column.values().isEmpty());
    }
}
