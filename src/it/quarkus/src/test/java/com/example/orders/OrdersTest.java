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
import java.net.URL;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Set;
import java.util.TreeSet;
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
        around.dropFile();
        await().atMost(Duration.ofSeconds(30)).until(around::receiptIsThere);
        new ConsolePages("http://127.0.0.1:" + console.getPort() + "/createorder").walk(Surroundings.FILE);
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
