package io.github.createorder.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are something else than their format says: named, where, and with what to do; one cause is one fault. */
class ForeignFileTest {
    private static final String UTF_8 = """
            format: two
            kind: delimited
            charset: UTF-8
            separator: "|"
            columns: [KEY, NAME, { name: FEE, unit: fen }]
            """;
    private static final String GBK = UTF_8.replace("UTF-8", "GBK");
    private static final String TRAILER = "lines: { trailer: { prefix: \"T|\", columns: [T, COUNT], count: COUNT } }\n";
    private static final String CSV = UTF_8.replace("separator: \"|\"", "separator: \",\"\nquote: '\"'");
    private static final String LINES = "A1|张三|1\nA2|李四|2\nA3|王五|3\n";

    @TempDir(factory = InTarget.class)
    Path folder;

    private FileVerdict check(String format, byte[] content) throws Exception {
        return InChinese.said(new FileCheck(FileFormat.load("format.yaml", format))
                .check(Files.write(folder.resolve("in.csv"), content), "in.csv", null));
    }

    private String reason(String format, String content) throws Exception {
        return check(format, content.getBytes(StandardCharsets.UTF_8)).reason();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "x-UTF-16LE-BOM", "UTF-32", "UTF-32LE", "IBM037", "IBM935"})
    void otherCharsetsOfTwoBytesAndOfHostsAreNamed(String charset) throws Exception {
        String found = charset.startsWith("IBM") ? "EBCDIC" : charset.startsWith("UTF-32") ? "UTF-32" : "UTF-16";
        String lines = charset.equals("IBM037") ? LINES.repeat(3).replaceAll("[^\\x00-\\x7F]", "N") : LINES.repeat(3);
        for (String format : new String[] {UTF_8, GBK, UTF_8.replace("UTF-8", "GB18030")}) {
            assertThat(check(format, lines.getBytes(Charset.forName(charset))).reason())
                    .matches("CHARSET: the file is in " + found + " by its bytes, and the format says .*");
        }
    }

    @Test
    void byteOrderMarksOfOtherCharsets() throws Exception {
        assertThat(reason(GBK, "\uFEFF" + LINES))
                .isEqualTo("CHARSET: the file is in UTF-8 by its bytes, and the format says GBK:"
                        + " have it sent as text in GBK, or set `charset: UTF-8`");
        byte[] gb18030 = ("\uFEFF" + LINES).getBytes(Charset.forName("GB18030"));
        assertThat(check(GBK, gb18030).reason()).startsWith("CHARSET: the file is in GB18030");
        assertThat(check(UTF_8, gb18030).reason()).startsWith("CHARSET: the file is in GB18030");
        assertThat(check(GBK.replace("GBK", "GB18030"), gb18030).ok()).isTrue();
    }

    @Test
    void filesOfOtherPrograms() throws Exception {
        byte[] old = new byte[512];
        System.arraycopy(
                new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1},
                0,
                old,
                0,
                8);
        assertThat(check(UTF_8, old).reason())
                .startsWith("STRUCTURE: the file is a workbook or document of an old office program (xls, doc)");
        assertThat(reason(UTF_8, "%PDF-1.7\n")).startsWith("STRUCTURE: the file is a PDF");
        assertThat(reason(UTF_8, "\n  <HTML>login</HTML>\n")).startsWith("STRUCTURE: the file is an HTML page");
        assertThat(reason(UTF_8, "\uFEFF<?xml version=\"1.0\"?>\n")).startsWith("STRUCTURE: the file is XML");
        assertThat(reason(UTF_8, "-----BEGIN PGP MESSAGE-----\n"))
                .startsWith("STRUCTURE: the file is encrypted by PGP");
        ByteArrayOutputStream gz = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gz)) {
            byte[] tar = Arrays.copyOf(LINES.getBytes(StandardCharsets.UTF_8), 1024);
            System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
            out.write(tar);
        }
        assertThat(check(UTF_8, gz.toByteArray()).reason()).startsWith("STRUCTURE: the file is a tar archive");
    }

    @Test
    void crAloneIsToldOnceHoweverLongTheFileAndReadWithItsWord() throws Exception {
        String many = LINES.repeat(20_000).replace('\n', '\r');
        assertThat(reason(UTF_8 + TRAILER, many))
                .isEqualTo("STRUCTURE: the lines end with CR alone, as on old Macs:"
                        + " have them end with LF or CRLF, or set `line-end: cr`");
        assertThat(check(UTF_8 + "line-end: cr\n", many.getBytes(StandardCharsets.UTF_8))
                        .orders())
                .isEqualTo(60_000);
        assertThat(reason(UTF_8, LINES.replace("\n", "\r\r\n")))
                .as("converted twice")
                .isEmpty();
        assertThat(reason(UTF_8, LINES.replace("张三", "张\r三")))
                .as("one in a column")
                .isEmpty();
    }

    @Test
    void zerosInPlaceOfLines() throws Exception {
        byte[] lines = LINES.getBytes(StandardCharsets.UTF_8);
        for (int zeros : new int[] {1, 5000, 300_000}) {
            assertThat(check(UTF_8, Arrays.copyOf(lines, lines.length + zeros)).reason())
                    .isEqualTo("INCOMPLETE: line 4, byte 1 (file byte 37): here come " + zeros
                            + " bytes of zero in place of a line: the file was not written to its end; send it again");
        }
        assertThat(check(UTF_8, new byte[300_000]).reason())
                .startsWith("INCOMPLETE: line 1, ")
                .contains(" 300000 bytes of zero");
    }

    @Test
    void emptyLineInTheMiddleIsOneFaultAndCountsNowhere() throws Exception {
        assertThat(reason(UTF_8 + TRAILER, "A|x|1\n\nB|x|2\n\n\nT|2\n"))
                .isEqualTo("STRUCTURE: line 2, byte 1 (file byte 7): the line is empty: have it taken out,"
                        + " or set `lines: { ignore: [\"\"] }` (the same in 2 more lines)");
        String ignoring = UTF_8 + TRAILER.replace(" } }\n", " }, ignore: [\"\"] }\n");
        assertThat(reason(ignoring, "A|x|1\n\nB|x|2\n\n\nT|2\n\n")).isEmpty();
    }

    @Test
    void lineEndInQuotesIsOneFaultAndReadWithItsWord() throws Exception {
        String content = "A,\"one\ntwo\nthree, four\",1\nB,x,2\nT|1\nC,\"y\r\n\"\"z\"\"\",3\n";
        assertThat(check(CSV, content.getBytes(StandardCharsets.UTF_8)).faults())
                .extracting(FileFault::line)
                .containsExactly(1L, 5L, 6L);
        assertThat(reason(CSV, content))
                .startsWith(
                        "STRUCTURE: line 1, byte 3 (file byte 3): the quote that opens here is not closed in its line:"
                                + " correct the line, or `quote` of the format, or set `quoted-line-ends: true`");
        String reading = CSV + "quoted-line-ends: true\n" + "lines: { ignore: [\"T|\"] }\n";
        assertThat(check(reading, content.getBytes(StandardCharsets.UTF_8)).orders())
                .isEqualTo(3);
        assertThat(reason(reading, "A,x,1\nB,\"never closed,2\nC,x,3\n"))
                .isEqualTo(
                        "STRUCTURE: line 2, byte 1 (file byte 7): a quote of the line is not closed, neither before the end"
                                + " of the file nor within the 65536 bytes of `limits: line-bytes`: correct the line");
    }

    @Test
    void quotedLineEndsAreKeptInTheCell() throws Exception {
        Path file = Files.writeString(folder.resolve("in.csv"), "A,\"one\r\ntwo, \"\"2\"\"\",1\nB,x,2\n");
        FileFormat format = FileFormat.load("format.yaml", CSV + "quoted-line-ends: true\n");
        try (FileReader.Batches batches = new FileReader(format).open(file, "s", "f", 1, 10)) {
            assertThat(batches.next())
                    .extracting(FileRecord::record)
                    .extracting(record -> record.ref() + "=" + record.columns().get("NAME"))
                    .containsExactly("f#1=one\r\ntwo, \"2\"", "f#3=x");
        }
    }

    @Test
    void whatOnlyTheEndOrTheBeginningHasIsNamedInTheMiddle() throws Exception {
        assertThat(reason(UTF_8, LINES + "\u001A")).isEmpty();
        assertThat(reason(UTF_8, LINES.stripTrailing() + "\u001A\u001A")).isEmpty();
        assertThat(reason(UTF_8, LINES + "\u001A\n" + LINES))
                .isEqualTo(
                        "STRUCTURE: line 4, byte 1 (file byte 37): the end-of-file sign of DOS (0x1A) comes before the end:"
                                + " were two files put together?");
        assertThat(reason(UTF_8 + "header-row: true\n", "KEY|NAME|FEE\n" + LINES + "KEY|NAME|FEE\n" + LINES))
                .isEqualTo("STRUCTURE: line 5, byte 1 (file byte 50): the column names come once more:"
                        + " were two files put together?");
        byte[] utf8 = ("\uFEFF" + LINES).getBytes(StandardCharsets.UTF_8);
        byte[] gbk = LINES.getBytes(Charset.forName("GBK"));
        byte[] both = Arrays.copyOf(gbk, gbk.length + utf8.length);
        System.arraycopy(utf8, 0, both, gbk.length, utf8.length);
        assertThat(check(GBK, both).reason())
                .contains(
                        "STRUCTURE: line 4, byte 1 (file byte 31): here begins a text in UTF-8, by its byte order mark");
    }

    @Test
    void endOfFileSignBehindRecordsWithoutLineEnds() throws Exception {
        String format = """
                format: blocks
                kind: fixed-width
                charset: GBK
                record-length: 4
                columns: [{ name: KEY, length: 4 }]
                """;
        assertThat(check(format, "AAAABBBB\u001A".getBytes(StandardCharsets.US_ASCII))
                        .orders())
                .isEqualTo(2);
        assertThat(check(format, new byte[] {'A', 'A', 'A', 'A', 0, 0, 0, 0}).reason())
                .startsWith("INCOMPLETE: line 2, byte 1 (file byte 5): here come 4 bytes of zero");
    }

    @Test
    void markerInAnotherCharset() throws Exception {
        FileCheck check = new FileCheck(FileFormat.load(
                "format.yaml", UTF_8 + "marker: { columns: [NAME, COUNT], name: NAME, count: COUNT }\n"));
        Path file = Files.writeString(folder.resolve("in.csv"), LINES);
        assertThat(check.check(file, "in.csv", "\uFEFFin.csv|3\n".getBytes(StandardCharsets.UTF_16LE))
                        .reason())
                .isEqualTo("MARKER: marker: the file is in UTF-16 by its bytes, and the format says UTF-8:"
                        + " have it sent as text in UTF-8");
    }

    @Test
    void keysThatLookAlikeAreOneOrder() throws Exception {
        String grouped = UTF_8 + "orders: { key: KEY }\n";
        assertThat(check(grouped, "A1|x|1\nA1 |x|1\n\u200BA1\uFEFF|x|1\nA2|x|1\n".getBytes(StandardCharsets.UTF_8))
                        .orders())
                .isEqualTo(2);
        assertThat(reason(grouped, "2.02611E+17|x|1\n2.02611E+17|y|1\n"))
                .isEqualTo(
                        "KEY: line 1, byte 1 (file byte 1): column KEY is a number as spreadsheets round it, such as"
                                + " 2.02611E+17, and its last digits are lost: have it exported as text (the same in 1 more lines)");
    }

    @Test
    void cellsOfSpreadsheetsAreToldOnce() throws Exception {
        assertThat(reason(CSV, "=\"1\",x,1\n=\"2\",x,2\n\t\"3\",x,2\n"))
                .startsWith("STRUCTURE: line 1, byte 1 (file byte 1): column KEY is a text as spreadsheets write it")
                .endsWith("(the same in 2 more lines)");
        assertThat(reason(CSV, "\"=\"\"1\"\"\",x,1\n")).contains("set `spreadsheet: true`");
        assertThat(reason(CSV, "a \"b\",\"=x\",1\n")).isEmpty();
    }

    @Test
    void emptyWordsAreNoValueButNotInQuotes() throws Exception {
        Path file = Files.writeString(folder.resolve("in.csv"), "A,\\N,1\nB,\"\\N\",2\nC,\\n,3\n");
        FileFormat format = FileFormat.load("format.yaml", CSV + "empty: '\\N'\n");
        try (FileReader.Batches batches = new FileReader(format).open(file, "s", "f", 1, 10)) {
            assertThat(batches.next())
                    .extracting(FileRecord::record)
                    .extracting(record -> record.columns().get("NAME"))
                    .containsExactly(null, "\\N", "\\n");
        }
    }

    @Test
    void trailerAndHeaderByPlaceWithIgnoredLinesAround() throws Exception {
        String format = UTF_8 + """
                lines:
                  header: { columns: [DATE, COUNT], count: COUNT }
                  trailer: { columns: [COUNT, TOTAL], count: COUNT, sums: [{ total: TOTAL, column: FEE }] }
                  ignore: ["", "#"]
                """;
        String content = "# begin\n\n20261129|2\nA|x|1\n\n# x\nB|x|2\n2|0.03\n\n# end\n\n";
        assertThat(reason(format, content)).isEmpty();
        assertThat(reason(format + "  end: '#EOF'\n", content + "#EOF\n")).isEmpty();
        assertThat(reason(format + "  end: 'EOF'\n", content + "EOF\n#\n")).isEmpty();
        assertThat(reason(format + "  end: 'EOF'\n", content))
                .isEqualTo("INCOMPLETE: the end mark is missing: the file is not whole");
        assertThat(reason(format, "# begin\n20261129|2\nA|x|1\nB|x|2\n# end\n"))
                .isEqualTo("STRUCTURE: line 4, byte 5 (file byte 30): the line has 3 columns, and the format has 2:"
                        + " correct the line, or `columns`, `separator` or `quote` of the format");
        assertThat(reason(format, "20261129|0\n0|0\n\n")).as("no order").isEmpty();
        assertThat(reason(format, "# nothing\n\n"))
                .isEqualTo("INCOMPLETE: the header is missing: the file is not whole\n"
                        + "INCOMPLETE: the trailer is missing: the file is not whole");
        String longer = UTF_8 + """
                lines:
                  header: { prefix: "#H", columns: [T, COUNT], count: COUNT }
                  trailer: { prefix: "#T", columns: [T, COUNT], count: COUNT }
                  ignore: "#"
                """;
        assertThat(reason(longer, "# x\n#H|1\n# y\nA|x|1\n#T|1\n# z\n")).isEmpty();
    }

    @Test
    void keyThatTheReceiptCouldNotWriteIsTold() throws Exception {
        String format = """
                format: json
                kind: json-lines
                charset: GBK
                columns: [KEY, NAME]
                receipt: { columns: [{ name: k, value: key }, { name: s, value: status }] }
                """;
        String lines = "{'KEY':'A1','NAME':'\\uD83D\\uDE00'}\n{'KEY':'A\\uD83D\\uDE00'}\n{'KEY':'\\uD800'}\n";
        assertThat(reason(format, lines.replace('\'', '"')))
                .isEqualTo("KEY: line 2, byte 1 (file byte 36): the member KEY has a character that GBK has not,"
                        + " and the receipt must call the order by it: correct the key (the same in 1 more lines)");
    }
}
