package io.github.createorder.table;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.testing.Servers;
import java.util.EnumMap;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The databases that tests run on, started once a JVM. */
enum Databases {
    H2,
    POSTGRESQL,
    MARIADB,
    MYSQL;

    /** MySQL, or what has come of it. */
    boolean isMySql() {
        return this == MARIADB || this == MYSQL;
    }

    private static final Map<Databases, HikariDataSource> STARTED = new EnumMap<>(Databases.class);

    static {
        // Without a configuration of its own Logback prints every statement.
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    }

    DataSource dataSource() {
        synchronized (STARTED) {
            return STARTED.computeIfAbsent(this, Databases::start);
        }
    }

    /** A PostgreSQL user other than the owner. */
    static DataSource postgresAs(String user) {
        POSTGRESQL.dataSource();
        return new DriverManagerDataSource(
                STARTED.get(POSTGRESQL).getJdbcUrl().replace("user=postgres", "user=" + user));
    }

    /** Another database of the PostgreSQL server, which is there. */
    static DataSource postgresDatabase(String name) {
        POSTGRESQL.dataSource();
        return new DriverManagerDataSource(
                STARTED.get(POSTGRESQL).getJdbcUrl().replaceFirst("/[^/?]+\\?", "/" + name + "?"));
    }

    /** An H2 user other than the administrator. */
    static DataSource h2As(String user) {
        H2.dataSource();
        // What stands behind the name only an administrator may set.
        return new DriverManagerDataSource("jdbc:h2:mem:source", user, "");
    }

    /** A user other than the administrator, on MariaDB or MySQL. */
    DataSource as(String user) {
        dataSource();
        return new DriverManagerDataSource(STARTED.get(this).getJdbcUrl(), user, "");
    }

    private static HikariDataSource start(Databases database) {
        try {
            HikariConfig pool = new HikariConfig();
            pool.setMaximumPoolSize(6);
            switch (database) {
                case H2 -> pool.setJdbcUrl("jdbc:h2:mem:source;DB_CLOSE_DELAY=-1");
                case POSTGRESQL -> pool.setJdbcUrl(Servers.newPostgresDatabase());
                case MYSQL -> {
                    pool.setJdbcUrl(Servers.newMySqlDatabase("legacy"));
                    pool.setUsername("root");
                    pool.setPassword("");
                    // As core systems have it that are older than MySQL 8: with its own default, blanks at the end
                    // count.
                    try (HikariDataSource once = new HikariDataSource(pool)) {
                        new JdbcTemplate(once).execute("ALTER DATABASE legacy COLLATE utf8mb4_general_ci");
                    }
                }
                case MARIADB -> {
                    pool.setJdbcUrl(Servers.newMariaDbDatabase("legacy"));
                    pool.setUsername("root");
                    pool.setPassword("");
                }
            }
            return new HikariDataSource(pool);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("cannot start " + database, e);
        }
    }
}
