package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.sandbox.SandboxGateway;
import io.github.createorder.app.sandbox.SandboxSettings;
import io.github.createorder.testing.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.h2.Driver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a command cannot do is told in a line that says what to correct, with exit code 2. */
class CommandFaultsTest {
    @TempDir
    Path folder;

    private String out;
    private String err;

    private int run(String... arguments) {
        return run(App.commandLine(), arguments);
    }

    private int run(CommandLine commandLine, String... arguments) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        int code = commandLine
                .setOut(new PrintWriter(outText, true))
                .setErr(new PrintWriter(errText, true))
                .execute(arguments);
        out = outText.toString();
        err = errText.toString();
        return code;
    }

    /** With the properties of a node on this folder, and further ones, as key=value. */
    private int runWith(List<String> settings, String... arguments) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "createorder.gateway.url=http://127.0.0.1:1/router/rest",
                "createorder.gateway.app-key=12345678",
                "createorder.gateway.app-secret=of-a-test-only",
                "createorder.app.data=" + folder.resolve("data")));
        lines.addAll(settings);
        Files.write(folder.resolve("application.properties"), lines);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", folder.toString()));
        return run(all.toArray(String[]::new));
    }

    private int withTables(String... arguments) throws Exception {
        if (!Files.exists(folder.resolve("data/ledger.mv.db"))) {
            runWith(List.of(), "status");
            try (Standalone node = new Standalone(folder, Map.of()).start()) {
                assertThat(node.main().isStarted()).isTrue();
            }
        }
        return runWith(List.of("createorder.sources="), arguments);
    }

    private void assertOneLine(String... parts) {
        assertThat(err.lines()).as(err).hasSize(1);
        assertThat(err).contains(parts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "errors", "reconcile", "pause --reason r", "resume --reason r"})
    void tablesThatAreNotThereYetAreTold(String command) throws IOException {
        assertThat(runWith(List.of(), command.split(" ", -1))).isEqualTo(2);
        assertOneLine(
                "the ledger's tables are not there yet: the first `run` makes them (or `schema` prints what a DBA");
    }

    @Test
    void embeddedLedgerOfANodeThatRunsIsToldAtOnce() throws Exception {
        withTables("status");
        assertThat(err).isEmpty();
        try (OtherProcess node = OtherProcess.on(folder.resolve("data/ledger"))) {
            assertThat(node.process.isAlive()).isTrue();
            long begin = System.nanoTime();
            assertThat(withTables("status")).isEqualTo(2);
            assertOneLine(
                    "a node runs on this embedded ledger: stop it first, or give the ledger a database of its own");
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin))
                    .as("seconds")
                    .isLessThan(8);

            assertThat(runWith(List.of("createorder.send.lease=1s"), "check")).isEqualTo(2);
            assertThat(out).contains("a node runs on this embedded ledger", "createorder.send.lease", "2 fault(s)");
        }
    }

    /** Holds an embedded database open, as a node does. */
    private record OtherProcess(Process process) implements AutoCloseable {
        static OtherProcess on(Path database) throws Exception {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            Path.of(Driver.class
                                            .getProtectionDomain()
                                            .getCodeSource()
                                            .getLocation()
                                            .toURI())
                                    .toString(),
                            "org.h2.tools.Shell",
                            "-url",
                            EmbeddedParts.embeddedUrl(database.getParent(), "ledger"),
                            "-user",
                            "sa",
                            "-password",
                            "")
                    .redirectErrorStream(true)
                    .start();
            StringBuilder said = new StringBuilder();
            while (!said.toString().contains("sql>")) {
                int read = process.getInputStream().read();
                assertThat(read).as(said.toString()).isNotNegative();
                said.append((char) read);
            }
            return new OtherProcess(process);
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    @Test
    void managementPortThatIsTakenRefusesTheStartAlongWithEveryOtherFault() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(runWith(
                            List.of(
                                    "camel.management.enabled=true",
                                    "camel.management.port=" + taken.getLocalPort(),
                                    "createorder.app.data-source.ledger.pool-size=0",
                                    "createorder.gateway.app-secret=changeme"),
                            "run"))
                    .isEqualTo(2);
            assertThat(err)
                    .startsWith("createorder-routes will not start, 3 fault(s)")
                    .contains("camel.management.port " + taken.getLocalPort() + " is in use")
                    .contains("createorder.app.data-source.ledger.pool-size = '0' must be")
                    .contains("is a placeholder");
        }
    }

    /** Whoever has it: this test, or another one beside it. */
    private static AutoCloseable take(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (BindException e) {
            // Taken is taken.
        }
        return socket;
    }

    @Test
    void theDefaultManagementPortThatIsTakenRefusesTheStart() throws Exception {
        try (AutoCloseable taken = take(8080)) {
            assertThat(taken).isNotNull();
            assertThat(runWith(List.of("camel.management.enabled=true"), "run")).isEqualTo(2);
            assertThat(err).contains("camel.management.port 8080 (the default) is in use");
        }
    }

    @Test
    void twoServersOnOnePortRefuseTheStart() throws Exception {
        int port = FreePort.find();
        assertThat(runWith(
                        List.of(
                                "camel.management.enabled=true",
                                "camel.management.port=" + port,
                                "camel.server.enabled=true",
                                "camel.server.port=" + port),
                        "run"))
                .isEqualTo(2);
        assertThat(err).contains("camel.management.port and camel.server.port are both " + port);
    }

    @Test
    void theProxysPasswordIsInNoFault() throws IOException {
        for (String proxy : List.of(
                "http://user:tell-nobody@proxy", "http://user:tell-nobody@proxy:3128", "user:tell-nobody@p:1")) {
            assertThat(runWith(List.of("createorder.gateway.proxy=" + proxy), "check"))
                    .as(proxy)
                    .isEqualTo(2);
            assertThat(out).contains("createorder.gateway.proxy", "***@").doesNotContain("tell-nobody");
        }
    }

    @Test
    void nobodyElseReadsTheDataFolder() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        assumeThat(data.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        runWith(List.of(), "status");
        try (Standalone node = new Standalone(folder, Map.of()).start();
                Stream<Path> all = Files.walk(data)) {
            assertThat(node.main().isStarted()).isTrue();
            List<Path> paths = all.toList();
            assertThat(paths).contains(data.resolve("ledger.mv.db"), data.resolve("broker/journal"));
            assertThat(paths).allSatisfy(path -> {
                String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                assertThat(rights).as(path.toString()).isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            });
        }
    }

    @Test
    void tooLittleMemoryIsNoAnswerOfACommand() {
        CommandLine commandLine = App.commandLine().setExecutionStrategy(parsed -> {
            throw new OutOfMemoryError("Java heap space");
        });
        StringWriter said = new StringWriter();
        commandLine.setErr(new PrintWriter(said, true));
        assertThat(App.exitCode(commandLine, "reconcile")).isEqualTo(CommandFailures.SOFTWARE);
        assertThat(said.toString()).contains("too little memory", "Java heap space");
    }

    @Test
    void secondNodeOnTheSameDataFolderIsRefused() throws Exception {
        withTables("status");
        try (Standalone node = new Standalone(folder, Map.of()).start()) {
            assertThat(node.main().isStarted()).isTrue();
            assertThat(withTables("run")).isEqualTo(2);
        }
        assertThat(err)
                .contains("1 fault(s)", "another createorder process runs on it")
                .doesNotContain("\tat ");
    }

    @Test
    void checkTellsADataFolderThatCannotBeMadeAndMakesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        for (Path data : List.of(file, file.resolve("below"))) {
            assertThat(runWith(List.of("createorder.app.data=" + data), "check"))
                    .isEqualTo(2);
            assertThat(out).contains("FAULT  createorder.app.data: the folder " + data, file + " is no folder");
        }
        assertThat(runWith(List.of(), "check")).as(out).isZero();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void filesThatAreMissingOrFoldersAreTold() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.csv"));
        assertThat(run("check-file", "--format", "nosuch", empty.toString())).isEqualTo(2);
        assertOneLine("there is no file or folder nosuch");
        assertThat(run("check-file", "--format", folder.toString(), empty.toString()))
                .isEqualTo(2);
        assertThat(err).startsWith("--format: " + folder + " is a folder; name a file");
        assertThat(withTables("reconcile", "--file", "nosuch")).isEqualTo(2);
        assertThat(err).contains("nosuch").doesNotContain("\tat ");
        assertThat(withTables("reconcile", "--file", empty.toString())).isEqualTo(2);
        assertThat(err).isNotEmpty().doesNotContain("\tat ");
        assertThat(run("status", "--config", "nosuch")).isEqualTo(2);
        assertOneLine("there is no readable file", "application.properties");
        assertThat(run("demo", "--data", folder.toString())).isEqualTo(2);
        assertOneLine("holds files that are no demo's; name another with --data");
        assertThat(empty).as("what is the user's own").exists();
    }

    /** It would empty the folder under the other one's feet. */
    @Test
    void secondDemoInOneFolderIsRefused() throws Exception {
        Path mark = Files.createFile(folder.resolve(".createorder-demo"));
        Path ledger = Files.createFile(folder.resolve("ledger.mv.db"));
        try (FileChannel other = FileChannel.open(mark, StandardOpenOption.WRITE)) {
            other.lock();
            assertThat(run("demo", "--data", folder.toString())).isEqualTo(2);
        }
        assertOneLine("Another demo runs in the folder " + folder + ": stop it first");
        assertThat(ledger).exists();
    }

    @Test
    void sandboxThatCannotStartSaysWhy() throws IOException {
        try (SandboxGateway other = SandboxGateway.start(SandboxSettings.of("k", "s"))) {
            assertThat(run("sandbox", "--port", String.valueOf(other.port()))).isEqualTo(2);
            assertOneLine("the sandbox could not listen on 127.0.0.1:" + other.port() + ": ");
        }
        assertThat(run("sandbox", "--port", "99999")).isEqualTo(2);
        assertThat(err).startsWith("--port = 99999 must be from 0 to 65535");
        assertThat(run("sandbox", "--latency", "-1")).isEqualTo(2);
        assertThat(err).startsWith("--latency = -1 must be 0 or more");
        Path file = Files.writeString(folder.resolve("file"), "a text of somebody, not ended by a new line");
        assertThat(run("sandbox", "--port", "0", "--journal", file.resolve("j").toString()))
                .isEqualTo(2);
        assertThat(err).contains(file.toString()).doesNotContain("\tat ");
        assertThat(run("sandbox", "--port", "0", "--journal", file.toString())).isEqualTo(2);
        assertOneLine(file + " is no journal of a sandbox, see its line 1");
        assertThat(file).content().startsWith("a text of somebody");
    }

    @Test
    void ledgerUrlWithoutADriverIsToldWithoutWhatMayBeSecretInIt() throws IOException {
        assertThat(runWith(List.of("createorder.app.data-source.ledger.url=jdbc:nosuch://u:hush@host/x"), "status"))
                .isEqualTo(2);
        assertOneLine("createorder.app.data-source.ledger.url", "no driver");
        assertThat(err).doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo --orders 0",
                "demo --orders -3",
                "bench --orders 0",
                "bench --rounds 0",
                "bench --concurrency 0",
                "preview core --first 0"
            })
    void countsBelowOneAreRefused(String command) {
        assertThat(run(command.split(" ", -1))).isEqualTo(2);
        assertThat(err).contains(" must be 1 or more");
        assertThat(out).isEmpty();
    }

    @Test
    void timesAreReadAsPeopleWriteThemAndWrongOnesSayHow() throws IOException {
        assertThat(run("replay", "--all", "--since", "yesterday")).isEqualTo(2);
        assertThat(err)
                .contains("'yesterday' must be yyyy-MM-ddTHH:mm, such as 2026-11-28T09:00")
                .doesNotContain("java.");
        assertThat(run("reconcile", "--day", "28.11.2026")).isEqualTo(2);
        assertThat(err)
                .contains("'28.11.2026' must be yyyy-MM-dd, such as 2026-11-28")
                .doesNotContain("java.");
        assertThat(run("replay", "--all", "--since", "2026-11-29", "--until", "2026-11-28"))
                .isEqualTo(2);
        assertThat(err).contains("--since 2026-11-29T00:00 must be before --until 2026-11-29T00:00");
        // A day from its begin to its end: what is wrong then is only that there is no broker.
        assertThat(runWith(List.of(), "replay", "--all", "--since", "2026-11-28", "--until", "2026-11-28"))
                .isEqualTo(2);
        assertThat(err).contains("the embedded broker lets nobody in");
    }

    @Test
    void errorsRefusesWhatItWouldPassOverInSilence() throws Exception {
        assertThat(withTables("errors", "--payload")).isEqualTo(2);
        assertThat(err).contains("--payload shows one order: it needs --identifier");
        assertThat(withTables("errors", "--source", "nosuch")).isEqualTo(2);
        assertThat(err).contains("there is no source 'nosuch'", "there are []");
    }

    @Test
    void replaySaysThatNoNodeAnswers() throws Exception {
        Path data = folder.resolve("broker");
        int port = FreePort.find();
        try (EmbeddedBroker broker = EmbeddedBroker.start(
                data, EmbeddedBroker.Queues.DEFAULT, new EmbeddedBroker.Tcp(port, "createorder", "pw"))) {
            assertThat(broker.connectionFactory()).isNotNull();
            List<String> settings = List.of(
                    "createorder.sources=core",
                    "createorder.app.broker.port=" + port,
                    "createorder.app.broker.password=pw");
            assertThat(runWith(settings, "replay", "--source", "core", "--wait", "1"))
                    .isEqualTo(1);
            assertOneLine(
                    "The broker at tcp://127.0.0.1:" + port + " is there, but no node answers within 1 s: one must run",
                    "Nothing was planned or sent.");
            assertThat(err).doesNotContain("stays sent");
        }
    }

    @ParameterizedTest
    @CsvSource({"'', planned or sent", "--trial, sent", "--go --reason r, sent"})
    void replayWithoutABrokerSaysThatNothingWasPlannedOrSent(String how, String what) throws Exception {
        List<String> settings = List.of(
                "createorder.app.broker.port=" + FreePort.find(), "createorder.app.broker.password=only-on-loopback");
        assertThat(runWith(settings, ("replay --all " + how).strip().split(" ", -1)))
                .isEqualTo(1);
        assertOneLine(
                "The broker at tcp://127.0.0.1:",
                " cannot be used as ",
                "Nothing was " + what + ": a node must run with this broker; start the routes first.");
        assertThat(err).doesNotContain("stays sent");
    }

    @CommandLine.Command(name = "broken")
    static final class Broken implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("a bug");
        }
    }

    @Test
    void errorInTheProgramShowsItsTraceAndHasAnExitCodeOfItsOwn() {
        assertThat(run(App.commandLine().addSubcommand(new Broken()), "broken")).isEqualTo(70);
        assertThat(err).contains("java.lang.IllegalStateException: a bug", "\tat ", "please report it");
    }

    @Test
    void traceIsShownOnRequest() {
        assertThat(run(App.commandLine(true), "status", "--config", "nosuch")).isEqualTo(2);
        assertThat(err).contains("\tat ", "there is no readable file");
    }

    @Test
    void everyCommandSaysInWholeSentencesWhatItDoesAndWhatItsExitCodesMean() {
        App.commandLine().getSubcommands().forEach((name, command) -> {
            assertThat(command.getUsageMessage())
                    .as(name)
                    .contains("Exit codes:", "70", CommandFailures.DEBUG + "=1 in the environment");
            if (!name.equals("help")) {
                assertThat(command.getCommandSpec().usageMessage().description()[0])
                        .as(name)
                        .endsWith(".");
            }
        });
    }

    /** A container's locale has no Chinese. */
    @Test
    void chineseIsPrintedInUtf8WhereTheLocaleHasNone() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dfile.encoding=US-ASCII",
                        "-cp",
                        System.getProperty("java.class.path"),
                        App.class.getName(),
                        "check-file",
                        "--format",
                        "config/formats/core-policies-fixed.format.yaml",
                        "--mapping",
                        "config/mappings/core-policies.mapping.yaml",
                        new DropSample(1)
                                .fixed(folder, "HOST_20261125_001.txt", "F", 1)
                                .toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).containsPattern("\\p{IsHan}{2}");
    }

    /** Camel ends with the first of its own; whoever corrects it is told all that stands in the way. */
    @Test
    void camelsOwnPropertiesAreFaultsOfTheListToo() throws IOException {
        List<String> wrong = List.of(
                "camel.main.shutdown-timout=5",
                "camel.main.stream-caching-enabled=perhaps",
                "camel.ssl.keystore-pasword=hush",
                "createorder.settle.batch=0",
                "createoder.settle.batch=0",
                "creatorder.app.data=elsewhere");
        String[] told = {
            "camel.main.shutdown-timout is no property of Camel's; did you mean 'camel.main.shutdown-timeout'?",
            "camel.main.stream-caching-enabled has a value that Camel cannot use: ",
            "camel.ssl.keystore-pasword is no property of Camel's; did you mean 'camel.ssl.keystore-password'?",
            "createorder.settle.batch = '0' must be a whole number",
            "createoder.settle.batch is no property of ours, whose names begin with createorder.; did you mean"
                    + " 'createorder.settle.batch'?",
            "creatorder.app.data is no property of ours, whose names begin with createorder.; did you mean"
                    + " 'createorder.app.data'?"
        };
        assertThat(runWith(wrong, "check")).as(err).isEqualTo(2);
        assertThat(out).contains(told).contains("6 fault(s)").doesNotContain("hush");
        assertThat(err).doesNotContain("\tat ");
        assertThat(runWith(wrong, "run")).as(err).isEqualTo(2);
        assertThat(err)
                .startsWith("createorder-routes will not start, 6 fault(s)")
                .contains(told)
                .doesNotContain("hush")
                .doesNotContain("\tat ");
        assertThat(runWith(List.of("camel.main.shutdown-timout=5"), "status")).isEqualTo(2);
        assertOneLine("camel.main.shutdown-timout is no property of Camel's");
    }

    /** Camel says nothing of it. */
    @Test
    void aMistypedGroupOfCamelsPropertiesIsNoted() throws IOException {
        assertThat(runWith(
                        List.of("camel.mian.name=x", "camel.managment.enabled=true", "camel.kamelet.a.b=c"), "check"))
                .as(out)
                .isZero();
        assertThat(out)
                .contains(
                        "note   camel.managment.enabled is not read by Camel; did you mean 'camel.management.enabled'?")
                .contains("note   camel.mian.name is not read by Camel; did you mean 'camel.main.name'?")
                .doesNotContain("camel.kamelet");
    }

    /** One that nothing has the name of, and what Camel refuses in its own words. */
    @Test
    void componentsAndBeansThatAreNotThereAreFaults() throws IOException {
        assertThat(runWith(List.of("camel.component.jmss.foo=1", "createorder.settle.batch=0"), "check"))
                .as(err)
                .isEqualTo(2);
        assertThat(out)
                .contains("FAULT  camel.component.jmss.foo is not read: Camel cannot find component with name jmss")
                .contains("2 fault(s)");
        assertThat(runWith(List.of("camel.beans.foo.bar=1"), "check")).as(err).isEqualTo(2);
        assertThat(out).contains("FAULT  Camel refuses a property of its own: Cannot resolve bean with name foo");
        assertThat(runWith(List.of("camel.component.seda.queueSzie=1"), "check"))
                .isEqualTo(2);
        assertThat(out)
                .contains("FAULT  camel.component.seda.queueSzie is no property of Camel's; did you mean"
                        + " 'camel.component.seda.queue-size'?");
    }

    @Test
    void filesWithSecretsThatEverybodyMayReadAreNoted() throws Exception {
        assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Path users = Files.writeString(folder.resolve("users"), "");
        Path own = folder.resolve("application.properties");
        List<String> settings = List.of("createorder.console.users=" + users);
        runWith(settings, "check");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-r--rw-"));
        assertThat(runWith(settings, "check")).as(out).isZero();
        assertThat(out)
                .contains("note   createorder.console.users: every user of this machine may read " + users
                        + ": take that right away, chmod o-rwx")
                .contains(
                        "note   createorder.gateway.app-secret in clear: every user of this machine may read and change "
                                + own);
        for (Path file : List.of(users, own)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        }
        assertThat(runWith(settings, "check")).isZero();
        assertThat(out).doesNotContain("every user of this machine");
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-r--r--"));
        Files.write(
                own,
                Files.readAllLines(own).stream()
                        .map(line -> line.replaceFirst("app-secret=.*", "app-secret={{env:PATH}}"))
                        .toList());
        assertThat(run("check", "--config", folder.toString())).isZero();
        assertThat(out).as("a secret of the environment").doesNotContain("every user of this machine");
    }

    @Test
    void aDatabaseThatIsAwayIsNamedWithoutItsLogin() throws IOException {
        String url = "jdbc:postgresql://127.0.0.1:1/core";
        List<String> settings = List.of(
                "createorder.app.data-sources=ledger,core",
                "createorder.ledger.data-source=ledger",
                "createorder.app.data-source.core.url=" + url + "?user=scott&password=hush",
                "createorder.sources=core",
                "createorder.source.core.mapping=config/mappings/core-policies.mapping.yaml",
                "createorder.source.core.data-source=core",
                "createorder.source.core.table=T",
                "createorder.source.core.key-columns=K",
                "createorder.source.core.status-column=S",
                "createorder.source.core.claimed-by-column=B",
                "createorder.source.core.claimed-at-column=A");
        runWith(settings, "check");
        assertThat(out)
                .contains("note   source core: its database cannot be used now, and was not checked: ")
                .contains("(" + url + ")")
                .doesNotContain("hush")
                .doesNotContain("scott");
        runWith(List.of("createorder.app.data-source.ledger.url=" + url + "?user=scott&password=hush"), "check");
        assertThat(out)
                .contains("FAULT  the ledger's database cannot be used: ")
                .contains("(" + url + ")")
                .doesNotContain("hush")
                .doesNotContain("scott");
    }
}
