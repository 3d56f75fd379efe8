package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.EmbeddedSftp;
import io.github.createorder.app.Standalone;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.drop.DropAlarm;
import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.drop.DropSource.Outcome;
import io.github.createorder.net.SftpFaults;
import io.github.createorder.net.SftpFaults.Point;
import io.github.createorder.net.TcpProxy;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A drop folder behind a real SFTP server, over a network that breaks. */
class DropSftpTest {
    private static final byte[] EMPTY = new byte[0];
    private static final String FIRST = "HOST_20261125_001.txt";
    private static final String SECOND = "HOST_20261125_002.txt";
    private static final String PASSWORD = "sftp-canary-4711";

    private final DropSample sample = new DropSample(21);
    private final SftpFaults faults = new SftpFaults();
    private DropScene scene;
    private EmbeddedSftp sftp;
    private TcpProxy network;
    private Path knownHosts;

    @BeforeEach
    void start() throws Exception {
        scene = DropScene.onH2();
        sftp = server(0);
        network = new TcpProxy(sftp.port());
        knownHosts = scene.scene.folder.resolve("known_hosts");
        trust(sftp);
    }

    private EmbeddedSftp server(int port) throws IOException {
        return EmbeddedSftp.start(
                scene.root(), scene.scene.folder.resolve("host.key"), port, "core", PASSWORD, null, faults::install);
    }

    /** The key of the server, at the address that the client sees. */
    private void trust(EmbeddedSftp server) throws IOException {
        server.writeKnownHosts(knownHosts);
        Files.writeString(
                knownHosts,
                Files.readString(knownHosts).replace(":" + server.port() + " ", ":" + network.port() + " "));
    }

    @AfterEach
    void stop() throws Exception {
        scene.close();
        network.close();
        sftp.close();
    }

    private Map<String, String> overSftp() {
        Map<String, String> settings = new HashMap<>();
        settings.put("inbox", "/in");
        settings.put("sftp.host", "127.0.0.1");
        settings.put("sftp.port", String.valueOf(network.port()));
        settings.put("sftp.user", "core");
        settings.put("sftp.password", PASSWORD);
        settings.put("sftp.known-hosts", knownHosts.toString());
        settings.put("sftp.timeout", "2s");
        return settings;
    }

    private void drop(String name, String prefix, int orders) throws IOException {
        scene.drop(sample.fixed(scene.stage(), name, prefix, orders), EMPTY);
    }

    private void assertTakenOnceAndAnswered(String name) throws IOException {
        scene.awaitReceipt(name + ".ret");
        scene.awaitGone(name);
        scene.assertNothingMissingNothingExtra(sample.good());
        assertThat(scene.folder("done").resolve(name)).exists();
    }

    private static List<Kind> kinds(Standalone node) {
        return DropScene.alarms(node).stream().map(DropAlarm::kind).toList();
    }

    @Test
    void filesComeAndReceiptsGoOverSftp() throws Exception {
        Standalone node = scene.start("a", overSftp());
        drop(FIRST, "F", 300);
        drop(SECOND, "G", 100);
        scene.drop(new DropSample(3).wrongTotal(scene.stage(), "HOST_20261125_003.txt", "W", 10), EMPTY);
        // Both, before what the gateway has is compared with what both receipts tell.
        scene.awaitReceipt(FIRST + ".ret");
        scene.awaitReceipt(SECOND + ".ret");
        assertTakenOnceAndAnswered(FIRST);
        assertTakenOnceAndAnswered(SECOND);
        scene.awaitGone("HOST_20261125_003.txt");
        assertThat(scene.folder("error").resolve("HOST_20261125_003.txt.reason.txt"))
                .content()
                .contains("differs by -0.01");
        scene.assertReceiptTellsTheTruth(
                scene.folder("out").resolve(FIRST + ".ret"),
                300,
                sample.good().stream()
                        .filter(id -> id.startsWith("CORE-F"))
                        .collect(java.util.stream.Collectors.toSet()));
        assertThat(kinds(node)).isEmpty();
    }

    @Test
    void loginByKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Path authorized = Files.writeString(
                scene.scene.folder.resolve("authorized_keys"), PublicKeyEntry.toString(pair.getPublic()) + "\n");
        StringWriter pem = new StringWriter();
        pem.append("-----BEGIN PRIVATE KEY-----\n")
                .append(Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(pair.getPrivate().getEncoded()))
                .append("\n-----END PRIVATE KEY-----\n");
        Path key = Files.writeString(scene.scene.folder.resolve("key.pem"), pem.toString());
        try (EmbeddedSftp byKey =
                EmbeddedSftp.start(scene.root(), scene.scene.folder.resolve("host.key"), 0, "core", null, authorized)) {
            network.target(byKey.port());
            Map<String, String> settings = overSftp();
            settings.remove("sftp.password");
            settings.put("sftp.private-key", key.toString());
            scene.start("a", settings);
            drop(FIRST, "F", 20);
            assertTakenOnceAndAnswered(FIRST);
        }
    }

    @ParameterizedTest
    @EnumSource(Point.class)
    void connectionCutAt(Point point) throws Exception {
        scene.start("a", overSftp());
        await().until(() -> network.connections() > 0);
        faults.cutAt(point);
        drop(FIRST, "F", 600);
        await().atMost(Duration.ofMinutes(2)).until(() -> faults.cuts() >= 2);
        // After the first half of a rename the file has left the inbox, or it has not: never is it in both or none.
        faults.cutAt(null);
        assertTakenOnceAndAnswered(FIRST);
        assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_entry")).isEqualTo(600);
    }

    @Test
    void networkResetAgainAndAgainInTheMiddleOfTheDownload() throws Exception {
        network.cutAfter(60_000);
        scene.start("a", overSftp());
        drop(FIRST, "F", 600);
        await().atMost(Duration.ofMinutes(2)).until(() -> network.connections() >= 4);
        assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_entry")).isZero();
        network.cutAfter(Long.MAX_VALUE);
        assertTakenOnceAndAnswered(FIRST);
    }

    @Test
    void downloadThatEndsEarlyWithoutAnErrorIsNotTakenForTheFile() throws Exception {
        faults.endReadsAfter(20_000);
        Standalone node = scene.start("a", overSftp());
        drop(FIRST, "F", 100);
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(DropScene.alarms(node))
                        .singleElement()
                        .satisfies(alarm -> {
                            assertThat(alarm.kind()).isEqualTo(Kind.STUCK);
                            assertThat(alarm.text()).contains(FIRST, "20000 arrived", "is it still written?");
                        }));
        assertNothingIsTakenOrRefused();
        faults.endReadsAfter(Long.MAX_VALUE);
        assertTakenOnceAndAnswered(FIRST);
        await().untilAsserted(() -> assertThat(kinds(node)).isEmpty());
    }

    enum Growth {
        BEFORE_IT_IS_READ,
        AFTER_IT_WAS_READ
    }

    @ParameterizedTest
    @EnumSource(Growth.class)
    void fileThatGrowsThoughItsMarkerIsThereIsTakenOnlyWhole(Growth growth) throws Exception {
        byte[] whole = Files.readAllBytes(sample.fixed(scene.stage(), FIRST, "F", 100));
        Path file = scene.inbox().resolve(FIRST);
        AtomicInteger there = new AtomicInteger(whole.length / 2);
        Files.write(file, Arrays.copyOf(whole, there.get()));
        Files.write(scene.inbox().resolve(FIRST + ".ok"), EMPTY);
        AtomicBoolean slowly = new AtomicBoolean(true);
        Consumer<Path> grow = downloaded -> {
            int to = slowly.get() ? there.get() + 1 : whole.length;
            append(file, Arrays.copyOfRange(whole, there.getAndSet(to), to));
        };
        switch (growth) {
            case BEFORE_IT_IS_READ -> faults.beforeDownload(grow);
            case AFTER_IT_WAS_READ -> faults.afterDownload(grow);
        }
        Standalone node = scene.start("a", overSftp());
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            assertThat(kinds(node)).containsExactly(Kind.STUCK);
            assertThat(there.get()).as("downloaded again and again").isGreaterThan(whole.length / 2 + 2);
        });
        assertNothingIsTakenOrRefused();
        slowly.set(false);
        assertTakenOnceAndAnswered(FIRST);
        assertThat(scene.folder("done").resolve(FIRST)).hasBinaryContent(whole);
        await().untilAsserted(() -> assertThat(kinds(node)).isEmpty());
    }

    private static void append(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertNothingIsTakenOrRefused() {
        assertThat(scene.inbox().resolve(FIRST)).exists();
        assertThat(scene.folder("error")).isEmptyDirectory();
        assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_file")).isZero();
        assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_entry")).isZero();
    }

    @Test
    void networkThatGoesSilentIsGivenUpAndTriedAgain() throws Exception {
        Standalone node = scene.start("a", overSftp());
        drop(FIRST, "F", 30);
        assertTakenOnceAndAnswered(FIRST);
        network.stall(true);
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(kinds(node)).contains(Kind.UNREACHABLE));
        network.cut();
        network.stall(false);
        drop(SECOND, "G", 30);
        assertTakenOnceAndAnswered(SECOND);
        await().untilAsserted(() -> assertThat(kinds(node)).doesNotContain(Kind.UNREACHABLE));
    }

    @Test
    void serverAwayAtStartAndRestartedLater() throws Exception {
        int port = sftp.port();
        sftp.close();
        Standalone node = scene.start("a", overSftp());
        assertThat(kinds(node)).contains(Kind.UNREACHABLE);
        sftp = server(port);
        drop(FIRST, "F", 30);
        assertTakenOnceAndAnswered(FIRST);
        sftp.close();
        await().untilAsserted(() -> assertThat(kinds(node)).contains(Kind.UNREACHABLE));
        sftp = server(port);
        drop(SECOND, "G", 30);
        assertTakenOnceAndAnswered(SECOND);
    }

    @Test
    void renameDeniedLeavesTheFileAndTakesNothingTwice() throws Exception {
        Standalone node = scene.start("a", overSftp());
        faults.denyRename(name -> name.equals(FIRST));
        drop(FIRST, "F", 50);
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(kinds(node)).contains(Kind.STUCK));
        assertThat(scene.inbox().resolve(FIRST)).exists();
        // The orders do not wait for it, nor does the next file.
        scene.awaitReceipt(FIRST + ".ret");
        drop(SECOND, "G", 20);
        assertTakenOnceAndAnswered(SECOND);
        faults.denyRename(name -> false);
        assertTakenOnceAndAnswered(FIRST);
        await().untilAsserted(() -> assertThat(kinds(node)).isEmpty());
        assertThat(scene.scene.sandbox.record().stats().posts())
                .as("each order is posted once")
                .isEqualTo(sample.good().size());
    }

    @Test
    void receiptThatCannotBeDeliveredIsAnAlarmAndComesLaterUnchanged() throws Exception {
        Standalone node = scene.start("a", overSftp());
        faults.denyRename(name -> name.contains(".ret"));
        drop(FIRST, "F", 50);
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(kinds(node)).contains(Kind.UNDELIVERED));
        assertThat(scene.folder("out").resolve(FIRST + ".ret")).doesNotExist();
        faults.denyRename(name -> false);
        assertTakenOnceAndAnswered(FIRST);
        await().untilAsserted(() -> assertThat(kinds(node)).isEmpty());
    }

    @Test
    void anotherFileInTheReceiptsPlaceIsNeverReplaced() throws Exception {
        Path other = Files.writeString(scene.folder("out").resolve(FIRST + ".ret"), "somebody else's");
        Standalone node = scene.start("a", overSftp());
        drop(FIRST, "F", 5);
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(kinds(node)).contains(Kind.UNDELIVERED));
        assertThat(other).hasContent("somebody else's");
        Files.delete(other);
        assertTakenOnceAndAnswered(FIRST);
    }

    @Test
    void hostKeyThatChangesIsRefusedAndSaysSo() throws Exception {
        Standalone node = scene.start("a", overSftp());
        drop(FIRST, "F", 20);
        assertTakenOnceAndAnswered(FIRST);
        int port = sftp.port();
        sftp.close();
        // The source finds it away first: the alarm goes on, and tells the newest reason.
        await().untilAsserted(() -> assertThat(kinds(node)).contains(Kind.UNREACHABLE));
        Files.delete(scene.scene.folder.resolve("host.key"));
        sftp = server(port);
        drop(SECOND, "G", 20);
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(DropScene.alarms(node)).anySatisfy(alarm -> {
                    assertThat(alarm.kind()).isEqualTo(Kind.UNREACHABLE);
                    assertThat(alarm.text()).containsIgnoringCase("hostkey").doesNotContain(PASSWORD);
                }));
        assertThat(scene.inbox().resolve(SECOND)).exists();
        assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_file")).isEqualTo(1);
        // Somebody has made sure, and pins the new key.
        trust(sftp);
        assertTakenOnceAndAnswered(SECOND);
    }

    @Test
    void hostThatIsUnknownIsNotSpokenTo() throws Exception {
        Files.writeString(knownHosts, Files.readString(knownHosts).replace("127.0.0.1", "127.0.0.2"));
        Standalone node = scene.start("a", overSftp());
        drop(FIRST, "F", 5);
        await().untilAsserted(() -> assertThat(kinds(node)).contains(Kind.UNREACHABLE));
        assertThat(scene.inbox().resolve(FIRST)).exists();
        assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_file")).isZero();
    }

    @Test
    void namesThatAHostileServerSendsReachNothing() throws Exception {
        Path outside = Files.writeString(scene.root().resolve("x.txt"), "outside of the inbox");
        Path link = Files.createSymbolicLink(scene.inbox().resolve("HOST_20261125_009.txt"), outside.toAbsolutePath());
        Files.write(scene.inbox().resolve("HOST_20261125_009.txt.ok"), EMPTY);
        Files.writeString(scene.inbox().resolve("evil.txt"), "x");
        Files.write(scene.inbox().resolve("evil.txt.ok"), EMPTY);
        Files.writeString(scene.inbox().resolve("bell.txt"), "x");
        faults.listAs(name -> name.replace("evil.txt", "../x.txt").replace("bell", "HOST\u0007"));
        Standalone node = scene.start("a", overSftp());
        drop(FIRST, "F", 10);
        assertTakenOnceAndAnswered(FIRST);
        await().untilAsserted(() -> assertThat(DropScene.alarms(node).stream()
                        .filter(alarm -> alarm.kind() == Kind.UNSAFE)
                        .map(DropAlarm::text))
                .anyMatch(text -> text.contains("'../x.txt'"))
                .anyMatch(text -> text.contains("'HOST\\u0007.txt'"))
                .anyMatch(text -> text.contains("HOST_20261125_009.txt'")));
        assertThat(outside).hasContent("outside of the inbox");
        assertThat(link).isSymbolicLink();
        assertThat(DropScene.count(node, Outcome.TAKEN)).isEqualTo(1);
    }
}
