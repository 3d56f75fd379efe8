package io.github.createorder.file;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * Finds the lines of a stream by bytes: ended by LF or CRLF, or by CR, the last one with or without; or records of a fixed
 * number of bytes without any line end. Neither LF nor CR is ever a part of a character in UTF-8, GBK or GB18030. A DOS
 * end-of-file sign (0x1A) at the very end is read over.
 */
final class LineReader {
    private static final int READ = 256 * 1024;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final byte END_OF_FILE = 0x1A;

    private final InputStream in;
    private final int maxLine;
    private final int recordLength;
    private final byte[] end;
    private final byte feed;
    private final byte[] buffer;
    private int position;
    private int limit;
    private long base;
    private long number;

    /**
     * @param recordLength bytes of a record without line end; 0 for lines
     * @param end the end mark, which may be shorter than a record; empty for none
     * @param feed what a line ends with: LF, which a CR may be before, or CR
     * @throws DamagedException when it is no text in the charset
     */
    LineReader(InputStream in, Charset charset, int maxLine, int recordLength, byte[] end, byte feed)
            throws IOException {
        this.in = in;
        this.maxLine = maxLine;
        this.recordLength = recordLength;
        this.end = end;
        this.feed = feed;
        this.buffer = new byte[Math.max(maxLine, recordLength) + end.length + READ];
        has(READ);
        FirstBytes.check(buffer, 0, limit, charset, recordLength == 0 && feed == '\n');
        position = FirstBytes.bom(buffer, 0, limit, charset);
    }

    /** False at the end. */
    boolean next(Line line) throws IOException {
        return recordLength > 0 ? nextRecord(line) : nextLine(line);
    }

    /** Bytes that were read as lines so far. */
    long offset() {
        return base + position;
    }

    long number() {
        return number;
    }

    private boolean nextRecord(Line line) throws IOException {
        has(recordLength + end.length + 1);
        if (position == limit) {
            return false;
        }
        int length = Math.min(recordLength, limit - position);
        // An end mark may be shorter than a record.
        if (isEndMark(position) && length < recordLength) {
            length = end.length;
        }
        return found(line, length, 0, false);
    }

    private boolean nextLine(Line line) throws IOException {
        int scanned = 0;
        while (true) {
            int at = indexOfFeed(position + scanned);
            if (at >= 0) {
                return found(line, at - position, 1);
            }
            scanned = limit - position;
            if (scanned > maxLine + 1) {
                return tooLong(line);
            }
            if (!fill()) {
                scanned = limit - position;
                return scanned > 0 && found(line, scanned, 0);
            }
        }
    }

    /** A CR before the end belongs to it, as do more of them where a file was converted more than once. */
    private boolean found(Line line, int length, int endLength) {
        int content = length;
        while (content > 0 && buffer[position + content - 1] == '\r') {
            content--;
        }
        return found(line, content, endLength + length - content, content > maxLine);
    }

    private boolean found(Line line, int length, int endLength, boolean tooLong) {
        line.bytes = buffer;
        line.start = position;
        line.length = length;
        line.endLength = endLength;
        line.number = ++number;
        line.offset = base + position;
        line.tooLong = tooLong;
        line.zeros = length > 0 && buffer[position] == 0 && areZeros(position, position + length);
        position += length + endLength;
        return true;
    }

    private boolean areZeros(int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean tooLong(Line line) throws IOException {
        line.bytes = buffer;
        line.start = 0;
        line.endLength = 0;
        line.number = ++number;
        line.offset = base + position;
        line.tooLong = true;
        line.zeros = true;
        long length = 0;
        int at = -1;
        while (at < 0) {
            at = indexOfFeed(position);
            int to = at < 0 ? limit : at;
            line.zeros &= areZeros(position, to);
            length += to - position;
            position = to;
            if (at < 0 && !fill()) {
                break;
            }
        }
        position += at < 0 ? 0 : 1;
        line.length = line.zeros ? (int) Math.min(length, Integer.MAX_VALUE) : 0;
        return true;
    }

    /** Whether from here there is the end mark, with or without a line end, and nothing else. */
    private boolean isEndMark(int from) {
        int after = from + end.length;
        if (end.length == 0 || after > limit || !Arrays.equals(buffer, from, after, end, 0, end.length)) {
            return false;
        }
        int rest = limit - after;
        return rest == 0
                || (rest == 1 && buffer[after] == '\n')
                || (rest == 2 && buffer[after] == '\r' && buffer[after + 1] == '\n');
    }

    /** Eight bytes at a time: this is done to every byte of a file, twice. */
    private int indexOfFeed(int from) {
        int i = from;
        long feeds = ONES * (feed & 0xFF);
        for (; i + 8 <= limit; i += 8) {
            long zeroAtFeed = (long) LONGS.get(buffer, i) ^ feeds;
            long found = (zeroAtFeed - ONES) & ~zeroAtFeed & (ONES << 7);
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / 8;
            }
        }
        for (; i < limit; i++) {
            if (buffer[i] == feed) {
                return i;
            }
        }
        return -1;
    }

    /** Whether that many bytes are there; after this, either they are in the buffer or all there are. */
    private boolean has(int bytes) throws IOException {
        while (limit - position < bytes) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    private boolean fill() throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            base += position;
            limit -= position;
            position = 0;
        }
        int read = in.read(buffer, limit, buffer.length - limit);
        if (read > 0) {
            limit += read;
        } else if (read < 0) {
            while (limit > position && buffer[limit - 1] == END_OF_FILE) {
                limit--;
            }
        }
        return read > 0;
    }
}
