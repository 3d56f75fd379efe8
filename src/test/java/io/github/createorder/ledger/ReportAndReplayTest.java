package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.top.Outcome.Kind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ReportAndReplayTest extends LedgerTestBase {

    @Test
    void errorsArePublishedOnceAndAgainAfterACrash() {
        ledger.record(List.of(faulty("A", "ref-A", "x")));
        List<ErrorEntry> claimed = ledger.claimErrors(10);
        assertThat(claimed).singleElement().satisfies(error -> {
            assertThat(error.faults())
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.field()).isEqualTo("total_fee_amount"));
            assertThat(error.record()).contains("张三");
            assertThat(error.request()).isNull();
            assertThat(error.firstAttemptAt()).isNull();
            assertThat(error.takenAt()).isPositive();
            assertThat(error.mappingVersion()).isEqualTo("legacy@1");
        });
        assertThat(ledger(dataSource, "node-2").claimErrors(10)).isEmpty();

        jdbc.update("UPDATE createorder_entry SET error_due = "
                + database.dialect().nowMillis() + " - 1 WHERE error_due IS NOT NULL");
        assertThat(ledger(dataSource, "node-2").claimErrors(10)).isEqualTo(claimed);

        ledger.errorsPublished(claimed);
        jdbc.update("UPDATE createorder_entry SET error_due = "
                + database.dialect().nowMillis() + " - 1 WHERE error_due IS NOT NULL");
        assertThat(ledger.claimErrors(10)).isEmpty();
    }

    @Test
    void publishingAnOldErrorDoesNotHideANewerOne() {
        ledger.record(List.of(faulty("A", "ref-A", "x")));
        List<ErrorEntry> old = ledger.claimErrors(10);
        ledger.record(List.of(faulty("A", "ref-A", "y")));

        ledger.errorsPublished(old);

        assertThat(ledger.claimErrors(10))
                .singleElement()
                .satisfies(error -> assertThat(error.reason()).contains("y"));
    }

    @Test
    void reportsAreOfOneSourceAndComeAgainUntilToldOf() {
        ledger.record(orders(0, 5));
        send(Kind.ACCEPTED);
        assertThat(ledger.claimReports("other", 10)).isEmpty();
        List<Report> some = ledger.claimReports("legacy", 3);
        assertThat(some).hasSize(3).allMatch(Report::accepted);
        assertThat(ledger.claimReports("legacy", 10)).hasSize(2);
        ledger.reported(some);
        jdbc.update("UPDATE createorder_entry SET report_due = "
                + database.dialect().nowMillis() + " - 1 WHERE report_due IS NOT NULL");
        assertThat(ledger.claimReports("legacy", 10)).hasSize(2);
    }

    @Test
    void reportOfAnOldVersionDoesNotHideTheNewOne() {
        ledger.record(List.of(order("A")));
        send(Kind.REJECTED);
        List<Report> old = ledger.claimReports("legacy", 10);
        ledger.replayUnchanged(ledger.findError("A").orElseThrow(), "rule was wrong at Taobao", "li");
        send(Kind.ACCEPTED);

        ledger.reported(old);

        assertThat(ledger.claimReports("legacy", 10))
                .singleElement()
                .satisfies(report -> assertThat(report.accepted()).isTrue());
    }

    @Test
    void replayUnchangedSendsTheSameBytes() {
        ledger.record(List.of(order("A")));
        send(Kind.UNKNOWN);
        everythingDue();
        send(Kind.REJECTED);
        ErrorEntry error = ledger.findError("A").orElseThrow();
        assertThat(error.attempts()).isEqualTo(2);

        assertThat(ledger.replayUnchanged(error, "Taobao says try again", "li").kind())
                .isEqualTo(ReplayVerdict.Kind.READY);

        assertThat(ledger.claimErrors(10)).isEmpty();
        ClaimedOrder claimed = ledger.claim(1).get(0);
        assertThat(claimed.request()).isEqualTo(order("A").request());
        assertThat(claimed.attempts()).isZero();
        assertThat(claimed.ageMillis()).isZero();
        ledger.settle(sent(List.of(claimed), outcome(Kind.REJECTED)));
        ErrorEntry again = ledger.findError("A").orElseThrow();
        assertThat(again.replays()).isEqualTo(1);
        assertThat(again.attempts()).isEqualTo(3);
        assertThat(again.firstAttemptAt()).isEqualTo(error.firstAttemptAt());
        assertThat(events()).containsExactly("ERROR", "REPLAYED", "ERROR");
        assertThat(jdbc.queryForObject("SELECT who FROM createorder_event WHERE event = 'REPLAYED'", String.class))
                .isEqualTo("li");
    }

    /** The same line in two files, or in two rows: neither may go on saying "error" for an order that exists. */
    @Test
    void everyPlaceThatWasToldOfAnErrorIsToldWhatComesOfItsReplay() {
        ledger.record(List.of(order("A", "F#5", "1.00")));
        send(Kind.REJECTED);
        assertThat(tell()).containsExactly("F#5=false");
        ledger.record(List.of(order("A", "G#3", "1.00")));
        assertThat(tell()).containsExactly("G#3=false");
        ledger.errorsPublished(ledger.claimErrors(10));
        assertThat(ledger.idle(Set.of("legacy"))).isTrue();

        ledger.replayUnchanged(ledger.findError("A").orElseThrow(), "Taobao says try again", "li");
        assertThat(tell()).as("not before it has ended").isEmpty();
        send(Kind.REJECTED);
        assertThat(tell()).containsExactly("F#5=false", "G#3=false");

        ledger.replayAfresh(
                ledger.findError("A").orElseThrow(), order("A", "F#5", "2.00"), "the mapping is corrected", "li");
        send(Kind.ACCEPTED);
        assertThat(tell()).containsExactly("F#5=true", "G#3=true");
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM createorder_repeat", Integer.class))
                .isZero();
    }

    @Test
    void replayWhileAPlaceIsBeingToldOfTheErrorIsToldThereAsWell() {
        ledger.record(List.of(order("A", "F#5", "1.00"), order("A", "G#3", "1.00")));
        send(Kind.REJECTED);
        List<Report> underWay = ledger.claimReports("legacy", 10);
        ledger.replayUnchanged(ledger.findError("A").orElseThrow(), "Taobao says try again", "li");
        send(Kind.ACCEPTED);
        ledger.reported(underWay);
        assertThat(tell()).containsExactly("F#5=true", "G#3=true");
    }

    private List<String> tell() {
        List<Report> reports = ledger.claimReports("legacy", 10);
        ledger.reported(reports);
        return reports.stream()
                .map(report -> report.ref() + "=" + report.accepted())
                .toList();
    }

    @Test
    void replayOfAnEntryThatHasChangedIsRefused() {
        ledger.record(List.of(order("A")));
        send(Kind.REJECTED);
        ErrorEntry error = ledger.findError("A").orElseThrow();
        ledger.replayUnchanged(error, "first", "li");

        assertThat(ledger.replayUnchanged(error, "second", "wang").kind()).isEqualTo(ReplayVerdict.Kind.REFUSED);
        assertThat(ledger.replayAfresh(error, order("A", "ref-A", "2.00"), "third", "wang")
                        .kind())
                .isEqualTo(ReplayVerdict.Kind.REFUSED);
    }

    @Test
    void replayUnchangedNeedsARequest() {
        ledger.record(List.of(faulty("A", "ref-A", "x")));
        ReplayVerdict result = ledger.replayUnchanged(ledger.findError("A").orElseThrow(), "hope", "li");
        assertThat(result.kind()).isEqualTo(ReplayVerdict.Kind.REFUSED);
        assertThat(result.reason()).contains("no request");
    }

    @Test
    void conflictIsNeverReplayed() {
        ledger.record(List.of(order("A", "1", "1.00"), order("A", "2", "2.00")));
        ErrorEntry conflict = ledger.claimErrors(10).get(0);

        assertThat(ledger.replayUnchanged(conflict, "send it", "li").kind()).isEqualTo(ReplayVerdict.Kind.REFUSED);
        ReplayVerdict again = ledger.replayAfresh(conflict, order("A", "2", "2.00"), "send it", "li");
        assertThat(again.kind()).isEqualTo(ReplayVerdict.Kind.ERROR_AGAIN);
        assertThat(ledger.findError(conflict.orderKey()).orElseThrow().cause()).isEqualTo(ErrorCause.CONFLICT);
    }

    @Test
    void conflictWhoseMendedMappingGivesAnotherIdentifierIsSent() {
        ledger.record(List.of(order("A", "1", "1.00"), order("A", "2", "2.00")));
        ErrorEntry conflict = ledger.claimErrors(10).get(0);

        assertThat(ledger.replayAfresh(conflict, order("A2", "2", "2.00"), "wrong column", "li")
                        .kind())
                .isEqualTo(ReplayVerdict.Kind.READY);
        assertThat(ledger.claim(10)).extracting(ClaimedOrder::identifier).containsExactlyInAnyOrder("A", "A2");
    }

    @Test
    void replayAfreshReplacesTheRequest() {
        ledger.record(List.of(faulty("A", "ref-A", "12.50")));
        ErrorEntry error = ledger.findError("A").orElseThrow();

        assertThat(ledger.replayAfresh(error, order("A"), "mapping corrected", "li")
                        .kind())
                .isEqualTo(ReplayVerdict.Kind.READY);

        assertThat(ledger.claim(1))
                .singleElement()
                .extracting(ClaimedOrder::request)
                .isEqualTo(order("A").request());
        assertThat(events()).containsExactly("ERROR", "MAPPED_AFRESH");
    }

    @Test
    void replayAfreshWithNewFaultsIsAnErrorAgain() {
        ledger.record(List.of(faulty("A", "ref-A", "x")));
        ledger.errorsPublished(ledger.claimErrors(10));
        ledger.reported(ledger.claimReports("legacy", 10));

        ReplayVerdict result =
                ledger.replayAfresh(ledger.findError("A").orElseThrow(), faulty("A", "ref-A", "z"), "try", "li");

        assertThat(result.kind()).isEqualTo(ReplayVerdict.Kind.ERROR_AGAIN);
        assertThat(result.reason()).contains("z");
        assertThat(ledger.claimErrors(10))
                .singleElement()
                .satisfies(error -> assertThat(error.replays()).isEqualTo(1));
        assertThat(ledger.claimReports("legacy", 10)).hasSize(1);
    }

    @Test
    void orderThatMayBeExecutedKeepsItsBytes() {
        ledger.record(List.of(order("A")));
        send(Kind.UNKNOWN);
        everythingDue();
        send(Kind.REJECTED);
        ErrorEntry error = ledger.findError("A").orElseThrow();

        assertThat(error.mayBeExecuted()).isTrue();
        assertThat(ledger.replayAfresh(error, order("A", "ref-A", "2.00"), "correct", "li")
                        .kind())
                .isEqualTo(ReplayVerdict.Kind.REFUSED);
    }

    @Test
    void replayAfreshOntoAnotherOrdersIdentifierIsAConflict() {
        ledger.record(List.of(order("A"), faulty(null, "ref-B", "x")));
        ErrorEntry nameless = ledger.findError("legacy|ref-B").orElseThrow();
        FrozenOrder other = order("A", "ref-B", "77.00");

        assertThat(ledger.replayAfresh(nameless, other, "correct", "li").kind())
                .isEqualTo(ReplayVerdict.Kind.ERROR_AGAIN);

        assertThat(ledger.counts().errors()).containsKey(ErrorCause.CONFLICT);
        assertThat(ledger.claim(10))
                .extracting(ClaimedOrder::request)
                .containsExactly(order("A").request());
    }

    @Test
    void idleWhenNothingIsLeftToDo() {
        assertThat(ledger.idle(Set.of("legacy"))).isTrue();
        ledger.record(List.of(order("A"), faulty("B", "ref-B", "x")));
        assertThat(ledger.idle(Set.of())).isFalse();
        send(Kind.ACCEPTED);
        assertThat(ledger.idle(Set.of())).isFalse();
        ledger.errorsPublished(ledger.claimErrors(10));
        assertThat(ledger.idle(Set.of())).isTrue();
        assertThat(ledger.idle(Set.of("legacy"))).isFalse();
        ledger.reported(ledger.claimReports("legacy", 10));
        assertThat(ledger.idle(Set.of("legacy"))).isTrue();
        assertThat(ledger.counts().all()).isEqualTo(2);
    }
}
