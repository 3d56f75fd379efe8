package io.github.createorder.drop;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpException;
import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;
import io.github.createorder.drop.DropSettings.Sftp;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A connection to an SFTP server, made when it is needed and after a failure once more. It trusts no server but by its pinned
 * key, and shows it one password once: a second try with the same one can only count against the account. Not thread-safe.
 */
final class SftpConnection implements Closeable {
    private static final int KEEP_ALIVES = 3;

    private final Sftp sftp;
    private final SftpLogin login;
    private ChannelSftp channel;

    SftpConnection(Sftp sftp, SftpLogin login) {
        this.sftp = sftp;
        this.login = login;
    }

    /** What is done with a connection. */
    interface Work<T> {
        T on(ChannelSftp channel) throws SftpException, IOException;
    }

    /** Whether there is none, and none is to be tried just now. */
    boolean isWaiting() {
        return !isConnected() && login.isWaiting();
    }

    private boolean isConnected() {
        return channel != null && channel.isConnected();
    }

    /**
     * @param what is done, for people
     * @throws UnreachableException when there is no connection
     * @throws FileNotFoundException when the server says so
     * @throws IOException when it cannot be done, with the server's words
     */
    <T> T with(String what, Work<T> work) throws IOException {
        ChannelSftp connected = connected();
        try {
            return work.on(connected);
        } catch (SftpException e) {
            if (e.id == ChannelSftp.SSH_FX_NO_SUCH_FILE) {
                throw new FileNotFoundException(sftp + ": " + what + ": no such file");
            }
            if (!isAnswer(e)) {
                close();
            }
            throw new IOException(sftp + ": " + what + ": " + SftpLogin.reason(e), e);
        } catch (IOException e) {
            if (!(e instanceof CannotRenameException || e instanceof java.nio.file.FileSystemException)) {
                close();
            }
            throw e;
        }
    }

    /** The server has answered, so that the connection is as good as before; a broken one is the same number with a cause. */
    static boolean isAnswer(SftpException e) {
        return e.getCause() == null && e.getMessage() != null && !e.getMessage().isBlank();
    }

    void connect() throws IOException {
        connected();
    }

    private ChannelSftp connected() throws IOException {
        if (!isConnected()) {
            close();
            KnownHosts known = knownHosts();
            channel = login.connect(() -> open(known));
        }
        return channel;
    }

    /** Read for each connection: somebody may have pinned a new key. */
    private KnownHosts knownHosts() throws UnreachableException {
        try {
            return KnownHosts.read(sftp.knownHosts());
        } catch (IOException e) {
            throw new UnreachableException("sftp.known-hosts cannot be read: " + e, e);
        }
    }

    private ChannelSftp open(KnownHosts known) throws JSchException {
        JSch jsch = new JSch();
        jsch.setHostKeyRepository(known);
        if (sftp.privateKey() != null) {
            jsch.addIdentity(
                    sftp.privateKey().toString(),
                    sftp.passphrase() == null ? null : sftp.passphrase().getBytes(StandardCharsets.UTF_8));
        }
        Session session = jsch.getSession(sftp.user(), sftp.host(), sftp.port());
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("HashKnownHosts", "no");
        session.setConfig(
                "PreferredAuthentications",
                sftp.password() == null ? "publickey" : "publickey,password,keyboard-interactive");
        // With a key the server may ask for the password as well; a key that it does not know does not count.
        session.setConfig("MaxAuthTries", "1");
        if (sftp.password() != null) {
            session.setPassword(sftp.password().getBytes(StandardCharsets.UTF_8));
            session.setUserInfo(new Answers(sftp.password()));
        }
        int timeout = (int) sftp.timeout().toMillis();
        session.setServerAliveInterval(Math.max(1, timeout / KEEP_ALIVES));
        session.setServerAliveCountMax(KEEP_ALIVES - 1);
        session.setDaemonThread(true);
        try {
            session.connect(timeout);
            ChannelSftp sftpChannel = (ChannelSftp) session.openChannel("sftp");
            sftpChannel.connect(timeout);
            sftpChannel.setFilenameEncoding(sftp.names());
            return sftpChannel;
        } catch (JSchException | RuntimeException e) {
            session.disconnect();
            throw e;
        }
    }

    @Override
    public void close() {
        if (channel != null) {
            try {
                Session session = channel.getSession();
                channel.disconnect();
                session.disconnect();
            } catch (JSchException e) {
                // it is gone all the same
            }
            channel = null;
        }
    }

    /** Answers one hidden question, once, with the password, whatever its words: servers ask in their own language. */
    private static final class Answers implements UserInfo, UIKeyboardInteractive {
        private String password;

        Answers(String password) {
            this.password = password;
        }

        @Override
        public String[] promptKeyboardInteractive(
                String destination, String name, String instruction, String[] prompts, boolean[] echo) {
            if (prompts.length == 0) {
                return new String[0];
            }
            if (prompts.length != 1 || echo[0] || password == null) {
                return null;
            }
            String[] answer = {password};
            password = null;
            return answer;
        }

        @Override
        public String getPassphrase() {
            return null;
        }

        @Override
        public String getPassword() {
            return null;
        }

        @Override
        public boolean promptPassword(String message) {
            return false;
        }

        @Override
        public boolean promptPassphrase(String message) {
            return false;
        }

        @Override
        public boolean promptYesNo(String message) {
            return false;
        }

        @Override
        public void showMessage(String message) {
            // a banner
        }
    }
}
