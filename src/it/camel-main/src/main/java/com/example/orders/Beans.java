package com.example.orders;

import com.zaxxer.hikari.HikariDataSource;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/**
 * What the routes leave to the runtime.
 *
 * <p>A listener, because the routes look for these beans when their files are read: Camel Main reads the beans of YAML files
 * before it makes those of {@code @BindToRegistry} and of {@code camel.beans.*}.
 */
final class Beans extends MainListenerSupport {
    @Override
    public void beforeInitialize(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        // Any names will do: createorder.ledger.data-source and createorder.source.<name>.data-source tell them.
        bind(context, "ledger", dataSource(context, "ledger"), "close");
        bind(context, "core", dataSource(context, "core"), "close");
        bind(context, "broker", connectionFactory(context), "stop");
    }

    private static HikariDataSource dataSource(CamelContext context, String name) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName(name);
        pool.setJdbcUrl(property(context, name + ".url"));
        pool.setUsername(property(context, name + ".user"));
        pool.setPassword(property(context, name + ".password"));
        pool.setMaximumPoolSize(12);
        return pool;
    }

    /** Pooled, because each message is sent over a connection and a session of its own. */
    private static JmsPoolConnectionFactory connectionFactory(CamelContext context) {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(new ActiveMQConnectionFactory(
                property(context, "broker.url"),
                property(context, "broker.user"),
                property(context, "broker.password")));
        return pool;
    }

    private static String property(CamelContext context, String key) {
        return context.resolvePropertyPlaceholders("{{" + key + "}}");
    }

    /** Camel closes it by this method once the routes have stopped. */
    private static void bind(CamelContext context, String name, Object bean, String destroyMethod) {
        context.getRegistry().bind(name, bean, null, destroyMethod);
    }
}
