package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.Standalone;
import io.github.createorder.app.sandbox.SandboxGateway;
import io.github.createorder.app.sandbox.SandboxSettings;
import io.github.createorder.app.sandbox.SandboxStats;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.app.sandbox.TroubleRule.When;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.Gate;
import io.github.createorder.ledger.GateSettings;
import io.github.createorder.ledger.GateState;
import io.github.createorder.ledger.LedgerDb;
import io.github.createorder.sql.H2;
import io.github.createorder.testing.FreePort;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.Test;

/** Invariant 6: a pause is not a failure. */
class PauseTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void banSeenByOneNodeIsKeptByAllAndBurnsNoAttempt() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(600)) {
            scene.sandbox
                    .trouble()
                    .set(
                            TroubleRule.delay(5, 5),
                            TroubleRule.ban(4).when(When.every(150).max(1)));
            scene.start("a");
            scene.start("b");

            scene.awaitEnd(LIMIT);

            scene.assertNothingMissingNothingExtra();
            SandboxStats stats = scene.sandbox.record().stats();
            assertThat(stats.bans()).isEqualTo(1);
            // Only calls that were under way when the ban was called out, on either node, and what they let slip until
            // the
            // other node looked at the gate again.
            assertThat(stats.postsDuringBan()).as("posts during the ban").isLessThanOrEqualTo(64);
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry WHERE attempts > 1"))
                    .as("attempts burnt by the ban")
                    .isZero();
        }
    }

    /** Every order would fail: a wrong secret, a blocked IP. Sending stops, one order probes now and then. */
    @Test
    void configurationFaultPausesSendingAndGoesOnByItselfWhenMended() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(200)) {
            scene.sandbox
                    .trouble()
                    .set(TroubleRule.error(
                            11,
                            "Insufficient ISV Permissions",
                            "isv.permission-ip-whitelist-limit",
                            "IP not in whitelist"));
            Standalone node = scene.start("a");
            Gate gate = node.bean("createorderGate", Gate.class);
            await().atMost(LIMIT).until(() -> !gate.state().isOpen());
            await().atMost(LIMIT).until(() -> scene.sandbox.record().stats().inFlight() == 0);
            long posts = scene.sandbox.record().stats().posts();
            assertThat(posts).as("posts until everybody stopped").isLessThanOrEqualTo(32);
            assertThat(gate.state().reason()).contains("isv.permission-ip-whitelist-limit");
            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> scene.sandbox.record().stats().posts() <= posts + 2);

            scene.sandbox.trouble().clear();
            scene.awaitEnd(LIMIT);

            scene.assertNothingMissingNothingExtra();
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry WHERE attempts > 1"))
                    .as("attempts burnt by the configuration fault")
                    .isZero();
        }
    }

    @Test
    void rateHoldsOverAllNodesTogether() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(500)) {
            Map<String, String> limited = Map.of("createorder.send.rate", "80");
            scene.start("a", limited);
            scene.start("b", limited);
            await().atMost(LIMIT).until(() -> scene.sandbox.record().stats().posts() > 0);
            long start = System.nanoTime();
            long before = scene.sandbox.record().stats().posts();
            await().atMost(LIMIT)
                    .until(() -> scene.sandbox.record().stats().accepted()
                            == scene.sample.good().size());
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat((scene.sample.good().size() - before) / seconds)
                    .as("orders a second")
                    .isBetween(30.0, 80 + 20 / seconds + 5);
            scene.awaitEnd(LIMIT);
            scene.assertNothingMissingNothingExtra();
        }
    }

    /** A firewall in front of the gateway dislikes the content of one order. */
    @Test
    void orderThatAloneIsRefusedWith403EndsAndHoldsUpNoOther() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(200)) {
            String disliked = scene.sample.good().iterator().next();
            scene.sandbox.trouble().set(TroubleRule.status(403).when(When.prefix(disliked)), TroubleRule.delay(2, 2));
            long start = System.nanoTime();
            scene.start("a", Map.of("createorder.send.retry.first-delay", "20ms"));

            scene.awaitEnd(LIMIT);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
            assertThat(scene.database.queryForList(
                            "SELECT identifier FROM createorder_entry WHERE cause = 'NOT_EXECUTED'", String.class))
                    .containsExactly(disliked);
            assertThat(scene.sandbox.record().stats().accepted())
                    .isEqualTo(scene.sample.good().size() - 1L);
            assertThat(scene.count(
                            "SELECT COUNT(*) FROM createorder_entry WHERE refusals > 0 AND identifier <> ?", disliked))
                    .isZero();
        }
    }

    @Test
    void outageIsAPauseThatHealthShowsAndThatEndsByItself() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(200)) {
            scene.sandbox.trouble().set(TroubleRule.status(502));
            Standalone node = scene.start("a");
            Gate gate = node.bean("createorderGate", Gate.class);
            await().atMost(LIMIT).until(() -> gate.state().kind() == GateState.Kind.OUTAGE);
            HealthCheck.Result paused = health(node);
            assertThat(paused.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(paused.getDetails()).containsEntry("kind", "OUTAGE");
            assertThat(paused.getDetails().get("since").toString()).endsWith("+08:00");

            scene.sandbox.trouble().clear();
            scene.awaitEnd(LIMIT);

            scene.assertNothingMissingNothingExtra();
            assertThat(health(node).getState()).isEqualTo(HealthCheck.State.UP);
        }
    }

    @Test
    void gatewayThatCannotBeReachedBurnsNoAttempt() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(100)) {
            int port = FreePort.find();
            Standalone node =
                    scene.start("a", Map.of("createorder.gateway.url", "http://127.0.0.1:" + port + "/router/rest"));
            Gate gate = node.bean("createorderGate", Gate.class);
            await().atMost(LIMIT).until(() -> gate.state().kind() == GateState.Kind.UNREACHABLE);

            try (SandboxGateway back = SandboxGateway.start(SandboxSettings.builder(Scene.APP_KEY, Scene.APP_SECRET)
                    .port(port)
                    .build())) {
                scene.awaitEnd(LIMIT);

                assertThat(back.record().stats().accepted())
                        .isEqualTo(scene.sample.good().size());
                assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry WHERE attempts > 1"))
                        .as("attempts burnt while nobody answered")
                        .isZero();
            }
        }
    }

    /** Orders wait in memory behind slow calls while a person, in another process, pauses sending. */
    @Test
    void pauseByHandHoldsAtOnceWhenCallsAreSlow() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(200)) {
            scene.sandbox.trouble().set(TroubleRule.delay(700, 300));
            Standalone node = scene.start("a", Map.of("createorder.send.concurrency", "8"));
            await().atMost(LIMIT).until(() -> scene.sandbox.record().stats().posts() >= 16);
            String gateway = scene.database.queryForObject("SELECT gateway FROM createorder_gate", String.class);

            new Gate(
                            new LedgerDb(scene.database.getDataSource(), new H2()),
                            gateway,
                            "a person's",
                            GateSettings.DEFAULT)
                    .pauseBy(Actor.atCommandLine("li"), "Taobao asked us to");
            long posts = scene.sandbox.record().stats().posts();

            await().atMost(Duration.ofSeconds(1)).until(() -> health(node).getState() == HealthCheck.State.DOWN);
            assertThat(health(node).getDetails()).containsEntry("kind", "MANUAL");
            await().atMost(LIMIT).until(() -> scene.sandbox.record().stats().inFlight() == 0);
            assertThat(scene.sandbox.record().stats().posts() - posts)
                    .as("calls that began after the pause, within a quarter of a second")
                    .isLessThanOrEqualTo(8);
            await().during(Duration.ofMillis(1_500))
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> scene.sandbox.record().stats().inFlight() == 0);
            await().atMost(LIMIT)
                    .until(() -> scene.count("SELECT COUNT(*) FROM createorder_entry WHERE status = 'SENDING'") == 0);
        }
    }

    private static HealthCheck.Result health(Standalone node) {
        return HealthCheckRegistry.get(node.main().getCamelContext())
                .getCheck("createorder-sending")
                .orElseThrow()
                .call();
    }
}
