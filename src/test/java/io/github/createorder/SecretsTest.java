package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.createorder.app.EmbeddedParts;
import io.github.createorder.app.EmbeddedSftp;
import io.github.createorder.app.Standalone;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.app.sandbox.TroubleKind;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.app.sandbox.TroubleRule.When;
import io.github.createorder.config.Setting;
import io.github.createorder.drop.Drop;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.testing.FreePort;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Invariant 7: a run with trouble of every kind, and what it logged searched for what must not be there. */
class SecretsTest {
    private static final String KEY = "p7Xn1Jc2dQ4mN8vBz0rT6yWk3LhUe5sGaFoiRCxE9VA=";
    private static final String SFTP_PASSWORD = "sftp-canary-4711";
    private static final String PASSPHRASE = "passphrase-canary-4712";
    private static final String DATABASE_PASSWORD = "database-canary-4713";
    private static final String BROKER_PASSWORD = "broker-canary-4714";
    private static final String TRUSTSTORE_PASSWORD = "truststore-canary-4715";
    private static final String MANAGEMENT_PASSWORD = "management-canary-4716";
    private static final String SESSION = "session-canary-4717";
    /** The build turns MBeans off. */
    private static final String JMX_DISABLED = "org.apache.camel.jmx.disabled";

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

    /**
     * Everything that a JMX console, a scrape or a health check shows: while orders wait for an answer, one source cannot log in
     * and files are read; and when all have ended.
     */
    @Test
    void consolesMetricsAndHealthShowNeitherSecretNorOpenidNorPolicyData() throws Exception {
        String before = System.setProperty(JMX_DISABLED, "false");
        try (DropScene drops = DropScene.onH2();
                EmbeddedSftp sftp = EmbeddedSftp.start(
                        drops.root(), drops.scene.folder.resolve("host.key"), 0, "core", SFTP_PASSWORD, null)) {
            Scene scene = drops.scene;
            scene.sample = LegacySample.create(scene.database.getDataSource(), 120, 7);
            DropSample files = new DropSample(1);
            drops.drop(files.fixed(drops.stage(), "HOST_20261125_001.txt", "F", 60), new byte[0]);
            drops.drop(files.wrongTotal(drops.stage(), "HOST_20261125_002.txt", "W", 5), new byte[0]);
            int port = FreePort.find();
            scene.sandbox.trouble().set(TroubleRule.delay(2_000, 0));
            Standalone node = scene.startWith(everySecret(drops, sftp, port));
            List<String> planted = planted(scene);

            await().until(() -> scene.count("SELECT COUNT(*) FROM createorder_entry WHERE status = 'SENDING'") > 20);
            await().until(() -> node.bean("createorderDrop-keyed", Drop.class)
                            .alarms()
                            .current()
                            .size()
                    == 1);
            drops.awaitGone("HOST_20261125_002.txt");
            MBeans underWay = MBeans.read();
            List<String> shown = new ArrayList<>(List.of(underWay.text(), observed(port)));
            scene.sandbox
                    .trouble()
                    .set(
                            TroubleRule.of(TroubleKind.RESET_AFTER_ACCEPT).when(When.next(5)),
                            TroubleRule.of(TroubleKind.WRONG_ROOT).when(When.next(5)),
                            TroubleRule.error(50, "Remote service error", "isv.invalid-parameter:item_id", "非法参数")
                                    .when(When.next(5)));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> node.bean("createorderLedger", Ledger.class).idle(Set.of("core", DropScene.SOURCE))
                            && EndToEndTest.sum(EndToEndTest.errors(node)) > 5);
            drops.awaitReceipt("HOST_20261125_001.txt.ret");
            MBeans ended = MBeans.read();
            shown.addAll(List.of(ended.text(), observed(port)));

            for (MBeans beans : List.of(underWay, ended)) {
                assertThat(beans.beans()).as("MBeans of Camel").isGreaterThan(100);
                assertThat(beans.attributes()).isGreaterThan(1_000);
                assertThat(beans.operations())
                        .contains("dumpRoutesAsXml", "dumpRouteAsYaml", "browseAllMessagesAsXml", "browseMessageBody");
                assertThat(beans.text()).contains("createorder-send-post", "createorder.errors");
            }
            assertThat(underWay.text())
                    .as("orders wait on the queue that is browsed")
                    .contains("<message exchangeId");
            assertThat(shown.get(3)).contains("createorder_taken_total{", "createorder-drop");
            for (String text : shown) {
                assertThat(planted).filteredOn(text::contains).isEmpty();
            }
        } finally {
            restore(JMX_DISABLED, before);
        }
    }

    /** Properties of a node with the table and the drop folder, a source whose key cannot be opened, and all there is of secrets. */
    private static Map<String, String> everySecret(DropScene drops, EmbeddedSftp sftp, int port) throws Exception {
        Scene scene = drops.scene;
        scene.database.execute("CREATE USER CANARY PASSWORD '" + DATABASE_PASSWORD + "' ADMIN");
        Path knownHosts = scene.folder.resolve("known_hosts");
        sftp.writeKnownHosts(knownHosts);
        Path users = Files.writeString(
                scene.folder.resolve("users.properties"), "user.metrics=" + MANAGEMENT_PASSWORD + ",reader\n");
        Map<String, String> settings = new HashMap<>(drops.properties("a"));
        settings.put("camel.main.jmx-enabled", "true");
        settings.putAll(LegacySource.properties("core", "ledger"));
        settings.put("createorder.sources", "core," + DropScene.SOURCE + ",keyed");
        settings.put("createorder.app.data-source.ledger.user", "CANARY");
        settings.put("createorder.app.data-source.ledger.password", DATABASE_PASSWORD);
        settings.put("createorder.app.broker.port", String.valueOf(FreePort.find()));
        settings.put("createorder.app.broker.password", BROKER_PASSWORD);
        settings.put("createorder.gateway.session", SESSION);
        settings.put("createorder.gateway.truststore", trustStore(scene.folder).toString());
        settings.put("createorder.gateway.truststore-password", TRUSTSTORE_PASSWORD);
        settings.put("createorder.ledger.encryption-keys", "k1:" + KEY);
        settings.put("createorder.send.concurrency", "4");
        for (String source : List.of(DropScene.SOURCE, "keyed")) {
            String prefix = "createorder.source." + source + ".";
            settings.put(prefix + "kind", "drop");
            settings.put(prefix + "format", DropSample.FIXED_FORMAT);
            settings.put(prefix + "mapping", DropSample.MAPPING);
            settings.put(prefix + "inbox", "/in");
            settings.put(prefix + "sftp.host", "127.0.0.1");
            settings.put(prefix + "sftp.port", String.valueOf(sftp.port()));
            settings.put(prefix + "sftp.user", "core");
            settings.put(prefix + "sftp.known-hosts", knownHosts.toString());
        }
        settings.put("createorder.source.host.sftp.password", SFTP_PASSWORD);
        settings.put("createorder.source.keyed.inbox", "/keyed");
        settings.put(
                "createorder.source.keyed.sftp.private-key",
                sealedKey(scene.folder).toString());
        settings.put("createorder.source.keyed.sftp.private-key-password", PASSPHRASE + "-wrong");
        settings.put("camel.health.exposure-level", "full");
        settings.put("camel.management.enabled", "true");
        settings.put("camel.management.port", String.valueOf(port));
        settings.put("camel.management.health-check-enabled", "true");
        settings.put("camel.management.metrics-enabled", "true");
        settings.put("camel.management.authentication-enabled", "true");
        settings.put("camel.management.authentication-path", "/*");
        settings.put(
                "camel.management.basic-properties-file", users.toAbsolutePath().toString());
        return settings;
    }

    /** What must be nowhere: the secrets, and what is told of persons and policies in table and files. */
    private static List<String> planted(Scene scene) {
        List<String> planted = new ArrayList<>(List.of(
                Scene.APP_SECRET,
                SESSION,
                KEY,
                SFTP_PASSWORD,
                PASSPHRASE,
                DATABASE_PASSWORD,
                BROKER_PASSWORD,
                TRUSTSTORE_PASSWORD,
                MANAGEMENT_PASSWORD,
                "create_order_request",
                "policy_list",
                "&sign=",
                "医疗险",
                "意外险",
                // Openids and policies of the files.
                "AAHF00",
                "AAHW00",
                "PF00",
                "PW00"));
        planted.addAll(personal(scene));
        return planted;
    }

    private static List<String> personal(Scene scene) {
        List<String> personal = scene.database.queryForList(
                "SELECT OPEN_ID FROM LEGACY_ORDER WHERE OPEN_ID IS NOT NULL UNION SELECT POLICY_NO FROM LEGACY_POLICY",
                String.class);
        assertThat(personal).hasSizeGreaterThan(200);
        return personal;
    }

    /** As docs/security.md says: who reads the queues sees the order in a message's body, and with keys not even there. */
    @ParameterizedTest(name = "with keys: {0}")
    @ValueSource(booleans = {false, true})
    void messagesHoldTheOrderInTheirBodyAloneAndWithKeysNotAtAll(boolean sealed) throws Exception {
        try (Scene scene = Scene.onH2().withOrders(120)) {
            scene.sandbox
                    .trouble()
                    .set(TroubleRule.error(50, "Remote service error", "isv.invalid-parameter:item_id", "非法参数")
                            .when(When.next(5)));
            Standalone node =
                    scene.start("a", sealed ? Map.of("createorder.ledger.encryption-keys", "k1:" + KEY) : Map.of());
            scene.awaitEnd(Duration.ofSeconds(60));
            int inError = (int) scene.count("SELECT COUNT(*) FROM createorder_entry WHERE status = 'ERROR'");
            assertThat(inError).isGreaterThan(5);
            ConnectionFactory broker = node.bean("createorderConnectionFactory", ConnectionFactory.class);

            List<TextMessage> errors = messages(broker, Setting.ERRORS_QUEUE, inError);
            node.main().getCamelContext().getRouteController().stopRoute("createorder-redelivery");

            List<String> personal = personal(scene);
            for (TextMessage message : errors) {
                assertHoldsNothing(headers(message), personal);
                JsonNode body = new ObjectMapper().readTree(message.getText());
                String request = body.get("request").asText();
                if (sealed) {
                    assertThat(body.get("record").isNull()
                                    && body.get("request").isNull())
                            .isTrue();
                    assertThat(body.get("left_out")).hasToString("[\"record\",\"request\"]");
                    assertHoldsNothing(message.getText(), personal);
                } else {
                    String record = body.get("record").toString();
                    assertThat(personal)
                            .filteredOn(record::contains)
                            .as("in " + record)
                            .isNotEmpty();
                    assertThat(request.contains("policy_list"))
                            .as("request of what was sent: " + body)
                            .isEqualTo(message.getStringProperty("createorder_cause")
                                    .equals("REJECTED"));
                }
                assertThat(message.getText()).doesNotContain(Scene.APP_SECRET, KEY, "sign=");
            }

            // Of what is none of ours, the reason must not quote anything either.
            try (JMSContext context = broker.createContext()) {
                context.createProducer()
                        .send(
                                context.createQueue(Setting.REDELIVERY_QUEUE.defaultValue()),
                                "{\"schema\": \"" + personal.get(0) + "\", " + personal.get(1));
            }
            node.main().getCamelContext().getRouteController().startRoute("createorder-redelivery");
            assertHoldsNothing(headers(messages(broker, Setting.POISON_QUEUE, 1).get(0)), personal);
        }
    }

    private static void assertHoldsNothing(String text, List<String> personal) {
        assertThat(personal).filteredOn(text::contains).as("in " + text).isEmpty();
        assertThat(text).doesNotContain(Scene.APP_SECRET, KEY, "policy_list", "医疗险", "意外险");
    }

    /** So many messages, and no more: taken in a transaction that is rolled back, as a browser may end before the queue does. */
    private static List<TextMessage> messages(ConnectionFactory broker, Setting queue, int expected)
            throws JMSException {
        List<TextMessage> messages = new ArrayList<>();
        try (Connection connection = broker.createConnection();
                Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
            connection.start();
            try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue.defaultValue()))) {
                Message message;
                while ((message = consumer.receive(messages.size() < expected ? 20_000 : 500)) != null) {
                    messages.add((TextMessage) message);
                }
            }
            session.rollback();
        }
        assertThat(messages).as(queue.defaultValue()).hasSize(expected);
        return messages;
    }

    /** All that a selector or a list of messages shows. */
    private static String headers(Message message) throws JMSException {
        StringBuilder headers = new StringBuilder(String.join(
                "\n",
                message.toString(),
                message.getJMSCorrelationID(),
                message.getJMSType(),
                String.valueOf(message.getJMSDestination()),
                String.valueOf(message.getJMSReplyTo())));
        int properties = 0;
        for (Enumeration<?> names = message.getPropertyNames(); names.hasMoreElements(); properties++) {
            String name = (String) names.nextElement();
            headers.append('\n').append(name).append('=').append(message.getObjectProperty(name));
        }
        assertThat(properties).isPositive();
        return headers.toString();
    }

    private static Path trustStore(Path folder) throws Exception {
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init((KeyStore) null);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", ((X509TrustManager) trusted.getTrustManagers()[0]).getAcceptedIssuers()[0]);
        Path file = folder.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, TRUSTSTORE_PASSWORD.toCharArray());
        }
        return file;
    }

    /** A private key under a passphrase, in OpenSSH's form. */
    private static Path sealedKey(Path folder) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        OpenSSHKeyEncryptionContext sealing = new OpenSSHKeyEncryptionContext();
        sealing.setPassword(PASSPHRASE);
        sealing.setCipherType("256");
        Path file = folder.resolve("id_sealed");
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(generator.generateKeyPair(), "canary", sealing, out);
        }
        return file;
    }

    /** Metrics and health, as one who may log in sees them. */
    private static String observed(int port) throws Exception {
        StringBuilder all = new StringBuilder();
        HttpClient http = HttpClient.newHttpClient();
        for (String path : List.of("metrics", "health", "health/ready", "health/live")) {
            String login = Base64.getEncoder()
                    .encodeToString(("metrics:" + MANAGEMENT_PASSWORD).getBytes(StandardCharsets.UTF_8));
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/" + path))
                            .header("Authorization", "Basic " + login)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isIn(200, 503);
            all.append(answer.headers().map()).append(answer.body()).append('\n');
        }
        return all.toString();
    }

    private static void restore(String property, String before) {
        if (before == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, before);
        }
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
            node.main()
                    .getCamelContext()
                    .getEndpoints()
                    .forEach(endpoint -> assertThat(endpoint.getEndpointUri()).doesNotContain(SFTP_PASSWORD));
        }
    }
}
