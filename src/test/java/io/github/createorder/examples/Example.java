package io.github.createorder.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.Standalone;
import io.github.createorder.app.sandbox.SandboxGateway;
import io.github.createorder.app.sandbox.SandboxOrder;
import io.github.createorder.app.sandbox.SandboxSettings;
import io.github.createorder.testing.FreePort;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;

/** A folder of examples/ as the standalone app runs it, with its files as they are, and what its README promises. */
final class Example implements AutoCloseable {
    private static final String DATA = "createorder-data/";
    /** Of every example that has a server. */
    private static final String PORT = "8090";

    private static final Pattern BLOCK = Pattern.compile("(?m)^```([a-z]+)\\n(.*?)^```$", Pattern.DOTALL);
    private static final Pattern POSTED = Pattern.compile("-d '([^']*)'");

    final Path data;
    final Standalone app;
    private final SandboxGateway sandbox;
    private final Map<String, String> properties;
    private final List<Block> blocks = new ArrayList<>();

    /** A block of code of the README. */
    record Block(String language, String text) {}

    private Example(Path data, SandboxGateway sandbox, Map<String, String> properties, Standalone app, String readme) {
        this.data = data;
        this.sandbox = sandbox;
        this.properties = properties;
        this.app = app;
        Matcher block = BLOCK.matcher(readme);
        while (block.find()) {
            blocks.add(new Block(block.group(1), block.group(2)));
        }
    }

    /** @param more what differs from the example's own properties, besides folders and ports */
    static Example start(String name, Map<String, String> more) throws Exception {
        Path folder = Path.of("examples", name);
        Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target", "examples")), name + "-");
        Properties own = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("application.properties"))) {
            own.load(reader);
        }
        Map<String, String> properties = new HashMap<>();
        String port = String.valueOf(FreePort.find());
        own.stringPropertyNames()
                .forEach(key -> properties.put(
                        key, own.getProperty(key).replace(DATA, data + "/").replace(PORT, port)));
        SandboxGateway sandbox = SandboxGateway.start(
                SandboxSettings.builder("12345678", "sandbox-only-app-secret").build());
        properties.put("createorder.gateway.url", "http://127.0.0.1:" + sandbox.port() + "/router/rest");
        properties.put("createorder.send.poll", "50");
        properties.put("createorder.report.poll", "50");
        properties.putAll(more);
        try {
            Standalone app = new Standalone(folder, properties).start();
            return new Example(data, sandbox, properties, app, Files.readString(folder.resolve("README.md")));
        } catch (Exception e) {
            sandbox.close();
            throw e;
        }
    }

    /** The text of the README's only block in this language. */
    String block(String language) {
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .reduce((one, other) -> {
                    throw new IllegalStateException("more than one block of " + language);
                })
                .orElseThrow()
                .text();
    }

    /** Posts what the README posts, in its order, and holds each answer and status against what it says. */
    void postsAreAnsweredAsTheReadmeSays() throws Exception {
        SoftAssertions all = new SoftAssertions();
        int posts = 0;
        for (int i = 0; i < blocks.size(); i++) {
            Matcher posted = POSTED.matcher(blocks.get(i).text());
            if (posted.find()) {
                HttpResponse<String> answer = post(posted.group(1));
                all.assertThat(answer.body() + " " + answer.statusCode())
                        .as(posted.group(1))
                        .isEqualTo(blocks.get(i + 1).text().strip());
                posts++;
            }
        }
        assertThat(posts).isPositive();
        all.assertAll();
    }

    HttpResponse<String> post(String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + properties.get("camel.server.port") + "/orders"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** The gateway has accepted what the README says, and nothing else. */
    void theGatewayAcceptsWhatTheReadmeSays() {
        int at = 0;
        while (!blocks.get(at).text().contains("/sandbox/accepted")) {
            at++;
        }
        String expected = blocks.get(at + 1).text().strip();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> accepted().lines().count() >= expected.lines().count());
        assertThat(accepted()).isEqualTo(expected);
    }

    private String accepted() {
        return sandbox
                .record()
                .orders()
                .map(SandboxOrder::identifier)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        app.close();
        sandbox.close();
    }
}
