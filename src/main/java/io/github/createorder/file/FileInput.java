package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.zip.ZipException;

/**
 * A file's content: plain, gz, or zip with one file, told apart by the first bytes, which no text in UTF-8, GBK or GB18030
 * has. Digests are of the file as it was sent.
 */
final class FileInput implements Closeable {
    private static final int BUFFER = 64 * 1024;
    private static final int RATIO_COUNTS_FROM = 1024 * 1024;

    private final Limits limits;
    private final Raw raw;
    /** What content is made of: the whole file, or a part of a zip. */
    private final Raw packed;

    private final InputStream content;

    private FileInput(Limits limits, Raw raw, Raw packed, InputStream unpacked) {
        this.limits = limits;
        this.raw = raw;
        this.packed = packed;
        this.content = unpacked instanceof Deflated ? new Unpacked(unpacked) : unpacked;
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
        FileInput input = null;
        try {
            BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
            buffered.mark(4);
            byte[] magic = buffered.readNBytes(4);
            buffered.reset();
            if (magic.length > 2 && magic[0] == 0x1F && magic[1] == (byte) 0x8B) {
                input = new FileInput(limits, raw, raw, new GzipContent(buffered));
            } else if (magic.length > 3 && magic[0] == 'P' && magic[1] == 'K' && "\3\5\7".indexOf(magic[2]) >= 0) {
                input = zip(file, limits, raw);
            } else {
                input = new FileInput(limits, raw, raw, buffered);
            }
            return input;
        } catch (IOException e) {
            throw raw.failure == null && isOfTheContent(e) ? damaged(e) : e;
        } finally {
            if (input == null) {
                raw.close();
            }
        }
    }

    private static FileInput zip(Path file, Limits limits, Raw raw) throws IOException {
        FileChannel channel = FileChannel.open(file);
        FileInput input = null;
        try {
            Raw[] part = new Raw[1];
            ZipContent content = ZipContent.open(channel, (start, length) -> {
                part[0] = new Raw(new Part(channel, start, length), List.of());
                return part[0];
            });
            input = new FileInput(limits, raw, part[0], content);
            return input;
        } finally {
            if (input == null) {
                channel.close();
            }
        }
    }

    /** What a decompressor throws, not the machine. */
    private static boolean isOfTheContent(IOException e) {
        return e instanceof DamagedException || e instanceof ZipException || e instanceof EOFException;
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
        try {
            content.close();
        } finally {
            raw.close();
        }
    }

    /** A part of a file; closes it. */
    private static final class Part extends InputStream {
        private final FileChannel file;
        private long position;
        private long left;

        Part(FileChannel file, long position, long left) {
            this.file = file;
            this.position = position;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int start, int length) throws IOException {
            int most = (int) Math.min(length, left);
            int read = most == 0 ? -1 : file.read(ByteBuffer.wrap(bytes, start, most), position);
            if (read > 0) {
                position += read;
                left -= read;
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
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

        Unpacked(InputStream in) {
            super(in);
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
                throw packed.failure == null ? damaged(e) : e;
            }
            count += Math.max(read, 0);
            if (count > limits.contentBytes()) {
                throw new DamagedException(
                        Code.LIMIT,
                        "the file unpacks to more than the " + limits.contentBytes()
                                + " bytes of `limits: content-bytes`");
            }
            if (count > RATIO_COUNTS_FROM && count / limits.ratio() > packed.count) {
                throw new DamagedException(
                        Code.LIMIT,
                        "the file unpacks to more than " + limits.ratio()
                                + " times its size, the most by `limits: ratio`: it looks like a zip bomb");
            }
            return read;
        }
    }
}
