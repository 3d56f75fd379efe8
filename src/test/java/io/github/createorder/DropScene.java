package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.Standalone;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.app.sandbox.SandboxOrder;
import io.github.createorder.drop.Drop;
import io.github.createorder.drop.DropAlarm;
import io.github.createorder.drop.DropSource;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A drop folder in the fixed-width sample format with markers, beside the ledger, gateway and nodes of a {@link Scene}; and the
 * comparison of receipts, ledger and gateway.
 */
final class DropScene implements AutoCloseable {
    static final String SOURCE = "host";
    private static final Charset GBK = Charset.forName("GBK");
    private static final Duration LONG = Duration.ofMinutes(3);

    final Scene scene;
    private final Path root;

    private DropScene(Scene scene) throws Exception {
        this.scene = scene;
        this.root = scene.folder.resolve("drop");
        for (String folder : List.of("in", "in/done", "in/error", "in/out", "stage")) {
            Files.createDirectories(root.resolve(folder));
        }
        LegacySource.mapProducts(scene.database.getDataSource());
    }

    static DropScene onH2() throws Exception {
        return new DropScene(Scene.onH2());
    }

    static DropScene onPostgres() throws Exception {
        return new DropScene(Scene.onPostgres());
    }

    static DropScene onMySql() throws Exception {
        return new DropScene(Scene.onMySql());
    }

    static DropScene onMariaDb() throws Exception {
        return new DropScene(Scene.onMariaDb());
    }

    /** Where files are made, before they are dropped. */
    Path stage() {
        return root.resolve("stage");
    }

    /** What the SFTP server serves. */
    Path root() {
        return root;
    }

    Path inbox() {
        return root.resolve("in");
    }

    Path folder(String name) {
        return inbox().resolve(name);
    }

    /** The configuration of a node whose only source is the drop folder. */
    Map<String, String> properties(String node) {
        Map<String, String> properties = new HashMap<>(scene.properties(node));
        properties.keySet().removeIf(key -> key.startsWith("createorder.source."));
        properties.put("createorder.sources", SOURCE);
        properties.put("createorder.files.work", scene.folder.resolve("work").toString());
        set(properties, "kind", "drop");
        set(properties, "format", DropSample.FIXED_FORMAT);
        set(properties, "mapping", DropSample.MAPPING);
        set(properties, "inbox", inbox().toString());
        set(properties, "poll", "100ms");
        set(properties, "orders", "50");
        set(properties, "lease", "2s");
        return properties;
    }

    static void set(Map<String, String> properties, String key, String value) {
        properties.put("createorder.source." + SOURCE + "." + key, value);
    }

    Standalone start(String node, Map<String, String> more) throws Exception {
        Map<String, String> properties = properties(node);
        more.forEach((key, value) -> set(properties, key, value));
        return scene.startWith(properties);
    }

    /** Puts a copy of the file into the inbox, and then its marker; no marker for null. */
    void drop(Path file, byte[] marker) throws IOException {
        Path target = inbox().resolve(file.getFileName());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        if (marker != null) {
            Files.write(target.resolveSibling(file.getFileName() + ".ok"), marker);
        }
    }

    Path awaitReceipt(String name) {
        Path receipt = folder("out").resolve(name);
        await().alias("receipt " + name).atMost(LONG).until(() -> Files.exists(receipt.resolveSibling(name + ".ok")));
        return receipt;
    }

    void awaitGone(String name) {
        await().alias(name + " out of the inbox")
                .atMost(LONG)
                .until(() -> !Files.exists(inbox().resolve(name)) && !Files.exists(inbox().resolve(name + ".ok")));
    }

    static List<DropAlarm> alarms(Standalone node) {
        return node.bean("createorderDrop-" + SOURCE, Drop.class).alarms().current();
    }

    static long count(Standalone node, DropSource.Outcome outcome) {
        return node.bean("createorderSource-" + SOURCE, DropSource.class).count(outcome);
    }

    /** Identifiers that the gateway itself recorded as accepted. */
    Set<String> accepted() {
        return scene.sandbox
                .record()
                .orders()
                .map(SandboxOrder::identifier)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The status of each order by its key, as receipts tell: the newest one counts. */
    Map<String, String> told() throws IOException {
        Map<String, String> told = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder("out"))) {
            List<Path> receipts = files.filter(file -> file.toString().endsWith(".ret"))
                    // name.ret, name.2.ret, name.3.ret
                    .sorted(Comparator.comparing(file -> file.toString().replace(".txt.ret", ".txt.1.ret")))
                    .toList();
            for (Path receipt : receipts) {
                lines(receipt).forEach(line -> told.put(key(line), status(line)));
            }
        }
        return told;
    }

    static List<String> lines(Path receipt) throws IOException {
        return Files.readString(receipt, GBK)
                .lines()
                .filter(line -> !line.startsWith("T"))
                .toList();
    }

    static String key(String line) {
        return line.substring(10, 30).strip();
    }

    static String status(String line) {
        return line.substring(30, 31);
    }

    /** One line an order; accepted by the receipt and accepted by the gateway are the same. */
    void assertReceiptTellsTheTruth(Path receipt, int orders, Set<String> good) throws IOException {
        List<String> lines = lines(receipt);
        assertThat(lines).hasSize(orders);
        Set<String> accepted = lines.stream()
                .filter(line -> status(line).equals("S"))
                .map(line -> "CORE-" + key(line))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(accepted).isEqualTo(new TreeSet<>(good));
        assertThat(accepted()).containsAll(accepted);
    }

    /** What the gateway accepted, the ledger holds as accepted, the receipts tell as accepted, and what should be are the same. */
    void assertNothingMissingNothingExtra(Set<String> good) throws IOException {
        Set<String> atGateway = accepted();
        Set<String> expected = new TreeSet<>(good);
        compare("good orders of the files", expected, atGateway);
        compare(
                "accepted in the ledger",
                new TreeSet<>(scene.database.queryForList(
                        "SELECT identifier FROM createorder_entry WHERE status = 'ACCEPTED'", String.class)),
                atGateway);
        compare(
                "told by receipts as accepted",
                told().entrySet().stream()
                        .filter(line -> line.getValue().equals("S"))
                        .map(line -> "CORE-" + line.getKey())
                        .collect(Collectors.toCollection(TreeSet::new)),
                atGateway);
        assertThat(scene.sandbox.record().stats().conflicts()).as("conflicts").isZero();
        assertThat(scene.sandbox.record().stats().changedBeforeAccept())
                .as("identifiers with two payloads")
                .isZero();
    }

    private static void compare(String what, Set<String> ours, Set<String> atGateway) {
        Set<String> missing = new TreeSet<>(ours);
        missing.removeAll(atGateway);
        Set<String> extra = new TreeSet<>(atGateway);
        extra.removeAll(ours);
        assertThat(missing).as("missing at the gateway, of " + what).isEmpty();
        assertThat(extra).as("extra at the gateway, beyond " + what).isEmpty();
    }

    @Override
    public void close() {
        scene.close();
    }
}
