package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.app.App;
import io.github.createorder.app.EmbeddedSftp;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.sandbox.TroubleKind;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.app.sandbox.TroubleRule.When;
import io.github.createorder.net.SftpFaults;
import io.github.createorder.testing.JavaProcess;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Files over SFTP while the node is killed (kill -9) again and again: in the middle of a file, between ledger and move, while
 * receipts are written. What the gateway recorded, the ledger holds and the receipts tell must be the same sets.
 */
class DropKillTest {
    private static final int FILES = 6;
    private static final int ORDERS = 400;
    private static final int KILLS = 8;
    private static final String NAME = "HOST_20261125_%03d.txt";

    @Test
    void killedInTheMiddleOfFilesOnPostgres() throws Exception {
        DropSample sample = new DropSample(31);
        SftpFaults faults = new SftpFaults();
        try (DropScene scene = DropScene.onPostgres();
                EmbeddedSftp sftp = EmbeddedSftp.start(
                        scene.root(),
                        scene.scene.folder.resolve("host.key"),
                        0,
                        "core",
                        "not-so-secret-4711",
                        null,
                        faults::install)) {
            Path knownHosts = scene.scene.folder.resolve("known_hosts");
            sftp.writeKnownHosts(knownHosts);
            scene.scene
                    .sandbox
                    .trouble()
                    .set(
                            TroubleRule.delay(20, 10),
                            TroubleRule.of(TroubleKind.RESET_AFTER_ACCEPT).when(When.chance(0.01, 5)));
            Path config = configure(scene, sftp.port(), knownHosts);
            Random random = new Random(5);
            int inTheMiddle = 0;
            for (int kill = 1; kill <= KILLS; kill++) {
                if (kill <= FILES) {
                    scene.drop(
                            sample.fixed(scene.stage(), NAME.formatted(kill), "F" + kill + "-", ORDERS), new byte[0]);
                }
                Process node = start(scene, config);
                awaitProgress(scene, node, Math.min(kill, FILES));
                Thread.sleep(random.nextInt(600));
                node.destroyForcibly().waitFor();
                inTheMiddle +=
                        scene.scene.count("SELECT COUNT(*) FROM createorder_file WHERE state = 'TAKING'") > 0 ? 1 : 0;
            }
            assertThat(inTheMiddle).as("kills that left a file half taken").isPositive();

            Process node = start(scene, config);
            for (int file = 1; file <= FILES; file++) {
                scene.awaitReceipt(NAME.formatted(file) + ".ret");
                scene.awaitGone(NAME.formatted(file));
            }
            node.destroy();
            assertThat(node.waitFor(60, TimeUnit.SECONDS))
                    .as("stops when told to")
                    .isTrue();

            scene.assertNothingMissingNothingExtra(sample.good());
            assertThat(scene.told()).as("a line for each order").hasSize(FILES * ORDERS);
            for (int file = 1; file <= FILES; file++) {
                assertThat(DropScene.lines(scene.folder("out").resolve(NAME.formatted(file) + ".ret")))
                        .hasSize(ORDERS);
                assertThat(scene.folder("done").resolve(NAME.formatted(file))).exists();
                assertThat(scene.folder("done").resolve(NAME.formatted(file) + ".ok"))
                        .exists();
            }
            assertThat(scene.folder("error")).isEmptyDirectory();
        }
    }

    /** Kills should fall into the middle of the work: wait until the node has done some, as long as there is any. */
    private static void awaitProgress(DropScene scene, Process node, int dropped) throws InterruptedException {
        String done =
                "SELECT COALESCE(SUM(position), 0) + (SELECT COUNT(*) FROM createorder_receipt) FROM createorder_file";
        String answered = "SELECT COUNT(*) FROM createorder_receipt WHERE delivered_at IS NOT NULL";
        long before = scene.scene.count(done);
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (System.nanoTime() < deadline
                && node.isAlive()
                && scene.scene.count(done) == before
                && scene.scene.count(answered) < dropped) {
            Thread.sleep(5);
        }
        assertThat(node.isAlive()).as("the node runs").isTrue();
    }

    private static Path configure(DropScene scene, int port, Path knownHosts) throws IOException {
        Map<String, String> settings = new HashMap<>(scene.properties("killed"));
        DropScene.set(settings, "inbox", "/in");
        DropScene.set(settings, "sftp.host", "127.0.0.1");
        DropScene.set(settings, "sftp.port", String.valueOf(port));
        DropScene.set(settings, "sftp.user", "core");
        DropScene.set(settings, "sftp.password", "not-so-secret-4711");
        DropScene.set(settings, "sftp.known-hosts", knownHosts.toAbsolutePath().toString());
        DropScene.set(settings, "lease", "1s");
        DropScene.set(settings, "orders", "20");
        // Long enough for a call, short enough for a test: a killed node's orders come back after the lease.
        settings.put("createorder.gateway.response-timeout", "1s");
        settings.put("createorder.gateway.connect-timeout", "1s");
        settings.put("createorder.gateway.pool-timeout", "1s");
        settings.put("createorder.send.lease", "8s");
        settings.put("createorder.sources", DropScene.SOURCE);
        Path config = Files.createDirectories(scene.scene.folder.resolve("config"));
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer file = Files.newBufferedWriter(config.resolve("application.properties"))) {
            properties.store(file, null);
        }
        return config;
    }

    private static Process start(DropScene scene, Path config) throws IOException {
        return JavaProcess.of(App.class, "run", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        scene.scene.folder.resolve("node.log").toFile()))
                .start();
    }
}
