package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.order.ErrorCause;
import io.github.createorder.top.Outcome.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class LedgerErrorsTest extends LedgerTestBase {
    private LedgerErrors errors;

    @BeforeEach
    void open() {
        errors = new LedgerErrors(new LedgerDb(dataSource, database.dialect()));
    }

    @Test
    void planNamesEachOrderAndItsVersion() {
        ledger.record(List.of(faulty("A", "ref-A", "x"), faulty("B", "ref-B", "x"), order("C"), order("D")));
        ledger.record(List.of(order("D", "ref-D2", "13.00")));
        send(Kind.REJECTED);
        ErrorPlan plan = errors.plan(ErrorSelection.all());
        assertThat(plan.byCause()).isEqualTo(Map.of("MAPPING", 2, "REJECTED", 2));
        assertThat(plan.bySource()).isEqualTo(Map.of("legacy", 4));
        assertThat(plan.conflicts()).isEqualTo(1);
        assertThat(errors.sources()).containsExactly("legacy");

        assertThat(errors.plan(ErrorSelection.ofIdentifier("D")).total()).isEqualTo(1);
        assertThat(errors.plan(ErrorSelection.ofIdentifier("D")).conflicts()).isEqualTo(1);
        assertThat(errors.plan(ErrorSelection.ofOrderKey("A")).total()).isEqualTo(1);
        assertThat(errors.plan(ErrorSelection.ofCause(ErrorCause.UNKNOWN)).total())
                .isZero();
        long ended = ((Number) column("ended_at", "C")).longValue();
        ErrorSelection rejected = ErrorSelection.ofCause(ErrorCause.REJECTED);
        assertThat(errors.plan(rejected.between(java.time.Instant.ofEpochMilli(ended), null))
                        .total())
                .isEqualTo(2);
        assertThat(errors.plan(rejected.between(null, java.time.Instant.ofEpochMilli(ended)))
                        .total())
                .isZero();
    }

    /** A broker that lost its messages still knows their duplicate ids, which hold the version. */
    @Test
    void errorsThatTheQueueLostArePublishedAgainUnderANewVersion() {
        ledger.record(List.of(faulty("A", "ref-A", "x"), order("D"), order("E")));
        ledger.record(List.of(order("D", "ref-D2", "13.00")));
        List<ErrorEntry> lost = ledger.claimErrors(10);
        ledger.errorsPublished(lost);
        assertThat(ledger.claimErrors(10)).isEmpty();

        assertThat(errors.publishAgain(ErrorSelection.all())).isEqualTo(2);

        List<ErrorEntry> again = ledger.claimErrors(10);
        assertThat(again)
                .extracting(ErrorEntry::id)
                .isEqualTo(lost.stream().map(ErrorEntry::id).toList());
        assertThat(again).extracting(ErrorEntry::version).containsExactly(1, 1);
        assertThat(again)
                .extracting(ErrorEntry::replays)
                .as("both messages can be replayed")
                .containsExactly(0, 0);
        ledger.errorsPublished(again);
        assertThat(errors.publishAgain(ErrorSelection.ofIdentifier("E"))).isZero();
        assertThat(errors.publishAgain(ErrorSelection.ofOrderKey("A"))).isEqualTo(1);
    }

    @Test
    void whoseMessageIsTakenOffIsPublishedAgainUnlessItIsOverOrOnItsWay() {
        ledger.record(
                List.of(faulty("A", "ref-A", "x"), faulty("B", "ref-B", "x"), faulty("C", "ref-C", "x"), order("D")));
        ledger.errorsPublished(ledger.claimErrors(10));
        jdbc.update("UPDATE createorder_entry SET status = 'READY', cause = NULL WHERE order_key = 'A'");

        int unsaid = Integer.MAX_VALUE;
        errors.takenOff(Map.of("A", unsaid, "B", 0, "C", unsaid, "D", unsaid, "unknown", unsaid));

        List<ErrorEntry> again = ledger.claimErrors(10);
        assertThat(again).extracting(ErrorEntry::orderKey).containsExactly("B", "C");
        ledger.errorsPublished(again);
        errors.takenOff(Map.of());
        // The old message of an error that has another message since.
        errors.takenOff(Map.of("B", 0));
        assertThat(ledger.claimErrors(10)).isEmpty();
        errors.takenOff(Map.of("B", 1));
        assertThat(ledger.claimErrors(10)).extracting(ErrorEntry::orderKey).containsExactly("B");
    }

    @Test
    void whereAnOrderStandsIsToldInWords() {
        ledger.record(List.of(order("A"), faulty("B", "ref-B", "x")));
        assertThat(errors.why(ErrorSelection.ofIdentifier("A")))
                .containsExactly("A is not in error: it is sent without a replay.");
        send(Kind.ACCEPTED);
        assertThat(errors.why(ErrorSelection.ofIdentifier("A")))
                .containsExactly("A is accepted: there is nothing to send again.");
        assertThat(errors.why(ErrorSelection.ofOrderKey("B")))
                .containsExactly("B is in error as MAPPING, but not of what was selected.");
        ledger.record(List.of(order("A", "ref-A", "99.00")));
        assertThat(errors.why(ErrorSelection.ofIdentifier("A")))
                .as("the order, and the conflict that has its identifier")
                .hasSize(2)
                .first()
                .isEqualTo("A is accepted: there is nothing to send again.");
        jdbc.update("UPDATE createorder_entry SET status = 'CLOSED' WHERE order_key = 'B'");
        assertThat(errors.why(ErrorSelection.ofOrderKey("B"))).containsExactly("B is closed: open it again first.");
        assertThat(errors.why(ErrorSelection.ofOrderKey("Z")))
                .containsExactly("The ledger has no order with the order_key Z.");
        assertThat(errors.why(ErrorSelection.all())).isEmpty();
    }
}
