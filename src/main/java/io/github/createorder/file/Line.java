package io.github.createorder.file;

/** A line as it lies in the reader's buffer, without its end; good until the next one is read. */
final class Line {
    byte[] bytes;
    int start;
    int length;
    /** From 1. */
    long number;
    /** Of its first byte in the (decompressed) file, from 0. */
    long offset;
    /** Longer than allowed; only its beginning is here. */
    boolean tooLong;
    /** Nothing but the end mark comes after it. */
    boolean last;

    boolean startsWith(byte[] prefix) {
        if (prefix.length > length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[start + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    boolean is(byte[] content) {
        return length == content.length && startsWith(content);
    }
}
