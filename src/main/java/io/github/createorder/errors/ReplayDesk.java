package io.github.createorder.errors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.createorder.errors.Actions.Edit;
import io.github.createorder.errors.Actions.Preview;
import io.github.createorder.errors.Actions.Trial;
import io.github.createorder.health.Watch;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.ErrorPlan;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.Job;
import io.github.createorder.ledger.LedgerActions.Located;
import io.github.createorder.ledger.LedgerErrors;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Words;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the commands ask for a plan, have it done, and have one order closed, opened again or edited: on a node, because only nodes have the ledger at hand whatever
 * database it is in, and the person may have the broker only. Answers go to the asker's temporary queue and nowhere else; they
 * hold counts, and of an order that was asked for, where it stands.
 */
public final class ReplayDesk {
    static final String SCHEMA = "createorder.replay/1";
    /** What the asker says after an answer to have it go on; anything else, or nothing for a while, ends it. */
    static final String GO_ON = "on";

    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxNumberLength(100)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Logger LOG = LoggerFactory.getLogger(ReplayDesk.class);
    private static final long ANSWER_MILLIS = 600_000;
    private static final long WORD_MILLIS = 30_000;
    private static final long OLD_SECONDS = 60;
    private static final long LOOK_NANOS = 200_000_000L;
    private static final long ALIVE_NANOS = 20_000_000_000L;

    private final ConnectionFactory connectionFactory;
    private final LedgerErrors errors;
    private final Actions actions;
    private final Watch watch;

    /** @param watch is told when the broker or the ledger fails meanwhile */
    public ReplayDesk(ConnectionFactory connectionFactory, LedgerErrors errors, Actions actions, Watch watch) {
        this.connectionFactory = connectionFactory;
        this.errors = errors;
        this.actions = actions;
        this.watch = watch;
    }

    /** Answers one request: the plan first, and when it is to be done, how far it is and what came of it. */
    public void answer(@Body Message request) throws JMSException {
        Destination asker = request.getJMSReplyTo();
        if (!(asker instanceof TemporaryQueue)) {
            LOG.warn("A request for a replay is dropped: it names no temporary queue for the answer");
            return;
        }
        try (Connection connection = connectionFactory.createConnection();
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(asker)) {
            connection.start();
            producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            producer.setTimeToLive(ANSWER_MILLIS);
            TemporaryQueue words = session.createTemporaryQueue();
            MessageConsumer goOn = session.createConsumer(words);
            Answers answers = new Answers(
                    node -> {
                        Message answer = session.createTextMessage(JSON.writeValueAsString(node));
                        answer.setJMSReplyTo(words);
                        producer.send(answer);
                    },
                    () -> goOn.receive(WORD_MILLIS) instanceof TextMessage word && GO_ON.equals(word.getText()));
            try {
                work(request, answers);
            } catch (PoisonException | IllegalArgumentException e) {
                answers.give(failed("the request is none that this version reads: " + e.getMessage()));
            } catch (RuntimeException e) {
                watch.failed(e);
                LOG.warn("A replay could not be done: {}: {}", e.getClass().getSimpleName(), e.getMessage());
                answers.give(failed(
                        "the ledger or the broker failed: " + e.getClass().getSimpleName() + "; see the node's log"));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of plain values can always be written", e);
        } catch (JMSException e) {
            // The person has gone, or the broker. What has been sent stays sent.
            LOG.warn("A replay, or the answer to whoever asked for it, was broken off: {}", e.getMessage());
        }
    }

    private interface Giving {
        void give(JsonNode answer) throws JMSException, JsonProcessingException;
    }

    private interface GoingOn {
        boolean isWanted() throws JMSException;
    }

    /** The way to the asker and back. After each answer the asker says whether to go on: one who has gone does not. */
    private record Answers(Giving giving, GoingOn goingOn) {
        void give(JsonNode answer) throws JMSException, JsonProcessingException {
            giving.give(answer);
        }

        boolean isCancelled() {
            try {
                return !goingOn.isWanted();
            } catch (JMSException e) {
                return true;
            }
        }

        void tell(int sent) {
            try {
                give(JSON.createObjectNode().put("sent", sent));
            } catch (JMSException | JsonProcessingException e) {
                LOG.info("Nobody to be told how far a replay is: {}", e.getMessage());
            }
        }
    }

    private void work(Message request, Answers answers) throws PoisonException, JMSException, JsonProcessingException {
        long seconds = (System.currentTimeMillis() - request.getJMSTimestamp()) / 1000;
        if (Math.abs(seconds) > OLD_SECONDS) {
            // Not every broker lets messages expire, and the person was told long ago that nobody answers.
            answers.give(failed("the request is " + seconds
                    + " s old by the node's clock: ask again, and let both machines" + " follow a time server"));
            return;
        }
        JsonNode asked;
        try {
            asked = JSON.readTree(Content.text(request));
        } catch (JsonProcessingException e) {
            throw new PoisonException("no JSON", "");
        }
        if (!SCHEMA.equals(text(asked, "schema"))) {
            throw new PoisonException("its schema is not " + SCHEMA, "");
        }
        if (asked.hasNonNull("action")) {
            answers.give(acted(asked));
            return;
        }
        String cause = text(asked, "cause");
        ErrorSelection selection = new ErrorSelection(
                text(asked, "order_key"),
                text(asked, "identifier"),
                cause == null ? null : ErrorCause.valueOf(cause),
                text(asked, "source"),
                asked.hasNonNull("since") ? asked.get("since").longValue() : null,
                asked.hasNonNull("until") ? asked.get("until").longValue() : null);
        boolean go = asked.path("go").asBoolean();
        boolean trial = asked.path("trial").asBoolean();
        if (!go && !trial) {
            ErrorPlan plan = errors.plan(selection);
            answers.give(planned(
                    selection,
                    plan.total(),
                    plan.conflicts(),
                    plan.byCause(),
                    plan.bySource(),
                    plan.total() > 0 ? actions.shared(selection) : List.of()));
            return;
        }
        Actor actor = Actor.atCommandLine(text(asked, "who"));
        String reason = text(asked, "reason");
        Job job = actions.plan(actor, selection, reason == null ? "trial" : reason);
        answers.give(planned(
                selection,
                Math.toIntExact(job.orders()),
                (int) job.conflicts(),
                job.byCause(),
                job.bySource(),
                actions.shared(job)));
        if (trial) {
            if (answers.isCancelled()) {
                actions.cancel(actor, job.id());
                return;
            }
            answers.give(tried(actions.trial(actor, job.id()).orElseThrow()));
        }
        boolean stopped = go && answers.isCancelled();
        if (!go || stopped) {
            actions.cancel(actor, job.id());
            if (go) {
                answers.give(result(actions.job(job.id()).orElse(job)));
            }
            return;
        }
        actions.start(actor, job.id(), job.digest());
        answers.give(result(followed(actor, job, answers)));
    }

    /** What a person does to one order; the answer holds no value of it. */
    private ObjectNode acted(JsonNode asked) {
        Actor actor = Actor.atCommandLine(text(asked, "who"));
        String reason = text(asked, "reason");
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode acted = answer.putObject("acted");
        String key = String.valueOf(text(asked, "order_key"));
        Optional<Located> order = actions.locate(key);
        if (order.isEmpty()) {
            refused(acted, Words.of("order.none", "the ledger has no order with the order_key {0}", key));
            return answer;
        }
        long id = order.get().id();
        int version = order.get().version();
        Optional<Words> refused = switch (String.valueOf(text(asked, "action"))) {
            case "close" -> actions.close(actor, id, version, reason);
            case "reopen" -> actions.reopen(actor, id, version, reason);
            case "edit" -> actions.edit(actor, id, version, edits(asked), reason);
            case "preview" -> previewed(id, edits(asked), acted);
            default -> throw new IllegalArgumentException("it asks for an action that this version does not know");
        };
        refused.ifPresent(why -> refused(acted, why));
        return answer;
    }

    /** Code and arguments too: a person's language is known where the answer is read. */
    private static void refused(ObjectNode acted, Words why) {
        acted.put("refused", why.text()).put("refused_code", why.code());
        ArrayNode args = acted.putArray("refused_args");
        why.args().forEach(args::add);
    }

    private Optional<Words> previewed(long id, List<Edit> edits, ObjectNode acted) {
        Optional<Preview> preview = actions.preview(id, edits);
        if (preview.isEmpty()) {
            return Optional.of(actions.whyChanged(id));
        }
        ArrayNode faults = acted.putArray("faults");
        preview.get().faults().forEach(fault -> faults.add(fault.toString()));
        ArrayNode columns = acted.putArray("columns");
        preview.get().changes().forEach(change -> columns.add(change.column()));
        return Optional.ofNullable(preview.get().refused());
    }

    private static List<Edit> edits(JsonNode asked) {
        List<Edit> edits = new ArrayList<>();
        asked.path("edits")
                .forEach(edit -> edits.add(new Edit(
                        edit.path("policy").asInt(-1), String.valueOf(text(edit, "column")), text(edit, "value"))));
        return edits;
    }

    /** Tells how far it is until it ends, and stops it when the asker has gone. */
    private Job followed(Actor actor, Job started, Answers answers) {
        Job job = started;
        boolean stopped = false;
        long told = -1;
        long toldAt = System.nanoTime();
        while (true) {
            job = actions.job(job.id()).orElse(job);
            if (job.endedAt() != null) {
                return job;
            }
            long sent = job.counts().due();
            if (!stopped && (sent != told || System.nanoTime() - toldAt > ALIVE_NANOS)) {
                told = sent;
                toldAt = System.nanoTime();
                answers.tell((int) sent);
                if (answers.isCancelled()) {
                    stopped = true;
                    actions.cancel(actor, job.id());
                }
            }
            if (Thread.currentThread().isInterrupted()) {
                return job;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static ObjectNode result(Job job) {
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("result")
                .put("planned", job.orders())
                .put("sent", job.counts().due())
                .put("taken", job.messages())
                .put("cancelled", job.cancelAt() != null);
        answer.putObject("others")
                .put("job", job.id())
                .put("error", job.counts().error())
                .put("refused", job.counts().refused())
                .put("gone", job.counts().gone());
        return answer;
    }

    private static ObjectNode tried(Trial trial) {
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode node = answer.putObject("trial")
                .put("looked", trial.looked())
                .put("due", trial.due())
                .put("unchanged", trial.unchanged())
                .put("gone", trial.gone());
        ArrayNode failing = node.putArray("failing");
        trial.failing()
                .forEach(alike -> failing.addObject()
                        .put("cause", alike.cause().name())
                        .put("orders", alike.orders())
                        .put("example", alike.exampleKey())
                        .put("why", alike.faults().get(0).toString()));
        return answer;
    }

    private ObjectNode planned(
            ErrorSelection selection,
            int total,
            int conflicts,
            Map<String, ? extends Number> byCause,
            Map<String, ? extends Number> bySource,
            List<Job.Shared> shared) {
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode node = answer.putObject("plan").put("total", total).put("conflicts", conflicts);
        node.set("by_cause", JSON.valueToTree(byCause));
        node.set("by_source", JSON.valueToTree(bySource));
        node.set("sources", JSON.valueToTree(errors.sources()));
        node.set("why", JSON.valueToTree(total > 0 ? List.of() : errors.why(selection)));
        // Beside the plan, of which a command of the version before reads no further member.
        ArrayNode also = answer.putArray("also_in");
        shared.forEach(one -> also.addObject()
                .put("job", one.jobId())
                .put("state", one.state().name())
                .put("who", one.plannedBy())
                .put("orders", one.orders())
                .put("more", one.more()));
        return answer;
    }

    private static ObjectNode failed(String why) {
        return JSON.createObjectNode().put("failed", why);
    }

    private static String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.get(field).asText() : null;
    }
}
