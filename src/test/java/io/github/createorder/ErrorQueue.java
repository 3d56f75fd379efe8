package io.github.createorder;

import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.config.Setting;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** What lies on the error queue of a broker that no longer runs. */
final class ErrorQueue {
    private static final long WAIT_MILLIS = 3_000;

    private ErrorQueue() {}

    /** The order keys of all messages. Taken in a transaction that is rolled back: a browser may end before the queue does. */
    static Set<String> keys(Path broker) throws JMSException {
        Set<String> keys = new TreeSet<>();
        try (EmbeddedBroker opened = EmbeddedBroker.start(broker);
                Connection connection = opened.connectionFactory().createConnection();
                Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
            connection.start();
            try (MessageConsumer consumer =
                    session.createConsumer(session.createQueue(Setting.ERRORS_QUEUE.defaultValue()))) {
                Message message;
                while ((message = consumer.receive(WAIT_MILLIS)) != null) {
                    keys.add(message.getStringProperty("createorder_order_key"));
                }
            }
            session.rollback();
        }
        return keys;
    }
}
