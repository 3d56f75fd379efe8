package io.github.createorder.errors;

import java.time.Duration;
import org.apache.camel.component.jms.DefaultJmsMessageListenerContainer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener that starts and ends although its broker does not answer. Spring's own holds a lock while it asks for a connection, and
 * waits for that lock, and for calls that are never answered: the node's start, or its stop, would stand still here, and with it
 * every route that is behind.
 *
 * <p>At a stop, no more than a connection is left to itself: no message is taken any more, and what is not acknowledged the
 * broker delivers again.
 */
final class QueueListener extends DefaultJmsMessageListenerContainer {
    private static final Logger LOG = LoggerFactory.getLogger(QueueListener.class);

    private static final Duration START = Duration.ofSeconds(1);

    /** A broker that is there needs a second, the time of one receive. */
    private static final Duration END = Duration.ofSeconds(3);

    private final Object inTurn = new Object();
    private volatile long endsAt;

    QueueListener(JmsEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public void start() {
        endsAt = 0;
        inTime(super::start, START);
    }

    @Override
    public void stop() {
        inTime(super::stop, leftForTheEnd());
    }

    @Override
    public void destroy() {
        if (!inTime(super::destroy, leftForTheEnd())) {
            LOG.warn("The broker does not answer: what listens to {} ends without it", getDestinationDescription());
        }
    }

    /** Stopping and destroying together. */
    private Duration leftForTheEnd() {
        if (endsAt == 0) {
            endsAt = System.nanoTime() + END.toNanos();
        }
        return Duration.ofNanos(endsAt - System.nanoTime());
    }

    /** Whether it was done in time; else it goes on by itself, and what comes later waits for it. */
    private boolean inTime(Runnable work, Duration limit) {
        Thread thread = new Thread(
                () -> {
                    synchronized (inTurn) {
                        work.run();
                    }
                },
                "createorder-listener");
        thread.setDaemon(true);
        thread.start();
        try {
            // 0 would wait for ever.
            thread.join(Math.max(1, limit.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
