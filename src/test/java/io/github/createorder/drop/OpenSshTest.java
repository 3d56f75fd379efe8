package io.github.createorder.drop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.net.OpenSsh;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against OpenSSH's server, which most banks run. Not run, and saying so, where it is not installed. */
class OpenSshTest extends SftpTestBase {
    private OpenSsh server;

    @BeforeEach
    void start() throws Exception {
        if (!OpenSsh.isInstalled()) {
            System.err.println("NOT RUN: OpenSshTest needs OpenSSH's server: apt-get install openssh-server");
        }
        Assumptions.assumeTrue(
                OpenSsh.isInstalled(), "OpenSSH's server is not installed: apt-get install openssh-server");
        server = OpenSsh.start(root.resolve("sshd"), configuration());
    }

    private static String[] configuration() {
        return new String[] {"PasswordAuthentication yes", "KbdInteractiveAuthentication yes"};
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    Map<String, String> login() throws Exception {
        return Map.of(
                "sftp.host", "127.0.0.1",
                "sftp.port", String.valueOf(server.port()),
                "sftp.user", OpenSsh.user(),
                "sftp.private-key", server.privateKey().toString(),
                "sftp.timeout", "10s",
                "sftp.known-hosts", server.knownHosts().toString());
    }

    @Override
    String path(Path folder) {
        return folder.toAbsolutePath().toString();
    }

    @Override
    Path onAnotherVolume() throws Exception {
        Path memory = Path.of("/dev/shm");
        Assumptions.assumeTrue(
                Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(root)),
                "this machine has no second volume at /dev/shm");
        return Files.createTempDirectory(memory, "createorder-done");
    }

    @Override
    void denyRename(boolean deny) throws Exception {
        server.deny(deny ? new String[] {"rename", "posix-rename"} : new String[0]);
    }

    @Override
    int listings() throws Exception {
        return server.requests("opendir ");
    }

    @Override
    int passwords() throws Exception {
        return server.logins("Failed (password|keyboard-interactive)");
    }

    @Test
    void keyAndPasswordTogetherWithTheWrongPasswordIsOneTry() throws Exception {
        server.close();
        server = OpenSsh.start(
                root.resolve("sshd2"),
                "PasswordAuthentication yes",
                "KbdInteractiveAuthentication yes",
                "AuthenticationMethods publickey,password");
        assertThatThrownBy(() -> sftp("sftp.password", "wrong").list()).hasMessageContaining("refuses the login");
        assertThat(server.logins("Partial publickey")).isEqualTo(1);
        assertThat(passwords()).isEqualTo(1);
    }

    @Test
    void namesInGbk() throws Exception {
        String bytes = "$(printf '\\261\\243\\265\\245').txt";
        shell("printf 'O1|1.00\\n' > " + bytes + " && : > " + bytes + ".ok");
        DropSource garbled = source(sftp());
        assertThat(look(garbled)).isEmpty();
        assertThat(alarms.current())
                .isNotEmpty()
                .allSatisfy(alarm -> assertThat(alarm.text()).contains("sftp.names"));
        DropSource source = source(sftp("sftp.names", "GBK"));
        assertThat(look(source)).isEmpty();
        assertThat(alarms.current()).isEmpty();
        assertThat(deliver(receipts("a", sftp("sftp.names", "GBK"), alarms))).containsExactly("保单.txt.ret");
        shell("test -f done/" + bytes + " && test -f done/" + bytes + ".ok && test -f out/" + bytes + ".ret");
    }

    private void shell(String command) throws Exception {
        int exit = new ProcessBuilder("sh", "-c", command)
                .directory(root.resolve("in").toFile())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).as(command).isZero();
    }
}
