package io.github.createorder.ledger;

import static io.github.createorder.ledger.PayloadKeysTest.K1;
import static io.github.createorder.ledger.PayloadKeysTest.K2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.top.Outcome.Kind;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class UpkeepTest extends LedgerTestBase {
    private static final PayloadKeys OLD = PayloadKeys.parse("k1:" + K1);
    private static final PayloadKeys BOTH = PayloadKeys.parse("k2:" + K2 + ",k1:" + K1);
    private static final PayloadKeys NEW = PayloadKeys.parse("k2:" + K2);
    private static final Duration KEEP = Duration.ofDays(400);

    private Upkeep upkeep(PayloadKeys keys, Duration keep) {
        return new Upkeep(new LedgerDb(dataSource, database.dialect()), keys, keep);
    }

    /** What a start does. */
    private List<String> keyFaults(PayloadKeys keys) {
        Upkeep upkeep = upkeep(keys, null);
        List<String> faults = upkeep.keyFaults();
        if (faults.isEmpty()) {
            upkeep.makeKeyKnown();
        }
        return faults;
    }

    private List<String> stored() {
        return jdbc.queryForList(
                "SELECT CONCAT(record, '|', COALESCE(request, ''), '|', COALESCE(faults, '')) FROM createorder_payload"
                        + " ORDER BY entry_id",
                String.class);
    }

    @Test
    void sealedOrdersAreSentReplayedAndMappedAfreshAsEver() {
        Ledger sealing = ledger(dataSource, "node-1", OLD);
        sealing.record(List.of(order("A"), order("B"), faulty("C", "ref-C", "x")));
        assertThat(stored())
                .hasSize(3)
                .allSatisfy(text -> assertThat(text)
                        .doesNotContain("张三")
                        .doesNotContain("PREM")
                        .contains("enc:k1:"));

        List<ClaimedOrder> claimed = sealing.claim(10);
        assertThat(claimed)
                .extracting(ClaimedOrder::request)
                .allSatisfy(json -> assertThat(json).contains("张三"));
        sealing.settle(sent(claimed, outcome(Kind.REJECTED)));

        ErrorEntry error = sealing.findError("A").orElseThrow();
        assertThat(error.record()).contains("张三");
        assertThat(sealing.replayAfresh(error, order("A", "ref-A", "13.00"), "why", "who")
                        .kind())
                .isEqualTo(ReplayVerdict.Kind.READY);
        assertThat(sealing.claim(10))
                .extracting(ClaimedOrder::request)
                .singleElement()
                .asString()
                .contains("13.00");
        assertThat(sealing.record(List.of(order("C", "ref-C", "9.00"))).corrected())
                .isEqualTo(1);
        assertThat(sealing.claimErrors(10))
                .extracting(ErrorEntry::record)
                .allSatisfy(json -> assertThat(json).contains("张三"));
    }

    /** A key that is lost, a row that was changed by hand. */
    @Test
    void orderThatCannotBeOpenedHoldsUpNoOtherAndReachesPeopleWithoutItsRecord() {
        Ledger sealing = ledger(dataSource, "node-1", OLD);
        sealing.record(List.of(order("SHUT"), faulty("SHUT-TOO", "ref", "x")));
        Ledger other = ledger(dataSource, "node-2", NEW);
        other.record(List.of(order("A"), order("B"), faulty("C", "ref-C", "x")));

        List<ClaimedOrder> claimed = other.claim(10);
        assertThat(claimed).extracting(ClaimedOrder::identifier).containsExactly("A", "B");
        other.settle(sent(claimed, outcome(Kind.ACCEPTED)));
        assertThat(other.claim(10)).as("put off").isEmpty();
        assertThat(other.claimErrors(10)).hasSize(2).anySatisfy(error -> {
            assertThat(error.identifier()).isEqualTo("SHUT-TOO");
            assertThat(error.reason()).isNotEmpty();
            assertThat(error.record()).isNull();
        });

        everythingDue();
        assertThat(sealing.claim(10)).singleElement().satisfies(order -> {
            assertThat(order.request()).isEqualTo(order("SHUT").request());
            assertThat(order.attempts()).isZero();
        });
        assertThat(jdbc.queryForObject(
                        "SELECT may_be_executed FROM createorder_entry WHERE order_key = 'SHUT'", Boolean.class))
                .isFalse();
    }

    @Test
    void keyIsRotatedUnderWayAndTheOldOneIsGivenUpOnceNothingNeedsIt() {
        ledger.record(List.of(order("BEFORE")));
        assertThat(keyFaults(OLD)).isEmpty();
        ledger(dataSource, "node-1", OLD).record(orders(0, 700));
        assertThat(upkeep(OLD, null).run()).isEqualTo(new Upkeep.Done(0, 1));
        assertThat(upkeep(OLD, null).run()).isEqualTo(new Upkeep.Done(0, 0));

        assertThat(keyFaults(NEW)).singleElement().asString().contains("'k1'", "not given");
        assertThat(keyFaults(BOTH)).isEmpty();
        assertThat(upkeep(BOTH, null).run()).isEqualTo(new Upkeep.Done(0, 701));
        assertThat(stored())
                .hasSize(701)
                .allSatisfy(text -> assertThat(text).startsWith("enc:k2:").doesNotContain("enc:k1:"));
        // Not yet: a node that has only the old key may have added something.
        assertThat(keyFaults(NEW)).isNotEmpty();
        ledger(dataSource, "node-2", OLD).record(List.of(order("LATE")));
        assertThat(upkeep(BOTH, null).run()).isEqualTo(new Upkeep.Done(0, 1));
        assertThat(upkeep(BOTH, null).run()).isEqualTo(new Upkeep.Done(0, 0));

        assertThat(keyFaults(NEW)).isEmpty();
        assertThat(ledger(dataSource, "node-1", NEW).claim(1000)).hasSize(702);
    }

    /** What a person edited is as secret as the rest, and goes with it. */
    @Test
    void editedRecordsAreSealedAgainAndRemovedWithTheOthersAndClosedOnesByAge() {
        assertThat(keyFaults(OLD)).isEmpty();
        Ledger sealing = ledger(dataSource, "node-1", OLD);
        sealing.record(List.of(faulty("A", "ref-A", "x"), faulty("B", "ref-B", "x")));
        LedgerActions actions = new LedgerActions(new LedgerDb(dataSource, database.dialect()), OLD, json(), false);
        Actor ann = Actor.atConsole("ann", null);
        ErrorEntry error = sealing.findError("A").orElseThrow();
        assertThat(actions.edit(ann, error, order("A", "ref-A", "1.00"), "column PREM", "typed wrong"))
                .isEmpty();
        ErrorEntry other = sealing.findError("B").orElseThrow();
        assertThat(actions.close(ann, other.id(), other.version(), "cancelled")).isEmpty();
        assertThat(versions())
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).startsWith("enc:k1:").doesNotContain("PREM"));

        assertThat(keyFaults(BOTH)).isEmpty();
        assertThat(upkeep(BOTH, null).run()).isEqualTo(new Upkeep.Done(0, 4));
        assertThat(versions()).hasSize(2).allSatisfy(text -> assertThat(text).startsWith("enc:k2:"));
        LedgerReader reader = new LedgerReader(
                new LedgerDb(dataSource, database.dialect()),
                new LedgerDb(dataSource, database.dialect()),
                NEW,
                Duration.ofSeconds(10));
        assertThat(reader.order(error.id()).orElseThrow().versions())
                .extracting(
                        LedgerReader.Version::number,
                        version -> version.record().contains("1.00"))
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(0, false),
                        org.assertj.core.api.Assertions.tuple(1, true));

        jdbc.update("UPDATE createorder_entry SET status = CASE order_key WHEN 'A' THEN 'ACCEPTED' ELSE status END,"
                + " taken_at = 1, ended_at = 1, closed_at = CASE order_key WHEN 'B' THEN 1 END");
        assertThat(upkeep(BOTH, KEEP).run().purged()).isEqualTo(2);
        assertThat(versions()).isEmpty();
        assertThat(stored()).isEmpty();
        assertThat(actions.reopen(ann, other.id(), other.version() + 1, "again"))
                .get()
                .extracting(io.github.createorder.order.Words::code)
                .isEqualTo("reopen.purged");
    }

    private List<String> versions() {
        return jdbc.queryForList(
                "SELECT record FROM createorder_payload_version ORDER BY entry_id, version_no", String.class);
    }

    /** Two nodes that begin to seal are started at once, as an orchestrator does. */
    @Test
    void nodesThatStartAtOnceWithANewKeyAreNoneRefused() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 20; round++) {
                jdbc.update("DELETE FROM createorder_key");
                CyclicBarrier start = new CyclicBarrier(2);
                Callable<List<String>> node = () -> {
                    Upkeep upkeep = upkeep(OLD, null);
                    upkeep.keyFaults();
                    start.await();
                    return upkeep.makeKeyKnown();
                };
                for (Future<List<String>> done : threads.invokeAll(List.of(node, node))) {
                    assertThat(done.get()).isEmpty();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void nodeThatLosesTheRaceWithAnotherKeyOfTheSameNameIsRefused() {
        Upkeep slow = upkeep(PayloadKeys.parse("k1:" + K2), null);
        assertThat(slow.keyFaults()).isEmpty();
        assertThat(upkeep(OLD, null).makeKeyKnown()).isEmpty();
        assertThat(slow.makeKeyKnown()).singleElement().asString().contains("'k1'", "another one");
    }

    @Test
    void damagedRecordStopsNeitherRemovalNorResealingOfTheOthers() {
        assertThat(keyFaults(OLD)).isEmpty();
        ledger(dataSource, "node-1", OLD).record(orders(0, 3));
        jdbc.update("UPDATE createorder_payload SET record = 'enc:k1:AAAA' WHERE entry_id ="
                + " (SELECT id FROM createorder_entry WHERE order_key = 'P00000001')");
        ledger(dataSource, "node-1", OLD).record(List.of(order("LONG-AGO")));
        jdbc.update("UPDATE createorder_entry SET status = 'ACCEPTED', due_at = NULL, taken_at = 1, ended_at = 1"
                + " WHERE order_key IN ('P00000000', 'LONG-AGO')");
        assertThat(keyFaults(BOTH)).isEmpty();

        assertThat(upkeep(BOTH, KEEP).run()).isEqualTo(new Upkeep.Done(2, 1));
        assertThat(upkeep(BOTH, KEEP).run()).isEqualTo(new Upkeep.Done(0, 0));

        assertThat(stored())
                .hasSize(2)
                .filteredOn(text -> text.startsWith("enc:k2:"))
                .hasSize(1);
        assertThat(keyFaults(NEW)).as("no key opens what is damaged").isEmpty();
    }

    @Test
    void recordWhoseKeyIsNotGivenKeepsTheOldKeysNeeded() {
        assertThat(keyFaults(OLD)).isEmpty();
        ledger(dataSource, "node-1", PayloadKeys.parse("k0:" + K2)).record(List.of(order("A")));
        assertThat(keyFaults(BOTH)).isEmpty();
        upkeep(BOTH, null).run();
        upkeep(BOTH, null).run();
        assertThat(keyFaults(NEW))
                .as("not everything is sealed under the new one")
                .isNotEmpty();
    }

    @Test
    void anotherKeyUnderAKnownNameIsRefused() {
        assertThat(keyFaults(OLD)).isEmpty();
        assertThat(keyFaults(OLD)).isEmpty();
        assertThat(keyFaults(PayloadKeys.parse("k1:" + K2)))
                .singleElement()
                .asString()
                .contains("'k1'", "another one")
                .doesNotContain(K2);
        assertThat(keyFaults(PayloadKeys.NONE)).singleElement().asString().contains("not given");
    }

    @Test
    void recordsOfLongAcceptedOrdersGoAndTheirEntriesKeepThemFromBeingSentTwice() {
        ledger.record(orders(0, 1200));
        send(Kind.ACCEPTED);
        send(Kind.ACCEPTED);
        ledger.record(List.of(order("ERR"), order("NEW-A")));
        List<ClaimedOrder> two = ledger.claim(10);
        ledger.settle(sent(two.subList(0, 1), outcome(Kind.REJECTED)));
        ledger.settle(sent(two.subList(1, 2), outcome(Kind.ACCEPTED)));
        jdbc.update("UPDATE createorder_entry SET taken_at = 1, ended_at = 1 WHERE identifier <> 'NEW-A'");

        assertThat(upkeep(PayloadKeys.NONE, null).run()).isEqualTo(new Upkeep.Done(0, 0));
        assertThat(upkeep(PayloadKeys.NONE, KEEP).run()).isEqualTo(new Upkeep.Done(1200, 0));
        assertThat(upkeep(PayloadKeys.NONE, KEEP).run()).isEqualTo(new Upkeep.Done(0, 0));

        assertThat(stored()).hasSize(2);
        assertThat(ledger.findError("ERR")).isPresent();
        assertThat(ledger.record(List.of(order("P00000007"))).repeats()).isEqualTo(1);
        assertThat(ledger.record(List.of(order("P00000007", "ref-P00000007", "99.00")))
                        .conflicts())
                .isEqualTo(1);
        assertThat(ledger.claim(10)).isEmpty();
    }

    @Test
    void orderClosedSoLongAgoThatItsRecordIsGoneIsSentWhenItsSourceCorrectsIt() {
        ledger.record(List.of(faulty("A", "ref-A", "x")));
        jdbc.update(
                "UPDATE createorder_entry SET status = 'CLOSED', closed_at = 1, error_due = NULL, report_due = NULL");
        assertThat(upkeep(PayloadKeys.NONE, Duration.ofDays(400)).run().purged())
                .isEqualTo(1);

        ledger.record(List.of(order("A", "ref-A", "12.50")));
        assertThat(ledger.claim(10))
                .extracting(ClaimedOrder::request)
                .containsExactly(order("A", "ref-A", "12.50").request());
    }

    @Test
    void recordOfAClosedOrderThatIsOpenedAtThatMomentStays() throws Exception {
        ledger.record(List.of(faulty("A", "ref-A", "x")));
        jdbc.update("UPDATE createorder_entry SET status = 'CLOSED', closed_at = 1");
        CompletableFuture<Upkeep.Done> removal;
        try (Connection person = dataSource.getConnection()) {
            person.setAutoCommit(false);
            person.createStatement().executeUpdate("UPDATE createorder_entry SET status = 'ERROR', closed_at = NULL");
            removal = CompletableFuture.supplyAsync(upkeep(PayloadKeys.NONE, Duration.ofDays(400))::run);
            CompletableFuture<Upkeep.Done> waiting = removal;
            assertThatThrownBy(() -> waiting.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            person.commit();
            person.setAutoCommit(true);
        }
        assertThat(removal.get().purged()).isZero();
        assertThat(ledger.findError("A").orElseThrow().record()).isNotNull();
    }

    @Test
    void newOrdersAreNotSearchedForOldOnes() {
        ledger.record(orders(0, 1000));
        send(Kind.ACCEPTED);
        jdbc.update("UPDATE createorder_entry SET ended_at = 1");
        // Old ones behind a window of new ones cannot be: the search stops, and says so by leaving them.
        jdbc.update("UPDATE createorder_entry SET taken_at = 1 WHERE order_key >= 'P00000600'");
        jdbc.update("UPDATE createorder_entry SET ended_at = NULL, status = 'READY' WHERE order_key < 'P00000600'");

        assertThat(upkeep(PayloadKeys.NONE, KEEP).run()).isEqualTo(new Upkeep.Done(0, 0));
    }
}
