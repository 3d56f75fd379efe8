package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.createorder.app.Standalone;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.app.sandbox.TroubleKind;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.drop.Drop;
import io.github.createorder.drop.DropAlarm;
import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.drop.DropAlarms;
import io.github.createorder.drop.DropMetrics;
import io.github.createorder.drop.DropSource.Outcome;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.order.ErrorCause;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A local drop folder: files become orders, and receipts go back. */
class DropTest {
    private static final Charset GBK = Charset.forName("GBK");
    private static final byte[] EMPTY = new byte[0];
    private static final String FIRST = "HOST_20261125_001.txt";
    private static final String SECOND = "HOST_20261125_002.txt";

    private final DropSample sample = new DropSample(11);

    @Test
    void fileIsTakenSentAndAnswered() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            scene.start("a", Map.of());
            Path file = sample.fixed(scene.stage(), FIRST, "F", 300);
            scene.drop(file, EMPTY);

            Path receipt = scene.awaitReceipt(FIRST + ".ret");

            scene.assertReceiptTellsTheTruth(receipt, 300, sample.good());
            scene.assertNothingMissingNothingExtra(sample.good());
            scene.awaitGone(FIRST);
            assertThat(scene.folder("done").resolve(FIRST)).hasSameBinaryContentAs(file);
            assertThat(scene.folder("done").resolve(FIRST + ".ok")).exists();
            assertThat(Files.readString(receipt, GBK)).contains("\r\n");
            assertThat(faultyByCode(receipt)).isEqualTo(sample.faulty());
            assertThat(trailer(receipt))
                    .isEqualTo("T%010d%010d%010d%010d"
                            .formatted(
                                    300,
                                    sample.good().size(),
                                    300 - sample.good().size(),
                                    0));
            try (Stream<Path> left = Files.walk(scene.scene.folder.resolve("work"))) {
                assertThat(left.filter(Files::isRegularFile))
                        .as("left in the work folder")
                        .allMatch(path -> path.toString().endsWith(".lock"));
            }
        }
    }

    private static Map<ErrorCause, Set<String>> faultyByCode(Path receipt) throws Exception {
        return DropScene.lines(receipt).stream()
                .filter(line -> DropScene.status(line).equals("F"))
                .collect(Collectors.groupingBy(
                        line -> ErrorCause.valueOf(line.substring(31, 51).strip()),
                        Collectors.mapping(DropScene::key, Collectors.toSet())));
    }

    private static String trailer(Path receipt) throws Exception {
        return Files.readString(receipt, GBK)
                .lines()
                .filter(line -> line.startsWith("T"))
                .findFirst()
                .orElseThrow()
                .substring(0, 41);
    }

    @Test
    void fileWithAWrongTotalIsRefusedWholeAndTheCorrectedOneIsTaken() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            Standalone node = scene.start("a", Map.of());
            scene.drop(sample.wrongTotal(scene.stage(), FIRST, "W", 40), EMPTY);
            scene.awaitGone(FIRST);

            Path reason = scene.folder("error").resolve(FIRST + ".reason.txt");
            assertThat(reason)
                    .content()
                    .contains("refused as a whole", "which differs by -0.01", "SUM: line ", "send the file again");
            assertThat(scene.folder("error").resolve(FIRST)).exists();
            assertThat(scene.folder("error").resolve(FIRST + ".ok")).exists();
            assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_entry"))
                    .isZero();
            assertThat(DropScene.count(node, Outcome.REFUSED)).isEqualTo(1);

            scene.drop(sample.fixed(scene.stage(), FIRST, "R", 40), EMPTY);
            scene.awaitReceipt(FIRST + ".ret");
            scene.assertNothingMissingNothingExtra(sample.good());
            assertThat(sample.refused()).isNotEmpty().doesNotContainAnyElementsOf(scene.accepted());
        }
    }

    @Test
    void fileIsTakenOnlyWhenWhatItsMarkerSaysOfItIsRight() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            Standalone node = scene.start("a", Map.of("format", DropSample.DELIMITED_FORMAT));
            Map<String, UnaryOperator<String>> wrong = Map.of(
                    "COUNT.txt", marker -> marker.replace("ROWS=", "ROWS=1"),
                    "SIZE.txt", marker -> marker.replace("SIZE=", "SIZE=1"),
                    "DIGEST.txt", marker -> marker.replaceFirst("SHA256=.*", "SHA256=" + "0".repeat(64)),
                    "NAME.txt", marker -> marker.replace("NAME.txt", "ANOTHER.txt"),
                    "EMPTY.txt", marker -> "");
            Map<String, String> reasons = Map.of(
                    "COUNT.txt", "COUNT: the marker says 1",
                    "SIZE.txt", "SIZE: the marker says 1",
                    "DIGEST.txt", "DIGEST: the marker says SHA-256 000000",
                    "NAME.txt", "NAME: the marker names another file",
                    "EMPTY.txt", "MARKER: the marker says nothing about the file");
            for (String name : wrong.keySet()) {
                Path file = new DropSample(13).delimited(scene.stage(), name, name.substring(0, 1), 20);
                String marker = new String(DropSample.marker(file), StandardCharsets.UTF_8);
                scene.drop(file, wrong.get(name).apply(marker).getBytes(StandardCharsets.UTF_8));
            }
            Path right = sample.delimited(scene.stage(), "RIGHT.txt", "R", 20);
            scene.drop(right, DropSample.marker(right));

            scene.awaitReceipt("RIGHT.txt.ret");
            scene.awaitGone("RIGHT.txt");
            for (String name : wrong.keySet()) {
                scene.awaitGone(name);
                assertThat(scene.folder("error").resolve(name + ".reason.txt"))
                        .content()
                        .contains("refused as a whole", reasons.get(name));
                assertThat(scene.folder("error").resolve(name)).exists();
                assertThat(scene.folder("error").resolve(name + ".ok")).exists();
            }
            assertThat(scene.folder("done").resolve("RIGHT.txt")).exists();
            assertThat(DropScene.count(node, Outcome.REFUSED)).isEqualTo(wrong.size());
            assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_entry"))
                    .isEqualTo(20);
            assertThat(scene.accepted()).isEqualTo(new TreeSet<>(sample.good()));
        }
    }

    @Test
    void refusedTwiceUnderOneNameBothAreKeptWithTheirReasons() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            scene.start("a", Map.of());
            scene.drop(sample.wrongTotal(scene.stage(), FIRST, "W", 4), EMPTY);
            scene.awaitGone(FIRST);
            scene.drop(sample.wrongTotal(scene.stage(), FIRST, "V", 5), EMPTY);
            scene.awaitGone(FIRST);
            try (Stream<Path> files = Files.list(scene.folder("error"))) {
                List<String> names =
                        files.map(file -> file.getFileName().toString()).toList();
                assertThat(names).hasSize(6);
                assertThat(names.stream().filter(name -> name.endsWith(".reason.txt")))
                        .hasSize(2);
            }
            assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_file WHERE state = 'REFUSED'"))
                    .isEqualTo(2);
        }
    }

    @Test
    void sameFileAgainSendsNothingAndItsReceiptIsIssuedAgain() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            Standalone node = scene.start("a", Map.of());
            Path file = sample.fixed(scene.stage(), FIRST, "F", 60);
            scene.drop(file, EMPTY);
            Path receipt = scene.awaitReceipt(FIRST + ".ret");
            scene.awaitGone(FIRST);
            byte[] first = Files.readAllBytes(receipt);
            long posts = scene.scene.sandbox.record().stats().posts();
            // The core system has fetched its receipt, and lost it.
            Files.delete(receipt);
            Files.delete(receipt.resolveSibling(FIRST + ".ret.ok"));

            scene.drop(file, EMPTY);
            scene.awaitReceipt(FIRST + ".ret");

            assertThat(receipt).hasBinaryContent(first);
            scene.awaitGone(FIRST);
            assertThat(scene.scene.sandbox.record().stats().posts()).isEqualTo(posts);
            assertThat(DropScene.count(node, Outcome.REPEATED)).isEqualTo(1);
            assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_entry"))
                    .isEqualTo(60);
        }
    }

    @Test
    void sameNameWithAnotherContentIsAConflictAndNothingOfItIsTaken() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            scene.start("a", Map.of());
            scene.drop(sample.fixed(scene.stage(), FIRST, "F", 30), EMPTY);
            scene.awaitReceipt(FIRST + ".ret");
            scene.awaitGone(FIRST);
            Set<String> good = new TreeSet<>(sample.good());

            scene.drop(new DropSample(12).fixed(scene.stage(), FIRST, "X", 30), EMPTY);
            scene.awaitGone(FIRST);

            assertThat(scene.folder("error").resolve(FIRST + ".reason.txt"))
                    .content()
                    .contains(
                            "REPEATED: a file of this name was taken before with another content", "a name of its own");
            scene.assertNothingMissingNothingExtra(good);
        }
    }

    @Test
    void orderOfAnEarlierFileIsRepeatedOrAConflictByItsContent() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            scene.start("a", Map.of());
            Path first = sample.fixed(scene.stage(), FIRST, "F", 20);
            scene.drop(first, EMPTY);
            Path receipt = scene.awaitReceipt(FIRST + ".ret");
            long posts = scene.scene.sandbox.record().stats().posts();
            // The next day's file repeats all orders, and one of them with another cover.
            String text = Files.readString(first, GBK);
            String changed = text.replaceFirst("(?m)^(F0000002 .*)0{4}(\\d{9}00)(2026\\d{4}2027)", "$10001$2$3");
            assertThat(changed).isNotEqualTo(text).hasSameSizeAs(text);
            Path second = Files.write(scene.stage().resolve(SECOND), changed.getBytes(GBK));
            scene.drop(second, EMPTY);

            Path again = scene.awaitReceipt(SECOND + ".ret");

            assertThat(scene.scene.sandbox.record().stats().posts()).isEqualTo(posts);
            assertThat(scene.scene.sandbox.record().stats().conflicts()).isZero();
            for (String line : DropScene.lines(again)) {
                if (DropScene.key(line).equals("F0000002")) {
                    assertThat(line).contains("FCONFLICT");
                } else {
                    assertThat(DropScene.lines(receipt)).contains(line);
                }
            }
        }
    }

    @Test
    void emptyFileWithZeroTotalsIsASuccessWithAReceipt() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            scene.start("a", Map.of());
            scene.drop(sample.fixed(scene.stage(), FIRST, "F", 0), EMPTY);
            Path receipt = scene.awaitReceipt(FIRST + ".ret");
            assertThat(Files.readString(receipt, GBK)).startsWith("T" + "0".repeat(55));
            scene.awaitGone(FIRST);
        }
    }

    @Test
    void fileIsAnsweredAtTheCutOffWithPendingLinesAndWhatComesLaterInAFurtherReceipt() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            scene.start("a", Map.of("receipt.cut-off", "2s", "receipt.late", "500ms"));
            scene.scene.sandbox.trouble().set(TroubleRule.ban(6));
            scene.drop(sample.fixed(scene.stage(), FIRST, "F", 50), EMPTY);

            Path receipt = scene.awaitReceipt(FIRST + ".ret");
            byte[] first = Files.readAllBytes(receipt);
            assertThat(scene.told().values()).contains("P").doesNotContain("S");
            assertThat(scene.scene.count(
                            "SELECT COUNT(*) FROM createorder_file_line WHERE status IS NULL AND amount_fen > 0"))
                    .as("pending lines, which count in the receipt's amounts")
                    .isEqualTo(sample.good().size());
            scene.scene.sandbox.trouble().clear();

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(scene.told().values()).doesNotContain("P"));
            scene.assertNothingMissingNothingExtra(sample.good());
            assertThat(receipt).hasBinaryContent(first);
            assertThat(scene.folder("out").resolve(FIRST + ".2.ret")).exists();
        }
    }

    @Test
    void orderReplayedAfterTheReceiptIsToldInAFurtherOne() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            Standalone node = scene.start("a", Map.of("receipt.late", "300ms"));
            scene.drop(sample.fixed(scene.stage(), FIRST, "F", 600), EMPTY);
            scene.awaitReceipt(FIRST + ".ret");
            Set<String> unmapped = sample.faulty().get(ErrorCause.UNMAPPED_PRODUCT);
            assertThat(unmapped).isNotEmpty();

            LegacySource.addProduct(scene.scene.database, LegacySample.UNMAPPED_PRODUCT);
            ErrorSelection selection = ErrorSelection.ofCause(ErrorCause.UNMAPPED_PRODUCT);
            await().until(() ->
                    scene.scene.count("SELECT COUNT(*) FROM createorder_entry WHERE cause = 'UNMAPPED_PRODUCT'")
                            == unmapped.size());
            EndToEndTest.replay(node, selection);

            Path further = scene.awaitReceipt(FIRST + ".2.ret");
            await().untilAsserted(() -> assertThat(scene.told().entrySet().stream()
                            .filter(line -> line.getValue().equals("S"))
                            .map(Map.Entry::getKey))
                    .containsAll(unmapped));
            assertThat(DropScene.lines(further)).allMatch(line -> unmapped.contains(DropScene.key(line)));
            Set<String> all = new TreeSet<>(sample.good());
            unmapped.forEach(key -> all.add("CORE-" + key));
            scene.assertNothingMissingNothingExtra(all);
        }
    }

    @Test
    void fileThatGrowsIsNotTakenBeforeItIsStill() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            scene.start("a", Map.of("ready", "stable", "stable-for", "800ms"));
            byte[] whole = Files.readAllBytes(sample.fixed(scene.stage(), FIRST, "F", 40));
            Path target = scene.inbox().resolve(FIRST);
            for (int part = 1; part <= 8; part++) {
                Files.write(target, java.util.Arrays.copyOf(whole, whole.length * part / 8));
                Thread.sleep(250);
                assertThat(target).as("still written").exists();
            }
            scene.awaitReceipt(FIRST + ".ret");
            scene.assertNothingMissingNothingExtra(sample.good());
            assertThat(scene.folder("error")).isEmptyDirectory();
        }
    }

    @Test
    void whatIsLateOrUnsafeIsAnAlarmInHealthAndLeftAlone() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            Standalone node = scene.start("a", Map.of("late-after", "300ms"));
            Path lonely = sample.fixed(scene.stage(), FIRST, "F", 5);
            scene.drop(lonely, null);
            Files.write(scene.inbox().resolve(SECOND + ".ok"), EMPTY);
            Files.createSymbolicLink(
                    scene.inbox().resolve("HOST_20261125_003.txt"),
                    scene.stage().toAbsolutePath().resolve(FIRST));
            Files.write(scene.inbox().resolve("HOST_20261125_003.txt.ok"), EMPTY);
            Files.writeString(scene.inbox().resolve("a\tb.txt"), "x");

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(DropScene.alarms(node).stream().map(DropAlarm::kind))
                                    .contains(Kind.FILE_WITHOUT_MARKER, Kind.MARKER_WITHOUT_FILE)
                                    .filteredOn(Kind.UNSAFE::equals)
                                    .hasSize(2));
            HealthCheck.Result health = health(node);
            assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(health.getMessage().orElse("")).contains(FIRST, "has no marker");
            assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_entry"))
                    .isZero();

            // The marker comes: no alarm any more.
            Files.write(scene.inbox().resolve(FIRST + ".ok"), EMPTY);
            scene.awaitReceipt(FIRST + ".ret");
            await().untilAsserted(
                            () -> assertThat(DropScene.alarms(node).stream().map(DropAlarm::kind))
                                    .doesNotContain(Kind.FILE_WITHOUT_MARKER));
        }
    }

    @Test
    void fileThatDidNotComeAndNumberThatIsLeftOutAreInAlarmsHealthMetricsAndLog() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            try (Standalone yesterday = scene.start("a", Map.of())) {
                for (String name : List.of(FIRST, "HOST_20261125_003.txt")) {
                    scene.drop(sample.fixed(scene.stage(), name, name.substring(14, 17), 2), EMPTY);
                    scene.awaitReceipt(name + ".ret");
                    scene.awaitGone(name);
                }
                assertThat(DropScene.alarms(yesterday)).isEmpty();
            }
            scene.scene.database.update("UPDATE createorder_file SET seen_at = seen_at - 86400000");
            ListAppender<ILoggingEvent> log = new ListAppender<>();
            log.start();
            Logger logger = (Logger) LoggerFactory.getLogger(DropAlarms.class);
            logger.addAppender(log);
            try {
                // Midnight in Beijing is past whenever this runs.
                Standalone node = scene.start("b", Map.of("expected-by", "00:00"));

                await().untilAsserted(
                                () -> assertThat(DropScene.alarms(node).stream().map(DropAlarm::kind))
                                        .containsExactlyInAnyOrder(Kind.MISSING, Kind.GAP));
                HealthCheck.Result health = health(node);
                assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
                assertThat(health.getMessage().orElse(""))
                        .contains("no file has come by 00:00 Beijing time", "{date=20261125} 2 has not come");
                SimpleMeterRegistry meters = new SimpleMeterRegistry();
                DropMetrics.bind(meters, node.bean("createorderDrop-host", Drop.class));
                for (String kind : List.of("missing", "gap")) {
                    assertThat(meters.get("createorder.drop.alarms")
                                    .tag("kind", kind)
                                    .gauge()
                                    .value())
                            .as(kind)
                            .isEqualTo(1);
                }
                assertThat(log.list)
                        .extracting(ILoggingEvent::getFormattedMessage)
                        .anyMatch(line -> line.startsWith("Source host: missing: no file has come by 00:00"))
                        .anyMatch(line -> line.startsWith("Source host: gap: the file with number"));
            } finally {
                logger.detachAppender(log);
            }
        }
    }

    private static HealthCheck.Result health(Standalone node) {
        return HealthCheckHelper.invokeReadiness(node.main().getCamelContext()).stream()
                .filter(result -> result.getCheck().getId().equals("createorder-drop-host"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void twoNodesOnOneFolderTakeEachFileOnce() throws Exception {
        try (DropScene scene = DropScene.onPostgres()) {
            Standalone a = scene.start("a", Map.of());
            Standalone b = scene.start("b", Map.of());
            for (int i = 1; i <= 12; i++) {
                scene.drop(
                        sample.fixed(scene.stage(), "HOST_20261125_%03d.txt".formatted(i), "F" + i + "-", 30), EMPTY);
            }
            for (int i = 1; i <= 12; i++) {
                scene.awaitReceipt("HOST_20261125_%03d.txt.ret".formatted(i));
            }
            scene.assertNothingMissingNothingExtra(sample.good());
            await().untilAsserted(
                            () -> assertThat(DropScene.count(a, Outcome.TAKEN) + DropScene.count(b, Outcome.TAKEN))
                                    .isEqualTo(12));
        }
    }

    @Test
    void ledgerAwayInTheMiddleOfAFileLeavesItInTheInboxAndNothingIsTwice() throws Exception {
        try (DropScene scene = DropScene.onPostgres()) {
            Standalone node = scene.start("a", Map.of("orders", "10"));
            scene.scene.sandbox.trouble().set(TroubleRule.delay(5, 5));
            scene.drop(sample.fixed(scene.stage(), FIRST, "F", 800), EMPTY);
            await().pollInterval(Duration.ofMillis(2))
                    .until(() -> scene.scene.count("SELECT COALESCE(MAX(position), 0) FROM createorder_file") > 100);
            scene.scene.database.execute("ALTER TABLE createorder_payload RENAME TO createorder_payload_away");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(DropScene.alarms(node).stream().map(DropAlarm::kind))
                                    .contains(Kind.STUCK));
            assertThat(scene.inbox().resolve(FIRST)).exists();
            assertThat(scene.folder("done").resolve(FIRST)).doesNotExist();
            long position = scene.scene.count("SELECT MAX(position) FROM createorder_file");
            scene.scene.database.execute("ALTER TABLE createorder_payload_away RENAME TO createorder_payload");

            Path receipt = scene.awaitReceipt(FIRST + ".ret");
            assertThat(position).as("it stopped in the middle").isBetween(100L, 1_500L);
            scene.assertReceiptTellsTheTruth(receipt, 800, sample.good());
            scene.assertNothingMissingNothingExtra(sample.good());
            await().untilAsserted(() -> assertThat(DropScene.alarms(node)).isEmpty());
        }
    }

    @Test
    void metersCountFilesReceiptsAndAlarms() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            Standalone node = scene.start("a", Map.of("late-after", "100ms"));
            scene.drop(sample.fixed(scene.stage(), FIRST, "F", 5), EMPTY);
            scene.drop(sample.wrongTotal(scene.stage(), SECOND, "W", 5), EMPTY);
            Files.write(scene.inbox().resolve("HOST_20261125_003.txt.ok"), EMPTY);
            scene.awaitReceipt(FIRST + ".ret");
            scene.awaitGone(SECOND);
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            DropMetrics.bind(meters, node.bean("createorderDrop-host", Drop.class));
            assertThat(meters.get("createorder.files")
                            .tag("outcome", "taken")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(meters.get("createorder.files")
                            .tag("outcome", "refused")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            await().untilAsserted(() -> {
                assertThat(meters.get("createorder.receipts").functionCounter().count())
                        .isEqualTo(1);
                assertThat(meters.get("createorder.drop.alarms")
                                .tag("kind", "marker-without-file")
                                .gauge()
                                .value())
                        .isEqualTo(1);
            });
        }
    }

    @Test
    void gatewayThatLosesRepliesChangesNothingInTheReceipts() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            scene.start("a", Map.of());
            scene.scene
                    .sandbox
                    .trouble()
                    .set(TroubleRule.of(TroubleKind.RESET_AFTER_ACCEPT).when(TroubleRule.When.chance(0.2, 5)));
            scene.drop(sample.fixed(scene.stage(), FIRST, "F", 120), EMPTY);
            Path receipt = scene.awaitReceipt(FIRST + ".ret");
            scene.assertReceiptTellsTheTruth(receipt, 120, sample.good());
            scene.assertNothingMissingNothingExtra(sample.good());
        }
    }
}
