package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipException;

/**
 * What is in a zip with one file. Its directory, at the end, tells what is inside; every byte in front of it must belong to
 * an entry, or a part would be passed over in silence. Names count only as far as they tell folders and office documents, so
 * that their charset does not matter. The JDK's own readers pass over what comes behind the first entry, or before it, and
 * one of them does not compare checksums.
 */
final class ZipContent extends Deflated {
    private static final int MOST_DIRECTORY = 1024 * 1024;
    private static final int MOST_COMMENT = 0xFFFF;
    private static final int END = 22;
    private static final int LOCATOR = 20;
    private static final int END_64 = 56;
    private static final int DEFLATED = 8;
    private static final int ENCRYPTED = 1;
    private static final int DESCRIPTOR = 8;
    private static final long UNKNOWN = 0xFFFFFFFFL;

    private final Entry entry;

    /** Where an entry's header is, and what the directory says of it. */
    private record Entry(
            long at, int flags, int method, long crc, long packed, long unpacked, String name, boolean isFile) {}

    /** Where the directory is. */
    private record Directory(long at, long size, long entries) {}

    private ZipContent(InputStream in, Entry entry) {
        super(in);
        this.entry = entry;
    }

    /** A part of the file as a stream. */
    interface Part {
        InputStream open(long start, long length) throws IOException;
    }

    /**
     * @param file stays open
     * @throws DamagedException when it holds something else than one file that can be read
     * @throws ZipException when it is damaged
     */
    static ZipContent open(FileChannel file, Part part) throws IOException {
        Directory directory = directory(file);
        List<Entry> entries = entries(file, directory);
        if (entries.stream().anyMatch(entry -> entry.name().equals("[Content_Types].xml"))) {
            throw new DamagedException(
                    Code.STRUCTURE,
                    "the file is a workbook or document of an office program (xlsx, docx), whatever its name:"
                            + " export it as a text file");
        }
        List<Entry> files = entries.stream().filter(Entry::isFile).toList();
        if (files.size() != 1) {
            throw new DamagedException(
                    Code.DAMAGED,
                    (files.isEmpty() ? "the zip holds no file" : "the zip holds more than one entry")
                            + ": it must hold one file and nothing else");
        }
        Entry entry = files.get(0);
        if ((entry.flags() & ENCRYPTED) != 0) {
            throw new DamagedException(Code.DAMAGED, "the zip is encrypted: send it without a password");
        }
        if (entry.method() != DEFLATED && entry.method() != 0) {
            throw new DamagedException(
                    Code.DAMAGED,
                    "the zip is packed by method " + entry.method() + ", and only 8 (deflate) and 0 (stored) are read:"
                            + " pack it so, or as gz");
        }
        long start = 0;
        for (int i = 0; i < entries.size(); i++) {
            Entry each = entries.get(i);
            long next = i + 1 < entries.size() ? entries.get(i + 1).at() : directory.at();
            long data = data(file, each);
            checkGap(each, next - data - each.packed());
            start = each.equals(entry) ? data : start;
        }
        return new ZipContent(part.open(start, entry.packed()), entry);
    }

    /** Between an entry's data and what comes next there is a descriptor, or nothing. */
    private static void checkGap(Entry entry, long gap) throws ZipException {
        boolean descriptor = (entry.flags() & DESCRIPTOR) != 0 && gap >= 12 && gap <= 24 && gap % 4 == 0;
        if (gap != 0 && !descriptor) {
            throw foreign();
        }
    }

    private static ZipException foreign() {
        return new ZipException(
                "it has bytes that belong to no entry: zips were put behind each other, or parts are missing");
    }

    private static Directory directory(FileChannel file) throws IOException {
        int length = (int) Math.min(file.size(), 2L * MOST_COMMENT);
        long from = file.size() - length;
        ByteBuffer tail = read(file, from, length);
        int at = length - END;
        boolean zeros = true;
        for (; at >= 0; at--) {
            if (at + END < length && tail.get(at + END) != 0) {
                zeros = false;
            }
            if (tail.getInt(at) == 0x06054B50 && endsAt(tail, at + END, zeros)) {
                break;
            }
        }
        if (at < 0) {
            throw new ZipException("its directory is missing at the end: it was cut off");
        }
        long end = from + at;
        Directory directory = new Directory(
                unsigned(tail.getInt(at + 16)), unsigned(tail.getInt(at + 12)), unsigned(tail.getShort(at + 10)));
        boolean parts = tail.getShort(at + 4) != 0 || tail.getShort(at + 6) != 0;
        if (at >= LOCATOR && tail.getInt(at - LOCATOR) == 0x07064B50) {
            end = tail.getLong(at - LOCATOR + 8);
            if (end < 0 || end > file.size() - END_64) {
                throw foreign();
            }
            ByteBuffer end64 = read(file, end, END_64);
            if (end64.getInt(0) != 0x06064B50) {
                throw foreign();
            }
            directory = new Directory(end64.getLong(48), end64.getLong(40), end64.getLong(32));
            parts = end64.getInt(16) != 0 || end64.getInt(20) != 0;
        }
        if (parts) {
            throw new DamagedException(Code.DAMAGED, "the zip is one part of several: send it in one piece");
        }
        if (directory.at() < 0 || directory.size() < 0 || directory.at() + directory.size() != end) {
            throw foreign();
        }
        return directory;
    }

    /** Whether behind the end record comes the comment that it speaks of, and nothing else but zeros. */
    private static boolean endsAt(ByteBuffer tail, int behind, boolean zeros) {
        int comment = (int) unsigned(tail.getShort(behind - 2));
        if (behind + comment > tail.limit()) {
            return false;
        }
        for (int i = behind + comment; !zeros && i < tail.limit(); i++) {
            if (tail.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The entries in the order in which they lie in the file. */
    private static List<Entry> entries(FileChannel file, Directory directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (directory.size() > MOST_DIRECTORY) {
            throw new DamagedException(
                    Code.DAMAGED, "the zip holds more than one entry: it must hold one file and nothing else");
        }
        ByteBuffer bytes = read(file, directory.at(), (int) directory.size());
        while (bytes.remaining() >= 46) {
            int at = bytes.position();
            int name = (int) unsigned(bytes.getShort(at + 28));
            int extra = (int) unsigned(bytes.getShort(at + 30));
            int whole = 46 + name + extra + (int) unsigned(bytes.getShort(at + 32));
            if (bytes.getInt(at) != 0x02014B50 || whole > bytes.remaining()) {
                throw new ZipException("its directory is damaged");
            }
            entries.add(entry(bytes.slice(at, whole).order(ByteOrder.LITTLE_ENDIAN), name, extra));
            bytes.position(at + whole);
        }
        if (bytes.hasRemaining() || entries.size() != directory.entries()) {
            throw new ZipException("its directory is damaged");
        }
        entries.sort(Comparator.comparingLong(Entry::at));
        if (!entries.isEmpty() && entries.get(0).at() != 0) {
            throw foreign();
        }
        return entries;
    }

    private static Entry entry(ByteBuffer record, int nameLength, int extraLength) throws ZipException {
        byte[] bytes = new byte[nameLength];
        record.get(46, bytes);
        String name = new String(bytes, StandardCharsets.ISO_8859_1);
        long[] sizes = {unsigned(record.getInt(24)), unsigned(record.getInt(20)), unsigned(record.getInt(42))};
        int end = 46 + nameLength + extraLength;
        for (int at = 46 + nameLength; at + 4 <= end; at += 4 + (int) unsigned(record.getShort(at + 2))) {
            int value = at + 4;
            for (int i = 0; record.getShort(at) == 1 && i < sizes.length; i++) {
                if (sizes[i] == UNKNOWN && value + 8 <= end) {
                    sizes[i] = record.getLong(value);
                    value += 8;
                }
            }
        }
        if (sizes[0] < 0 || sizes[1] < 0 || sizes[2] < 0) {
            throw new ZipException("its directory is damaged");
        }
        // Finder of macOS adds entries of its own.
        boolean isFile = !name.endsWith("/") && !name.endsWith("\\") && !name.startsWith("__MACOSX/");
        return new Entry(
                sizes[2],
                record.getShort(8),
                (int) unsigned(record.getShort(10)),
                unsigned(record.getInt(16)),
                sizes[1],
                sizes[0],
                name,
                isFile);
    }

    /** Where the entry's data begins, by its own header. */
    private static long data(FileChannel file, Entry entry) throws IOException {
        if (entry.at() > file.size() - 30) {
            throw foreign();
        }
        ByteBuffer header = read(file, entry.at(), 30);
        if (header.getInt(0) != 0x04034B50 || unsigned(header.getShort(8)) != entry.method()) {
            throw foreign();
        }
        return entry.at() + 30 + unsigned(header.getShort(26)) + unsigned(header.getShort(28));
    }

    private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw new ZipException("it ends in the middle");
            }
        }
        return bytes.flip();
    }

    private static long unsigned(int value) {
        return Integer.toUnsignedLong(value);
    }

    private static long unsigned(short value) {
        return Short.toUnsignedLong(value);
    }

    @Override
    public int read(byte[] bytes, int start, int length) throws IOException {
        int count = length == 0
                ? 0
                : entry.method() == DEFLATED ? inflate(bytes, start, length) : stored(bytes, start, length);
        if (count < 0 && (next() >= 0 || total() != entry.unpacked() || crc() != entry.crc())) {
            throw new ZipException("its checksum or size is wrong");
        }
        return count;
    }
}
