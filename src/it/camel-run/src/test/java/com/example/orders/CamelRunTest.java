package com.example.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.app.sandbox.SandboxGateway;
import io.github.createorder.app.sandbox.SandboxOrder;
import io.github.createorder.app.sandbox.SandboxSettings;
import io.github.createorder.order.ErrorCause;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Brings forty orders of a legacy table, four of them faulty, and one that a Kamelet takes, through the files as they are, to a gateway on loopback. */
class CamelRunTest {
    private static final String APP_KEY = "12345678";
    private static final String APP_SECRET = "only-for-the-sandbox-on-loopback";
    private static final Path LOG = Path.of("target", "camel-run.log");

    @Test
    void everyGoodOrderIsAcceptedAndEveryFaultyOneIsOnTheErrorQueue(@TempDir Path folder) throws Exception {
        // In a file and with a server of its own, because the app is a process of its own.
        String database = "jdbc:h2:file:" + folder.resolve("core") + ";AUTO_SERVER=TRUE;MAX_COMPACT_TIME=0";
        JdbcTemplate core = new JdbcTemplate(new DriverManagerDataSource(database, "sa", ""));
        LegacySource.mapProducts(core.getDataSource());
        LegacySample sample = LegacySample.create(core.getDataSource(), 40, 54);
        int brokerPort = freePort();
        try (SandboxGateway gateway = SandboxGateway.start(
                        SandboxSettings.builder(APP_KEY, APP_SECRET).build());
                EmbeddedBroker broker = EmbeddedBroker.start(
                        folder.resolve("broker"),
                        EmbeddedBroker.Queues.DEFAULT,
                        new EmbeddedBroker.Tcp(brokerPort, "createorder", "only-on-loopback"))) {
            Process app = camelRun(
                    folder,
                    // What differs from one place to the next.
                    "ledger.driver=org.h2.Driver",
                    "ledger.url=" + database,
                    "ledger.user=sa",
                    "broker.url=tcp://127.0.0.1:" + brokerPort,
                    "createorder.gateway.url=http://127.0.0.1:" + gateway.port() + "/router/rest");
            try {
                // Camel JBang downloads what it needs first. The database is asked only when the app has it open: who
                // looks earlier locks it, and the app finds its ledger in use.
                await().atMost(Duration.ofMinutes(5))
                        .failFast("camel run has ended, see " + LOG, () -> !app.isAlive())
                        .until(() -> gateway.record().orders().count()
                                        >= sample.good().size() + 1
                                && gateway.record().order("SHOP-1001").isPresent());
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> core.queryForObject(
                                        "SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS NOT IN ('已受理', 'ERROR')",
                                        Integer.class)
                                == 0);

                Set<String> accepted = gateway.record()
                        .orders()
                        .map(SandboxOrder::identifier)
                        .collect(Collectors.toCollection(TreeSet::new));
                Set<String> good = new TreeSet<>(sample.good());
                good.add("SHOP-1001");
                same("accepted by the gateway", accepted, good);
                same(
                        "told as accepted",
                        core.queryForList(
                                "SELECT 'TB-' || ORDER_NO FROM LEGACY_ORDER WHERE STATUS = '已受理'", String.class),
                        sample.good());
                Set<String> faulty = new TreeSet<>();
                for (ErrorCause cause : ErrorCause.values()) {
                    sample.faulty(cause).forEach(order -> faulty.add(cause + " TB-" + order));
                }
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> errors(broker).size() >= faulty.size());
                same("on the error queue", errors(broker), faulty);
            } finally {
                app.destroy();
                app.waitFor(60, TimeUnit.SECONDS);
            }
        }
    }

    /** Cause and identifier of each message on the error queue, which stay there. */
    private static Set<String> errors(EmbeddedBroker broker) throws JMSException {
        Set<String> errors = new TreeSet<>();
        try (JMSContext jms = broker.connectionFactory().createContext()) {
            Enumeration<?> messages = jms.createBrowser(jms.createQueue("createorder.errors")).getEnumeration();
            while (messages.hasMoreElements()) {
                Message error = (Message) messages.nextElement();
                errors.add(error.getStringProperty("createorder_cause") + " "
                        + error.getStringProperty("createorder_identifier"));
            }
        }
        return errors;
    }

    private static void same(String what, Iterable<String> found, Set<String> expected) {
        Set<String> missing = new TreeSet<>(expected);
        Set<String> extra = new TreeSet<>();
        for (String each : found) {
            if (!missing.remove(each)) {
                extra.add(each);
            }
        }
        assertThat("missing: " + missing + ", extra: " + extra).as(what).isEqualTo("missing: [], extra: []");
    }

    private static Process camelRun(Path folder, String... place) throws IOException {
        Files.copy(Path.of("beans.camel.yaml"), folder.resolve("beans.camel.yaml"));
        Files.copy(Path.of("core.mapping.yaml"), folder.resolve("core.mapping.yaml"));
        Files.copy(Path.of("shop.camel.yaml"), folder.resolve("shop.camel.yaml"));
        Files.copy(Path.of("shop.mapping.yaml"), folder.resolve("shop.mapping.yaml"));
        // The driver of this test's database, where yours stands.
        String properties = Files.readString(Path.of("application.properties"))
                .replaceFirst("org.postgresql:postgresql:[0-9.]+", "com.h2database:h2:" + System.getProperty("h2.version"));
        Files.writeString(
                folder.resolve("application.properties"), properties + "\n" + String.join("\n", place) + "\n");
        ProcessBuilder camel = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
                        "-cp",
                        System.getProperty("camel.class.path"),
                        CamelRun.class.getName(),
                        "run",
                        "application.properties")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(LOG.toFile());
        camel.environment()
                .putAll(Map.of(
                        "TOP_APP_SECRET", APP_SECRET, "LEDGER_PASSWORD", "", "BROKER_PASSWORD", "only-on-loopback"));
        return camel.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
