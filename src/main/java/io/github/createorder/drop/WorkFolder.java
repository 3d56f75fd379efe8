package io.github.createorder.drop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this process keeps downloaded files and receipts in the making: a folder of its own, readable by its owner alone and
 * held by a lock. What a killed process left is removed by the next one that starts. Names in it are ours, never a server's.
 * Thread-safe.
 */
public final class WorkFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);
    private static final String LOCK = ".lock";

    private final Path folder;
    private final FileChannel lock;
    private final boolean parentToo;
    private final AtomicLong names = new AtomicLong();

    private WorkFolder(Path folder, FileChannel lock, boolean parentToo) {
        this.folder = folder;
        this.lock = lock;
        this.parentToo = parentToo;
    }

    /** One for a look only, among the system's temporary files; nothing of it stays. */
    public static WorkFolder temporary() throws IOException {
        return open(Files.createTempDirectory("createorder-look"), true);
    }

    /** Makes this process's folder inside {@code parent}, and removes those of processes that are gone. */
    public static WorkFolder open(Path parent) throws IOException {
        return open(parent, false);
    }

    private static WorkFolder open(Path parent, boolean parentToo) throws IOException {
        Files.createDirectories(parent);
        removeLeftovers(parent);
        Path folder = parent.resolve(UUID.randomUUID().toString());
        FileChannel lock = FileChannel.open(
                parent.resolve(folder.getFileName() + LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        Files.createDirectory(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        return new WorkFolder(folder, lock, parentToo);
    }

    private static void removeLeftovers(Path parent) throws IOException {
        List<Path> locks;
        try (Stream<Path> files = Files.list(parent)) {
            locks = files.filter(file -> file.getFileName().toString().endsWith(LOCK))
                    .toList();
        }
        for (Path file : locks) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock mine = channel.tryLock()) {
                if (mine != null) {
                    String name = file.getFileName().toString();
                    remove(parent.resolve(name.substring(0, name.length() - LOCK.length())));
                    Files.deleteIfExists(file);
                }
            } catch (OverlappingFileLockException e) {
                // another node in this process
            } catch (IOException e) {
                LOG.warn("What an earlier process left in {} could not be removed: {}", parent, e.toString());
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A path in it that is not in use. */
    Path next(String suffix) {
        return folder.resolve(names.incrementAndGet() + suffix);
    }

    /** Removes it. */
    @Override
    public void close() {
        try {
            remove(folder);
            lock.close();
            Files.deleteIfExists(folder.resolveSibling(folder.getFileName() + LOCK));
            if (parentToo) {
                Files.deleteIfExists(folder.getParent());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
