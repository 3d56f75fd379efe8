package io.github.createorder.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.github.createorder.config.Settings;
import io.github.createorder.sql.JdbcUrl;
import io.github.createorder.sql.MissingDriverException;
import io.github.createorder.sql.RefusedLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.api.ErrorCode;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Makes connection pools by the properties of their names. */
final class ConnectionPools implements AutoCloseable {
    /** H2 in a file that this process would open by itself. */
    private static final Pattern EMBEDDED = Pattern.compile("jdbc:h2:(?!mem:|tcp:|ssl:).*");

    private static final Duration NODE_THAT_STOPS = Duration.ofSeconds(10);

    private static final int DEFAULT_SIZE =
            Integer.parseInt(AppSetting.poolSize("any").defaultValue());

    private final Settings settings;
    private final Path data;
    private final boolean run;
    private final List<HikariDataSource> pools = new ArrayList<>();

    /** @param run false to look only: no embedded database is made, and none waited for */
    ConnectionPools(Settings settings, Path data, boolean run) {
        this.settings = settings;
        this.data = data;
        this.run = run;
    }

    /** A database that cannot be used gives no connections, and says why. */
    DataSource open(String name) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setUsername(settings.find(AppSetting.ofDataSource(name, "user")).orElse("sa"));
        config.setPassword(
                settings.password(AppSetting.ofDataSource(name, "password")).orElse(""));
        int faults = settings.faults().size();
        int size = settings.number(AppSetting.poolSize(name), 1, 1_000);
        // A single connection would not do for the ledger, which is looked at all the same.
        config.setMaximumPoolSize(settings.faults().size() > faults ? DEFAULT_SIZE : size);
        config.setConnectionTimeout(10_000);
        String url = settings.find(AppSetting.ofDataSource(name, "url")).orElseGet(() -> embedded(name));
        config.setJdbcUrl(url);
        if (url.startsWith("jdbc:postgresql:")) {
            // Rows are policy data: a server's complaint must not bring them into the log.
            config.addDataSourceProperty("logServerErrorDetail", "false");
        }
        if (url.matches("jdbc:(mysql|mariadb):.*")) {
            // What a TIMESTAMP column says hangs on the session's zone, and we read Beijing time.
            config.setConnectionInitSql("SET time_zone = '+08:00'");
        }
        Optional<SQLException> trouble =
                noDriver(url, name).or(() -> inUse(config, name).map(SQLException::new));
        if (trouble.isPresent()) {
            return new Unusable(trouble.get(), url);
        }
        // The first connection at once: what the database says is told now, where the pool would try again until its
        // time is over.
        config.setInitializationFailTimeout(1);
        try {
            return kept(new HikariDataSource(config));
        } catch (HikariPool.PoolInitializationException e) {
            Optional<SQLException> refused = RefusedLogin.of(e);
            if (refused.isPresent()) {
                return new Unusable(refused.get(), url);
            }
            if (!run && e.getCause() instanceof SQLException away) {
                return new Unusable(away, url);
            }
            // A database that is away at start is waited for by the routes, not by the pool.
            config.setInitializationFailTimeout(-1);
            return kept(new HikariDataSource(config));
        }
    }

    private DataSource kept(HikariDataSource pool) {
        pools.add(pool);
        return pool;
    }

    private String embedded(String name) {
        boolean there = Files.exists(data.resolve(name + ".mv.db"));
        return run || there ? EmbeddedParts.embeddedUrl(data, name) : "jdbc:h2:mem:" + name + "-is-not-there-yet";
    }

    private static Optional<SQLException> noDriver(String url, String name) {
        try {
            DriverManager.getDriver(url);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(new MissingDriverException(AppSetting.ofDataSource(name, "url") + " = '"
                    + url.replaceAll("[?;/].*", "...")
                    + "': there is no driver for it on the class path, or it is no JDBC URL"));
        }
    }

    /** H2 lets one process in. The pool would wait in vain and say that it waited. */
    private Optional<String> inUse(HikariConfig config, String name) {
        if (!EMBEDDED.matcher(config.getJdbcUrl()).matches()) {
            return Optional.empty();
        }
        long deadline = System.nanoTime() + (run ? NODE_THAT_STOPS.toNanos() : 0);
        while (isInUse(config)) {
            if (System.nanoTime() >= deadline) {
                return Optional.of("a node runs on this embedded " + name + ": stop it first, or give the " + name
                        + " a database of its own (" + AppSetting.ofDataSource(name, "url") + ")");
            }
            pause();
        }
        return Optional.empty();
    }

    private static boolean isInUse(HikariConfig config) {
        try (Connection connection =
                DriverManager.getConnection(config.getJdbcUrl(), config.getUsername(), config.getPassword())) {
            return connection.isClosed();
        } catch (SQLException e) {
            // Whatever else is wrong is told by whoever needs the database.
            return e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        pools.forEach(HikariDataSource::close);
        pools.clear();
    }

    private static final class Unusable extends AbstractDataSource implements JdbcUrl.Told {
        private final SQLException reason;
        private final String url;

        Unusable(SQLException reason, String url) {
            this.reason = reason;
            this.url = url;
        }

        @Override
        public String jdbcUrl() {
            return url;
        }

        @Override
        public Connection getConnection() throws SQLException {
            throw reason;
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }
    }
}
