package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.Words;
import io.github.createorder.top.Outcome.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person does to one order: what it does, what is refused, and that each is noted. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class LedgerActionsTest extends LedgerTestBase {
    private static final Actor ANN = Actor.atConsole("ann", "10.0.0.7");

    private LedgerActions actions;
    private LedgerReader reader;

    @BeforeEach
    void open() {
        LedgerDb db = new LedgerDb(dataSource, database.dialect());
        actions = new LedgerActions(db, PayloadKeys.NONE, json(), true);
        reader = new LedgerReader(
                LedgerDb.forReading(dataSource, database.dialect(), Duration.ofSeconds(10)),
                db,
                PayloadKeys.NONE,
                Duration.ofSeconds(10));
    }

    private ErrorEntry error(String key) {
        return ledger.findError(key).orElseThrow();
    }

    private Optional<String> edit(String key, FrozenOrder edited) {
        return actions.edit(ANN, error(key), edited, "column PREM", "typed wrong")
                .map(Words::code);
    }

    private List<String> noted() {
        return jdbc.queryForList(
                "SELECT CONCAT(action, ' ', outcome, ' ', who, ' ', via, ' ', came_from, ' ', COALESCE(reason, '-'), ' ',"
                        + " COALESCE(detail, '-')) FROM createorder_action ORDER BY id",
                String.class);
    }

    // ---- edit

    @Test
    void editedOrderIsSentAndBothVersionsAreKept() {
        ledger.record(List.of(faulty("A", "ref-A", "1O.00")));
        long id = error("A").id();

        assertThat(edit("A", order("A", "ref-A", "10.00"))).isEmpty();

        assertThat(ledger.claim(10))
                .singleElement()
                .satisfies(claimed -> assertThat(claimed.request()).contains("10.00"));
        LedgerReader.Order order = reader.order(id).orElseThrow();
        assertThat(order.line().edited()).isTrue();
        assertThat(order.versions())
                .extracting(LedgerReader.Version::number, LedgerReader.Version::by, LedgerReader.Version::reason)
                .containsExactly(tuple(0, null, null), tuple(1, "ann", "typed wrong"));
        assertThat(order.versions().get(0).record()).contains("1O.00");
        assertThat(order.versions().get(1).record()).contains("10.00").isEqualTo(order.record());
        assertThat(order.events())
                .extracting(LedgerReader.Happened::event, LedgerReader.Happened::who)
                .containsExactly(tuple("ERROR", "node-1"), tuple("EDITED", "ann"));
        assertThat(order.events())
                .allSatisfy(event -> assertThat(event.detail()).doesNotContain("10.00"));
        assertThat(order.actions()).extracting(Action::kind).containsExactly(Action.Kind.EDIT);
        assertThat(noted()).containsExactly("EDIT DONE ann console 10.0.0.7 typed wrong column PREM");
    }

    /** The trap: the source still has the row as it was, and it is read again. */
    @Test
    void unmodifiedRowReadAgainIsNeitherAConflictNorUndoesTheEdit() {
        FrozenOrder unmodified = faulty("A", "ref-A", "1O.00");
        ledger.record(List.of(unmodified));
        edit("A", order("A", "ref-A", "10.00"));

        assertThat(ledger.record(List.of(unmodified)).repeats()).isEqualTo(1);
        send(Kind.REJECTED);
        assertThat(ledger.record(List.of(unmodified)).repeats())
                .as("in error again, and its source has the old row")
                .isEqualTo(1);
        assertThat(ledger.record(List.of(order("A", "ref-A", "1O.00"))).repeats())
                .as("the mapping makes something of it by now")
                .isEqualTo(1);
        assertThat(error("A").record()).contains("10.00");
        // Mapped again on a replay it is still the edited one.
        ledger.replayAfresh(error("A"), order("A", "ref-A", "10.00"), "why", "who");
        send(Kind.ACCEPTED);
        assertThat(ledger.record(List.of(unmodified)).repeats()).isEqualTo(1);
        assertThat(column("COUNT(*)")).hasToString("1");
        assertThat(column("status")).isEqualTo("ACCEPTED");
        assertThat(events()).doesNotContain("CONFLICT", "TAKEN_AGAIN");
    }

    @Test
    void rowCorrectedAtItsSourceTakesThePlaceOfAnEditedOneThatFailed() {
        ledger.record(List.of(faulty("A", "ref-A", "1O.00")));
        edit("A", order("A", "ref-A", "10.00"));
        send(Kind.REJECTED);
        assertThat(ledger.record(List.of(order("A", "ref-A", "11.00"))).corrected())
                .isEqualTo(1);
        assertThat(column("origin_digest")).isNull();
        assertThat(reader.order(((Number) column("id")).longValue())
                        .orElseThrow()
                        .versions())
                .as("what a person made stays known")
                .hasSize(2);
    }

    @Test
    void editedTwiceEachVersionIsKeptAndTheSourcesOwnStaysTheRepeat() {
        FrozenOrder unmodified = faulty("A", "ref-A", "1O.00");
        ledger.record(List.of(unmodified));
        edit("A", order("A", "ref-A", "10.00"));
        send(Kind.REJECTED);
        assertThat(edit("A", order("A", "ref-A", "10.50"))).isEmpty();
        send(Kind.REJECTED);
        assertThat(ledger.record(List.of(unmodified)).repeats()).isEqualTo(1);
        assertThat(reader.order(error("A").id()).orElseThrow().versions())
                .extracting(version -> version.record().replaceAll(".*\"PREM\":\"([^\"]*)\".*", "$1"))
                .containsExactly("1O.00", "10.00", "10.50");
    }

    @Test
    void editIsRefusedOfAnOrderThatMayBeExecuted() {
        ledger.record(List.of(order("A")));
        send(Kind.UNKNOWN);
        jdbc.update("UPDATE createorder_entry SET status = 'ERROR', cause = 'UNKNOWN', due_at = NULL, ended_at = 1");
        assertThat(edit("A", order("A", "ref-A", "13.00"))).contains("edit.executed");
        assertUntouched("A", "12.50");
        assertThat(noted()).containsExactly("EDIT REFUSED ann console 10.0.0.7 typed wrong edit.executed");
    }

    @Test
    void editIsRefusedOfAConflict() {
        ledger.record(List.of(order("A")));
        ledger.record(List.of(order("A", "another", "13.00")));
        ErrorEntry conflict = ledger.claimErrors(1).get(0);
        assertThat(conflict.cause()).isEqualTo(ErrorCause.CONFLICT);
        assertThat(actions.edit(ANN, conflict, order("B", "another", "13.00"), "c", "r")
                        .map(Words::code))
                .contains("edit.conflict");
    }

    @Test
    void editIsRefusedThatChangesTheIdentifierOrThePlaceOrIsStillFaulty() {
        ledger.record(List.of(faulty("A", "ref-A", "x")));
        assertThat(edit("A", order("B", "ref-A", "13.00"))).contains("edit.identifier");
        assertThat(edit("A", order("A", "elsewhere", "13.00"))).contains("edit.place");
        assertThat(edit("A", faulty("A", "ref-A", "y"))).contains("edit.faults");
        assertUntouched("A", "x");
    }

    @Test
    void editIsRefusedOfAVersionThatIsNoLongerThere() {
        ledger.record(List.of(faulty("A", "ref-A", "x")));
        ErrorEntry seen = error("A");
        assertThat(edit("A", order("A", "ref-A", "10.00"))).isEmpty();
        assertThat(actions.edit(ANN, seen, order("A", "ref-A", "11.00"), "c", "r")
                        .map(Words::code))
                .as("it is sent by now")
                .contains("order.pending");
        ledger.record(List.of(faulty("B", "ref-B", "x")));
        ErrorEntry other = error("B");
        jdbc.update("UPDATE createorder_entry SET version = version + 1 WHERE order_key = 'B'");
        assertThat(actions.edit(ANN, other, order("B", "ref-B", "11.00"), "c", "r")
                        .map(Words::code))
                .contains("order.changed");
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM createorder_payload_version", Integer.class))
                .isEqualTo(2);
    }

    private void assertUntouched(String key, String amount) {
        assertThat(error(key).record()).contains(amount);
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM createorder_payload_version", Integer.class))
                .isZero();
    }

    // ---- close

    @Test
    void closedErrorLeavesCountsAndQueueKeepsItsDataAndIsToldToItsSource() {
        ledger.record(List.of(faulty("A", "ref-A", "x"), faulty("B", "ref-B", "x")));
        ledger.reported(ledger.claimReports("legacy", 10));
        ErrorEntry error = error("A");

        assertThat(actions.close(ANN, error.id(), error.version(), "policy cancelled"))
                .isEmpty();

        LedgerView view = new LedgerView(new LedgerDb(dataSource, database.dialect()), PayloadKeys.NONE);
        assertThat(view.standing().errors()).isEqualTo(java.util.Map.of(ErrorCause.MAPPING, 1L));
        assertThat(ledger.counts())
                .as("neither in error nor forgotten")
                .isEqualTo(new LedgerCounts(0, 0, 0, java.util.Map.of(ErrorCause.MAPPING, 1L), 1));
        assertThat(view.errorGroups())
                .singleElement()
                .satisfies(group -> assertThat(group.orders()).isEqualTo(1));
        assertThat(new LedgerErrors(new LedgerDb(dataSource, database.dialect()))
                        .plan(ErrorSelection.all())
                        .total())
                .isEqualTo(1);
        assertThat(ledger.claimErrors(10)).extracting(ErrorEntry::orderKey).containsExactly("B");
        assertThat(ledger.claimReports("legacy", 10)).singleElement().satisfies(report -> {
            assertThat(report.accepted()).isFalse();
            assertThat(report.reason()).isEqualTo("closed: policy cancelled");
        });
        LedgerReader.Order order = reader.order(error.id()).orElseThrow();
        assertThat(order.record()).contains("张三");
        assertThat(order.faults()).isNotEmpty();
        assertThat(order.closedBy()).isEqualTo("ann");
        assertThat(reader.closedGroups())
                .singleElement()
                .satisfies(group -> assertThat(group.orders()).isEqualTo(1));
        assertThat(reader.orders(new LedgerReader.Filter(null, "CLOSED", null, null, null), null)
                        .lines())
                .extracting(LedgerReader.Line::orderKey)
                .containsExactly("A");
        assertThat(noted()).containsExactly("CLOSE DONE ann console 10.0.0.7 policy cancelled -");
    }

    @Test
    void reopenedErrorIsWhatItWas() {
        ledger.record(List.of(faulty("A", "ref-A", "x")));
        ErrorEntry error = error("A");
        actions.close(ANN, error.id(), error.version(), "cancelled");
        assertThat(actions.reopen(ANN, error.id(), error.version(), "stale").map(Words::code))
                .contains("order.changed");
        assertThat(actions.reopen(ANN, error.id(), error.version() + 1, "not cancelled after all"))
                .isEmpty();
        assertThat(error("A").faults()).isEqualTo(error.faults());
        assertThat(ledger.claimErrors(10)).hasSize(1);
        assertThat(column("closed_at")).isNull();
        assertThat(events()).containsExactly("ERROR", "CLOSED", "REOPENED");
    }

    @Test
    void conflictIsEndedByClosingIt() {
        ledger.record(List.of(order("A")));
        ledger.record(List.of(order("A", "another", "13.00")));
        ErrorEntry conflict = ledger.claimErrors(1).get(0);
        assertThat(actions.close(ANN, conflict.id(), conflict.version(), "true duplicate"))
                .isEmpty();
        assertThat(ledger.record(List.of(order("A", "another", "13.00"))).repeats())
                .isEqualTo(1);
        assertThat(column("status", conflict.orderKey())).isEqualTo("CLOSED");
    }

    /** A record that nobody wants sent must not be sent because its mapping was corrected; another content is another wish. */
    @Test
    void closedOrderIsNotOpenedByItsOwnRecordButByACorrectedOne() {
        ledger.record(List.of(faulty("A", "ref-A", "12.50")));
        ErrorEntry error = error("A");
        actions.close(ANN, error.id(), error.version(), "cancelled");
        assertThat(ledger.record(List.of(order("A", "ref-A", "12.50"))).repeats())
                .as("the same record, that can be mapped by now")
                .isEqualTo(1);
        assertThat(ledger.claim(10)).isEmpty();
        ledger.reported(ledger.claimReports("legacy", 10));
        assertThat(ledger.record(List.of(order("A", "ref-A", "13.00"))).corrected())
                .isEqualTo(1);
        assertThat(ledger.claim(10)).hasSize(1);
        assertThat(column("closed_at")).isNull();
    }

    @Test
    void acceptanceThatComesLateIsWrittenOfAClosedOrderToo() {
        ledger.record(List.of(order("A")));
        List<ClaimedOrder> claimed = ledger.claim(1);
        everythingDue();
        ledger.claim(1);
        jdbc.update("UPDATE createorder_entry SET status = 'ERROR', cause = 'UNKNOWN', due_at = NULL, ended_at = 1");
        ErrorEntry error = error("A");
        actions.close(ANN, error.id(), error.version(), "asked Taobao: unknown there");
        ledger.settle(sent(claimed, outcome(Kind.ACCEPTED)));
        assertThat(column("status")).isEqualTo("ACCEPTED");
    }

    @Test
    void errorWhoseRecordCannotBeOpenedCanBeClosedAndAskingForItIsNoted() {
        PayloadKeys lost = PayloadKeys.parse("lost:"
                + Base64.getEncoder()
                        .encodeToString("Tm4xq7ZbYw2Kc9Vd0LrHs5Ug8Pj3Fe6a".getBytes(StandardCharsets.UTF_8)));
        ledger(dataSource, "node-2", lost).record(List.of(faulty("A", "ref-A", "x")));
        long id = jdbc.queryForObject("SELECT id FROM createorder_entry", Long.class);

        ErrorEntry seen = actions.find(id).orElseThrow();
        assertThat(seen.record()).isNull();
        assertThat(actions.reveal(ANN, id, "customer on the phone")).isEmpty();
        assertThat(actions.close(ANN, id, seen.version(), "policy withdrawn")).isEmpty();
        assertThat(noted())
                .containsExactly(
                        "REVEAL REFUSED ann console 10.0.0.7 customer on the phone edit.sealed",
                        "CLOSE DONE ann console 10.0.0.7 policy withdrawn -");
    }

    // ---- reveal

    @Test
    void revealIsNotedBeforeItShowsAnything() {
        ledger.record(List.of(faulty("A", "ref-A", "x")));
        assertThat(actions.reveal(ANN, error("A").id(), "customer on the phone")
                        .orElseThrow()
                        .record())
                .contains("张三");
        assertThat(actions.reveal(ANN, -1, "curious")).isEmpty();
        assertThat(noted())
                .containsExactly(
                        "REVEAL DONE ann console 10.0.0.7 customer on the phone -",
                        "REVEAL REFUSED ann console 10.0.0.7 curious reveal.none");
        actions.note(ANN, Action.Kind.EDIT, Action.Outcome.DENIED, 7L, null, null, "no right to edit");
        assertThat(reader.actions(null, null, "DENIED", null))
                .extracting(Action::kind, Action::entryId)
                .containsExactly(tuple(Action.Kind.EDIT, 7L));
    }
}
