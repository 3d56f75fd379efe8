package io.github.createorder.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.errors.ReplayCall.Plan;
import io.github.createorder.errors.ReplayCall.UnansweredException;
import io.github.createorder.health.Watch;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.Job;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.ledger.LedgerActions;
import io.github.createorder.ledger.LedgerDb;
import io.github.createorder.ledger.LedgerErrors;
import io.github.createorder.ledger.LedgerJobs;
import io.github.createorder.ledger.LedgerSchema;
import io.github.createorder.ledger.LedgerSettings;
import io.github.createorder.ledger.PayloadKeys;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.order.SourceRecordJson;
import io.github.createorder.order.Words;
import io.github.createorder.sql.H2;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A real ledger and a real broker, and the desk of a node that replays are asked of. */
class JobTest {
    private static final JdbcConnectionPool DATABASE = JdbcConnectionPool.create("jdbc:h2:mem:replay", "sa", "");
    private static final JdbcTemplate SQL = new JdbcTemplate(DATABASE);
    private static final Actor ANN = Actor.atCommandLine("ann");

    private static EmbeddedBroker broker;
    private static Queues queues;
    private static int runs;

    private final LedgerDb db = new LedgerDb(DATABASE, new H2());
    private final Ledger ledger =
            new Ledger(db, "node", LedgerSettings.DEFAULT, PayloadKeys.NONE, new Random(1), SourceRecordJson::write);
    private final LedgerErrors errors = new LedgerErrors(db);
    private final ErrorQueue queue = new ErrorQueue(broker.connectionFactory(), Queues.ERRORS);
    private final LedgerJobs jobs =
            new LedgerJobs(db, PayloadKeys.NONE, SourceRecordJson::write, "node", Duration.ofMinutes(1));
    private final Actions actions = new Actions(
            jobs,
            new LedgerActions(db, PayloadKeys.NONE, SourceRecordJson::write, false),
            this::remap,
            source -> Set.of(),
            null,
            queue);
    private final JobRunner runner = new JobRunner(jobs, errors, this::remap, queue, new Watch(InstantSource.system()));
    /** So that no message of one test is the broker's duplicate of another's. */
    private final String run = "-" + ++runs;

    private final List<Integer> progress = new ArrayList<>();
    private volatile boolean open = true;
    private volatile boolean corrected = true;
    private Thread desk;
    private Thread route;

    @BeforeAll
    static void startBroker() throws SQLException {
        LedgerSchema.migrate(DATABASE);
        broker = EmbeddedBroker.start(Queues.freshDirectory(JobTest.class));
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
        SQL.update("DELETE FROM createorder_event");
        SQL.update("DELETE FROM createorder_action");
        SQL.update("DELETE FROM createorder_job");
        SQL.update("DELETE FROM createorder_job_order");
    }

    @AfterEach
    void closeDesk() throws InterruptedException {
        open = false;
        if (desk != null) {
            desk.join();
            route.join();
        }
    }

    @Test
    void planCountsTheLedgerExactlyAndSendsNothing() {
        record("a", Fault.Kind.INVALID, 3);
        record("b", Fault.Kind.MAPPING, 2);
        conflict("c");
        Job plan = actions.plan(ANN, ErrorSelection.all(), "why");
        assertThat(plan.state()).isEqualTo(Job.State.PLANNED);
        assertThat(plan.orders()).isEqualTo(5);
        assertThat(plan.conflicts()).isEqualTo(1);
        assertThat(plan.mayBeExecuted()).isZero();
        assertThat(plan.byCause()).isEqualTo(Map.of("MAPPING", 2L, "INVALID", 3L));
        assertThat(plan.bySource()).isEqualTo(Map.of("a", 3L, "b", 2L));
        assertThat(runner.run()).isFalse();
        assertThat(inError()).isEqualTo(6);
    }

    /** A person has emptied the error queue by a console: nothing is on it, and all is in the ledger. */
    @Test
    void whatAConsolePurgedIsSentAgainWithReasonAndName() {
        record("a", Fault.Kind.MAPPING, 450);
        record("b", Fault.Kind.INVALID, 1);
        ledger.errorsPublished(ledger.claimErrors(1_000));

        Job job = done(ErrorSelection.ofCause(ErrorCause.MAPPING));

        assertThat(job.state()).isEqualTo(Job.State.DONE);
        assertThat(job.counts()).isEqualTo(new Job.Counts(0, 450, 0, 0, 0));
        assertThat(inError()).isEqualTo(1);
        assertThat(SQL.queryForList(
                        "SELECT DISTINCT who || ': ' || detail FROM createorder_event WHERE event = 'MAPPED_AFRESH'",
                        String.class))
                .containsExactly("ann (cli): mapping corrected (job " + job.id() + "); was MAPPING: x: wrong");
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

        Job job = done(ErrorSelection.ofSource("a"));

        assertThat(job.counts().due()).isEqualTo(29);
        assertThat(job.messages()).isEqualTo(30);
        assertThat(queue.queued()).isEqualTo(Map.of("INVALID", 2, "CONFLICT", 1));
        assertThat(queues.drain(Queues.ERRORS)).hasSize(4);
        assertThat(unpublished()).isZero();
    }

    /** It came to be in error between plan and start: it is not swept up, and its message does not go with those of the others. */
    @Test
    void whatCameIntoErrorAfterThePlanIsUntouched() throws Exception {
        record("a", Fault.Kind.MAPPING, 3);
        Job plan = actions.plan(ANN, ErrorSelection.ofCause(ErrorCause.MAPPING), "why");
        record("late", Fault.Kind.MAPPING, 2);
        publish();

        assertThat(actions.start(ANN, plan.id(), plan.digest())).isEmpty();
        runner.run();

        assertThat(job(plan).counts().due()).isEqualTo(3);
        assertThat(ledger.claimErrors(10)).extracting(ErrorEntry::source).containsExactly("late", "late");
    }

    @Test
    void whatFailsASecondTimeMeanwhileIsNotSweptUpAgain() {
        record("a", Fault.Kind.MAPPING, 5);
        Job plan = actions.plan(ANN, ErrorSelection.all(), "why");
        SQL.update(
                "UPDATE createorder_entry SET ended_at = ended_at + 1, version = version + 1 WHERE order_key = ?",
                "a-MAPPING-2" + run);
        SQL.update(
                "UPDATE createorder_entry SET status = 'READY', cause = NULL WHERE order_key = ?", "a-MAPPING-3" + run);
        actions.start(ANN, plan.id(), plan.digest());
        runner.run();
        assertThat(job(plan).counts()).isEqualTo(new Job.Counts(0, 3, 0, 0, 2));
    }

    @Test
    void selectionByKeyIdentifierAndSourceTakesValuesLiterally() throws Exception {
        String key = "it's ' OR '1'='1" + run;
        ledger.record(List.of(order(key, "源's", Fault.Kind.MAPPING)));
        record("other", Fault.Kind.MAPPING, 3);
        publish();
        assertThat(errors.plan(ErrorSelection.ofIdentifier(key)).total()).isEqualTo(1);
        assertThat(errors.plan(ErrorSelection.ofSource("源's")).total()).isEqualTo(1);
        Job job = done(ErrorSelection.ofOrderKey(key));
        assertThat(job.counts().due()).isEqualTo(1);
        assertThat(job.messages()).isEqualTo(1);
        assertThat(queues.count(Queues.ERRORS)).isEqualTo(3);
    }

    @Test
    void selectionOneByOneTakesTheirMessagesAndNoOthers() throws Exception {
        record("a", Fault.Kind.MAPPING, 5);
        publish();
        List<Long> ids = SQL.queryForList("SELECT id FROM createorder_entry ORDER BY id LIMIT 2", Long.class);
        Job job = done(ErrorSelection.ofIds(ids));
        assertThat(job.counts().due()).isEqualTo(2);
        assertThat(job.messages()).isEqualTo(2);
        assertThat(queues.count(Queues.ERRORS)).isEqualTo(3);
    }

    /** The group of the errors' page: null is a code of its own there, and no message of another code is taken. */
    @Test
    void selectionOfAGroupMeansItsCodesExactly() {
        record("a", Fault.Kind.MAPPING, 3);
        SQL.update("UPDATE createorder_entry SET sub_code = 'isv.x' WHERE order_key = ?", "a-MAPPING-1" + run);
        assertThat(done(ErrorSelection.ofGroup("a", ErrorCause.MAPPING, new ErrorSelection.Codes(null, "isv.x", null)))
                        .counts()
                        .due())
                .isEqualTo(1);
        assertThat(done(ErrorSelection.ofGroup("a", ErrorCause.MAPPING, new ErrorSelection.Codes(null, null, null)))
                        .counts()
                        .due())
                .isEqualTo(2);
    }

    @Test
    void trialTellsWhatWouldBeDueAndWhatWouldFailAgainAndChangesNothing() {
        record("a", Fault.Kind.MAPPING, 25);
        SQL.update(
                "UPDATE createorder_entry SET may_be_executed = TRUE, cause = 'UNKNOWN' WHERE order_key IN (?, ?)",
                "a-MAPPING-1" + run,
                "a-MAPPING-2" + run);
        corrected = false;
        Job plan = actions.plan(ANN, ErrorSelection.all(), "why");
        Actions.Trial trial = actions.trial(ANN, plan.id()).orElseThrow();
        assertThat(trial.looked()).isEqualTo(25);
        assertThat(trial.due()).isEqualTo(2);
        assertThat(trial.unchanged()).isEqualTo(2);
        assertThat(trial.failed()).isEqualTo(23);
        assertThat(trial.failing()).singleElement().satisfies(alike -> {
            assertThat(alike.cause()).isEqualTo(ErrorCause.UNMAPPED_PRODUCT);
            assertThat(alike.faults().get(0).message()).contains("add the product");
        });
        corrected = true;
        assertThat(actions.trial(ANN, plan.id()).orElseThrow().due()).isEqualTo(25);
        assertThat(inError()).isEqualTo(25);
    }

    @Test
    void whatIsMappedAgainAndStillWrongIsInErrorAgainAndOneBadRecordHoldsUpNoOther() {
        record("a", Fault.Kind.MAPPING, 3);
        SQL.update(
                "UPDATE createorder_payload SET record = 'damaged' WHERE entry_id = (SELECT MIN(id) FROM createorder_entry)");
        corrected = false;
        Job job = done(ErrorSelection.all());
        assertThat(job.counts()).isEqualTo(new Job.Counts(0, 0, 2, 1, 0));
        assertThat(SQL.queryForList("SELECT detail FROM createorder_job_order WHERE outcome = 'REFUSED'", String.class))
                .singleElement()
                .asString()
                .contains("could not be mapped");
        assertThat(SQL.queryForObject(
                        "SELECT COUNT(*) FROM createorder_entry WHERE cause = 'UNMAPPED_PRODUCT'", Integer.class))
                .isEqualTo(2);
    }

    /** Another node's runner has the job as soon as the lease is over; what the first one still does comes too late. */
    @Test
    void nodeKilledAtHalfAnotherEndsTheJobAndEachOrderIsReplayedOnce() {
        record("a", Fault.Kind.MAPPING, 450);
        Job job = actions.replay(ANN, ErrorSelection.all(), "why");
        LedgerJobs.Held dead = jobs.claim().orElseThrow();
        List<LedgerJobs.Next> first = jobs.next(dead);
        dead = jobs.send(dead, prepared(first));
        List<LedgerJobs.Next> second = jobs.next(dead);
        assertThat(runner.run()).as("its lease is not over").isFalse();
        SQL.update("UPDATE createorder_job SET due_at = 0");

        assertThat(runner.run()).isTrue();

        assertThat(job(job).state()).isEqualTo(Job.State.DONE);
        assertThat(job(job).counts()).isEqualTo(new Job.Counts(0, 450, 0, 0, 0));
        LedgerJobs.Held frozen = dead;
        assertThatThrownBy(() -> jobs.send(frozen, prepared(second))).isInstanceOf(LedgerJobs.StoppedException.class);
        assertThat(SQL.queryForList("SELECT DISTINCT replays FROM createorder_entry", Integer.class))
                .containsExactly(1);
        assertThat(SQL.queryForObject(
                        "SELECT COUNT(*) FROM createorder_event WHERE event = 'MAPPED_AFRESH'", Integer.class))
                .isEqualTo(450);
    }

    private static List<LedgerJobs.Prepared> prepared(List<LedgerJobs.Next> next) {
        return next.stream()
                .map(one -> new LedgerJobs.Prepared(one, good(one.entry().identifier(), "1"), null))
                .toList();
    }

    @Test
    void cancelStopsAfterTheBatchAndWhatWasSentAgainStaysSo() {
        record("a", Fault.Kind.MAPPING, 450);
        Job job = actions.replay(ANN, ErrorSelection.all(), "why");
        LedgerJobs.Held held = jobs.claim().orElseThrow();
        held = jobs.send(held, prepared(jobs.next(held)));
        assertThat(actions.cancel(ANN, job.id())).isEmpty();
        List<LedgerJobs.Next> next = jobs.next(held);
        LedgerJobs.Held at = held;
        assertThatThrownBy(() -> jobs.send(at, prepared(next)))
                .isInstanceOfSatisfying(
                        LedgerJobs.StoppedException.class,
                        stopped -> assertThat(stopped.isCancelled()).isTrue());
        jobs.rest(held, Duration.ZERO);
        runner.run();
        assertThat(job(job).state()).isEqualTo(Job.State.CANCELLED);
        assertThat(job(job).counts()).isEqualTo(new Job.Counts(250, 200, 0, 0, 0));
        assertThat(inError()).isEqualTo(250);
        assertThat(actions.cancel(ANN, job.id())).get().extracting(Words::code).isEqualTo("job.over");
        assertThat(runner.run()).isFalse();
    }

    /** Sending is paused, or slow: orders that are due wait, and so does the job, which can be cancelled meanwhile. */
    @Test
    void jobWaitsWhileAThousandOrdersAreDueAndGoesOnWhenTheyAreSent() {
        record("a", Fault.Kind.MAPPING, 1_500);
        Job job = actions.replay(ANN, ErrorSelection.all(), "why");
        runner.run();
        assertThat(job(job).state()).isEqualTo(Job.State.RUNNING);
        assertThat(job(job).counts().due()).isEqualTo(1_000);
        SQL.update("UPDATE createorder_entry SET status = 'ACCEPTED', due_at = NULL WHERE status = 'READY'");
        SQL.update("UPDATE createorder_job SET due_at = 0");
        runner.run();
        assertThat(job(job).state()).isEqualTo(Job.State.DONE);
        assertThat(job(job).counts().due()).isEqualTo(1_500);
    }

    @Test
    void planIsStartedOnceAndOnlyAsItWasShownAndWithinADay() {
        record("a", Fault.Kind.MAPPING, 1);
        Job plan = actions.plan(ANN, ErrorSelection.all(), "why");
        assertThat(actions.start(ANN, plan.id(), "another"))
                .get()
                .extracting(Words::code)
                .isEqualTo("job.digest");
        assertThat(actions.start(ANN, plan.id() + 1, plan.digest()))
                .get()
                .extracting(Words::code)
                .isEqualTo("job.none");
        SQL.update("UPDATE createorder_job SET planned_at = planned_at - 86400001");
        assertThat(actions.start(ANN, plan.id(), plan.digest()))
                .get()
                .extracting(Words::code)
                .isEqualTo("job.old");
        SQL.update("UPDATE createorder_job SET planned_at = planned_at + 86400001");
        assertThat(actions.start(ANN, plan.id(), plan.digest())).isEmpty();
        assertThat(actions.start(ANN, plan.id(), plan.digest()))
                .get()
                .extracting(Words::code)
                .isEqualTo("job.state");
        assertThat(SQL.queryForList(
                        "SELECT action || ' ' || outcome || ' ' || via FROM createorder_action ORDER BY id",
                        String.class))
                .containsExactly(
                        "PLAN DONE cli",
                        "START REFUSED cli",
                        "START REFUSED cli",
                        "START REFUSED cli",
                        "START DONE cli",
                        "START REFUSED cli");
    }

    /** Between the last batch and the end: the messages are taken off by whoever ends it. */
    @Test
    void brokerThatIsAwayAtTheEndPutsTheEndOff() throws Exception {
        record("a", Fault.Kind.MAPPING, 3);
        publish();
        Job job = actions.replay(ANN, ErrorSelection.all(), "why");
        ErrorQueue away = new ErrorQueue(
                new org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory("vm://77"), Queues.ERRORS);
        new JobRunner(jobs, errors, this::remap, away, new Watch(InstantSource.system())).run();
        assertThat(job(job).state()).isEqualTo(Job.State.RUNNING);
        assertThat(inError()).isZero();
        SQL.update("UPDATE createorder_job SET due_at = 0");
        runner.run();
        assertThat(job(job).state()).isEqualTo(Job.State.DONE);
        assertThat(job(job).messages()).isEqualTo(3);
    }

    /** The new error's message comes before the old one is taken off. */
    @Test
    void anOrderThatFailsAgainWhileItsJobRunsHasOneMessage() throws Exception {
        record("a", Fault.Kind.MAPPING, 3);
        publish();
        corrected = false;
        Job job = actions.replay(ANN, ErrorSelection.all(), "why");
        ErrorQueue away = new ErrorQueue(
                new org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory("vm://77"), Queues.ERRORS);
        new JobRunner(jobs, errors, this::remap, away, new Watch(InstantSource.system())).run();
        long startedAt = job(job).startedAt();
        await().until(() -> System.currentTimeMillis() > startedAt);
        publish();
        assertThat(queues.count(Queues.ERRORS)).isEqualTo(6);
        SQL.update("UPDATE createorder_job SET due_at = 0");
        runner.run();
        assertThat(job(job).state()).isEqualTo(Job.State.DONE);
        publish();
        assertThat(queues.count(Queues.ERRORS)).isEqualTo(3);
    }

    @Test
    void nobodyReplaysWithoutAReasonAndAName() {
        assertThatThrownBy(() -> actions.plan(ANN, ErrorSelection.all(), " "))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Actor.atCommandLine(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    /** The person has the broker only: the ledger is in the hands of the node. */
    @Test
    void personAsksANodeForThePlanAndHasItDone() throws Exception {
        openDesk();
        record("a", Fault.Kind.MAPPING, 450);
        ReplayCall call = call();
        ErrorSelection mapping = ErrorSelection.ofCause(ErrorCause.MAPPING);
        assertThat(call.plan(mapping))
                .isEqualTo(
                        new Plan(450, 0, Map.of("MAPPING", 450), Map.of("a", 450), List.of("a"), List.of(), List.of()));
        List<Plan> seen = new ArrayList<>();
        List<ReplayCall.Tried> tried = new ArrayList<>();
        call.trial(mapping, "ann", plan -> {}, tried::add);
        assertThat(tried).containsExactly(new ReplayCall.Tried(200, 200, 0, 0, List.of()));
        assertThat(inError()).as("a trial sends nothing").isEqualTo(450);
        ReplayCounts counts = call.replay(mapping, "why", "ann", seen::add, progress::add, () -> false);
        assertThat(counts).isEqualTo(new ReplayCounts(counts.job(), 450, 450, 0, 0, 0, 0, false));
        assertThat(seen).hasSize(1);
        assertThat(inError()).isZero();
    }

    @Test
    void personWhoBreaksItOffIsToldHowFarItCame() throws Exception {
        openDesk();
        record("a", Fault.Kind.MAPPING, 1_500);
        // Waits at a thousand: nobody sends any here.
        ReplayCounts counts = call().replay(
                        ErrorSelection.all(), "why", "ann", plan -> {}, progress::add, () -> progress.size() == 1);
        assertThat(counts.cancelled()).isTrue();
        assertThat(counts.sent()).isBetween(0, 1_000);
        assertThat(inError()).isEqualTo(1_500 - counts.sent());
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
        ReplayDesk answering =
                new ReplayDesk(broker.connectionFactory(), errors, actions, new Watch(InstantSource.system()));
        route = new Thread(() -> {
            while (open) {
                runner.run();
                LockSupport.parkNanos(20_000_000);
            }
        });
        route.start();
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

    private Job done(ErrorSelection selection) {
        Job job = actions.replay(ANN, selection, "mapping corrected");
        runner.run();
        return job(job);
    }

    private Job job(Job job) {
        return jobs.find(job.id()).orElseThrow();
    }

    /** What is missing is missing until somebody corrects it. */
    private Optional<FrozenOrder> remap(String source, String json) {
        SourceRecord record = SourceRecordJson.read(json);
        return Optional.of(
                corrected
                        ? new FrozenOrder(record, record.ref(), "{\"k\":\"" + record.ref() + "\"}", List.of(), "m")
                        : new FrozenOrder(
                                record,
                                record.ref(),
                                null,
                                List.of(new Fault(Fault.Kind.UNMAPPED_PRODUCT, "product_code", "add the product")),
                                "m"));
    }

    private static int inError() {
        return SQL.queryForObject("SELECT COUNT(*) FROM createorder_entry WHERE status = 'ERROR'", Integer.class);
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
