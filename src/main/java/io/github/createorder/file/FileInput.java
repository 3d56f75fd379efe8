package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A file's content: plain, gz, or zip with one entry, told apart by the first bytes, which no text in UTF-8, GBK or GB18030
 * has. Digests are of the file as it was sent. Names inside a zip are not used.
 */
final class FileInput implements Closeable {
    private static final int BUFFER = 64 * 1024;
    private static final int RATIO_COUNTS_FROM = 1024 * 1024;

    private final Limits limits;
    private final Raw raw;
    private final InputStream content;

    private FileInput(Limits limits, Raw raw, InputStream content) {
        this.limits = limits;
        this.raw = raw;
        this.content = content;
    }

    /**
     * @throws DamagedException when it is too big, or is no sound gz or zip
     * @throws IOException when the machine fails
     */
    static FileInput open(Path file, Limits limits, List<MessageDigest> digests) throws IOException {
        if (Files.size(file) > limits.fileBytes()) {
            throw new DamagedException(
                    Code.LIMIT,
                    "the file has " + Files.size(file) + " bytes, more than the " + limits.fileBytes()
                            + " of `limits: file-bytes`");
        }
        Raw raw = new Raw(Files.newInputStream(file), digests);
        try {
            BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
            buffered.mark(4);
            byte[] magic = buffered.readNBytes(4);
            buffered.reset();
            InputStream content = buffered;
            if (magic.length > 2 && magic[0] == 0x1F && magic[1] == (byte) 0x8B) {
                content = new GZIPInputStream(buffered, BUFFER);
            } else if (magic.length > 2 && magic[0] == 'P' && magic[1] == 'K' && (magic[2] == 3 || magic[2] == 5)) {
                content = zip(buffered);
            }
            FileInput input = new FileInput(limits, raw, content);
            return content == buffered ? input : new FileInput(limits, raw, input.new Unpacked());
        } catch (IOException e) {
            raw.close();
            throw raw.failure == null ? damaged(e) : e;
        }
    }

    private static InputStream zip(InputStream in) throws IOException {
        ZipInputStream zip = new ZipInputStream(in);
        ZipEntry entry = zip.getNextEntry();
        if (entry == null || entry.isDirectory()) {
            throw new DamagedException(
                    Code.DAMAGED, "the zip's first entry is no file: it must hold one file and nothing else");
        }
        return zip;
    }

    private static DamagedException damaged(IOException e) {
        return e instanceof DamagedException damaged
                ? damaged
                : new DamagedException(Code.DAMAGED, "the compressed data is damaged or cut off: " + e.getMessage());
    }

    InputStream content() {
        return content;
    }

    /** Reads what is left, so that the digests are of the whole file. */
    void finish() throws IOException {
        raw.transferTo(OutputStream.nullOutputStream());
    }

    /** Bytes of the file as it was sent that were read so far. */
    long bytes() {
        return raw.count;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    /** The file as it was sent: counted, digested, and its failures remembered as the machine's. */
    private static final class Raw extends FilterInputStream {
        private final List<MessageDigest> digests;
        private long count;
        private IOException failure;

        Raw(InputStream in, List<MessageDigest> digests) {
            super(in);
            this.digests = digests;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int start, int length) throws IOException {
            int read;
            try {
                read = super.read(bytes, start, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
            if (read > 0) {
                count += read;
                for (MessageDigest digest : digests) {
                    digest.update(bytes, start, read);
                }
            }
            return read;
        }
    }

    /** What comes out of the decompressor, within the limits. */
    private final class Unpacked extends FilterInputStream {
        private long count;

        Unpacked() {
            super(content);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int start, int length) throws IOException {
            int read;
            try {
                read = super.read(bytes, start, length);
                if (read < 0 && in instanceof ZipInputStream zip && zip.getNextEntry() != null) {
                    throw new DamagedException(
                            Code.DAMAGED, "the zip holds more than one entry: it must hold one file and nothing else");
                }
            } catch (IOException e) {
                throw raw.failure == null ? damaged(e) : e;
            }
            count += Math.max(read, 0);
            if (count > limits.contentBytes()) {
                throw new DamagedException(
                        Code.LIMIT,
                        "the file unpacks to more than the " + limits.contentBytes()
                                + " bytes of `limits: content-bytes`");
            }
            if (count > RATIO_COUNTS_FROM && count / limits.ratio() > raw.count) {
                throw new DamagedException(
                        Code.LIMIT,
                        "the file unpacks to more than " + limits.ratio()
                                + " times its size, the most by `limits: ratio`: it looks like a zip bomb");
            }
            return read;
        }
    }
}
