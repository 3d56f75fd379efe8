package io.github.createorder.file;

/**
 * One thing that is wrong with a file.
 *
 * @param line from 1; 0 when it is of the file or its marker as a whole
 * @param lineByte byte in the line, from 1; a byte order mark does not count. 0 when {@code line} is 0
 * @param fileByte byte in the file, from 1, after decompression; a byte order mark counts. 0 when {@code line} is 0
 * @param message what is wrong and what to do; never a value of the file but counts, sums and digests
 */
public record FileFault(long line, long lineByte, long fileByte, String message) {
    static FileFault ofFile(String message) {
        return new FileFault(0, 0, 0, message);
    }

    static FileFault at(Line line, int index, String message) {
        return new FileFault(line.number, index + 1L, line.offset + index + 1, message);
    }

    FileFault with(String other) {
        return new FileFault(line, lineByte, fileByte, other);
    }

    @Override
    public String toString() {
        return line == 0
                ? message
                : "line " + line + ", byte " + lineByte + " (file byte " + fileByte + "): " + message;
    }
}
