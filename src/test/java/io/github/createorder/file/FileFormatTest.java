package io.github.createorder.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.createorder.yaml.YamlFaultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the loader refuses, where and in which words. */
class FileFormatTest {
    private static final String WHOLE = """
            format: two
            kind: delimited
            charset: gbk
            separator: "|"
            columns: [KEY, FEE]
            """;

    private static String faults(String yaml) {
        return catchThrowableOfType(YamlFaultException.class, () -> FileFormat.load("f.yaml", yaml))
                .getMessage();
    }

    @Test
    void allFaultsAreToldWithTheirPlaces() {
        assertThat(faults("""
                        format: a b
                        kind: fixed-width
                        charset: EBCDIC
                        separator: "|"
                        colums: [A]
                        columns:
                          - { name: A, length: 3 }
                          - { name: a, length: x }
                        orders: { key: B, window: 0 }
                        lines: { header: { columns: [{ name: N, length: 2 }], count: M, sums: [{ total: N, column: Z }] } }
                        receipt: { columns: [{ value: total, length: 3 }, { value: key }] }
                        """)).isEqualTo("""
                        f.yaml:1:1: `format` must be a short name of letters, digits, '.', '_' and '-'
                        f.yaml:3:1: `charset` must be UTF-8, GBK or GB18030, found 'EBCDIC'
                        f.yaml:4:1: `separator` is for `kind: delimited` alone: remove it
                        f.yaml:5:1: unknown word 'colums'; did you mean 'columns'? `the file` has format, kind, charset, file-name, separator, quote, quoted-line-ends, trailing-separator, value-prefix, empty, spreadsheet, header-row, line-end, record-length, columns, orders, lines, totals, marker, limits, receipt
                        f.yaml:8:5: column a is given twice: names do not differ by case alone
                        f.yaml:8:16: `length` must be a whole number from 1 to 1048576, found 'x'
                        f.yaml:9:11: there is no column B in A
                        f.yaml:9:19: `window` must be a whole number from 1 to 1000000, found '0'
                        f.yaml:10:55: `count` must be one of the columns here: N
                        f.yaml:10:84: there is no column Z in A
                        f.yaml:11:12: a line must say what became of the order: add a cell with `value: status`
                        f.yaml:11:24: `value` must be amount or code or key or line or message or request-id or status, found 'total'
                        f.yaml:11:51: `a cell of `columns`` lacks `length:`, its bytes in the file's charset""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing but a remark\n", "\n\n"})
    void emptyFileLacksItsWords(String yaml) {
        assertThat(faults(yaml).lines())
                .contains("f.yaml:1:1: `the file` lacks `format:`, its name")
                .hasSize(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "quote: '|'; 6:1: `quote` must not be a part of `separator`",
                "quote: ab; 6:1: `quote` must be one sign of ASCII",
                "quoted-line-ends: true; 6:1: `quoted-line-ends` needs `quote: '\"'`, or a single quote",
                "value-prefix: \"\uD83D\uDE00\"; 6:1: `value-prefix` must be of one line, and of characters of GBK",
                "record-length: 5; 6:1: `record-length` is for `kind: fixed-width` alone",
                "file-name: '(';6:1: `file-name` is no regular expression",
                "orders: {}; 6:9: `orders` lacks `key:`",
                "orders: { policies: x }; 6:11: `policies` is for `kind: json-lines` alone",
                "orders: { type: { column: KEY, order: A, policy: A } };6:42: `order` and `policy` are the same",
                "orders: { type: { column: KEY, order: A, policy: B }, policy-columns: [X, KEY] };6:11: column KEY is not at the same place",
                "orders: { type: { column: KEY, order: A, policy: B }, window: 5 };6:55: `window` needs a `key`",
                "lines: { trailer: {} };6:19: `trailer` has neither `prefix` nor `columns`",
                "marker: { columns: [A], md5: B };6:25: `md5` must be one of the columns here: A",
                "marker: { content: keys, separator: x, columns: [A] };6:26: `separator` is for `content: cells` alone",
                "totals: maybe;6:1: `totals` must be optional or required, found 'maybe'",
                "limits: { ratio: 5000 };6:11: `ratio` must be a whole number from 1 to 2000",
                "receipt: { suffix: ../x, columns: [{ value: key }, { value: status }] };6:12: `suffix` must be letters",
                "receipt: { columns: [{ value: key, constant: A }, { value: status }] };6:22: a cell has either a `value:`",
                "receipt: { kind: fixed-width, columns: [{ value: key }, { value: status, length: 2 }] };6:41: `a cell of `columns`` lacks `length:`",
                "receipt: { header-row: true, columns: [{ value: key }, { value: status, name: S }] };6:40: `a cell of `columns`` lacks `name:`",
            })
    void wordsThatDoNotFit(String line, String fault) {
        assertThat(faults(WHOLE + line + "\n")).contains("f.yaml:" + fault.strip());
    }

    @Test
    void recordsMustBeFilled() {
        assertThat(faults("""
                        format: blocks
                        kind: fixed-width
                        charset: GBK
                        record-length: 10
                        columns: [{ name: A, length: 4 }, { length: 5 }]
                        """))
                .startsWith("f.yaml:5:1: the columns end at byte 9, and `record-length` is 10: add filler");
    }

    @Test
    void columnsAreKnownForTheMapping() {
        FileFormat format = FileFormat.load("f.yaml", "\uFEFF" + WHOLE);
        assertThat(format.name()).isEqualTo("two");
        assertThat(format.columns()).containsExactly("FEE", "KEY");
        assertThat(format.columns()).contains("key");
        assertThat(format.policyColumns()).isEqualTo(format.columns());
        assertThat(format.hasReceipt()).isFalse();
        assertThat(format.readsMarker()).isFalse();
        assertThatThrownBy(() -> new Receipt(format)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fileNamesAreThoseOfThePattern() {
        FileFormat format =
                FileFormat.load("f.yaml", WHOLE + "file-name: 'P_(?<date>[0-9]{8})_(?<seq>[0-9]+)[.]txt'\n");
        assertThat(format.fileName().parts("P_20261123_001.txt"))
                .hasValueSatisfying(parts ->
                        assertThat(parts).containsEntry("date", "20261123").containsEntry("seq", "001"));
        assertThat(format.fileName().accepts("P_20261123_001.txt.tmp")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".hidden",
                "..",
                "a/b",
                "a\\b",
                "../a",
                "a\u0000b",
                "a\nb",
                "a\u202Eb",
                "c:x",
                " a",
                "a ",
                "a.",
                "\uD800",
                "a\uFFFDb",
                "a\u2028b"
            })
    void unsafeNames(String name) {
        assertThat(SafeName.ANY.accepts(name)).isFalse();
    }

    @Test
    void safeNames() {
        assertThat(SafeName.ANY.accepts("保单_20261123 (1).txt")).isTrue();
        assertThat(SafeName.ANY.accepts("x".repeat(200))).isTrue();
        assertThat(SafeName.ANY.accepts("x".repeat(201))).isFalse();
        assertThat(SafeName.ANY.accepts(null)).isFalse();
    }
}
