package io.github.createorder.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/** Deflated data as gz and zip have it, and the bytes around it; a byte too few or too many is never passed over. */
abstract class Deflated extends InputStream {
    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final byte[] buffer = new byte[64 * 1024];
    private final CRC32 crc = new CRC32();
    private int position;
    private int limit;
    private long total;

    Deflated(InputStream in) {
        this.in = in;
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public abstract int read(byte[] bytes, int start, int length) throws IOException;

    /** Some of the inflated bytes; -1 at the end of the deflated data, behind which {@link #next} reads on. */
    final int inflate(byte[] bytes, int start, int length) throws IOException {
        try {
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    if (position == limit && !fill()) {
                        throw new EOFException("it ends in the middle");
                    }
                    inflater.setInput(buffer, position, limit - position);
                    position = limit;
                }
                int count = inflater.inflate(bytes, start, length);
                if (count > 0) {
                    crc.update(bytes, start, count);
                    total += count;
                    return count;
                }
                if (inflater.needsDictionary()) {
                    throw new ZipException("it needs a dictionary");
                }
            }
        } catch (DataFormatException e) {
            throw new ZipException(e.getMessage() == null ? "no deflated data" : e.getMessage());
        }
        position = limit - inflater.getRemaining();
        return -1;
    }

    /** Some bytes that are not deflated; -1 at the end. */
    final int stored(byte[] bytes, int start, int length) throws IOException {
        if (position == limit && !fill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, bytes, start, count);
        position += count;
        crc.update(bytes, start, count);
        total += count;
        return count;
    }

    /** Ready for the next deflated data; only at the end of one. */
    final void restart() {
        inflater.reset();
        crc.reset();
        total = 0;
    }

    /** A byte outside deflated data; -1 at the end. */
    final int next() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xFF : -1;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    /** Of the bytes given out since the last start. */
    final long crc() {
        return crc.getValue();
    }

    /** How many bytes were given out since the last start. */
    final long total() {
        return total;
    }

    @Override
    public final void close() throws IOException {
        inflater.end();
        in.close();
    }
}
