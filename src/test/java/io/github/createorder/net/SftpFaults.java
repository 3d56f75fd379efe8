package io.github.createorder.net;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.server.DirectoryHandle;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpEventListener;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;

/** What an SFTP server may do to its clients, at named points. Each fault holds until it is taken back. */
public final class SftpFaults implements SftpEventListener, SftpFileSystemAccessor {

    /** Where the connection is cut. */
    public enum Point {
        LISTING,
        DOWNLOAD,
        BEFORE_RENAME,
        AFTER_RENAME
    }

    private volatile Point cutAt;
    private volatile Predicate<String> denyRename = name -> false;
    private volatile UnaryOperator<String> listedAs = name -> name;
    private volatile int cuts;

    /** For {@code EmbeddedSftp.start}. */
    public void install(SshServer server) {
        SftpSubsystemFactory sftp =
                new SftpSubsystemFactory.Builder().withFileSystemAccessor(this).build();
        sftp.addSftpEventListener(this);
        server.setSubsystemFactories(List.of(sftp));
    }

    /** The connection is cut at this point, each time; null for none. */
    public void cutAt(Point point) {
        cutAt = point;
    }

    /** How often it was cut. */
    public int cuts() {
        return cuts;
    }

    /** Renaming what has such a name is denied. */
    public void denyRename(Predicate<String> name) {
        denyRename = name;
    }

    /** Names in listings are others than those of the files. */
    public void listAs(UnaryOperator<String> names) {
        listedAs = names;
    }

    private synchronized void cut(Point point, ServerSession session) throws IOException {
        if (cutAt == point) {
            cuts++;
            session.close(true);
            throw new IOException("cut at " + point);
        }
    }

    @Override
    public void readingEntries(ServerSession session, String remoteHandle, DirectoryHandle localHandle)
            throws IOException {
        cut(Point.LISTING, session);
    }

    @Override
    public void reading(
            ServerSession session,
            String remoteHandle,
            FileHandle localHandle,
            long offset,
            byte[] data,
            int dataOffset,
            int dataLen)
            throws IOException {
        if (offset > 0) {
            cut(Point.DOWNLOAD, session);
        }
    }

    @Override
    public void moving(ServerSession session, Path from, Path to, Collection<CopyOption> options) throws IOException {
        if (denyRename.test(String.valueOf(from.getFileName()))) {
            throw new java.nio.file.AccessDeniedException(from.toString());
        }
        cut(Point.BEFORE_RENAME, session);
    }

    @Override
    public void moved(ServerSession session, Path from, Path to, Collection<CopyOption> options, Throwable thrown)
            throws IOException {
        cut(Point.AFTER_RENAME, session);
    }

    @Override
    public void putRemoteFileName(
            SftpSubsystemProxy subsystem, Path path, Buffer buffer, String name, boolean shortName) {
        buffer.putString(shortName ? listedAs.apply(name) : name);
    }

    @Override
    public String toString() {
        return Map.of("cutAt", String.valueOf(cutAt), "cuts", cuts).toString();
    }
}
