package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.top.Outcome.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.CannotCreateTransactionException;

/** Orders and outcomes that pass from one movement to the next in a node's memory: the ledger has them all the while. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class HandOverTest extends LedgerTestBase {
    private long now = 1;
    private Ledger node;

    @BeforeEach
    void nodeThatClaimsAndReports() {
        node = node(dataSource, "node-a");
        node.claim(10);
        node.claimReports("legacy", 10);
    }

    private Ledger node(HikariDataSource source, String name) {
        Ledger made = new Ledger(
                new LedgerDb(source, database.dialect(), () -> now),
                name,
                SETTINGS,
                PayloadKeys.NONE,
                new Random(7),
                json());
        made.handOver();
        return made;
    }

    private List<String> statuses() {
        return jdbc.queryForList("SELECT status FROM createorder_entry ORDER BY order_key", String.class);
    }

    private void passes(Duration time) {
        now += time.toNanos();
    }

    @Test
    void takenOrderIsLeasedAsIfItHadBeenClaimed() {
        node.record(List.of(order("A")));
        Object handedOver =
                jdbc.queryForMap("SELECT status, version, lease_owner, attempts, may_be_executed, round_from,"
                        + " ended_at, report_due, error_due FROM createorder_entry");
        long lease = ((Number) column("due_at")).longValue() - System.currentTimeMillis();
        ClaimedOrder fromMemory = node.claim(10).get(0);

        jdbc.update("DELETE FROM createorder_entry");
        jdbc.update("DELETE FROM createorder_payload");
        passes(Duration.ofHours(1));
        node.record(List.of(order("A")));
        assertThat(statuses()).containsExactly("READY");
        ClaimedOrder fromLedger = node.claim(10).get(0);

        assertThat(handedOver)
                .isEqualTo(
                        jdbc.queryForMap("SELECT status, version, lease_owner, attempts, may_be_executed, round_from,"
                                + " ended_at, report_due, error_due FROM createorder_entry"));
        assertThat(lease).isCloseTo(SETTINGS.lease().toMillis(), within(5000L));
        assertThat(fromMemory)
                .usingRecursiveComparison()
                .ignoringFields("id", "leaseEndsNanos")
                .isEqualTo(fromLedger);
        assertThat(fromMemory.leaseEndsNanos()).isCloseTo(fromLedger.leaseEndsNanos(), within(60_000_000_000L));
    }

    @Test
    void onlyGoodNewOrdersAreHandedOver() {
        node.record(List.of(faulty("F", "ref-F", "x")));
        node.record(List.of(order("A"), faulty("B", "ref-B", "x"), order("A", "ref-other", "13.00")));
        // Corrected: its lease would be of a version that somebody may hold.
        node.record(List.of(order("F", "ref-F", "12.50")));

        assertThat(node.counts().sending()).isEqualTo(1);
        passes(Duration.ofMillis(200));
        assertThat(node.claim(10)).extracting(ClaimedOrder::identifier).containsExactlyInAnyOrder("A", "F");
        assertThat(node.claim(10)).isEmpty();
    }

    @Test
    void handedOverAndNotSentComesBackWhenTheLeaseEnds() {
        node.record(List.of(order("A")));
        // The node is killed here.
        Ledger other = ledger(dataSource, "node-b");
        assertThat(other.claim(10)).isEmpty();
        everythingDue();

        ClaimedOrder again = other.claim(10).get(0);
        other.settle(sent(List.of(again), outcome(Kind.ACCEPTED)));

        assertThat(again.version()).isEqualTo(2);
        assertThat(again.request()).isEqualTo(order("A").request());
        // It was frozen only: what it still holds is late, and changes nothing.
        assertThat(node.settle(sent(node.claim(10), outcome(Kind.REJECTED)))).isEqualTo(1);
        assertThat(column("status")).isEqualTo("ACCEPTED");
    }

    @Test
    void settledAndNotReportedComesBackWhenTheLeaseEnds() {
        node.record(List.of(order("A")));
        node.settle(sent(node.claim(10), outcome(Kind.ACCEPTED)));
        // The node is killed here.
        Ledger other = ledger(dataSource, "node-b");
        assertThat(other.claimReports("legacy", 10)).isEmpty();
        jdbc.update("UPDATE createorder_entry SET report_due = report_due - "
                + SETTINGS.reportLease().toMillis());

        List<Report> reports = other.claimReports("legacy", 10);

        assertThat(reports).isEqualTo(node.claimReports("legacy", 10)).hasSize(1);
        other.reported(reports);
        node.reported(reports);
        assertThat(column("report_due")).isNull();
    }

    /** A source that is told slowly: past the lease another node tells it, and this one must not do so too. */
    @Test
    void outcomeThatWaitsInMemoryForLongIsLeftToTheLedger() {
        node.record(List.of(order("A")));
        node.settle(sent(node.claim(10), outcome(Kind.ACCEPTED)));
        passes(SETTINGS.reportLease().dividedBy(2));

        assertThat(node.claimReports("legacy", 10)).isEmpty();
        jdbc.update("UPDATE createorder_entry SET report_due = report_due - "
                + SETTINGS.reportLease().toMillis());
        assertThat(ledger(dataSource, "node-b").claimReports("legacy", 10)).hasSize(1);
    }

    @Test
    void outcomeIsToldFromMemoryOnceAndRemembered() {
        node.record(List.of(order("A"), order("B"), order("C")));
        List<ClaimedOrder> claimed = node.claim(10);
        node.settle(sent(claimed.subList(0, 1), outcome(Kind.ACCEPTED)));
        node.settle(sent(claimed.subList(1, 2), outcome(Kind.REJECTED)));
        node.settle(sent(claimed.subList(2, 3), outcome(Kind.UNKNOWN)));

        List<Report> reports = node.claimReports("legacy", 10);

        assertThat(reports).extracting(Report::accepted).containsExactly(true, false);
        assertThat(reports)
                .isEqualTo(jdbc.query(Ledger.REPORT + "e.report_due IS NOT NULL ORDER BY id", Ledger::readReport));
        assertThat(node.claimReports("legacy", 10)).isEmpty();
        node.reported(reports);
        assertThat(jdbc.queryForList("SELECT 1 FROM createorder_entry WHERE report_due IS NOT NULL"))
                .isEmpty();
    }

    @Test
    void outcomeOfAReplayThatComesBetweenIsToldInTheEnd() {
        node.record(List.of(order("A")));
        node.settle(sent(node.claim(10), outcome(Kind.REJECTED)));
        List<Report> old = node.claimReports("legacy", 10);
        node.replayUnchanged(node.findError("A").orElseThrow(), "corrected", "somebody");
        passes(Duration.ofSeconds(1));
        node.settle(sent(node.claim(10), outcome(Kind.ACCEPTED)));

        node.reported(old);

        passes(Duration.ofSeconds(1));
        assertThat(node.claimReports("legacy", 10)).extracting(Report::accepted).contains(true);
    }

    @Test
    void nothingIsHandedOverWhileSendingIsClosed() {
        node.claim(0);
        node.record(List.of(order("A")));
        node.claim(1);
        node.record(List.of(order("B")));

        assertThat(statuses()).containsExactly("SENDING", "READY");
    }

    @Test
    void whatWasHandedOverIsGivenBackWhenSendingCloses() {
        node.record(List.of(order("A")));
        assertThat(statuses()).containsExactly("SENDING");

        assertThat(node.claim(0)).isEmpty();

        assertThat(statuses()).containsExactly("READY");
        assertThat(column("first_attempt_at")).isNull();
        assertThat(column("lease_owner")).isNull();
        assertThat(ledger(dataSource, "node-b").claim(10)).hasSize(1);
    }

    @Test
    void whatNobodyFetchesIsGivenBack() {
        node.record(List.of(order("A")));
        node.present();
        assertThat(statuses()).containsExactly("SENDING");
        passes(Duration.ofSeconds(2));

        node.present();

        assertThat(statuses()).containsExactly("READY");
        node.record(List.of(order("B")));
        assertThat(statuses()).containsExactly("READY", "READY");
    }

    @Test
    void nodeThatStopsGivesBackWhatItHolds() {
        node.record(List.of(order("A"), order("B")));
        node.settle(sent(node.claim(1), outcome(Kind.ACCEPTED)));

        node.handBack();

        Ledger other = ledger(dataSource, "node-b");
        assertThat(other.claimReports("legacy", 10)).hasSize(1);
        assertThat(other.claim(10)).hasSize(1);
        node.record(List.of(order("C")));
        assertThat(column("status", "C")).isEqualTo("READY");
    }

    @Test
    void noMoreIsHandedOverThanIsSoonFetched() {
        node.claim(3);
        node.record(orders(0, 20));

        assertThat(node.counts().sending()).isEqualTo(6);
        assertThat(node.counts().ready()).isEqualTo(14);
    }

    @Test
    void whatWaitsInTheLedgerIsNotOvertakenForLong() {
        ledger.record(orders(0, 40));
        node.claim(10);
        node.record(orders(100, 10));

        // A full look: there is more, so that each claim is one half of both.
        assertThat(node.claim(10))
                .filteredOn(order -> order.identifier().startsWith("P000001"))
                .hasSize(5);
        node.record(orders(200, 10));
        assertThat(node.claim(10))
                .filteredOn(order -> order.identifier().startsWith("P000000"))
                .hasSize(5);
        List<ClaimedOrder> rest = List.of();
        for (int i = 0; i < 5; i++) {
            rest = node.claim(10);
        }
        assertThat(rest).isEmpty();
        assertThat(node.counts().ready()).isZero();
    }

    @Test
    void laterOrdersInTheLedgerAreSeenWhileMemoryIsFull() {
        node.record(orders(0, 20));
        node.claim(10);
        ledger.record(List.of(order("other-node")));
        node.record(orders(100, 20));
        passes(Duration.ofMillis(200));

        assertThat(node.claim(10)).extracting(ClaimedOrder::identifier).contains("other-node");
    }

    @Test
    void claimThatFailsLosesNothingOfWhatIsInMemory() {
        HikariDataSource another = database.anotherNode();
        Ledger cut = node(another, "node-c");
        cut.claim(10);
        cut.record(List.of(order("A")));
        another.close();
        passes(Duration.ofMillis(200));

        assertThatThrownBy(() -> cut.claim(10)).isInstanceOf(CannotCreateTransactionException.class);
        assertThat(cut.claim(1)).extracting(ClaimedOrder::identifier).containsExactly("A");
    }

    /** Otherwise the workers stand idle between two batches for as long as the route sleeps after it has found nothing. */
    @Test
    @Timeout(60)
    void claimBetweenTwoBatchesWaitsForTheNext() throws Exception {
        HandOver<String> handOver = new HandOver<>(() -> now, 1000);
        handOver.claim(2, 4, 0, asked -> List.of());
        hand(handOver, "a");
        assertThat(handOver.claim(2, 4, 60_000, asked -> List.of())).containsExactly("a");

        FutureTask<List<String>> claim = new FutureTask<>(() -> handOver.claim(2, 4, 60_000, asked -> List.of()));
        claimed(claim);
        hand(handOver, "b");
        assertThat(claim.get()).containsExactly("b");
    }

    @Test
    @Timeout(60)
    void claimDoesNotWaitWhereNothingHasBeenHandedOverForLongNorPastAStop() throws Exception {
        HandOver<String> handOver = new HandOver<>(() -> now, 1000);
        assertThat(handOver.claim(2, 4, 60_000, asked -> List.of())).isEmpty();
        hand(handOver, "a");
        handOver.claim(2, 4, 0, asked -> List.of());
        FutureTask<List<String>> claim = new FutureTask<>(() -> handOver.claim(2, 4, 60_000, asked -> List.of()));
        claimed(claim);
        handOver.drain();
        assertThat(claim.get()).isEmpty();

        passes(Duration.ofSeconds(2));
        assertThat(handOver.claim(2, 4, 60_000, asked -> List.of())).isEmpty();
    }

    private static void hand(HandOver<String> handOver, String one) {
        handOver.put(handOver.reserve(1, 0), List.of(one), Long.MAX_VALUE);
    }

    /** Starts a claim, which comes to wait. */
    private static void claimed(FutureTask<List<String>> claim) {
        Thread thread = new Thread(claim);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }
}
