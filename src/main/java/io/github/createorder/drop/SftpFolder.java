package io.github.createorder.drop;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import io.github.createorder.drop.DropSettings.Folders;
import io.github.createorder.drop.DropSettings.Sftp;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.GenericFileOperationFailedException;
import org.apache.camel.component.file.remote.RemoteFile;
import org.apache.camel.component.file.remote.RemoteFileOperations;
import org.apache.camel.component.file.remote.SftpComponent;
import org.apache.camel.component.file.remote.SftpConfiguration;
import org.apache.camel.component.file.remote.SftpEndpoint;
import org.apache.camel.component.file.remote.SftpRemoteFile;
import org.apache.camel.support.DefaultExchange;

/**
 * Folders on an SFTP server, through camel-ftp's client. Its consumer and producer are not used: they decide by themselves
 * when a file is ready, what was taken and where it goes, and have been wrong about each of it (CAMEL-24088, 24090, 24091);
 * here the ledger decides. And no secret ever is in an endpoint's address.
 */
@SuppressWarnings("rawtypes") // so are camel-ftp's own types
final class SftpFolder implements DropFolder {
    private static final int KEEP_ALIVES = 3;

    private final SftpEndpoint endpoint;
    private final String server;
    private final Folders folders;
    private RemoteFileOperations<SftpRemoteFile> operations;

    SftpFolder(CamelContext context, Sftp sftp, Folders folders) {
        this.server = sftp.toString();
        this.folders = folders;
        SftpConfiguration configuration = new SftpConfiguration();
        configuration.setHost(sftp.host());
        configuration.setPort(sftp.port());
        configuration.setUsername(sftp.user());
        if (sftp.privateKey() == null) {
            configuration.setPassword(sftp.password());
            configuration.setPreferredAuthentications("password,keyboard-interactive");
        } else {
            configuration.setPrivateKeyFile(sftp.privateKey().toString());
            configuration.setPrivateKeyPassphrase(sftp.passphrase());
            configuration.setPreferredAuthentications("publickey");
        }
        configuration.setKnownHostsFile(sftp.knownHosts().toString());
        configuration.setUseUserKnownHostsFile(false);
        configuration.setAutoCreateKnownHostsFile(false);
        configuration.setStrictHostKeyChecking("yes");
        int timeout = (int) sftp.timeout().toMillis();
        configuration.setConnectTimeout(timeout);
        configuration.setServerAliveInterval(Math.max(1, timeout / KEEP_ALIVES));
        configuration.setServerAliveCountMax(KEEP_ALIVES - 1);
        configuration.setStreamDownload(true);
        configuration.setStepwise(false);
        configuration.setServerMessageLoggingLevel(LoggingLevel.OFF);
        endpoint = new SftpEndpoint("sftp:" + server, new SftpComponent(context), configuration);
        endpoint.setCamelContext(context);
        endpoint.setMaximumReconnectAttempts(1);
        endpoint.setFastExistsCheck(true);
    }

    private interface Work<T> {
        T on(RemoteFileOperations<SftpRemoteFile> connected) throws IOException;
    }

    /** Connects if need be; after a failure the next one connects anew. */
    private <T> T connected(String what, Work<T> work) throws IOException {
        try {
            if (operations == null) {
                operations = endpoint.createRemoteFileOperations();
            }
            operations.connect(endpoint.getConfiguration(), null);
            return work.on(operations);
        } catch (GenericFileOperationFailedException e) {
            SftpException told = find(e);
            if (told == null || told.id == ChannelSftp.SSH_FX_FAILURE || !isAnswer(told)) {
                close();
            }
            throw told != null && told.id == ChannelSftp.SSH_FX_NO_SUCH_FILE
                    ? new FileNotFoundException(server + ": " + what + ": no such file")
                    : new IOException(server + ": " + what + ": " + reason(e), e);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The server has answered, so the connection is as good as before. */
    private static boolean isAnswer(SftpException told) {
        return told.id == ChannelSftp.SSH_FX_NO_SUCH_FILE || told.id == ChannelSftp.SSH_FX_PERMISSION_DENIED;
    }

    private static SftpException find(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SftpException told) {
                return told;
            }
        }
        return null;
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null || cause.getMessage().isBlank()
                ? cause.getClass().getSimpleName()
                : cause.getMessage();
    }

    private String path(Place place, String name) {
        return switch (place) {
                    case DONE -> folders.done();
                    case ERROR -> folders.error();
                    case OUTBOX -> folders.outbox();
                }
                + "/"
                + name;
    }

    private String inbox(String name) {
        return folders.inbox() + "/" + name;
    }

    @Override
    public List<Entry> list() throws IOException {
        return connected(
                "listing " + folders.inbox(),
                sftp -> Arrays.stream(sftp.listFiles(folders.inbox()))
                        .filter(file -> !file.isDirectory())
                        .map(SftpFolder::entry)
                        .toList());
    }

    private static Entry entry(SftpRemoteFile<?> file) {
        SftpATTRS attributes = ((ChannelSftp.LsEntry) file.getRemoteFile()).getAttrs();
        return new Entry(file.getFilename(), attributes.getSize(), attributes.getMTime(), attributes.isReg());
    }

    @Override
    public Entry look(String name) throws IOException {
        try {
            return connected(
                    "looking at " + name,
                    sftp -> Arrays.stream(sftp.listFiles(inbox(name)))
                            .map(SftpFolder::entry)
                            .findFirst()
                            .orElse(null));
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    @Override
    public long fetch(String name, Path target, long most) throws IOException {
        return fetchPath(inbox(name), target, most);
    }

    private long fetchPath(String path, Path target, long most) throws IOException {
        return connected("downloading " + path, sftp -> {
            Exchange exchange = new DefaultExchange(endpoint.getCamelContext());
            RemoteFile<SftpRemoteFile<?>> file = new RemoteFile<>();
            exchange.setProperty(FileComponent.FILE_EXCHANGE_FILE, file);
            sftp.retrieveFile(path, exchange, -1);
            try (InputStream in = (InputStream) file.getBody();
                    OutputStream out = Files.newOutputStream(target)) {
                return Copy.atMost(in, out, most, path);
            }
        });
    }

    @Override
    public boolean exists(Place place, String name) throws IOException {
        return connected("looking for " + path(place, name), sftp -> sftp.existsFile(path(place, name)));
    }

    @Override
    public void move(String name, Place place, String newName) throws IOException {
        connected("moving " + name + " to " + path(place, newName), sftp -> {
            // Not every server refuses to rename over another file.
            if (sftp.existsFile(path(place, newName))) {
                throw new FileAlreadyExistsException(path(place, newName));
            }
            return sftp.renameFile(inbox(name), path(place, newName));
        });
    }

    @Override
    public void put(Path local, Place place, String name) throws IOException {
        String target = path(place, name);
        if (exists(place, name)) {
            compare(local, target);
            return;
        }
        String temporary = path(place, "." + name + ".tmp");
        connected("uploading " + target, sftp -> {
            Exchange exchange = new DefaultExchange(endpoint.getCamelContext());
            exchange.getIn().setBody(local.toFile());
            sftp.storeFile(temporary, exchange, Files.size(local));
            long size = Arrays.stream(sftp.listFiles(temporary))
                    .mapToLong(SftpRemoteFile::getFileLength)
                    .sum();
            if (size != Files.size(local)) {
                throw new IOException(server + ": of " + target + " arrived " + size + " of " + Files.size(local)
                        + " bytes; it is sent again");
            }
            return sftp.renameFile(temporary, target);
        });
    }

    private void compare(Path local, String target) throws IOException {
        Path there = Files.createTempFile(local.toAbsolutePath().getParent(), "there", ".tmp");
        try {
            fetchPath(target, there, Long.MAX_VALUE);
            if (Files.mismatch(local, there) >= 0) {
                throw new FileAlreadyExistsException(target, null, "another file of this name is there");
            }
        } finally {
            Files.deleteIfExists(there);
        }
    }

    @Override
    public List<String> faults() throws IOException {
        List<String> faults = new ArrayList<>();
        for (String folder : List.of(folders.inbox(), folders.done(), folders.error(), folders.outbox())) {
            try {
                connected("looking at " + folder, sftp -> sftp.listFiles(folder));
            } catch (FileNotFoundException e) {
                faults.add("the folder " + folder + " is not there on " + server + ": make it");
            }
        }
        return faults;
    }

    @Override
    public void close() {
        if (operations != null) {
            try {
                operations.forceDisconnect();
            } catch (GenericFileOperationFailedException e) {
                // it is gone all the same
            }
            operations = null;
        }
    }
}
