package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.app.EmbeddedParts;
import io.github.createorder.app.Standalone;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.app.sandbox.SandboxGateway;
import io.github.createorder.app.sandbox.SandboxOrder;
import io.github.createorder.app.sandbox.SandboxSettings;
import io.github.createorder.testing.LostLocks;
import io.github.createorder.testing.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A legacy table, a ledger, a sandbox gateway and one or more nodes of the bundle with its real routes, and the comparison
 * that every scene ends with: what the gateway itself recorded, as sets.
 */
final class Scene implements AutoCloseable {
    static final String APP_KEY = "12345678";
    static final String APP_SECRET = "scene-app-secret-of-the-sandbox";

    private static int scenes;

    final Path folder;
    final SandboxGateway sandbox;
    /** How far the gateway's clock is ahead of ours. */
    volatile Duration gatewayAhead = Duration.ZERO;

    JdbcTemplate database;
    LegacySample sample;

    private HikariDataSource pool;
    private final String url;
    private final String user;
    private final List<Standalone> nodes = new ArrayList<>();

    private Scene(Path folder, String url, String user) {
        this.folder = folder;
        this.url = url;
        this.user = user;
        attach();
        sandbox = SandboxGateway.start(SandboxSettings.builder(APP_KEY, APP_SECRET)
                .keepPayloads(true)
                .clock(() -> Instant.now().plus(gatewayAhead))
                .build());
    }

    /** Opens the test's own connections to the database. */
    void attach() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword("");
        config.setMaximumPoolSize(4);
        // H2 may still be closing what was open in this JVM a moment ago.
        config.setInitializationFailTimeout(10_000);
        pool = new HikariDataSource(config);
        database = new JdbcTemplate(pool);
    }

    /** Closes them, so that another process can open the embedded database. */
    void detach() {
        pool.close();
    }

    static synchronized Path newFolder() {
        try {
            Path folder = Path.of("target", "scenes");
            Files.createDirectories(folder);
            return Files.createTempDirectory(folder, "scene-" + ++scenes + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Scene onH2() {
        Path folder = newFolder();
        return new Scene(folder, EmbeddedParts.embeddedUrl(folder, "database"), "sa");
    }

    static Scene onPostgres() {
        return new Scene(newFolder(), Servers.newPostgresDatabase(), "postgres");
    }

    /** On a database of one's own. */
    static Scene at(String url, String user) {
        return new Scene(newFolder(), url, user);
    }

    /** By MariaDB's driver, which is that of the app. */
    static Scene onMySql() {
        return new Scene(newFolder(), Servers.newMySqlDatabaseForMariaDbDriver(), "root");
    }

    /** On a database of MySQL's kind that takes the words of a lock and locks nothing. */
    static Scene onMySqlWithoutLocks() {
        // The app says the zone by itself where it knows the driver.
        String url = Servers.newMySqlDatabaseForMariaDbDriver() + "?sessionVariables=time_zone='+08:00'";
        return new Scene(newFolder(), LostLocks.of(url), "root");
    }

    static Scene onMariaDb() {
        return new Scene(newFolder(), Servers.newMariaDbDatabase(), "root");
    }

    /** The database's port, for a network that can be broken. */
    int databasePort() {
        return URI.create(url.substring("jdbc:".length())).getPort();
    }

    /** The database by another port of loopback. */
    String urlThrough(int port) {
        return url.replace(":" + databasePort() + "/", ":" + port + "/");
    }

    /** Product and version: the driver may be another's. */
    String databaseName() {
        return database.execute((ConnectionCallback<String>)
                connection -> connection.getMetaData().getDatabaseProductName() + " "
                        + connection.getMetaData().getDatabaseProductVersion());
    }

    /** Fills the legacy tables with so many orders, some of them faulty, and the product mapping. */
    Scene withOrders(int orders) {
        try {
            LegacySource.mapProducts(pool);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        sample = LegacySample.create(pool, orders, 7);
        return this;
    }

    /** The configuration of a node, as it would stand in application.properties. */
    Map<String, String> properties(String node) {
        Map<String, String> properties = new HashMap<>();
        properties.put("createorder.app.data", folder.resolve(node).toString());
        properties.put("createorder.app.data-source.ledger.url", url);
        properties.put("createorder.app.data-source.ledger.user", user);
        properties.put("createorder.ledger.node", node);
        properties.put("createorder.gateway.url", "http://127.0.0.1:" + sandbox.port() + "/router/rest");
        properties.put("createorder.gateway.app-key", APP_KEY);
        properties.put("createorder.gateway.app-secret", APP_SECRET);
        properties.put("createorder.send.concurrency", "16");
        properties.put("createorder.send.retry.first-delay", "200ms");
        properties.put("createorder.report.poll", "100");
        // Long enough to tell, short enough for a test: what a node was about to tell when it failed comes back after
        // the lease.
        properties.put("createorder.report.lease", "8s");
        properties.put("createorder.errors.poll", "100");
        properties.put("createorder.sources", "core");
        properties.putAll(LegacySource.properties("core", "ledger"));
        properties.put("createorder.source.core.poll", "100");
        return properties;
    }

    Standalone start(String node, Map<String, String> more) throws Exception {
        Map<String, String> properties = properties(node);
        properties.putAll(more);
        return startWith(properties);
    }

    Standalone startWith(Map<String, String> properties) throws Exception {
        Standalone started = new Standalone(null, properties).start();
        nodes.add(started);
        return started;
    }

    Standalone start(String node) throws Exception {
        return start(node, Map.of());
    }

    /** Waits until every order has ended, every error is published and every row is told. */
    void awaitEnd(Duration limit) {
        await().atMost(limit).pollInterval(Duration.ofMillis(50)).until(this::ended);
    }

    /** Whether every order has ended, every error is published and every row is told. */
    boolean ended() {
        return count("SELECT COUNT(*) FROM createorder_entry") == sample.orders()
                && count("SELECT COUNT(*) FROM createorder_entry WHERE status NOT IN ('ACCEPTED', 'ERROR')"
                                + " OR report_due IS NOT NULL OR error_due IS NOT NULL")
                        == 0;
    }

    long count(String sql, Object... values) {
        Long count = database.queryForObject(sql, Long.class, values);
        return count == null ? 0 : count;
    }

    /** What the gateway accepted, the ledger holds as accepted and the legacy table was told are the same good orders. */
    void assertNothingMissingNothingExtra() {
        Set<String> atGateway =
                sandbox.record().orders().map(SandboxOrder::identifier).collect(Collectors.toSet());
        compare("good orders of the source", sample.good(), atGateway);
        compare(
                "accepted in the ledger",
                database.queryForList(
                        "SELECT identifier FROM createorder_entry WHERE status = 'ACCEPTED'", String.class),
                atGateway);
        compare(
                "told the source as accepted",
                database.queryForList(
                        "SELECT CONCAT('TB-', ORDER_NO) FROM LEGACY_ORDER WHERE STATUS = 'ACCEPTED'", String.class),
                atGateway);
        assertThat(count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS = 'ERROR'"))
                .as("told the source as error")
                .isEqualTo(sample.orders() - sample.good().size());
        assertThat(sandbox.record().stats().conflicts()).as("conflicts").isZero();
        assertThat(sandbox.record().stats().changedBeforeAccept())
                .as("identifiers with two payloads")
                .isZero();
    }

    private static void compare(String what, Iterable<String> ours, Set<String> atGateway) {
        Set<String> missing = new TreeSet<>();
        ours.forEach(missing::add);
        Set<String> extra = new TreeSet<>(atGateway);
        extra.removeAll(missing);
        missing.removeAll(atGateway);
        assertThat(missing).as("missing at the gateway, of " + what).isEmpty();
        assertThat(extra).as("extra at the gateway, beyond " + what).isEmpty();
    }

    @Override
    public void close() {
        nodes.forEach(Standalone::close);
        sandbox.close();
        pool.close();
    }
}
