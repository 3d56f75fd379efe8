package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.top.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class TakeTest extends LedgerTestBase {

    @Test
    void newOrdersAreReadyOrInError() {
        TakeCounts count = ledger.record(List.of(order("A"), faulty("B", "ref-B", "x"), faulty(null, "ref-C", "y")));

        assertThat(count).isEqualTo(new TakeCounts(1, 2, 0, 0, 0));
        assertThat(ledger.claim(10)).singleElement().satisfies(claimed -> {
            assertThat(claimed.identifier()).isEqualTo("A");
            assertThat(claimed.source()).isEqualTo("legacy");
            assertThat(claimed.ref()).isEqualTo("ref-A");
            assertThat(claimed.request()).isEqualTo(order("A").request());
            assertThat(claimed.attempts()).isZero();
            assertThat(claimed.ageMillis()).isZero();
        });
        assertThat(ledger.claimErrors(10))
                .extracting(ErrorEntry::orderKey, ErrorEntry::cause, ErrorEntry::identifier)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("B", ErrorCause.MAPPING, "B"),
                        org.assertj.core.api.Assertions.tuple("legacy|ref-C", ErrorCause.MAPPING, null));
        assertThat(ledger.claimReports("legacy", 10)).extracting(Report::ref).containsExactly("ref-B", "ref-C");
        assertThat(events()).containsExactly("ERROR", "ERROR");
    }

    @Test
    void repeatOfAnOrderUnderWayChangesNothing() {
        ledger.record(List.of(order("A")));
        assertThat(ledger.record(List.of(order("A")))).isEqualTo(new TakeCounts(0, 0, 1, 0, 0));
        ledger.claim(1);
        assertThat(ledger.record(List.of(order("A")))).isEqualTo(new TakeCounts(0, 0, 1, 0, 0));
        assertThat(ledger.counts().all()).isEqualTo(1);
        assertThat(ledger.claimReports("legacy", 10)).isEmpty();
    }

    @Test
    void repeatOfAnEndedOrderIsToldAgain() {
        ledger.record(List.of(order("A")));
        send(Outcome.Kind.ACCEPTED);
        ledger.reported(ledger.claimReports("legacy", 10));
        assertThat(ledger.claimReports("legacy", 10)).isEmpty();

        ledger.record(List.of(order("A")));

        assertThat(ledger.claimReports("legacy", 10))
                .singleElement()
                .satisfies(report -> assertThat(report.accepted()).isTrue());
        assertThat(ledger.claim(10)).isEmpty();
    }

    @Test
    void reportUnderWayDoesNotHideThatTheRecordWasReadAgain() {
        ledger.record(List.of(order("A")));
        send(Outcome.Kind.ACCEPTED);
        List<Report> underWay = ledger.claimReports("legacy", 10);

        ledger.record(List.of(order("A")));
        ledger.reported(underWay);

        assertThat(ledger.claimReports("legacy", 10)).hasSize(1);
    }

    @Test
    void sameRequestFromAnotherRecordIsARepeat() {
        ledger.record(List.of(order("A")));
        SourceRecord touched =
                new SourceRecord("legacy", "ref-A", Map.of("POLICY_NO", "A", "STATUS", "9"), List.of(Map.of()));
        FrozenOrder again = new FrozenOrder(touched, "A", order("A").request(), List.of(), "legacy@1");

        assertThat(ledger.record(List.of(again)).repeats()).isEqualTo(1);
    }

    @Test
    void sameRecordMappedOtherwiseIsARepeatOnceItMayBeSent() {
        ledger.record(List.of(order("A")));
        FrozenOrder remapped = new FrozenOrder(order("A").record(), "A", "{\"other\":1}", List.of(), "legacy@2");

        assertThat(ledger.record(List.of(remapped)).repeats()).isEqualTo(1);
        assertThat(ledger.claim(1).get(0).request()).isEqualTo(order("A").request());
    }

    @Test
    void sameRecordMappedOtherwiseMendsAnError() {
        ledger.record(List.of(faulty("A", "ref-A", "12.50")));

        assertThat(ledger.record(List.of(order("A"))).corrected()).isEqualTo(1);
        assertThat(ledger.claim(1)).hasSize(1);
    }

    @Test
    void repeatsAtOtherPlacesAreEachToldTheOutcomeOnce() {
        TakeCounts count =
                ledger.record(List.of(order("A", "f:1", "1.00"), order("A", "f:2", "1.00"), order("A", "g:1", "1.00")));
        assertThat(count).isEqualTo(new TakeCounts(1, 0, 2, 0, 0));
        assertThat(ledger.claimReports("legacy", 10)).isEmpty();
        send(Outcome.Kind.ACCEPTED);

        List<Report> reports = ledger.claimReports("legacy", 10);
        assertThat(reports).extracting(Report::ref).containsExactly("f:1", "f:2", "g:1");
        assertThat(reports).allMatch(Report::accepted);
        assertThat(ledger.claimReports("legacy", 10)).isEmpty();
        assertThat(ledger.idle(java.util.Set.of("legacy"))).isFalse();
        ledger.reported(reports);
        assertThat(ledger.idle(java.util.Set.of("legacy"))).isTrue();
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM createorder_repeat", Integer.class))
                .isZero();
    }

    @Test
    void correctedRecordReplacesAnErrorThatWasNeverExecuted() {
        ledger.record(List.of(faulty("A", "ref-A", "x")));
        assertThat(ledger.record(List.of(faulty("A", "ref-A", "y")))).isEqualTo(new TakeCounts(0, 0, 0, 0, 1));
        assertThat(ledger.findError("A").orElseThrow().reason()).contains("no amount: y");
        assertThat(ledger.findError("A").orElseThrow().record()).contains("\"y\"");

        assertThat(ledger.record(List.of(order("A")))).isEqualTo(new TakeCounts(0, 0, 0, 0, 1));

        assertThat(ledger.findError("A")).isEmpty();
        assertThat(ledger.claimErrors(10)).isEmpty();
        assertThat(ledger.claim(10))
                .singleElement()
                .extracting(ClaimedOrder::request)
                .isEqualTo(order("A").request());
        assertThat(events()).containsExactly("ERROR", "TAKEN_AGAIN", "ERROR", "TAKEN_AGAIN");
    }

    @Test
    void correctedRecordMayGiveTheIdentifierThatWasMissing() {
        ledger.record(List.of(faulty(null, "ref-A", "x")));

        assertThat(ledger.record(List.of(order("A"))).corrected()).isEqualTo(1);

        assertThat(column("order_key")).isEqualTo("A");
        assertThat(ledger.record(List.of(order("A"))).repeats()).isEqualTo(1);
    }

    @Test
    void rejectedOrderIsReplacedByItsCorrection() {
        ledger.record(List.of(order("A")));
        send(Outcome.Kind.REJECTED);

        assertThat(ledger.record(List.of(order("A", "ref-A", "99.00"))).corrected())
                .isEqualTo(1);
        assertThat(ledger.claim(10))
                .singleElement()
                .extracting(ClaimedOrder::request)
                .asString()
                .contains("99.00");
    }

    @Test
    void otherContentForAnAcceptedOrderIsAConflictAndNeverSent() {
        ledger.record(List.of(order("A")));
        send(Outcome.Kind.ACCEPTED);
        FrozenOrder changed = order("A", "ref-A", "99.00");

        assertThat(ledger.record(List.of(changed))).isEqualTo(new TakeCounts(0, 0, 0, 1, 0));
        assertThat(ledger.record(List.of(changed))).isEqualTo(new TakeCounts(0, 0, 1, 0, 0));

        assertThat(ledger.claim(10)).isEmpty();
        ErrorEntry conflict = ledger.claimErrors(10).get(0);
        assertThat(conflict.cause()).isEqualTo(ErrorCause.CONFLICT);
        assertThat(conflict.identifier()).isEqualTo("A");
        assertThat(conflict.orderKey()).startsWith("A|").hasSize(66);
        assertThat(conflict.reason()).contains("A from legacy|ref-A");
        assertThat(events()).containsExactly("CONFLICT");
    }

    @Test
    void otherContentAtThePlaceOfAnAcceptedOrderLeavesWhatWasToldThere() {
        ledger.record(List.of(order("A")));
        send(Outcome.Kind.ACCEPTED);
        ledger.reported(ledger.claimReports("legacy", 10));

        ledger.record(List.of(order("A", "ref-A", "99.00")));
        List<Report> again = ledger.claimReports("legacy", 10);
        assertThat(again)
                .as("the row was claimed again, and waits for what became of it")
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.accepted()).isTrue();
                    assertThat(report.ref()).isEqualTo("ref-A");
                    assertThat(report.reason()).contains("was not sent: see the error queue");
                });
        ledger.reported(again);
        ledger.record(List.of(order("A", "ref-A", "99.00")));
        assertThat(ledger.claimReports("legacy", 10))
                .extracting(Report::accepted)
                .containsExactly(true);
        assertThat(ledger.claimErrors(10)).extracting(ErrorEntry::cause).containsExactly(ErrorCause.CONFLICT);
    }

    @Test
    void twinAtThePlaceOfAnOrderIsNotToldThereWhateverBecomesOfTheOrder() {
        ledger.record(List.of(order("A", "1", "1.00"), order("A", "1", "2.00"), order("B", "1", "3.00")));
        send(Outcome.Kind.ACCEPTED);
        assertThat(ledger.claimReports("legacy", 10)).hasSize(2).allMatch(Report::accepted);
        assertThat(ledger.claimErrors(10)).extracting(ErrorEntry::cause).containsExactly(ErrorCause.CONFLICT);
    }

    @Test
    void otherContentAtThePlaceOfAnUnknownOrderDoesNotSayThatItWasNeverSent() {
        ledger.record(List.of(order("A")));
        send(Outcome.Kind.UNKNOWN);
        everythingDue();
        send(Outcome.Kind.REJECTED);
        ledger.reported(ledger.claimReports("legacy", 10));

        ledger.record(List.of(order("A", "ref-A", "99.00")));
        assertThat(ledger.claimReports("legacy", 10)).extracting(Report::cause).containsExactly(ErrorCause.UNKNOWN);
    }

    @Test
    void whatIsOnlyReadIsToldOnce() {
        ledger.reportOnce("legacy");
        ledger.record(List.of(order("A")));
        send(Outcome.Kind.ACCEPTED);
        ledger.reported(ledger.claimReports("legacy", 10));

        assertThat(ledger.record(List.of(order("A"))).repeats()).isEqualTo(1);
        assertThat(ledger.claimReports("legacy", 10)).isEmpty();
    }

    @Test
    void otherContentForAnOrderThatMayBeExecutedIsAConflict() {
        ledger.record(List.of(order("A")));
        send(Outcome.Kind.UNKNOWN);
        everythingDue();
        send(Outcome.Kind.REJECTED);
        assertThat(column("status")).isEqualTo("ERROR");

        assertThat(ledger.record(List.of(order("A", "ref-A", "99.00"))).conflicts())
                .isEqualTo(1);
    }

    @Test
    void rulesHoldInsideOneBatch() {
        TakeCounts count = ledger.record(List.of(
                order("A", "1", "1.00"),
                order("A", "2", "1.00"),
                order("A", "3", "2.00"),
                order("A", "4", "2.00"),
                faulty("B", "5", "x"),
                order("B", "6", "1.00")));

        // B's second record must not make the first disappear untold.
        assertThat(count).isEqualTo(new TakeCounts(1, 1, 2, 2, 0));
        assertThat(ledger.claim(10)).extracting(ClaimedOrder::identifier).containsExactly("A");
        assertThat(ledger.counts().errors())
                .containsOnly(Map.entry(ErrorCause.CONFLICT, 2L), Map.entry(ErrorCause.MAPPING, 1L));
    }

    @Test
    void identifiersDifferByCaseAndTrailingBlank() {
        assertThat(ledger.record(List.of(order("abc"), order("ABC"), order("abc "), order("äbc")))
                        .ready())
                .isEqualTo(4);
        assertThat(ledger.record(List.of(order("abc"), order("ABC"), order("abc "), order("äbc")))
                        .repeats())
                .isEqualTo(4);
    }

    @Test
    void identifierThatCannotBeStoredIsAnErrorNotAnException() {
        String tooLong = "x".repeat(256);
        assertThat(ledger.record(List.of(order(tooLong, "1", "1.00"), order("nul\0", "2", "1.00")))
                        .errors())
                .isEqualTo(2);
        assertThat(ledger.claimErrors(10)).allSatisfy(error -> {
            assertThat(error.cause()).isEqualTo(ErrorCause.INVALID);
            assertThat(error.identifier()).isNull();
            assertThat(error.faults()).hasSize(1);
        });
    }

    @Test
    void longKeysStayUnique() {
        String ref = "r".repeat(500);
        ledger.record(List.of(faulty(null, ref + "1", "x"), faulty(null, ref + "2", "x")));
        assertThat(ledger.counts().inError()).isEqualTo(2);
    }

    /** It could not be told back to its source; but it must not hold up the rest of its batch. */
    /** Half a sentence has no Chinese, and nobody knows what else is wrong. */
    @Test
    void reasonTellsWholeFaultsAndHowManyMoreThereAre() {
        FrozenOrder one = faulty("F", "ref-F", "x".repeat(150));
        ledger.record(List.of(new FrozenOrder(
                one.record(),
                one.identifier(),
                null,
                Collections.nCopies(5, one.faults().get(0)),
                one.mappingVersion())));
        String fault = one.faults().get(0).toString();
        assertThat(column("reason")).isEqualTo(fault + "; " + fault + "; and 3 more");
    }

    @Test
    void placeTooLongForTheLedgerIsAnErrorOfItsOrderAlone() {
        String ref = "r".repeat(600);
        TakeCounts count = ledger.record(List.of(order("A"), order("B", ref, "1"), order("C", ref + "x", "1")));
        assertThat(count).isEqualTo(new TakeCounts(1, 2, 0, 0, 0));
        assertThat(ledger.claimErrors(10)).hasSize(2).allSatisfy(error -> {
            assertThat(error.ref()).hasSizeLessThanOrEqualTo(512).startsWith("rrr");
            assertThat(error.reason()).contains("its key has more than 512 characters");
        });
        assertThat(ledger.record(List.of(order("B", ref, "1"))).repeats()).isEqualTo(1);
    }

    /** COBOL's low-values, halves of emoji: no database but H2 gives them back as they were. */
    @Test
    void placeThatCannotBeStoredIsAnErrorOfItsOrderAlone() {
        String[] refs = {"1\0", "1\u0000\u0000", "\ud83d", "\ude00x"};
        TakeCounts count = ledger.record(List.of(
                order("A"),
                order("B", refs[0], "1"),
                faulty(null, refs[1], "x"),
                faulty(null, refs[2], "x"),
                faulty(null, refs[3], "x")));
        assertThat(count).isEqualTo(new TakeCounts(1, 4, 0, 0, 0));
        assertThat(ledger.claimErrors(10)).hasSize(4).allSatisfy(error -> {
            assertThat(error.ref()).contains("\\u");
            assertThat(error.reason()).contains("its key holds a NUL or half a character");
        });
        assertThat(ledger.record(List.of(faulty(null, refs[1], "x"), faulty(null, refs[2], "x")))
                        .repeats())
                .isEqualTo(2);
    }

    @Test
    void longKeyIsNotCutInTheMiddleOfACharacter() {
        for (int i = 280; i < 300; i++) {
            assertThat(ledger.record(List.of(faulty(null, "r".repeat(i) + "😀".repeat(100), "x")))
                            .errors())
                    .isEqualTo(1);
        }
        assertThat(ledger.counts().inError()).isEqualTo(20);
    }

    @Test
    void nodesThatReadTheSameRecordsStoreEachOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (HikariDataSource other = database.anotherNode()) {
            List<Ledger> nodes = List.of(ledger, ledger(other, "node-2"), ledger, ledger(other, "node-2"));
            for (int round = 0; round < 5; round++) {
                List<FrozenOrder> batch = orders(round * 50, 50);
                List<FrozenOrder> backwards = new ArrayList<>(batch);
                java.util.Collections.reverse(backwards);
                CyclicBarrier start = new CyclicBarrier(nodes.size());
                List<Callable<TakeCounts>> tasks = new ArrayList<>();
                for (int n = 0; n < nodes.size(); n++) {
                    Ledger node = nodes.get(n);
                    List<FrozenOrder> own = n % 2 == 0 ? batch : backwards;
                    tasks.add(() -> {
                        start.await();
                        return node.record(own);
                    });
                }
                int ready = 0;
                int repeats = 0;
                for (Future<TakeCounts> count : threads.invokeAll(tasks)) {
                    ready += count.get().ready();
                    repeats += count.get().repeats();
                }
                assertThat(ready).isEqualTo(50);
                assertThat(repeats).isEqualTo(150);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(ledger.counts().ready()).isEqualTo(250);
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM createorder_payload", Integer.class))
                .isEqualTo(250);
    }
}
