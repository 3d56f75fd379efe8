package io.github.createorder.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.errors.Actions;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.Job;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.testing.FreePort;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;

/** The demo has the machine, and its console, not for itself alone. */
class DemoBesideTest {
    private static final Actor WANG = Actor.atConsole("wang", "127.0.0.1");

    private Demo demo;
    private ServerSocket other;

    /** Does something at the moment when the demo says a line. */
    private final class Beside extends PrintWriter {
        private final int port;

        Beside(StringWriter text, int port) {
            super(text, true);
            this.port = port;
        }

        @Override
        public void println(String line) {
            super.println(line);
            if (line.startsWith("  gateway ")) {
                // After the command line has been read, before anything of the node is there.
                try {
                    other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            } else if (line.startsWith("Now somebody adds product")) {
                act();
            }
        }
    }

    /** What is faulty in three ways: corrected and sent, closed, and sent again in vain. */
    private void act() {
        Actions actions = demo.app().bean("createorderActions", Actions.class);
        JdbcTemplate ledger = new JdbcTemplate(demo.app().bean("ledger", DataSource.class));
        Map<String, Object> noDay = one(ledger, "cause = 'MAPPING' AND source = 'core' AND reason LIKE '%20260230%'");
        Integer policies = new JdbcTemplate(demo.app().bean("legacy", DataSource.class))
                .queryForObject(
                        "SELECT COUNT(*) FROM LEGACY_POLICY WHERE ORDER_NO = ?", Integer.class, noDay.get("ref"));
        assertThat(actions.edit(
                        WANG,
                        (Long) noDay.get("id"),
                        (Integer) noDay.get("version"),
                        IntStream.range(0, policies)
                                .mapToObj(policy -> new Actions.Edit(policy, "START_DATE", "20261201"))
                                .toList(),
                        "the day"))
                .isEmpty();
        Map<String, Object> unmapped = one(ledger, "cause = 'UNMAPPED_PRODUCT' AND source = 'core'");
        assertThat(actions.close(
                        WANG,
                        (Long) unmapped.get("id"),
                        (Integer) unmapped.get("version"),
                        "cancelled by the customer"))
                .isEmpty();
        Job plan = actions.plan(WANG, ErrorSelection.ofCause(ErrorCause.INVALID), "to see what happens");
        assertThat(actions.start(WANG, plan.id(), plan.digest())).isEmpty();
    }

    private static Map<String, Object> one(JdbcTemplate ledger, String where) {
        return ledger.queryForMap("SELECT id, version, ref FROM createorder_entry WHERE status = 'ERROR' AND " + where
                + " ORDER BY id LIMIT 1");
    }

    @Test
    @Timeout(240)
    void whatOthersDoMeanwhileIsToldAndNotTakenForItsOwn() throws Exception {
        Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target", "scenes")), "demo-")
                .resolve("data");
        int port = FreePort.find();
        StringWriter text = new StringWriter();
        try (Demo running = new Demo(data, 1_200, 7, true, port, new Beside(text, port));
                AutoCloseable closed = () -> other.close()) {
            assertThat(closed).isNotNull();
            demo = running;
            boolean right = demo.run();
            assertThat(right).as(text.toString()).isTrue();
            String said = text.toString();
            assertThat(said)
                    .contains("All as it must be")
                    .containsPattern(
                            "by somebody +\\d+ +orders replayed, edited or closed meanwhile, of them accepted now: 1\n")
                    .doesNotContain("127.0.0.1:" + port + "/");
            String address = said.replaceFirst("(?s).*  console   (\\S+),.*", "$1");
            HttpResponse<String> page = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(data.resolve("application.properties"))
                    .content()
                    .contains("createorder.app.console.port = "
                            + URI.create(address).getPort());
        }
    }
}
