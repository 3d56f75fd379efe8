package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.errors.Queues;
import io.github.createorder.testing.FreePort;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerTest {
    private final Path directory = Queues.freshDirectory(EmbeddedBrokerTest.class);

    /** 2.56.0 has CVE-2026-57967. */
    @Test
    void thePortThatOpensTheBrokerSaysWhichArtemisItOpens() {
        String version = EmbeddedBroker.version();
        assertThat(AppSetting.BROKER_PORT.meaning()).contains("opens the embedded broker (Artemis " + version + ")");
        assertThat(Version.parse(version)).isGreaterThanOrEqualTo(Version.parse("2.57.0"));
    }

    @Test
    void restartKeepsMessages() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            new Queues(broker.connectionFactory()).sendText("createorder.errors", "一", Map.of());
            assertThat(broker.startTime()).isLessThan(Duration.ofSeconds(10));
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            assertThat(new Queues(broker.connectionFactory()).drain("createorder.errors"))
                    .extracting(Queues::text)
                    .containsExactly("一");
        }
    }

    @Test
    void whatASenderWasToldIsThereSurvivesAKill() throws IOException {
        Path image = Queues.freshDirectory(EmbeddedBrokerTest.class);
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            new Queues(broker.connectionFactory()).sendText("createorder.errors", "一", Map.of());
            // What is in the files at this instant is what a killed process would leave behind.
            copy(directory, image);
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(image)) {
            assertThat(new Queues(broker.connectionFactory()).count("createorder.errors"))
                    .isEqualTo(1);
        }
    }

    @Test
    void twoOnOneDirectoryAreRefusedInWords() {
        try (EmbeddedBroker first = EmbeddedBroker.start(directory)) {
            assertThatThrownBy(() -> EmbeddedBroker.start(directory))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("is in use");
            assertThat(new Queues(first.connectionFactory()).count("createorder.errors"))
                    .isZero();
        }
        EmbeddedBroker.start(directory).close();
    }

    @Test
    void aPortInUseIsAFailedStartInWordsAndFreesTheDirectory() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EmbeddedBroker.Tcp tcp = new EmbeddedBroker.Tcp(taken.getLocalPort(), "ops", "secret");
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, EmbeddedBroker.Queues.DEFAULT, tcp))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("does not start")
                    .hasMessageNotContaining("secret");
        }
        EmbeddedBroker.start(directory).close();
    }

    @Test
    void anotherProcessReachesItOverLoopbackWithThePassword() throws IOException {
        EmbeddedBroker.Tcp tcp = new EmbeddedBroker.Tcp(FreePort.find(), "ops", "right");
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, EmbeddedBroker.Queues.DEFAULT, tcp)) {
            new Queues(broker.connectionFactory()).sendText("createorder.errors", "一", Map.of());
            String url = "tcp://127.0.0.1:" + tcp.port();
            try (ActiveMQConnectionFactory ops = new ActiveMQConnectionFactory(url, "ops", "right")) {
                assertThat(new Queues(ops).drain("createorder.errors")).hasSize(1);
                assertThatThrownBy(() -> new Queues(ops).sendText("activemq.management", "x", Map.of()))
                        .isInstanceOf(JMSSecurityRuntimeException.class);
            }
            for (String[] login : new String[][] {{"ops", "wrong"}, {"in-vm", "right"}, {null, null}}) {
                try (ActiveMQConnectionFactory stranger = new ActiveMQConnectionFactory(url, login[0], login[1])) {
                    assertThatThrownBy(() -> new Queues(stranger).count("createorder.errors"))
                            .isInstanceOf(JMSSecurityRuntimeException.class);
                }
            }
        }
    }

    @Test
    void aMessageThatKeepsFailingOnTheRedeliveryQueueGoesBackToTheErrorQueue() {
        try (EmbeddedBroker broker =
                EmbeddedBroker.start(directory, EmbeddedBroker.Queues.DEFAULT, null, Duration.ofMillis(1))) {
            Queues queues = new Queues(broker.connectionFactory());
            Map<String, String> published = Map.of("_AMQ_DUPL_ID", "K:1");
            queues.sendText("createorder.errors", "一", published);
            Message moved = queues.drain("createorder.errors").get(0);
            queues.sendText("createorder.redelivery", Queues.text(moved), published);
            int deliveries = 0;
            try (JMSContext context = broker.connectionFactory().createContext(JMSContext.SESSION_TRANSACTED);
                    var consumer = context.createConsumer(context.createQueue("createorder.redelivery"))) {
                while (consumer.receive(2_000) != null) {
                    deliveries++;
                    context.rollback();
                }
            }
            assertThat(deliveries).isEqualTo(10);
            assertThat(queues.drain("createorder.errors"))
                    .extracting(Queues::text)
                    .containsExactly("一");
        }
    }

    @Test
    void lookingOrABrokenOffMoveNeverCostsAMessageOfTheErrorQueue() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            Queues queues = new Queues(broker.connectionFactory());
            queues.sendText("createorder.errors", "一", Map.of());
            try (JMSContext context = broker.connectionFactory().createContext(JMSContext.SESSION_TRANSACTED);
                    var consumer = context.createConsumer(context.createQueue("createorder.errors"))) {
                for (int i = 0; i < 15; i++) {
                    assertThat(consumer.receive(2_000)).isNotNull();
                    context.rollback();
                }
            }
            assertThat(queues.count("createorder.errors")).isEqualTo(1);
        }
    }

    @Test
    void aMessageThatAConsoleGaveATimeToLiveDoesNotExpire() throws InterruptedException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory);
                JMSContext jms = broker.connectionFactory().createContext()) {
            jms.createProducer()
                    .setTimeToLive(1)
                    .send(jms.createQueue("createorder.errors"), jms.createTextMessage("一"));
            // The broker's clock is its own: any wait longer than the time to live will do.
            Thread.sleep(50);
            assertThat(new Queues(broker.connectionFactory()).drain("createorder.errors"))
                    .extracting(Queues::text)
                    .containsExactly("一");
        }
    }

    @Test
    void aDuplicateIsDroppedAlsoAfterARestartButTheRedeliveryQueueTakesItTwice() {
        Map<String, String> id = Map.of("_AMQ_DUPL_ID", "K:1");
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            new Queues(broker.connectionFactory()).sendText("createorder.errors", "一", id);
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            Queues queues = new Queues(broker.connectionFactory());
            queues.sendText("createorder.errors", "一", id);
            assertThat(queues.count("createorder.errors")).isEqualTo(1);
            queues.sendText("createorder.redelivery", "一", id);
            queues.sendText("createorder.redelivery", "一", id);
            assertThat(queues.count("createorder.redelivery")).isEqualTo(2);
        }
    }

    @Test
    void aFullQueuePagesToDiskAndDoesNotBlockTheSender() {
        String text = "x".repeat(40_000);
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            Queues queues = new Queues(broker.connectionFactory());
            try (JMSContext context = broker.connectionFactory().createContext(JMSContext.SESSION_TRANSACTED)) {
                for (int i = 0; i < 400; i++) {
                    context.createProducer().send(context.createQueue("createorder.errors"), text);
                }
                context.commit();
            }
            assertThat(queues.drain("createorder.errors")).hasSize(400);
        }
    }

    /** A console's selector looks for one order behind thousands, most of which are on disk. */
    @Test
    void selectorFindsTheLastOfALongQueueOnDisk() {
        String text = "x".repeat(8_000);
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory);
                JMSContext context = broker.connectionFactory().createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue errors = context.createQueue("createorder.errors");
            for (int i = 0; i < 3_000; i++) {
                context.createProducer()
                        .setProperty("createorder_cause", "MAPPING")
                        .send(errors, text);
            }
            for (int i = 0; i < 5; i++) {
                context.createProducer()
                        .setProperty("createorder_cause", "UNKNOWN")
                        .send(errors, text);
            }
            context.commit();
            try (JMSConsumer consumer = context.createConsumer(errors, "createorder_cause = 'UNKNOWN'")) {
                for (int i = 0; i < 5; i++) {
                    assertThat(consumer.receive(10_000)).as("message " + i).isNotNull();
                }
                assertThat(consumer.receiveNoWait()).isNull();
            }
            context.rollback();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }
}
