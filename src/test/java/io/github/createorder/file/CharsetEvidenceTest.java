package io.github.createorder.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bytes of a file say about its charset, against what the format says. */
class CharsetEvidenceTest {
    @TempDir(factory = InTarget.class)
    Path folder;

    private String reason(String declared, String real, String... names) throws Exception {
        String format =
                "format: two\nkind: delimited\ncharset: " + declared + "\nseparator: \",\"\ncolumns: [KEY, NAME]\n";
        String lines = Stream.of(names).map(name -> "A1," + name + "\n").collect(Collectors.joining());
        Path file = Files.write(folder.resolve("in.txt"), lines.getBytes(Charset.forName(real)));
        return InChinese.said(new FileCheck(FileFormat.load("format.yaml", format)).check(file, "in.txt", null))
                .reason();
    }

    private static String told(String found, String declared) {
        return "CHARSET: the file is in " + found + " by its bytes, and the format says " + declared
                + ": have it sent as text in " + declared;
    }

    @ParameterizedTest
    @CsvSource({
        "安心,GBK", // readable as GBK: 瀹夊績
        "安心医疗险,GBK",
        "纪青,GB18030",
        "意外险（尊享版）,GB18030",
        "家庭财产综合险,GBK",
    })
    void utf8UnderGbk(String name, String declared) throws Exception {
        assertThat(reason(declared, "UTF-8", name)).startsWith(told("UTF-8", declared));
        assertThat(reason(declared, "UTF-8", name, "José", name))
                .as("with other characters of two bytes")
                .startsWith(told("UTF-8", declared));
    }

    @Test
    void gbkUnderUtf8() throws Exception {
        assertThat(reason("UTF-8", "GBK", "张三", "李四")).startsWith(told("GBK", "UTF-8"));
        // Valid as UTF-8, by chance.
        assertThat(reason("UTF-8", "GBK", "姚强")).startsWith(told("GBK", "UTF-8"));
        assertThat(reason("UTF-8", "GBK", "欧雪梅")).startsWith(told("GBK", "UTF-8"));
    }

    @Test
    void big5() throws Exception {
        String[] names = {"陳國華", "林美麗", "安心醫療保險", "意外險尊享版"};
        for (String declared : new String[] {"GBK", "GB18030", "UTF-8"}) {
            assertThat(reason(declared, "Big5", names)).startsWith(told("Big5", declared));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"濮珺", "濮珺笑", "欧雪梅", "姚强", "联通", "茅路", "José", "阿不都·热合曼", "陳國華", "鎳玥卮", "䶮", "±5°", "α型", "Ⅱ期"})
    void realTextIsTakenHoweverShort(String name) throws Exception {
        for (String charset : new String[] {"GBK", "GB18030", "UTF-8"}) {
            if (Charset.forName(charset).newEncoder().canEncode(name)) {
                assertThat(reason(charset, charset, name)).as(charset).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"José", "Müller", "25µm²", "Иванов", "ода", "Ελένη", "محمد", "שלום", "·", "Łódź", "naïve café"})
    void otherScriptsInUtf8AreTaken(String name) throws Exception {
        assertThat(reason("UTF-8", "UTF-8", name)).isEmpty();
    }

    @Test
    void oneLineOfAnotherCharsetAmongMany() throws Exception {
        Path file = folder.resolve("in.txt");
        byte[] gbk = "A1,安心医疗险\n".getBytes(Charset.forName("GBK"));
        byte[] utf8 = "A2,家庭财产\n".getBytes(Charset.forName("UTF-8"));
        Files.write(file, gbk);
        for (byte[] line : new byte[][] {utf8, gbk, utf8}) {
            Files.write(file, line, java.nio.file.StandardOpenOption.APPEND);
        }
        String format = "format: two\nkind: delimited\ncharset: GBK\nseparator: \",\"\ncolumns: [KEY, NAME]\n";
        assertThat(new FileCheck(FileFormat.load("format.yaml", format))
                        .check(file, "in.txt", null)
                        .reason())
                .isEqualTo("CHARSET: line 2, byte 1 (file byte 15): the line is in UTF-8 by its bytes, and 1 more are,"
                        + " and the others are not: have all of the file sent in GBK");
    }

    @Test
    void fixedWidthInAnotherCharsetIsToldAsThatAndNotAsLengths() throws Exception {
        String format =
                "format: two\nkind: fixed-width\ncharset: GBK\ncolumns: [{ name: KEY, length: 4 }, { name: NAME, length: 8 }]\n";
        Path file = Files.writeString(folder.resolve("in.txt"), "A001安心  \nA002意外险\n");
        assertThat(new FileCheck(FileFormat.load("format.yaml", format))
                        .check(file, "in.txt", null)
                        .reason())
                .startsWith(told("UTF-8", "GBK"));
    }
}
