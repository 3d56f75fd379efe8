package com.example.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.app.demo.DropSample;
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
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Brings forty orders of a legacy table, four of them faulty, through the app as it is, to a gateway on loopback. */
class OrdersAppTest {
    private static final String APP_KEY = "12345678";
    private static final String APP_SECRET = "only-for-the-sandbox-on-loopback";
    private static final String FILE = "HOST_20261125_001.txt";

    /** Where its HTTP server cannot be had for a version of Camel, the project is tried without it. */
    private static final boolean CONSOLE = System.getProperty("without-console") == null;

    private static final String LEDGER = "jdbc:h2:mem:ledger;DB_CLOSE_DELAY=-1";
    private static final String CORE = "jdbc:h2:mem:core;DB_CLOSE_DELAY=-1";

    @Test
    void everyGoodOrderIsAcceptedAndEveryFaultyOneIsOnTheErrorQueue(@TempDir Path folder) throws Exception {
        LegacySource.mapProducts(new DriverManagerDataSource(LEDGER, "sa", ""));
        JdbcTemplate core = new JdbcTemplate(new DriverManagerDataSource(CORE, "sa", ""));
        LegacySample sample = LegacySample.create(core.getDataSource(), 40, 54);
        Path inbox = Files.createDirectories(folder.resolve("host"));
        int brokerPort = freePort();
        int port = freePort();
        try (SandboxGateway gateway = SandboxGateway.start(
                        SandboxSettings.builder(APP_KEY, APP_SECRET).build());
                EmbeddedBroker broker = EmbeddedBroker.start(
                        folder.resolve("broker"),
                        EmbeddedBroker.Queues.DEFAULT,
                        new EmbeddedBroker.Tcp(brokerPort, "createorder", "only-on-loopback"))) {
            // What differs from one place to the next; everything else is as application.properties has it.
            Properties place = properties(
                    "ledger.url", LEDGER,
                    "ledger.user", "sa",
                    "ledger.password", "",
                    "core.url", CORE,
                    "core.user", "sa",
                    "core.password", "",
                    "broker.url", "tcp://127.0.0.1:" + brokerPort,
                    "broker.password", "only-on-loopback",
                    "createorder.gateway.url", "http://127.0.0.1:" + gateway.port() + "/router/rest",
                    "createorder.gateway.app-secret", APP_SECRET,
                    "createorder.sources", "core,host",
                    "createorder.source.host.kind", "drop",
                    "createorder.source.host.inbox", inbox.toString(),
                    "createorder.source.host.format", DropSample.FIXED_FORMAT,
                    "createorder.source.host.mapping", DropSample.MAPPING,
                    "createorder.source.host.poll", "200ms",
                    "createorder.files.work", folder.resolve("work").toString(),
                    "camel.server.port", String.valueOf(port));
            if (!CONSOLE) {
                place.setProperty("camel.main.routesIncludePattern", withoutConsole());
                place.setProperty("camel.server.enabled", "false");
            }
            Main app = start(place);
            try {
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> core.queryForObject(
                                        "SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS NOT IN ('已受理', 'ERROR')",
                                        Integer.class)
                                == 0);

                Set<String> accepted = gateway.record()
                        .orders()
                        .map(SandboxOrder::identifier)
                        .collect(Collectors.toCollection(TreeSet::new));
                same("accepted by the gateway", accepted, sample.good());
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
                Files.copy(DropSample.big(folder, FILE, 3), inbox.resolve(FILE));
                Files.write(inbox.resolve(FILE + ".ok"), new byte[0]);
                await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(inbox.resolve("out/" + FILE + ".ret")));
                if (CONSOLE) {
                    new ConsolePages("http://127.0.0.1:" + port + "/createorder").walk(FILE);
                }
            } finally {
                app.stop();
            }
            if (CONSOLE) {
                place.setProperty("createorder.console.login", "proxy");
                place.setProperty("createorder.console.proxy.trusted", "127.0.0.1");
                Main behind = start(place);
                try {
                    proxied("http://127.0.0.1:" + port + "/createorder");
                } finally {
                    behind.stop();
                }
            }
        }
    }

    private static Main start(Properties place) {
        Main app = OrdersApp.create();
        app.setOverrideProperties(place);
        app.start();
        return app;
    }

    private static void proxied(String base) throws Exception {
        ConsolePages.rights(
                base,
                "wang",
                List.of("X-Forwarded-User", "wang", "X-Forwarded-Groups", "viewer"),
                List.of("X-Forwarded-User", "zhao", "X-Forwarded-Groups", "operator,viewer"));
        assertThat(new ConsolePages(base, "X-Forwarded-User", "wang", "X-Forwarded-User", "boss").status(""))
                .as("a header twice")
                .isEqualTo(400);
        assertThat(new ConsolePages(base).status("?x-forwarded-user=boss&x-forwarded-groups=viewer"))
                .as("a parameter for a header")
                .isEqualTo(400);
    }

    /** As application.properties has it, but for the console's file. */
    private static String withoutConsole() throws IOException {
        Properties read = new Properties();
        try (InputStream in = OrdersApp.class.getResourceAsStream("/application.properties")) {
            read.load(in);
        }
        return read.getProperty("camel.main.routesIncludePattern").replaceFirst(",[^,]*console[^,]*$", "");
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

    private static Properties properties(String... keysAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
