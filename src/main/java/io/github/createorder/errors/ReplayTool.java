package io.github.createorder.errors;

import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.ledger.ErrorPlan;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.LedgerErrors;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Has orders in error sent again on a person's word: first the plan, then a message for each on the redelivery queue.
 *
 * <p>The ledger says which, not the error queue: a console may have emptied that, and a broker lets a selector see the head of
 * a long queue only. What the error queue still holds of them is taken off afterwards. At every instant a message of each is on
 * one of the two queues, or due to be put there.
 */
public final class ReplayTool {
    private static final int BATCH = 200;
    private static final long WAIT_MILLIS = 1_000;
    private static final int BROWSER_ASKED = 5;
    private static final long BROWSER_PAUSE_NANOS = 100_000_000;

    private final ConnectionFactory connectionFactory;
    private final String errorQueue;
    private final String redeliveryQueue;
    private final LedgerErrors ledger;
    private final boolean withoutPayload;

    /** @param withoutPayload leave records and requests out of the messages: they are sealed in the ledger */
    public ReplayTool(
            ConnectionFactory connectionFactory,
            String errorQueue,
            String redeliveryQueue,
            LedgerErrors ledger,
            boolean withoutPayload) {
        this.connectionFactory = connectionFactory;
        this.errorQueue = errorQueue;
        this.redeliveryQueue = redeliveryQueue;
        this.ledger = ledger;
        this.withoutPayload = withoutPayload;
    }

    /** Messages of ours on the error queue by cause. A slow broker may make it count too few, never too many. */
    public Map<String, Integer> queued() throws JMSException {
        Map<String, Integer> byCause = new TreeMap<>();
        try (Connection connection = connectionFactory.createConnection();
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            try (QueueBrowser browser =
                    session.createBrowser(session.createQueue(errorQueue), "createorder_cause IS NOT NULL")) {
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

    /** Sources that have orders in error. */
    List<String> sources() {
        return ledger.sources();
    }

    /** Why a selection that names one order matches nothing that can be sent, in words; empty when it names none. */
    List<String> why(ErrorSelection selection) {
        return ledger.why(selection);
    }

    /** Counts exactly what the selection matches now. Sends nothing. */
    public ErrorPlan plan(ErrorSelection selection) {
        return ledger.plan(selection);
    }

    /**
     * Sends what was planned, oldest first, as far as it is still as it was; so what fails a second time meanwhile is not swept
     * up again.
     *
     * @param plan what {@link #plan} gave and a person has seen
     * @param reason why, for the order's history; not blank
     * @param who who does it; not blank
     * @param progress told after each batch how many have been sent in all
     * @param cancelled asked before each batch; what has been sent so far stays sent
     * @throws JMSException when the broker fails; the batch in hand is then not sent
     */
    public ReplayCounts replay(
            ErrorPlan plan, String reason, String who, IntConsumer progress, BooleanSupplier cancelled)
            throws JMSException {
        if (reason == null || reason.isBlank() || who == null || who.isBlank()) {
            throw new IllegalArgumentException("A replay needs a reason and the name of who asks for it");
        }
        long began = System.currentTimeMillis();
        int sent = 0;
        int done = 0;
        int taken = 0;
        try (Connection connection = connectionFactory.createConnection();
                Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
            connection.start();
            try {
                try (MessageProducer producer = session.createProducer(session.createQueue(redeliveryQueue))) {
                    while (done < plan.total() && !cancelled.getAsBoolean()) {
                        int end = Math.min(done + BATCH, plan.total());
                        List<ErrorEntry> batch = ledger.read(plan, done, end);
                        for (ErrorEntry entry : batch) {
                            producer.send(message(session, entry, reason, who));
                        }
                        session.commit();
                        sent += batch.size();
                        done = end;
                        progress.accept(sent);
                    }
                }
                // Also when there is nothing to send: messages of what is over may lie there.
                taken = done == 0 && plan.total() > 0 ? 0 : takeOff(session, plan, done, began);
            } catch (JMSException | RuntimeException e) {
                session.rollback();
                throw e;
            }
        }
        return new ReplayCounts(plan.total(), sent, taken, done < plan.total());
    }

    /** As it would be on the error queue; without the duplicate id, which speaks of that. */
    private Message message(Session session, ErrorEntry entry, String reason, String who) throws JMSException {
        TextMessage message = session.createTextMessage(ErrorEnvelope.json(entry, withoutPayload));
        for (Map.Entry<String, String> header : ErrorEnvelope.headers(entry).entrySet()) {
            if (!header.getKey().equals(ErrorEnvelope.DUPLICATE_ID)) {
                message.setStringProperty(header.getKey(), header.getValue());
            }
        }
        message.setStringProperty(ErrorEnvelope.REASON, reason);
        message.setStringProperty(ErrorEnvelope.WHO, who);
        return message;
    }

    /** What came to the error queue before the replay began. What a broker does not show, or a crash leaves, is harmless. */
    private int takeOff(Session session, ErrorPlan plan, int done, long began) throws JMSException {
        int taken = 0;
        try (MessageConsumer consumer =
                session.createConsumer(session.createQueue(errorQueue), selector(plan.selection(), began))) {
            Message message;
            do {
                List<String> keys = new ArrayList<>();
                do {
                    message = consumer.receive(WAIT_MILLIS);
                    if (message != null) {
                        keys.add(message.getStringProperty(ErrorEnvelope.PREFIX + "order_key"));
                    }
                } while (message != null && keys.size() < BATCH);
                ledger.takenOff(keys, plan, done);
                session.commit();
                taken += keys.size();
            } while (message != null);
        }
        return taken;
    }

    private static String selector(ErrorSelection selection, long until) {
        List<String> terms = new ArrayList<>(List.of(
                "createorder_schema IS NOT NULL",
                "createorder_order_key IS NOT NULL",
                "createorder_cause <> 'CONFLICT'",
                "JMSTimestamp <= " + until));
        add(terms, "order_key", selection.orderKey());
        add(terms, "identifier", selection.identifier());
        add(terms, "cause", selection.cause() == null ? null : selection.cause().name());
        add(terms, "source", selection.source());
        if (selection.since() != null) {
            terms.add("JMSTimestamp >= " + selection.since());
        }
        if (selection.until() != null) {
            terms.add("JMSTimestamp < " + selection.until());
        }
        return String.join(" AND ", terms);
    }

    private static void add(List<String> terms, String header, String value) {
        if (value != null) {
            terms.add(ErrorEnvelope.PREFIX + header + " = '" + value.replace("'", "''") + "'");
        }
    }
}
