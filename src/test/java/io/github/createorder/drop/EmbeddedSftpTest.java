package io.github.createorder.drop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.app.EmbeddedSftp;
import io.github.createorder.net.SftpFaults;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.PasswordAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against Apache MINA's server. */
class EmbeddedSftpTest extends SftpTestBase {
    private static final String PASSWORD = "right-4711";

    private final SftpFaults faults = new SftpFaults();
    private final AtomicInteger passwords = new AtomicInteger();
    private SshServer server;
    private EmbeddedSftp sftp;
    private Path privateKey;

    @BeforeEach
    void start() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Path authorized =
                Files.writeString(root.resolve("authorized_keys"), PublicKeyEntry.toString(pair.getPublic()) + "\n");
        privateKey = Files.writeString(
                root.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        sftp = EmbeddedSftp.start(root, root.resolve("host.key"), 0, "core", PASSWORD, authorized, made -> {
            server = made;
            faults.install(made);
            PasswordAuthenticator real = made.getPasswordAuthenticator();
            made.setPasswordAuthenticator((user, password, session) -> {
                passwords.incrementAndGet();
                return real.authenticate(user, password, session);
            });
        });
        sftp.writeKnownHosts(root.resolve("known_hosts"));
    }

    @AfterEach
    void stop() throws Exception {
        sftp.close();
    }

    @Override
    Map<String, String> login() {
        return Map.of(
                "sftp.host",
                "127.0.0.1",
                "sftp.port",
                String.valueOf(sftp.port()),
                "sftp.user",
                "core",
                "sftp.password",
                PASSWORD,
                "sftp.timeout",
                "10s",
                "sftp.known-hosts",
                root.resolve("known_hosts").toString());
    }

    @Override
    String path(Path folder) {
        return "/" + root.relativize(folder);
    }

    @Override
    Path onAnotherVolume() throws Exception {
        faults.twoVolumes(true);
        return Files.createDirectory(root.resolve("other"));
    }

    @Override
    void denyRename(boolean deny) {
        faults.denyRename(name -> deny);
    }

    @Override
    int listings() {
        return faults.listings();
    }

    @Override
    int passwords() {
        return passwords.get();
    }

    @Test
    void keyAndPasswordTogether() throws Exception {
        CoreModuleProperties.AUTH_METHODS.set(server, "publickey,password");
        assertThatThrownBy(() -> sftp().list()).hasMessageContaining("refuses the login");
        clock.pass(Duration.ofHours(2));
        assertThat(sftp("sftp.private-key", privateKey.toString()).list()).isEmpty();
        assertThat(passwords()).isEqualTo(1);
    }

    @Test
    void keyAndPasswordTogetherWithTheWrongPasswordIsOneTry() throws Exception {
        CoreModuleProperties.AUTH_METHODS.set(server, "publickey,password publickey,keyboard-interactive");
        assertThatThrownBy(() -> sftp("sftp.private-key", privateKey.toString(), "sftp.password", "wrong")
                        .list())
                .hasMessageContaining("refuses the login");
        assertThat(passwords()).isEqualTo(1);
    }

    @Test
    void keyIsEnoughWhereTheServerSaysSo() throws Exception {
        assertThat(sftp("sftp.private-key", privateKey.toString(), "sftp.password", "wrong")
                        .list())
                .isEmpty();
        assertThat(passwords()).isZero();
    }

    @Test
    void passwordThatIsAskedForInTheServersOwnWords() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        server.setUserAuthFactories(List.of(UserAuthKeyboardInteractiveFactory.INSTANCE));
        server.setKeyboardInteractiveAuthenticator(new KeyboardInteractiveAuthenticator() {
            @Override
            public InteractiveChallenge generateChallenge(
                    ServerSession session, String user, String lang, String methods) {
                InteractiveChallenge challenge = new InteractiveChallenge();
                challenge.addPrompt("请输入口令:", false);
                return challenge;
            }

            @Override
            public boolean authenticate(ServerSession session, String user, List<String> responses) {
                asked.incrementAndGet();
                return responses.equals(List.of(PASSWORD));
            }
        });
        assertThat(sftp().list()).isEmpty();
        assertThat(asked).hasValue(1);
        assertThatThrownBy(() -> sftp("sftp.password", "wrong").list()).hasMessageContaining("refuses the login");
        assertThat(asked).as("one try more").hasValue(2);
    }

    @Test
    void wrongPasswordOfOneSourceIsNotTriedByAnotherOne() throws Exception {
        assertThatThrownBy(() -> sftp("sftp.password", "wrong").list()).isInstanceOf(UnreachableException.class);
        assertThatThrownBy(() -> sftp("sftp.password", "wrong").list())
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("10 minutes");
        assertThat(passwords()).isEqualTo(1);
    }

    @Test
    void knownHostsOfAWindowsEditorWithAPattern() throws Exception {
        Path file = root.resolve("known_hosts");
        Files.writeString(
                file,
                "\uFEFF"
                        + Files.readString(file)
                                .replaceFirst("^\\S+", "[127.0.*]:" + sftp.port())
                                .replace("\n", "\r\n"));
        assertThat(sftp().list()).isEmpty();
        Files.writeString(file, "");
        assertThatThrownBy(() -> sftp().list()).hasMessageContaining("sftp.known-hosts");
    }
}
