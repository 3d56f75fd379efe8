package io.github.createorder.net;

import io.github.createorder.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * OpenSSH's own server on loopback, with configuration, keys and log in a folder of its own. It lets in who runs this test, by
 * key; passwords it only refuses. What its SFTP part is asked for stands in the log.
 */
public final class OpenSsh implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final Process server;

    private OpenSsh(Path folder, int port, Process server) {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    private static Optional<Path> find(String... places) {
        return Stream.of(places).map(Path::of).filter(Files::isExecutable).findFirst();
    }

    private static Optional<Path> sshd() {
        return find("/usr/sbin/sshd", "/usr/local/sbin/sshd");
    }

    private static Optional<Path> sftpServer() {
        return find("/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server", "/usr/libexec/sftp-server");
    }

    /** Whether this machine has it. */
    public static boolean isInstalled() {
        return sshd().isPresent() && sftpServer().isPresent();
    }

    /** @param more lines of its configuration */
    public static OpenSsh start(Path folder, String... more) throws Exception {
        Files.createDirectories(folder);
        key(folder.resolve("host_key"));
        key(folder.resolve("id"));
        Files.copy(folder.resolve("id.pub"), folder.resolve("authorized_keys"));
        if (user().equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Path sftp = Files.writeString(
                folder.resolve("sftp.sh"),
                "#!/bin/sh\nexec " + sftpServer().orElseThrow() + " -e -l INFO $(cat '" + folder.resolve("flags")
                        + "') 2>>'" + folder.resolve("sftp.log") + "'\n");
        Files.setPosixFilePermissions(sftp, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("flags"), "");
        Files.writeString(folder.resolve("sftp.log"), "");
        int port = FreePort.find();
        Path config = Files.writeString(
                folder.resolve("sshd_config"),
                String.join(
                        "\n",
                        "Port " + port,
                        "ListenAddress 127.0.0.1",
                        "HostKey " + folder.resolve("host_key"),
                        "PidFile none",
                        "UsePAM no",
                        "StrictModes no",
                        "PermitRootLogin yes",
                        "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
                        "LogLevel VERBOSE",
                        "Subsystem sftp " + sftp,
                        String.join("\n", more),
                        ""));
        Process server = new ProcessBuilder(sshd().orElseThrow().toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile())
                .start();
        OpenSsh started = new OpenSsh(folder, port, server);
        started.awaitOpen();
        return started;
    }

    private static void key(Path file) throws Exception {
        int exit = new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("ssh-keygen ended with " + exit);
        }
    }

    private void awaitOpen() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                if (!server.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("sshd does not listen: " + log("sshd.log"), e);
                }
                Thread.sleep(20);
            }
        }
    }

    public static String user() {
        return System.getProperty("user.name");
    }

    public int port() {
        return port;
    }

    /** The private key that lets in. */
    public Path privateKey() {
        return folder.resolve("id");
    }

    public Path knownHosts() throws IOException {
        return Files.writeString(
                folder.resolve("known_hosts"),
                "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host_key.pub")));
    }

    /** From the next connection on these requests are denied, such as {@code rename}; none for all to be served. */
    public void deny(String... requests) throws IOException {
        Files.writeString(folder.resolve("flags"), requests.length == 0 ? "" : "-P " + String.join(",", requests));
    }

    private String log(String name) throws IOException {
        return Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1);
    }

    /** How often something stands in the log of logins. */
    public int logins(String regex) throws IOException {
        return count(regex, log("sshd.log"));
    }

    /** How often something stands in the log of requests for files and folders. */
    public int requests(String regex) throws IOException {
        return count(regex, log("sftp.log"));
    }

    private static int count(String regex, String log) {
        return (int) Pattern.compile(regex).matcher(log).results().count();
    }

    @Override
    public void close() {
        List<ProcessHandle> children = server.descendants().toList();
        server.destroy();
        children.forEach(ProcessHandle::destroy);
    }
}
