package com.example.orders;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.jms.ConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** What the routes leave to the runtime; the DataSource is Quarkus' own. */
@ApplicationScoped
public class Beans {
    /**
     * The broker of the error queue. Pooled, because each message is sent over a connection and a session of its own.
     * Unremovable, because only the routes look it up, which Quarkus does not see when it leaves out what nobody uses.
     */
    @Produces
    @Singleton
    @Unremovable
    ConnectionFactory broker(
            @ConfigProperty(name = "broker.url") String url,
            @ConfigProperty(name = "broker.user") String user,
            @ConfigProperty(name = "broker.password") String password) {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(new ActiveMQConnectionFactory(url, user, password));
        return pool;
    }

    void close(@Disposes ConnectionFactory broker) {
        ((JmsPoolConnectionFactory) broker).stop();
    }
}
