package io.github.createorder.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.order.ErrorCause;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayToolTest {
    private static EmbeddedBroker broker;
    private static Queues queues;

    private final ReplayTool tool = new ReplayTool(broker.connectionFactory(), Queues.ERRORS, Queues.REDELIVERY);
    private final List<Integer> progress = new ArrayList<>();

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(Queues.freshDirectory(ReplayToolTest.class));
        queues = new Queues(broker.connectionFactory());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void emptyQueues() {
        queues.drain(Queues.ERRORS);
        queues.drain(Queues.REDELIVERY);
    }

    @Test
    void thePlanCountsByCauseAndSourceAndMovesNothing() throws Exception {
        fill(3, ErrorCause.UNKNOWN, "a");
        fill(2, ErrorCause.MAPPING, "b");
        queues.sendText(Queues.ERRORS, "somebody else's", Map.of());
        ReplayPlan plan = tool.plan(ReplaySelection.all());
        assertThat(plan.total()).isEqualTo(5);
        assertThat(plan.byCause()).isEqualTo(Map.of("MAPPING", 2, "UNKNOWN", 3));
        assertThat(plan.bySource()).isEqualTo(Map.of("a", 3, "b", 2));
        assertThat(queues.count(Queues.ERRORS)).isEqualTo(6);
    }

    @Test
    void aLongQueueIsCountedToItsEnd() throws Exception {
        try (JMSContext context = broker.connectionFactory().createContext(JMSContext.SESSION_TRANSACTED)) {
            for (int i = 0; i < 2_000; i++) {
                ErrorEntry entry = Entries.entry("LONG-" + i, ErrorCause.UNKNOWN, true);
                TextMessage message = context.createTextMessage(ErrorEnvelope.json(entry));
                message.setStringProperty("createorder_schema", ErrorEnvelope.SCHEMA);
                context.createProducer().send(context.createQueue(Queues.ERRORS), message);
            }
            context.commit();
        }
        // A plain browser of Artemis ends early about every second time.
        for (int i = 0; i < 5; i++) {
            assertThat(tool.plan(ReplaySelection.all()).total()).isEqualTo(2_000);
        }
    }

    @Test
    void exactlyWhatWasPlannedIsMovedWithReasonAndName() throws Exception {
        fill(120, ErrorCause.MAPPING, "a");
        fill(7, ErrorCause.UNKNOWN, "a");
        ReplayCounts result = replay(tool.plan(ReplaySelection.ofCause(ErrorCause.MAPPING)));
        assertThat(result).isEqualTo(new ReplayCounts(120, 120, false));
        assertThat(progress).containsExactly(50, 100, 120);
        assertThat(queues.count(Queues.ERRORS)).isEqualTo(7);
        List<Message> moved = queues.drain(Queues.REDELIVERY);
        assertThat(moved).hasSize(120);
        assertThat(Queues.propertyNames(moved.get(0)))
                .contains("createorder_order_key", "createorder_cause")
                .doesNotContain("_AMQ_DUPL_ID");
        assertThat(Queues.property(moved.get(0), "createorder_reason")).isEqualTo("mapping mended");
        assertThat(Queues.property(moved.get(0), "createorder_who")).isEqualTo("ann");
    }

    @Test
    void whatFailsASecondTimeMeanwhileIsNotSweptUpAgain() throws Exception {
        fill(60, ErrorCause.MAPPING, "a");
        ReplayPlan plan = tool.plan(ReplaySelection.all());
        // Somebody else takes one that was planned, so that the count alone would let a newcomer in.
        takeOne();
        waitForTheClock();
        fill(5, ErrorCause.MAPPING, "again");
        ReplayCounts result = replay(plan);
        assertThat(result.moved()).isEqualTo(59);
        assertThat(queues.drain(Queues.ERRORS))
                .hasSize(5)
                .allMatch(message ->
                        Queues.property(message, "createorder_source").equals("again"));
    }

    @Test
    void selectionByKeyIdentifierAndSourceTakesValuesLiterally() throws Exception {
        String key = "it's ' OR '1'='1";
        send(Entries.entry(key, ErrorCause.UNKNOWN, true, 0, "源's", "{}", "{}"));
        fill(3, ErrorCause.UNKNOWN, "other");
        assertThat(tool.plan(ReplaySelection.ofOrderKey(key)).total()).isEqualTo(1);
        assertThat(tool.plan(ReplaySelection.ofIdentifier(key)).total()).isEqualTo(1);
        assertThat(tool.plan(ReplaySelection.ofSource("源's")).total()).isEqualTo(1);
        assertThat(tool.plan(new ReplaySelection(null, null, ErrorCause.MAPPING, "other", null, null))
                        .total())
                .isZero();
        assertThat(replay(tool.plan(ReplaySelection.ofOrderKey(key))).moved()).isEqualTo(1);
        assertThat(queues.count(Queues.ERRORS)).isEqualTo(3);
    }

    @Test
    void cancelledMidwayEveryMessageIsOnOneOfTheTwoQueues() throws Exception {
        fill(120, ErrorCause.MAPPING, "a");
        ReplayPlan plan = tool.plan(ReplaySelection.all());
        ReplayCounts result = tool.replay(plan, "mapping mended", "ann", progress::add, () -> !progress.isEmpty());
        assertThat(result).isEqualTo(new ReplayCounts(120, 50, true));
        assertThat(queues.count(Queues.REDELIVERY)).isEqualTo(50);
        assertThat(queues.count(Queues.ERRORS)).isEqualTo(70);
    }

    @Test
    void aFailureMidBatchLeavesTheBatchOnTheErrorQueue() throws Exception {
        fill(60, ErrorCause.MAPPING, "a");
        ReplayPlan plan = tool.plan(ReplaySelection.all());
        int[] asked = {0};
        assertThatThrownBy(() -> tool.replay(plan, "r", "ann", progress::add, () -> {
                    if (asked[0]++ == 55) {
                        throw new IllegalStateException("killed");
                    }
                    return false;
                }))
                .hasMessage("killed");
        assertThat(queues.count(Queues.REDELIVERY)).isEqualTo(50);
        assertThat(queues.count(Queues.ERRORS)).isEqualTo(10);
    }

    @Test
    void nobodyReplaysWithoutAReasonAndAName() throws Exception {
        ReplayPlan plan = tool.plan(ReplaySelection.all());
        assertThatThrownBy(() -> tool.replay(plan, " ", "ann", progress::add, () -> false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tool.replay(plan, "r", null, progress::add, () -> false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEmptyPlanMovesNothing() throws Exception {
        assertThat(replay(tool.plan(ReplaySelection.all()))).isEqualTo(new ReplayCounts(0, 0, false));
    }

    private ReplayCounts replay(ReplayPlan plan) throws Exception {
        return tool.replay(plan, "mapping mended", "ann", progress::add, () -> false);
    }

    private static void fill(int count, ErrorCause cause, String source) {
        for (int i = 0; i < count; i++) {
            String key = source + "-" + cause + "-" + i + "-" + System.nanoTime();
            send(Entries.entry(key, cause, false, 0, source, "{}", "{}"));
        }
    }

    private static void send(ErrorEntry entry) {
        queues.sendText(Queues.ERRORS, ErrorEnvelope.json(entry), ErrorEnvelope.headers(entry));
    }

    private static void takeOne() {
        try (JMSContext context = broker.connectionFactory().createContext();
                var consumer = context.createConsumer(context.createQueue(Queues.ERRORS))) {
            assertThat(consumer.receive(2_000)).isNotNull();
        }
    }

    /** Timestamps of messages are in whole milliseconds. */
    private static void waitForTheClock() {
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() <= now) {
            Thread.onSpinWait();
        }
    }
}
