package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.Standalone;
import io.github.createorder.app.sandbox.SandboxStats;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.net.TcpProxy;
import io.github.createorder.send.Attempts;
import io.github.createorder.top.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two nodes, and their ledger away for longer than a lease. */
class LedgerAwayTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration LEASE = Duration.ofSeconds(8);

    @Test
    void acceptedOrdersAreToldSoAndSentOnceThoughTheLedgerWasAwayForLongerThanTheirLease() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(1_500);
                TcpProxy ledger = new TcpProxy(scene.databasePort())) {
            scene.sandbox.trouble().set(TroubleRule.delay(20, 20));
            List<Standalone> nodes =
                    List.of(scene.start("a", over(scene, ledger)), scene.start("b", over(scene, ledger)));
            await().atMost(LIMIT).until(() -> scene.sandbox.record().stats().accepted() >= 200);

            ledger.refuse(true);
            ledger.cut();
            // Until every lease has ended, by the clock of the database, which only the nodes do not see.
            await().atMost(LIMIT)
                    .pollDelay(LEASE)
                    .until(() -> scene.count("SELECT COUNT(*) FROM createorder_entry WHERE status = 'SENDING'"
                                    + " AND due_at > CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")
                            == 0);
            long unwritten = scene.sandbox.record().stats().accepted()
                    - scene.count("SELECT COUNT(*) FROM createorder_entry WHERE status = 'ACCEPTED'");
            assertThat(unwritten).as("proofs that the nodes hold").isPositive();
            ledger.refuse(false);

            // Outcomes whose settling broke off are told when the lease on their report has ended, a minute later.
            scene.awaitEnd(LIMIT.multipliedBy(2));
            scene.assertNothingMissingNothingExtra();
            SandboxStats stats = scene.sandbox.record().stats();
            // A busy machine may lose a reply to a time-out: that one was not proved.
            long lost = nodes.stream().mapToLong(LedgerAwayTest::unknown).sum();
            assertThat(stats.repeatsAfterSuccess())
                    .as("posts of orders whose acceptance was proved")
                    .isLessThanOrEqualTo(lost);
        }
    }

    private static long unknown(Standalone node) {
        return node.main()
                .getCamelContext()
                .getRegistry()
                .lookupByNameAndType("createorderAttempts", Attempts.class)
                .count(Outcome.Kind.UNKNOWN);
    }

    private static Map<String, String> over(Scene scene, TcpProxy ledger) {
        Map<String, String> settings = new HashMap<>();
        settings.put("createorder.app.data-source.ledger.url", scene.urlThrough(ledger.port()));
        settings.put("createorder.gateway.response-timeout", "2s");
        settings.put("createorder.gateway.connect-timeout", "500ms");
        settings.put("createorder.gateway.pool-timeout", "300ms");
        settings.put("createorder.send.lease", LEASE.toSeconds() + "s");
        return settings;
    }
}
