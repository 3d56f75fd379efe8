package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.Standalone;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.ledger.Gate;
import io.github.createorder.ledger.GateState;
import io.github.createorder.net.TcpProxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.Test;

/** The databases go away and come back; what was begun is finished by itself. The legacy tables and the ledger are apart. */
class AwayOrSlowTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static HealthCheck.Result health(Standalone node) {
        return health(node, "createorder-source-core");
    }

    private static HealthCheck.Result health(Standalone node, String id) {
        return HealthCheckRegistry.get(node.main().getCamelContext())
                .getCheck(id)
                .orElseThrow()
                .call();
    }

    /** The same database twice, each over a network of its own that can be broken. */
    private static Map<String, String> over(Scene scene, TcpProxy ledger, TcpProxy legacy) {
        Map<String, String> settings = new HashMap<>();
        settings.put("createorder.app.data-sources", "ledger,legacy");
        settings.put("createorder.ledger.data-source", "ledger");
        settings.put("createorder.source.core.data-source", "legacy");
        settings.put("createorder.app.data-source.ledger.url", scene.urlThrough(ledger.port()));
        settings.put("createorder.app.data-source.legacy.url", scene.urlThrough(legacy.port()));
        settings.put("createorder.app.data-source.legacy.user", "postgres");
        settings.put("createorder.gateway.response-timeout", "1s");
        settings.put("createorder.gateway.connect-timeout", "1s");
        settings.put("createorder.gateway.pool-timeout", "1s");
        settings.put("createorder.send.lease", "8s");
        settings.put("createorder.source.core.claim-lease", "3");
        settings.put("createorder.source.core.batch", "20");
        return settings;
    }

    @Test
    void sourceDatabaseAwayAtStartHoldsUpNothingAndIsTakenFromWhenItIsBack() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(120);
                TcpProxy ledger = new TcpProxy(scene.databasePort());
                TcpProxy legacy = new TcpProxy(scene.databasePort())) {
            legacy.refuse(true);
            Standalone node = scene.start("a", over(scene, ledger, legacy));
            assertThat(health(node).getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(health(node).getDetails().get("since").toString()).endsWith("+08:00");
            await("no word that it is back")
                    .during(Duration.ofSeconds(4))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> health(node).getState() == HealthCheck.State.DOWN);
            legacy.refuse(false);
            scene.awaitEnd(LIMIT);
            scene.assertNothingMissingNothingExtra();
            assertThat(health(node).getState()).isEqualTo(HealthCheck.State.UP);
        }
    }

    @Test
    void sourceDatabaseWithAWrongPasswordStillRefusesTheStart() {
        try (Scene scene = Scene.onH2().withOrders(5)) {
            Map<String, String> settings = new HashMap<>();
            settings.put("createorder.app.data-sources", "ledger,legacy");
            settings.put("createorder.ledger.data-source", "ledger");
            settings.put("createorder.source.core.data-source", "legacy");
            settings.put(
                    "createorder.app.data-source.legacy.url",
                    scene.properties("a").get("createorder.app.data-source.ledger.url"));
            settings.put("createorder.app.data-source.legacy.user", "nobody");
            assertThat(catchThrowable(() -> scene.start("a", settings)))
                    .hasStackTraceContaining("the database refuses the login");
        }
    }

    @Test
    void ledgerAwayForAWhileLeavesNoRowClaimedForNothing() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(400);
                TcpProxy ledger = new TcpProxy(scene.databasePort());
                TcpProxy legacy = new TcpProxy(scene.databasePort())) {
            scene.sandbox.trouble().set(TroubleRule.delay(10, 10));
            Standalone node = scene.start("a", over(scene, ledger, legacy));
            await().atMost(LIMIT).until(() -> scene.count("SELECT COUNT(*) FROM createorder_entry") >= 40);
            assertThat(health(node, "createorder-ledger").getState()).isEqualTo(HealthCheck.State.UP);
            ledger.refuse(true);
            ledger.cut();
            String claimed = "SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS = 'TAKING'";
            // Rows whose order is in the ledger are marked when its outcome does not come within two seconds.
            await().atMost(LIMIT).until(() -> scene.count(claimed) <= 20);
            await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(6)).until(() -> scene.count(claimed) <= 20);
            HealthCheck.Result down = health(node, "createorder-ledger");
            assertThat(down.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(down.getMessage().orElseThrow()).startsWith("The ledger cannot be used: ");
            assertThat(down.getDetails().get("since").toString()).endsWith("+08:00");
            ledger.refuse(false);
            scene.awaitEnd(LIMIT);
            scene.assertNothingMissingNothingExtra();
            await().atMost(LIMIT).until(() -> health(node, "createorder-ledger").getState() == HealthCheck.State.UP);
        }
    }

    /** A fail-over, or a full disk: reading goes on, every write is refused. */
    @Test
    void sourceDatabaseThatMayOnlyBeReadForAWhileHoldsUpTakingAndReportsAndNotSending() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(300);
                TcpProxy ledger = new TcpProxy(scene.databasePort());
                TcpProxy legacy = new TcpProxy(scene.databasePort())) {
            scene.database.execute("DROP ROLE IF EXISTS core_system");
            scene.database.execute("CREATE ROLE core_system LOGIN SUPERUSER");
            scene.sandbox.trouble().set(TroubleRule.delay(10, 10));
            Map<String, String> settings = over(scene, ledger, legacy);
            settings.put(
                    "createorder.app.data-source.legacy.url",
                    scene.urlThrough(legacy.port()).replace("user=postgres", "user=core_system"));
            Standalone node = scene.start("a", settings);
            await().atMost(LIMIT).until(() -> scene.count("SELECT COUNT(*) FROM createorder_entry") >= 40);
            scene.database.execute("ALTER ROLE core_system SET default_transaction_read_only = on");
            legacy.cut();
            await().atMost(LIMIT)
                    .until(() -> scene.count("SELECT COUNT(*) FROM createorder_entry WHERE due_at IS NOT NULL") == 0);
            // First it hears of the cut.
            await().atMost(LIMIT)
                    .until(() -> health(node).getMessage().orElse("").contains("read-only"));
            assertThat(health(node).getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry WHERE report_due IS NOT NULL"))
                    .as("outcomes that wait to be told")
                    .isPositive();
            scene.database.execute("ALTER ROLE core_system RESET default_transaction_read_only");
            legacy.cut();
            scene.awaitEnd(LIMIT);
            scene.assertNothingMissingNothingExtra();
            assertThat(health(node).getState()).isEqualTo(HealthCheck.State.UP);
        }
    }

    @Test
    void databasesThatAreSlowForAWhileMakeEverythingSlowAndNothingElse() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(200);
                TcpProxy ledger = new TcpProxy(scene.databasePort());
                TcpProxy legacy = new TcpProxy(scene.databasePort())) {
            legacy.slow(60);
            ledger.slow(15);
            scene.start("a", over(scene, ledger, legacy));
            scene.awaitEnd(LIMIT);
            scene.assertNothingMissingNothingExtra();
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry WHERE attempts > 1"))
                    .as("calls that were repeated because of it")
                    .isZero();
        }
    }

    /** Nothing tells a thread that waits for an answer that none will come. */
    @Test
    void ledgerWhoseHostVanishesWithoutAWordIsAnOutageLikeAnyOther() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(400);
                TcpProxy ledger = new TcpProxy(scene.databasePort());
                TcpProxy legacy = new TcpProxy(scene.databasePort())) {
            scene.sandbox.trouble().set(TroubleRule.delay(10, 10));
            Map<String, String> settings = over(scene, ledger, legacy);
            settings.put("createorder.ledger.network-timeout", "2s");
            scene.start("a", settings);
            await().atMost(LIMIT).until(() -> scene.count("SELECT COUNT(*) FROM createorder_entry") >= 40);
            ledger.forget();
            scene.awaitEnd(LIMIT);
            scene.assertNothingMissingNothingExtra();
        }
    }

    @Test
    void bothDatabasesCutAgainAndAgain() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(800);
                TcpProxy ledger = new TcpProxy(scene.databasePort());
                TcpProxy legacy = new TcpProxy(scene.databasePort())) {
            scene.sandbox.trouble().set(TroubleRule.delay(15, 10));
            scene.start("a", over(scene, ledger, legacy));
            for (int cut = 1; cut <= 12; cut++) {
                Thread.sleep(150);
                List.of(ledger, legacy).get(cut % 2).cut();
            }
            scene.awaitEnd(LIMIT);
            scene.assertNothingMissingNothingExtra();
        }
    }

    @Test
    void clockOffByAnHourPausesAndIsNoFailureOfOrdersAndGoesOnWhenItIsRight() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(60)) {
            scene.database.update("UPDATE LEGACY_ORDER SET STATUS = 'HOLD'");
            Standalone node = scene.start("a");
            scene.gatewayAhead = Duration.ofHours(1);
            scene.database.update("UPDATE LEGACY_ORDER SET STATUS = 'NEW'");
            Gate gate = node.bean("createorderGate", Gate.class);
            await().atMost(LIMIT).until(() -> gate.state().kind() == GateState.Kind.MISCONFIGURED);
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry WHERE status = 'ACCEPTED' OR attempts > 0"))
                    .isZero();
            scene.gatewayAhead = Duration.ZERO;
            scene.awaitEnd(LIMIT);
            scene.assertNothingMissingNothingExtra();
        }
    }

    @Test
    void startWithAClockOffByAnHourIsRefused() {
        try (Scene scene = Scene.onH2().withOrders(5)) {
            scene.gatewayAhead = Duration.ofHours(-1);
            assertThat(catchThrowable(() -> scene.start("a"))).hasStackTraceContaining("s ahead of the gateway's");
            assertThat(scene.sandbox.record().stats().posts()).isZero();
        }
    }

    /** PostgreSQL says 53100 at whatever statement needs room, and goes on afterwards. */
    @Test
    void diskOfTheLedgerFullHoldsUpEverythingAndLosesNothing() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(300)) {
            scene.sandbox.trouble().set(TroubleRule.delay(10, 10));
            Standalone node = scene.start("a");
            await().atMost(LIMIT).until(() -> scene.count("SELECT COUNT(*) FROM createorder_entry") >= 40);
            scene.database.execute("""
                    CREATE FUNCTION full_disk() RETURNS trigger AS $$
                    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END
                    $$ LANGUAGE plpgsql""");
            for (String table : List.of("entry", "payload", "event")) {
                scene.database.execute("CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON createorder_" + table
                        + " EXECUTE FUNCTION full_disk()");
            }
            Thread.sleep(3_000);
            long accepted = scene.count("SELECT COUNT(*) FROM createorder_entry WHERE status = 'ACCEPTED'");
            long posts = scene.sandbox.record().stats().posts();
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> scene.sandbox.record().stats().posts() == posts
                            && scene.count("SELECT COUNT(*) FROM createorder_entry WHERE status = 'ACCEPTED'")
                                    == accepted);
            // Reading works all the time.
            assertThat(health(node, "createorder-ledger").getMessage().orElseThrow())
                    .contains("No space left on device");
            for (String table : List.of("entry", "payload", "event")) {
                scene.database.execute("DROP TRIGGER full_disk ON createorder_" + table);
            }
            scene.awaitEnd(LIMIT);
            scene.assertNothingMissingNothingExtra();
        }
    }

    @Test
    void poolOfTwoConnectionsIsEnoughForEverythingAtOnce() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(300)) {
            scene.start("a", Map.of("createorder.app.data-source.ledger.pool-size", "2"));
            scene.awaitEnd(LIMIT);
            scene.assertNothingMissingNothingExtra();
        }
    }

    /** Schemas only add: while one node works, the next version's start alters the tables, and both go on. */
    @Test
    void schemaOfTheNextVersionUnderARunningNode() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(600)) {
            scene.sandbox.trouble().set(TroubleRule.delay(10, 10));
            scene.start("a");
            await().atMost(LIMIT).until(() -> scene.count("SELECT COUNT(*) FROM createorder_entry") >= 40);
            scene.database.execute("ALTER TABLE createorder_entry ADD COLUMN of_the_next_version VARCHAR(10)");
            scene.database.execute(
                    "ALTER TABLE createorder_payload ADD COLUMN of_the_next_version INT DEFAULT 0 NOT NULL");
            scene.database.update("UPDATE createorder_schema SET version = version + 1");
            scene.start("b", Map.of("createorder.ledger.migrate", "false"));
            scene.awaitEnd(LIMIT);
            scene.assertNothingMissingNothingExtra();
        }
    }
}
