package io.github.createorder.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** A file with secrets, which is for its owner alone where the system has such rights. */
public final class SecretFile {
    private SecretFile() {}

    /**
     * @param file one that is there or not: that it is missing is for those to tell who read it
     * @return what everybody on this machine may do with it, and how that ends
     */
    public static Optional<String> open(Path file) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix") || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Set<PosixFilePermission> rights;
        try {
            rights = Files.getPosixFilePermissions(file);
        } catch (IOException e) {
            return Optional.empty();
        }
        boolean read = rights.contains(PosixFilePermission.OTHERS_READ);
        boolean write = rights.contains(PosixFilePermission.OTHERS_WRITE);
        if (!read && !write) {
            return Optional.empty();
        }
        return Optional.of("every user of this machine may " + (write ? read ? "read and change " : "change " : "read ")
                + file + ": take that right away, chmod o-rwx");
    }
}
