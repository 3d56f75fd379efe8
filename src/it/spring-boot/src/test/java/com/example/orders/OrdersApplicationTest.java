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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Brings forty orders of a legacy table, four of them faulty, through the app as it is, to a gateway on loopback. */
class OrdersApplicationTest {
    private static final String APP_KEY = "12345678";
    private static final String APP_SECRET = "only-for-the-sandbox-on-loopback";
    private static final String FILE = "HOST_20261125_001.txt";
    private static final String DATABASE = "jdbc:h2:mem:core;DB_CLOSE_DELAY=-1";

    @Test
    void everyGoodOrderIsAcceptedAndEveryFaultyOneIsOnTheErrorQueue(@TempDir Path folder) throws Exception {
        JdbcTemplate core = new JdbcTemplate(new DriverManagerDataSource(DATABASE, "sa", ""));
        LegacySource.mapProducts(core.getDataSource());
        LegacySample sample = LegacySample.create(core.getDataSource(), 40, 54);
        Path inbox = Files.createDirectories(folder.resolve("host"));
        int brokerPort = freePort();
        try (SandboxGateway gateway = SandboxGateway.start(
                        SandboxSettings.builder(APP_KEY, APP_SECRET).build());
                EmbeddedBroker broker = EmbeddedBroker.start(
                        folder.resolve("broker"),
                        EmbeddedBroker.Queues.DEFAULT,
                        new EmbeddedBroker.Tcp(brokerPort, "createorder", "only-on-loopback"))) {
            // What differs from one place to the next; everything else is as application.yaml has it.
            String[] place = {
                "--spring.datasource.url=" + DATABASE,
                "--server.port=0",
                "--spring.datasource.username=sa",
                "--spring.datasource.password=",
                "--spring.artemis.broker-url=tcp://127.0.0.1:" + brokerPort,
                "--spring.artemis.password=only-on-loopback",
                // The broker's classes are on the class path of this test; Spring Boot is to start none of its own.
                "--spring.artemis.embedded.enabled=false",
                "--createorder.gateway.url=http://127.0.0.1:" + gateway.port() + "/router/rest",
                "--createorder.gateway.app-secret=" + APP_SECRET,
                "--createorder.sources=core,host",
                "--createorder.source.host.kind=drop",
                "--createorder.source.host.inbox=" + inbox,
                "--createorder.source.host.format=" + DropSample.FIXED_FORMAT,
                "--createorder.source.host.mapping=" + DropSample.MAPPING,
                "--createorder.source.host.poll=200ms",
                "--createorder.files.work=" + folder.resolve("work"),
                // For the day's file of the core system, of which the console takes 8,000,000 bytes.
                "--spring.servlet.multipart.max-file-size=8MB",
                "--spring.servlet.multipart.max-request-size=9MB",
                // The broker is in this process as well, and talkative.
                "--logging.level.org.apache.activemq=ERROR"
            };
            try (ConfigurableApplicationContext app = start(place, "--spring.profiles.active=open")) {
                assertThat(app.getBean(CamelContext.class).getRoute("orders-to-come"))
                        .as("a route of the app's own, in camel/")
                        .isNotNull();
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
                new ConsolePages(console(app)).walk(FILE);
            }
            try (ConfigurableApplicationContext app =
                    start(place, "--createorder.console.login=proxy", "--createorder.console.proxy.trusted=127.0.0.1")) {
                ConsolePages.rights(
                        console(app),
                        "wang",
                        List.of("X-Forwarded-User", "wang", "X-Forwarded-Groups", "viewer"),
                        List.of("X-Forwarded-User", "zhao", "X-Forwarded-Groups", "operator,viewer"));
                assertThat(new ConsolePages(console(app), "X-Forwarded-User", "wang", "X-Forwarded-User", "boss").status(""))
                        .as("a header twice")
                        .isEqualTo(400);
                assertThat(new ConsolePages(console(app)).status("?x-forwarded-user=boss&x-forwarded-groups=viewer"))
                        .as("a parameter for a header")
                        .isEqualTo(400);
            }
            try (ConfigurableApplicationContext app =
                    start(place, "--createorder.console.login=runtime", "--spring.profiles.active=guarded")) {
                ConsolePages.rights(console(app), "wang", basic("wang"), basic("zhao"));
            }
        }
    }

    private static ConfigurableApplicationContext start(String[] place, String... further) {
        return new SpringApplicationBuilder(OrdersApplication.class, Guard.class)
                .run(Stream.of(place, further).flatMap(Stream::of).toArray(String[]::new));
    }

    private static String console(ConfigurableApplicationContext app) {
        return "http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port") + "/createorder";
    }

    private static List<String> basic(String name) {
        return List.of(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString((name + ":" + Guard.PASSWORD).getBytes(StandardCharsets.UTF_8)));
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
