package io.github.createorder.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.order.Words;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Asks a node's {@link ReplayDesk} over the broker. */
public final class ReplayCall {
    /** A batch of orders, or taking messages off a long queue. */
    private static final long NEXT_MILLIS = 300_000;

    private final ConnectionFactory connectionFactory;
    private final String queue;
    private final long firstMillis;

    /** @param first how long to wait for a node's first answer */
    public ReplayCall(ConnectionFactory connectionFactory, String queue, Duration first) {
        this.connectionFactory = connectionFactory;
        this.queue = queue;
        this.firstMillis = first.toMillis();
    }

    /**
     * What would be sent again.
     *
     * @param total number of orders, exactly, without conflicts
     * @param conflicts number of conflicts that match too
     * @param sources all that have orders in error
     * @param why when there is nothing: of each order under the key or identifier, where it stands, in words
     * @param also other jobs that have some of these orders before them
     */
    public record Plan(
            int total,
            int conflicts,
            Map<String, Integer> byCause,
            Map<String, Integer> bySource,
            List<String> sources,
            List<String> why,
            List<Also> also) {}

    /**
     * Another job that has orders of a plan.
     *
     * @param state PLANNED or RUNNING
     * @param who planned it
     * @param more whether not all were compared
     */
    public record Also(long job, String state, String who, int orders, boolean more) {}

    /** No node answers, or it says why it cannot. The message is for the person. */
    public static final class UnansweredException extends Exception {
        private static final long serialVersionUID = 1L;

        UnansweredException(String message) {
            super(message);
        }
    }

    /** Only the plan. */
    public Plan plan(ErrorSelection selection) throws JMSException, UnansweredException {
        Plan[] plan = new Plan[1];
        ask(request(selection), Ears.of(told -> plan[0] = told), () -> false);
        return plan[0];
    }

    /**
     * What a trial of a replay came to.
     *
     * @param looked orders that were looked at
     * @param due how many of them would be due, {@code unchanged} of these with the bytes that they were sent with
     * @param gone how many were no longer in error by then
     */
    public record Tried(int looked, int due, int unchanged, int gone, List<Failing> failing) {}

    /** Orders that would fail again alike, with an example. */
    public record Failing(String cause, int orders, String example, String why) {}

    /** The plan, and what would become of it now. Nothing is sent. */
    public void trial(ErrorSelection selection, String who, Consumer<Plan> planned, Consumer<Tried> tried)
            throws JMSException, UnansweredException {
        ask(
                request(selection).put("trial", true).put("who", who),
                new Ears(planned, tried, done -> {}, sent -> {}),
                () -> false);
    }

    /**
     * The plan, and has it done.
     *
     * @param planned told the plan, before anything is sent
     * @param progress told after each batch how many have been sent in all
     * @param cancelled asked after the plan and after each batch; what has been sent so far stays sent
     */
    public ReplayCounts replay(
            ErrorSelection selection,
            String reason,
            String who,
            Consumer<Plan> planned,
            IntConsumer progress,
            BooleanSupplier cancelled)
            throws JMSException, UnansweredException {
        ObjectNode request =
                request(selection).put("go", true).put("reason", reason).put("who", who);
        return ask(request, new Ears(planned, tried -> {}, done -> {}, progress), cancelled);
    }

    /**
     * What a node says of an action on one order.
     *
     * @param refused why it was not done, or null
     * @param faults of a preview: what would be wrong with the order
     * @param columns of a preview: those that differ
     */
    public record Acted(Words refused, List<String> faults, List<String> columns) {}

    /**
     * Has something done to one order.
     *
     * @param action close, reopen, edit, or preview, which shows what an edit would come to
     * @param edits values by column, {@code 2.COLUMN} for that of the second policy; null for none
     */
    public Acted act(String action, String orderKey, Map<String, String> edits, String reason, String who)
            throws JMSException, UnansweredException {
        ObjectNode request = request(ErrorSelection.ofOrderKey(orderKey))
                .put("action", action)
                .put("reason", reason)
                .put("who", who);
        ArrayNode list = request.putArray("edits");
        edits.forEach((name, value) -> {
            String[] parts = name.matches("[0-9]+[.].+") ? name.split("[.]", 2) : new String[] {"0", name};
            list.addObject()
                    .put("policy", Integer.parseInt(parts[0]) - 1)
                    .put("column", parts[1])
                    .put("value", value);
        });
        Acted[] acted = new Acted[1];
        ask(request, new Ears(plan -> {}, tried -> {}, told -> acted[0] = told, sent -> {}), () -> false);
        if (acted[0] == null) {
            throw new UnansweredException("the node that answered is of a version before, which cannot do it");
        }
        return acted[0];
    }

    private static ObjectNode request(ErrorSelection selection) {
        return ReplayDesk.JSON
                .createObjectNode()
                .put("schema", ReplayDesk.SCHEMA)
                .put("order_key", selection.orderKey())
                .put("identifier", selection.identifier())
                .put(
                        "cause",
                        selection.cause() == null ? null : selection.cause().name())
                .put("source", selection.source())
                .put("since", selection.since())
                .put("until", selection.until());
    }

    /** Who is told what comes. */
    private record Ears(Consumer<Plan> planned, Consumer<Tried> tried, Consumer<Acted> acted, IntConsumer progress) {
        static Ears of(Consumer<Plan> planned) {
            return new Ears(planned, tried -> {}, done -> {}, sent -> {});
        }
    }

    private ReplayCounts ask(ObjectNode request, Ears ears, BooleanSupplier cancelled)
            throws JMSException, UnansweredException {
        try (Connection connection = connectionFactory.createConnection();
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            TemporaryQueue answers = session.createTemporaryQueue();
            try (MessageConsumer consumer = session.createConsumer(answers);
                    MessageProducer producer = session.createProducer(session.createQueue(queue))) {
                TextMessage message = session.createTextMessage(ReplayDesk.JSON.writeValueAsString(request));
                message.setJMSReplyTo(answers);
                // A request that nobody took in time must not be done much later.
                producer.setTimeToLive(firstMillis);
                producer.send(message);
                boolean go = request.path("go").asBoolean();
                boolean trial = request.path("trial").asBoolean();
                for (long limit = firstMillis; ; limit = NEXT_MILLIS) {
                    TextMessage told = next(consumer, limit);
                    JsonNode answer = ReplayDesk.JSON.readTree(told.getText());
                    if (answer.has("failed")) {
                        throw new UnansweredException(answer.get("failed").asText());
                    } else if (answer.has("result")) {
                        return counts(answer);
                    } else if (answer.has("acted")) {
                        JsonNode done = answer.get("acted");
                        ears.acted.accept(new Acted(
                                done.hasNonNull("refused") ? refused(done) : null,
                                texts(done.path("faults")),
                                texts(done.path("columns"))));
                        return null;
                    } else if (answer.has("plan")) {
                        ears.planned.accept(ReplayDesk.JSON.treeToValue(tidy(answer), Plan.class));
                    } else if (answer.has("trial")) {
                        ears.tried.accept(ReplayDesk.JSON.treeToValue(answer.get("trial"), Tried.class));
                        trial = false;
                    } else if (answer.has("sent")) {
                        ears.progress.accept(answer.get("sent").intValue());
                    }
                    if (!go && !trial) {
                        return null;
                    }
                    try (MessageProducer back = session.createProducer(told.getJMSReplyTo())) {
                        back.send(session.createTextMessage(cancelled.getAsBoolean() ? "stop" : ReplayDesk.GO_ON));
                    }
                }
            }
        } catch (JsonProcessingException e) {
            throw new UnansweredException("the node is of another version: it answers what this one does not read");
        }
    }

    /** A node of the version before tells no code. */
    private static Words refused(JsonNode done) {
        return new Words(
                done.hasNonNull("refused_code") ? done.get("refused_code").asText() : null,
                texts(done.path("refused_args")),
                done.get("refused").asText());
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** A node of the version before tells none of the others. */
    private static ReplayCounts counts(JsonNode answer) {
        JsonNode result = answer.get("result");
        JsonNode others = answer.path("others");
        return new ReplayCounts(
                others.path("job").longValue(),
                result.get("planned").intValue(),
                result.get("sent").intValue(),
                others.path("error").intValue(),
                others.path("refused").intValue(),
                others.path("gone").intValue(),
                result.get("taken").intValue(),
                result.get("cancelled").booleanValue());
    }

    /** A node of the version before tells of no other jobs. */
    private static JsonNode tidy(JsonNode answer) {
        ObjectNode tidy = answer.get("plan").deepCopy();
        tidy.set("also", answer.path("also_in").isArray() ? answer.get("also_in") : ReplayDesk.JSON.createArrayNode());
        tidy.set("byCause", tidy.remove("by_cause"));
        tidy.set("bySource", tidy.remove("by_source"));
        return tidy;
    }

    private static TextMessage next(MessageConsumer consumer, long limit) throws JMSException, UnansweredException {
        if (consumer.receive(limit) instanceof TextMessage answer) {
            return answer;
        }
        throw new UnansweredException("no node answers within " + limit / 1000
                + " s: one must run with this broker, of this version or later");
    }
}
