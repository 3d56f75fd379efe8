package io.github.createorder.errors;

import io.github.createorder.ledger.ErrorSelection;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The error queue as it lies at the broker: how much is on it, and what is taken off because it is over. */
public final class ErrorQueue {
    private static final int BATCH = 200;
    /** Keys in one selector: brokers limit its length. */
    private static final int KEYS = 50;

    private static final long WAIT_MILLIS = 1_000;
    private static final int BROWSER_ASKED = 5;
    private static final long BROWSER_PAUSE_NANOS = 100_000_000;

    private final ConnectionFactory connectionFactory;
    private final String queue;

    public ErrorQueue(ConnectionFactory connectionFactory, String queue) {
        this.connectionFactory = connectionFactory;
        this.queue = queue;
    }

    /** Messages of ours by cause. A slow broker may make it count too few, never too many. */
    public Map<String, Integer> queued() throws JMSException {
        Map<String, Integer> byCause = new TreeMap<>();
        try (Connection connection = connectionFactory.createConnection();
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            try (QueueBrowser browser =
                    session.createBrowser(session.createQueue(queue), "createorder_cause IS NOT NULL")) {
                Enumeration<?> messages = browser.getEnumeration();
                while (hasMore(messages)) {
                    Message message = (Message) messages.nextElement();
                    byCause.merge(message.getStringProperty("createorder_cause"), 1, Integer::sum);
                }
            }
        }
        return byCause;
    }

    /** Artemis says that there is no more when it only waits for room to deliver into, so it is asked again. */
    private static boolean hasMore(Enumeration<?> messages) {
        for (int i = 0; i < BROWSER_ASKED && !messages.hasMoreElements(); i++) {
            LockSupport.parkNanos(BROWSER_PAUSE_NANOS);
        }
        return messages.hasMoreElements();
    }

    /**
     * Takes off the messages of what a selection means that came before a time. What a broker does not show, or a crash leaves,
     * is harmless.
     *
     * @param before epoch milliseconds
     * @param taken told the order keys of each batch, with the newest version that a message spoke of, before it is gone for good
     * @return how many
     */
    int takeOff(ErrorSelection selection, long before, Consumer<Map<String, Integer>> taken) throws JMSException {
        List<String> terms = new ArrayList<>(List.of("createorder_cause <> 'CONFLICT'", "JMSTimestamp <= " + before));
        add(terms, "order_key", selection.orderKey());
        add(terms, "identifier", selection.identifier());
        add(terms, "cause", selection.cause() == null ? null : selection.cause().name());
        add(terms, "source", selection.source());
        if (selection.codes() != null) {
            same(terms, "code", selection.codes().code());
            same(terms, "sub_code", selection.codes().subCode());
            same(terms, "response_code", selection.codes().responseCode());
        }
        if (selection.since() != null) {
            terms.add("JMSTimestamp >= " + selection.since());
        }
        if (selection.until() != null) {
            terms.add("JMSTimestamp < " + selection.until());
        }
        return take(terms, taken);
    }

    /** Takes off the messages of these orders, whatever they speak of. */
    int takeOff(List<String> orderKeys, Consumer<Map<String, Integer>> taken) throws JMSException {
        int all = 0;
        for (int i = 0; i < orderKeys.size(); i += KEYS) {
            List<String> keys = orderKeys.subList(i, Math.min(i + KEYS, orderKeys.size())).stream()
                    .map(ErrorQueue::quoted)
                    .toList();
            all += take(
                    new ArrayList<>(List.of(ErrorEnvelope.PREFIX + "order_key IN (" + String.join(", ", keys) + ")")),
                    taken);
        }
        return all;
    }

    private int take(List<String> terms, Consumer<Map<String, Integer>> taken) throws JMSException {
        terms.addAll(0, List.of("createorder_schema IS NOT NULL", "createorder_order_key IS NOT NULL"));
        int all = 0;
        try (Connection connection = connectionFactory.createConnection();
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageConsumer consumer =
                        session.createConsumer(session.createQueue(queue), String.join(" AND ", terms))) {
            connection.start();
            Message message;
            do {
                Map<String, Integer> versions = new HashMap<>();
                int batch = 0;
                do {
                    message = consumer.receive(WAIT_MILLIS);
                    if (message != null) {
                        batch++;
                        versions.merge(
                                message.getStringProperty(ErrorEnvelope.PREFIX + "order_key"),
                                ErrorEnvelope.version(message.getStringProperty(ErrorEnvelope.DUPLICATE_ID)),
                                Math::max);
                    }
                } while (message != null && batch < BATCH);
                taken.accept(versions);
                session.commit();
                all += batch;
            } while (message != null);
        }
        return all;
    }

    private static void same(List<String> terms, String header, String value) {
        if (value == null) {
            terms.add(ErrorEnvelope.PREFIX + header + " IS NULL");
        } else {
            add(terms, header, value);
        }
    }

    private static void add(List<String> terms, String header, String value) {
        if (value != null) {
            terms.add(ErrorEnvelope.PREFIX + header + " = " + quoted(value));
        }
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
