package io.github.createorder.app;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A folder with policy data: for its owner alone, where the system has such rights. What others make in it, such as a
 * database or a broker, has the rights that the system gives it; nobody else comes to it through the folder.
 */
final class PrivateFolder {
    private PrivateFolder() {}

    /** Makes the folder if need be, and takes everybody else's rights to it away. */
    static void make(Path folder) throws IOException {
        Files.createDirectories(folder);
        restrict(folder, "rwx------");
    }

    /** The same for all that is in it now. */
    static void tighten(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    restrict(directory, "rwx------");
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        restrict(file, "rw-------");
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    // Gone in the meantime: they live.
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // Nothing that a node should not start for.
            System.getLogger(PrivateFolder.class.getName())
                    .log(System.Logger.Level.WARNING, "The rights in " + folder + " stay as they are: " + e);
        }
    }

    private static void restrict(Path path, String rights) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
        } catch (IOException e) {
            // Somebody else's, such as a mounted volume: its rights are set where it comes from.
            System.getLogger(PrivateFolder.class.getName())
                    .log(System.Logger.Level.DEBUG, "The rights of " + path + " stay as they are: " + e);
        }
    }
}
