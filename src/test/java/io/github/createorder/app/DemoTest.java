package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's first command, with fewer orders. */
class DemoTest {

    @Test
    void everythingComesOutAsItMust() throws Exception {
        Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target", "scenes")), "demo-")
                .resolve("data");
        StringWriter out = new StringWriter();
        AtomicInteger code = new AtomicInteger(-1);
        Thread demo = new Thread(() -> code.set(App.commandLine()
                .setOut(new PrintWriter(out, true))
                .execute("demo", "--stay", "--console-port", "0", "--orders", "600", "--data", data.toString())));
        demo.start();
        await().atMost(Duration.ofMinutes(2))
                .until(() -> !demo.isAlive() || out.toString().contains("stop with Ctrl-C"));
        Matcher address =
                Pattern.compile("http://127\\.0\\.0\\.1:\\d+/createorder\\b").matcher(out.toString());
        assertThat(address.find()).as(out.toString()).isTrue();
        HttpResponse<String> overview = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address.group())).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(overview.statusCode()).as(overview.body()).isEqualTo(200);
        demo.interrupt();
        demo.join(60_000);
        assertThat(code).as(out.toString()).hasValue(0);
        assertThat(out.toString())
                .contains("All as it must be")
                .contains("  in a browser        " + address.group() + ": the operator's console")
                .contains("receipt   host/out/HOST_20261125_001.txt.ret, 151 lines")
                .contains("refused   host/error/HOST_20261125_002.txt")
                .contains("receipt   web/out/WEB_20261125_001.csv.2.ret")
                .contains("orders of the refused file                   at the gateway: 0");
        // What needs the databases, which it has for itself until Ctrl-C, stands behind the line that says so.
        String[] halves = out.toString().split("After Ctrl-C, for until then", -1);
        assertThat(halves).as(out.toString()).hasSize(2);
        assertThat(halves[0])
                .contains("Look further:")
                .doesNotContain("org.h2.tools.Shell")
                .doesNotContain("--config ");
        String config = " --config " + data + System.lineSeparator();
        assertThat(halves[1])
                .contains("'SELECT * FROM createorder_errors_view'", "LEGACY_ORDER LIMIT 20")
                .contains(" status" + config, " errors" + config, " reconcile" + config)
                .contains("sandbox --journal ", " run" + config, " replay --all" + config);
        for (String command : new String[] {"status", "errors", "reconcile"}) {
            assertThat(App.commandLine()
                            .setOut(new PrintWriter(new StringWriter()))
                            .execute(command, "--config", data.toString()))
                    .as(command)
                    .isZero();
        }
        // Its data can be run on without the demo's SFTP server.
        assertThat(data.resolve("application.properties"))
                .content()
                .contains("createorder.source.host.inbox")
                .doesNotContain("sftp.host");
    }
}
