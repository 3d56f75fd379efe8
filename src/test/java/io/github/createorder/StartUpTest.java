package io.github.createorder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.app.Standalone;
import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.Setting;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.drop.DropSetting;
import io.github.createorder.intake.IntakeSetting;
import io.github.createorder.ledger.LedgerSchema;
import io.github.createorder.product.ProductSettings;
import io.github.createorder.table.TableSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** Start-up refuses a wrong configuration with the whole list of its faults. */
class StartUpTest {

    @Test
    void allFaultsAreListedAtOnce() {
        try (Scene scene = Scene.onH2().withOrders(10)) {
            Map<String, String> wrong = new HashMap<>();
            wrong.put("createorder.gateway.url", "http://gw.api.taobao.com/router/rest");
            wrong.put("createorder.gateway.app-secret", "changeme");
            wrong.put("createorder.gateway.sign-method", "sha1");
            wrong.put("createorder.send.lease", "10s");
            wrong.put("createorder.report.lease", "1s");
            wrong.put("createorder.send.retry.first-delay", "soon");
            wrong.put("createorder.rules.sum-fee", "perhaps");
            wrong.put("createorder.sources", "core,Second Source");
            wrong.put("createorder.source.core.status-column", "NO_SUCH_COLUMN");
            wrong.put("createorder.source.core.policy.table", "LEGACY_POLCY");
            wrong.put("createorder.errors.connection-factory", "noSuchFactory");
            wrong.put("createorder.send.concurency", "8");
            wrong.put("createorder.source.core.statuscolumn", "STATUS");
            wrong.put("createorder.settle.batch", "0");
            wrong.put("createorder.app.brocker.port", "61616");

            Throwable refusal = catchThrowable(() -> scene.start("a", wrong));

            List<String> faults = faults(refusal);
            // Each with its remedy: nobody has to look anything up.
            assertThat(faults)
                    .containsExactlyInAnyOrder(
                            "createorder.gateway.url = 'http://gw.api.taobao.com/router/rest' must be an https address"
                                    + " (plain http only on loopback, for the sandbox)",
                            "createorder.gateway.app-secret is a placeholder, not a real value; set it from the environment"
                                    + " or a vault",
                            "createorder.gateway.sign-method = 'sha1' must be one of md5, hmac, hmac-sha256",
                            "createorder.send.lease = 10s is too short: a call may take 71s by its time-outs, and the lease"
                                    + " must be half as long again: set it to 107s or more",
                            "createorder.report.lease = 1000ms is too short: outcomes would be told again while they are"
                                    + " told; set it to 5s or more",
                            "createorder.send.retry.first-delay = 'soon' must be a duration such as 200ms, 5s, 10m or 24h",
                            "createorder.errors.connection-factory = 'noSuchFactory': the registry holds no"
                                    + " ConnectionFactory of this name: bind it, or name one of"
                                    + " createorderConnectionFactory",
                            "createorder.rules.sum-fee = 'perhaps' must be true or false",
                            "source core: table LEGACY_ORDER has no column NO_SUCH_COLUMN: correct `status-column`, or have"
                                    + " the column added",
                            "source core: table LEGACY_POLCY cannot be read: Table \"LEGACY_POLCY\" not found"
                                    + ": correct `policy.table`, with its schema in"
                                    + " front if it has another one; did you mean 'LEGACY_POLICY'?",
                            "createorder.sources: 'Second Source' is no name for a source; use lower-case letters, digits"
                                    + " and dashes, 30 at most",
                            "createorder.settle.batch = '0' must be a whole number from 1 to 10000",
                            "createorder.send.concurency is no property of ours; did you mean"
                                    + " 'createorder.send.concurrency'?",
                            "createorder.source.core.statuscolumn is no property of ours; did you mean"
                                    + " 'createorder.source.core.status-column'?",
                            "createorder.app.brocker.port is no property of ours; did you mean"
                                    + " 'createorder.app.broker.port'?");
            assertThat(scene.sandbox.record().stats().posts()).isZero();
            assertThat(scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS <> 'NEW'"))
                    .as("rows touched by a start that was refused")
                    .isZero();
        }
    }

    /** The ledger is away and the mapping is wrong: the table is looked at all the same. */
    @Test
    void oneFaultHidesNoOther() throws IOException {
        try (Scene scene = Scene.onH2().withOrders(1)) {
            Map<String, String> wrong = scene.properties("a");
            wrong.put("createorder.app.data-sources", "ledger,core");
            wrong.put(
                    "createorder.app.data-source.core.url",
                    wrong.put("createorder.app.data-source.ledger.url", "jdbc:postgresql://127.0.0.1:1/away"));
            wrong.put("createorder.ledger.data-source", "ledger");
            wrong.put("createorder.source.core.data-source", "core");
            Path mapping = Files.write(scene.folder.resolve("gbk.mapping.yaml"), "mapping: 映射".getBytes("GBK"));
            wrong.put("createorder.source.core.mapping", mapping.toString());
            wrong.put("createorder.source.core.mode", "watermark");
            wrong.put("createorder.source.core.watermark.column", "NO_SUCH_COLUMN");
            List.of("status-column", "claimed-by-column", "claimed-at-column")
                    .forEach(key -> wrong.remove("createorder.source.core." + key));
            wrong.keySet().removeIf(key -> key.startsWith("createorder.source.core.report."));

            List<String> faults = faults(catchThrowable(() -> scene.startWith(wrong)));

            assertThat(faults)
                    .anyMatch(fault -> fault.startsWith("the ledger's database cannot be used: ")
                            && fault.endsWith(": Connection refused (jdbc:postgresql://127.0.0.1:1/away)"));
            assertThat(faults)
                    .anyMatch(fault -> fault.endsWith("gbk.mapping.yaml is not in UTF-8: save it again in UTF-8"));
            assertThat(faults).anyMatch(fault -> fault.contains("NO_SUCH_COLUMN"));
        }
    }

    /** No waiting corrects either. */
    @Test
    void driverThatIsMissingAndDialectThatNobodyKnowsAreFaults() {
        try (Scene scene = Scene.onH2().withOrders(1)) {
            Map<String, String> wrong = scene.properties("a");
            wrong.put("createorder.app.data-sources", "ledger,core");
            wrong.put("createorder.app.data-source.core.url", "jdbc:dm://core:5236/DAMENG");
            wrong.put("createorder.ledger.data-source", "ledger");
            wrong.put("createorder.ledger.dialect", "dameng");
            wrong.put("createorder.source.core.data-source", "core");

            assertThat(faults(catchThrowable(() -> scene.startWith(wrong))))
                    .containsExactlyInAnyOrder(
                            "the ledger's database cannot be used: createorder.ledger.dialect = 'dameng' is none of h2,"
                                    + " postgresql, mariadb, mysql, oracle, sqlserver, db2",
                            "source core: no connection can be had: createorder.app.data-source.core.url ="
                                    + " 'jdbc:dm:...': there is no driver for it on the class path, or it is no JDBC URL");
        }
    }

    /** Keys are compared with those in the ledger, and the clock with the gateway's, whatever else is wrong. */
    @Test
    void neitherAForeignKeyNorAWrongClockIsHiddenByAnotherFault() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(1)) {
            String key = Base64.getEncoder().encodeToString("a key of thirty-two bytes length".getBytes(UTF_8));
            String other = Base64.getEncoder().encodeToString("another key of thirty-two bytes!".getBytes(UTF_8));
            scene.start("a", Map.of("createorder.ledger.encryption-keys", "k1:" + key))
                    .close();
            scene.gatewayAhead = Duration.ofHours(2);

            List<String> faults = faults(catchThrowable(() -> scene.start(
                    "b",
                    Map.of("createorder.ledger.encryption-keys", "k1:" + other, "createorder.settle.batch", "0"))));

            assertThat(faults)
                    .hasSize(3)
                    .contains("createorder.settle.batch = '0' must be a whole number from 1 to 10000")
                    .contains(
                            "createorder.ledger.encryption-keys: key 'k1' is another one than that of this name in the"
                                    + " ledger")
                    .anyMatch(fault -> fault.matches(
                            "this machine's clock is 7[12]\\d\\d s behind the gateway's, which refuses what is 10"
                                    + " minutes off: let it follow a time server"));
        }
    }

    /** A route file that is not loaded would be a movement that nobody misses: Camel says nothing of it. */
    @Test
    void aStartWithoutTheFileOfOneMovementIsRefused() {
        try (Scene scene = Scene.onH2().withOrders(1)) {
            String all = "classpath:camel/createorder.camel.yaml,classpath:camel/createorder-take.camel.yaml,"
                    + "classpath:camel/createorder-send.camel.yaml,classpath:camel/createorder-report.camel.yaml";

            List<String> faults =
                    faults(catchThrowable(() -> scene.start("a", Map.of("camel.main.routesIncludePattern", all))));

            assertThat(faults)
                    .containsExactly(
                            "the route createorder-errors-publish is not there: is its file among the route files that are"
                                    + " loaded?",
                            "the route createorder-redelivery is not there: is its file among the route files that are"
                                    + " loaded?");
            assertThat(scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS <> 'NEW'"))
                    .as("rows touched by a start that was refused")
                    .isZero();
        }
    }

    /** Tables as an older version of ours made them, which a DBA has not brought up to date. */
    @Test
    void aLedgerOfAnOlderVersionIsRefusedWhenItMayNotBeMigrated() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(1);
                HikariDataSource older = new HikariDataSource()) {
            older.setUsername("sa");
            older.setPassword("");
            older.setJdbcUrl("jdbc:h2:" + scene.folder.resolve("older").toAbsolutePath());
            String script = LedgerSchema.script(older).orElseThrow();
            // What came with version 3 and later is at the end.
            String version2 = script.substring(0, script.indexOf("-- The keys under which"));
            new ResourceDatabasePopulator(new ByteArrayResource(version2.getBytes(UTF_8))).execute(older);
            Map<String, String> manual = Map.of(
                    "createorder.app.data-sources",
                    "ledger,older",
                    "createorder.app.data-source.older.url",
                    older.getJdbcUrl(),
                    "createorder.ledger.data-source",
                    "older",
                    "createorder.ledger.migrate",
                    "false");

            assertThat(faults(catchThrowable(() -> scene.start("a", manual))))
                    .containsExactly(
                            "the ledger's tables are of version 2, needed is 8; migrate them first, by a start with"
                                    + " createorder.ledger.migrate = true, or by a DBA with what the command `schema` prints");

            new ResourceDatabasePopulator(new ByteArrayResource(
                            LedgerSchema.script(older).orElseThrow().getBytes(UTF_8)))
                    .execute(older);
            assertThat(scene.start("a", manual).main().isStarted()).isTrue();
        }
    }

    @Test
    void camelOlderThanWhatIsSafeIsToldAndRefusesNothing() {
        assertThat(CamelVersion.warning("4.18.4"))
                .get()
                .asString()
                .contains("bring the runtime to 4.18.5 or later", "mvn -B -DskipTests package -Dcamel.version=4.18.5");
        assertThat(CamelVersion.warning("4.18.0-SNAPSHOT")).isPresent();
        assertThat(Stream.of("4.18.5", "4.18.12", "4.22.0", "4.14.3", "5.0.0", "", null)
                        .filter(version -> CamelVersion.warning(version).isPresent()))
                .isEmpty();
    }

    @Test
    void whatShouldBeLookedAtIsLoggedOnceAtAStartAndListedByCheck() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Configuration.class);
        logger.addAppender(log);
        try (Scene scene = Scene.onPostgres().withOrders(1)) {
            CamelContext context = scene.start("a").main().getCamelContext();
            List<String> expected = new ArrayList<>(List.of("source core: the database user postgres is owner or"
                    + " administrator, and may do anything with LEGACY_ORDER, LEGACY_POLICY: work with a user that has no more"
                    + " than GRANT SELECT, UPDATE ON LEGACY_ORDER; GRANT SELECT ON LEGACY_POLICY"));
            CamelVersion.warning(context.getVersion()).ifPresent(expected::add);
            assertThat(log.list)
                    .filteredOn(event -> event.getLevel() == Level.WARN)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactlyElementsOf(expected);
            try (Inspection check = Inspection.of(context)) {
                assertThat(check.notes()).containsExactlyElementsOf(expected);
            }
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void missingSecretIsRefusedAndNoSecretIsShown() {
        try (Scene scene = Scene.onH2().withOrders(10)) {
            Throwable refusal = catchThrowable(() -> scene.start("a", Map.of("createorder.gateway.app-key", "")));
            assertThat(faults(refusal)).anyMatch(fault -> fault.startsWith("createorder.gateway.app-key is missing"));
            assertThat(refusal.toString()).doesNotContain(Scene.APP_SECRET);
        }
    }

    private static List<String> faults(Throwable refusal) {
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException refused) {
                return refused.faults();
            }
        }
        throw new AssertionError("not refused for its configuration", refusal);
    }

    /** config/application.properties shows every property with its default and its meaning, and nothing else. */
    @Test
    void configurationFileIsTheCatalogue() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("config/application.properties"));
        Stream<String> expected = Stream.of(
                        Arrays.stream(Setting.values())
                                .flatMap(setting -> Stream.of(
                                        "# " + setting.meaning(), entry(setting.key(), setting.defaultValue()))),
                        Arrays.stream(ProductSettings.Key.values())
                                .flatMap(key -> Stream.of(
                                        "# " + key.meaning(),
                                        entry("createorder.products." + key.key(), key.fallback()))),
                        Arrays.stream(SourceSetting.values())
                                .flatMap(setting -> Stream.of(
                                        "# " + setting.meaning(),
                                        entry("createorder.source.core." + setting.key(), setting.defaultValue()))),
                        Arrays.stream(TableSetting.values())
                                .flatMap(key -> Stream.of(
                                        "# " + key.meaning(),
                                        entry("createorder.source.core." + key.key(), key.fallback()))),
                        Arrays.stream(IntakeSetting.values())
                                .flatMap(key -> Stream.of(
                                        "# " + key.meaning(),
                                        entry("createorder.source.sales." + key.key(), key.defaultValue()))),
                        Arrays.stream(DropSetting.values())
                                .flatMap(key -> Stream.of(
                                        "# " + key.meaning(),
                                        entry("createorder.source.files." + key.key(), key.defaultValue()))))
                .flatMap(entries -> entries);
        assertThat(lines).containsAll(expected.toList());
    }

    private static String entry(String key, String value) {
        return ("#" + key + " = " + (value == null ? "" : value)).stripTrailing();
    }

    @Test
    void standaloneIsClosedAfterARefusal() {
        // The embedded broker's journal is locked while it runs: a second start would fail if the first had been left
        // open.
        try (Scene scene = Scene.onH2().withOrders(10)) {
            assertThat(catchThrowable(() -> scene.start("a", Map.of("createorder.gateway.app-key", ""))))
                    .isNotNull();
            assertThat(catchThrowable(() -> {
                        Standalone second = scene.start("a");
                        second.close();
                    }))
                    .isNull();
        }
    }

    /** What people copy: the files of deploy, of src/it, and the blocks of the pages. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "README.zh-CN.md",
                "config/application.properties",
                "deploy/compose/application.properties",
                "deploy/kubernetes.yaml",
                "docs/errors.md",
                "docs/ledger.md",
                "docs/mapping.md",
                "docs/walk.md",
                "src/it/camel-main/src/main/resources/application.properties",
                "src/it/camel-run/application.properties",
                "src/it/quarkus/src/main/resources/application.properties"
            })
    void propertiesThatPeopleCopyAreThere(String file) throws IOException {
        Set<String> keys = new TreeSet<>();
        Matcher line =
                Pattern.compile("(?m)^[ #]*(createorder[.][a-z0-9.-]+) *=").matcher(Files.readString(Path.of(file)));
        while (line.find()) {
            keys.add(line.group(1));
        }
        assertThat(keys).isNotEmpty();
        List<String> sources = keys.stream()
                .filter(key -> key.startsWith("createorder.source."))
                .map(key -> key.split("[.]")[2])
                .distinct()
                .toList();
        assertThat(KnownProperties.faults(keys, sources)).isEmpty();
    }
}
