package io.github.createorder.errors;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Moves messages from the error queue to the redelivery queue on a person's word: first the plan, then the move.
 *
 * <p>Each batch is moved in one JMS transaction: a message is always on one of the two queues.
 */
public final class ReplayTool {
    private static final int BATCH = 50;
    private static final long WAIT_MILLIS = 2_000;
    private static final int BROWSER_ASKED = 5;
    private static final long BROWSER_PAUSE_NANOS = 100_000_000;

    private final ConnectionFactory connectionFactory;
    private final String errorQueue;
    private final String redeliveryQueue;

    public ReplayTool(ConnectionFactory connectionFactory, String errorQueue, String redeliveryQueue) {
        this.connectionFactory = connectionFactory;
        this.errorQueue = errorQueue;
        this.redeliveryQueue = redeliveryQueue;
    }

    /**
     * Counts what the selection matches now. Moves nothing. A slow broker may make it count too few, never too many; what was
     * not counted is not moved, and is in the next plan.
     */
    public ReplayPlan plan(ReplaySelection selection) throws JMSException {
        Map<String, Integer> byCause = new TreeMap<>();
        Map<String, Integer> bySource = new TreeMap<>();
        int total = 0;
        long newest = 0;
        try (Connection connection = connectionFactory.createConnection();
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            try (QueueBrowser browser = session.createBrowser(session.createQueue(errorQueue), selection.selector())) {
                Enumeration<?> messages = browser.getEnumeration();
                while (hasMore(messages)) {
                    Message message = (Message) messages.nextElement();
                    total++;
                    byCause.merge(header(message, "cause"), 1, Integer::sum);
                    bySource.merge(header(message, "source"), 1, Integer::sum);
                    newest = Math.max(newest, message.getJMSTimestamp());
                }
            }
        }
        return new ReplayPlan(selection, total, byCause, bySource, newest);
    }

    /**
     * Moves what was planned, oldest first; never more, so that what fails a second time meanwhile is not swept up again.
     *
     * @param plan what {@link #plan} gave and a person has seen
     * @param reason why, for the order's history; not blank
     * @param who who does it; not blank
     * @param progress told after each batch how many have been moved in all
     * @param cancelled asked before each message; what has been moved so far stays moved
     * @throws JMSException when the broker fails; the batch in hand then stays on the error queue
     */
    public ReplayCounts replay(
            ReplayPlan plan, String reason, String who, IntConsumer progress, BooleanSupplier cancelled)
            throws JMSException {
        if (reason == null || reason.isBlank() || who == null || who.isBlank()) {
            throw new IllegalArgumentException("A replay needs a reason and the name of who asks for it");
        }
        String selector = plan.selection().selector() + " AND JMSTimestamp <= " + plan.newest();
        int moved = 0;
        boolean stop = plan.total() == 0;
        try (Connection connection = connectionFactory.createConnection();
                Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
            connection.start();
            try (MessageConsumer consumer = session.createConsumer(session.createQueue(errorQueue), selector);
                    MessageProducer producer = session.createProducer(session.createQueue(redeliveryQueue))) {
                while (!stop) {
                    int inBatch = 0;
                    while (!stop && inBatch < BATCH) {
                        Message message = cancelled.getAsBoolean() ? null : consumer.receive(WAIT_MILLIS);
                        if (message != null) {
                            producer.send(copy(message, session, reason, who));
                            inBatch++;
                        }
                        stop = message == null || moved + inBatch == plan.total();
                    }
                    session.commit();
                    moved += inBatch;
                    progress.accept(moved);
                }
            } catch (JMSException | RuntimeException e) {
                session.rollback();
                throw e;
            }
        }
        return new ReplayCounts(plan.total(), moved, cancelled.getAsBoolean() && moved < plan.total());
    }

    /** A copy with our headers only; without the duplicate id, which speaks of the error queue. */
    private static Message copy(Message message, Session session, String reason, String who) throws JMSException {
        // What is not text was planted; the redelivery route parks it.
        String text = message instanceof TextMessage textMessage ? textMessage.getText() : "not a text message";
        TextMessage copy = session.createTextMessage(text);
        for (String name : ErrorEnvelope.HEADERS) {
            if (!name.equals(ErrorEnvelope.DUPLICATE_ID) && message.propertyExists(name)) {
                copy.setStringProperty(name, message.getStringProperty(name));
            }
        }
        copy.setStringProperty(ErrorEnvelope.REASON, reason);
        copy.setStringProperty(ErrorEnvelope.WHO, who);
        return copy;
    }

    /** Artemis says that there is no more when it only waits for room to deliver into, so it is asked again. */
    private static boolean hasMore(Enumeration<?> messages) {
        for (int i = 0; i < BROWSER_ASKED && !messages.hasMoreElements(); i++) {
            LockSupport.parkNanos(BROWSER_PAUSE_NANOS);
        }
        return messages.hasMoreElements();
    }

    private static String header(Message message, String name) throws JMSException {
        String value = message.getStringProperty(ErrorEnvelope.PREFIX + name);
        return value == null ? "?" : value;
    }
}
