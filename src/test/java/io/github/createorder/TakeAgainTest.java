package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.Standalone;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.order.ErrorCause;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Invariants 2 and 3: what happens when a record or a message comes again. */
class TakeAgainTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @Test
    void acceptedOrderThatIsChangedAndSetBackToNewIsAConflictAndNotSent() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(40)) {
            Standalone node = scene.start("a");
            scene.awaitEnd(LIMIT);
            String identifier = scene.sample.good().iterator().next();
            String orderNo = identifier.substring(3);
            long posts = scene.sandbox.record().stats().posts();

            scene.database.update("UPDATE LEGACY_POLICY SET PLAN_NAME = '另一个方案' WHERE ORDER_NO = ?", orderNo);
            scene.database.update("UPDATE LEGACY_ORDER SET STATUS = 'NEW' WHERE ORDER_NO = ?", orderNo);

            await().atMost(LIMIT).until(() -> EndToEndTest.errors(node).getOrDefault("CONFLICT", 0) == 1);
            await().atMost(LIMIT)
                    .until(() -> scene.count(
                                    "SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS = 'ACCEPTED'"
                                            + " AND REASON LIKE '%was not sent%' AND ORDER_NO = ?",
                                    orderNo)
                            == 1);
            assertThat(scene.sandbox.record().stats().posts()).isEqualTo(posts);
            assertThat(scene.sandbox.record().stats().conflicts()).isZero();
        }
    }

    @Test
    void acceptedOrderThatIsSetBackToNewUnchangedIsOnlyReportedAgain() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(40)) {
            scene.start("a");
            scene.awaitEnd(LIMIT);
            long posts = scene.sandbox.record().stats().posts();

            scene.database.update("UPDATE LEGACY_ORDER SET STATUS = 'NEW', REQUEST_ID = NULL");

            await().atMost(LIMIT)
                    .until(() -> scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS IN ('ACCEPTED', 'ERROR')")
                            == 40);
            scene.assertNothingMissingNothingExtra();
            assertThat(scene.sandbox.record().stats().posts()).isEqualTo(posts);
        }
    }

    @Test
    void faultyRecordThatIsCorrectedAndSetBackToNewIsSent() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(200)) {
            scene.start("a");
            scene.awaitEnd(LIMIT);
            String orderNo = scene.sample.faulty(ErrorCause.MAPPING).iterator().next();

            scene.database.update(
                    "UPDATE LEGACY_POLICY SET START_DATE = '20261201' WHERE START_DATE = '20260230' AND ORDER_NO = ?",
                    orderNo);
            scene.database.update("UPDATE LEGACY_ORDER SET STATUS = 'NEW' WHERE ORDER_NO = ?", orderNo);

            await().atMost(LIMIT)
                    .until(() -> scene.sandbox.record().order("TB-" + orderNo).isPresent());
            await().atMost(LIMIT)
                    .until(() -> scene.count(
                                    "SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS = 'ACCEPTED' AND ORDER_NO = ?",
                                    orderNo)
                            == 1);
        }
    }

    @Test
    void replayByCauseSendsWhatTheProductMappingLacked() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(300)) {
            Standalone node = scene.start("a");
            scene.awaitEnd(LIMIT);
            Set<String> unmapped = scene.sample.faulty(ErrorCause.UNMAPPED_PRODUCT);
            assertThat(unmapped).isNotEmpty();

            LegacySource.addProduct(scene.database, LegacySample.UNMAPPED_PRODUCT);
            assertThat(EndToEndTest.replay(node, ErrorSelection.ofCause(ErrorCause.UNMAPPED_PRODUCT))
                            .orders())
                    .isEqualTo(unmapped.size());

            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS = 'ACCEPTED'"))
                                    .isEqualTo(scene.sample.good().size() + unmapped.size()));
            assertThat(unmapped)
                    .allSatisfy(orderNo -> assertThat(scene.sandbox.record().order("TB-" + orderNo))
                            .isPresent());
            await().untilAsserted(() -> assertThat(EndToEndTest.errors(node)).doesNotContainKey("UNMAPPED_PRODUCT"));
        }
    }

    /** Invariant 3: what may exist at Taobao keeps its bytes on a replay, whatever the mapping has become. */
    @Test
    void replayOfAnUnknownOutcomeKeepsItsBytesThoughTheProductMappingHasChanged() throws Exception {
        // So few that their unknown outcomes do not count as an outage yet, which would pause sending.
        try (Scene scene = Scene.onH2().withOrders(6)) {
            scene.sandbox.trouble().set(TroubleRule.notSuccess("SYSTEM_ERROR", "系统异常"));
            Standalone node = scene.start("a");
            scene.awaitEnd(LIMIT);
            scene.database.update("UPDATE createorder_product SET item_id = '999'");
            scene.sandbox.trouble().clear();

            assertThat(EndToEndTest.replay(node, ErrorSelection.ofCause(ErrorCause.UNKNOWN))
                            .orders())
                    .isEqualTo(scene.sample.good().size());

            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS = 'ACCEPTED'"))
                                    .isEqualTo(scene.sample.good().size()));
            scene.assertNothingMissingNothingExtra();
        }
    }
}
