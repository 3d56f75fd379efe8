package io.github.createorder.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.file.FileFault.Code;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What refuses a whole file, and at which line and byte. */
class RefusedFileTest {
    private static final Charset GBK = Charset.forName("GBK");
    private static final String TWO_COLUMNS = """
            format: two
            kind: delimited
            charset: UTF-8
            separator: "|"
            columns: [KEY, { name: FEE, unit: fen }]
            """;
    private static final String WITH_TRAILER = TWO_COLUMNS + """
            lines:
              trailer:
                prefix: "T|"
                columns: [T, COUNT, TOTAL]
                count: COUNT
                sums: [{ total: TOTAL, column: FEE }]
            """;

    @TempDir(factory = InTarget.class)
    Path folder;

    private FileVerdict check(String format, byte[] content, String marker) throws Exception {
        Path file = Files.write(folder.resolve("in.txt"), content);
        return InChinese.said(new FileCheck(FileFormat.load("format.yaml", format))
                .check(file, "in.txt", marker == null ? null : marker.getBytes(StandardCharsets.UTF_8)));
    }

    private FileVerdict check(String format, String content) throws Exception {
        return check(format, content.getBytes(StandardCharsets.UTF_8), null);
    }

    private static byte[] with(byte[] bytes, int at, int... changed) {
        byte[] copy = bytes.clone();
        for (int i = 0; i < changed.length; i++) {
            copy[at + i] = (byte) changed[i];
        }
        return copy;
    }

    @Test
    void halfACharacterAtAFieldsEdge() throws Exception {
        Golden golden = Golden.of("fixed-width-gbk");
        byte[] bytes = Files.readAllBytes(golden.input());
        // Line 3, PLAN is bytes 19 to 30: its last character is cut, and its second half begins POL_NO.
        int line = 2 * 84;
        byte[] shifted = bytes.clone();
        System.arraycopy(bytes, line + 18, shifted, line + 19, 11);
        shifted[line + 18] = ' ';
        Path file = Files.write(folder.resolve("in.txt"), shifted);
        FileVerdict verdict = new FileCheck(golden.format()).check(file, null, null);
        assertThat(verdict.faults()).hasSize(1);
        assertThat(verdict.reason())
                .startsWith("CHARSET: line 3, byte 30 (file byte 198): column PLAN: byte 0xC1 is no character of GBK");
    }

    @Test
    void malformedUtf8AfterAByteOrderMark() throws Exception {
        byte[] bytes = "\uFEFFK1|1\r\nK\u4E00|2\n".getBytes(StandardCharsets.UTF_8);
        FileVerdict verdict = check(TWO_COLUMNS, with(bytes, 12, 'x'), null);
        assertThat(verdict.faults())
                .singleElement()
                .isEqualTo(new FileFault(
                        Code.CHARSET, 2, 2, 11, verdict.faults().get(0).message()));
        assertThat(verdict.reason()).contains("byte 0xE4 is no character of UTF-8");
    }

    @Test
    void gbkIsNotTakenForUtf8() throws Exception {
        FileVerdict verdict = check(TWO_COLUMNS, "保险|1\n".getBytes(GBK), null);
        assertThat(verdict.reason())
                .isEqualTo("CHARSET: the file is in GBK by its bytes, and the format says UTF-8:"
                        + " have it sent as text in UTF-8, or set `charset: GBK`");
    }

    @Test
    void trailerCountShortByOne() throws Exception {
        assertThat(check(WITH_TRAILER, "K1|1\nK2|2\nT|1|0.03\n").reason())
                .isEqualTo("COUNT: line 3, byte 3 (file byte 13): the trailer says 1 lines, and the file has 2:"
                        + " send the file again");
    }

    @Test
    void sumOffByOneFen() throws Exception {
        FileVerdict verdict = check(WITH_TRAILER, "K1|1\nK2|2\nT|2|0.02\n");
        assertThat(verdict.reason())
                .isEqualTo(
                        "SUM: line 3, byte 5 (file byte 15): the trailer says a sum of 0.02 yuan over FEE, and the lines"
                                + " have 0.03, which differs by 0.01: send the file again");
        assertThat(verdict.sums()).containsKey("FEE");
    }

    @Test
    void missingTrailerAndLinesAfterIt() throws Exception {
        assertThat(check(WITH_TRAILER, "K1|1\n").reason())
                .isEqualTo("INCOMPLETE: the trailer is missing: the file is not whole");
        assertThat(check(WITH_TRAILER + "totals: optional\n", "K1|1\n").ok()).isTrue();
        assertThat(check(WITH_TRAILER, "T|0|0\nK1|1\nK2|1\n").reason())
                .isEqualTo("STRUCTURE: line 2, byte 1 (file byte 7): lines come after the trailer");
    }

    @Test
    void wrongDigestSizeAndNameInTheMarker() throws Exception {
        String format = TWO_COLUMNS + """
                marker: { columns: [NAME, SIZE, COUNT, MD5], name: NAME, size: SIZE, count: COUNT, md5: MD5 }
                """;
        byte[] content = "K1|1\n".getBytes(StandardCharsets.UTF_8);
        String md5 = "c5c58e84a89a4d4e69bc3f9f8d54a5d0";
        assertThat(check(format, content, "in.txt|6|2|" + md5 + "\n").reason())
                .isEqualTo("COUNT: the marker says 2 lines, and the file has 1: send the file again\n"
                        + "SIZE: the marker says 6 bytes, and the file has 5: send the file again\n"
                        + "DIGEST: the marker says MD5 " + md5 + ", and the file has " + md5(content)
                        + ": send the file again");
        assertThat(check(format, content, "in.txt|5|1|" + md5(content)).ok()).isTrue();
        assertThat(check(format, content, "x.txt|5|1|" + md5(content)).reason())
                .isEqualTo("NAME: the marker does not name the file");
        assertThat(check(format, content, "in.txt|five|1|\n").reason())
                .isEqualTo("MARKER: the marker does not say MD5\nMARKER: the marker's SIZE is no whole number");
        assertThat(check(format, content, "in.txt|5|1\n").reason())
                .startsWith("MARKER: marker, line 1, byte 11: the line has 3 columns, and the format has 4");
        assertThat(check(format, content, "").reason()).startsWith("MARKER: the marker says nothing about the file");
        assertThat(check(format + "totals: optional\n", content, "").ok()).isTrue();
    }

    private static String md5(byte[] content) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("MD5").digest(content));
    }

    @Test
    void dateInTheNameThatIsNoDay() throws Exception {
        FileCheck check = new FileCheck(FileFormat.load(
                "format.yaml", TWO_COLUMNS + "totals: optional\nfile-name: 'LIS_(?<date>[0-9]+)_[0-9]+[.]txt'\n"));
        Path file = Files.writeString(folder.resolve("in.txt"), "K1|1\n");
        for (String day : List.of("20260228", "20280229", "260230")) {
            assertThat(check.check(file, "LIS_" + day + "_001.txt", null).reason())
                    .as(day)
                    .isEmpty();
        }
        for (String none : List.of("20260229", "20261301", "00000000")) {
            assertThat(check.check(file, "LIS_" + none + "_001.txt", null).reason())
                    .as(none)
                    .isEqualTo("NAME: the date in the file's name is no day: send the file under its right name");
        }
    }

    @Test
    void wrongColumnCounts() throws Exception {
        FileVerdict verdict = check(TWO_COLUMNS, "保|1\n保\n保|1|2\n\n");
        assertThat(verdict.faults())
                .extracting(FileFault::line, FileFault::lineByte, FileFault::fileByte)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2L, 4L, 10L),
                        org.assertj.core.groups.Tuple.tuple(3L, 7L, 17L),
                        org.assertj.core.groups.Tuple.tuple(4L, 1L, 19L));
        assertThat(verdict.faults().get(1).message()).startsWith("the line has 3 columns, and the format has 2");
        assertThat(verdict.faults().get(2).message()).contains("the line is empty", "ignore: [\"\"]");
        assertThat(verdict.lines()).isEqualTo(3);
    }

    @Test
    void overLongLine() throws Exception {
        String format = TWO_COLUMNS + "limits: { line-bytes: 10 }\n";
        assertThat(check(format, "123456789|\r\n12345678|12\nK|1\n").reason())
                .isEqualTo(
                        "LIMIT: line 2, byte 11 (file byte 23): the line has more than the 10 bytes of `limits: line-bytes`");
        String huge = "x".repeat(3_000_000);
        FileVerdict verdict = check(format, "K|1\n" + huge + "\nK\n" + huge);
        assertThat(verdict.faults()).extracting(FileFault::line).containsExactly(2L, 3L, 4L);
    }

    @Test
    void amountThatIsNoneInASummedColumn() throws Exception {
        assertThat(check(WITH_TRAILER, "K1|1.5\nK2|2\nT|2|3\n").reason())
                .isEqualTo(
                        "AMOUNT: line 1, byte 4 (file byte 4): column FEE is no amount of its `unit`, and the file has a total"
                                + " of it: correct the line");
    }

    @Test
    void allFaultsAreToldUpToALimit() throws Exception {
        FileVerdict verdict = check(TWO_COLUMNS, "x\n".repeat(250));
        assertThat(verdict.faults()).hasSize(100);
        assertThat(verdict.more()).isEqualTo(150);
        assertThat(verdict.reason()).endsWith("\nand 150 more");
    }

    @Test
    void emptyFileNeedsATotalThatSaysSo() throws Exception {
        assertThat(check(TWO_COLUMNS, "").reason()).startsWith("INCOMPLETE: the file has no order, and no total says");
        assertThat(check(TWO_COLUMNS + "totals: optional\n", "").ok()).isTrue();
        assertThat(check(WITH_TRAILER, "T|0|0\n").ok()).isTrue();
    }

    @Test
    void zipBombs() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gz = new GZIPOutputStream(bytes)) {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 64; i++) {
                gz.write(zeros);
            }
        }
        FileVerdict verdict = check(TWO_COLUMNS, bytes.toByteArray(), null);
        assertThat(verdict.reason()).startsWith("LIMIT: line ").contains("it looks like a zip bomb");
        assertThat(verdict.sha256()).isNull();
        assertThat(check(TWO_COLUMNS + "limits: { ratio: 2000, content-bytes: 100000 }\n", bytes.toByteArray(), null)
                        .reason())
                .contains("unpacks to more than the 100000 bytes");
        assertThat(check(TWO_COLUMNS + "limits: { file-bytes: 10 }\n", bytes.toByteArray(), null)
                        .reason())
                .startsWith("LIMIT: ")
                .contains("more than the 10 of `limits: file-bytes`");
    }

    @Test
    void zipWithTwoEntriesAndDamagedArchives() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : List.of("a", "b")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("K1|1\n".getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(check(TWO_COLUMNS, bytes.toByteArray(), null).reason())
                .isEqualTo("DAMAGED: the zip holds more than one entry: it must hold one file and nothing else");
        byte[] gz = Files.readAllBytes(Golden.of("gz-key-value-marker").input());
        Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(gz, gz.length - 5));
        assertThat(new FileCheck(Golden.of("gz-key-value-marker").format())
                        .check(cut, null, null)
                        .reason())
                .contains("the compressed data is damaged or cut off");
        gz[gz.length - 6] ^= 1;
        assertThat(check(TWO_COLUMNS, gz, null).reason())
                .startsWith("DAMAGED: the compressed data is damaged or cut off");
    }

    @Test
    void recordOfAnotherLength() throws Exception {
        Golden golden = Golden.of("fixed-blocks-gb18030");
        byte[] bytes = Files.readAllBytes(golden.input());
        Path file = Files.write(folder.resolve("in.txt"), Arrays.copyOf(bytes, bytes.length - 1));
        assertThat(new FileCheck(golden.format()).check(file, null, null).reason())
                .startsWith(
                        "STRUCTURE: line 4, byte 100 (file byte 400): the line has 99 bytes, and the format has 100");
    }

    @Test
    void keysThatComeBack() throws Exception {
        String grouped = TWO_COLUMNS + "orders: { key: KEY }\n";
        assertThat(check(grouped, "A|1\nA|2\nB|1\nA|3\n").reason())
                .startsWith(
                        "KEY: line 4, byte 1 (file byte 13): the key of an earlier order comes back: sort the file");
        String window = TWO_COLUMNS + "orders: { key: KEY, window: 3 }\n";
        assertThat(check(window, "A|1\nB|1\nA|2\nB|2\n").ok()).isTrue();
        assertThat(check(window, "A|1\nB|1\nB|2\nA|2\n").reason())
                .startsWith(
                        "KEY: line 4, byte 1 (file byte 13): the key of an earlier order comes back more than 3 lines");
        assertThat(check(grouped + "limits: { policies: 2 }\n", "A|1\nA|2\nA|3\nA|4\n")
                        .reason())
                .isEqualTo(
                        "LIMIT: line 3, byte 1 (file byte 9): the order has more than the 2 policies of `limits: policies`");
        assertThat(check(grouped, "A|1\n |2\n").reason())
                .isEqualTo("KEY: line 2, byte 1 (file byte 5): column KEY is empty, and orders are told by it");
    }

    @Test
    void orderAndPolicyLinesOutOfPlace() throws Exception {
        String format = """
                format: typed
                kind: delimited
                charset: UTF-8
                separator: "|"
                columns: [T, KEY]
                orders: { type: { column: T, order: O, policy: P }, policy-columns: [T, NO, FEE] }
                """;
        assertThat(check(format, "P|1|1\nO|A\nP|2|2\nX|1\nO|B\n").reason()).isEqualTo("""
                        KEY: line 1, byte 1 (file byte 1): a policy line without an order line before it
                        STRUCTURE: line 4, byte 1 (file byte 17): column T says neither O nor P
                        KEY: line 5, byte 1 (file byte 21): the order line has no policy line""");
        assertThat(check(format, "O|A|extra\nP|1|1\nP|2|2\n").faults()).hasSize(1);
    }

    @Test
    void headerRowAndQuotes() throws Exception {
        Golden golden = Golden.of("quotes-crlf-bom");
        String format = Files.readString(golden.folder().resolve("format.yaml"));
        assertThat(check(format, "ORDER_NO,OPENID,PLAN,POLICY\n").reason())
                .isEqualTo(
                        "STRUCTURE: line 1, byte 22 (file byte 22): the column names are not those of the format: name 4 must be"
                                + " POL_NO");
        String names = "ORDER_NO,OPENID,PLAN,POL_NO,FEE,AMNT,BEGIN,END,APPLY\n";
        assertThat(check(format, names + "1,\"保,\n1,2,3,4,5,6,7,8,9\n2,\"x\"y,3\n")
                        .faults())
                .extracting(FileFault::toString)
                .satisfiesExactly(
                        fault -> assertThat(fault)
                                .startsWith(
                                        "STRUCTURE: line 2, byte 3 (file byte 56): the quote that opens here is not closed"),
                        fault -> assertThat(fault)
                                .startsWith(
                                        "STRUCTURE: line 4, byte 6 (file byte 85): after a closing quote comes neither"));
    }

    @Test
    void jsonThatIsNone() throws Exception {
        Golden golden = Golden.of("json-lines-nested");
        String format = Files.readString(golden.folder().resolve("format.yaml"));
        String policies = "\"policies\":[{\"POL_NO\":\"P\"}]";
        FileVerdict verdict = check(
                format,
                "{\"ORDER_NO\":\"保\",}\n[]\n{\"ORDER_NO\":{}," + policies + "}\n{\"ORDER_NO\":null,\"order_no\":2,"
                        + policies + "}\n{}\n{\"ORDER_NO\":1," + policies + "} x\n{\"policies\":[1]}\n");
        assertThat(verdict.reason().lines())
                .satisfiesExactly(
                        fault -> assertThat(fault)
                                .startsWith("STRUCTURE: line 1, byte 19 (file byte 19): the line is not JSON"),
                        fault -> assertThat(fault)
                                .startsWith("STRUCTURE: line 2, byte 1 (file byte 21): the line is no JSON object"),
                        fault -> assertThat(fault)
                                .startsWith("STRUCTURE: line 3, byte 13 ")
                                .endsWith("ORDER_NO is no plain value"),
                        fault -> assertThat(fault)
                                .startsWith("STRUCTURE: line 4, byte 29 ")
                                .contains("ORDER_NO is there twice", "without regard to case"),
                        fault -> assertThat(fault)
                                .startsWith("STRUCTURE: line 5, ")
                                .contains("policies is missing or empty"),
                        fault -> assertThat(fault).startsWith("STRUCTURE: line 6, "),
                        fault -> assertThat(fault)
                                .startsWith("STRUCTURE: line 7, byte 14 ")
                                .endsWith("a policy is no JSON object"));
    }

    @Test
    void faultsNeverShowWhatIsInTheFile() throws Exception {
        assertThat(check(WITH_TRAILER, "secret-openid|x\nsecret|1|2\nT|secret|secret\n")
                        .reason())
                .doesNotContain("secret");
    }

    @Test
    void readerRefusesAFileThatChangedAfterItsCheck() throws Exception {
        FileFormat format = FileFormat.load("format.yaml", TWO_COLUMNS);
        Path file = Files.writeString(folder.resolve("in.txt"), "A|1\nB|2\nC\n");
        try (FileReader.Batches batches = new FileReader(format).open(file, "drop", "f", 1, 2)) {
            assertThat(batches.next()).hasSize(2);
            assertThatThrownBy(batches::next)
                    .isInstanceOf(FileRefusedException.class)
                    .hasMessageStartingWith("STRUCTURE: line 3, byte 2 (file byte 10): the line has 1 columns");
        }
    }
}
