package io.github.createorder.file;

import java.util.Arrays;

/** A line as it lies in the reader's buffer, without its end; good until the next one is read. */
final class Line {
    byte[] bytes = {};
    int start;
    int length;
    /** Bytes of its end, which lie behind it. */
    int endLength;
    /** From 1. */
    long number;
    /** Of its first byte in the (decompressed) file, from 0. */
    long offset;
    /** Longer than allowed; only its number and offset are here. */
    boolean tooLong;
    /** Nothing but zeros, as many as its length says; they need not be here. */
    boolean zeros;
    /** Nothing but ignored lines and the end mark comes after it. */
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

    /** Without its first bytes. */
    void skip(int count) {
        start += count;
        length -= count;
        offset += count;
    }

    /** Becomes another one, with the bytes where they are. */
    void view(Line other) {
        bytes = other.bytes;
        start = other.start;
        take(other);
    }

    private void take(Line other) {
        length = other.length;
        endLength = other.endLength;
        number = other.number;
        offset = other.offset;
        tooLong = other.tooLong;
        zeros = other.zeros;
    }

    /** Becomes another one, with bytes of its own. */
    void copy(Line other) {
        int whole = other.tooLong || other.zeros ? 0 : other.length + other.endLength;
        if (bytes.length < whole) {
            bytes = new byte[whole * 2];
        }
        System.arraycopy(other.bytes, other.start, bytes, 0, whole);
        start = 0;
        take(other);
    }

    /** Goes on with the next line, the end between them being a part of it now. */
    void append(Line next) {
        int whole = length + endLength;
        if (start > 0 || bytes.length < whole + next.length + next.endLength) {
            bytes = Arrays.copyOfRange(bytes, start, start + 2 * (whole + next.length + next.endLength));
            start = 0;
        }
        System.arraycopy(next.bytes, next.start, bytes, whole, next.length + next.endLength);
        length = whole + next.length;
        endLength = next.endLength;
    }
}
