package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.Job;
import io.github.createorder.ledger.LedgerDb;
import io.github.createorder.ledger.LedgerJobs;
import io.github.createorder.ledger.PayloadKeys;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.SourceRecordJson;
import io.github.createorder.sql.PostgreSql;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A replay of many whose node is killed (kill -9) in the middle of it: another one ends it. */
class JobKillTest {
    private static final int ORDERS = 1_600;
    private static final Duration LONG = Duration.ofMinutes(3);

    @Test
    void nodeKilledInTheMiddleOfAJobLeavesTheRestToAnotherAndNoOrderIsReplayedTwice() throws Exception {
        try (Scene scene = Scene.onPostgres()) {
            scene.withOrders(ORDERS);
            scene.database.update("DELETE FROM createorder_product WHERE product <> 'YL-2026'");
            takeAll(scene);
            long unmapped = unmapped(scene);
            assertThat(unmapped).as("errors for want of a product").isGreaterThan(ORDERS / 2);
            LegacySource.addProduct(scene.database, "YW-2026");
            LegacySource.addProduct(scene.database, "ZX-2026");

            Path config = scene.folder.resolve("config");
            Process killed = KillTest.start(scene, "killed", config, Map.of());
            LedgerJobs jobs = new LedgerJobs(
                    new LedgerDb(Objects.requireNonNull(scene.database.getDataSource()), new PostgreSql()),
                    PayloadKeys.NONE,
                    SourceRecordJson::write,
                    "test",
                    Duration.ofMinutes(1));
            Actor li = Actor.atCommandLine("li");
            Job plan = jobs.plan(li, ErrorSelection.ofCause(ErrorCause.UNMAPPED_PRODUCT), "the products are there now");
            assertThat(plan.orders()).isEqualTo(unmapped);
            assertThat(jobs.start(li, plan.id(), plan.digest())).isEmpty();
            await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(() -> due(scene) > 0);
            killed.destroyForcibly().waitFor();
            long before = due(scene);
            assertThat(before).as("replayed before the kill").isPositive().isLessThan(unmapped);

            Process other = KillTest.start(scene, "other", config, Map.of());
            // The minute of the dead node's lease is over.
            scene.database.update("UPDATE createorder_job SET due_at = due_at - 60000 WHERE ended_at IS NULL");
            await().atMost(LONG)
                    .until(() -> jobs.find(plan.id()).orElseThrow().state() == Job.State.DONE && scene.ended());
            other.destroy();
            assertThat(other.waitFor(60, TimeUnit.SECONDS)).as("stops").isTrue();

            Job done = jobs.find(plan.id()).orElseThrow();
            assertThat(done.counts().due() + done.counts().error())
                    .as("of the whole plan, " + done.counts())
                    .isEqualTo(unmapped);
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry WHERE replays = 1"))
                    .isEqualTo(unmapped);
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry WHERE replays > 1"))
                    .isZero();
            assertThat(scene.database.queryForList(
                            "SELECT entry_id FROM createorder_event WHERE event = 'MAPPED_AFRESH' GROUP BY entry_id"
                                    + " HAVING COUNT(*) > 1"))
                    .isEqualTo(List.of());
            scene.assertNothingMissingNothingExtra();
        }
    }

    private static void takeAll(Scene scene) throws Exception {
        Process first = KillTest.start(scene, "first", scene.folder.resolve("config"), Map.of());
        await().atMost(LONG).until(scene::ended);
        first.destroy();
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).as("stops").isTrue();
    }

    private static long unmapped(Scene scene) {
        return scene.count("SELECT COUNT(*) FROM createorder_entry WHERE cause = 'UNMAPPED_PRODUCT'");
    }

    private static long due(Scene scene) {
        return scene.count("SELECT COALESCE(SUM(due_orders), 0) FROM createorder_job");
    }
}
