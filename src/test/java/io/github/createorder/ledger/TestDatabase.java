package io.github.createorder.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.H2;
import io.github.createorder.sql.MariaDb;
import io.github.createorder.sql.MySql;
import io.github.createorder.sql.PostgreSql;
import io.github.createorder.testing.Servers;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;

/** The databases that the ledger runs on, each started once a JVM, with the tables made. */
@SuppressWarnings("ImmutableEnumChecker") // A dialect has no state.
enum TestDatabase {
    H2(new H2()),
    POSTGRESQL(new PostgreSql()),
    MARIADB(new MariaDb()),
    MYSQL(new MySql());

    private static final List<String> TABLES = List.of(
            "entry",
            "payload",
            "repeat",
            "event",
            "gate",
            "watermark",
            "file",
            "file_line",
            "receipt",
            "key",
            "action",
            "job",
            "job_order",
            "payload_version");

    private static final AtomicInteger H2_DATABASES = new AtomicInteger();
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
        return switch (this) {
            case H2 -> "jdbc:h2:mem:ledger" + H2_DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
            case POSTGRESQL -> Servers.newPostgresDatabase();
            // A zone that is neither the JVM's nor the orders'.
            case MARIADB -> Servers.newMariaDbDatabase() + "?user=root&sessionVariables=time_zone='+03:00'";
            case MYSQL -> Servers.newMySqlDatabase() + "&user=root&sessionVariables=time_zone='%2B03:00'";
        };
    }
}
