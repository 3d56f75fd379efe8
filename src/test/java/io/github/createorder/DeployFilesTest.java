package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.App;
import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.app.EmbeddedSftp;
import io.github.createorder.app.Standalone;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.app.sandbox.SandboxGateway;
import io.github.createorder.app.sandbox.SandboxOrder;
import io.github.createorder.app.sandbox.SandboxSettings;
import io.github.createorder.errors.ErrorQueue;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.ledger.LedgerCounts;
import io.github.createorder.testing.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * docker-compose.yml, the Dockerfile and the Kubernetes manifest, as far as they can be proved without a container engine: what
 * they promise is read off them, and their configuration is run against the same parts within this JVM.
 */
class DeployFilesTest {
    private static final Path COMPOSE = Path.of("docker-compose.yml");
    private static final Path PROPERTIES = Path.of("deploy/compose/application.properties");
    private static final Pattern PROBED = Pattern.compile("http://127\\.0\\.0\\.1:8081(/[^\\s\"']+)");
    /** Orders of the sample, half of them in files. */
    private static final int ORDERS = 300;

    private final Map<String, Object> compose = map(yaml(COMPOSE).get(0));
    private final Map<String, Object> services = map(compose.get("services"));

    @Test
    void publishedPortsAreOnLoopback() {
        List<String> ports = new ArrayList<>();
        services.values()
                .forEach(service -> list(map(service).get("ports")).forEach(port -> ports.add(String.valueOf(port))));
        assertThat(ports).hasSizeGreaterThan(5).allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void servicesAreWatchedOrRunOnceAndAreWaitedFor() {
        Set<String> waitedFor = new TreeSet<>();
        services.values()
                .forEach(service -> map(map(service).get("depends_on")).forEach((other, how) -> {
                    assertThat(services).containsKey(other);
                    if (map(how).get("condition").equals("service_completed_successfully")) {
                        waitedFor.add(other);
                    }
                }));
        services.forEach((name, service) -> {
            if ("no".equals(map(service).get("restart"))) {
                assertThat(waitedFor).as("what runs once").contains(name);
            } else {
                assertThat(list(map(map(service).get("healthcheck")).get("test")))
                        .as("healthcheck of " + name)
                        .isNotEmpty();
            }
        });
    }

    @Test
    void imagesHaveFixedTags() throws IOException {
        List<String> images = new ArrayList<>();
        services.forEach((name, service) -> {
            Object image = map(service).get("image");
            if (image == null) {
                assertThat(Path.of((String) map(map(service).get("build")).get("dockerfile")))
                        .as("image or Dockerfile of " + name)
                        .isRegularFile();
            } else {
                images.add((String) image);
            }
        });
        dockerfile().stream().filter(line -> line.startsWith("FROM ")).forEach(line -> images.add(line.split(" ")[1]));
        pods().forEach(pod -> list(pod.get("containers"))
                .forEach(container -> images.add((String) map(container).get("image"))));
        assertThat(images).hasSizeGreaterThan(6).allMatch(image -> image.matches("[a-z0-9./-]+:[^:]*[0-9][^:]*"));
    }

    /** docs/security.md: federation without a login before 2.52.0, takeover of sessions before 2.57.0. */
    @Test
    void brokerHasNoKnownHoles() {
        String image = (String) map(services.get("broker")).get("image");
        Matcher version =
                Pattern.compile("apache/artemis:(\\d+)\\.(\\d+)\\.(\\d+)").matcher(image);
        assertThat(version.matches()).as(image).isTrue();
        assertThat(Integer.parseInt(version.group(1)) * 1_000 + Integer.parseInt(version.group(2)))
                .isGreaterThanOrEqualTo(2_057);
    }

    @Test
    void servicesHaveNoRightsToSpare() {
        services.forEach((name, service) -> {
            Map<String, Object> its = map(service);
            assertThat(its)
                    .as(name)
                    .doesNotContainKeys("privileged", "cap_add", "devices", "pid", "ipc", "userns_mode")
                    .containsEntry("cap_drop", List.of("ALL"))
                    .containsEntry("security_opt", List.of("no-new-privileges:true"))
                    .containsEntry("read_only", true);
            assertThat(String.valueOf(its.get("network_mode"))).as(name).isIn("null", "service:sandbox");
            assertThat(String.valueOf(its.get("user"))).as(name).doesNotMatch("(root|0)(:.*)?");
            assertThat(String.valueOf(its.get("volumes"))).as(name).doesNotContain("docker.sock");
        });
    }

    @Test
    void mountedFilesAreInTheRepositoryAndVolumesAreDeclared() {
        services.forEach((name, service) -> mounts(name).forEach((inside, outside) -> {
            if (outside.startsWith("./")) {
                assertThat(Path.of(outside)).as(name + ": " + inside).exists();
            } else {
                assertThat(map(compose.get("volumes"))).as(name).containsKey(outside);
            }
        }));
        Map<String, Object> prometheus =
                map(yaml(Path.of("deploy/compose/prometheus.yml")).get(0));
        assertThat(list(prometheus.get("rule_files")))
                .isNotEmpty()
                .allMatch(file -> mounts("prometheus").containsKey(file));
    }

    @Test
    void passwordsAreForThisMachineAlone() throws IOException {
        List<String> passwords = new ArrayList<>();
        services.values()
                .forEach(service -> map(map(service).get("environment")).forEach((name, value) -> {
                    if (name.contains("PASSWORD")) {
                        passwords.add(String.valueOf(value));
                    }
                }));
        properties().forEach((key, value) -> {
            if (key.matches(".*(password|secret|keys|session)")) {
                passwords.add(value);
            }
        });
        passwords.addAll(roles().values());
        assertThat(passwords)
                .hasSizeGreaterThan(8)
                .allMatch(password -> password.matches("(local|sandbox)-only-[a-z-]+|\\{\\{env:[A-Z_]+}}"));
    }

    @Test
    void imageIsBuiltInStagesAndEndsWithoutRoot() throws IOException {
        List<String> lines = dockerfile();
        int last = -1;
        int stages = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("FROM ")) {
                last = i;
                stages++;
            }
        }
        List<String> runtime = lines.subList(last, lines.size());
        assertThat(stages).isGreaterThan(1);
        assertThat(runtime.get(0)).contains("-jre");
        assertThat(runtime.stream().filter(line -> line.startsWith("COPY")))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("COPY --from=build "));
        List<String> users =
                runtime.stream().filter(line -> line.startsWith("USER ")).toList();
        assertThat(users).isNotEmpty();
        assertThat(users.get(users.size() - 1)).matches("USER [1-9][0-9]*:[1-9][0-9]*");
        assertThat(runtime.indexOf(users.get(users.size() - 1)))
                .as("USER before what is started")
                .isLessThan(runtime.indexOf(runtime.stream()
                        .filter(line -> line.startsWith("ENTRYPOINT "))
                        .findFirst()
                        .orElseThrow()));
    }

    @Test
    void kubernetesRunsTwoNodesWithoutRootWithinLimitsAndWithProbes() {
        List<Map<String, Object>> deployments = manifests("Deployment");
        assertThat(deployments).hasSize(1);
        assertThat(map(deployments.get(0).get("spec"))).containsEntry("replicas", 2);
        Map<String, Object> pod = pods().get(0);
        assertThat(map(pod.get("securityContext"))).containsEntry("runAsNonRoot", true);
        assertThat((Integer) map(pod.get("securityContext")).get("runAsUser")).isPositive();
        assertThat(pod).containsEntry("automountServiceAccountToken", false);
        List<Object> containers = list(pod.get("containers"));
        assertThat(containers).isNotEmpty();
        for (Object each : containers) {
            Map<String, Object> container = map(each);
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertThat(PROBED.matcher(String.valueOf(container.get(probe))).find())
                        .as(probe)
                        .isTrue();
            }
            assertThat(map(container.get("securityContext")))
                    .containsEntry("allowPrivilegeEscalation", false)
                    .containsEntry("readOnlyRootFilesystem", true)
                    .containsEntry("capabilities", Map.of("drop", List.of("ALL")))
                    .doesNotContainKey("privileged");
            assertThat(map(map(container.get("resources")).get("requests"))).containsKeys("cpu", "memory");
            assertThat(map(map(container.get("resources")).get("limits"))).containsKeys("memory");
        }
    }

    @Test
    void kubernetesHasNoSecretInTheClear() throws IOException {
        assertThat(manifests("Secret")).isEmpty();
        Set<String> secretVariables = new TreeSet<>();
        for (Object variable :
                list(map(list(pods().get(0).get("containers")).get(0)).get("env"))) {
            assertThat(map(variable)).as("value in the clear").doesNotContainKey("value");
            assertThat(map(map(map(variable).get("valueFrom")).get("secretKeyRef")))
                    .containsKeys("name", "key");
            secretVariables.add((String) map(variable).get("name"));
        }
        Properties properties = new Properties();
        for (Map<String, Object> config : manifests("ConfigMap")) {
            for (Object file : map(config.get("data")).values()) {
                properties.load(new StringReader((String) file));
            }
        }
        List<String> secrets = properties.stringPropertyNames().stream()
                .filter(key -> key.matches(".*(password|secret|keys|session)"))
                .toList();
        assertThat(secrets).hasSizeGreaterThan(3);
        for (String key : secrets) {
            String value = properties.getProperty(key);
            assertThat(value).as(key).matches("\\{\\{env:[A-Z_]+}}");
            assertThat(secretVariables).contains(value.substring("{{env:".length(), value.length() - 2));
        }
    }

    /** All but one product of the sample, with the values that the demo gives them. */
    @Test
    void productsAreThoseOfTheDemo() throws Exception {
        JdbcConnectionPool ledger =
                JdbcConnectionPool.create("jdbc:h2:mem:deployed-products;DB_CLOSE_DELAY=-1", "sa", "");
        try {
            LegacySource.mapProducts(ledger);
            List<String> demo = new JdbcTemplate(ledger)
                    .query(
                            "SELECT product, plan, institution, product_code, item_id FROM createorder_product",
                            (row, number) -> String.join(
                                            ",",
                                            row.getString(1),
                                            row.getString(2),
                                            row.getString(3),
                                            row.getString(4),
                                            row.getString(5))
                                    + ",");
            List<String> lines = Files.readAllLines(Path.of("deploy/compose/products/products.csv"));
            assertThat(lines.subList(1, lines.size())).containsExactlyInAnyOrderElementsOf(demo);
        } finally {
            ledger.dispose();
        }
    }

    /**
     * The init script on PostgreSQL, the command of the service {@code sample}, and a node with the configuration as it is, hosts
     * and folders aside, under the roles of the init script; asked for its health and metrics by the paths and the login that the
     * files name.
     */
    @Test
    void configurationOfComposeDeliversTheSampleOfTheDemo() throws Exception {
        Path folder = Scene.newFolder().toAbsolutePath();
        Map<String, String> settings = properties();
        Map<String, String> roles = roles();
        for (String name : List.of("ledger", "legacy")) {
            String prefix = "createorder.app.data-source." + name + ".";
            assertThat(roles).containsEntry(settings.get(prefix + "user"), settings.get(prefix + "password"));
        }
        int brokerPort = FreePort.find();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setOverrideWorkingDirectory(new File("target/embedded-pg"))
                        .start();
                SandboxGateway sandbox = SandboxGateway.start(SandboxSettings.builder(
                                settings.get("createorder.gateway.app-key"),
                                settings.get("createorder.gateway.app-secret"))
                        .build());
                EmbeddedSftp sftp = sftp(folder);
                EmbeddedBroker broker = broker(folder, brokerPort)) {
            JdbcTemplate admin = new JdbcTemplate(postgres.getPostgresDatabase());
            for (String statement : initScript().split(";\\s*\n", -1)) {
                if (!statement.isBlank()) {
                    admin.execute(statement);
                }
            }
            String database = "127.0.0.1:" + postgres.getPort();
            assertThat(sample(folder, database, roles)).contains("150 orders with", "web/WEB_20261125_001.csv");
            assertThat(sample(folder, database, roles)).contains("nothing was changed");

            int management = FreePort.find();
            settings.replaceAll((key, value) -> inside("app", value, folder)
                    .replace("//postgres:5432", "//" + database)
                    .replace("127.0.0.1:8089", "127.0.0.1:" + sandbox.port())
                    .replace(
                            "{{env:CREATEORDER_APP_BROKER_PASSWORD}}",
                            environment("app").get("CREATEORDER_APP_BROKER_PASSWORD")));
            settings.put("createorder.app.broker.url", "tcp://127.0.0.1:" + brokerPort);
            settings.put("camel.management.port", String.valueOf(management));
            for (String source : List.of("host", "web")) {
                settings.put("createorder.source." + source + ".sftp.host", "127.0.0.1");
                settings.put("createorder.source." + source + ".sftp.port", String.valueOf(sftp.port()));
            }
            LegacySample tables = tables();
            DropSample files = files(folder);
            Set<String> good = new TreeSet<>(tables.good());
            good.addAll(files.good());
            try (Standalone node = new Standalone(null, settings).start()) {
                Ledger ledger = node.bean("createorderLedger", Ledger.class);
                await().atMost(Duration.ofSeconds(90)).until(() -> {
                    LedgerCounts counts = ledger.counts();
                    return counts.accepted() + counts.inError() == ORDERS && ledger.idle(Set.of("core", "host", "web"));
                });
                Path data = Path.of(inside("sftp", "/srv/sftpgo/data", folder));
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> Files.exists(data.resolve("host/out/HOST_20261125_001.txt.ret"))
                                && Files.exists(data.resolve("web/out/WEB_20261125_001.csv.ret"))
                                && Files.exists(data.resolve("host/error/HOST_20261125_002.txt.reason.txt")));
                assertThat(sandbox.record().orders().map(SandboxOrder::identifier))
                        .containsExactlyInAnyOrderElementsOf(good);
                assertThat(new JdbcTemplate(postgres.getDatabase("core_sync", "core"))
                                .queryForList(
                                        "SELECT 'TB-' || order_no FROM legacy_order WHERE status = 'ACCEPTED'",
                                        String.class))
                        .containsExactlyInAnyOrderElementsOf(tables.good());
                assertThat(EndToEndTest.sum(new ErrorQueue(broker.connectionFactory(), "createorder.errors").queued()))
                        .as("messages at the broker of compose")
                        .isEqualTo(ORDERS - good.size());
                assertServed(management);
            }
        }
    }

    private EmbeddedBroker broker(Path folder, int port) {
        Map<String, String> login = environment("broker");
        return EmbeddedBroker.start(
                folder.resolve("broker"),
                EmbeddedBroker.Queues.DEFAULT,
                new EmbeddedBroker.Tcp(port, login.get("ARTEMIS_USER"), login.get("ARTEMIS_PASSWORD")));
    }

    /** A server in the place of the one of compose, with its folders, its login, and its key where the app looks for it. */
    private EmbeddedSftp sftp(Path folder) throws Exception {
        String command = String.join(" ", strings(map(services.get("sftp")).get("command")));
        String made = find(command, "mkdir -p (\\S+)");
        assertThat(new ProcessBuilder("bash", "-euc", "mkdir -p " + inside("sftp", made, folder))
                        .start()
                        .waitFor())
                .isZero();
        EmbeddedSftp server = EmbeddedSftp.start(
                Path.of(inside("sftp", find(command, "--directory (\\S+)"), folder)),
                folder.resolve("host.key"),
                0,
                find(command, "--username (\\S+)"),
                find(command, "--password (\\S+)"),
                null);
        Path knownHosts = Path.of(inside("sftp", find(command, "> (\\S+/known_hosts)"), folder));
        server.writeKnownHosts(Files.createDirectories(knownHosts.getParent()).resolve("known_hosts"));
        return server;
    }

    private String sample(Path folder, String database, Map<String, String> roles) {
        List<String> arguments = Arrays.stream(
                        String.valueOf(map(services.get("sample")).get("command"))
                                .split(" "))
                .map(argument -> inside("sample", argument, folder).replace("//postgres:5432", "//" + database))
                .collect(Collectors.toCollection(ArrayList::new));
        String password = environment("sample").get("CREATEORDER_SAMPLE_PASSWORD");
        assertThat(roles).containsEntry(arguments.get(arguments.indexOf("--user") + 1), password);
        arguments.addAll(List.of("--password", password, "--orders", String.valueOf(ORDERS)));
        StringWriter out = new StringWriter();
        assertThat(App.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(out, true))
                        .execute(arguments.toArray(String[]::new)))
                .as(out.toString())
                .isZero();
        return out.toString();
    }

    /** The same seed makes the same data. */
    private static LegacySample tables() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:deploy", "sa", "");
        try {
            return LegacySample.create(pool, ORDERS - ORDERS / 2, 7);
        } finally {
            pool.dispose();
        }
    }

    private static DropSample files(Path folder) throws IOException {
        Path stage = Files.createDirectories(folder.resolve("expected"));
        DropSample files = new DropSample(7);
        int orders = ORDERS / 2;
        files.fixed(stage, "HOST_20261125_001.txt", "F", orders / 2);
        files.wrongTotal(stage, "HOST_20261125_002.txt", "X", orders / 10);
        files.delimited(stage, "WEB_20261125_001.csv", "W", orders - orders / 2);
        return files;
    }

    /** What probes, healthchecks and Prometheus ask for is there for the login that they have, and for nobody else. */
    private void assertServed(int port) throws Exception {
        Set<String> paths = new TreeSet<>();
        for (Path file : List.of(COMPOSE, Path.of("deploy/kubernetes.yaml"))) {
            Matcher matcher = PROBED.matcher(Files.readString(file));
            while (matcher.find()) {
                paths.add(matcher.group(1));
            }
        }
        Map<String, Object> scrape = map(
                list(map(yaml(Path.of("deploy/compose/prometheus.yml")).get(0)).get("scrape_configs"))
                        .get(0));
        paths.add((String) scrape.get("metrics_path"));
        assertThat(paths).contains("/observe/health/live", "/observe/health/ready", "/observe/metrics");
        Map<String, Object> login = map(scrape.get("basic_auth"));
        String user = login.get("username") + ":" + login.get("password");
        assertThat(find(
                        String.join(
                                " ",
                                strings(map(map(services.get("app")).get("healthcheck"))
                                        .get("test"))),
                        "-u (\\S+)"))
                .isEqualTo(user);
        HttpClient http = HttpClient.newHttpClient();
        for (String path : paths) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
            assertThat(http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .as(path)
                    .isEqualTo(401);
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            // A refused file wants a person, which makes the node unready.
            assertThat(answer.statusCode())
                    .as(path + answer.body())
                    .isIn(path.endsWith("/ready") ? Set.of(200, 503) : Set.of(200));
            assertThat(answer.body()).as(path).isNotBlank();
        }
    }

    /** A path in a container of this service, as the folder of the repository or of the test that stands for it. */
    private String inside(String service, String text, Path folder) {
        String result = text;
        for (Map.Entry<String, String> mount : mounts(service).entrySet()) {
            String outside = mount.getValue().startsWith("./")
                    ? Path.of(mount.getValue()).toAbsolutePath().normalize().toString()
                    : folder.resolve(mount.getValue()).toString();
            if (result.equals(mount.getKey()) || result.startsWith(mount.getKey() + "/")) {
                result = outside + result.substring(mount.getKey().length());
                break;
            }
        }
        return result;
    }

    /** Where in the container, and what is mounted there. */
    private Map<String, String> mounts(String service) {
        Map<String, String> mounts = new HashMap<>();
        for (String mount : strings(map(services.get(service)).get("volumes"))) {
            String[] parts = mount.split(":", -1);
            mounts.put(parts[1], parts[0]);
        }
        return mounts;
    }

    private Map<String, String> environment(String service) {
        Map<String, String> environment = new HashMap<>();
        map(map(services.get(service)).get("environment"))
                .forEach((name, value) -> environment.put(name, String.valueOf(value)));
        return environment;
    }

    private static Map<String, String> properties() throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(PROPERTIES)) {
            properties.load(in);
        }
        Map<String, String> map = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> map.put(key, properties.getProperty(key)));
        return map;
    }

    private static String initScript() throws IOException {
        return Files.readString(Path.of("deploy/compose/postgres-init.sql"))
                .replaceAll("(?m)^--.*$", "")
                .strip()
                .concat("\n");
    }

    private static Map<String, String> roles() throws IOException {
        Map<String, String> roles = new HashMap<>();
        Matcher role =
                Pattern.compile("CREATE ROLE (\\w+) LOGIN PASSWORD '([^']+)'").matcher(initScript());
        while (role.find()) {
            roles.put(role.group(1), role.group(2));
        }
        return roles;
    }

    /** Without comments; lines that go on are one. */
    private static List<String> dockerfile() throws IOException {
        return Files.readString(Path.of("deploy/Dockerfile"))
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\\\\n", "")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static List<Map<String, Object>> pods() {
        return manifests("Deployment").stream()
                .map(deployment ->
                        map(map(map(deployment.get("spec")).get("template")).get("spec")))
                .toList();
    }

    private static List<Map<String, Object>> manifests(String kind) {
        return yaml(Path.of("deploy/kubernetes.yaml")).stream()
                .map(DeployFilesTest::map)
                .filter(manifest -> kind.equals(manifest.get("kind")))
                .toList();
    }

    private static List<Object> yaml(Path file) {
        try {
            return StreamSupport.stream(
                            new Yaml(new SafeConstructor(new LoaderOptions()))
                                    .loadAll(Files.readString(file))
                                    .spliterator(),
                            false)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String find(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
        return matcher.group(1);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object yaml) {
        return yaml == null ? Map.of() : (Map<String, Object>) yaml;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object yaml) {
        return yaml == null ? List.of() : (List<Object>) yaml;
    }

    private static List<String> strings(Object yaml) {
        return list(yaml).stream().map(String::valueOf).toList();
    }
}
