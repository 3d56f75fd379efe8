package com.example.orders;

import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.app.sandbox.SandboxGateway;
import io.github.createorder.app.sandbox.SandboxSettings;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What stands around the app, made before it starts: core system, gateway and broker. */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {
    static final String FILE = "HOST_20261125_001.txt";
    private static final String APP_KEY = "12345678";
    private static final String APP_SECRET = "only-for-the-sandbox-on-loopback";

    JdbcTemplate core;
    LegacySample sample;
    SandboxGateway gateway;
    EmbeddedBroker broker;
    private Path inbox;

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target"), "surroundings-");
            // In a file and with a server of its own, because test and app have class loaders, and so H2s, of their own.
            String database =
                    "jdbc:h2:file:" + folder.resolve("core").toAbsolutePath() + ";AUTO_SERVER=TRUE;MAX_COMPACT_TIME=0";
            core = new JdbcTemplate(new DriverManagerDataSource(database, "sa", ""));
            LegacySource.mapProducts(core.getDataSource());
            sample = LegacySample.create(core.getDataSource(), 40, 54);
            gateway = SandboxGateway.start(
                    SandboxSettings.builder(APP_KEY, APP_SECRET).build());
            int brokerPort = freePort();
            broker = EmbeddedBroker.start(
                    folder.resolve("broker"),
                    EmbeddedBroker.Queues.DEFAULT,
                    new EmbeddedBroker.Tcp(brokerPort, "createorder", "only-on-loopback"));
            inbox = Files.createDirectories(folder.resolve("host")).toAbsolutePath();
            return Map.ofEntries(
                    Map.entry("quarkus.datasource.jdbc.url", database),
                    Map.entry("quarkus.datasource.password", ""),
                    Map.entry("broker.url", "tcp://127.0.0.1:" + brokerPort),
                    Map.entry("broker.password", "only-on-loopback"),
                    Map.entry("createorder.gateway.url", "http://127.0.0.1:" + gateway.port() + "/router/rest"),
                    Map.entry("createorder.gateway.app-secret", APP_SECRET),
                    Map.entry("createorder.sources", "core,host"),
                    Map.entry("createorder.source.host.kind", "drop"),
                    Map.entry("createorder.source.host.inbox", inbox.toString()),
                    Map.entry("createorder.source.host.format", DropSample.FIXED_FORMAT),
                    Map.entry("createorder.source.host.mapping", DropSample.MAPPING),
                    Map.entry("createorder.source.host.poll", "200ms"),
                    Map.entry("createorder.files.work", folder.resolve("work").toAbsolutePath().toString()));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void dropFile() throws IOException {
        Files.copy(DropSample.big(inbox.getParent(), FILE, 3), inbox.resolve(FILE));
        Files.write(inbox.resolve(FILE + ".ok"), new byte[0]);
    }

    boolean receiptIsThere() {
        return Files.exists(inbox.resolve("out/" + FILE + ".ret"));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(Surroundings.class));
    }

    @Override
    public void stop() {
        broker.close();
        gateway.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
