package io.github.createorder.file;

/**
 * One thing that is wrong with a file.
 *
 * @param code which check found it
 * @param line from 1; 0 when it is of the file or its marker as a whole
 * @param lineByte byte in the line, from 1; a byte order mark does not count. 0 when {@code line} is 0
 * @param fileByte byte in the file, from 1, after decompression; a byte order mark counts. 0 when {@code line} is 0
 * @param message what is wrong and what to do; never a value of the file but counts, sums and digests
 */
public record FileFault(Code code, long line, long lineByte, long fileByte, String message) {

    /** The checks of a file; a reason's line begins with the word, so that programs can tell them apart. */
    public enum Code {
        /** Its name, or the name in its marker, cannot be right. */
        NAME,
        /** The same name came before, with another content. */
        REPEATED,
        /** The marker cannot be read, or says too little. */
        MARKER,
        /** More than a limit of the format. */
        LIMIT,
        /** Compressed data that cannot be unpacked. */
        DAMAGED,
        /** A byte that is no character. */
        CHARSET,
        /** Lines or columns that are not as the format says. */
        STRUCTURE,
        /** Lines that do not come together to orders by their keys. */
        KEY,
        /** Something that must be there is missing: the file may be cut off. */
        INCOMPLETE,
        /** No amount, where one is summed up or is a sum. */
        AMOUNT,
        COUNT,
        SUM,
        SIZE,
        DIGEST
    }

    static FileFault ofFile(Code code, String message) {
        return new FileFault(code, 0, 0, 0, message);
    }

    static FileFault at(Line line, int index, Code code, String message) {
        return new FileFault(code, line.number, index + 1L, line.offset + index + 1, message);
    }

    /** Another one at the same place. */
    FileFault with(Code other, String otherMessage) {
        return new FileFault(other, line, lineByte, fileByte, otherMessage);
    }

    @Override
    public String toString() {
        String place = line == 0 ? "" : "line " + line + ", byte " + lineByte + " (file byte " + fileByte + "): ";
        return code + ": " + place + message;
    }
}
