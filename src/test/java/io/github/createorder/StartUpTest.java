package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.createorder.app.Standalone;
import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.Setting;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.drop.DropKey;
import io.github.createorder.product.ProductSettings;
import io.github.createorder.source.TableKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            wrong.put("createorder.send.retry.first-delay", "soon");
            wrong.put("createorder.rules.sum-fee", "perhaps");
            wrong.put("createorder.sources", "core,Second Source");
            wrong.put("createorder.source.core.status-column", "NO_SUCH_COLUMN");
            wrong.put("createorder.errors.connection-factory", "noSuchFactory");
            wrong.put("createorder.send.concurency", "8");
            wrong.put("createorder.source.core.statuscolumn", "STATUS");
            wrong.put("createorder.settle.batch", "0");
            wrong.put("createorder.app.brocker.port", "61616");

            Throwable refusal = catchThrowable(() -> scene.start("a", wrong));

            List<String> faults = faults(refusal);
            assertThat(faults).anyMatch(fault -> fault.contains("createorder.gateway.url"));
            assertThat(faults).anyMatch(fault -> fault.contains("createorder.gateway.app-secret is a placeholder"));
            assertThat(faults).anyMatch(fault -> fault.contains("md5, hmac, hmac-sha256"));
            assertThat(faults).anyMatch(fault -> fault.contains("createorder.send.lease"));
            assertThat(faults).anyMatch(fault -> fault.contains("'soon'"));
            assertThat(faults).anyMatch(fault -> fault.contains("'perhaps'"));
            assertThat(faults).anyMatch(fault -> fault.contains("Second Source"));
            assertThat(faults).anyMatch(fault -> fault.contains("NO_SUCH_COLUMN"));
            assertThat(faults).anyMatch(fault -> fault.contains("noSuchFactory"));
            assertThat(faults).anyMatch(fault -> fault.contains("did you mean 'createorder.send.concurrency'?"));
            assertThat(faults).anyMatch(fault -> fault.contains("createorder.source.core.statuscolumn"));
            assertThat(faults)
                    .anyMatch(
                            fault -> fault.contains("createorder.app.brocker.port is no property of ours; did you mean"
                                    + " 'createorder.app.broker.port'?"));
            assertThat(faults).anyMatch(fault -> fault.contains("createorder.settle.batch = '0'"));
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
                            && fault.endsWith(": Connection refused"));
            assertThat(faults)
                    .anyMatch(fault -> fault.endsWith("gbk.mapping.yaml is not in UTF-8: save it anew in UTF-8"));
            assertThat(faults).anyMatch(fault -> fault.contains("NO_SUCH_COLUMN"));
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
                        Arrays.stream(TableKey.values())
                                .flatMap(key -> Stream.of(
                                        "# " + key.meaning(),
                                        entry("createorder.source.core." + key.key(), key.fallback()))),
                        Arrays.stream(DropKey.values())
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
