package io.github.createorder.app.init;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A start on a file of one's own. */
public final class FileStart {
    private final Path file;
    private final String source;

    public FileStart(Path file, String source) {
        this.file = file;
        this.source = source;
    }

    public Started write(List<String> columns, Path out) throws IOException {
        throw new IOException(file + source + columns + out);
    }
}
