package io.github.createorder.errors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/** What a plain JMS client sees and does. */
public final class Queues {
    static final String ERRORS = "createorder.errors";
    static final String REDELIVERY = "createorder.redelivery";
    static final String POISON = "createorder.poison";

    private final ConnectionFactory connectionFactory;

    public Queues(ConnectionFactory connectionFactory) {
        this.connectionFactory = connectionFactory;
    }

    /** An empty directory under target for a broker of this test. */
    public static Path freshDirectory(Class<?> test) {
        quiet();
        try {
            Path parent = Files.createDirectories(Path.of("target", "embedded-artemis"));
            return Files.createTempDirectory(parent, test.getSimpleName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void quiet() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        ((Logger) LoggerFactory.getLogger("io.github.createorder")).setLevel(Level.INFO);
    }

    public void sendText(String queue, String text, Map<String, String> properties) {
        send(queue, context -> {
            TextMessage message = context.createTextMessage(text);
            properties.forEach((name, value) -> {
                try {
                    message.setStringProperty(name, value);
                } catch (JMSException e) {
                    throw new IllegalStateException(e);
                }
            });
            return message;
        });
    }

    public void send(String queue, Function<JMSContext, Message> message) {
        try (JMSContext context = connectionFactory.createContext()) {
            context.createProducer().send(context.createQueue(queue), message.apply(context));
        }
    }

    /** Takes everything off the queue. */
    public List<Message> drain(String queue) {
        List<Message> messages = new ArrayList<>();
        try (JMSContext context = connectionFactory.createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (Message message = next(consumer); message != null; message = next(consumer)) {
                messages.add(message);
            }
        }
        return messages;
    }

    /** The broker is asked first; what it is just reading from its disk is waited for. */
    private static Message next(JMSConsumer consumer) {
        Message message = consumer.receiveNoWait();
        return message != null ? message : consumer.receive(300);
    }

    public int count(String queue) {
        try (JMSContext context = connectionFactory.createContext()) {
            return strings(context.createBrowser(context.createQueue(queue)).getEnumeration())
                    .size();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String text(Message message) {
        try {
            return ((TextMessage) message).getText();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String property(Message message, String name) {
        try {
            return message.getStringProperty(name);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    public static List<String> propertyNames(Message message) {
        try {
            return strings(message.getPropertyNames());
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> strings(Enumeration<?> things) {
        List<String> strings = new ArrayList<>();
        while (things.hasMoreElements()) {
            strings.add(things.nextElement().toString());
        }
        return strings;
    }
}
