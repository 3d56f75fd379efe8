package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.app.sandbox.SandboxOrder;
import io.github.createorder.net.TcpProxy;
import io.github.createorder.testing.FreePort;
import io.github.createorder.testing.JavaProcess;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A route of a team's own that brings records from a queue in JMS transactions. The process is killed (kill -9) ten times in
 * the middle of its work, and its ledger is cut off again and again; what the gateway accepted is compared with the messages.
 */
class JmsFedKillTest {
    private static final int KILLS = 10;
    private static final int CUTS = 5;
    private static final int MESSAGES = 4_000;
    private static final int REPEATED = 100;
    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void everyMessageIsAnOrderOnceThoughTheNodeIsKilledTenTimesAndTheLedgerIsCutOff() throws Exception {
        try (Scene scene = Scene.onPostgres()) {
            int port = FreePort.find();
            LegacySource.mapProducts(scene.database.getDataSource());
            try (EmbeddedBroker broker = EmbeddedBroker.start(
                            scene.folder.resolve("broker"),
                            EmbeddedBroker.Queues.DEFAULT,
                            new EmbeddedBroker.Tcp(port, BrokerProcess.USER, BrokerProcess.PASSWORD));
                    TcpProxy toLedger = new TcpProxy(scene.databasePort())) {
                Set<String> sent = send(broker);
                Path config = configure(scene, port, toLedger.port());
                Random random = new Random(7);
                int inTheMiddle = 0;
                for (int kill = 1; kill <= KILLS; kill++) {
                    long before = taken(scene);
                    Process node = start(scene, config);
                    awaitTaken(scene, node, before + 20);
                    Thread.sleep(random.nextInt(100));
                    node.destroyForcibly().waitFor();
                    inTheMiddle += waiting(broker, JmsFedNode.QUEUE) > 0 ? 1 : 0;
                }
                assertThat(inTheMiddle).as("kills in the middle of the work").isEqualTo(KILLS);

                Process node = start(scene, config);
                for (int cut = 1; cut <= CUTS; cut++) {
                    awaitTaken(scene, node, Math.min(sent.size(), taken(scene) + 20));
                    toLedger.refuse(true);
                    toLedger.cut();
                    Thread.sleep(200 + random.nextInt(300));
                    toLedger.refuse(false);
                }
                await().atMost(LONG).until(() -> {
                    assertThat(node.isAlive()).as("the node runs").isTrue();
                    // Reading the queue costs most, and comes last.
                    return scene.sandbox.record().stats().accepted() >= sent.size()
                            && taken(scene) == sent.size()
                            && waiting(broker, JmsFedNode.QUEUE) == 0;
                });
                node.destroy();
                assertThat(node.waitFor(60, TimeUnit.SECONDS)).as("stops").isTrue();

                Set<String> accepted = scene.sandbox
                        .record()
                        .orders()
                        .map(SandboxOrder::identifier)
                        .collect(Collectors.toSet());
                assertThat(minus(sent, accepted)).as("missing").isEmpty();
                assertThat(minus(accepted, sent)).as("extra").isEmpty();
                assertThat(scene.sandbox.record().stats().conflicts())
                        .as("conflicts")
                        .isZero();
                assertThat(scene.sandbox.record().stats().changedBeforeAccept())
                        .as("identifiers with two payloads")
                        .isZero();
                assertThat(waiting(broker, "createorder.errors")).as("errors").isZero();
                assertThat(waiting(broker, "createorder.poison"))
                        .as("given up by the broker")
                        .isZero();
            }
        }
    }

    private static Set<String> minus(Set<String> one, Set<String> other) {
        Set<String> rest = new TreeSet<>(one);
        rest.removeAll(other);
        return rest;
    }

    /** One order a message, some of them twice. */
    private static Set<String> send(EmbeddedBroker broker) throws IOException {
        Set<String> identifiers = new TreeSet<>();
        ObjectMapper json = new ObjectMapper();
        try (JMSContext jms = broker.connectionFactory().createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue queue = jms.createQueue(JmsFedNode.QUEUE);
            for (int i = 0; i < MESSAGES + REPEATED; i++) {
                Map<String, Object> order = IntakeTest.order("J%05d".formatted(i % MESSAGES));
                jms.createProducer().send(queue, json.writeValueAsString(order));
                identifiers.add("LIS-" + order.get("CONTNO"));
            }
            jms.commit();
        }
        return identifiers;
    }

    private static int waiting(EmbeddedBroker broker, String queue) throws Exception {
        try (JMSContext jms = broker.connectionFactory().createContext()) {
            int messages = 0;
            Enumeration<?> all = jms.createBrowser(jms.createQueue(queue)).getEnumeration();
            while (all.hasMoreElements()) {
                all.nextElement();
                messages++;
            }
            return messages;
        }
    }

    private static long taken(Scene scene) {
        return scene.count("SELECT COUNT(*) FROM createorder_entry");
    }

    private static void awaitTaken(Scene scene, Process node, long orders) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(10)).until(() -> {
            assertThat(node.isAlive()).as("the node runs").isTrue();
            return taken(scene) >= orders;
        });
    }

    private static Path configure(Scene scene, int brokerPort, int ledgerPort) throws IOException {
        Properties properties = new Properties();
        properties.putAll(scene.properties("fed"));
        properties.keySet().removeIf(key -> key.toString().startsWith("createorder.source."));
        properties.put("createorder.sources", "sales");
        properties.put("createorder.source.sales.kind", "route");
        properties.put("createorder.source.sales.key-columns", "CONTNO");
        properties.put(
                "createorder.source.sales.mapping", "classpath:io/github/createorder/samples/core-orders.mapping.yaml");
        properties.put("createorder.app.data-source.ledger.url", scene.urlThrough(ledgerPort));
        // Nothing is read ahead: a kill costs only those a delivery that were in hand.
        properties.put("createorder.app.broker.url", "tcp://127.0.0.1:" + brokerPort + "?consumerWindowSize=0");
        properties.put("createorder.app.broker.user", BrokerProcess.USER);
        properties.put("createorder.app.broker.password", BrokerProcess.PASSWORD);
        properties.put("createorder.gateway.response-timeout", "1s");
        properties.put("createorder.gateway.connect-timeout", "1s");
        properties.put("createorder.gateway.pool-timeout", "1s");
        properties.put("createorder.send.lease", "8s");
        Path config = Files.createDirectories(scene.folder.resolve("config"));
        try (Writer file = Files.newBufferedWriter(config.resolve("application.properties"))) {
            properties.store(file, null);
        }
        return config;
    }

    private static Process start(Scene scene, Path config) throws IOException {
        return JavaProcess.of(JmsFedNode.class, config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        scene.folder.resolve("node.log").toFile()))
                .start();
    }
}
