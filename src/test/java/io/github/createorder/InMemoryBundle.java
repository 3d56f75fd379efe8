package io.github.createorder;

import io.github.createorder.errors.Redelivery;
import io.github.createorder.errors.Replay;
import io.github.createorder.ledger.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Tests of routes in the style that teams are shown: the real route files, a ledger and tables in memory, and only those routes
 * started that a test names. No broker, no gateway.
 */
abstract class InMemoryBundle extends CamelMainTestSupport {
    static final Duration LONG = Duration.ofSeconds(40);
    private static final String SAMPLES = "classpath:io/github/createorder/samples/";
    private static int databases;

    final JdbcTemplate database = new JdbcTemplate(
            JdbcConnectionPool.create("jdbc:h2:mem:bundle-" + databases++ + ";DB_CLOSE_DELAY=-1", "sa", ""));
    /** Without a value here: the base class asks for them in its constructor, and ours fill them in later. */
    private Properties properties;

    InMemoryBundle() {
        set("gateway.app-key", "12345678");
        set("gateway.app-secret", "nothing-is-sent");
        set("products.type", "csv");
        set("products.file", "config/products.csv");
    }

    final void set(String key, String value) {
        properties.setProperty("createorder." + key, value);
    }

    /** A source whose records are as {@link IntakeTest#order} makes them. */
    final void source(String name, String kind, String keyColumn) {
        properties.merge("createorder.sources", name, (before, more) -> before + "," + more);
        set("source." + name + ".kind", kind);
        set("source." + name + ".key-columns", keyColumn);
        set("source." + name + ".mapping", SAMPLES + "core-orders.mapping.yaml");
    }

    /** A source whose records are rows of a table of its own name. */
    final void table(String name, String more) {
        source(name, "table", "CONTNO");
        set("source." + name + ".table", name);
        set("source." + name + ".poll", "100ms");
        String columns = IntakeTest.order("X").keySet().stream()
                .map(column -> column + " VARCHAR(64)")
                .collect(Collectors.joining(", "));
        database.execute("CREATE TABLE " + name + " (" + columns + ", " + more + ")");
    }

    final void insert(String table, String number) {
        Map<String, Object> order = IntakeTest.order(number);
        database.update(
                "INSERT INTO " + table + " (" + String.join(", ", order.keySet()) + ") VALUES ("
                        + order.keySet().stream().map(column -> "?").collect(Collectors.joining(", ")) + ")",
                order.values().toArray());
    }

    @Override
    public void configureContext(CamelContextConfiguration camel) {
        super.configureContext(camel);
        properties = new Properties();
        camel.withUseOverridePropertiesWithPropertiesComponent(properties).withAutoStartupExcludePatterns("*");
        camel.withRegistryBinder(registry -> {
            registry.bind("ledger", database.getDataSource());
            registry.bind("broker", new ActiveMQConnectionFactory("vm://none"));
        });
    }

    @Override
    protected void configure(MainConfigurationProperties main) {
        main.withRoutesIncludePattern("false");
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteFiles();
    }

    final void start(String... routes) throws Exception {
        for (String route : routes) {
            context.getRouteController().startRoute("createorder-" + route);
        }
    }

    @SuppressWarnings("unchecked")
    final List<Verdict> take(String source, Object body) {
        return (List<Verdict>) template.requestBody("direct:createorder-take-" + source, body);
    }

    final long count(String sql, Object... values) {
        return database.queryForObject("SELECT COUNT(*) FROM " + sql, Long.class, values);
    }

    /** As a message on the redelivery queue does. */
    final String replay(String orderKey) {
        return context.getRegistry()
                .lookupByNameAndType("createorderReplay", Replay.class)
                .replay(new Redelivery(orderKey, 0, "corrected", "test"))
                .text();
    }

    final <T> T bean(String name, Class<T> type) {
        return context.getRegistry().lookupByNameAndType(name, type);
    }
}
