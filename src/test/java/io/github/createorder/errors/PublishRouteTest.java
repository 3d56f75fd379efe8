package io.github.createorder.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.testing.FreePort;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Message;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** Over TCP, as a team's own broker is reached, so that it can go away and come back. */
class PublishRouteTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    private final Path directory = Queues.freshDirectory(PublishRouteTest.class);
    private final JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
    private EmbeddedBroker.Tcp tcp;
    private EmbeddedBroker broker;

    @BeforeEach
    void startBroker() throws Exception {
        tcp = new EmbeddedBroker.Tcp(FreePort.find(), "ops", "secret");
        pool.setConnectionFactory(new ActiveMQConnectionFactory("tcp://127.0.0.1:" + tcp.port(), "ops", "secret"));
        broker = EmbeddedBroker.start(directory, EmbeddedBroker.Queues.DEFAULT, tcp);
    }

    @AfterEach
    void stopBroker() {
        pool.stop();
        broker.close();
    }

    @Test
    void everyErrorBecomesOnePersistentTextMessageWithTheExactBytesOfItsRequest() throws Exception {
        try (ErrorRoutes routes = new ErrorRoutes(pool)) {
            publish(routes, 250);
            List<Message> messages = new Queues(broker.connectionFactory()).drain(Queues.ERRORS);
            assertThat(messages).hasSize(250);
            Message first = messages.get(0);
            assertThat(first.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
            assertThat(new ObjectMapper()
                            .readTree(Queues.text(first))
                            .get("request")
                            .textValue()
                            .getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(Entries.REQUEST.getBytes(StandardCharsets.UTF_8));
            assertThat(Queues.propertyNames(first).stream().filter(name -> !name.startsWith("JMSX")))
                    .containsExactlyInAnyOrderElementsOf(
                            ErrorEnvelope.headers(entry(0)).keySet());
        }
    }

    @Test
    void whileTheBrokerIsDownNothingIsMarkedAndWhenItIsBackEverythingIsPublishedOnce() throws Exception {
        broker.close();
        try (ErrorRoutes routes = new ErrorRoutes(pool)) {
            routes.ledger.add(entry(0), entry(1));
            await().during(Duration.ofSeconds(1)).until(() -> routes.ledger.unpublishedCount() == 2);
            assertThat(routes.ledger.claims()).as("no storm").isLessThan(10);
            broker = EmbeddedBroker.start(directory, EmbeddedBroker.Queues.DEFAULT, tcp);
            await().until(() -> routes.ledger.unpublishedCount() == 0);

            // And once more under a pool whose connections have died.
            broker.close();
            routes.ledger.add(entry(2));
            await().during(Duration.ofSeconds(1)).until(() -> routes.ledger.unpublishedCount() == 1);
            broker = EmbeddedBroker.start(directory, EmbeddedBroker.Queues.DEFAULT, tcp);
            await().until(() -> routes.ledger.unpublishedCount() == 0);
            assertThat(new Queues(broker.connectionFactory()).count(Queues.ERRORS))
                    .isEqualTo(3);
        }
    }

    @Test
    void brokerThatGoesAwayIsInTroubleThoughThereIsNoErrorToPublish() throws Exception {
        try (ErrorRoutes routes = new ErrorRoutes(pool)) {
            publish(routes, 1);
            assertThat(routes.watch.trouble()).isEmpty();
            broker.close();
            await().until(() -> routes.watch.trouble().isPresent());
            Instant since = routes.watch.trouble().orElseThrow().since();
            // What cannot be published now says so too, and does not begin again.
            routes.ledger.add(entry(0));
            await().until(() -> routes.ledger.claims() > 3);
            assertThat(routes.watch.trouble().orElseThrow().since()).isEqualTo(since);
            broker = EmbeddedBroker.start(directory, EmbeddedBroker.Queues.DEFAULT, tcp);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> routes.watch.trouble().isEmpty());
            assertThat(routes.ledger.unpublishedCount()).isZero();
        }
    }

    @Test
    void errorThatCannotBePublishedIsTrouble() throws Exception {
        try (ErrorRoutes routes = new ErrorRoutes(pool)) {
            routes.ledger.failOnce(new IllegalStateException("the disk of the broker is full"));
            publish(routes, 1);
            assertThat(routes.watch.trouble().orElseThrow().reason()).isEqualTo("the disk of the broker is full");
        }
    }

    @Test
    void whatIsSentButNotMarkedIsSentAgainAndDroppedByItsDuplicateId() throws Exception {
        try (ErrorRoutes routes = new ErrorRoutes(pool)) {
            routes.ledger.failOnce(new IllegalStateException("the database is away"));
            publish(routes, 3);
            assertThat(new Queues(broker.connectionFactory()).count(Queues.ERRORS))
                    .isEqualTo(3);
        }
    }

    private static void publish(ErrorRoutes routes, int count) {
        routes.ledger.add(
                IntStream.range(0, count).mapToObj(PublishRouteTest::entry).toArray(ErrorEntry[]::new));
        await().until(() -> routes.ledger.unpublishedCount() == 0);
    }

    private static ErrorEntry entry(int i) {
        return Entries.entry("K" + i, ErrorCause.UNKNOWN, true);
    }

    /** Neither refused nor answered, as behind a network that is gone: nobody knows how long a client waits there. */
    @Test
    void neitherStartNorStopWaitsForABrokerThatDoesNotAnswer() throws Exception {
        AtomicBoolean silent = new AtomicBoolean();
        ConnectionFactory factory = answeringUnless(silent);
        ErrorRoutes there = new ErrorRoutes(factory);
        publish(there, 1);
        silent.set(true);
        broker.close();
        await().until(() -> there.watch.trouble().isPresent());
        assertTimeoutPreemptively(SOON, there::close);
        assertTimeoutPreemptively(SOON, () -> new ErrorRoutes(factory).close());
    }

    private ConnectionFactory answeringUnless(AtomicBoolean silent) {
        return (ConnectionFactory) Proxy.newProxyInstance(
                ConnectionFactory.class.getClassLoader(),
                new Class<?>[] {ConnectionFactory.class},
                (proxy, method, arguments) -> {
                    if (method.getName().startsWith("create") && silent.get()) {
                        new Semaphore(0).acquireUninterruptibly();
                    }
                    return method.invoke(pool, arguments);
                });
    }
}
