package io.github.createorder.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** While it is open, no other JVM of the tests does the same; within a JVM the caller synchronizes. */
final class FileLocked implements AutoCloseable {
    private final FileChannel channel;

    private FileLocked(FileChannel channel) {
        this.channel = channel;
    }

    static FileLocked on(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            // Given back when the channel closes, or the JVM ends.
            channel.lock();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return new FileLocked(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
