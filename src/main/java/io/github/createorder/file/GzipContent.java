package io.github.createorder.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * What is in a gz: one member or several behind each other (RFC 1952), and behind the last one nothing but the zeros of a
 * block that was filled up. The JDK's own stream takes for the end whatever is no whole header, and half a file for a whole one.
 */
final class GzipContent extends Deflated {
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private boolean ended;

    GzipContent(InputStream in) throws IOException {
        super(in);
        header(next());
    }

    @Override
    public int read(byte[] bytes, int start, int length) throws IOException {
        while (!ended && length > 0) {
            int count = inflate(bytes, start, length);
            if (count > 0) {
                return count;
            }
            if (number(4) != crc() || number(4) != (total() & 0xFFFFFFFFL)) {
                throw new ZipException("the checksum of a member is wrong");
            }
            ended = !nextMember();
        }
        return ended ? -1 : 0;
    }

    private boolean nextMember() throws IOException {
        int first = next();
        boolean filled = first == 0;
        while (first == 0) {
            first = next();
        }
        if (first < 0) {
            return false;
        }
        if (filled) {
            throw new ZipException("behind its end come zeros and then other bytes");
        }
        header(first);
        restart();
        return true;
    }

    private void header(int first) throws IOException {
        if (first != 0x1F || next() != 0x8B || next() != 8) {
            throw new ZipException("where a member should begin come bytes that are none");
        }
        int flags = must();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("the header of a member is damaged");
        }
        number(6);
        if ((flags & EXTRA) != 0) {
            for (long left = number(2); left > 0; left--) {
                must();
            }
        }
        skipText(flags & NAME);
        skipText(flags & COMMENT);
        if ((flags & HEADER_CRC) != 0) {
            number(2);
        }
    }

    private void skipText(int flag) throws IOException {
        int c = flag;
        while (c != 0) {
            c = must();
        }
    }

    private long number(int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= (long) must() << (8 * i);
        }
        return number;
    }

    private int must() throws IOException {
        int next = next();
        if (next < 0) {
            throw new EOFException("it ends in the middle");
        }
        return next;
    }
}
