package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.App;
import io.github.createorder.app.sandbox.TroubleKind;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.app.sandbox.TroubleRule.When;
import io.github.createorder.testing.FreePort;
import io.github.createorder.testing.JavaProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Invariant 1: nothing is lost and nothing is doubled when the process is killed (kill -9) at whatever instant. A real
 * process, killed again and again in the middle of its work; the gateway's own record decides.
 */
class KillTest {
    private static final int KILLS = 6;

    @Test
    void killedInTheMiddleOfTheRunOnPostgres() throws Exception {
        try (Scene scene = Scene.onPostgres()) {
            killAndRestart(scene, 1_500, 3);
        }
    }

    /** The embedded database loses commits on a kill unless it is told to write them at once. */
    @Test
    void killedInTheMiddleOfTheRunOnTheEmbeddedDatabase() throws Exception {
        try (Scene scene = Scene.onH2()) {
            killAndRestart(scene, 1_000, 4);
        }
    }

    private static void killAndRestart(Scene scene, int orders, int seed) throws Exception {
        scene.withOrders(orders);
        // The embedded database belongs to one process at a time.
        scene.detach();
        scene.sandbox
                .trouble()
                .set(
                        TroubleRule.delay(30, 20),
                        TroubleRule.of(TroubleKind.RESET_AFTER_ACCEPT).when(When.chance(0.01, seed)));
        Path config = scene.folder.resolve("config");
        Random random = new Random(seed);
        int worked = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            Process process = start(scene, "killed", config, Map.of());
            long before = scene.sandbox.record().stats().posts();
            awaitWork(scene, process, before);
            Thread.sleep(random.nextInt(400));
            process.destroyForcibly().waitFor();
            if (scene.sandbox.record().stats().posts() > before) {
                worked++;
            }
        }
        assertThat(worked).as("kills that fell into work").isGreaterThanOrEqualTo(KILLS / 2);

        finish(scene, config);
        scene.assertNothingMissingNothingExtra();
        Set<String> inError = Set.copyOf(scene.database.queryForList(
                "SELECT order_key FROM createorder_entry WHERE status = 'ERROR'", String.class));
        assertThat(ErrorQueue.keys(scene.folder.resolve("killed").resolve("broker")))
                .as("orders on the error queue of the node that was killed")
                .isEqualTo(inError);
    }

    /** Lets the node work undisturbed until it has nothing left to do, and stops it in good order. */
    private static void finish(Scene scene, Path config) throws Exception {
        int port = FreePort.find();
        Process process = start(
                scene,
                "killed",
                config,
                Map.of(
                        "camel.management.enabled", "true",
                        "camel.management.port", String.valueOf(port),
                        "camel.management.metrics-enabled", "true"));
        await().atMost(Duration.ofMinutes(3))
                .during(Duration.ofSeconds(3))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    assertThat(process.isAlive()).as("the node runs").isTrue();
                    return scene.sandbox.record().stats().accepted()
                                    >= scene.sample.good().size()
                            && hasNothingLeft(
                                    port,
                                    scene.sample.orders() - scene.sample.good().size());
                });
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("stops when told to")
                .isTrue();
        scene.attach();
        assertThat(scene.ended())
                .as(() -> "all orders have ended: "
                        + scene.database.queryForList("SELECT status, COUNT(*) orders, COUNT(report_due) to_report,"
                                + " COUNT(error_due) to_publish FROM createorder_entry GROUP BY status"))
                .isTrue();
    }

    /** By its own metrics, for the embedded database is the node's alone. */
    private static boolean hasNothingLeft(int port, int faulty) throws IOException {
        String metrics;
        try (InputStream in = URI.create("http://localhost:" + port + "/observe/metrics")
                .toURL()
                .openStream()) {
            metrics = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (ConnectException e) {
            return false;
        }
        return sum(metrics, "createorder_errors") == faulty
                && sum(metrics, "createorder_orders_pending") == 0
                && sum(metrics, "createorder_reports_pending") == 0
                && sum(metrics, "createorder_errors_unpublished") == 0;
    }

    private static double sum(String metrics, String name) {
        Matcher values =
                Pattern.compile("(?m)^" + name + "(\\{[^}]*})? ([0-9.E]+)$").matcher(metrics);
        return values.results()
                .mapToDouble(value -> Double.parseDouble(value.group(2)))
                .sum();
    }

    /** Kills should fall into the middle of the work: wait for some of it, as long as there is any. */
    private static void awaitWork(Scene scene, Process process, long before) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (process.isAlive()
                && scene.sandbox.record().stats().posts() < before + 40
                && scene.sandbox.record().stats().accepted()
                        < scene.sample.good().size()
                && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertThat(process.isAlive()).as("the node runs").isTrue();
    }

    /** A node as a process of its own. */
    static Process start(Scene scene, String name, Path config, Map<String, String> more) throws IOException {
        Files.createDirectories(config);
        Properties properties = new Properties();
        properties.putAll(scene.properties(name));
        // Long enough for a call, short enough for a test: a killed node's orders come back after the lease.
        properties.put("createorder.gateway.response-timeout", "1s");
        properties.put("createorder.gateway.connect-timeout", "1s");
        properties.put("createorder.gateway.pool-timeout", "1s");
        properties.put("createorder.send.lease", "8s");
        properties.put("createorder.source.core.claim-lease", "3");
        properties.putAll(more);
        try (Writer file = Files.newBufferedWriter(config.resolve("application.properties"))) {
            properties.store(file, null);
        }
        return JavaProcess.of(App.class, "run", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        scene.folder.resolve("node.log").toFile()))
                .start();
    }
}
