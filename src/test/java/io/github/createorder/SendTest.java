package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.app.Standalone;
import io.github.createorder.app.sandbox.TroubleKind;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.app.sandbox.TroubleRule.When;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Invariants 2 to 5 through the send route: what a broken or odd answer means for the order. */
class SendTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** Whatever becomes of the first attempt, the order ends accepted, once, and every resend carries the same bytes. */
    @ParameterizedTest
    @EnumSource(
            value = TroubleKind.class,
            names = {
                "RESET",
                "RESET_AFTER_ACCEPT",
                "CLOSE",
                "CLOSE_AFTER_ACCEPT",
                "EMPTY_AFTER_ACCEPT",
                "TRUNCATED_AFTER_ACCEPT",
                "WRONG_ROOT_AFTER_ACCEPT",
                "SIMPLIFY_AFTER_ACCEPT",
                "HUGE_AFTER_ACCEPT",
                "HANG_AFTER_ACCEPT"
            })
    void unknownOutcomeIsResentUnchangedUntilProved(TroubleKind kind) throws Exception {
        try (Scene scene = Scene.onH2().withOrders(30)) {
            scene.sandbox.trouble().set(TroubleRule.of(kind).when(When.next(12)));
            scene.start("a", Map.of("createorder.gateway.response-timeout", "2s"));

            scene.awaitEnd(LIMIT);

            scene.assertNothingMissingNothingExtra();
            assertThat(scene.sandbox.record().stats().posts())
                    .as("one POST an attempt")
                    .isEqualTo(scene.count("SELECT SUM(attempts) FROM createorder_entry"));
            // On a machine that is busy, a call more may have run into its time-out.
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry WHERE attempts > 1"))
                    .isGreaterThanOrEqualTo(12);
        }
    }

    /** Neither the client, nor the JDK, nor the pool sends again by itself, and nobody follows a redirect. */
    @ParameterizedTest
    @EnumSource(Status.class)
    void httpStatusIsOnePostAndNeverSuccess(Status status) throws Exception {
        try (Scene scene = Scene.onH2().withOrders(30)) {
            scene.sandbox.trouble().set(TroubleRule.status(status.code).when(When.next(status.times)));
            scene.start("a", Map.of("createorder.send.concurrency", "1"));

            scene.awaitEnd(LIMIT);

            scene.assertNothingMissingNothingExtra();
            assertThat(scene.sandbox.record().stats().posts())
                    .isEqualTo(scene.sample.good().size() + (long) status.times);
            assertThat(scene.sandbox.record().stats().strays())
                    .as("redirects followed")
                    .isZero();
        }
    }

    enum Status {
        /** A wrong address: everybody waits for a probe, so once is enough. */
        S302(302, 1),
        /** A ban without a length: the wait doubles each time. */
        S429(429, 2),
        S500(500, 5),
        S502(502, 5),
        S503(503, 5);

        final int code;
        final int times;

        Status(int code, int times) {
            this.code = code;
            this.times = times;
        }
    }

    @Test
    void rejectionOfAnOrderIsAnErrorAtOnceAndNotSentAgain() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(30)) {
            scene.sandbox
                    .trouble()
                    .set(TroubleRule.error(50, "Remote service error", "isv.invalid-parameter:item_id", "非法参数")
                            .when(When.next(4)));
            Standalone node = scene.start("a");

            scene.awaitEnd(LIMIT);

            assertThat(EndToEndTest.errors(node)).containsEntry("REJECTED", 4);
            assertThat(scene.sandbox.record().stats().posts())
                    .isEqualTo(scene.sample.good().size());
            List<Map<String, Object>> rows =
                    scene.database.queryForList("SELECT * FROM createorder_entry WHERE cause = 'REJECTED'");
            assertThat(rows).hasSize(4).allSatisfy(row -> {
                assertThat(row.get("SUB_CODE")).isEqualTo("isv.invalid-parameter:item_id");
                assertThat(row.get("REQUEST_ID")).isNotNull();
                assertThat(row.get("MAY_BE_EXECUTED")).isEqualTo(false);
            });
            assertThat(scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS = 'ERROR' AND REASON LIKE"
                            + " '%isv.invalid-parameter:item_id%'"))
                    .isEqualTo(4);
        }
    }

    /** Taobao has the orders and its replies are lost; the repeats it refuses by a name that nobody has told us. */
    @Test
    void isvAfterALostReplyStaysUnknown() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(6)) {
            int good = scene.sample.good().size();
            scene.sandbox
                    .trouble()
                    .set(
                            TroubleRule.of(TroubleKind.RESET_AFTER_ACCEPT).when(When.next(good)),
                            TroubleRule.error(50, "Remote service error", "isv.order-is-there-already", "订单已存在"));
            Standalone node = scene.start("a", Map.of("createorder.send.retry.first-delay", "50ms"));

            scene.awaitEnd(LIMIT);

            assertThat(scene.sandbox.record().stats().accepted()).isEqualTo(good);
            assertThat(EndToEndTest.errors(node)).containsEntry("UNKNOWN", good);
            assertThat(scene.count(
                            "SELECT COUNT(*) FROM LEGACY_ORDER WHERE REASON LIKE 'an earlier attempt may have%'"))
                    .as("rows told that it may stand at Taobao, and nothing of a record to be corrected")
                    .isEqualTo(good);
        }
    }

    /** Invariant 4: is_success=false is never success, not even beside SUCCESS or after the order was accepted. */
    @Test
    void isSuccessFalseIsNeverAcceptedAndParksAfterAFewAttempts() throws Exception {
        // So few that their unknown outcomes do not count as an outage yet, which would pause sending.
        try (Scene scene = Scene.onH2().withOrders(6)) {
            scene.sandbox.trouble().set(TroubleRule.notSuccess("SUCCESS", "参数异常"));
            Standalone node = scene.start("a");

            scene.awaitEnd(LIMIT);

            assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry WHERE status = 'ACCEPTED'"))
                    .isZero();
            assertThat(scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS = 'ACCEPTED'"))
                    .isZero();
            assertThat(EndToEndTest.errors(node))
                    .containsEntry("UNKNOWN", scene.sample.good().size());
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry WHERE cause = 'UNKNOWN' AND attempts <> 3"))
                    .isZero();
        }
    }
}
