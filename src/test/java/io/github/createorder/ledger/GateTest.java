package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.ledger.GateState.Kind;
import io.github.createorder.ledger.GateState.State;
import io.github.createorder.top.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessException;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class GateTest extends LedgerTestBase {
    private Gate one;
    private Gate two;

    @BeforeEach
    void twoNodes() {
        one = new Gate(new LedgerDb(dataSource, database.dialect()), "gw", "node-1", GateSettings.DEFAULT);
        two = new Gate(new LedgerDb(dataSource, database.dialect()), "gw", "node-2", GateSettings.DEFAULT);
    }

    @Test
    void openByDefault() {
        assertThat(one.enter()).isFalse();
        assertThat(one.permit(200)).isEqualTo(200);
        assertThat(two.permit(200)).isEqualTo(200);
        assertThat(one.enter()).isTrue();
        assertThat(one.state()).isEqualTo(GateState.OPEN);
    }

    @Test
    void banHoldsForAllNodesAndEndsByItself() {
        one.permit(1);
        two.permit(1);
        one.seen(banned(Duration.ofSeconds(71)));

        assertThat(one.enter()).isFalse();
        assertThat(one.permit(200)).isZero();
        assertThat(two.permit(200)).isZero();
        assertThat(two.enter()).isFalse();
        assertThat(two.state().kind()).isEqualTo(Kind.BANNED);
        assertThat(two.state().reason()).isEqualTo("App Call Limited");
        assertThat(two.state().until() - two.state().since()).isEqualTo(72_000);

        waitIsOver();
        assertThat(two.permit(200)).isEqualTo(64);
        assertThat(one.permit(200)).isEqualTo(64);
        assertThat(one.state()).isEqualTo(GateState.OPEN);
    }

    /** A gateway that has just lifted its ban does not get all that has piled up at once. */
    @Test
    void afterAPauseSendingRampsUp() {
        AtomicLong nanos = new AtomicLong();
        Gate gate = new Gate(
                new LedgerDb(dataSource, database.dialect()), "gw", "node-1", GateSettings.DEFAULT, nanos::get);
        assertThat(gate.permit(5_000)).as("nothing to recover from").isEqualTo(5_000);
        gate.seen(banned(Duration.ofSeconds(71)));
        waitIsOver();
        List<Integer> permitted = new ArrayList<>();
        for (int second = 0; second <= 4; second++) {
            permitted.add(gate.permit(5_000));
            assertThat(gate.permit(5_000)).as("no more within the same moment").isZero();
            nanos.addAndGet(1_000_000_000L);
        }
        assertThat(permitted).containsExactly(64, 64, 128, 256, 512);
        nanos.addAndGet(6_000_000_000L);
        assertThat(gate.permit(5_000)).isEqualTo(5_000);
    }

    @Test
    void whatWasPermittedAndNotClaimedDoesNotCountForTheRamp() {
        one.permit(1);
        one.seen(banned(Duration.ofSeconds(71)));
        waitIsOver();
        assertThat(one.permit(200)).isEqualTo(64);
        one.claimed(10);
        assertThat(one.permit(200)).isGreaterThanOrEqualTo(54);
    }

    @Test
    void rateIsKeptByAllNodesTogetherAndWhatOneLeavesTheOtherMayUse() throws Exception {
        GateSettings limited = GateSettings.DEFAULT.withRate(200);
        Gate first = new Gate(new LedgerDb(dataSource, database.dialect()), "gw", "node-1", limited);
        Gate second = new Gate(new LedgerDb(dataSource, database.dialect()), "gw", "node-2", limited);
        first.permit(1);
        long start = System.nanoTime();
        long last = start;
        long lost = 0;
        long sent = 0;
        while (System.nanoTime() - start < 2_000_000_000L) {
            // What nobody asks for within a quarter of a second is lost, and a busy machine may stand still as long.
            lost += Math.max(0, System.nanoTime() - last - 250_000_000L);
            last = System.nanoTime();
            int granted = first.permit(500);
            first.claimed(granted);
            sent += granted;
            int idle = second.permit(500);
            second.claimed(0);
            assertThat(idle).isBetween(0, 50);
            Thread.sleep(20);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(sent / seconds).as("orders a second").isLessThanOrEqualTo(200 + 50 / seconds + 10);
        assertThat(sent / (seconds - lost / 1e9)).as("orders a second").isGreaterThanOrEqualTo(140.0);
    }

    @Test
    void laterEndOfABanWinsAndSameBanIsWrittenOnce() throws Exception {
        one.permit(1);
        ExecutorService workers = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 64; i++) {
            workers.execute(() -> one.seen(banned(Duration.ofSeconds(30))));
        }
        workers.shutdown();
        assertThat(workers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(version()).isLessThanOrEqualTo(3);

        int before = version();
        two.permit(1);
        two.seen(banned(Duration.ofSeconds(2)));
        assertThat(version()).isEqualTo(before);
        two.seen(banned(Duration.ofSeconds(31_062)));
        assertThat(version()).isEqualTo(before + 1);
        one.permit(1);
        assertThat(one.state().until() - System.currentTimeMillis()).isCloseTo(31_063_000L, within(5000L));
    }

    @Test
    void bansThatDoNotSayHowLongDoubleWhileTheyGoOn() {
        one.permit(1);
        long[] waits = new long[4];
        for (int i = 0; i < waits.length; i++) {
            one.seen(banned(null));
            one.seen(banned(null));
            waits[i] = waitMillis();
            waitIsOver();
            assertThat(one.permit(5)).isEqualTo(5);
        }
        assertThat(waits).containsExactly(2000, 3000, 5000, 9000);

        one.seen(outcome(Outcome.Kind.ACCEPTED));
        one.seen(banned(null));
        assertThat(waitMillis()).isEqualTo(2000);
    }

    @Test
    void wrongConfigurationIsProbedByOneNodeWithOneOrder() {
        one.permit(1);
        two.permit(1);
        one.seen(outcome(Outcome.Kind.MISCONFIGURED));
        assertThat(one.permit(200)).isZero();
        assertThat(waitMillis()).isEqualTo(5000);

        waitIsOver();
        assertThat(two.permit(200)).isEqualTo(1);
        assertThat(one.permit(200)).isZero();
        assertThat(one.state().state()).isEqualTo(State.PROBING);
        assertThat(one.enter()).isFalse();
        assertThat(two.enter()).isTrue();
        assertThat(two.enter()).isFalse();
        assertThat(two.permit(200)).isZero();

        two.seen(outcome(Outcome.Kind.MISCONFIGURED));
        assertThat(two.permit(200)).isZero();
        waitIsOver();
        assertThat(one.permit(200)).isEqualTo(1);
        assertThat(step()).isEqualTo(20_000);
        assertThat(one.enter()).isTrue();
        one.seen(outcome(Outcome.Kind.ACCEPTED));
        assertThat(one.permit(200)).isEqualTo(64);
        assertThat(two.permit(200)).isEqualTo(64);
    }

    @Test
    void probeWithNothingToSendIsKept() {
        one.permit(1);
        one.seen(outcome(Outcome.Kind.UNREACHABLE));
        waitIsOver();
        assertThat(one.permit(200)).isEqualTo(1);
        waitIsOver();
        assertThat(one.permit(200)).isEqualTo(1);
        assertThat(step()).isEqualTo(10_000);
        assertThat(two.permit(200)).isEqualTo(1);
        assertThat(one.permit(200)).isZero();
        assertThat(one.enter()).isFalse();
    }

    @Test
    void failuresUnderWayDoNotPutOffTheProbe() {
        one.permit(1);
        one.seen(outcome(Outcome.Kind.UNREACHABLE));
        int version = version();
        for (int i = 0; i < 10; i++) {
            one.seen(outcome(Outcome.Kind.UNREACHABLE));
            one.seen(outcome(Outcome.Kind.MISCONFIGURED));
            one.seen(outcome(Outcome.Kind.UNKNOWN));
        }
        assertThat(version()).isEqualTo(version);
    }

    @Test
    void probeMayFindAnotherTrouble() {
        one.permit(1);
        one.seen(outcome(Outcome.Kind.UNREACHABLE));
        waitIsOver();
        one.permit(1);
        one.seen(outcome(Outcome.Kind.MISCONFIGURED));
        assertThat(one.state().kind()).isEqualTo(Kind.MISCONFIGURED);
        one.seen(banned(Duration.ofSeconds(1)));
        assertThat(one.state().state()).isEqualTo(State.PAUSED);
        waitIsOver();
        assertThat(one.permit(7)).isEqualTo(7);
    }

    @Test
    void probeThatFailsForAnotherReasonTellsIt() {
        one.permit(1);
        one.seen(new Outcome(Outcome.Kind.MISCONFIGURED, "wrong app key", 200, "29", null, null, null, null, 0));
        waitIsOver();
        one.permit(1);
        long step = step();
        one.seen(new Outcome(Outcome.Kind.MISCONFIGURED, "wrong signature", 200, "25", null, null, null, null, 0));
        assertThat(one.state().state()).isEqualTo(State.PROBING);
        assertThat(one.state().reason()).isEqualTo("wrong signature");
        assertThat(step()).as("the next probe is due when it was").isEqualTo(step);
        assertThat(two.permit(200)).isZero();
    }

    @Test
    void manyUnknownsInARowAreAnOutage() {
        one.permit(1);
        for (int i = 0; i < 19; i++) {
            one.seen(outcome(Outcome.Kind.UNKNOWN));
        }
        one.seen(outcome(Outcome.Kind.REJECTED));
        for (int i = 0; i < 19; i++) {
            one.seen(outcome(Outcome.Kind.UNKNOWN));
            one.seen(outcome(Outcome.Kind.NOT_EXECUTED));
        }
        assertThat(one.enter()).isTrue();
        one.seen(outcome(Outcome.Kind.UNKNOWN));

        assertThat(one.enter()).isFalse();
        assertThat(two.permit(200)).isZero();
        assertThat(two.state().kind()).isEqualTo(Kind.OUTAGE);
        waitIsOver();
        assertThat(two.permit(200)).isEqualTo(1);
        two.enter();
        two.seen(outcome(Outcome.Kind.REJECTED));
        assertThat(one.permit(200)).isEqualTo(64);
    }

    @Test
    void happyPathWritesNothing() {
        one.permit(1);
        int version = version();
        for (int i = 0; i < 100; i++) {
            assertThat(one.enter()).isTrue();
            one.seen(outcome(Outcome.Kind.ACCEPTED));
            one.seen(outcome(Outcome.Kind.REJECTED));
        }
        assertThat(version()).isEqualTo(version);
    }

    @Test
    void personPausesAndResumesAllNodes() {
        one.permit(1);
        one.pauseBy(Actor.atConsole("li", null), "Taobao asked us to");
        one.seen(banned(Duration.ofSeconds(1)));

        assertThat(two.permit(200)).isZero();
        assertThat(two.state().kind()).isEqualTo(Kind.MANUAL);
        assertThat(two.state().reason()).isEqualTo("li: Taobao asked us to");
        assertThat(two.state().until()).isNull();

        two.resumeBy(Actor.atConsole("wang", null), "they are done");
        assertThat(one.permit(200)).isEqualTo(64);
        assertThat(events()).containsExactly("PAUSED", "RESUMED");
    }

    /** Also when this node still believes that it is open. */
    @Test
    void whatAnotherPersonDidIsToldAndStays() {
        two.permit(1);
        one.pauseBy(Actor.atConsole("li", null), "Taobao asked us to");
        assertThat(two.pauseBy(Actor.atConsole("wang", null), "a change of ours"))
                .hasValueSatisfying(refused -> assertThat(refused.text()).contains("by li: Taobao asked us to"));
        assertThat(one.state().reason()).isEqualTo("li: Taobao asked us to");
        assertThat(two.resumeBy(Actor.atConsole("wang", null), "they are done")).isEmpty();
        assertThat(one.resumeBy(Actor.atConsole("li", null), "they are done")).isPresent();
        assertThat(events()).containsExactly("PAUSED", "RESUMED");
    }

    @Test
    void nobodyPausesWithoutBeingNoted() {
        one.permit(1);
        one.pauseBy(Actor.atCommandLine("li"), "Taobao asked us to");
        jdbc.execute("ALTER TABLE createorder_action RENAME TO createorder_action_away");
        try {
            assertThatThrownBy(() -> one.resumeBy(Actor.atCommandLine("wang"), "they are done"))
                    .isInstanceOf(DataAccessException.class);
        } finally {
            jdbc.execute("ALTER TABLE createorder_action_away RENAME TO createorder_action");
        }
        assertThat(two.permit(200))
                .as("nothing was done that could not be noted")
                .isZero();
        assertThat(events()).containsExactly("PAUSED");
        assertThat(jdbc.queryForList(
                        "SELECT CONCAT(action, ' ', outcome, ' ', who, ' ', via, ' ', reason) FROM createorder_action",
                        String.class))
                .containsExactly("PAUSE DONE li cli Taobao asked us to");
    }

    @Test
    void pauseThatCannotBeWrittenHoldsHereAndIsWrittenLater() {
        HikariDataSource broken = database.anotherNode();
        Gate gate = new Gate(new LedgerDb(broken, database.dialect()), "gw", "node-3", GateSettings.DEFAULT);
        gate.permit(1);
        jdbc.execute("ALTER TABLE createorder_gate RENAME TO createorder_gate_away");
        try (broken) {
            gate.seen(banned(Duration.ofSeconds(60)));
            assertThat(gate.enter()).isFalse();
            assertThat(gate.state().kind()).isEqualTo(Kind.BANNED);
            jdbc.execute("ALTER TABLE createorder_gate_away RENAME TO createorder_gate");

            assertThat(gate.permit(200)).isZero();
            assertThat(two.permit(200)).isZero();
            assertThat(two.state().kind()).isEqualTo(Kind.BANNED);
        }
    }

    /** A worker that holds an order asks long after orders were last claimed: calls are slow, and all others wait. */
    @Test
    void pauseByHandHoldsForWorkersThatClaimedBeforeIt() {
        AtomicLong nanos = new AtomicLong();
        Gate gate = new Gate(
                new LedgerDb(dataSource, database.dialect()), "gw", "node-1", GateSettings.DEFAULT, nanos::get);
        gate.permit(500);
        two.pauseBy(Actor.atConsole("li", null), "Taobao asked us to");

        nanos.addAndGet(250_000_000L);
        gate.look();
        assertThat(gate.enter()).as("the database is not asked for every call").isTrue();
        nanos.addAndGet(1);
        gate.look();
        assertThat(gate.enter()).isFalse();
        assertThat(gate.state().kind()).isEqualTo(Kind.MANUAL);
    }

    @Test
    void workersThatLookWhileTheDatabaseIsAwayBelieveWhatTheyKnow() {
        AtomicLong nanos = new AtomicLong();
        Gate gate = new Gate(
                new LedgerDb(dataSource, database.dialect()), "gw", "node-1", GateSettings.DEFAULT, nanos::get);
        gate.permit(500);
        jdbc.execute("ALTER TABLE createorder_gate RENAME TO createorder_gate_away");
        nanos.addAndGet(1_000_000_000L);
        gate.look();
        assertThat(gate.enter()).isTrue();
        jdbc.execute("ALTER TABLE createorder_gate_away RENAME TO createorder_gate");
    }

    @Test
    void databaseClockSetBackByAnHourHoldsNoRateBack() throws Exception {
        Gate limited = new Gate(
                new LedgerDb(dataSource, database.dialect()), "gw", "node-1", GateSettings.DEFAULT.withRate(1_000));
        limited.permit(500);
        jdbc.update("UPDATE createorder_gate SET rate_at = rate_at + 3600000, rate_tokens = 0");
        limited.permit(500);
        Thread.sleep(50);
        assertThat(limited.permit(500)).isBetween(1, 250);

        // What an older node has left behind.
        jdbc.update("UPDATE createorder_gate SET rate_tokens = -3600000");
        limited.permit(500);
        Thread.sleep(50);
        assertThat(limited.permit(500)).isBetween(1, 250);
    }

    @Test
    void databaseClockSetBackByAnHourIsNoticedOnce() {
        AtomicLong nanos = new AtomicLong();
        AtomicLong noticed = new AtomicLong();
        Gate gate = new Gate(
                new LedgerDb(dataSource, database.dialect()), "gw", "node-1", GateSettings.DEFAULT, nanos::get);
        gate.whenClockIsSetBack(noticed::incrementAndGet);
        gate.permit(1);
        gate.permit(1);
        assertThat(noticed).hasValue(0);
        // To the node it is the same whether its ticker or the database's clock moved.
        nanos.addAndGet(3_600_000_000_000L);
        gate.permit(1);
        gate.permit(1);
        assertThat(noticed).hasValue(1);
    }

    @Test
    void databaseClockSetBackByAnHourMakesNoPauseLonger() {
        AtomicLong nanos = new AtomicLong();
        Gate gate = new Gate(
                new LedgerDb(dataSource, database.dialect()), "gw", "node-1", GateSettings.DEFAULT, nanos::get);
        gate.permit(1);
        gate.seen(banned(Duration.ofSeconds(10)));
        jdbc.update("UPDATE createorder_gate SET until_at = until_at + 3600000");
        assertThat(gate.permit(200)).isZero();
        nanos.addAndGet(10_900_000_000L);
        assertThat(gate.permit(200)).as("a ban of 10 s and a second more").isZero();
        nanos.addAndGet(200_000_000L);
        assertThat(gate.permit(200)).isEqualTo(64);

        gate.seen(outcome(Outcome.Kind.UNREACHABLE));
        jdbc.update("UPDATE createorder_gate SET until_at = until_at + 3600000");
        nanos.addAndGet(5_100_000_000L);
        assertThat(gate.permit(200)).as("the probe after 5 s").isEqualTo(1);
    }

    private void waitIsOver() {
        jdbc.update("UPDATE createorder_gate SET until_at = 1");
    }

    private long waitMillis() {
        return one.state().until() - one.state().since();
    }

    private int version() {
        return jdbc.queryForObject("SELECT version FROM createorder_gate", Integer.class);
    }

    private long step() {
        return jdbc.queryForObject("SELECT step FROM createorder_gate", Long.class);
    }
}
