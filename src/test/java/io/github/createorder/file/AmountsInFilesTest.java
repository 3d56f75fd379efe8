package io.github.createorder.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Padding, signs and points of amounts: nothing of a number is lost with its padding. */
class AmountsInFilesTest {
    private static final String FORMAT = """
            format: amounts
            kind: fixed-width
            charset: GBK
            columns: [{ name: KEY, length: 1 }, { name: FEE, length: 10, COLUMN }]
            lines:
              trailer: { prefix: "T", columns: [{ length: 1 }, { name: SUM, length: 10, COLUMN }], sums: [{ total: SUM, column: FEE }] }
            receipt:
              columns: [{ value: key, length: 1 }, { value: amount, length: 10, UNIT }, { value: status, length: 8 }]
              trailer: [{ constant: T, length: 1 }, { value: total-amount, length: 10, UNIT }, { constant: x, length: 8 }]
            """;

    @TempDir(factory = InTarget.class)
    Path folder;

    private FileVerdict check(String column, String content) throws Exception {
        FileFormat format =
                FileFormat.load("f.yaml", FORMAT.replace("COLUMN", column).replace("UNIT", "unit: yuan"));
        return InChinese.said(new FileCheck(format)
                .check(Files.write(folder.resolve("in"), content.getBytes(StandardCharsets.US_ASCII)), "in", null));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            delimiter = ';',
            value = {
                "0000000.50;leading;0.50",
                "0000000.00;leading;0.00",
                "0000000000;leading;0",
                "0000365.00;leading;365.00",
                "-000000.50;leading;-0.50",
                "+000000012;leading;12",
                "00000-0.50;leading;-0.50",
                "000000000+;trailing;0",
                "000000000-;trailing;0",
                "000000.50-;trailing;-0.50",
                "000000.50 ;trailing;0.50",
                "00000012.-;trailing;",
                "000000000{;overpunch;0",
                "000000001A;overpunch;11",
                "000000000R;overpunch;-9",
                "000000001};overpunch;-10",
                "0000000015;overpunch;15",
                "000000000S;overpunch;",
                "0000000.5.;leading;",
            })
    void zeroPaddedAmounts(String cell, String sign, String yuan) throws Exception {
        FileVerdict verdict = check("align: right, pad: \"0\", sign: " + sign, "A" + cell + "\nT" + cell + "\n");
        if (yuan == null) {
            assertThat(verdict.reason()).startsWith("AMOUNT: line 1, byte 2");
        } else {
            assertThat(verdict.reason()).isEmpty();
            assertThat(verdict.sums().get("FEE")).isEqualByComparingTo(new BigDecimal(yuan));
        }
    }

    @Test
    void amountsWithoutADigitBeforeThePointAsOracleWritesThem() throws Exception {
        assertThat(check("align: right", "A       .50\nB      -.25\nT       .25\n")
                        .reason())
                .isEmpty();
    }

    @Test
    void textsKeepTheirOwnZeros() {
        LineColumn right = new LineColumn("K", 0, 8, true, '0', LineColumn.Trim.NONE, null);
        assertThat(right.clean("0000A100")).isEqualTo("A100");
        assertThat(right.clean("00000000")).isEqualTo("0");
        LineColumn left = new LineColumn("K", 0, 8, false, '0', LineColumn.Trim.NONE, null);
        assertThat(left.clean("A1000000")).isEqualTo("A1");
        assertThat(left.clean("1.500000")).isEqualTo("1.5");
        assertThat(left.clean("1.000000")).isEqualTo("1.0");
    }

    @Test
    void amountsOfOurOwnReceiptsReadBack() throws Exception {
        for (String unit : List.of("unit: yuan", "unit: fen", "implied-decimals: 4")) {
            FileFormat format = FileFormat.load(
                    "f.yaml",
                    FORMAT.replace("COLUMN }]\n", "COLUMN }, { length: 8 }]\n")
                            .replace("COLUMN }], sums", "COLUMN }, { length: 8 }], sums")
                            .replace("COLUMN", "align: right, pad: \"0\", " + unit)
                            .replace("UNIT", unit));
            List<BigDecimal> amounts = IntStream.of(0, 1, 50, 100, 36500, -1, -50, -36500, 9)
                    .mapToObj(fen -> BigDecimal.valueOf(fen, 2))
                    .toList();
            List<ReceiptLine> lines = IntStream.range(0, amounts.size())
                    .mapToObj(i ->
                            new ReceiptLine(i + 1L, "A", ReceiptLine.Status.ACCEPTED, null, null, null, amounts.get(i)))
                    .toList();
            Path receipt = folder.resolve("in.ret");
            new Receipt(format).write(receipt, lines.iterator());
            FileVerdict verdict = new FileCheck(format).check(receipt, "in.ret", null);
            assertThat(verdict.reason())
                    .as(unit + "\n" + Files.readString(receipt))
                    .isEmpty();
            assertThat(verdict.sums().get("FEE"))
                    .isEqualByComparingTo(amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add));
        }
    }
}
