package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.createorder.config.Settings;
import io.github.createorder.sql.RefusedLogin;
import io.github.createorder.testing.FreePort;
import io.github.createorder.testing.Servers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class ConnectionPoolsTest {
    private static final String URL = "createorder.app.data-source.core.url";
    private static final String USER = "createorder.app.data-source.core.user";

    private static JdbcTemplate opened(boolean run, String url, String user) {
        Map<String, String> properties = Map.of(URL, url, USER, user);
        Settings settings = new Settings(key -> Optional.ofNullable(properties.get(key)));
        try (ConnectionPools pools = new ConnectionPools(settings, Path.of("no-data"), run)) {
            return new JdbcTemplate(pools.open("core"));
        }
    }

    /** The pool's own time-out is ten seconds, for each who asks. */
    @ParameterizedTest
    @ValueSource(strings = {"PostgreSQL", "MySQL"})
    void refusedLoginIsToldAtOnceByARunToo(String product) {
        String url = switch (product) {
            case "PostgreSQL" -> Servers.newPostgresDatabase().replaceFirst("[?].*", "");
            default -> Servers.newMySqlDatabase();
        };
        JdbcTemplate core = opened(true, url, "nobody_there");
        long began = System.nanoTime();
        assertThat(catchThrowable(() -> core.queryForObject("SELECT 1", Integer.class)))
                .hasRootCauseInstanceOf(SQLException.class)
                .satisfies(failure -> assertThat(RefusedLogin.of(failure)).isPresent())
                .hasStackTraceContaining("nobody_there");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void passwordThatEndsWithABlankLogsIn() throws Exception {
        String url = "jdbc:h2:mem:blank-at-the-end";
        Map<String, String> properties =
                Map.of(URL, url, USER, "core", "createorder.app.data-source.core.password", "hush ");
        Settings settings = new Settings(key -> Optional.ofNullable(properties.get(key)));
        try (Connection owner = DriverManager.getConnection(url, "core", "hush ");
                ConnectionPools pools = new ConnectionPools(settings, Path.of("no-data"), true)) {
            assertThat(owner.isValid(1)).isTrue();
            assertThat(new JdbcTemplate(pools.open("core")).queryForObject("SELECT 1", Integer.class))
                    .isEqualTo(1);
        }
    }

    /** One closes the file that H2 reads, for all who work on it, unless its file system knows better. */
    @Test
    void interruptOfOneThreadDoesNotCloseAnEmbeddedDatabase(@TempDir Path folder) throws Exception {
        String url = EmbeddedParts.embeddedUrl(folder, "ledger") + ";CACHE_SIZE=0";
        JdbcTemplate core = new JdbcTemplate(new DriverManagerDataSource(url, "sa", ""));
        core.execute("CREATE TABLE t AS SELECT x AS id, REPEAT('x', 1000) AS text FROM SYSTEM_RANGE(1, 50000)");
        try (Connection node = DriverManager.getConnection(url, "sa", "")) {
            Thread interrupted = new Thread(() -> {
                Thread.currentThread().interrupt();
                core.queryForObject("SELECT SUM(LENGTH(text)) FROM t", Long.class);
            });
            interrupted.start();
            interrupted.join();
            assertThat(node.isValid(1)).isTrue();
            assertThat(core.queryForObject("SELECT SUM(LENGTH(text)) FROM t", Long.class))
                    .isEqualTo(50_000_000L);
        }
    }

    @Test
    void databaseThatIsAwayIsToldAtOnceByACommandThatOnlyLooks() throws Exception {
        JdbcTemplate core = opened(false, "jdbc:postgresql://127.0.0.1:" + FreePort.find() + "/core", "core");
        long began = System.nanoTime();
        assertThat(catchThrowable(() -> core.queryForObject("SELECT 1", Integer.class)))
                .hasStackTraceContaining("refused");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MariaDB", "MySQL"})
    void instantsAreReadInBeijingTimeWhateverTheZoneOfTheServer(String product) {
        Map<String, String> properties = Map.of(
                URL, product.equals("MySQL") ? Servers.newMySqlDatabase() : Servers.newMariaDbDatabase(), USER, "root");
        Settings settings = new Settings(key -> Optional.ofNullable(properties.get(key)));
        try (ConnectionPools pools = new ConnectionPools(settings, Path.of("no-data"), true)) {
            JdbcTemplate core = new JdbcTemplate(pools.open("core"));
            assertThat(core.queryForObject("SELECT CAST(FROM_UNIXTIME(0) AS CHAR)", String.class))
                    .startsWith("1970-01-01 08:00:00");
        }
    }
}
