package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.app.App;
import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.app.sandbox.SandboxOrder;
import io.github.createorder.app.sandbox.SandboxStats;
import io.github.createorder.app.sandbox.TroubleKind;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.app.sandbox.TroubleRule.When;
import io.github.createorder.config.Setting;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Two nodes on one ledger in PostgreSQL, a legacy table and a drop folder, and a gateway that loses replies and bans, while the
 * nodes are killed (kill -9), frozen past their leases (kill -STOP) and stopped again and again; run by hand:
 * {@code mvn -q test -Dtest=LongFaultRun -Dfaults.kills=200 -Dfaults.orders=50000 -Dfaults.seed=1}. The same seed makes the same
 * schedule. At the end the gateway's own record, the ledger, the table, the receipts and the error queues are compared as sets,
 * and the figures are printed.
 */
class LongFaultRun {
    private static final int FILE_EVERY = 10;
    private static final int FILE_ORDERS = 100;
    private static final String LEASE = "8s";

    private final int kills = Integer.getInteger("faults.kills", 10);
    private final int orders = Integer.getInteger("faults.orders", 2_000);
    private final long seed = Long.getLong("faults.seed", 1L);
    private final Random random = new Random(seed);
    private final DropSample files = new DropSample(seed);
    private final Map<String, Node> nodes = new HashMap<>();
    private int killed;
    private int frozen;
    private int stopped;
    private int dropped;

    /** A node as a process, its log, and where in it this process begins. */
    private record Node(Process process, Path log, long from) {
        boolean works() throws IOException {
            try (InputStream in = Files.newInputStream(log)) {
                in.skipNBytes(from);
                return new String(in.readAllBytes(), StandardCharsets.UTF_8).contains("(createorder) started in");
            }
        }
    }

    @Test
    void killedFrozenAndStoppedAgainAndAgain() throws Exception {
        System.out.printf("seed %d, %d kills, %,d orders%n", seed, kills, orders);
        long start = System.nanoTime();
        try (DropScene scene = DropScene.onPostgres()) {
            scene.scene.sample = LegacySample.create(scene.scene.database.getDataSource(), orders, seed);
            // They come in slices, so that there is work until the last kill.
            scene.scene.database.update("UPDATE LEGACY_ORDER SET STATUS = 'HOLD'");
            scene.scene
                    .sandbox
                    .trouble()
                    .set(
                            TroubleRule.delay(10, 10),
                            TroubleRule.of(TroubleKind.RESET_AFTER_ACCEPT).when(When.chance(0.005, seed)),
                            TroubleRule.ban(2).when(When.every(Math.max(500, orders / 5))));
            try {
                for (String name : List.of("a", "b")) {
                    nodes.put(name, start(scene, name));
                }
                int slice = 0;
                while (killed < kills) {
                    release(scene, ++slice);
                    disturb(scene);
                }
                release(scene, Integer.MAX_VALUE);
                awaitEnd(scene);
            } finally {
                for (Node node : nodes.values()) {
                    node.process.destroy();
                    if (!node.process.waitFor(60, TimeUnit.SECONDS)) {
                        node.process.destroyForcibly();
                    }
                }
            }
            check(scene);
            print(scene, start);
        }
    }

    /** Some more rows become new, and now and then a file is dropped. */
    private void release(DropScene scene, int slice) throws IOException {
        String last = slice == Integer.MAX_VALUE
                ? "9"
                : "2026%08d".formatted((long) orders * slice / Math.max(1, kills * 6 / 5));
        scene.scene.database.update(
                "UPDATE LEGACY_ORDER SET STATUS = 'NEW' WHERE STATUS = 'HOLD' AND ORDER_NO <= ?", last);
        if (slice % FILE_EVERY == 1) {
            dropped++;
            scene.drop(
                    files.fixed(
                            scene.stage(),
                            "HOST_20261125_%03d.txt".formatted(dropped),
                            "F" + dropped + "-",
                            FILE_ORDERS),
                    new byte[0]);
        }
    }

    private void disturb(DropScene scene) throws Exception {
        String name = random.nextBoolean() ? "a" : "b";
        Node node = nodes.get(name);
        while (node.process.isAlive() && !node.works()) {
            Thread.sleep(50);
        }
        Thread.sleep(random.nextInt(2_000));
        assertThat(node.process.isAlive()).as("node " + name + " runs").isTrue();
        int what = random.nextInt(20);
        if (what == 0) {
            signal(node, "STOP");
            Thread.sleep(10_000);
            signal(node, "CONT");
            frozen++;
            return;
        }
        if (what == 1) {
            node.process.destroy();
            assertThat(node.process.waitFor(60, TimeUnit.SECONDS))
                    .as("stops when told to")
                    .isTrue();
            stopped++;
        } else {
            node.process.destroyForcibly().waitFor();
            killed++;
        }
        nodes.put(name, start(scene, name));
    }

    private static void signal(Node node, String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(node.process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void awaitEnd(DropScene scene) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(10).toNanos();
        long all = (long) orders + files.orders();
        while (scene.scene.count("SELECT COUNT(*) FROM createorder_entry WHERE status IN ('ACCEPTED', 'ERROR')") < all
                || scene.scene.count(
                                "SELECT COUNT(*) FROM createorder_entry WHERE report_due IS NOT NULL OR error_due IS"
                                        + " NOT NULL")
                        > 0
                || scene.scene.count("SELECT COUNT(*) FROM createorder_receipt WHERE delivered_at IS NOT NULL")
                        < dropped) {
            assertThat(System.nanoTime()).as("all ends in time").isLessThan(deadline);
            Thread.sleep(200);
        }
    }

    private void check(DropScene scene) throws Exception {
        Set<String> atGateway = scene.scene
                .sandbox
                .record()
                .orders()
                .map(SandboxOrder::identifier)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> good = new TreeSet<>(scene.scene.sample.good());
        good.addAll(files.good());
        compare("good orders of table and files", good, atGateway);
        compare(
                "accepted in the ledger",
                scene.scene.database.queryForList(
                        "SELECT identifier FROM createorder_entry WHERE status = 'ACCEPTED'", String.class),
                atGateway);
        Set<String> told = scene.told().entrySet().stream()
                .filter(line -> line.getValue().equals("S"))
                .map(line -> "CORE-" + line.getKey())
                .collect(Collectors.toCollection(TreeSet::new));
        told.addAll(scene.scene.database.queryForList(
                "SELECT 'TB-' || ORDER_NO FROM LEGACY_ORDER WHERE STATUS = 'ACCEPTED'", String.class));
        compare("told as accepted, by table and receipts", told, atGateway);
        Set<String> inError = new TreeSet<>(scene.scene.database.queryForList(
                "SELECT order_key FROM createorder_entry WHERE status = 'ERROR'", String.class));
        Set<String> queued = new TreeSet<>();
        for (String name : nodes.keySet()) {
            queued.addAll(onErrorQueue(scene.scene.folder.resolve(name).resolve("broker")));
        }
        assertThat(queued).as("on the error queues").isEqualTo(inError);
        assertThat(scene.scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS NOT IN ('ACCEPTED', 'ERROR')"))
                .as("rows that were told nothing")
                .isZero();
        SandboxStats stats = scene.scene.sandbox.record().stats();
        assertThat(stats.conflicts()).as("conflicts").isZero();
        assertThat(stats.changedBeforeAccept())
                .as("identifiers with two payloads")
                .isZero();
    }

    private static void compare(String what, Collection<String> ours, Set<String> atGateway) {
        Set<String> missing = new TreeSet<>(ours);
        missing.removeAll(atGateway);
        Set<String> extra = new TreeSet<>(atGateway);
        extra.removeAll(Set.copyOf(ours));
        System.out.printf("  %-42s missing: %d, extra: %d%n", what, missing.size(), extra.size());
        assertThat(missing).as("missing at the gateway, of " + what).isEmpty();
        assertThat(extra).as("extra at the gateway, beyond " + what).isEmpty();
    }

    private static Set<String> onErrorQueue(Path broker) throws JMSException {
        Set<String> keys = new TreeSet<>();
        try (EmbeddedBroker opened = EmbeddedBroker.start(broker);
                Connection connection = opened.connectionFactory().createConnection();
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            Queue queue = session.createQueue(Setting.ERRORS_QUEUE.defaultValue());
            Enumeration<?> messages = session.createBrowser(queue).getEnumeration();
            while (messages.hasMoreElements()) {
                keys.add(((Message) messages.nextElement()).getStringProperty("createorder_order_key"));
            }
        }
        return keys;
    }

    private void print(DropScene scene, long start) {
        SandboxStats stats = scene.scene.sandbox.record().stats();
        System.out.printf(
                "%d kills, %d freezes, %d stops in %d s; %,d orders of the table, %,d in %d files; %,d posts, %,d accepted,"
                        + " %,d repeats of accepted ones, %,d lost replies, %d bans; %d late outcomes fenced%n",
                killed,
                frozen,
                stopped,
                (System.nanoTime() - start) / 1_000_000_000L,
                orders,
                files.orders(),
                dropped,
                stats.posts(),
                stats.accepted(),
                stats.repeats(),
                stats.troubles().getOrDefault(TroubleKind.RESET_AFTER_ACCEPT, 0L),
                stats.bans(),
                scene.scene.count("SELECT COUNT(*) FROM createorder_event WHERE event = 'FENCED'"));
    }

    private static Node start(DropScene scene, String name) throws IOException {
        Map<String, String> settings = new HashMap<>(scene.properties(name));
        settings.putAll(LegacySource.properties("core", "ledger"));
        settings.put("createorder.sources", "core," + DropScene.SOURCE);
        settings.put("createorder.source.core.poll", "100ms");
        settings.put("createorder.source.core.claim-lease", "3");
        DropScene.set(settings, "lease", "3s");
        DropScene.set(settings, "orders", "20");
        // Long enough for a call, short enough for a test: a killed node's orders come back after the lease.
        settings.put("createorder.gateway.response-timeout", "1s");
        settings.put("createorder.gateway.connect-timeout", "1s");
        settings.put("createorder.gateway.pool-timeout", "1s");
        settings.put("createorder.send.lease", LEASE);
        Path config = Files.createDirectories(scene.scene.folder.resolve("config-" + name));
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer file = Files.newBufferedWriter(config.resolve("application.properties"))) {
            properties.store(file, null);
        }
        Path log = scene.scene.folder.resolve(name + ".log");
        long from = Files.exists(log) ? Files.size(log) : 0;
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        App.class.getName(),
                        "run",
                        "--config",
                        config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Node(process, log, from);
    }
}
