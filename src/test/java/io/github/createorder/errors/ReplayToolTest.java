package io.github.createorder.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.errors.ReplayCall.Plan;
import io.github.createorder.errors.ReplayCall.UnansweredException;
import io.github.createorder.health.Watch;
import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.ledger.ErrorPlan;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.ledger.LedgerDb;
import io.github.createorder.ledger.LedgerErrors;
import io.github.createorder.ledger.LedgerSchema;
import io.github.createorder.ledger.LedgerSettings;
import io.github.createorder.ledger.PayloadKeys;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.order.SourceRecordJson;
import io.github.createorder.sql.H2;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A real ledger and a real broker, and the desk of a node that replays are asked of. */
class ReplayToolTest {
    private static final JdbcConnectionPool DATABASE = JdbcConnectionPool.create("jdbc:h2:mem:replay", "sa", "");
    private static final JdbcTemplate SQL = new JdbcTemplate(DATABASE);

    private static EmbeddedBroker broker;
    private static Queues queues;
    private static int runs;

    private final LedgerDb db = new LedgerDb(DATABASE, new H2());
    private final Ledger ledger =
            new Ledger(db, "node", LedgerSettings.DEFAULT, PayloadKeys.NONE, new Random(1), SourceRecordJson::write);
    private final LedgerErrors errors = new LedgerErrors(db, PayloadKeys.NONE);
    private final ReplayTool tool =
            new ReplayTool(broker.connectionFactory(), Queues.ERRORS, Queues.REDELIVERY, errors, false);
    private final ErrorEnvelope envelope = new ErrorEnvelope(false);
    /** So that no message of one test is the broker's duplicate of another's. */
    private final String run = "-" + ++runs;

    private final List<Integer> progress = new ArrayList<>();
    private volatile boolean open = true;
    private Thread desk;

    @BeforeAll
    static void startBroker() throws SQLException {
        LedgerSchema.migrate(DATABASE);
        broker = EmbeddedBroker.start(Queues.freshDirectory(ReplayToolTest.class));
        queues = new Queues(broker.connectionFactory());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
        DATABASE.dispose();
    }

    @BeforeEach
    void empty() {
        queues.drain(Queues.ERRORS);
        queues.drain(Queues.REDELIVERY);
        SQL.update("DELETE FROM createorder_entry");
        SQL.update("DELETE FROM createorder_payload");
    }

    @AfterEach
    void closeDesk() throws InterruptedException {
        open = false;
        if (desk != null) {
            desk.join();
        }
    }

    @Test
    void planCountsTheLedgerExactlyAndSendsNothing() throws Exception {
        record("a", Fault.Kind.INVALID, 3);
        record("b", Fault.Kind.MAPPING, 2);
        conflict("c");
        ErrorPlan plan = tool.plan(ErrorSelection.all());
        assertThat(plan.total()).isEqualTo(5);
        assertThat(plan.conflicts()).isEqualTo(1);
        assertThat(plan.byCause()).isEqualTo(Map.of("MAPPING", 2, "INVALID", 3));
        assertThat(plan.bySource()).isEqualTo(Map.of("a", 3, "b", 2));
        assertThat(tool.plan(ErrorSelection.ofCause(ErrorCause.INVALID)
                                .between(Instant.now().plusSeconds(60), null))
                        .total())
                .isZero();
        assertThat(queues.count(Queues.REDELIVERY)).isZero();
    }

    /** A person has emptied the error queue by a console: nothing is on it, and all is in the ledger. */
    @Test
    void whatAConsolePurgedIsSentAgainWithReasonAndName() throws Exception {
        record("a", Fault.Kind.MAPPING, 450);
        record("b", Fault.Kind.INVALID, 1);
        ledger.claimErrors(1_000);
        SQL.update("UPDATE createorder_entry SET error_due = NULL");

        ReplayCounts counts = replay(tool.plan(ErrorSelection.ofCause(ErrorCause.MAPPING)));

        assertThat(counts).isEqualTo(new ReplayCounts(450, 450, 0, false));
        assertThat(progress).containsExactly(200, 400, 450);
        List<Message> sent = queues.drain(Queues.REDELIVERY);
        assertThat(sent).hasSize(450);
        assertThat(Queues.propertyNames(sent.get(0)))
                .contains("createorder_order_key", "createorder_cause")
                .doesNotContain("_AMQ_DUPL_ID");
        assertThat(envelope.parse(sent.get(0)))
                .isEqualTo(new Redelivery("a-MAPPING-0" + run, 0, "mapping corrected", "ann"));
    }

    @Test
    void whatIsOnItsWayOrOverIsTakenOffTheErrorQueueAndNothingElse() throws Exception {
        record("a", Fault.Kind.MAPPING, 30);
        record("b", Fault.Kind.INVALID, 2);
        conflict("c");
        publish();
        SQL.update(
                "UPDATE createorder_entry SET status = 'ACCEPTED', cause = NULL WHERE order_key = ?",
                "a-MAPPING-3" + run);
        queues.sendText(Queues.ERRORS, "somebody else's", Map.of());

        ReplayCounts counts = replay(tool.plan(ErrorSelection.ofSource("a")));

        assertThat(counts).isEqualTo(new ReplayCounts(29, 29, 30, false));
        assertThat(tool.queued()).isEqualTo(Map.of("INVALID", 2, "CONFLICT", 1));
        assertThat(queues.drain(Queues.ERRORS)).hasSize(4);
        assertThat(unpublished()).isZero();
    }

    /** It came to be in error between plan and replay: its message must not go with those of the others. */
    @Test
    void messageThatIsTakenOffThoughItsOrderIsNotInThePlanIsPutThereAgain() throws Exception {
        record("a", Fault.Kind.MAPPING, 3);
        ErrorPlan plan = tool.plan(ErrorSelection.ofCause(ErrorCause.MAPPING));
        record("late", Fault.Kind.MAPPING, 2);
        publish();

        assertThat(replay(plan)).isEqualTo(new ReplayCounts(3, 3, 5, false));

        assertThat(ledger.claimErrors(10)).extracting(ErrorEntry::source).containsExactly("late", "late");
    }

    @Test
    void whatFailsASecondTimeMeanwhileIsNotSweptUpAgain() throws Exception {
        record("a", Fault.Kind.MAPPING, 5);
        ErrorPlan plan = tool.plan(ErrorSelection.all());
        SQL.update("UPDATE createorder_entry SET version = version + 1 WHERE order_key = ?", "a-MAPPING-2" + run);
        SQL.update(
                "UPDATE createorder_entry SET status = 'READY', cause = NULL WHERE order_key = ?", "a-MAPPING-3" + run);
        assertThat(replay(plan).sent()).isEqualTo(3);
    }

    @Test
    void selectionByKeyIdentifierAndSourceTakesValuesLiterally() throws Exception {
        String key = "it's ' OR '1'='1" + run;
        ledger.record(List.of(order(key, "源's", Fault.Kind.MAPPING)));
        record("other", Fault.Kind.MAPPING, 3);
        publish();
        assertThat(tool.plan(ErrorSelection.ofOrderKey(key)).total()).isEqualTo(1);
        assertThat(tool.plan(ErrorSelection.ofIdentifier(key)).total()).isEqualTo(1);
        assertThat(tool.plan(ErrorSelection.ofSource("源's")).total()).isEqualTo(1);
        assertThat(replay(tool.plan(ErrorSelection.ofOrderKey(key)))).isEqualTo(new ReplayCounts(1, 1, 1, false));
        assertThat(queues.count(Queues.ERRORS)).isEqualTo(3);
    }

    @Test
    void cancelledMidwayEveryOrderHasAMessageOnOneOfTheTwoQueues() throws Exception {
        record("a", Fault.Kind.MAPPING, 450);
        publish();
        ReplayCounts counts = tool.replay(
                tool.plan(ErrorSelection.all()), "mapping corrected", "ann", progress::add, () -> !progress.isEmpty());
        assertThat(counts.sent()).isEqualTo(200);
        assertThat(counts.cancelled()).isTrue();
        assertThat(queues.drain(Queues.REDELIVERY)).hasSize(200);
        ledger.claimErrors(1_000);
        assertThat(queues.drain(Queues.ERRORS).size() + unpublished()).isGreaterThanOrEqualTo(250);
    }

    @Test
    void failureMidwayLeavesTheErrorQueueAsItIs() throws Exception {
        record("a", Fault.Kind.MAPPING, 300);
        publish();
        ErrorPlan plan = tool.plan(ErrorSelection.all());
        assertThatThrownBy(() -> tool.replay(plan, "r", "ann", progress::add, () -> {
                    if (!progress.isEmpty()) {
                        throw new IllegalStateException("killed");
                    }
                    return false;
                }))
                .hasMessage("killed");
        assertThat(queues.drain(Queues.REDELIVERY)).hasSize(200);
        assertThat(queues.drain(Queues.ERRORS)).hasSize(300);
    }

    @Test
    void nobodyReplaysWithoutAReasonAndAName() {
        ErrorPlan plan = tool.plan(ErrorSelection.all());
        assertThatThrownBy(() -> tool.replay(plan, " ", "ann", progress::add, () -> false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tool.replay(plan, "r", null, progress::add, () -> false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The person has the broker only: the ledger is in the hands of the node. */
    @Test
    void personAsksANodeForThePlanAndHasItDone() throws Exception {
        openDesk();
        record("a", Fault.Kind.MAPPING, 450);
        ReplayCall call = call();
        ErrorSelection mapping = ErrorSelection.ofCause(ErrorCause.MAPPING);
        assertThat(call.plan(mapping))
                .isEqualTo(new Plan(450, 0, Map.of("MAPPING", 450), Map.of("a", 450), List.of("a"), List.of()));
        List<Plan> seen = new ArrayList<>();
        ReplayCounts counts = call.replay(mapping, "why", "ann", seen::add, progress::add, () -> false);
        assertThat(counts).isEqualTo(new ReplayCounts(450, 450, 0, false));
        assertThat(seen).hasSize(1);
        assertThat(progress).containsExactly(200, 400, 450);
        assertThat(queues.drain(Queues.REDELIVERY)).hasSize(450);
    }

    @Test
    void personWhoBreaksItOffIsToldHowFarItCame() throws Exception {
        openDesk();
        record("a", Fault.Kind.MAPPING, 450);
        ReplayCounts counts = call().replay(
                        ErrorSelection.all(), "why", "ann", plan -> {}, progress::add, () -> progress.size() == 1);
        assertThat(counts).isEqualTo(new ReplayCounts(450, 200, 0, true));
        assertThat(queues.drain(Queues.REDELIVERY)).hasSize(200);
    }

    @Test
    void nothingFoundIsToldByWhereTheOrderStands() throws Exception {
        openDesk();
        conflict("c");
        ReplayCall call = call();
        assertThat(call.plan(ErrorSelection.ofIdentifier("none")).why())
                .containsExactly("The ledger has no order with the identifier none.");
        SQL.update("UPDATE createorder_entry SET status = 'ACCEPTED' WHERE cause IS NULL");
        assertThat(call.plan(ErrorSelection.ofIdentifier("c")).why())
                .hasSize(2)
                .anyMatch(line -> line.equals("c is accepted: there is nothing to send again."))
                .anyMatch(line -> line.contains("is a conflict, which is never sent: "));
    }

    @Test
    void requestThatIsNoneOfOursIsAnsweredInWordsAndOneWithoutATemporaryQueueNotAtAll() throws Exception {
        openDesk();
        try (JMSContext context = broker.connectionFactory().createContext()) {
            queues.send("createorder.replay", c -> replyTo(c.createTextMessage("{}"), c.createQueue("evil")));
            var answers = context.createTemporaryQueue();
            JMSConsumer consumer = context.createConsumer(answers);
            for (String text : List.of("{}", "no json", "{\"schema\":\"createorder.replay/1\",\"cause\":\"X\"}")) {
                context.createProducer()
                        .send(
                                context.createQueue("createorder.replay"),
                                replyTo(context.createTextMessage(text), answers));
                assertThat(Queues.text(consumer.receive(5_000))).contains("failed", "none that this version reads");
            }
        }
        assertThat(queues.count("evil")).isZero();
    }

    @Test
    void nodeWhoseLedgerIsAwaySaysSo() throws Exception {
        openDesk();
        SQL.execute("ALTER TABLE createorder_entry RENAME TO away");
        try {
            ReplayCall call = call();
            assertThatThrownBy(() -> call.plan(ErrorSelection.all()))
                    .isInstanceOf(UnansweredException.class)
                    .hasMessageContaining("the ledger or the broker failed");
        } finally {
            SQL.execute("ALTER TABLE away RENAME TO createorder_entry");
        }
    }

    @Test
    void nobodyWhoAnswersIsSaidSo() {
        assertThatThrownBy(() -> new ReplayCall(broker.connectionFactory(), "nobody.listens", Duration.ofMillis(100))
                        .plan(ErrorSelection.all()))
                .isInstanceOf(UnansweredException.class)
                .hasMessageContaining("no node answers");
    }

    private static ReplayCall call() {
        return new ReplayCall(broker.connectionFactory(), "createorder.replay", Duration.ofSeconds(15));
    }

    private static Message replyTo(Message message, jakarta.jms.Destination destination) {
        try {
            message.setJMSReplyTo(destination);
            return message;
        } catch (JMSException e) {
            throw new JMSRuntimeException(e.getMessage());
        }
    }

    /** As the route does. */
    private void openDesk() {
        ReplayDesk answering = new ReplayDesk(broker.connectionFactory(), tool, new Watch(InstantSource.system()));
        desk = new Thread(() -> {
            try (JMSContext context = broker.connectionFactory().createContext();
                    JMSConsumer consumer = context.createConsumer(context.createQueue("createorder.replay"))) {
                while (open) {
                    Message request = consumer.receive(50);
                    if (request != null) {
                        answering.answer(request);
                    }
                }
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        desk.start();
    }

    private ReplayCounts replay(ErrorPlan plan) throws Exception {
        return tool.replay(plan, "mapping corrected", "ann", progress::add, () -> false);
    }

    private void record(String source, Fault.Kind kind, int count) {
        ledger.record(IntStream.range(0, count)
                .mapToObj(i -> order(source + "-" + kind + "-" + i + run, source, kind))
                .toList());
    }

    private void conflict(String identifier) {
        ledger.record(List.of(good(identifier, "1")));
        ledger.record(List.of(good(identifier, "2")));
    }

    private static FrozenOrder good(String identifier, String amount) {
        SourceRecord record = new SourceRecord("c", amount, Map.of("A", amount), List.of(Map.of("A", amount)));
        return new FrozenOrder(record, identifier, "{\"a\":" + amount + "}", List.of(), "m");
    }

    private static FrozenOrder order(String key, String source, Fault.Kind kind) {
        SourceRecord record = new SourceRecord(source, key, Map.of("K", key), List.of(Map.of("K", key)));
        return new FrozenOrder(record, key, null, List.of(new Fault(kind, "x", "wrong")), "m");
    }

    /** As the route does. */
    private void publish() {
        List<ErrorEntry> entries = ledger.claimErrors(10_000);
        try (JMSContext context = broker.connectionFactory().createContext(JMSContext.SESSION_TRANSACTED)) {
            for (ErrorEntry entry : entries) {
                Message message = context.createTextMessage(ErrorEnvelope.json(entry));
                for (Map.Entry<String, String> header :
                        ErrorEnvelope.headers(entry).entrySet()) {
                    message.setStringProperty(header.getKey(), header.getValue());
                }
                context.createProducer().send(context.createQueue(Queues.ERRORS), message);
            }
            context.commit();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
        ledger.errorsPublished(entries);
    }

    private int unpublished() {
        return SQL.queryForObject("SELECT COUNT(*) FROM createorder_entry WHERE error_due IS NOT NULL", Integer.class);
    }
}
