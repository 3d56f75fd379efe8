package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Health and metrics over HTTP, and what dashboard and alert rules make of them. */
class ManagementTest {
    private static final Pattern METRIC = Pattern.compile("createorder_[a-z_]+");
    private static final Path ALERTS = Path.of("docs/prometheus/createorder-alerts.yaml");

    private final HttpClient http = HttpClient.newHttpClient();

    private HttpResponse<String> get(int port, String path, String login) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (login != null) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Set<String> metrics(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = METRIC.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group());
        }
        return names;
    }

    @Test
    void everyMetricOfDashboardAndAlertsIsThereAndReadinessSaysWhy() throws Exception {
        try (DropScene drops = DropScene.onH2()) {
            drops.scene.sample = LegacySample.create(drops.scene.database.getDataSource(), 20, 1);
            int port = FreePort.find();
            Map<String, String> settings = new HashMap<>(drops.properties("a"));
            settings.putAll(LegacySource.properties("core", "ledger"));
            settings.put("createorder.sources", "core," + DropScene.SOURCE);
            settings.put("camel.management.enabled", "true");
            settings.put("camel.management.port", String.valueOf(port));
            settings.put("camel.management.health-check-enabled", "true");
            settings.put("camel.management.metrics-enabled", "true");
            drops.scene.startWith(settings);
            drops.drop(new DropSample(1).fixed(drops.stage(), "HOST_20261125_001.txt", "F", 20), new byte[0]);
            drops.awaitReceipt("HOST_20261125_001.txt.ret");

            String scraped = get(port, "/observe/metrics", null).body();
            Set<String> there = metrics(scraped);
            assertThat(scraped).contains("createorder_taken_total{", "createorder_calls_seconds_bucket{");
            assertThat(there).containsAll(metrics(Files.readString(Path.of("docs/grafana/createorder.json"))));
            Set<String> alerted = metrics(Files.readString(ALERTS));
            assertThat(alerted).isNotEmpty();
            assertThat(there).containsAll(alerted);
            assertThat(scraped).doesNotContain(Scene.APP_SECRET).doesNotContain("AAHF00");

            assertThat(get(port, "/observe/health/ready", null).statusCode()).isEqualTo(200);
            drops.scene.database.update(
                    "UPDATE createorder_gate SET state = 'PAUSED', kind = 'MANUAL', reason = 'because', since = 0,"
                            + " version = version + 1");
            org.awaitility.Awaitility.await()
                    .until(() -> get(port, "/observe/health/ready", null).statusCode() == 503);
            assertThat(get(port, "/observe/health/ready", null).body()).contains("createorder-sending", "because");
            assertThat(get(port, "/observe/health/live", null).statusCode())
                    .as("a pause is no reason to kill the process")
                    .isEqualTo(200);
        }
    }

    /** CVE-2026-40022: a login that is skipped below a path. */
    @Test
    void portThatIsOpenToOthersWantsALoginOnEveryPath() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(5)) {
            int port = FreePort.find();
            Path users = Files.writeString(
                    scene.folder.resolve("users.properties"), "user.metrics=only-for-a-test,reader\n");
            scene.start(
                    "a",
                    Map.of(
                            "camel.management.enabled", "true",
                            "camel.management.port", String.valueOf(port),
                            "camel.management.host", "0.0.0.0",
                            "camel.management.health-check-enabled", "true",
                            "camel.management.metrics-enabled", "true",
                            "camel.management.authentication-enabled", "true",
                            "camel.management.authentication-path", "/*",
                            "camel.management.basic-properties-file",
                                    users.toAbsolutePath().toString()));
            for (String path :
                    new String[] {"/observe/metrics", "/observe/health", "/observe/health/live", "/observe/health/ready"
                    }) {
                assertThat(get(port, path, null).statusCode()).as(path).isEqualTo(401);
                assertThat(get(port, path, "metrics:wrong").statusCode())
                        .as(path)
                        .isEqualTo(401);
                assertThat(get(port, path, "metrics:only-for-a-test").statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void everyAlertHasItsSectionInTheRunbook() throws IOException {
        String runbook = Files.readString(Path.of("docs/runbook.md"));
        Matcher alert = Pattern.compile("alert: (\\w+)").matcher(Files.readString(ALERTS));
        int alerts = 0;
        while (alert.find()) {
            alerts++;
            assertThat(runbook).contains("\n## " + alert.group(1) + "\n");
        }
        assertThat(alerts).isGreaterThan(10);
    }
}
