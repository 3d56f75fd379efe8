package io.github.createorder.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.CreateOrder;
import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/**
 * What a team's own runtime would bring: connection pools and a broker. Made after the properties are read and before any
 * route is loaded, bound into the registry, closed after the routes have stopped.
 */
public final class EmbeddedParts extends MainListenerSupport {
    private final boolean all;
    private final List<AutoCloseable> parts = new ArrayList<>();

    /** @param all false for connection pools only, and none to an embedded database that is not there yet */
    EmbeddedParts(boolean all) {
        this.all = all;
    }

    @Override
    public void beforeInitialize(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        Settings settings = new Settings(key -> context.getPropertiesComponent().resolveProperty(key));
        Path data = Path.of(settings.text(AppSetting.DATA));
        if (all) {
            try {
                Files.createDirectories(data);
            } catch (IOException e) {
                settings.fault(AppSetting.DATA.key() + ": the folder " + data + " cannot be made: " + e.getMessage());
            }
        }
        settings.refuseIfFaulty();
        List<String> dataSources = settings.list(AppSetting.DATA_SOURCES);
        // Told by the bundle, in one list with its own.
        context.getRegistry()
                .bind(
                        CreateOrder.RUNTIME_FAULTS,
                        AppSetting.unknown(
                                context.getPropertiesComponent()
                                        .loadProperties(key -> key.startsWith("createorder."))
                                        .keySet(),
                                dataSources));
        for (String name : dataSources) {
            context.getRegistry().bind(name, pool(name, settings, data));
        }
        if (all) {
            context.getRegistry().bind("createorderConnectionFactory", connectionFactory(settings, data));
        }
        settings.refuseIfFaulty();
    }

    private HikariDataSource pool(String name, Settings settings, Path data) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(settings.find(AppSetting.ofDataSource(name, "url")).orElseGet(() -> embedded(data, name)));
        config.setUsername(settings.find(AppSetting.ofDataSource(name, "user")).orElse("sa"));
        config.setPassword(
                settings.find(AppSetting.ofDataSource(name, "password")).orElse(""));
        config.setMaximumPoolSize(settings.find(AppSetting.ofDataSource(name, "pool-size"))
                .map(Integer::parseInt)
                .orElse(12));
        config.setConnectionTimeout(10_000);
        // A database that is away at start is waited for by the routes, not by the pool.
        config.setInitializationFailTimeout(-1);
        if (config.getJdbcUrl().startsWith("jdbc:postgresql:")) {
            // Rows are policy data: a server's complaint must not bring them into the log.
            config.addDataSourceProperty("logServerErrorDetail", "false");
        }
        if (config.getJdbcUrl().matches("jdbc:(mysql|mariadb):.*")) {
            // What a TIMESTAMP column says hangs on the session's zone, and we read Beijing time.
            config.setConnectionInitSql("SET time_zone = '+08:00'");
        }
        HikariDataSource pool = new HikariDataSource(config);
        parts.add(pool);
        return pool;
    }

    private String embedded(Path data, String name) {
        boolean there = Files.exists(data.resolve(name + ".mv.db"));
        return all || there ? embeddedUrl(data, name) : "jdbc:h2:mem:" + name + "-is-not-there-yet";
    }

    /**
     * An H2 database in a file. Its default is to write commits up to half a second late, which would lose orders when the
     * process is killed: WRITE_DELAY=0 writes before the commit returns. It must not close by itself when the process is
     * told to stop, because calls under way are still to be settled. And it must not make its file smaller when it closes,
     * MAX_COMPACT_TIME=0: H2 2.4.240 then moves blocks onto blocks that are in use, and leaves a file with damaged indexes.
     */
    public static String embeddedUrl(Path data, String name) {
        return "jdbc:h2:file:" + data.resolve(name).toAbsolutePath()
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;MAX_COMPACT_TIME=0";
    }

    private ConnectionFactory connectionFactory(Settings settings, Path data) {
        String user = settings.text(AppSetting.BROKER_USER);
        String password = settings.text(AppSetting.BROKER_PASSWORD);
        Optional<String> url = settings.find(AppSetting.BROKER_URL.key());
        if (url.isPresent()) {
            JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
            pool.setConnectionFactory(new ActiveMQConnectionFactory(url.get(), user, password));
            parts.add(pool::stop);
            return pool;
        }
        int port = settings.number(AppSetting.BROKER_PORT, 0, 65_535);
        if (port > 0 && password.isBlank()) {
            settings.fault(AppSetting.BROKER_PASSWORD.key() + " is missing: a broker that listens on "
                    + AppSetting.BROKER_PORT.key() + " needs one");
        }
        settings.refuseIfFaulty();
        EmbeddedBroker broker = EmbeddedBroker.start(
                data.resolve("broker"),
                new EmbeddedBroker.Queues(
                        settings.text(Setting.ERRORS_QUEUE),
                        settings.text(Setting.REDELIVERY_QUEUE),
                        settings.text(Setting.POISON_QUEUE)),
                port == 0 ? null : new EmbeddedBroker.Tcp(port, user, password));
        parts.add(broker);
        return broker.connectionFactory();
    }

    @Override
    public void afterStop(BaseMainSupport main) {
        close();
    }

    /** Closes what was made, last first; also after a start that failed half-way. */
    void close() {
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) {
                System.getLogger(EmbeddedParts.class.getName())
                        .log(System.Logger.Level.WARNING, "Could not be closed: " + e.getMessage());
            }
        }
        parts.clear();
    }
}
