package io.github.createorder.file;

import io.github.createorder.file.DelimitedLayout.Cells;
import io.github.createorder.file.FormatSpec.Kind;
import io.github.createorder.file.FormatSpec.Orders;
import io.github.createorder.file.ReceiptLine.Status;
import io.github.createorder.file.ReceiptSpec.Cell;
import io.github.createorder.file.ReceiptSpec.Is;
import io.github.createorder.file.ReceiptSpec.Of;
import io.github.createorder.file.ReceiptSpec.Value;
import io.github.createorder.yaml.YamlReader;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;

/** Loads the {@code receipt:} of a format file. */
final class ReceiptLoader {
    private static final Pattern SUFFIX = Pattern.compile("[A-Za-z0-9._-]{1,40}");
    private static final int MOST_BYTES = 4000;

    private final YamlReader yaml;
    private final Kind fileKind;
    private final Cells fileCells;
    private final CharsetEncoder encoder;
    private final List<LineColumn> fileColumns;
    private final Orders orders;

    ReceiptLoader(
            YamlReader yaml,
            Kind fileKind,
            Cells fileCells,
            CharsetEncoder encoder,
            List<LineColumn> fileColumns,
            Orders orders) {
        this.yaml = yaml;
        this.fileKind = fileKind;
        this.fileCells = fileCells;
        this.encoder = encoder;
        this.fileColumns = fileColumns;
        this.orders = orders;
    }

    ReceiptSpec load(Node node) {
        Block block = new Block(
                yaml,
                node,
                "receipt",
                List.of(
                        "kind",
                        "separator",
                        "quote",
                        "trailing-separator",
                        "header-row",
                        "line-end",
                        "suffix",
                        "marker-suffix",
                        "key",
                        "status",
                        "columns",
                        "header",
                        "trailer"));
        Kind kind = block.choice(
                "kind",
                Map.of("delimited", Kind.DELIMITED, "fixed-width", Kind.FIXED_WIDTH, "json-lines", Kind.JSON_LINES),
                fileKind);
        if (kind != Kind.DELIMITED) {
            block.refuse("is for `kind: delimited` alone", "separator", "quote", "trailing-separator", "header-row");
        }
        block.need("columns", "the cells of a line");
        Cells cells = FormatLoader.cells(block, encoder, fileCells == null ? Cells.PIPES : fileCells);
        List<Cell> columns = cells(block, "columns", kind, false);
        if (columns.stream().noneMatch(cell -> cell.value() == Value.KEY || cell.value() == Value.LINE)) {
            block.fault("columns", "a line must say which order it speaks of: add a cell with `value: key` or `line`");
        }
        if (columns.stream().noneMatch(cell -> cell.value() == Value.STATUS)) {
            block.fault("columns", "a line must say what became of the order: add a cell with `value: status`");
        }
        return new ReceiptSpec(
                kind,
                kind == Kind.DELIMITED ? cells : null,
                block.flag("header-row"),
                block.choice("line-end", Map.of("lf", "\n", "crlf", "\r\n"), "\n"),
                suffix(block, "suffix", ".ret"),
                suffix(block, "marker-suffix", null),
                key(block),
                status(block),
                columns,
                cells(block, "header", kind, true),
                cells(block, "trailer", kind, true));
    }

    private List<String> key(Block block) {
        List<String> key = block.texts("key");
        for (String column : key) {
            // Without columns, the header row of each file names them.
            if (!fileColumns.isEmpty() && Layout.index(fileColumns, column) < 0) {
                block.fault("key", "there is no column " + column + " in " + FormatSpec.names(fileColumns));
            }
        }
        if (key.isEmpty() && orders.key().isEmpty() && fileColumns.isEmpty()) {
            block.need("key", "the column with the order's number");
        }
        return key;
    }

    private static String suffix(Block block, String word, String otherwise) {
        String suffix = block.text(word, otherwise);
        if (suffix != null && !SUFFIX.matcher(suffix).matches()) {
            block.fault(word, "`" + word + "` must be letters, digits, '.', '_' and '-', found '" + suffix + "'");
        }
        return suffix;
    }

    private Map<Status, String> status(Block block) {
        Map<Status, String> words = new EnumMap<>(Status.class);
        Block own = block.has("status")
                ? new Block(yaml, block.value("status"), "status", List.of("accepted", "error", "pending"))
                : null;
        for (Status status : Status.values()) {
            String word = status.name().toLowerCase(Locale.ROOT);
            words.put(status, own == null ? word : own.written(word, encoder, word));
        }
        return words;
    }

    private List<Cell> cells(Block block, String word, Kind kind, boolean ofTheFile) {
        Map<String, Value> values = new TreeMap<>();
        for (Value value : Value.values()) {
            if ((value.of == Of.FILE) == ofTheFile) {
                values.put(value.name().toLowerCase(Locale.ROOT).replace('_', '-'), value);
            }
        }
        List<Cell> cells = new ArrayList<>();
        for (Node node : block.list(word)) {
            Block cell = new Block(
                    yaml,
                    node,
                    "a cell of `" + word + "`",
                    List.of("name", "value", "constant", "length", "align", "pad", "unit", "implied-decimals"));
            if (cell.has("value") == cell.has("constant")) {
                yaml.fault(node, "a cell has either a `value:` or a `constant:`");
            }
            Value value = cell.choice("value", values, null);
            if (kind == Kind.FIXED_WIDTH) {
                cell.need("length", "its bytes in the file's charset");
            } else {
                cell.refuse("is for `kind: fixed-width` alone", "align", "pad");
            }
            if (kind == Kind.JSON_LINES || block.flag("header-row")) {
                if (!ofTheFile || kind == Kind.JSON_LINES) {
                    cell.need("name", "what the cell is called");
                }
            }
            AmountFormat amount = FormatLoader.amount(cell);
            if (value != null && value.is != Is.AMOUNT) {
                cell.refuse("is for amounts", "unit", "implied-decimals");
            }
            boolean number = value != null && value.isNumber();
            cells.add(new Cell(
                    cell.written("name", encoder, null),
                    value,
                    cell.written("constant", encoder, null),
                    (int) cell.number("length", 1, MOST_BYTES, 0),
                    cell.choice("align", Map.of("left", false, "right", true), number),
                    cell.sign("pad", number ? '0' : ' '),
                    amount == null ? AmountFormat.YUAN : amount));
        }
        return cells;
    }
}
