package com.example.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.app.sandbox.SandboxOrder;
import io.github.createorder.order.ErrorCause;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.URL;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Brings forty orders of a legacy table, four of them faulty, through the app as it is, to a gateway on loopback. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class OrdersTest {
    Surroundings around;

    @TestHTTPResource("/createorder")
    URL console;

    @Test
    void everyGoodOrderIsAcceptedAndEveryFaultyOneIsOnTheErrorQueue() throws Exception {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> around.core.queryForObject(
                                "SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS NOT IN ('已受理', 'ERROR')",
                                Integer.class)
                        == 0);

        Set<String> accepted = around.gateway.record()
                .orders()
                .map(SandboxOrder::identifier)
                .collect(Collectors.toCollection(TreeSet::new));
        same("accepted by the gateway", accepted, around.sample.good());
        same(
                "told as accepted",
                around.core.queryForList(
                        "SELECT 'TB-' || ORDER_NO FROM LEGACY_ORDER WHERE STATUS = '已受理'", String.class),
                around.sample.good());
        Set<String> faulty = new TreeSet<>();
        for (ErrorCause cause : ErrorCause.values()) {
            around.sample.faulty(cause).forEach(order -> faulty.add(cause + " TB-" + order));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> errors(around.broker).size() >= faulty.size());
        same("on the error queue", errors(around.broker), faulty);
        console("http://127.0.0.1:" + console.getPort() + "/createorder");
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
}
