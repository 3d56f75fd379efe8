package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.github.createorder.app.EmbeddedParts;
import io.github.createorder.app.EmbeddedSftp;
import io.github.createorder.app.Standalone;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.sandbox.TroubleKind;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.app.sandbox.TroubleRule.When;
import io.github.createorder.ledger.Ledger;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Invariant 7: a run with trouble of every kind, and what it logged searched for what must not be there. */
class SecretsTest {
    private static final String KEY = "p7Xn1Jc2dQ4mN8vBz0rT6yWk3LhUe5sGaFoiRCxE9VA=";
    private static final String SFTP_PASSWORD = "sftp-canary-4711";

    @Test
    void logsHoldNeitherSecretNorOpenidNorPolicyData() throws Exception {
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                logged.add(event.getFormattedMessage());
                for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                    logged.add(String.valueOf(cause.getMessage()));
                }
            }
        };
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        root.setLevel(Level.INFO);
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        List<String> openids;
        List<String> policies;
        try (Scene scene = Scene.onH2().withOrders(120)) {
            scene.sandbox
                    .trouble()
                    .set(
                            TroubleRule.of(TroubleKind.RESET_AFTER_ACCEPT).when(When.next(5)),
                            TroubleRule.of(TroubleKind.WRONG_ROOT).when(When.next(5)),
                            TroubleRule.error(50, "Remote service error", "isv.invalid-parameter:item_id", "非法参数")
                                    .when(When.next(5)),
                            TroubleRule.ban(1).when(When.every(90).max(1)));
            scene.start("a");
            scene.awaitEnd(Duration.ofSeconds(60));
            openids = scene.database.queryForList(
                    "SELECT OPEN_ID FROM LEGACY_ORDER WHERE OPEN_ID IS NOT NULL", String.class);
            policies = scene.database.queryForList("SELECT POLICY_NO FROM LEGACY_POLICY", String.class);
            dropFilesOverSftp();
        } finally {
            root.detachAppender(appender);
            root.setLevel(level);
        }

        String all = String.join("\n", logged);
        assertThat(all).as("the run was logged at all").contains("REJECTED", "UNKNOWN", "BANNED");
        assertThat(all).contains("HOST_20261125_002.txt was refused", "HOST_20261125_001.txt is taken");
        assertThat(all)
                .doesNotContain(Scene.APP_SECRET)
                .doesNotContain(SFTP_PASSWORD)
                .doesNotContain("AAHF00")
                .doesNotContain("PF00")
                .doesNotContain("create_order_request")
                .doesNotContain("&sign=");
        assertThat(openids).isNotEmpty().noneMatch(all::contains);
        assertThat(policies).isNotEmpty().noneMatch(all::contains);
        assertThat(all).doesNotContain("医疗险").doesNotContain("意外险");
    }

    /** Keys in the environment, a run with errors, and then every byte of the ledger, the broker and the gateway's headers. */
    @Test
    void recordsAndRequestsAreNowhereOnDiskInClearText() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(120)) {
            Path own = scene.folder.resolve("own");
            Map<String, String> settings = new HashMap<>(scene.properties("own"));
            settings.put("createorder.app.data-sources", "ledger,legacy");
            settings.put(
                    "createorder.app.data-source.legacy.url", settings.get("createorder.app.data-source.ledger.url"));
            settings.put("createorder.app.data-source.ledger.url", EmbeddedParts.embeddedUrl(own, "ledger"));
            settings.put("createorder.ledger.data-source", "ledger");
            settings.put("createorder.source.core.data-source", "legacy");
            settings.put("createorder.products.data-source", "legacy");
            settings.put("createorder.ledger.encryption-keys", "k1:" + KEY);
            try (Standalone node = scene.startWith(settings)) {
                Ledger ledger = node.bean("createorderLedger", Ledger.class);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> ledger.counts().accepted()
                                        == scene.sample.good().size()
                                && ledger.idle(Set.of("core")));
                assertThat(ledger.counts().errors()).isNotEmpty();
            }
            List<String> canaries = scene.database.queryForList(
                    "SELECT OPEN_ID FROM LEGACY_ORDER WHERE OPEN_ID IS NOT NULL UNION SELECT POLICY_NO FROM LEGACY_POLICY",
                    String.class);
            assertThat(canaries).hasSizeGreaterThan(200);
            for (Path file : filesUnder(own)) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(canaries.stream().filter(bytes::contains))
                        .as("in " + file)
                        .isEmpty();
                assertThat(bytes).as(file.toString()).doesNotContain(KEY).doesNotContain(Scene.APP_SECRET);
            }
            assertThat(Files.readString(own.resolve("ledger.mv.db"), StandardCharsets.ISO_8859_1))
                    .as("what is searched holds the orders")
                    .contains("enc:k1:", "TB-2026");
        }
    }

    /** OpenTelemetry as a team would switch it on: spans of take, call and report, with nothing of the order in them. */
    @Test
    void tracesTellTheRoutesAndNothingOfTheOrders() throws Exception {
        InMemorySpanExporter exported = InMemorySpanExporter.create();
        GlobalOpenTelemetry.resetForTest();
        OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exported))
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .buildAndRegisterGlobal();
        List<String> canaries;
        try (Scene scene = Scene.onH2().withOrders(60)) {
            scene.start(
                    "a",
                    Map.of("camel.opentelemetry2.enabled", "true", "camel.opentelemetry2.traceProcessors", "true"));
            scene.awaitEnd(Duration.ofSeconds(60));
            canaries = scene.database.queryForList(
                    "SELECT OPEN_ID FROM LEGACY_ORDER WHERE OPEN_ID IS NOT NULL UNION SELECT POLICY_NO FROM LEGACY_POLICY",
                    String.class);
            List<SpanData> calls = exported.getFinishedSpanItems().stream()
                    .filter(span -> span.getAttributes().toString().contains("/router/rest"))
                    .toList();
            assertThat(calls).hasSizeGreaterThanOrEqualTo(scene.sample.good().size());
        } finally {
            GlobalOpenTelemetry.resetForTest();
        }
        String all = exported.getFinishedSpanItems().toString();
        assertThat(all)
                .contains("createorder-take", "createorder-send", "createorder-errors")
                .doesNotContain(Scene.APP_SECRET)
                .doesNotContain("create_order_request");
        assertThat(canaries).hasSizeGreaterThan(60).noneMatch(all::contains);
    }

    private static List<Path> filesUnder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** Two files, one of them refused, over SFTP and with a login that fails at first. */
    private static void dropFilesOverSftp() throws Exception {
        try (DropScene drops = DropScene.onH2();
                EmbeddedSftp sftp = EmbeddedSftp.start(
                        drops.root(), drops.scene.folder.resolve("host.key"), 0, "core", SFTP_PASSWORD, null)) {
            Path knownHosts = drops.scene.folder.resolve("known_hosts");
            sftp.writeKnownHosts(knownHosts);
            Map<String, String> settings = new HashMap<>(Map.of(
                    "inbox",
                    "/in",
                    "sftp.host",
                    "127.0.0.1",
                    "sftp.port",
                    String.valueOf(sftp.port()),
                    "sftp.user",
                    "core",
                    "sftp.password",
                    SFTP_PASSWORD + "-wrong",
                    "sftp.known-hosts",
                    knownHosts.toString()));
            DropSample sample = new DropSample(1);
            drops.drop(sample.fixed(drops.stage(), "HOST_20261125_001.txt", "F", 60), new byte[0]);
            drops.drop(sample.wrongTotal(drops.stage(), "HOST_20261125_002.txt", "W", 5), new byte[0]);
            try (Standalone refused = drops.start("a", settings)) {
                await().until(() -> !DropScene.alarms(refused).isEmpty());
            }
            settings.put("sftp.password", SFTP_PASSWORD);
            Standalone node = drops.start("b", settings);
            drops.awaitReceipt("HOST_20261125_001.txt.ret");
            drops.awaitGone("HOST_20261125_002.txt");
            List<Path> answers = Stream.concat(
                            filesUnder(drops.folder("out")).stream(), filesUnder(drops.folder("error")).stream())
                    .filter(file -> !file.getFileName().toString().startsWith("HOST_20261125_002.txt")
                            || file.toString().endsWith(".reason.txt"))
                    .toList();
            assertThat(answers).hasSizeGreaterThanOrEqualTo(2);
            for (Path answer : answers) {
                assertThat(Files.readString(answer, StandardCharsets.ISO_8859_1))
                        .as(answer.toString())
                        .doesNotContain("AAHF00", "AAHW00", "PF00", "PW00", SFTP_PASSWORD);
            }
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            for (ObjectName bean : beans.queryNames(new ObjectName("org.apache.camel:*"), null)) {
                assertThat(bean.toString()).doesNotContain(SFTP_PASSWORD);
            }
            node.main()
                    .getCamelContext()
                    .getEndpoints()
                    .forEach(endpoint -> assertThat(endpoint.getEndpointUri()).doesNotContain(SFTP_PASSWORD));
        }
    }
}
