package io.github.createorder.drop;

import io.github.createorder.drop.DropSettings.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Folders of this machine, or mounted into it. Links are not followed. */
final class LocalFolder implements DropFolder {
    private final Folders folders;
    private final Path inbox;

    LocalFolder(Folders folders) {
        this.folders = folders;
        this.inbox = Path.of(folders.inbox());
    }

    private Path path(Place place) {
        return Path.of(folders.of(place));
    }

    @Override
    public List<Entry> list() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(inbox)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Entry entry = entry(file);
                if (entry != null && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    entries.add(entry);
                }
            }
        }
        return entries;
    }

    private static Entry entry(Path file) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Entry(
                    String.valueOf(file.getFileName()),
                    attributes.size(),
                    attributes.lastModifiedTime().toMillis() / 1000,
                    attributes.isRegularFile()
                            ? EntryType.FILE
                            : attributes.isSymbolicLink() ? EntryType.LINK : EntryType.OTHER);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public Entry look(String name) throws IOException {
        return entry(inbox.resolve(name));
    }

    @Override
    public long fetch(String name, Path target, long most) throws IOException {
        try (InputStream in = Files.newInputStream(inbox.resolve(name), LinkOption.NOFOLLOW_LINKS);
                OutputStream out = Files.newOutputStream(target)) {
            return Copy.atMost(in, out, most, name);
        }
    }

    @Override
    public boolean exists(Place place, String name) {
        return Files.exists(path(place).resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void move(String name, Place place, String newName) throws IOException {
        Path target = path(place).resolve(newName);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        try {
            // Never by copying behind our back: half a copy would stand there under its name.
            Files.move(inbox.resolve(name), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new CannotRenameException("moving " + name + " to " + target + ": " + e.getReason(), e);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(inbox.resolve(name));
    }

    @Override
    public void put(Path local, Place place, String name) throws IOException {
        Path target = path(place).resolve(name);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.mismatch(local, target) >= 0) {
                throw new FileAlreadyExistsException(target.toString(), null, "another file of this name is there");
            }
            return;
        }
        Path temporary = path(place).resolve("." + name + ".tmp");
        Files.copy(local, temporary, StandardCopyOption.REPLACE_EXISTING);
        force(temporary, StandardOpenOption.WRITE);
        if (Files.size(temporary) != Files.size(local)) {
            throw new IOException(temporary + " is written by another node as well; it is tried again");
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        if (target.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            // The new name itself must be durable too.
            force(path(place), StandardOpenOption.READ);
        }
    }

    private static void force(Path path, StandardOpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    private List<Path> paths() {
        return folders.all().stream().map(Path::of).toList();
    }

    @Override
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (Path folder : paths()) {
            Path there = folder.toAbsolutePath();
            while (!Files.exists(there) && there.getParent() != null) {
                there = there.getParent();
            }
            if (!Files.isDirectory(there) || !Files.isWritable(there)) {
                faults.add(
                        there.equals(folder.toAbsolutePath())
                                ? "the folder " + folder + " cannot be written to: files are moved within it"
                                : "the folder " + folder + " is not there and cannot be made in " + there);
            }
        }
        return faults;
    }

    @Override
    public void make() throws IOException {
        for (Path folder : paths()) {
            Files.createDirectories(folder);
        }
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
