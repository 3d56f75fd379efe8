package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.testing.UnknownCounts;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The whole way through the routes on a legacy database whose driver does not tell how many rows a batch has changed: 300 orders were
 * accepted once, nothing was due any more, and the report table was empty.
 */
class UnknownCountsRouteTest {
    private static final int ORDERS = 60;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** The legacy table by another driver's URL, or by other words of its own; the ledger as it is. */
    private static Map<String, String> core(Scene scene, String url, boolean ownTable) {
        Map<String, String> own = scene.properties("a");
        Map<String, String> more = new HashMap<>(Map.of(
                "createorder.app.data-sources",
                "ledger,core",
                "createorder.app.data-source.core.url",
                url,
                "createorder.app.data-source.core.user",
                own.get("createorder.app.data-source.ledger.user"),
                "createorder.ledger.data-source",
                "ledger",
                "createorder.source.core.data-source",
                "core"));
        if (ownTable) {
            scene.database.execute("CREATE TABLE TOLD (ORDER_NO VARCHAR(40) PRIMARY KEY, STATUS VARCHAR(10),"
                    + " REASON VARCHAR(400), REQUEST_ID VARCHAR(64), STATUS_TIME VARCHAR(30))");
            more.put("createorder.source.core.report.table", "TOLD");
        }
        return more;
    }

    private static String url(Scene scene) {
        return scene.properties("a").get("createorder.app.data-source.ledger.url");
    }

    @Test
    void outcomesReachTheRowsThoughTheDriverTellsNoCounts() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(ORDERS)) {
            rowByRow(scene, "LEGACY_ORDER");
            int before = UnknownCounts.told();
            scene.start("a", core(scene, UnknownCounts.of(url(scene)), false));

            scene.awaitEnd(LIMIT);

            scene.assertNothingMissingNothingExtra();
            assertThat(UnknownCounts.told() - before).isGreaterThanOrEqualTo(ORDERS);
        }
    }

    @Test
    void outcomesReachAReportTableThoughTheDriverTellsNoCounts() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(ORDERS)) {
            Map<String, String> core = core(scene, UnknownCounts.of(url(scene)), true);
            rowByRow(scene, "TOLD");
            int before = UnknownCounts.told();
            scene.start("a", core);

            scene.awaitEnd(LIMIT);

            assertTold(scene);
            assertThat(UnknownCounts.told() - before).isGreaterThanOrEqualTo(ORDERS);
        }
    }

    /** No stand-in: so MariaDB's own driver answers when it packs batches. */
    @Test
    void outcomesReachAReportTableThoughMariaDbsDriverPacksItsBatches() throws Exception {
        try (Scene scene = Scene.onMariaDb().withOrders(ORDERS)) {
            String packed = url(scene) + "?useBulkStmts=true";
            Map<String, String> core = core(scene, packed, true);
            assertThat(countOfABatch(packed)).isEqualTo(Statement.SUCCESS_NO_INFO);
            scene.start("a", core);

            scene.awaitEnd(LIMIT);

            assertTold(scene);
        }
    }

    /** PostgreSQL tells of a table with a rule by the counts of a batch, as other databases do of every table. */
    private static void rowByRow(Scene scene, String table) {
        scene.database.execute("CREATE RULE row_by_row AS ON UPDATE TO " + table + " WHERE FALSE DO INSTEAD NOTHING");
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

    private static void assertTold(Scene scene) {
        Set<String> accepted = new HashSet<>(scene.database.queryForList(
                "SELECT CONCAT('TB-', ORDER_NO) FROM TOLD WHERE STATUS = 'ACCEPTED'", String.class));
        assertThat(accepted).isEqualTo(Set.copyOf(scene.sample.good()));
        assertThat(scene.count("SELECT COUNT(*) FROM TOLD WHERE STATUS = 'ERROR'"))
                .isEqualTo(scene.sample.orders() - scene.sample.good().size());
        assertThat(scene.sandbox.record().stats().posts())
                .as("none was sent twice")
                .isLessThanOrEqualTo(ORDERS);
    }
}
