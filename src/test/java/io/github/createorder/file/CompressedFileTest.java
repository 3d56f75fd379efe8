package io.github.createorder.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gz and zip: every byte is accounted for, or the file is refused; half a file is never taken for a whole one. */
class CompressedFileTest {
    private static final FileFormat FORMAT = FileFormat.load("format.yaml", """
            format: two
            kind: delimited
            charset: GBK
            separator: "|"
            columns: [KEY, { name: FEE, unit: fen }]
            """);
    private static final byte[] FIRST = "A|1\nB|2\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SECOND = "C|3\n".getBytes(StandardCharsets.US_ASCII);
    private static final String DAMAGED = "DAMAGED: the compressed data is damaged or cut off: ";

    @TempDir(factory = InTarget.class)
    Path folder;

    private FileVerdict check(byte[]... parts) throws IOException {
        return InChinese.said(new FileCheck(FORMAT).check(Files.write(folder.resolve("in"), join(parts)), "in", null));
    }

    private static byte[] join(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }

    private static byte[] gz(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gz = new GZIPOutputStream(bytes)) {
            gz.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    @Test
    void gzOfSeveralMembersIsWhole() throws Exception {
        assertThat(check(gz(FIRST), gz(SECOND)).orders()).isEqualTo(3);
        assertThat(check(gz(FIRST), gz(SECOND), new byte[4096]).ok())
                .as("a block filled up with zeros")
                .isTrue();
    }

    @Test
    void gzWithAllThatItsHeaderMayHave() throws Exception {
        byte[] plain = gz(FIRST);
        byte[] header = with(Arrays.copyOf(plain, 10), 3, 2 | 4 | 8 | 16);
        byte[] more = {3, 0, 1, 2, 3, 'n', 0, 'c', 0, 0x12, 0x34};
        assertThat(check(header, more, Arrays.copyOfRange(plain, 10, plain.length))
                        .orders())
                .isEqualTo(2);
    }

    @Test
    void gzWithMoreBehindItsLastMemberIsDamaged() throws Exception {
        for (byte[] behind : List.of(
                SECOND,
                Arrays.copyOf(gz(SECOND), 5),
                with(gz(SECOND), 0, 0),
                with(gz(SECOND), 1, 'x'),
                with(gz(SECOND), 2, 9),
                with(gz(SECOND), 3, 0x80),
                new byte[] {0, 0, 1},
                join(new byte[8], gz(SECOND)))) {
            FileVerdict verdict = check(gz(FIRST), behind);
            assertThat(verdict.reason()).startsWith(DAMAGED);
            assertThat(verdict.sha256()).as("of a file that was not read whole").isNull();
        }
    }

    @Test
    void gzCutAnywhereIsRefused() throws Exception {
        byte[] whole = join(gz(FIRST), gz(SECOND));
        for (int length = 3; length < whole.length; length++) {
            // A cut between the members leaves a whole file.
            if (length != gz(FIRST).length) {
                assertThat(check(Arrays.copyOf(whole, length)).ok())
                        .as("%d bytes", length)
                        .isFalse();
            }
        }
    }

    @Test
    void gzWithAChangedByteIsRefusedOrTheSame() throws Exception {
        byte[] whole = gz(FIRST);
        for (int i = 2; i < whole.length; i++) {
            FileVerdict verdict = check(with(whole, i, ~whole[i]));
            assertThat(!verdict.ok() || verdict.orders() == 2).as("byte %d", i).isTrue();
        }
    }

    /** A zip as tools make them, with what the JDK's writer cannot do. */
    private static final class Zip {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
        private int entries;
        private boolean zip64;

        Zip entry(byte[] name, byte[] content, int method, int flags) throws IOException {
            return entry(name, content, method, flags, 0);
        }

        /** @param descriptor bytes of the descriptor behind the data */
        Zip entry(byte[] name, byte[] content, int method, int flags, int descriptor) throws IOException {
            byte[] data = method == 8 ? deflated(content) : content;
            CRC32 crc = new CRC32();
            crc.update(content);
            int at = out.size();
            int known = descriptor > 0 ? 0 : 1;
            out.write(buffer(30)
                    .putInt(0x04034B50)
                    .putShort((short) 20)
                    .putShort((short) flags)
                    .putShort((short) method)
                    .putInt(0)
                    .putInt(known * (int) crc.getValue())
                    .putInt(known * data.length)
                    .putInt(known * content.length)
                    .putShort((short) name.length)
                    .putShort((short) 0)
                    .array());
            out.write(name);
            out.write(data);
            out.write(new byte[descriptor]);
            int extra = zip64 ? 28 : 0;
            directory.write(buffer(46)
                    .putInt(0x02014B50)
                    .putInt(20)
                    .putShort((short) flags)
                    .putShort((short) method)
                    .putInt(0)
                    .putInt((int) crc.getValue())
                    .putInt(zip64 ? -1 : data.length)
                    .putInt(zip64 ? -1 : content.length)
                    .putShort((short) name.length)
                    .putShort((short) extra)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(0)
                    .putInt(zip64 ? -1 : at)
                    .array());
            directory.write(name);
            if (zip64) {
                directory.write(buffer(28)
                        .putShort((short) 1)
                        .putShort((short) 24)
                        .putLong(content.length)
                        .putLong(data.length)
                        .putLong(at)
                        .array());
            }
            entries++;
            return this;
        }

        byte[] bytes() throws IOException {
            int at = out.size();
            out.write(directory.toByteArray());
            if (zip64) {
                int end = out.size();
                out.write(buffer(56)
                        .putInt(0x06064B50)
                        .putLong(44)
                        .putInt(0)
                        .putInt(0)
                        .putInt(0)
                        .putLong(entries)
                        .putLong(entries)
                        .putLong(directory.size())
                        .putLong(at)
                        .array());
                out.write(buffer(20)
                        .putInt(0x07064B50)
                        .putInt(0)
                        .putLong(end)
                        .putInt(1)
                        .array());
            }
            out.write(buffer(22)
                    .putInt(0x06054B50)
                    .putInt(0)
                    .putShort((short) entries)
                    .putShort((short) entries)
                    .putInt(zip64 ? -1 : directory.size())
                    .putInt(zip64 ? -1 : at)
                    .putShort((short) 0)
                    .array());
            return out.toByteArray();
        }

        private static ByteBuffer buffer(int size) {
            return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        }

        private static byte[] deflated(byte[] content) {
            Deflater deflater = new Deflater(9, true);
            deflater.setInput(content);
            deflater.finish();
            byte[] data = new byte[1000];
            int length = deflater.deflate(data);
            deflater.end();
            return Arrays.copyOf(data, length);
        }
    }

    private static final byte[] NAME = "a.txt".getBytes(StandardCharsets.US_ASCII);

    @Test
    void namesInsideAZipDoNotMatter() throws Exception {
        byte[] gbk = "对账单.txt".getBytes(Charset.forName("GBK"));
        assertThat(check(new Zip().entry(gbk, FIRST, 8, 0).bytes()).orders()).isEqualTo(2);
        assertThat(check(new Zip().entry(gbk, FIRST, 8, 0x800).bytes()).orders())
                .as("told to be UTF-8, and not")
                .isEqualTo(2);
        assertThat(check(new Zip()
                                .entry("../../x".getBytes(StandardCharsets.US_ASCII), FIRST, 8, 0)
                                .bytes())
                        .orders())
                .isEqualTo(2);
    }

    @Test
    void zipsOfAllMakes() throws Exception {
        assertThat(check(new Zip().entry(NAME, FIRST, 0, 0).bytes()).orders()).isEqualTo(2);
        for (int descriptor : new int[] {12, 16, 20, 24}) {
            assertThat(check(new Zip().entry(NAME, FIRST, 8, 8, descriptor).bytes())
                            .orders())
                    .isEqualTo(2);
            assertThat(check(new Zip().entry(NAME, FIRST, 0, 8, descriptor).bytes())
                            .orders())
                    .isEqualTo(2);
        }
        Zip large = new Zip();
        large.zip64 = true;
        assertThat(check(large.entry(NAME, FIRST, 8, 0).bytes()).orders()).isEqualTo(2);
        byte[] folder = "d/".getBytes(StandardCharsets.US_ASCII);
        byte[] mac = "__MACOSX/._a.txt".getBytes(StandardCharsets.US_ASCII);
        assertThat(check(new Zip()
                                .entry(folder, new byte[0], 0, 0)
                                .entry(NAME, FIRST, 8, 0)
                                .entry(mac, SECOND, 8, 0)
                                .bytes())
                        .orders())
                .isEqualTo(2);
        byte[] zip = new Zip().entry(NAME, FIRST, 8, 0).bytes();
        assertThat(check(zip, new byte[2048]).orders())
                .as("a block filled up with zeros")
                .isEqualTo(2);
        zip[zip.length - 2] = 3;
        assertThat(check(zip, "abc".getBytes(StandardCharsets.US_ASCII)).orders())
                .as("with a comment")
                .isEqualTo(2);
    }

    @Test
    void zipsThatCannotBeReadAreNamed() throws Exception {
        assertThat(check(new Zip().entry(NAME, FIRST, 8, 1).bytes()).reason())
                .isEqualTo("DAMAGED: the zip is encrypted: send it without a password");
        assertThat(check(new Zip().entry(NAME, FIRST, 9, 0).bytes()).reason())
                .startsWith("DAMAGED: the zip is packed by method 9");
        assertThat(check(new Zip().bytes()).reason()).startsWith("DAMAGED: the zip holds no file");
        assertThat(check(new Zip()
                                .entry(NAME, FIRST, 8, 0)
                                .entry(NAME, SECOND, 8, 0)
                                .bytes())
                        .reason())
                .startsWith("DAMAGED: the zip holds more than one entry");
        assertThat(check(with(new Zip().entry(NAME, FIRST, 8, 0).bytes(), 2, 7)).reason())
                .startsWith(DAMAGED);
    }

    @Test
    void zipsPutBehindEachOtherAreDamaged() throws Exception {
        byte[] first = new Zip().entry(NAME, FIRST, 8, 0).bytes();
        byte[] second = new Zip().entry(NAME, SECOND, 8, 0).bytes();
        assertThat(check(first, second).reason()).startsWith(DAMAGED).contains("zips were put behind each other");
        assertThat(check(first, SECOND).reason()).startsWith(DAMAGED);
        // An entry that the directory does not tell of, in front of the one it does.
        byte[] hidden =
                new Zip().entry(NAME, FIRST, 8, 0).entry(NAME, SECOND, 8, 0).bytes();
        int entry = 46 + NAME.length;
        int at = hidden.length - 22 - 2 * entry;
        byte[] one = join(Arrays.copyOf(hidden, at), Arrays.copyOfRange(hidden, at + entry, hidden.length));
        ByteBuffer end = ByteBuffer.wrap(one).order(ByteOrder.LITTLE_ENDIAN);
        end.putShort(one.length - 14, (short) 1)
                .putShort(one.length - 12, (short) 1)
                .putInt(one.length - 10, entry);
        assertThat(check(one).reason()).startsWith(DAMAGED).contains("bytes that belong to no entry");
    }

    @Test
    void zipCutAnywhereIsRefused() throws Exception {
        byte[] whole = new Zip().entry(NAME, FIRST, 8, 8, 16).bytes();
        for (int length = 4; length < whole.length; length++) {
            assertThat(check(Arrays.copyOf(whole, length)).ok())
                    .as("%d bytes", length)
                    .isFalse();
        }
    }

    @Test
    void zipWithAChangedByteIsRefusedOrTheSame() throws Exception {
        for (int method : new int[] {0, 8}) {
            byte[] whole = new Zip().entry(NAME, FIRST, method, 0).bytes();
            for (int i = 0; i < whole.length; i++) {
                for (int changed : new int[] {~whole[i], whole[i] + 1, 0, 0xFF}) {
                    FileVerdict verdict = check(with(whole, i, changed));
                    assertThat(!verdict.ok() || verdict.orders() == 2)
                            .as("byte %d, method %d", i, method)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void digestAndSizeAreOfTheZipAsItWasSent() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("a"));
            zip.write("A|1\n".repeat(50_000).getBytes(StandardCharsets.US_ASCII));
        }
        FileVerdict verdict = check(bytes.toByteArray());
        assertThat(verdict.orders()).isEqualTo(50_000);
        assertThat(verdict.bytes()).isEqualTo(bytes.size());
        assertThat(verdict.sha256())
                .isEqualTo(java.util.HexFormat.of()
                        .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                .digest(bytes.toByteArray())));
    }

    @Test
    void everyRefusalClosesTheFile() throws Exception {
        Path open = Path.of("/proc/self/fd");
        assumeThat(open).exists();
        byte[] zip = new Zip().entry(NAME, FIRST, 8, 0).bytes();
        for (byte[] content : List.of(
                zip,
                with(zip, 40, 0xFF),
                Arrays.copyOf(zip, 30),
                new Zip().entry(NAME, FIRST, 8, 1).bytes(),
                gz(FIRST),
                Arrays.copyOf(gz(FIRST), 9),
                join(gz(FIRST), SECOND),
                new byte[] {(byte) 0xFF, (byte) 0xFE, 'A', 0})) {
            check(content);
            try (FileReader.Batches batches = new FileReader(FORMAT).open(folder.resolve("in"), "s", "f", 1, 10)) {
                batches.forEachRemaining(batch -> {});
            } catch (FileRefusedException e) {
                assertThat(e.faults()).isNotEmpty();
            }
            try (Stream<Path> files = Files.list(open)) {
                assertThat(files.filter(CompressedFileTest::isOfATest)).isEmpty();
            }
        }
    }

    private static boolean isOfATest(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("file-tests");
        } catch (IOException gone) {
            return false;
        }
    }
}
