package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.testing.LostLocks;
import io.github.createorder.top.Outcome;
import io.github.createorder.top.Outcome.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class SendTest extends LedgerTestBase {

    @Test
    void oldestDueIsClaimedFirst() {
        ledger.record(List.of(order("A"), order("B"), order("C")));
        jdbc.update("UPDATE createorder_entry SET due_at = due_at - 5000 WHERE order_key = 'C'");
        jdbc.update("UPDATE createorder_entry SET due_at = due_at + 60000 WHERE order_key = 'A'");

        assertThat(ledger.claim(1)).extracting(ClaimedOrder::identifier).containsExactly("C");
        assertThat(ledger.claim(5)).extracting(ClaimedOrder::identifier).containsExactly("B");
        assertThat(ledger.claim(5)).isEmpty();
        assertThat(ledger.claim(0)).isEmpty();
    }

    @Test
    void claimIsALease() {
        ledger.record(List.of(order("A")));
        ledger.claim(1);

        assertThat(column("status")).isEqualTo("SENDING");
        assertThat(column("lease_owner")).isEqualTo("node-1");
        long lease = ((Number) column("due_at")).longValue() - System.currentTimeMillis();
        assertThat(lease).isCloseTo(SETTINGS.lease().toMillis(), within(5000L));
        assertThat(column("first_attempt_at")).isNotNull();
    }

    @Test
    void orderOfADeadNodeComesBackAndMayBeExecuted() {
        ledger.record(List.of(order("A")));
        ClaimedOrder first = ledger.claim(1).get(0);
        assertThat(mayBeExecuted()).isFalse();
        everythingDue();

        ClaimedOrder second = ledger(dataSource, "node-2").claim(1).get(0);

        assertThat(second.version()).isEqualTo(first.version() + 1);
        assertThat(second.request()).isEqualTo(first.request());
        assertThat(mayBeExecuted()).isTrue();
        assertThat(column("lease_owner")).isEqualTo("node-2");
    }

    @Test
    void outcomeAfterTheLeaseIsFencedWhicheverNodeIsFirst() {
        ledger.record(List.of(order("A")));
        List<ClaimedOrder> late = ledger.claim(1);
        everythingDue();
        List<ClaimedOrder> current = ledger.claim(1);

        assertThat(ledger.settle(sent(late, outcome(Kind.REJECTED)))).isEqualTo(1);
        assertThat(column("status")).isEqualTo("SENDING");
        assertThat(ledger.settle(sent(current, outcome(Kind.ACCEPTED)))).isZero();
        assertThat(ledger.settle(sent(late, outcome(Kind.REJECTED)))).isEqualTo(1);
        assertThat(ledger.settle(sent(current, outcome(Kind.UNKNOWN)))).isEqualTo(1);

        assertThat(column("status")).isEqualTo("ACCEPTED");
        assertThat(events()).containsExactly("FENCED", "FENCED", "FENCED");
    }

    @Test
    void oneFencedOutcomeDoesNotHoldUpTheOthers() {
        ledger.record(orders(0, 3));
        List<ClaimedOrder> claimed = ledger.claim(3);
        jdbc.update(
                "UPDATE createorder_entry SET version = version + 1 WHERE id = ?",
                claimed.get(1).id());

        assertThat(ledger.settle(sent(claimed, outcome(Kind.REJECTED)))).isEqualTo(1);
        assertThat(ledger.counts().errors()).containsExactly(Map.entry(ErrorCause.REJECTED, 2L));
        assertThat(ledger.counts().sending()).isEqualTo(1);
    }

    @Test
    void acceptedIsTheEnd() {
        ledger.record(List.of(order("A")));
        send(Kind.ACCEPTED);

        assertThat(column("status")).isEqualTo("ACCEPTED");
        assertThat(column("due_at")).isNull();
        assertThat(column("ended_at")).isNotNull();
        assertThat(column("request_id")).isEqualTo("req-1");
        assertThat(column("reason")).isNull();
        assertThat(((Number) column("attempts")).intValue()).isEqualTo(1);
        assertThat(ledger.claimErrors(10)).isEmpty();
        assertThat(ledger.claimReports("legacy", 10)).hasSize(1);
    }

    @Test
    void rejectedIsAnError() {
        ledger.record(List.of(order("A")));
        send(Kind.REJECTED);

        ErrorEntry error = ledger.claimErrors(10).get(0);
        assertThat(error.cause()).isEqualTo(ErrorCause.REJECTED);
        assertThat(error.reason()).isEqualTo("because REJECTED");
        assertThat(error.code()).isEqualTo("15");
        assertThat(error.subCode()).isEqualTo("isp.sub");
        assertThat(error.responseCode()).isEqualTo("CODE");
        assertThat(error.requestId()).isEqualTo("req-1");
        assertThat(error.attempts()).isEqualTo(1);
        assertThat(error.firstAttemptAt()).isNotNull();
        assertThat(error.lastAttemptAt()).isNotNull();
        assertThat(error.mayBeExecuted()).isFalse();
        assertThat(error.request()).isEqualTo(order("A").request());
        assertThat(ledger.claimReports("legacy", 10)).singleElement().satisfies(report -> {
            assertThat(report.accepted()).isFalse();
            assertThat(report.cause()).isEqualTo(ErrorCause.REJECTED);
        });
    }

    /** The reply to the first attempt is lost; Taobao has the order, and calls the repeat wrong in words that nobody knows. */
    @Test
    void isvAfterALostReplyStaysUnknown() {
        ledger.record(List.of(order("A")));
        send(Kind.UNKNOWN);
        everythingDue();
        send(Kind.REJECTED);

        ErrorEntry error = ledger.claimErrors(10).get(0);
        assertThat(error.cause()).isEqualTo(ErrorCause.UNKNOWN);
        assertThat(error.mayBeExecuted()).isTrue();
        assertThat(error.reason()).isEqualTo(Settling.DOUBT + "because REJECTED");
        assertThat(error.subCode()).isEqualTo("isp.sub");
        assertThat(ledger.claimReports("legacy", 10))
                .singleElement()
                .extracting(Report::cause)
                .isEqualTo(ErrorCause.UNKNOWN);

        ledger.replayUnchanged(error, "asked Taobao", "test");
        send(Kind.REJECTED);
        assertThat(column("cause")).as("a replay takes no doubt away").isEqualTo("UNKNOWN");
    }

    @Test
    void refusalOfAnOrderThatADeadNodeMayHaveSentStaysUnknown() {
        ledger.record(List.of(order("A")));
        ledger.claim(1);
        everythingDue();
        send(Kind.REJECTED);

        assertThat(column("cause")).isEqualTo("UNKNOWN");
        assertThat(mayBeExecuted()).isTrue();
    }

    @Test
    void onlyAProofToTheContraryEndsTheDoubtOfALostReply() {
        ledger.record(List.of(order("A")));
        send(Kind.UNKNOWN);
        everythingDue();
        send(Kind.NOT_CREATED);

        assertThat(column("cause")).isEqualTo("REJECTED");
        assertThat(column("reason")).isEqualTo("because NOT_CREATED");
        assertThat(mayBeExecuted()).isFalse();
    }

    @Test
    void pausesBurnNoAttempt() {
        for (Kind kind : List.of(Kind.BANNED, Kind.MISCONFIGURED, Kind.UNREACHABLE)) {
            ledger.record(List.of(order("A")));
            ClaimedOrder claimed = send(kind).get(0);
            assertThat(claimed.attempts()).isZero();
            assertThat(column("status")).isEqualTo("READY");
            assertThat(column("lease_owner")).isNull();
            assertThat(mayBeExecuted()).isFalse();
            // One that was refused for the configuration goes behind the others.
            assertThat(ledger.claim(1)).hasSize(kind == Kind.MISCONFIGURED ? 0 : 1);
            jdbc.update("UPDATE createorder_entry SET status = 'READY'");
            everythingDue();
        }
        assertThat(ledger.claim(1)).hasSize(1);
    }

    @Test
    void unsentIsAsIfItHadNotBeenClaimed() {
        ledger.record(List.of(order("A")));
        ledger.settle(sent(ledger.claim(1), null));

        assertThat(column("status")).isEqualTo("READY");
        assertThat(column("first_attempt_at")).isNull();
        assertThat(column("last_attempt_at")).isNull();
        assertThat(ledger.claim(1))
                .singleElement()
                .extracting(ClaimedOrder::attempts)
                .isEqualTo(0);
    }

    @Test
    void notExecutedAndUnknownComeBackAfterGrowingDelays() {
        for (Kind kind : List.of(Kind.NOT_EXECUTED, Kind.UNKNOWN)) {
            jdbc.update("DELETE FROM createorder_entry");
            jdbc.update("DELETE FROM createorder_payload");
            ledger.record(List.of(order("A")));
            for (int attempt = 0; attempt < 4; attempt++) {
                ClaimedOrder claimed = ledger.claim(1).get(0);
                assertThat(claimed.attempts()).isEqualTo(attempt);
                ledger.settle(sent(List.of(claimed), outcome(kind)));
                long delay = ((Number) column("due_at")).longValue() - ((Number) column("last_attempt_at")).longValue();
                assertThat(delay).isEqualTo(1000L << attempt);
                assertThat(column("status")).isEqualTo("READY");
                assertThat(mayBeExecuted()).isEqualTo(kind == Kind.UNKNOWN);
                everythingDue();
            }
        }
    }

    @Test
    void givesUpWhenOldAndTriedOften() {
        ledger.record(List.of(order("A"), order("B")));
        jdbc.update("UPDATE createorder_entry SET may_be_executed = TRUE WHERE order_key = 'B'");
        for (int attempt = 1; attempt < 5; attempt++) {
            send(Kind.NOT_EXECUTED);
            everythingDue();
        }
        assertThat(ledger.counts().ready()).isEqualTo(2);
        jdbc.update("UPDATE createorder_entry SET round_from = round_from - 86401000");
        assertThat(send(Kind.NOT_EXECUTED)).allMatch(claimed -> claimed.ageMillis() > 86_400_000L);

        assertThat(column("cause", "A")).isEqualTo("NOT_EXECUTED");
        assertThat(column("cause", "B")).isEqualTo("UNKNOWN");
        assertThat(ledger.claimErrors(10)).hasSize(2);
        assertThat(events()).containsExactly("ERROR", "ERROR");
    }

    /** Waiting for the end of a ban, an outage or a dead node's lease is not the order's fault. */
    @Test
    void timeThatAnOrderWasDueAndNobodySentItMakesItNoOlder() {
        ledger.record(List.of(order("A")));
        for (int attempt = 1; attempt <= 6; attempt++) {
            send(Kind.UNKNOWN);
            everythingDue();
        }
        long hours = 30 * 3_600_000L;
        jdbc.update("UPDATE createorder_entry SET due_at = due_at - " + hours + ", round_from = round_from - " + hours);
        // A node that has looked before would find what lies so far back within half a minute.
        ledger = ledger(dataSource, "node-1");

        ClaimedOrder claimed = ledger.claim(1).get(0);

        assertThat(claimed.ageMillis()).isBetween(-1_000L, 60_000L);
        ledger.settle(sent(List.of(claimed), outcome(Kind.UNKNOWN)));
        assertThat(column("status")).isEqualTo("READY");
    }

    @Test
    void orderThatAloneIsRefusedForTheConfigurationGoesToAPerson() {
        ledger.record(List.of(order("A")));
        Outcome refused = outcome(Kind.MISCONFIGURED);
        for (int refusal = 1; refusal <= 4; refusal++) {
            ClaimedOrder claimed = ledger.claim(1).get(0);
            assertThat(claimed.refusals()).isEqualTo(refusal - 1);
            ledger.settle(List.of(new SentOrder(claimed, refused, true)));
            assertThat(column("status")).isEqualTo("READY");
            assertThat(column("attempts")).isEqualTo(0);
            assertThat(ledger.claim(1)).as("behind the others").isEmpty();
            everythingDue();
        }
        ledger.settle(List.of(new SentOrder(ledger.claim(1).get(0), refused, true)));
        assertThat(column("cause")).isEqualTo("NOT_EXECUTED");
        ErrorEntry error = ledger.claimErrors(1).get(0);
        ledger.replayUnchanged(error, "the firewall's rule is gone", "test");
        assertThat(ledger.claim(1).get(0).refusals()).isZero();
    }

    @Test
    void orderThatIsRefusedWhileEverybodyIsWaitsForTheConfigurationForEver() {
        ledger.record(List.of(order("A")));
        for (int refusal = 1; refusal <= 20; refusal++) {
            ledger.settle(List.of(new SentOrder(ledger.claim(1).get(0), outcome(Kind.MISCONFIGURED), false)));
            assertThat(ledger.claim(1)).as("behind the others").isEmpty();
            everythingDue();
        }
        assertThat(column("status")).isEqualTo("READY");
        assertThat(column("refusals")).isEqualTo(0);
    }

    @Test
    void outcomeWithItsOwnLimitGivesUpEarly() {
        ledger.record(List.of(order("A")));
        Outcome few = new Outcome(Kind.UNKNOWN, "odd", 200, "10", null, null, null, null, 2);
        ledger.settle(sent(ledger.claim(1), few));
        assertThat(column("status")).isEqualTo("READY");
        everythingDue();
        ledger.settle(sent(ledger.claim(1), few));
        assertThat(column("cause")).isEqualTo("UNKNOWN");
    }

    @Test
    void longOrStrangeAnswersAreCut() {
        ledger.record(List.of(order("A")));
        String wild = "x\0" + "长".repeat(5000);
        ledger.settle(sent(ledger.claim(1), new Outcome(Kind.REJECTED, wild, 200, wild, wild, wild, wild, null, 0)));
        assertThat((String) column("reason")).startsWith("x 长").hasSize(500);
    }

    @Test
    void databaseClockSetBackByAnHourHoldsUpNoOrder() {
        ledger.record(List.of(order("A"), order("B"), order("C"), faulty("D", "ref-D", "x")));
        ClaimedOrder held = ledger.claim(1).get(0);
        String hour = " + 3600000 WHERE order_key ";
        jdbc.update("UPDATE createorder_entry SET due_at = due_at" + hour + "IN ('A', 'B')");
        jdbc.update("UPDATE createorder_entry SET due_at = due_at + 60000 WHERE order_key = 'C'");
        jdbc.update("UPDATE createorder_entry SET error_due = error_due" + hour + "= 'D'");
        jdbc.update("UPDATE createorder_entry SET report_due = report_due" + hour + "= 'D'");

        ledger.shortenWaits();

        assertThat(ledger.claim(10))
                .as("the lease is its owner's, and C waits for its next attempt")
                .extracting(ClaimedOrder::identifier)
                .containsExactly(held.identifier().equals("A") ? "B" : "A");
        assertThat(((Number) column("due_at", held.identifier())).longValue() - System.currentTimeMillis())
                .isCloseTo(SETTINGS.lease().toMillis(), within(5000L));
        assertThat(ledger.claimErrors(10)).extracting(ErrorEntry::orderKey).containsExactly("D");
        assertThat(ledger.claimReports("legacy", 10)).hasSize(1);
    }

    @Test
    void nodesNeverHoldTheSameOrder() throws Exception {
        nodesShareTheOrders(ledger, dataSource -> dataSource);
    }

    /** Should the database, or what stands between, take the words of a lock and lock nothing: it costs work, and no second send. */
    @Test
    void nodesNeverHoldTheSameOrderThoughTheDatabaseDropsItsLocks() throws Exception {
        nodesShareTheOrders(ledger(LostLocks.of(dataSource), "node-1"), LostLocks::of);
    }

    private void nodesShareTheOrders(Ledger first, UnaryOperator<DataSource> of) throws Exception {
        int orders = 600;
        for (int from = 0; from < orders; from += 200) {
            ledger.record(orders(from, 200));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<List<Long>>> results = new ArrayList<>();
        try (HikariDataSource other = database.anotherNode()) {
            List<Callable<List<Long>>> claimers = IntStream.range(0, 4)
                    .<Callable<List<Long>>>mapToObj(n -> {
                        Ledger node = n % 2 == 0 ? first : ledger(of.apply(other), "node-2");
                        return () -> claimAndSettleAll(node);
                    })
                    .toList();
            results.addAll(threads.invokeAll(claimers));
        } finally {
            threads.shutdownNow();
        }
        List<Long> claimed = new ArrayList<>();
        for (Future<List<Long>> result : results) {
            claimed.addAll(result.get());
        }
        Set<Long> distinct = new HashSet<>(claimed);
        assertThat(claimed).hasSize(orders);
        assertThat(distinct).hasSize(orders);
        assertThat(ledger.counts().accepted()).isEqualTo(orders);
    }

    private List<Long> claimAndSettleAll(Ledger node) {
        List<Long> ids = new ArrayList<>();
        int empty = 0;
        // Rows that another claimer is just locking are passed over: look again before calling it a day.
        while (empty < 3) {
            List<ClaimedOrder> claimed = node.claim(17);
            empty = claimed.isEmpty() ? empty + 1 : 0;
            claimed.forEach(order -> ids.add(order.id()));
            assertThat(node.settle(sent(claimed, outcome(Kind.ACCEPTED)))).isZero();
        }
        return ids;
    }

    private boolean mayBeExecuted() {
        return Boolean.TRUE.equals(jdbc.queryForObject("SELECT may_be_executed FROM createorder_entry", Boolean.class));
    }
}
