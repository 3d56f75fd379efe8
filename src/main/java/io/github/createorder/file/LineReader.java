package io.github.createorder.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Finds the lines of a stream by bytes: ended by LF or CRLF, the last one with or without; or records of a fixed number of
 * bytes without any line end. Neither LF nor CR is ever a part of a character in UTF-8, GBK or GB18030.
 */
final class LineReader {
    private static final int READ = 256 * 1024;

    private final InputStream in;
    private final int maxLine;
    private final int recordLength;
    private final byte[] end;
    private final byte[] buffer;
    private int position;
    private int limit;
    private long base;
    private long number;

    /**
     * @param recordLength bytes of a record without line end; 0 for lines
     * @param end the end mark, which {@link Line#last} looks over; empty for none
     * @param boms of which one is read over
     */
    LineReader(InputStream in, int maxLine, int recordLength, byte[] end, byte[]... boms) throws IOException {
        this.in = in;
        this.maxLine = maxLine;
        this.recordLength = recordLength;
        this.end = end;
        this.buffer = new byte[Math.max(maxLine, recordLength) + end.length + READ];
        for (byte[] bom : boms) {
            if (has(bom.length) && Arrays.equals(buffer, 0, bom.length, bom, 0, bom.length)) {
                position = bom.length;
                break;
            }
        }
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
        if (!has(1)) {
            return false;
        }
        has(recordLength + end.length + 1);
        int length = Math.min(recordLength, limit - position);
        // An end mark may be shorter than a record.
        if (isEndMark(position) && length < recordLength) {
            length = end.length;
        }
        return found(line, length, length, false);
    }

    private boolean nextLine(Line line) throws IOException {
        int scanned = 0;
        while (true) {
            int feed = indexOfFeed(position + scanned);
            if (feed >= 0) {
                int length = feed - position;
                boolean carriageReturn = length > 0 && buffer[feed - 1] == '\r';
                int content = carriageReturn ? length - 1 : length;
                return found(line, content, length + 1, content > maxLine);
            }
            scanned = limit - position;
            if (scanned > maxLine + 1) {
                return tooLong(line);
            }
            if (!fill()) {
                return scanned > 0 && found(line, scanned, scanned, scanned > maxLine);
            }
        }
    }

    private boolean found(Line line, int length, int whole, boolean tooLong) throws IOException {
        // Filling moves the buffer, so it comes before the line is told where it lies.
        has(whole + end.length + 3);
        line.bytes = buffer;
        line.start = position;
        line.length = length;
        line.number = ++number;
        line.offset = base + position;
        line.tooLong = tooLong;
        position += whole;
        line.last = position == limit || isEndMark(position);
        return true;
    }

    private boolean tooLong(Line line) throws IOException {
        line.bytes = buffer;
        line.start = 0;
        line.length = 0;
        line.number = ++number;
        line.offset = base + position;
        line.tooLong = true;
        line.last = false;
        int feed = indexOfFeed(position);
        while (feed < 0) {
            position = limit;
            if (!fill()) {
                return true;
            }
            feed = indexOfFeed(position);
        }
        position = feed + 1;
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

    private int indexOfFeed(int from) {
        for (int i = from; i < limit; i++) {
            if (buffer[i] == '\n') {
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
        }
        return read > 0;
    }
}
