package io.github.createorder.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.file.ReceiptLine.Status;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptTest {
    private static final String FORMAT = """
            format: two
            kind: delimited
            charset: GBK
            separator: "|!"
            columns: [KEY, FEE]
            receipt:
              marker-suffix: .ok
              header: [{ value: total }]
              columns: [{ value: key, length: 6 }, { value: status }, { value: message, length: 12 }]
            """;

    @TempDir(factory = InTarget.class)
    Path folder;

    private Receipt receipt;
    private Path target;

    @BeforeEach
    void load() {
        receipt = new Receipt(FileFormat.load("f.yaml", FORMAT));
        target = folder.resolve(receipt.nameFor("in.txt"));
    }

    private static ReceiptLine line(long line, String key, String message) {
        return new ReceiptLine(line, key, Status.ERROR, null, message, null, null);
    }

    private void write(ReceiptLine... lines) throws IOException {
        receipt.write(target, List.of(lines).iterator());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void failureHalfWayLeavesNothing() throws Exception {
        Iterator<ReceiptLine> failing = Stream.of(1, 2)
                .map(i -> {
                    if (i == 2) {
                        throw new IllegalStateException("the ledger is gone");
                    }
                    return line(i, "A", "x");
                })
                .iterator();
        assertThatThrownBy(() -> receipt.write(target, failing)).isInstanceOf(IllegalStateException.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void leftoversOfACrashAreWrittenOver() throws Exception {
        Files.writeString(target, "x".repeat(1000));
        Files.writeString(folder.resolve("in.txt.ret.body"), "x".repeat(1000));
        write(line(1, "A", "x"));
        assertThat(files()).containsExactly("in.txt.ret");
        assertThat(target).content().isEqualTo("1\nA|!error|!x\n");
    }

    @Test
    void namesOfReceiptAndMarker() {
        assertThat(receipt.nameFor("in.txt")).isEqualTo("in.txt.ret");
        assertThat(receipt.markerFor("in.txt.ret")).isEqualTo("in.txt.ret.ok");
    }

    @Test
    void linesMustRise() {
        assertThatThrownBy(() -> write(line(2, "A", "x"), line(2, "B", "x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysAreNeverCutOrChanged() throws Exception {
        assertThatThrownBy(() -> write(line(1, "ABCDEFG", "x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> write(line(1, "A|!B", "x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> write(line(1, "\uD83D\uDE00", "x"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(files()).isEmpty();
        write(line(1, "-1", "x"), line(2, "=1", "x"));
        assertThat(target).content().contains("\n-1|!").contains("\n=1|!");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "=1+1;'=1+1",
                "@x;'@x",
                "-x;'-x",
                "-1.50;-1.50",
                "+7;+7",
                "＝x;'＝x",
                "a|!b;a b",
                "|!;''",
                "保险金额不对啦;保险金额不对",
                "a保险金额不对啦;a保险金额不",
                "\uD83D\uDE00;[U+1F600]",
                "say \"no\";say \"no\"",
            })
    void freeText(String message, String cell) throws Exception {
        write(line(1, "A", message));
        assertThat(target)
                .content(Charset.forName("GBK"))
                .isEqualTo("1\nA|!error|!" + (cell.equals("''") ? "" : cell) + "\n");
    }

    @Test
    void lineBreaksTabsAndControlCharactersBecomeSpaces() throws Exception {
        write(line(1, "A", "\t=a\r\nb\u0000c\u2028d"));
        assertThat(target).content(Charset.forName("GBK")).isEqualTo("1\nA|!error|!'=a  b c d\n");
    }

    @Test
    void textThatEndsInHalfASeparatorIsCutThere() throws Exception {
        String format = FORMAT.replace("\"|!\"", "\"||\"");
        receipt = new Receipt(FileFormat.load("f.yaml", format.replace(", length: 12 }", "}, { value: code }")));
        write(line(1, "A", "x|"));
        assertThat(target).content().isEqualTo("1\nA||error||x||\n");
    }

    @Test
    void amountsThatDoNotFitAreRefusedAndNegativeOnesKeepTheirSignInFront() throws Exception {
        receipt = new Receipt(FileFormat.load("f.yaml", """
                format: two
                kind: fixed-width
                charset: GBK
                columns: [{ name: KEY, length: 2 }]
                receipt:
                  columns:
                    - { value: key, length: 2 }
                    - { value: status, length: 8 }
                    - { value: amount, length: 6, unit: fen }
                """));
        receipt.write(
                target,
                List.of(new ReceiptLine(1, "A", Status.ACCEPTED, null, null, null, new BigDecimal("-1.2")))
                        .iterator());
        assertThat(target).content().isEqualTo("A accepted-00120\n");
        Files.delete(target);
        for (String amount : List.of("0.001", "123456.00")) {
            assertThatThrownBy(() -> receipt.write(
                            target,
                            List.of(new ReceiptLine(1, "A", Status.ACCEPTED, null, null, null, new BigDecimal(amount)))
                                    .iterator()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
