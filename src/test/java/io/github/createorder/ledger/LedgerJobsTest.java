package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.top.Outcome.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The SQL of replays of many, on each database; what a node makes of it, JobTest shows. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class LedgerJobsTest extends LedgerTestBase {
    private static final Actor ANN = Actor.atConsole("ann", null);

    private LedgerJobs first;
    private LedgerJobs second;

    @BeforeEach
    void open() {
        first = jobs("node-1");
        second = jobs("node-2");
    }

    private LedgerJobs jobs(String node) {
        return new LedgerJobs(
                new LedgerDb(dataSource, database.dialect()), PayloadKeys.NONE, json(), node, Duration.ofMinutes(1));
    }

    private static List<LedgerJobs.Prepared> prepared(List<LedgerJobs.Next> next) {
        return next.stream()
                .map(one -> new LedgerJobs.Prepared(
                        one,
                        one.entry() == null || one.entry().mayBeExecuted()
                                ? null
                                : order(one.entry().identifier(), one.entry().ref(), "13.00"),
                        null))
                .toList();
    }

    private void faulty(int count) {
        ledger.record(java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> faulty("E%04d".formatted(i), "ref-" + i, "x"))
                .toList());
    }

    @Test
    void planNamesItsOrdersAndKilledAtHalfEachIsReplayedOnce() {
        faulty(250);
        Job plan = first.plan(ANN, ErrorSelection.ofCause(ErrorCause.MAPPING), "corrected");
        assertThat(plan.orders()).isEqualTo(250);
        assertThat(plan.byCause()).isEqualTo(Map.of("MAPPING", 250L));
        assertThat(plan.bySource()).isEqualTo(Map.of("legacy", 250L));
        assertThat(plan.plannedAt())
                .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis() + 60_000);
        assertThat(first.sample(plan, 200))
                .hasSize(200)
                .extracting(ErrorEntry::id)
                .doesNotHaveDuplicates();
        assertThat(first.sample(plan, 1_000)).hasSize(250);
        assertThat(first.claim()).as("nobody has started it").isEmpty();
        ledger.record(List.of(faulty("LATE", "late", "x")));

        assertThat(first.start(ANN, plan.id(), plan.digest())).isEmpty();
        LedgerJobs.Held dead = first.claim().orElseThrow();
        dead = first.send(dead, prepared(first.next(dead)));
        assertThat(dead.job().counts()).isEqualTo(new Job.Counts(50, 200, 0, 0, 0));
        assertThat(second.claim()).as("under a lease").isEmpty();
        jdbc.update("UPDATE createorder_job SET due_at = 0");

        LedgerJobs.Held taken = second.claim().orElseThrow();
        assertThat(taken.position()).isEqualTo(dead.position());
        LedgerJobs.Held frozen = dead;
        List<LedgerJobs.Next> rest = second.next(taken);
        assertThatThrownBy(() -> first.send(frozen, prepared(rest))).isInstanceOf(LedgerJobs.StoppedException.class);
        taken = second.send(taken, prepared(rest));
        assertThat(second.next(taken)).isEmpty();
        second.end(taken, false, 7);

        Job done = first.find(plan.id()).orElseThrow();
        assertThat(done.state()).isEqualTo(Job.State.DONE);
        assertThat(done.counts()).isEqualTo(new Job.Counts(0, 250, 0, 0, 0));
        assertThat(done.messages()).isEqualTo(7);
        assertThat(jdbc.queryForList(
                        "SELECT DISTINCT replays FROM createorder_entry WHERE order_key <> 'LATE'", Integer.class))
                .containsExactly(1);
        assertThat(column("status", "LATE")).as("came after the plan").isEqualTo("ERROR");
        assertThat(first.claim()).isEmpty();
    }

    @Test
    void whatMayExistKeepsItsBytesAndWhatIsNoLongerInThatErrorIsGone() {
        ledger.record(List.of(order("U"), order("G"), order("R")));
        send(Kind.REJECTED);
        jdbc.update("UPDATE createorder_entry SET may_be_executed = TRUE, cause = 'UNKNOWN' WHERE order_key = 'U'");
        Job plan = first.plan(ANN, ErrorSelection.ofSource("legacy"), "again");
        assertThat(plan.mayBeExecuted()).isEqualTo(1);
        jdbc.update("UPDATE createorder_entry SET ended_at = ended_at + 1 WHERE order_key = 'G'");
        first.start(ANN, plan.id(), plan.digest());
        LedgerJobs.Held held = first.claim().orElseThrow();
        held = first.send(held, prepared(first.next(held)));
        assertThat(held.job().counts()).isEqualTo(new Job.Counts(0, 2, 0, 0, 1));
        assertThat(ledger.claim(10))
                .extracting(ClaimedOrder::identifier, order -> order.request().contains("13.00"))
                .containsExactlyInAnyOrder(
                        org.assertj.core.api.Assertions.tuple("U", false),
                        org.assertj.core.api.Assertions.tuple("R", true));
        assertThat(first.parts(plan.id(), null, 0, 10))
                .extracting(Job.Part::orderKey, Job.Part::outcome)
                .contains(org.assertj.core.api.Assertions.tuple("G", "GONE"));
        assertThat(first.parts(plan.id(), "FAILED", 0, 10)).isEmpty();
        assertThat(first.replayed(plan.id())).contains("U", "R");
    }

    /** What one order makes collides with another of the same batch: it is refused by itself, and the others are sent. */
    @Test
    void orderThatWouldBeTheSameAsAnotherHoldsUpNone() {
        faulty(4);
        Job plan = first.plan(ANN, ErrorSelection.all(), "again");
        first.start(ANN, plan.id(), plan.digest());
        LedgerJobs.Held held = first.claim().orElseThrow();
        FrozenOrder same = order("SAME", "ref-1", "13.00");
        List<LedgerJobs.Prepared> orders = first.next(held).stream()
                .map(one -> new LedgerJobs.Prepared(
                        one,
                        one.entry().ref().equals("ref-1") || one.entry().ref().equals("ref-2")
                                ? same
                                : order(one.entry().identifier(), one.entry().ref(), "13.00"),
                        null))
                .toList();
        held = first.send(held, orders);
        assertThat(held.job().counts()).isEqualTo(new Job.Counts(0, 3, 0, 1, 0));
        assertThat(first.parts(plan.id(), "FAILED", 0, 10))
                .singleElement()
                .satisfies(part -> assertThat(part.detail()).contains("SAME"));
    }

    @Test
    void nodeThatWasAwayForLongerThanItsLeaseEndsNothing() {
        faulty(1);
        Job plan = first.plan(ANN, ErrorSelection.all(), "corrected");
        first.start(ANN, plan.id(), plan.digest());
        LedgerJobs.Held slow = first.claim().orElseThrow();
        assertThat(second.claim()).as("under the lease").isEmpty();
        jdbc.update("UPDATE createorder_job SET due_at = 1");
        LedgerJobs.Held taken = second.claim().orElseThrow();

        List<LedgerJobs.Prepared> batch = prepared(first.next(slow));
        assertThatThrownBy(() -> first.send(slow, batch)).isInstanceOf(LedgerJobs.StoppedException.class);
        assertThat(first.end(slow, false, 3)).isFalse();
        first.rest(slow, Duration.ZERO);
        assertThat(second.find(plan.id()).orElseThrow().state()).isEqualTo(Job.State.RUNNING);
        assertThat(second.end(second.send(taken, prepared(second.next(taken))), false, 1))
                .isTrue();
        assertThat(second.find(plan.id()).orElseThrow().messages()).isEqualTo(1);
    }

    /** Told of all that is open and has them before it, and of nothing else. */
    @Test
    void jobsThatHaveOrdersOfAPlanAreTold() {
        faulty(30);
        List<Long> ids = jdbc.queryForList("SELECT id FROM createorder_entry ORDER BY id", Long.class);
        Job running = first.plan(ANN, ErrorSelection.ofIds(ids.subList(0, 20)), "again");
        first.start(ANN, running.id(), running.digest());
        Job dropped = first.plan(ANN, ErrorSelection.all(), "again");
        first.cancel(ANN, dropped.id());
        Actor bob = Actor.atConsole("bob", null);
        Job plan = first.plan(bob, ErrorSelection.all(), "once more");
        Job one = first.plan(bob, ErrorSelection.ofIds(ids.subList(29, 30)), "this one");

        Job.Shared ofRunning = new Job.Shared(running.id(), Job.State.RUNNING, "ann", 20, false);
        assertThat(first.shared(plan))
                .containsExactly(new Job.Shared(one.id(), Job.State.PLANNED, "bob", 1, false), ofRunning);
        assertThat(first.shared(one)).containsExactly(new Job.Shared(plan.id(), Job.State.PLANNED, "bob", 1, false));
        assertThat(first.shared(ErrorSelection.ofIds(ids.subList(19, 21))))
                .containsExactly(
                        new Job.Shared(plan.id(), Job.State.PLANNED, "bob", 2, false),
                        new Job.Shared(running.id(), Job.State.RUNNING, "ann", 1, false));
        assertThat(first.shared(ErrorSelection.ofSource("nobody"))).isEmpty();

        LedgerJobs.Held held = first.claim().orElseThrow();
        first.send(held, prepared(first.next(held)));
        assertThat(first.shared(plan))
                .as("what it has looked at is not before it")
                .extracting(Job.Shared::jobId)
                .containsExactly(one.id());
    }

    @Test
    void planThatNobodyStartedIsDroppedAfterADay() {
        faulty(2);
        Job plan = first.plan(ANN, ErrorSelection.all(), "again");
        Upkeep upkeep = new Upkeep(new LedgerDb(dataSource, database.dialect()), PayloadKeys.NONE, null);
        upkeep.run();
        assertThat(first.find(plan.id()).orElseThrow().state()).isEqualTo(Job.State.PLANNED);
        jdbc.update("UPDATE createorder_job SET planned_at = planned_at - 86400000");
        upkeep.run();
        assertThat(first.find(plan.id()).orElseThrow().state()).isEqualTo(Job.State.CANCELLED);
        assertThat(first.parts(plan.id(), null, 0, 10)).isEmpty();
    }
}
