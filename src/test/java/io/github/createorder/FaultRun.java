package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.app.App;
import io.github.createorder.app.EmbeddedSftp;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.app.sandbox.SandboxStats;
import io.github.createorder.app.sandbox.TroubleKind;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.app.sandbox.TroubleRule.When;
import io.github.createorder.net.TcpProxy;
import io.github.createorder.testing.FreePort;
import io.github.createorder.testing.JavaProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Nodes as processes of their own on one ledger, with a legacy table, a drop folder on an SFTP server, a broker in another
 * process, and a gateway that loses replies and bans; all connections go through networks that can be broken. A schedule of
 * disturbances, the same for the same seed, kills nodes (kill -9), freezes them past their leases while they have orders in
 * hand (kill -STOP), stops them in good order, kills the broker, cuts, stalls or slows a network, and takes the ledger away for
 * longer than a lease. At the end the gateway's own record, the ledger, the table, the receipts and the error queue are
 * compared as sets.
 */
final class FaultRun {
    private static final int FILE_EVERY = 10;
    private static final int FILE_ORDERS = 100;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration LEASE = Duration.ofSeconds(8);
    private static final Duration LONGER_THAN_A_LEASE = LEASE.plusSeconds(2);
    private static final String IN_HAND =
            "SELECT COUNT(*) FROM createorder_entry WHERE status = 'SENDING' AND lease_owner = ?";
    private static final String SFTP_USER = "core";
    private static final String SFTP_PASSWORD = "for-tests-only";

    private final Plan plan;
    private final Random random;
    private final DropSample files;
    private final DropScene scene;
    private final Map<String, Node> nodes = new TreeMap<>();
    private final Deque<What> musts = new ArrayDeque<>();
    private final Map<What, Integer> done = new TreeMap<>();
    private final long start = System.nanoTime();
    private TcpProxy toDatabase;
    private TcpProxy toGateway;
    private TcpProxy toBroker;
    private TcpProxy toSftp;
    private Process broker;
    private int brokerPort;
    private Path knownHosts;
    private int slices;
    private int refused;
    private int takenOver;
    private int dropped;

    /**
     * What is to happen.
     *
     * @param kills so many kills of nodes at least; other disturbances come between them
     * @param orders so many orders of the table; files bring more
     * @param musts these kinds of disturbance come at least once
     * @param older class path of an older version, which every second node has, the first to start among them; null for none
     */
    record Plan(int nodes, int kills, int orders, long seed, Set<What> musts, String older) {
        static Plan withEverything(int nodes, int orders, long seed) {
            return new Plan(nodes, 6, orders, seed, EnumSet.allOf(What.class), null);
        }

        /** What a database has a part in: all else is shown with another one. */
        static Plan withItsDatabase(int nodes, int orders, long seed) {
            return new Plan(nodes, 5, orders, seed, What.OF_DATABASE, null);
        }
    }

    enum What {
        KILL,
        FREEZE,
        STOP,
        KILL_BROKER,
        CUT_DATABASE,
        LEDGER_AWAY,
        STALL_DATABASE,
        SLOW_DATABASE,
        CUT_GATEWAY,
        STALL_GATEWAY,
        CUT_BROKER,
        CUT_SFTP;

        static final Set<What> OF_DATABASE =
                EnumSet.of(KILL, FREEZE, CUT_DATABASE, LEDGER_AWAY, STALL_DATABASE, SLOW_DATABASE);
    }

    /** A node as a process, its log, and where in it this process begins. */
    private record Node(Process process, Path log, long from) {
        boolean works() throws IOException {
            return says("(createorder) started in");
        }

        /** Its database was cut off just while it started. */
        boolean refusedToStart() throws IOException {
            return !process.isAlive() && says("createorder-routes will not start");
        }

        private boolean says(String text) throws IOException {
            try (InputStream in = Files.newInputStream(log)) {
                in.skipNBytes(from);
                return new String(in.readAllBytes(), StandardCharsets.UTF_8).contains(text);
            }
        }
    }

    private FaultRun(Plan plan, DropScene scene) {
        this.plan = plan;
        this.scene = scene;
        this.random = new Random(plan.seed);
        this.files = new DropSample(plan.seed);
        List<What> others = new ArrayList<>(plan.musts);
        others.remove(What.KILL);
        Collections.shuffle(others, random);
        musts.addAll(others);
    }

    /** Runs the plan and compares. */
    static void run(Plan plan, DropScene scene) throws Exception {
        System.out.printf(
                "%s, %d nodes, %d kills, %,d orders, seed %d%n",
                scene.scene.databaseName(), plan.nodes, plan.kills, plan.orders, plan.seed);
        FaultRun run = new FaultRun(plan, scene);
        run.brokerPort = FreePort.find();
        try (EmbeddedSftp sftp = EmbeddedSftp.start(
                        scene.root(), scene.scene.folder.resolve("host.key"), 0, SFTP_USER, SFTP_PASSWORD, null);
                TcpProxy database = new TcpProxy(scene.scene.databasePort());
                TcpProxy gateway = new TcpProxy(scene.scene.sandbox.port());
                TcpProxy toBroker = new TcpProxy(run.brokerPort);
                TcpProxy toSftp = new TcpProxy(sftp.port())) {
            run.toDatabase = database;
            run.toGateway = gateway;
            run.toBroker = toBroker;
            run.toSftp = toSftp;
            run.knownHosts = scene.scene.folder.resolve("known_hosts");
            sftp.writeKnownHosts(run.knownHosts);
            Files.writeString(
                    run.knownHosts,
                    Files.readString(run.knownHosts).replace(":" + sftp.port() + " ", ":" + toSftp.port() + " "));
            run.disturbed();
        }
        run.check();
        run.print();
    }

    private void disturbed() throws Exception {
        scene.scene.sample = LegacySample.create(scene.scene.database.getDataSource(), plan.orders, plan.seed);
        // They come in slices, so that there is work until the last kill.
        scene.scene.database.update("UPDATE LEGACY_ORDER SET STATUS = 'HOLD'");
        scene.scene
                .sandbox
                .trouble()
                .set(
                        TroubleRule.delay(10, 10),
                        TroubleRule.of(TroubleKind.RESET_AFTER_ACCEPT).when(When.chance(0.005, plan.seed)),
                        TroubleRule.ban(2).when(When.every(Math.max(300, plan.orders / 5))));
        try {
            broker = startBroker();
            for (int i = 0; i < plan.nodes; i++) {
                String name = String.valueOf((char) ('a' + i));
                nodes.put(name, startNode(name));
            }
            while (!musts.isEmpty() || done.getOrDefault(What.KILL, 0) < plan.kills) {
                release();
                disturb();
            }
            release("9");
            awaitEnd();
        } finally {
            List<Process> all =
                    new ArrayList<>(nodes.values().stream().map(Node::process).toList());
            all.add(broker);
            for (Process process : all) {
                process.destroy();
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        }
    }

    /** Some more rows become new, and now and then a file is dropped. */
    private void release() throws IOException {
        slices++;
        int all = plan.musts.isEmpty() ? plan.kills * 6 / 5 : 3 * plan.musts.size();
        release("2026%08d".formatted((long) plan.orders * slices / Math.max(1, all)));
        if (slices % FILE_EVERY == 1) {
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

    private void release(String upTo) {
        scene.scene.database.update(
                "UPDATE LEGACY_ORDER SET STATUS = 'NEW' WHERE STATUS = 'HOLD' AND ORDER_NO <= ?", upTo);
    }

    private void disturb() throws Exception {
        String name = List.copyOf(nodes.keySet()).get(random.nextInt(nodes.size()));
        Node node = nodes.get(name);
        while (!node.works()) {
            assertThat(node.process.isAlive() || node.refusedToStart())
                    .as("node " + name + " starts; its log: " + node.log)
                    .isTrue();
            startTheRefused();
            Thread.sleep(50);
            node = nodes.get(name);
        }
        Thread.sleep(random.nextInt(2_000));
        assertThat(node.process.isAlive())
                .as("node " + name + " runs; its log: " + node.log)
                .isTrue();
        What what = what();
        switch (what) {
            case KILL -> {
                node.process.destroyForcibly().waitFor();
                nodes.put(name, startNode(name));
            }
            case STOP -> {
                node.process.destroy();
                assertThat(node.process.waitFor(60, TimeUnit.SECONDS))
                        .as("stops when told to")
                        .isTrue();
                nodes.put(name, startNode(name));
            }
            case FREEZE -> {
                boolean over = false;
                for (int attempt = 1; attempt <= 3 && !over; attempt++) {
                    freezeWithOrdersInHand(name, node);
                    over = awaitTakenOver(name);
                    signal(node, "CONT");
                }
            }
            case KILL_BROKER -> {
                broker.destroyForcibly().waitFor();
                Thread.sleep(random.nextInt(1_000));
                broker = startBroker();
            }
            case CUT_DATABASE -> outage(toDatabase, random.nextInt(1_500));
            case LEDGER_AWAY -> outage(toDatabase, LONGER_THAN_A_LEASE.toMillis());
            case CUT_GATEWAY -> outage(toGateway, random.nextInt(1_500));
            case CUT_BROKER -> outage(toBroker, random.nextInt(1_500));
            case CUT_SFTP -> outage(toSftp, random.nextInt(1_500));
            case STALL_DATABASE -> stall(toDatabase);
            case STALL_GATEWAY -> stall(toGateway);
            case SLOW_DATABASE -> {
                toDatabase.slow(20);
                Thread.sleep(3_000);
                toDatabase.slow(0);
            }
        }
        done.merge(what, 1, Integer::sum);
    }

    /** As a process manager would. */
    private void startTheRefused() throws IOException {
        for (String name : List.copyOf(nodes.keySet())) {
            if (nodes.get(name).refusedToStart()) {
                refused++;
                nodes.put(name, startNode(name));
            }
        }
    }

    /** What must come alternates with kills; after that, mostly kills. */
    private What what() {
        if (!musts.isEmpty()) {
            return done.getOrDefault(What.KILL, 0) * 2
                            <= done.values().stream().mapToInt(n -> n).sum()
                    ? What.KILL
                    : musts.poll();
        }
        int dice = random.nextInt(40);
        return dice == 0
                ? What.FREEZE
                : dice == 1
                        ? What.STOP
                        : dice <= 3
                                ? What.KILL_BROKER
                                : dice <= 6 ? What.CUT_DATABASE : dice <= 8 ? What.CUT_GATEWAY : rare(dice);
    }

    private static What rare(int dice) {
        return switch (dice) {
            case 9 -> What.STALL_DATABASE;
            case 10 -> What.STALL_GATEWAY;
            case 11 -> What.SLOW_DATABASE;
            case 12 -> What.CUT_BROKER;
            case 13 -> What.CUT_SFTP;
            case 14 -> What.LEDGER_AWAY;
            default -> What.KILL;
        };
    }

    /** So that what it does when it wakes up comes too late, and must be fenced. */
    private void freezeWithOrdersInHand(String name, Node node) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            if (scene.scene.count(IN_HAND, name) > 0) {
                signal(node, "STOP");
                if (scene.scene.count(IN_HAND, name) > 0) {
                    return;
                }
                signal(node, "CONT");
            }
            if (System.nanoTime() > deadline) {
                // Nothing is left to be sent.
                signal(node, "STOP");
                return;
            }
            if (scene.scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS = 'NEW'") == 0) {
                release();
            }
            Thread.sleep(5);
        }
    }

    /**
     * Others leave ended leases alone for a while after they have started, or after the ledger was away; and what the frozen node
     * has locked in a transaction nobody can take.
     *
     * @return whether others took over what it had in hand
     */
    private boolean awaitTakenOver(String name) throws InterruptedException {
        boolean held = scene.scene.count(IN_HAND, name) > 0;
        long deadline = System.nanoTime() + Duration.ofSeconds(75).toNanos();
        while (scene.scene.count(IN_HAND, name) > 0 && System.nanoTime() < deadline) {
            Thread.sleep(100);
        }
        boolean over = held && scene.scene.count(IN_HAND, name) == 0;
        if (over) {
            takenOver++;
        }
        return over;
    }

    private void stall(TcpProxy network) throws InterruptedException {
        network.stall(true);
        Thread.sleep(random.nextInt(3_000));
        network.stall(false);
        network.cut();
    }

    private static void outage(TcpProxy network, long millis) throws InterruptedException {
        network.refuse(true);
        network.cut();
        Thread.sleep(millis);
        network.refuse(false);
    }

    private static void signal(Node node, String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(node.process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void awaitEnd() throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        long all = (long) plan.orders + files.orders();
        while (scene.scene.count("SELECT COUNT(*) FROM createorder_entry WHERE status IN ('ACCEPTED', 'ERROR')") < all
                || scene.scene.count(
                                "SELECT COUNT(*) FROM createorder_entry WHERE report_due IS NOT NULL OR error_due IS"
                                        + " NOT NULL")
                        > 0
                || scene.scene.count("SELECT COUNT(*) FROM createorder_receipt WHERE delivered_at IS NOT NULL")
                        < dropped) {
            assertThat(System.nanoTime())
                    .as("all ends in time; logs in " + scene.scene.folder)
                    .isLessThan(deadline);
            startTheRefused();
            Thread.sleep(200);
        }
    }

    private void check() throws Exception {
        Set<String> atGateway = scene.accepted();
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
                "SELECT CONCAT('TB-', ORDER_NO) FROM LEGACY_ORDER WHERE STATUS = 'ACCEPTED'", String.class));
        compare("told as accepted, by table and receipts", told, atGateway);
        Set<String> inError = new TreeSet<>(scene.scene.database.queryForList(
                "SELECT order_key FROM createorder_entry WHERE status = 'ERROR'", String.class));
        Set<String> queued = ErrorQueue.keys(brokerFolder());
        Set<String> unqueued = new TreeSet<>(inError);
        unqueued.removeAll(queued);
        queued.removeAll(inError);
        System.out.printf(
                "  %-42s missing: %d, extra: %d%n", "in error, on the error queue", unqueued.size(), queued.size());
        assertThat(unqueued).as("in error, and not on the error queue").isEmpty();
        assertThat(queued).as("on the error queue, and not in error").isEmpty();
        assertThat(scene.scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS NOT IN ('ACCEPTED', 'ERROR')"))
                .as("rows that were told nothing")
                .isZero();
        same(
                "told as error, by the table",
                scene.scene.database.queryForList(
                        "SELECT ORDER_NO FROM LEGACY_ORDER WHERE STATUS = 'ERROR'", String.class),
                scene.scene.database.queryForList(
                        "SELECT ref FROM createorder_entry WHERE source = 'core' AND status = 'ERROR'", String.class));
        assertThat(scene.told().values().stream().filter(status -> !status.equals("S")))
                .as("told as error by receipts")
                .hasSize(Math.toIntExact(scene.scene.count(
                        "SELECT COUNT(*) FROM createorder_entry WHERE source = ? AND status = 'ERROR'",
                        DropScene.SOURCE)));
        assertThat(done.keySet()).containsAll(plan.musts);
        if (plan.musts.contains(What.FREEZE)) {
            assertThat(takenOver)
                    .as("frozen nodes whose orders others took over")
                    .isPositive();
        }
        SandboxStats stats = scene.scene.sandbox.record().stats();
        assertThat(stats.conflicts()).as("conflicts").isZero();
        assertThat(stats.changedBeforeAccept())
                .as("identifiers with two payloads")
                .isZero();
    }

    private static void same(String what, Collection<String> told, Collection<String> inLedger) {
        Set<String> missing = new TreeSet<>(inLedger);
        missing.removeAll(Set.copyOf(told));
        Set<String> extra = new TreeSet<>(told);
        extra.removeAll(Set.copyOf(inLedger));
        System.out.printf("  %-42s missing: %d, extra: %d%n", what, missing.size(), extra.size());
        assertThat(missing).as("in error in the ledger, not " + what).isEmpty();
        assertThat(extra).as("not in error in the ledger, " + what).isEmpty();
    }

    private long events(String event) {
        return scene.scene.count("SELECT COUNT(*) FROM createorder_event WHERE event = ?", event);
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

    private void print() {
        SandboxStats stats = scene.scene.sandbox.record().stats();
        System.out.printf(
                "  %s, %d refused starts in %d s; %,d orders of the table, %,d in %d files; %,d posts, %,d accepted, %,d repeats of accepted"
                        + " ones, %,d lost replies, %d bans; %d frozen nodes"
                        + " whose orders others took over, %d late outcomes fenced, %d late acceptances written%n",
                done,
                refused,
                (System.nanoTime() - start) / 1_000_000_000L,
                plan.orders,
                files.orders(),
                dropped,
                stats.posts(),
                stats.accepted(),
                stats.repeats(),
                stats.troubles().getOrDefault(TroubleKind.RESET_AFTER_ACCEPT, 0L),
                stats.bans(),
                takenOver,
                events("FENCED"),
                events("ACCEPTED_LATE"));
    }

    private Path brokerFolder() {
        return scene.scene.folder.resolve("broker");
    }

    private Process startBroker() throws IOException {
        return java(
                System.getProperty("java.class.path"),
                scene.scene.folder.resolve("broker.log"),
                BrokerProcess.class,
                brokerFolder().toString(),
                String.valueOf(brokerPort));
    }

    private Node startNode(String name) throws IOException {
        Map<String, String> settings = new HashMap<>(scene.properties(name));
        settings.putAll(LegacySource.properties("core", "ledger"));
        settings.put("createorder.app.data-source.ledger.url", scene.scene.urlThrough(toDatabase.port()));
        settings.put("createorder.app.broker.url", "tcp://127.0.0.1:" + toBroker.port() + "?callTimeout=5000");
        settings.put("createorder.app.broker.user", BrokerProcess.USER);
        settings.put("createorder.app.broker.password", BrokerProcess.PASSWORD);
        settings.put("createorder.gateway.url", "http://127.0.0.1:" + toGateway.port() + "/router/rest");
        settings.put("createorder.errors.pause", "500ms");
        settings.put(
                "createorder.files.work",
                scene.scene.folder.resolve("work-" + name).toString());
        settings.put("createorder.sources", "core," + DropScene.SOURCE);
        // Twice as often as by default; nodes that look all the time while they wait leave no processor to others.
        settings.put("createorder.report.poll", "500ms");
        settings.put("createorder.errors.poll", "500ms");
        settings.put("createorder.source.core.poll", "500ms");
        DropScene.set(settings, "poll", "500ms");
        settings.put("createorder.source.core.claim-lease", "3");
        DropScene.set(settings, "lease", "3s");
        DropScene.set(settings, "inbox", "/in");
        DropScene.set(settings, "sftp.host", "127.0.0.1");
        DropScene.set(settings, "sftp.port", String.valueOf(toSftp.port()));
        DropScene.set(settings, "sftp.user", SFTP_USER);
        DropScene.set(settings, "sftp.password", SFTP_PASSWORD);
        DropScene.set(settings, "sftp.known-hosts", knownHosts.toString());
        DropScene.set(settings, "sftp.timeout", "2s");
        DropScene.set(settings, "orders", "20");
        // Long enough for a call, short enough for a test: a killed node's orders come back after the lease.
        settings.put("createorder.gateway.response-timeout", "1s");
        settings.put("createorder.gateway.connect-timeout", "1s");
        settings.put("createorder.gateway.pool-timeout", "1s");
        settings.put("createorder.send.lease", LEASE.toSeconds() + "s");
        boolean older = plan.older != null && (name.charAt(0) - 'a') % 2 == 0;
        if (older) {
            // A version before this one may not know it, and refuses what it does not know.
            settings.remove("createorder.report.lease");
        }
        Path config = Files.createDirectories(scene.scene.folder.resolve("config-" + name));
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer file = Files.newBufferedWriter(config.resolve("application.properties"))) {
            properties.store(file, null);
        }
        Path log = scene.scene.folder.resolve(name + ".log");
        long from = Files.exists(log) ? Files.size(log) : 0;
        return new Node(
                java(
                        older ? plan.older : System.getProperty("java.class.path"),
                        log,
                        App.class,
                        "run",
                        "--config",
                        config.toString()),
                log,
                from);
    }

    private static Process java(String classPath, Path log, Class<?> main, String... arguments) throws IOException {
        return JavaProcess.of(classPath, main, arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }
}
