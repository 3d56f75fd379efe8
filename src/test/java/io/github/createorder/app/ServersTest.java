package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.createorder.config.ConfigurationException;
import io.github.createorder.testing.FreePort;
import io.github.createorder.testing.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node has the ports that it is to have, or does not start; and it says where it listens. */
class ServersTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    Path folder;

    private String out;

    private Map<String, String> node(String... more) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "createorder.gateway.url", "http://127.0.0.1:1/router/rest",
                "createorder.gateway.app-key", "12345678",
                "createorder.gateway.app-secret", "of-a-test-only",
                "createorder.app.data", folder.resolve("data").toString()));
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }

    private int command(String command, Map<String, String> properties) throws IOException {
        List<String> lines = new ArrayList<>();
        properties.forEach((key, value) -> lines.add(key + " = " + value));
        Files.write(folder.resolve("application.properties"), lines);
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text, true);
        int code = App.commandLine().setOut(writer).setErr(writer).execute(command, "--config", folder.toString());
        out = text.toString();
        return code;
    }

    /** Takes a port when everything has been looked at, and nothing listens yet. */
    private static final class Faster extends MainListenerSupport implements AutoCloseable {
        private final int port;
        private ServerSocket socket;

        Faster(int port) {
            this.port = port;
        }

        @Override
        public void beforeConfigure(BaseMainSupport main) {
            try {
                socket = new ServerSocket(port, 1, LOOPBACK);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Throwable startWhileAnotherTakes(int port, Map<String, String> properties) throws Exception {
        try (Faster other = new Faster(port);
                Standalone node = new Standalone(null, properties)) {
            node.main().addMainListener(other);
            return catchThrowable(node::start);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"createorder.app.console.port", "camel.management.port"})
    void aPortThatIsLostAfterItWasLookedAtRefusesTheStart(String key) throws Exception {
        int port = FreePort.find();
        Map<String, String> properties =
                node("camel.management.enabled", String.valueOf(key.startsWith("camel")), key, String.valueOf(port));
        assertThat(startWhileAnotherTakes(port, properties))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        refused -> assertThat(refused.faults())
                                .containsExactly(key + " " + port
                                        + " is in use on 127.0.0.1, or not to be had (it was free a moment"
                                        + " before): stop what has it, or set another one"));
    }

    @Test
    void bothServersListenWhereNobodyIsFaster() throws Exception {
        int console = FreePort.find();
        int management = FreePort.find();
        try (Standalone node = new Standalone(null, nodeAt(console, management)).start()) {
            assertThat(node.main().isStarted()).isTrue();
            assertThat(status(console, "/createorder")).isEqualTo(200);
            assertThat(status(management, "/observe/health")).isEqualTo(200);
        }
    }

    /** With both servers. */
    private Map<String, String> nodeAt(int console, int management) {
        return node(
                "createorder.app.console.port",
                String.valueOf(console),
                "camel.management.enabled",
                "true",
                "camel.management.health-check-enabled",
                "true",
                "camel.management.port",
                String.valueOf(management));
    }

    private static int status(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** What was written is what is to be corrected. */
    @Test
    void theConsolesPortIsCalledByTheKeyThatSetsIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
            String port = String.valueOf(taken.getLocalPort());
            assertThat(command("run", node("createorder.app.console.port", port)))
                    .isEqualTo(2);
            assertThat(out)
                    .contains("createorder.app.console.port " + port + " is in use on 127.0.0.1")
                    .doesNotContain("camel.");
            assertThat(command(
                            "run",
                            node(
                                    "createorder.app.console.port",
                                    port,
                                    "camel.management.enabled",
                                    "true",
                                    "camel.management.port",
                                    port)))
                    .isEqualTo(2);
            assertThat(out)
                    .contains("camel.management.port and createorder.app.console.port are both " + port)
                    .doesNotContain("camel.server");
        }
    }

    /** Whoever has it may be the node that is to be started again with what is checked. */
    @Test
    void checkNotesPortsThatAreTakenAndTakesNone() throws Exception {
        try (ServerSocket console = new ServerSocket(0, 1, LOOPBACK);
                ServerSocket management = new ServerSocket(0, 1, LOOPBACK);
                ServerSocket broker = new ServerSocket(0, 1, LOOPBACK)) {
            Map<String, String> properties = node(
                    "createorder.app.console.port",
                    String.valueOf(console.getLocalPort()),
                    "createorder.app.broker.port",
                    String.valueOf(broker.getLocalPort()),
                    "createorder.app.broker.password",
                    "of-a-test-only",
                    "camel.management.enabled",
                    "true",
                    "camel.management.port",
                    String.valueOf(management.getLocalPort()));
            assertThat(command("check", properties)).as(out).isZero();
            for (Map.Entry<String, ServerSocket> taken : Map.of(
                            "createorder.app.console.port", console,
                            "createorder.app.broker.port", broker,
                            "camel.management.port", management)
                    .entrySet()) {
                assertThat(out)
                        .contains("note   " + taken.getKey() + " "
                                + taken.getValue().getLocalPort()
                                + " is in use on 127.0.0.1: unless by the node that is to be replaced");
            }
        }
    }

    /** An address of no machine, or of another one. */
    @Test
    void checkTellsAPortThatNoStartWouldGet() throws Exception {
        assertThat(command(
                        "check",
                        node(
                                "camel.server.enabled",
                                "true",
                                "camel.server.port",
                                "18097",
                                "camel.server.host",
                                "no-such-host.invalid")))
                .isEqualTo(2);
        assertThat(out)
                .contains("FAULT  camel.server.port 18097 is in use on no-such-host.invalid, or not to be had (");
    }

    @Test
    void checkTellsABrokerThatIsOpenWithoutAPassword() throws Exception {
        assertThat(command("check", node("createorder.app.broker.port", "18096")))
                .isEqualTo(2);
        assertThat(out).contains("FAULT  createorder.app.broker.password is missing");
    }

    /** A process, for what stands in its log: from its start until a signal ends it. */
    @Test
    @Timeout(300)
    void aStartSaysWhereItListensAndAnEndWhatItWasBy() throws Exception {
        int console = FreePort.find();
        int management = FreePort.find();
        List<String> lines = new ArrayList<>();
        nodeAt(console, management).forEach((key, value) -> lines.add(key + " = " + value));
        Files.write(folder.resolve("application.properties"), lines);
        Process run = run();
        StringBuilder said = new StringBuilder();
        Thread reader = new Thread(() -> read(run, said));
        reader.start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !run.isAlive() || said.toString().contains(":" + management + " answers at"));
            assertThat(said.toString())
                    .contains("http://127.0.0.1:" + console + " answers at /createorder")
                    .contains("http://127.0.0.1:" + management + " answers at /observe/health")
                    .doesNotContain("0.0.0.0");
            run.toHandle().destroy();
            assertThat(run.waitFor(30, TimeUnit.SECONDS)).as("ended").isTrue();
            reader.join();
            assertThat(said.toString()).contains("SIGTERM");
        } finally {
            run.destroyForcibly();
        }
    }

    @Test
    @Timeout(300)
    void aStartThatIsRefusedSaysWhyAndNothingOfASignal() throws Exception {
        Files.write(
                folder.resolve("application.properties"),
                List.of("createorder.app.data = " + folder.resolve("data"), "createorder.gateway.app-key = 1"));
        Process run = run();
        StringBuilder said = new StringBuilder();
        read(run, said);
        assertThat(run.waitFor()).isEqualTo(2);
        assertThat(said.toString())
                .contains("createorder.gateway.app-secret is missing")
                .doesNotContain("SIGTERM")
                .doesNotContain("hook");
    }

    /** Refused while Camel starts, which Camel tells with a stack trace. */
    @Test
    @Timeout(300)
    void aStartThatIsRefusedLateSaysWhyOnce() throws Exception {
        List<String> lines = new ArrayList<>();
        node("camel.main.routes-include-pattern", "classpath:camel/createorder.camel.yaml")
                .forEach((key, value) -> lines.add(key + " = " + value));
        Files.write(folder.resolve("application.properties"), lines);
        Process run = run();
        StringBuilder said = new StringBuilder();
        read(run, said);
        assertThat(run.waitFor()).isEqualTo(2);
        assertThat(said.toString())
                .containsOnlyOnce("the route createorder-send is not there")
                .doesNotContain("\tat ")
                .doesNotContain("SIGTERM");
    }

    private Process run() throws IOException {
        return JavaProcess.of(App.class, "run", "--config", folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static void read(Process process, StringBuilder said) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
            }
        } catch (IOException e) {
            // It has ended.
        }
    }
}
