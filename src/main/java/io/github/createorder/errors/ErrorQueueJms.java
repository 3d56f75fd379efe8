package io.github.createorder.errors;

import io.github.createorder.health.Watch;
import jakarta.jms.ConnectionFactory;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.jms.ConsumerType;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.JmsMessageType;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * The JMS component of the error queues: bound as {@code createorderJms}, so that how a team has set its own {@code jms}
 * component does not matter.
 *
 * <p>Text only, persistent, nothing serialised in either direction, no replies, no header in, only our own headers out.
 */
public final class ErrorQueueJms {
    private static final long RECOVERY_MILLIS = 5_000;

    private ErrorQueueJms() {}

    /**
     * Makes the component.
     *
     * @param connectionFactory best a pooling one: a connection is asked for at every send
     * @param watch is told whenever the redelivery queue cannot be listened to
     */
    public static JmsComponent component(ConnectionFactory connectionFactory, Watch watch) {
        JmsConfiguration configuration = new JmsConfiguration(connectionFactory);
        configuration.setJmsMessageType(JmsMessageType.Text);
        configuration.setDeliveryPersistent(true);
        configuration.setDisableReplyTo(true);
        configuration.setTransferException(false);
        configuration.setTransferExchange(false);
        configuration.setAllowSerializedHeaders(false);
        // The body stays the JMS message, so that its type is looked at before its content is touched. Camel 4.18.0 has
        // no objectMessageEnabled; later versions have it, off by default.
        configuration.setMapJmsMessage(false);
        configuration.setAlwaysCopyMessage(true);
        configuration.setIncludeSentJMSMessageID(false);
        configuration.setLazyCreateTransactionManager(false);
        configuration.setExposeListenerSession(true);
        configuration.setRecoveryInterval(RECOVERY_MILLIS);
        configuration.setErrorHandlerLoggingLevel(LoggingLevel.WARN);
        configuration.setErrorHandlerLogStackTrace(false);
        configuration.setExceptionListener(watch::failed);
        configuration.setConsumerType(ConsumerType.Custom);
        configuration.setMessageListenerContainerFactory(QueueListener::new);

        JmsComponent component = new JmsComponent(configuration);
        component.setTestConnectionOnStartup(false);
        component.setAllowAutoWiredConnectionFactory(false);
        component.setAllowAutoWiredDestinationResolver(false);
        component.setAutowiredEnabled(false);
        component.setHeaderFilterStrategy(new OnlyOurs());
        return component;
    }

    private static final class OnlyOurs implements HeaderFilterStrategy {
        private static final Set<String> OUT = new TreeSet<>(ErrorEnvelope.HEADERS);

        @Override
        public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
            return !OUT.contains(name);
        }

        @Override
        public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
            return true;
        }
    }
}
