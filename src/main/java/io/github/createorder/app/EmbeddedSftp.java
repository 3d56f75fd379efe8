package io.github.createorder.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.function.Consumer;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * An SFTP server on loopback, for the demo and for tests: Apache MINA SSHD, the one that the JVM's world uses. Files and
 * nothing else: no shell, no forwarding; clients see only its root.
 */
public final class EmbeddedSftp implements AutoCloseable {
    private final SshServer server;
    private final KeyPairProvider keys;

    private EmbeddedSftp(SshServer server, KeyPairProvider keys) {
        this.server = server;
        this.keys = keys;
    }

    /**
     * Starts it.
     *
     * @param root the folder that clients see as theirs
     * @param hostKeyFile where the host key is kept; made when it is not there
     * @param port 0 for any
     * @param user the only one
     * @param password null for none
     * @param authorizedKeys public keys in OpenSSH's form, one a line; null for none
     */
    public static EmbeddedSftp start(
            Path root, Path hostKeyFile, int port, String user, String password, Path authorizedKeys)
            throws IOException {
        return start(root, hostKeyFile, port, user, password, authorizedKeys, server -> {});
    }

    /** The same; the last word on the server is the caller's. */
    public static EmbeddedSftp start(
            Path root,
            Path hostKeyFile,
            int port,
            String user,
            String password,
            Path authorizedKeys,
            Consumer<SshServer> customizer)
            throws IOException {
        SimpleGeneratorHostKeyProvider keys = new SimpleGeneratorHostKeyProvider(hostKeyFile.toAbsolutePath());
        keys.setAlgorithm(KeyUtils.EC_ALGORITHM);
        keys.setKeySize(256);
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(port);
        server.setKeyPairProvider(keys);
        server.setFileSystemFactory(new VirtualFileSystemFactory(root.toAbsolutePath()));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory.Builder().build()));
        server.setShellFactory(null);
        server.setCommandFactory(null);
        server.setForwardingFilter(null);
        if (password != null) {
            server.setPasswordAuthenticator((name, given, session) -> name.equals(user) && given.equals(password));
        }
        if (authorizedKeys != null) {
            AuthorizedKeysAuthenticator authorized = new AuthorizedKeysAuthenticator(authorizedKeys);
            server.setPublickeyAuthenticator(
                    (name, key, session) -> name.equals(user) && authorized.authenticate(name, key, session));
        }
        customizer.accept(server);
        server.start();
        return new EmbeddedSftp(server, keys);
    }

    public int port() {
        return server.getPort();
    }

    /** Makes a known_hosts file with the server's key, in OpenSSH's form. */
    public void writeKnownHosts(Path file) throws IOException {
        try {
            KeyPair key = keys.loadKey(null, KeyPairProvider.ECDSA_SHA2_NISTP256);
            Files.writeString(file, "[127.0.0.1]:%d %s%n".formatted(port(), PublicKeyEntry.toString(key.getPublic())));
        } catch (GeneralSecurityException e) {
            throw new IOException("the host key cannot be read", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
