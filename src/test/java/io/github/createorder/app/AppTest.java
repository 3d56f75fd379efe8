package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.errors.Actions;
import io.github.createorder.errors.ErrorQueue;
import io.github.createorder.errors.JobRunner;
import io.github.createorder.errors.ReplayDesk;
import io.github.createorder.health.Watch;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.LedgerDb;
import io.github.createorder.ledger.LedgerErrors;
import io.github.createorder.ledger.LedgerJobs;
import io.github.createorder.ledger.LedgerSchema;
import io.github.createorder.ledger.PayloadKeys;
import io.github.createorder.order.SourceRecordJson;
import io.github.createorder.sql.H2;
import io.github.createorder.testing.FreePort;
import io.github.createorder.testing.JavaProcess;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import picocli.CommandLine;

/** The command line as a whole, and the commands that run until they are told to stop, as processes of their own. */
class AppTest {
    private static final Set<String> COMMANDS = Set.of(
            "run",
            "init",
            "check",
            "preview",
            "coverage",
            "check-file",
            "status",
            "errors",
            "replay",
            "close",
            "reopen",
            "edit",
            "reconcile",
            "pause",
            "password",
            "resume",
            "schema",
            "demo",
            "sample",
            "sandbox",
            "bench",
            "generate-completion",
            "help");

    @TempDir
    Path folder;

    private String out;

    private int run(String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text, true);
        int code = App.commandLine().setOut(writer).setErr(writer).execute(arguments);
        out = text.toString();
        return code;
    }

    @Test
    void helpListsEveryCommandAndEachOfThemHasItsOwn() {
        Map<String, CommandLine> commands = new HashMap<>(App.commandLine().getSubcommands());
        commands.values()
                .removeIf(command -> command.getCommandSpec().usageMessage().hidden());
        assertThat(commands).containsOnlyKeys(COMMANDS);
        assertThat(run("help")).isZero();
        String all = out;
        for (String command : COMMANDS) {
            assertThat(all).containsPattern("(?m)^  " + command + " ");
            assertThat(run("help", command)).as(command).isZero();
            assertThat(out).contains("Usage: createorder " + command);
            String byOption = out;
            assertThat(run(command, "--help")).isZero();
            assertThat(out).isEqualTo(byOption);
        }
        assertThat(run()).as("without a command").isEqualTo(2);
        assertThat(out).startsWith("Usage: createorder");
        assertThat(run("--version")).isZero();
        assertThat(out).startsWith("createorder-routes ");
    }

    @Test
    void completionIsAScriptThatABashUnderstandsAndKnowsEveryCommand() throws Exception {
        assertThat(run("generate-completion")).isZero();
        assertThat(out).contains("complete -F _complete_createorder", "--accepted-to");
        Path script = Files.writeString(folder.resolve("completion"), out);
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source '" + script
                                + "' && COMP_WORDS=(createorder '') COMP_CWORD=1 && _complete_createorder &&"
                                + " printf '%s\\n' \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();
        List<String> offered = bash.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(offered).containsAll(COMMANDS);
    }

    @Test
    @Timeout(180)
    void sandboxAnswersUntilItIsToldToStop() throws Exception {
        Process sandbox = start("sandbox", "--port=0", "--latency=1");
        try (BufferedReader lines = sandbox.inputReader(StandardCharsets.UTF_8)) {
            // Log lines may come first.
            Matcher address = Pattern.compile("Sandbox gateway at (http://127\\.0\\.0\\.1:\\d+)/router/rest")
                    .matcher(lines.readLine());
            while (!address.find()) {
                address.reset(lines.readLine());
            }
            HttpResponse<String> stats = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(address.group(1) + "/sandbox/stats"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(stats.statusCode()).isEqualTo(200);
            assertThat(stats.body()).contains("\"posts\" : 0");
            sandbox.toHandle().destroy();
            assertThat(sandbox.waitFor(20, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            sandbox.destroyForcibly();
        }
    }

    @Test
    @Timeout(180)
    void benchComparesASmallRoundAndTheSetsAreAlike() {
        assertThat(run("bench", "--orders", "60", "--rounds", "1", "--concurrency", "4", "--latency", "1"))
                .as(out)
                .isZero();
        assertThat(out)
                .contains("60 orders a round, 4 at once, gateway latency 1 ms")
                .contains("accepted in the ledger 120, at the gateway 120, missing 0, extra 0")
                .containsPattern("median: \\d+% of the bare client's rate, \\d+\\.\\d\\d times its CPU an order");
    }

    /** What has been moved stays moved, and the person is told how many; no message is lost between the queues. */
    @Test
    @Timeout(120)
    void aReplayThatIsBrokenOffEndsAfterTheBatchInHand() throws Exception {
        int messages = 5_000;
        int port = FreePort.find();
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(
                config.resolve("application.properties"),
                "createorder.app.data = " + folder.resolve("data") + "\ncreateorder.app.broker.port = " + port
                        + "\ncreateorder.app.broker.password = only-on-loopback\n");
        try (EmbeddedBroker broker = EmbeddedBroker.start(
                folder.resolve("broker"),
                EmbeddedBroker.Queues.DEFAULT,
                new EmbeddedBroker.Tcp(port, "createorder", "only-on-loopback"))) {
            LedgerDb db = inError(messages);
            LedgerErrors errors = new LedgerErrors(db);
            LedgerJobs jobs =
                    new LedgerJobs(db, PayloadKeys.NONE, SourceRecordJson::write, "node", Duration.ofMinutes(1));
            ErrorQueue queue = new ErrorQueue(broker.connectionFactory(), "createorder.errors");
            Watch watch = new Watch(InstantSource.system());
            ReplayDesk desk = new ReplayDesk(
                    broker.connectionFactory(),
                    errors,
                    new Actions(jobs, null, null, source -> Set.of(), null, queue),
                    watch);
            // Waits while a thousand orders are due: nobody sends any here.
            JobRunner runner = new JobRunner(jobs, errors, null, queue, watch);
            AtomicBoolean told = new AtomicBoolean();
            Thread node = new Thread(() -> answer(broker, desk, told));
            node.start();
            Thread route = new Thread(() -> {
                while (!told.get()) {
                    runner.run();
                    LockSupport.parkNanos(50_000_000);
                }
            });
            route.start();
            Process replay = start("replay", "--all", "--go", "--reason", "a test", "--config", config.toString());
            List<String> said = new ArrayList<>();
            try (BufferedReader lines = replay.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    said.add(line);
                    if (line.startsWith("  sent ") && !line.startsWith("  sent again 0 ")) {
                        // As Ctrl-C, which a JVM that was started in the background does not hear.
                        replay.toHandle().destroy();
                    }
                }
            } finally {
                replay.destroyForcibly();
            }
            assertThat(said).first().asString().startsWith("Plan: 5,000 orders");
            Matcher end = Pattern.compile("Cancelled; ([\\d,]+) of 5,000 are sent again.*")
                    .matcher(said.get(said.size() - 1));
            assertThat(end.matches()).as(String.join("\n", said)).isTrue();
            int sent = Integer.parseInt(end.group(1).replace(",", ""));
            assertThat(sent).isBetween(200, messages - 1);
            told.set(true);
            node.join();
            route.join();
            assertThat(errors.plan(ErrorSelection.all()).total()).isEqualTo(messages - sent);
        }
    }

    /** As many orders in error, in a ledger that only a node has. */
    private static LedgerDb inError(int orders) throws SQLException {
        DataSource database = JdbcConnectionPool.create("jdbc:h2:mem:broken-off", "sa", "");
        LedgerSchema.migrate(database);
        JdbcTemplate sql = new JdbcTemplate(database);
        sql.update(
                "INSERT INTO createorder_entry (order_key, identifier, source, ref, status, cause, version, attempts,"
                        + " round_attempts, replays, may_be_executed, taken_at, ended_at, record_digest)"
                        + " SELECT 'K' || x, 'K' || x, 'core', x, 'ERROR', 'UNKNOWN', 0, 1, 1, 0, TRUE, 1, 1, 'd'"
                        + " FROM system_range(1, ?)",
                orders);
        sql.update(
                "INSERT INTO createorder_payload (entry_id, record, request) SELECT id, '{}', '{}' FROM createorder_entry");
        return new LedgerDb(database, new H2());
    }

    /** As a node's route does. */
    private static void answer(EmbeddedBroker broker, ReplayDesk desk, AtomicBoolean told) {
        try (JMSContext context = broker.connectionFactory().createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue("createorder.replay"))) {
            while (!told.get()) {
                Message request = consumer.receive(200);
                if (request != null) {
                    desk.answer(request);
                }
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process start(String... arguments) throws IOException {
        return JavaProcess.of(App.class, arguments)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
