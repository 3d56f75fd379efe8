package io.github.createorder.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.order.ErrorCause;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedeliveryRouteTest {
    private static EmbeddedBroker broker;
    private static Queues queues;

    private ErrorRoutes routes;
    private FakeLedger ledger;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(Queues.freshDirectory(RedeliveryRouteTest.class));
        queues = new Queues(broker.connectionFactory());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void startRoutes() throws Exception {
        for (String queue : List.of(Queues.ERRORS, Queues.REDELIVERY, Queues.POISON, "evil")) {
            queues.drain(queue);
        }
        routes = new ErrorRoutes(broker.connectionFactory());
        ledger = routes.ledger;
    }

    @AfterEach
    void stopRoutes() {
        routes.close();
    }

    @Test
    void aPlainClientMovesAMessageWithItsHeaders() throws Exception {
        ledger.add(Entries.entry("MOVED-WITH", ErrorCause.UNKNOWN, true));
        Message message = takeFromErrorQueue();
        Map<String, String> headers = new HashMap<>();
        for (String name : Queues.propertyNames(message)) {
            if (!name.startsWith("JMSX")) {
                headers.put(name, message.getStringProperty(name));
            }
        }
        assertThat(headers).containsKey("_AMQ_DUPL_ID");
        queues.sendText(Queues.REDELIVERY, Queues.text(message), headers);
        await().untilAsserted(() -> assertThat(ledger.replayed)
                .containsExactly("unchanged MOVED-WITH unknown: moved to the redelivery queue"));
        assertQuiet();
    }

    @Test
    void aPlainClientMovesAMessageAndLosesItsHeaders() {
        ledger.add(Entries.entry("MOVED-WITHOUT", ErrorCause.MAPPING, false));
        queues.sendText(Queues.REDELIVERY, Queues.text(takeFromErrorQueue()), Map.of());
        await().untilAsserted(() -> assertThat(ledger.replayed)
                .containsExactly("again MOVED-WITHOUT unknown: moved to the redelivery queue"));
        assertQuiet();
    }

    @Test
    void aMessageOfAnOrderThatIsNoLongerInErrorIsDropped() {
        redeliver(Entries.entry("GONE", ErrorCause.UNKNOWN, true));
        await().until(() -> queues.count(Queues.REDELIVERY) == 0);
        assertThat(ledger.replayed).isEmpty();
        assertQuiet();
    }

    @Test
    void aConflictComesBackToTheErrorQueueWithTheReasonAgainAndAgain() {
        ErrorEntry conflict = Entries.entry("CONFLICT", ErrorCause.CONFLICT, false);
        ledger.add(conflict);
        takeFromErrorQueue();
        for (int i = 0; i < 2; i++) {
            redeliver(conflict);
            Message back = takeFromErrorQueue();
            assertThat(Queues.property(back, "createorder_refused")).contains("taken before with another payload");
            assertThat(Queues.property(back, "createorder_cause")).isEqualTo("CONFLICT");
            assertThat(Queues.text(back)).isEqualTo(ErrorEnvelope.json(conflict));
        }
        assertThat(ledger.replayed).isEmpty();
    }

    @Test
    void whenTheLedgerFailsTheBrokerDeliversAgain() {
        ErrorEntry entry = Entries.entry("RETRIED", ErrorCause.UNKNOWN, true);
        ledger.add(entry);
        takeFromErrorQueue();
        ledger.failOnce(new IllegalStateException("the database is away"));
        redeliver(entry);
        await().until(() -> ledger.replayed.size() == 1);
        assertQuiet();
    }

    @Test
    void parkingAndTakingAreOneTransaction() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        AdviceWith.adviceWith(
                routes.context,
                "createorder-redelivery",
                advice -> advice.weaveById("createorder-redelivery-poison-send")
                        .after()
                        .process(exchange -> {
                            if (failed.compareAndSet(false, true)) {
                                throw new IllegalStateException("killed between send and commit");
                            }
                        }));
        queues.sendText(Queues.REDELIVERY, "not ours", Map.of());
        await().until(() -> queues.count(Queues.POISON) > 0);
        assertThat(failed).isTrue();
        await().until(() -> queues.count(Queues.REDELIVERY) == 0);
        assertThat(queues.drain(Queues.POISON)).hasSize(1);
    }

    static Stream<String> poisonTexts() {
        return Stream.of(
                "not JSON",
                "{\"schema\":\"createorder.error/9\",\"order_key\":\"K\",\"replays\":0}",
                "{\"schema\":\"createorder.error/1\",\"replays\":0}");
    }

    @ParameterizedTest
    @MethodSource("poisonTexts")
    void poisonIsParkedAsItCameWithTheReason(String text) {
        queues.sendText(Queues.REDELIVERY, text, Map.of());
        Message parked = takeFromPoisonQueue();
        assertThat(Queues.text(parked)).isEqualTo(text);
        assertThat(Queues.property(parked, "createorder_poison_reason")).isNotBlank();
        assertQuiet();
    }

    @Test
    void tooLongAMessageIsParkedInShort() {
        for (int megabytes : new int[] {2, 30}) {
            queues.sendText(Queues.REDELIVERY, "x".repeat(megabytes << 20), Map.of());
            Message parked = takeFromPoisonQueue();
            assertThat(Queues.property(parked, "createorder_poison_reason")).startsWith("longer than 1048576");
            assertThat(Queues.text(parked)).hasSizeLessThan(3_000);
        }
        assertQuiet();
    }

    /** A console or a bridge of another protocol turns text into bytes: the order must not be dead by it. */
    @Test
    void bytesThatAreOurTextInUtf8AreSentAgain() {
        for (String mark : List.of("", "\uFEFF")) {
            String key = "BYTES" + mark.length();
            ErrorEntry entry = Entries.entry(key, ErrorCause.UNKNOWN, true);
            ledger.add(entry);
            takeFromErrorQueue();
            byte[] text = (mark + ErrorEnvelope.json(entry)).getBytes(StandardCharsets.UTF_8);
            queues.send(Queues.REDELIVERY, context -> bytes(context, text));
            await().untilAsserted(() -> assertThat(ledger.replayed)
                    .contains("unchanged " + key + " unknown: moved to the redelivery queue"));
        }
        assertQuiet();
    }

    @Test
    void bytesThatAreNotOursKeepTheirContentAsEvidence() {
        queues.send(
                Queues.REDELIVERY, context -> bytes(context, "{\"schema\":\"不是\"}".getBytes(StandardCharsets.UTF_8)));
        assertThat(Queues.text(takeFromPoisonQueue())).isEqualTo("{\"schema\":\"不是\"}");

        byte[] gbk = "不是".getBytes(Charset.forName("GBK"));
        queues.send(Queues.REDELIVERY, context -> bytes(context, gbk));
        Message parked = takeFromPoisonQueue();
        assertThat(Queues.property(parked, "createorder_poison_reason"))
                .isEqualTo("not a text message: a BytesMessage that is not in UTF-8");
        assertThat(Queues.text(parked))
                .contains("4 of its 4 bytes in Base64: " + Base64.getEncoder().encodeToString(gbk));
        assertQuiet();
    }

    @Test
    void tooManyBytesAreParkedInShort() {
        for (int megabytes : new int[] {2, 4, 30}) {
            queues.send(Queues.REDELIVERY, context -> bytes(context, new byte[megabytes << 20]));
            Message parked = takeFromPoisonQueue();
            assertThat(Queues.property(parked, "createorder_poison_reason")).isNotBlank();
            assertThat(Queues.text(parked)).hasSizeLessThan(3_000);
        }
        assertQuiet();
    }

    @Test
    void mapsAndStreamsKeepTheirContentAsEvidence() {
        queues.send(Queues.REDELIVERY, RedeliveryRouteTest::map);
        assertThat(Queues.text(takeFromPoisonQueue())).startsWith("MapMessage ").contains("order_key=K-1", "n=7");
        queues.send(Queues.REDELIVERY, RedeliveryRouteTest::stream);
        assertThat(Queues.text(takeFromPoisonQueue()))
                .startsWith("StreamMessage ")
                .contains("K-1, 7, AQI=")
                .hasSizeLessThan(1_100_000);
        assertQuiet();
    }

    @Test
    void aBoobyTrappedObjectIsNeverDeserialised() {
        queues.send(Queues.REDELIVERY, context -> context.createObjectMessage(new Trap()));
        Message parked = takeFromPoisonQueue();
        assertThat(Queues.property(parked, "createorder_poison_reason")).isEqualTo("not a text message: ObjectMessage");
        assertThat(Trap.SPRUNG).isFalse();
        assertQuiet();
    }

    @Test
    void plantedHeadersReachNothing() throws Exception {
        List<Map<String, Object>> seen = new CopyOnWriteArrayList<>();
        AdviceWith.adviceWith(
                routes.context,
                "createorder-redelivery",
                advice -> advice.weaveById("createorder-redelivery-parse")
                        .before()
                        .process(exchange ->
                                seen.add(new HashMap<>(exchange.getMessage().getHeaders()))));
        ErrorEntry conflict = Entries.entry("PLANTED", ErrorCause.CONFLICT, false);
        ledger.add(conflict);
        takeFromErrorQueue();
        for (String text : List.of(ErrorEnvelope.json(conflict), "poison")) {
            queues.send(Queues.REDELIVERY, context -> planted(context, text));
        }
        for (Message out : List.of(takeFromErrorQueue(), takeFromPoisonQueue())) {
            assertThat(Queues.propertyNames(out).stream().filter(name -> !name.startsWith("JMSX")))
                    .allMatch(ErrorEnvelope.HEADERS::contains);
            assertThat(out.getJMSReplyTo()).isNull();
            assertThat(out.getJMSCorrelationID()).isNull();
        }
        assertThat(seen).hasSize(2).allMatch(Map::isEmpty);
        assertThat(queues.count("evil")).isZero();
    }

    private static Message planted(JMSContext context, String text) {
        try {
            TextMessage message = context.createTextMessage(text);
            for (String name : List.of(
                    "CamelHttpUri",
                    "CAmelHttpUri",
                    "camelhttpuri",
                    "CamelJmsDestinationName",
                    "CAmelJmsDestinationName",
                    "CamelJmsDestination",
                    "createorder_poison_reason",
                    "Long_Running_Action")) {
                message.setStringProperty(name, "evil");
            }
            message.setJMSReplyTo(context.createQueue("evil"));
            message.setJMSCorrelationID("evil");
            return message;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Message map(JMSContext context) {
        try {
            MapMessage message = context.createMapMessage();
            message.setString("order_key", "K-1");
            message.setInt("n", 7);
            return message;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Message stream(JMSContext context) {
        try {
            StreamMessage message = context.createStreamMessage();
            message.writeString("K-1");
            message.writeInt(7);
            message.writeBytes(new byte[] {1, 2});
            return message;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Message bytes(JMSContext context, byte[] content) {
        try {
            BytesMessage message = context.createBytesMessage();
            message.writeBytes(content);
            return message;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void redeliver(ErrorEntry entry) {
        queues.sendText(Queues.REDELIVERY, ErrorEnvelope.json(entry), ErrorEnvelope.headers(entry));
    }

    private static Message takeFromErrorQueue() {
        return take(Queues.ERRORS);
    }

    private static Message takeFromPoisonQueue() {
        return take(Queues.POISON);
    }

    private static Message take(String queue) {
        await().until(() -> queues.count(queue) == 1);
        return queues.drain(queue).get(0);
    }

    /** Whatever was on the redelivery queue has gone for good, and left nothing anywhere. */
    private static void assertQuiet() {
        await().until(() -> queues.count(Queues.REDELIVERY) == 0);
        assertThat(queues.count(Queues.ERRORS)).isZero();
        assertThat(queues.count(Queues.POISON)).isZero();
    }

    private static final class Trap implements Serializable {
        static final AtomicBoolean SPRUNG = new AtomicBoolean();

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            SPRUNG.set(true);
        }
    }
}
