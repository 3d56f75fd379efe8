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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Brings forty orders of a legacy table, four of them faulty, through the app as it is, to a gateway on loopback. */
class OrdersApplicationTest {
    private static final String APP_KEY = "12345678";
    private static final String APP_SECRET = "only-for-the-sandbox-on-loopback";
    private static final String DATABASE = "jdbc:h2:mem:core;DB_CLOSE_DELAY=-1";

    @Test
    void everyGoodOrderIsAcceptedAndEveryFaultyOneIsOnTheErrorQueue(@TempDir Path folder) throws Exception {
        JdbcTemplate core = new JdbcTemplate(new DriverManagerDataSource(DATABASE, "sa", ""));
        LegacySource.mapProducts(core.getDataSource());
        LegacySample sample = LegacySample.create(core.getDataSource(), 40, 54);
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
                // The broker is in this process as well, and talkative.
                "--logging.level.org.apache.activemq=ERROR"
            };
            try (ConfigurableApplicationContext app = SpringApplication.run(OrdersApplication.class, place)) {
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
                console("http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port") + "/createorder");
            }
        }
    }

    /** The console's first page, and a form of it. */
    private static void console(String base) throws Exception {
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (String language : List.of("zh-CN", "en")) {
            HttpResponse<String> page = http.send(
                    HttpRequest.newBuilder(URI.create(base)).header("Accept-Language", language).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            assertThat(page.body()).contains("lang=\"" + language + "\"").doesNotContain("\u27e6");
            assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
            Matcher token = Pattern.compile("name=\"token\" value=\"([^\"]+)\"").matcher(page.body());
            assertThat(token.find()).isTrue();
            HttpResponse<String> after = http.send(
                    HttpRequest.newBuilder(URI.create(base + "/gateway/resume"))
                            .header("Cookie", page.headers().firstValue("Set-Cookie").orElse("").split(";")[0])
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("token=" + token.group(1) + "&reason=test"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(after.statusCode()).as(after.body()).isEqualTo(303);
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
