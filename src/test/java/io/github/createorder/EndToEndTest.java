package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.app.Standalone;
import io.github.createorder.app.sandbox.TroubleKind;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.app.sandbox.TroubleRule.When;
import io.github.createorder.errors.Actions;
import io.github.createorder.errors.ErrorQueue;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.Job;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.send.Attempts;
import io.github.createorder.top.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The whole way through the real routes: legacy table, ledger, gateway, error queue, and back. */
class EndToEndTest {

    @Test
    void everyOrderOfTheTableEndsAcceptedOrOnTheErrorQueueAndTheTableIsTold() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(400)) {
            Standalone node = scene.start("a");

            scene.awaitEnd(Duration.ofSeconds(60));

            scene.assertNothingMissingNothingExtra();
            Map<String, Integer> expected = new TreeMap<>();
            for (ErrorCause cause : ErrorCause.values()) {
                int count = scene.sample.faulty(cause).size();
                if (count > 0) {
                    expected.put(cause.name(), count);
                }
            }
            assertThat(expected).containsKeys("UNMAPPED_PRODUCT", "INVALID", "MAPPING");
            assertThat(errors(node)).isEqualTo(expected);
            List<Map<String, Object>> told = scene.database.queryForList(
                    "SELECT * FROM LEGACY_ORDER WHERE STATUS = 'ACCEPTED' AND (REQUEST_ID IS NULL OR STATUS_TIME IS NULL)");
            assertThat(told).as("accepted rows without request_id or time").isEmpty();
            assertThat(scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS = 'ERROR' AND REASON IS NULL"))
                    .as("error rows without a reason")
                    .isZero();
        }
    }

    @Test
    void twoNodesOnPostgresShareTheWorkThroughLostRepliesAndABan() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(1500)) {
            scene.sandbox
                    .trouble()
                    .set(
                            TroubleRule.delay(5, 5),
                            TroubleRule.of(TroubleKind.RESET_AFTER_ACCEPT).when(When.chance(0.03, 11)),
                            TroubleRule.of(TroubleKind.CLOSE).when(When.chance(0.02, 12)),
                            TroubleRule.ban(2).when(When.every(700).max(1)));
            Standalone a = scene.start("a");
            Standalone b = scene.start("b");

            scene.awaitEnd(Duration.ofSeconds(90));

            scene.assertNothingMissingNothingExtra();
            assertThat(accepted(a)).as("accepted by node a").isPositive();
            assertThat(accepted(b)).as("accepted by node b").isPositive();
            assertThat(scene.sandbox.record().stats().repeatsAfterSuccess())
                    .as("sent again although its success had been answered")
                    .isZero();
            assertThat(sum(errors(a)) + sum(errors(b)))
                    .isEqualTo(scene.sample.orders() - scene.sample.good().size());
        }
    }

    /** As on TiDB, which takes SKIP LOCKED and locks nothing: two nodes pick the same orders, and one of them gets each. */
    @Test
    void twoNodesOnADatabaseThatDropsItsLocksSendEveryOrderOnce() throws Exception {
        try (Scene scene = Scene.onMySqlWithoutLocks().withOrders(300)) {
            scene.sandbox.trouble().set(TroubleRule.delay(2, 2));
            scene.start("a");
            scene.start("b");

            scene.awaitEnd(Duration.ofSeconds(90));

            scene.assertNothingMissingNothingExtra();
            assertThat(scene.sandbox.record().stats().posts())
                    .as("posts, one an order")
                    .isEqualTo(scene.sample.good().size());
        }
    }

    /** Messages on a node's error queue, by cause. */
    static Map<String, Integer> errors(Standalone node) throws Exception {
        return node.bean("createorderErrorQueue", ErrorQueue.class).queued();
    }

    static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Has all that a selection matches now sent again. */
    static Job replay(Standalone node, ErrorSelection selection) {
        return node.bean("createorderActions", Actions.class)
                .replay(Actor.atCommandLine("test"), selection, "corrected");
    }

    private static long accepted(Standalone node) {
        return node.bean("createorderAttempts", Attempts.class).count(Outcome.Kind.ACCEPTED);
    }
}
