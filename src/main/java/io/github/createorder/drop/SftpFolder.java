package io.github.createorder.drop;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.ChannelSftp.LsEntry;
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
import java.util.List;

/**
 * Folders on an SFTP server. Camel's consumer and producer are not used: they decide by themselves when a file is ready, what
 * was taken and where it goes, and have been wrong about each of it (CAMEL-24088, 24090, 24091); here the ledger decides. One
 * file is looked at by asking for it, never by listing its folder.
 */
final class SftpFolder implements DropFolder {
    private final Sftp sftp;
    private final Folders folders;
    private final SftpConnection connection;

    SftpFolder(Sftp sftp, Folders folders, SftpLogin login) {
        this.sftp = sftp;
        this.folders = folders;
        this.connection = new SftpConnection(sftp, login);
    }

    @Override
    public boolean isWaiting() {
        return connection.isWaiting();
    }

    @Override
    public void connect() throws IOException {
        connection.connect();
    }

    private String path(Place place, String name) {
        return folders.of(place) + "/" + name;
    }

    private String inbox(String name) {
        return folders.inbox() + "/" + name;
    }

    /** As JSch reads it: without what it would take for a pattern. */
    private static String exactly(String path) {
        return path.replaceAll("[\\\\*?]", "\\\\$0");
    }

    @Override
    public List<Entry> list() throws IOException {
        return connection.with("listing " + folders.inbox(), channel -> {
            List<Entry> entries = new ArrayList<>();
            channel.ls(exactly(folders.inbox()), entry -> {
                if (!entry.getAttrs().isDir()) {
                    entries.add(entry(entry));
                }
                return ChannelSftp.LsEntrySelector.CONTINUE;
            });
            return entries;
        });
    }

    private static Entry entry(LsEntry entry) {
        return entry(entry.getFilename(), entry.getAttrs());
    }

    private static Entry entry(String name, SftpATTRS attributes) {
        return new Entry(
                name,
                attributes.getSize(),
                attributes.getMTime(),
                attributes.isReg() ? EntryType.FILE : attributes.isLink() ? EntryType.LINK : EntryType.OTHER);
    }

    @Override
    public Entry look(String name) throws IOException {
        SftpATTRS attributes = stat("looking at " + name, inbox(name));
        return attributes == null ? null : entry(name, attributes);
    }

    /** Null when there is none. */
    private SftpATTRS stat(String what, String path) throws IOException {
        try {
            return connection.with(what, channel -> channel.lstat(exactly(path)));
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    @Override
    public long fetch(String name, Path target, long most) throws IOException {
        return fetchPath(inbox(name), target, most);
    }

    private long fetchPath(String path, Path target, long most) throws IOException {
        return connection.with("downloading " + path, channel -> {
            try (InputStream in = channel.get(exactly(path));
                    OutputStream out = Files.newOutputStream(target)) {
                return Copy.atMost(in, out, most, path);
            }
        });
    }

    @Override
    public boolean exists(Place place, String name) throws IOException {
        return stat("looking for " + path(place, name), path(place, name)) != null;
    }

    @Override
    public void move(String name, Place place, String newName) throws IOException {
        String target = path(place, newName);
        // Not every server refuses to rename over another file.
        if (exists(place, newName)) {
            throw new FileAlreadyExistsException(target);
        }
        String what = "moving " + name + " to " + target;
        connection.with(what, channel -> {
            try {
                channel.rename(exactly(inbox(name)), exactly(target));
                return null;
            } catch (SftpException e) {
                if (SftpConnection.isAnswer(e)
                        && (e.id == ChannelSftp.SSH_FX_FAILURE || e.id == ChannelSftp.SSH_FX_OP_UNSUPPORTED)) {
                    throw new CannotRenameException(sftp + ": " + what + ": " + e.getMessage(), e);
                }
                throw e;
            }
        });
    }

    @Override
    public void delete(String name) throws IOException {
        connection.with("deleting " + inbox(name), channel -> {
            channel.rm(exactly(inbox(name)));
            return null;
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
        connection.with("uploading " + target, channel -> {
            try (InputStream in = Files.newInputStream(local)) {
                channel.put(in, exactly(temporary), ChannelSftp.OVERWRITE);
            }
            long size = channel.lstat(exactly(temporary)).getSize();
            if (size != Files.size(local)) {
                throw new IOException(sftp + ": of " + target + " arrived " + size + " of " + Files.size(local)
                        + " bytes; it is sent again");
            }
            channel.rename(exactly(temporary), exactly(target));
            return null;
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
        for (String folder : folders.all()) {
            SftpATTRS attributes = connection.with("looking at " + folder, channel -> statFolder(channel, folder));
            if (attributes == null || !attributes.isDir()) {
                faults.add("the folder " + folder + " is not there on " + sftp + ": make it");
            }
        }
        return faults;
    }

    /** A folder may be a link to one. */
    private static SftpATTRS statFolder(ChannelSftp channel, String folder) throws SftpException {
        try {
            return channel.stat(exactly(folder));
        } catch (SftpException e) {
            if (e.id == ChannelSftp.SSH_FX_NO_SUCH_FILE) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
