package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The whole way through the routes on a legacy database whose driver does not tell how many rows a batch has changed: 300 orders were
 * accepted once, nothing was due any more, and the report table was empty. What is done about each count, in the row as in a table
 * of its own, is {@code table.UnknownCountsTest}.
 */
class UnknownCountsRouteTest {
    private static final int ORDERS = 60;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** No stand-in: so MariaDB's own driver answers when it packs batches. */
    @Test
    void outcomesReachAReportTableThoughMariaDbsDriverPacksItsBatches() throws Exception {
        try (Scene scene = Scene.onMariaDb().withOrders(ORDERS)) {
            scene.database.execute("CREATE TABLE TOLD (ORDER_NO VARCHAR(40) PRIMARY KEY, STATUS VARCHAR(10),"
                    + " REASON VARCHAR(400), REQUEST_ID VARCHAR(64), STATUS_TIME VARCHAR(30))");
            Map<String, String> ledger = scene.properties("a");
            String packed = ledger.get("createorder.app.data-source.ledger.url") + "?useBulkStmts=true";
            assertThat(countOfABatch(packed)).isEqualTo(Statement.SUCCESS_NO_INFO);
            scene.start(
                    "a",
                    Map.of(
                            "createorder.app.data-sources",
                            "ledger,core",
                            "createorder.app.data-source.core.url",
                            packed,
                            "createorder.app.data-source.core.user",
                            ledger.get("createorder.app.data-source.ledger.user"),
                            "createorder.ledger.data-source",
                            "ledger",
                            "createorder.source.core.data-source",
                            "core",
                            "createorder.source.core.report.table",
                            "TOLD"));

            scene.awaitEnd(LIMIT);

            assertThat(told(scene, "ACCEPTED")).isEqualTo(Set.copyOf(scene.sample.good()));
            assertThat(told(scene, "ERROR"))
                    .hasSize(scene.sample.orders() - scene.sample.good().size());
            assertThat(scene.sandbox.record().stats().posts())
                    .as("none was sent twice")
                    .isLessThanOrEqualTo(ORDERS);
        }
    }

    private static Set<String> told(Scene scene, String status) {
        return new HashSet<>(scene.database.queryForList(
                "SELECT CONCAT('TB-', ORDER_NO) FROM TOLD WHERE STATUS = ?", String.class, status));
    }

    private static int countOfABatch(String url) {
        var database = new JdbcTemplate(new DriverManagerDataSource(url, "root", ""));
        return database.execute((ConnectionCallback<Integer>) connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("UPDATE TOLD SET STATUS = ? WHERE ORDER_NO = ?")) {
                for (String key : new String[] {"none", "nor this"}) {
                    statement.setString(1, "X");
                    statement.setString(2, key);
                    statement.addBatch();
                }
                return statement.executeBatch()[0];
            }
        });
    }
}
