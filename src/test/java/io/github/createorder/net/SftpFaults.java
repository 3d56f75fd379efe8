package io.github.createorder.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.server.DirectoryHandle;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.Handle;
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
    private volatile boolean twoVolumes;
    private final AtomicInteger listings = new AtomicInteger();
    private volatile UnaryOperator<String> listedAs = name -> name;
    private volatile long endReadsAfter = Long.MAX_VALUE;
    private volatile Consumer<Path> beforeDownload = file -> {};
    private volatile Consumer<Path> afterDownload = file -> {};
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

    /** Renaming to another folder fails as it does between volumes. */
    public void twoVolumes(boolean two) {
        twoVolumes = two;
    }

    /** How often entries of a folder were asked for. */
    public int listings() {
        return listings.get();
    }

    /** Names in listings are others than those of the files. */
    public void listAs(UnaryOperator<String> names) {
        listedAs = names;
    }

    /** Files are read as if they ended after so many bytes, without any error. */
    public void endReadsAfter(long bytes) {
        endReadsAfter = bytes;
    }

    /** What happens to a file as a client opens it, before a byte is read. */
    public void beforeDownload(Consumer<Path> happens) {
        beforeDownload = happens;
    }

    /** What happens to a file as a client closes it. */
    public void afterDownload(Consumer<Path> happens) {
        afterDownload = happens;
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
        listings.incrementAndGet();
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
        if (twoVolumes && !Objects.equals(from.getParent(), to.getParent())) {
            throw new FileSystemException(from.toString(), to.toString(), "Invalid cross-device link");
        }
        cut(Point.BEFORE_RENAME, session);
    }

    @Override
    public void moved(ServerSession session, Path from, Path to, Collection<CopyOption> options, Throwable thrown)
            throws IOException {
        cut(Point.AFTER_RENAME, session);
    }

    @Override
    public SeekableByteChannel openFile(
            SftpSubsystemProxy subsystem,
            FileHandle handle,
            Path file,
            String remoteHandle,
            Set<? extends OpenOption> options,
            FileAttribute<?>... attributes)
            throws IOException {
        boolean written = options.contains(StandardOpenOption.WRITE);
        if (!written) {
            beforeDownload.accept(file);
        }
        SeekableByteChannel whole =
                SftpFileSystemAccessor.super.openFile(subsystem, handle, file, remoteHandle, options, attributes);
        return written ? whole : new EndsEarly(whole, endReadsAfter);
    }

    @Override
    public void closed(ServerSession session, String remoteHandle, Handle localHandle, Throwable thrown) {
        if (localHandle instanceof FileHandle file && !file.getOpenOptions().contains(StandardOpenOption.WRITE)) {
            afterDownload.accept(file.getFile());
        }
    }

    /** A file that ends earlier than it does. */
    private record EndsEarly(SeekableByteChannel whole, long end) implements SeekableByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            long left = end - whole.position();
            if (left <= 0) {
                return -1;
            }
            if (left < target.remaining()) {
                ByteBuffer part = target.duplicate().limit(target.position() + (int) left);
                int read = whole.read(part);
                target.position(part.position());
                return read;
            }
            return whole.read(target);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return whole.write(source);
        }

        @Override
        public long position() throws IOException {
            return whole.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            whole.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return Math.min(end, whole.size());
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            whole.truncate(size);
            return this;
        }

        @Override
        public boolean isOpen() {
            return whole.isOpen();
        }

        @Override
        public void close() throws IOException {
            whole.close();
        }
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
