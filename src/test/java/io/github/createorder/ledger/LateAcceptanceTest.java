package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.top.Outcome;
import io.github.createorder.top.Outcome.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A proof of acceptance is written whoever brings it and however late, and nothing is sent once it is. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class LateAcceptanceTest extends LedgerTestBase {

    @Test
    void acceptanceThatComesAfterTheLeaseIsWrittenAndFencesTheOtherNode() {
        ledger.record(List.of(order("A")));
        List<ClaimedOrder> late = ledger.claim(1);
        everythingDue();
        Ledger other = ledger(dataSource, "node-2");
        List<ClaimedOrder> current = other.claim(1);
        assertThat(other.stillHolds(current.get(0))).isTrue();

        assertThat(ledger.settle(sent(late, outcome(Kind.ACCEPTED)))).isZero();

        assertThat(column("status")).isEqualTo("ACCEPTED");
        assertThat(column("due_at")).isNull();
        assertThat(column("reason")).isNull();
        assertThat(other.stillHolds(current.get(0)))
                .as("nothing is posted once it is proved")
                .isFalse();
        assertThat(other.settle(sent(current, outcome(Kind.REJECTED)))).isEqualTo(1);
        assertThat(column("status")).isEqualTo("ACCEPTED");
        assertThat(events()).containsExactly("ACCEPTED_LATE", "FENCED");
        assertThat(ledger.claimReports("legacy", 10))
                .singleElement()
                .extracting(Report::accepted)
                .isEqualTo(true);
    }

    @Test
    void acceptanceOfAnOrderThatWasToldAsAnErrorIsToldToAllItsPlacesAndItsErrorMessageIsStale() {
        ledger.record(List.of(order("A")));
        List<ClaimedOrder> late = ledger.claim(1);
        ledger.record(List.of(order("A", "second-ref", "12.50")));
        everythingDue();
        Ledger other = ledger(dataSource, "node-2");
        other.settle(sent(other.claim(1), new Outcome(Kind.UNKNOWN, "odd", 200, "10", null, null, null, null, 1)));
        List<ErrorEntry> errors = other.claimErrors(10);
        assertThat(errors).extracting(ErrorEntry::cause).containsExactly(ErrorCause.UNKNOWN);
        other.errorsPublished(errors);
        List<Report> told = other.claimReports("legacy", 10);
        assertThat(told).hasSize(2).noneMatch(Report::accepted);
        other.reported(told);
        assertThat(other.claimReports("legacy", 10)).isEmpty();

        assertThat(ledger.settle(sent(late, outcome(Kind.ACCEPTED)))).isZero();

        assertThat(other.claimReports("legacy", 10))
                .hasSize(2)
                .allMatch(Report::accepted)
                .extracting(Report::ref)
                .containsExactlyInAnyOrder("ref-A", "second-ref");
        assertThat(other.findError("A"))
                .as("what its message asks for is no more")
                .isEmpty();
        assertThat(other.replayUnchanged(errors.get(0), "again", "li").kind()).isEqualTo(ReplayVerdict.Kind.REFUSED);
        assertThat(other.claimErrors(10)).isEmpty();
        assertThat(other.claim(10)).isEmpty();
    }

    /** The error's report is under way just when the proof comes. */
    @Test
    void reportOfTheErrorThatEndsAfterTheProofDoesNotHideIt() {
        ledger.record(List.of(order("A")));
        List<ClaimedOrder> late = ledger.claim(1);
        everythingDue();
        Ledger other = ledger(dataSource, "node-2");
        other.settle(sent(other.claim(1), outcome(Kind.REJECTED)));
        List<Report> underWay = other.claimReports("legacy", 10);
        List<ErrorEntry> publishing = other.claimErrors(10);

        ledger.settle(sent(late, outcome(Kind.ACCEPTED)));
        other.reported(underWay);
        other.errorsPublished(publishing);

        assertThat(other.claimReports("legacy", 10))
                .singleElement()
                .extracting(Report::accepted)
                .isEqualTo(true);
    }

    @Test
    void acceptanceOfAnOrderThatAPersonHasReplayedMeanwhileEndsIt() {
        ledger.record(List.of(order("A")));
        List<ClaimedOrder> late = ledger.claim(1);
        everythingDue();
        Ledger other = ledger(dataSource, "node-2");
        other.settle(sent(other.claim(1), outcome(Kind.REJECTED)));
        other.replayUnchanged(other.claimErrors(1).get(0), "again", "li");
        assertThat(column("status")).isEqualTo("READY");

        ledger.settle(sent(late, outcome(Kind.ACCEPTED)));

        assertThat(column("status")).isEqualTo("ACCEPTED");
        assertThat(other.claim(10)).isEmpty();
    }

    @Test
    void acceptanceOfARequestThatWasChangedSinceIsAConflictForAPersonAndIsNotSent() {
        ledger.record(List.of(order("A")));
        List<ClaimedOrder> late = ledger.claim(1);
        everythingDue();
        Ledger other = ledger(dataSource, "node-2");
        other.settle(sent(other.claim(1), outcome(Kind.NOT_CREATED)));
        FrozenOrder corrected = order("A", "ref-A", "99.00");
        assertThat(other.record(List.of(corrected)).corrected()).isEqualTo(1);
        List<ClaimedOrder> current = other.claim(1);
        assertThat(current).hasSize(1);

        assertThat(ledger.settle(sent(late, outcome(Kind.ACCEPTED)))).isZero();

        assertThat(other.stillHolds(current.get(0))).isFalse();
        ErrorEntry error = other.claimErrors(10).get(0);
        assertThat(error.cause()).isEqualTo(ErrorCause.CONFLICT);
        assertThat(error.reason()).isEqualTo(LateAcceptance.DIFFERS);
        assertThat(error.requestId()).isEqualTo("req-1");
        assertThat(other.claim(10)).isEmpty();
    }

    @Test
    void proofIsNotLostWhenTheNodeItselfClaimedTheOrderAgainAndBringsBothOutcomesAtOnce() {
        ledger.record(List.of(order("A")));
        ClaimedOrder first = ledger.claim(1).get(0);
        everythingDue();
        ClaimedOrder second = ledger.claim(1).get(0);

        ledger.settle(List.of(
                new SentOrder(first, outcome(Kind.ACCEPTED), true),
                new SentOrder(second, outcome(Kind.UNKNOWN), true)));

        assertThat(column("status")).isEqualTo("ACCEPTED");
    }

    @Test
    void secondProofChangesNothing() {
        ledger.record(List.of(order("A")));
        List<ClaimedOrder> late = ledger.claim(1);
        everythingDue();
        send(Kind.ACCEPTED);
        ledger.reported(ledger.claimReports("legacy", 10));

        assertThat(ledger.settle(sent(late, outcome(Kind.ACCEPTED)))).isZero();

        assertThat(ledger.claimReports("legacy", 10)).isEmpty();
        assertThat(events()).isEmpty();
    }

    @Test
    void afterTheLedgerWasAwayEndedLeasesAreLeftToTheirOwnersForAWhile() {
        AtomicBoolean away = new AtomicBoolean();
        AtomicLong nanos = new AtomicLong(Duration.ofHours(1).toNanos());
        Ledger one = nodeOver(away, nanos, "node-1");
        Ledger two = nodeOver(away, nanos, "node-2");
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        one.record(List.of(order("A"), order("B"), order("C")));
        assertThat(one.claim(1)).hasSize(1);
        assertThat(two.claim(1)).hasSize(1);
        away.set(true);
        everythingDue();
        for (Ledger node : List.of(one, two)) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> node.claim(10)))
                    .isNotNull();
        }
        away.set(false);

        List<ClaimedOrder> claimed = new ArrayList<>(two.claim(10));
        assertThat(claimed)
                .extracting(ClaimedOrder::identifier)
                .as("what nobody had claimed")
                .containsExactly("C");
        assertThat(one.claim(10)).as("nor its own, whose outcomes it may hold").isEmpty();

        nanos.addAndGet(Duration.ofSeconds(16).toNanos());
        assertThat(one.claim(10)).extracting(ClaimedOrder::identifier).containsExactly("A", "B");
    }

    @Test
    void nodeThatHasJustStartedLeavesEndedLeasesToOthersButNotToThatOfItsOwnName() {
        ledger.record(List.of(order("A"), order("B")));
        ledger.claim(1);
        ledger(dataSource, "node-2").claim(1);
        everythingDue();
        AtomicLong nanos = new AtomicLong();
        Ledger started = nodeOver(new AtomicBoolean(), nanos, "node-2");

        assertThat(started.claim(10)).extracting(ClaimedOrder::identifier).containsExactly("B");

        nanos.addAndGet(Duration.ofSeconds(16).toNanos());
        assertThat(started.claim(10)).extracting(ClaimedOrder::identifier).containsExactly("A");
    }

    @Test
    void repeatIsNotSentWhileTheLedgerCannotBeAsked() {
        AtomicBoolean away = new AtomicBoolean();
        Ledger node = nodeOver(away, new AtomicLong(), "node-1");
        node.record(List.of(order("A")));
        assertThat(node.stillHolds(node.claim(1).get(0))).isTrue();
        everythingDue();
        ClaimedOrder again = node.claim(1).get(0);
        assertThat(node.stillHolds(again)).isTrue();
        away.set(true);
        assertThat(node.stillHolds(again)).isFalse();
    }

    private Ledger nodeOver(AtomicBoolean away, AtomicLong nanos, String node) {
        DelegatingDataSource network = new DelegatingDataSource(dataSource) {
            @Override
            public Connection getConnection() throws SQLException {
                if (away.get()) {
                    throw new SQLException("Connection refused", "08001");
                }
                return super.getConnection();
            }
        };
        LedgerSettings settings =
                new LedgerSettings(SETTINGS.lease(), SETTINGS.reportLease(), Duration.ofSeconds(15), SETTINGS.retry());
        return new Ledger(
                new LedgerDb(network, database.dialect(), nanos::get),
                node,
                settings,
                PayloadKeys.NONE,
                new Random(7),
                json());
    }
}
