package io.github.createorder.file;

import io.github.createorder.file.AmountFormat.Sign;
import io.github.createorder.file.DelimitedLayout.Cells;
import io.github.createorder.file.FormatSpec.Edge;
import io.github.createorder.file.FormatSpec.Kind;
import io.github.createorder.file.FormatSpec.MarkerSpec;
import io.github.createorder.file.FormatSpec.Orders;
import io.github.createorder.file.LineColumn.Trim;
import io.github.createorder.file.MarkerFile.Roles;
import io.github.createorder.file.Totals.Sum;
import io.github.createorder.file.Totals.Summed;
import io.github.createorder.yaml.YamlReader;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Loads a format file, and lists all that is wrong with it at once. */
final class FormatLoader {
    private static final List<String> WORDS = List.of(
            "format",
            "kind",
            "charset",
            "file-name",
            "separator",
            "quote",
            "quoted-line-ends",
            "trailing-separator",
            "value-prefix",
            "empty",
            "spreadsheet",
            "header-row",
            "line-end",
            "record-length",
            "columns",
            "orders",
            "lines",
            "totals",
            "marker",
            "limits",
            "receipt");
    private static final List<String> DELIMITED_ONLY = List.of(
            "separator",
            "quote",
            "quoted-line-ends",
            "trailing-separator",
            "value-prefix",
            "empty",
            "spreadsheet",
            "header-row");
    private static final List<String> EDGE = List.of("prefix", "columns", "count", "orders", "policies", "sums");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,47}");
    private static final Pattern COMMENTS = Pattern.compile("(?:\\s*(?:#.*)?\\R?)*");
    private static final Map<String, Integer> UNITS = Map.of("fen", -2, "yuan", 0, "wan", 4);
    private static final int MOST_BYTES = 1024 * 1024;
    private static final long GIB = 1024L * 1024 * 1024;

    private final YamlReader yaml;
    private Kind kind = Kind.DELIMITED;
    private CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private int recordLength;
    private List<LineColumn> columns = List.of();
    private List<LineColumn> policyColumns = List.of();
    private Orders orders = Orders.A_LINE_EACH;

    FormatLoader(String file) {
        yaml = new YamlReader(file);
    }

    FormatSpec load(String text) {
        // A file without anything is a block without anything: its faults are the words that it lacks.
        Node root = yaml.parse(COMMENTS.matcher(text).matches() ? "{}" : text);
        if (root == null) {
            throw yaml.exception();
        }
        Block file = new Block(yaml, root, "the file", WORDS);
        file.need("format", "its name");
        file.need("kind", "delimited, fixed-width or json-lines");
        file.need("charset", "UTF-8, GBK or GB18030");
        String name = file.text("format", "");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            file.fault("format", "`format` must be a short name of letters, digits, '.', '_' and '-'");
        }
        kind = file.choice(
                "kind",
                Map.of("delimited", Kind.DELIMITED, "fixed-width", Kind.FIXED_WIDTH, "json-lines", Kind.JSON_LINES),
                Kind.DELIMITED);
        Charset charset = charset(file);
        encoder = charset.newEncoder();
        Cells cells = cells(file);
        if (kind != Kind.FIXED_WIDTH) {
            file.refuse("is for `kind: fixed-width` alone", "record-length");
        }
        recordLength = (int) file.number("record-length", 1, MOST_BYTES, 0);
        if (recordLength > 0) {
            file.refuse("has no effect with `record-length`", "line-end");
        }
        boolean headerRow = file.flag("header-row");
        columns = columns(file, "columns");
        if (columns.isEmpty() && !headerRow) {
            file.need("columns", "the names of the columns");
        }
        policyColumns = columns;
        orders = file.has("orders") ? orders(file.value("orders")) : Orders.A_LINE_EACH;
        Edge header = null;
        Edge trailer = null;
        String end = "";
        List<String> ignore = List.of();
        if (file.has("lines")) {
            Block lines = new Block(yaml, file.value("lines"), "lines", List.of("header", "trailer", "end", "ignore"));
            header = lines.has("header") ? edge(lines.value("header"), "header") : null;
            trailer = lines.has("trailer") ? edge(lines.value("trailer"), "trailer") : null;
            end = lines.written("end", encoder, "");
            ignore = lines.texts("ignore");
        }
        FormatSpec spec = new FormatSpec(
                name,
                kind,
                charset,
                cells,
                headerRow,
                file.choice("line-end", Map.of("lf", (byte) '\n', "cr", (byte) '\r'), (byte) '\n'),
                recordLength,
                columns,
                policyColumns,
                orders,
                header,
                trailer,
                end,
                ignore,
                file.choice("totals", Map.of("required", true, "optional", false), true),
                file.has("marker") ? marker(file.value("marker")) : null,
                file.has("limits") ? limits(file.value("limits")) : Limits.DEFAULTS,
                file.has("receipt")
                        ? new ReceiptLoader(yaml, kind, cells, encoder, columns, orders).load(file.value("receipt"))
                        : null,
                fileName(file));
        if (recordLength > spec.limits().lineBytes()) {
            file.fault("record-length", "`record-length` is more than `limits: line-bytes`");
        }
        if (yaml.isFaulty()) {
            throw yaml.exception();
        }
        return spec;
    }

    private static Charset charset(Block file) {
        String name = file.text("charset", "UTF-8").toUpperCase(Locale.ROOT);
        if (!List.of("UTF-8", "GBK", "GB18030").contains(name)) {
            file.fault("charset", "`charset` must be UTF-8, GBK or GB18030, found '" + name + "'");
            return StandardCharsets.UTF_8;
        }
        return Charset.forName(name);
    }

    private Cells cells(Block block) {
        if (kind == Kind.DELIMITED) {
            block.need("separator", "what stands between the columns");
            return cells(block, encoder, Cells.PIPES);
        }
        block.refuse("is for `kind: delimited` alone", DELIMITED_ONLY.toArray(String[]::new));
        return null;
    }

    static Cells cells(Block block, CharsetEncoder encoder, Cells otherwise) {
        String separator = block.written("separator", encoder, otherwise.separator());
        Character quote = block.sign("quote", otherwise.quote());
        if (quote != null && separator.indexOf(quote) >= 0) {
            block.fault(block.has("quote") ? "quote" : "separator", "`quote` must not be a part of `separator`");
        }
        boolean quotedLineEnds = block.flag("quoted-line-ends");
        // Other signs may be the second byte of a character in GBK.
        if (quotedLineEnds && (quote == null || "\"'".indexOf(quote) < 0)) {
            block.fault("quoted-line-ends", "`quoted-line-ends` needs `quote: '\"'`, or a single quote");
        }
        return new Cells(
                separator,
                quote,
                quotedLineEnds,
                block.has("trailing-separator") ? block.flag("trailing-separator") : otherwise.trailingSeparator(),
                block.written("value-prefix", encoder, otherwise.prefix()),
                Set.copyOf(block.texts("empty")),
                block.flag("spreadsheet"));
    }

    private static SafeName fileName(Block file) {
        String pattern = file.text("file-name", null);
        try {
            return pattern == null ? null : new SafeName(pattern);
        } catch (PatternSyntaxException e) {
            file.fault("file-name", "`file-name` is no regular expression: " + e.getDescription());
            return null;
        }
    }

    private List<LineColumn> columns(Block block, String word) {
        List<LineColumn> list = new ArrayList<>();
        int from = 0;
        for (Node node : block.list(word)) {
            LineColumn column = column(node, from);
            if (column == null) {
                continue;
            }
            if (column.name() != null && Layout.index(list, column.name()) >= 0) {
                yaml.fault(node, "column " + column.name() + " is given twice: names do not differ by case alone");
            }
            list.add(column);
            from = column.from() + column.length();
        }
        if (recordLength > 0 && !list.isEmpty() && FixedWidthLayout.length(list) != recordLength) {
            block.fault(
                    word,
                    "the columns end at byte " + FixedWidthLayout.length(list) + ", and `record-length` is "
                            + recordLength + ": add filler, { length: … } without a name");
        }
        return list;
    }

    private LineColumn column(Node node, int from) {
        if (node instanceof ScalarNode && kind != Kind.FIXED_WIDTH) {
            String name = yaml.column(node, "columns");
            return name == null ? null : LineColumn.named(name);
        }
        Block block = new Block(
                yaml,
                node,
                "a column",
                List.of("name", "from", "length", "align", "pad", "trim", "unit", "implied-decimals", "sign"));
        String name = block.has("name") ? yaml.column(block.value("name"), "name") : null;
        if (kind == Kind.FIXED_WIDTH) {
            block.need("length", "its bytes in the file's charset");
        } else {
            block.need("name", "what the mapping calls it by");
            block.refuse("is for `kind: fixed-width` alone", "from", "length", "align", "pad");
        }
        return new LineColumn(
                name,
                (int) block.number("from", 1, MOST_BYTES, from + 1L) - 1,
                kind == Kind.FIXED_WIDTH ? (int) block.number("length", 1, MOST_BYTES, 1) : 0,
                block.choice("align", Map.of("left", false, "right", true), false),
                block.sign("pad", ' '),
                block.choice(
                        "trim",
                        Map.of("none", Trim.NONE, "halfwidth", Trim.HALFWIDTH, "both-widths", Trim.BOTH_WIDTHS),
                        Trim.NONE),
                amount(block));
    }

    /** Null when the block does not speak of amounts. */
    static AmountFormat amount(Block block) {
        if (!block.has("unit") && !block.has("implied-decimals") && !block.has("sign")) {
            return null;
        }
        if (block.has("unit")) {
            block.refuse("says the same as `unit`", "implied-decimals");
        }
        Sign sign = block.choice(
                "sign",
                Map.of("leading", Sign.LEADING, "trailing", Sign.TRAILING, "overpunch", Sign.OVERPUNCHED),
                Sign.LEADING);
        return new AmountFormat(
                block.has("implied-decimals")
                        ? -(int) block.number("implied-decimals", 0, 10, 0)
                        : block.choice("unit", UNITS, 0),
                sign);
    }

    private Orders orders(Node node) {
        Block block = new Block(yaml, node, "orders", List.of("key", "window", "type", "policy-columns", "policies"));
        List<String> key = block.texts("key");
        String nested = block.text("policies", null);
        String type = null;
        String orderType = null;
        String policyType = null;
        if (block.has("type")) {
            Block types = new Block(yaml, block.value("type"), "type", List.of("column", "order", "policy"));
            types.need("column", "which tells order lines and policy lines apart");
            types.need("order", "what the column says on an order line");
            types.need("policy", "what the column says on a policy line");
            type = types.text("column", "");
            orderType = types.text("order", "");
            policyType = types.text("policy", "");
            if (orderType.equals(policyType) && !orderType.isEmpty()) {
                types.fault("policy", "`order` and `policy` are the same");
            }
        }
        policyColumns = block.has("policy-columns") ? columns(block, "policy-columns") : columns;
        if (type == null && nested == null) {
            block.refuse("is for `type` or `policies`", "policy-columns");
            block.need("key", "the columns that tell orders apart; or remove `orders`, when a line is an order");
        }
        if (nested != null) {
            block.refuse("has no effect beside `policies`", "key", "window", "type");
            block.need("policy-columns", "what is read of each policy");
        }
        if (kind == Kind.JSON_LINES) {
            block.refuse("is not for json-lines; there is `policies`, the member with the list of policies", "type");
        } else {
            block.refuse("is for `kind: json-lines` alone", "policies");
        }
        if (key.isEmpty()) {
            block.refuse("needs a `key`", "window");
        }
        for (String column : key) {
            known(block, "key", column, columns);
            if (type != null) {
                known(block, "key", column, policyColumns);
            }
        }
        if (type != null && known(block, "type", type, columns) && known(block, "type", type, policyColumns)) {
            int index = Layout.index(columns, type);
            LineColumn own = columns.get(index);
            int other = Layout.index(policyColumns, type);
            LineColumn policy = policyColumns.get(other);
            if (kind == Kind.FIXED_WIDTH
                    ? own.from() != policy.from() || own.length() != policy.length()
                    : index != other) {
                block.fault("type", "column " + type + " is not at the same place in both kinds of lines");
            }
        }
        return new Orders(key, (int) block.number("window", 1, 1_000_000, 0), type, orderType, policyType, nested);
    }

    private boolean known(Block block, String word, String column, List<LineColumn> list) {
        // Without columns, the header row of each file names them, and is checked when it is read.
        boolean known = list.isEmpty() || Layout.index(list, column) >= 0;
        if (!known) {
            block.fault(word, "there is no column " + column + " in " + String.join(", ", FormatSpec.names(list)));
        }
        return known && !list.isEmpty();
    }

    private Edge edge(Node node, String name) {
        Block block = new Block(yaml, node, name, EDGE);
        List<LineColumn> own = columns(block, "columns");
        String prefix = block.written("prefix", encoder, "");
        if (name.equals("trailer") && prefix.isEmpty() && own.isEmpty()) {
            yaml.fault(
                    node,
                    "`trailer` has neither `prefix` nor `columns`: nothing would tell it from an order when it is missing,"
                            + " and that order would not be sent");
        }
        return new Edge(prefix, own, totals(block, own));
    }

    private Totals totals(Block block, List<LineColumn> own) {
        List<Sum> sums = new ArrayList<>();
        for (Node node : block.list("sums")) {
            Block sum = new Block(yaml, node, "sums", List.of("total", "column", "of"));
            sum.need("total", "the column that says the sum");
            sum.need("column", "the lines' column that is summed up");
            String column = sum.text("column", null);
            boolean ofPolicies = sum.choice("of", Map.of("order", false, "policy", true), false);
            if (ofPolicies && orders.type() == null) {
                sum.refuse("is for order and policy lines told apart by `type`", "of");
                ofPolicies = false;
            }
            String total = role(sum, "total", own);
            if (column != null && total != null) {
                known(sum, "column", column, ofPolicies ? policyColumns : columns);
                sums.add(new Sum(total, new Summed(column, ofPolicies)));
            }
        }
        return new Totals(role(block, "count", own), role(block, "orders", own), role(block, "policies", own), sums);
    }

    /** The column that has this role; null for none. */
    private String role(Block block, String word, List<LineColumn> own) {
        String column = block.text(word, null);
        if (column != null && Layout.index(own, column) < 0) {
            block.fault(
                    word,
                    "`" + word + "` must be one of the columns here: " + String.join(", ", FormatSpec.names(own)));
            return null;
        }
        return column;
    }

    private MarkerSpec marker(Node node) {
        Block block = new Block(
                yaml,
                node,
                "marker",
                List.of(
                        "content",
                        "separator",
                        "quote",
                        "trailing-separator",
                        "columns",
                        "name",
                        "size",
                        "md5",
                        "sha1",
                        "sha256",
                        "count",
                        "orders",
                        "policies",
                        "sums"));
        block.need("columns", "the cells of its line, or the keys");
        boolean keys = block.choice("content", Map.of("cells", false, "keys", true), false);
        if (keys) {
            block.refuse("is for `content: cells` alone", "separator", "quote", "trailing-separator");
        }
        int record = recordLength;
        Kind own = kind;
        kind = Kind.DELIMITED;
        recordLength = 0;
        List<LineColumn> list = columns(block, "columns");
        kind = own;
        recordLength = record;
        Map<String, String> digests = new LinkedHashMap<>();
        Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256").forEach((word, algorithm) -> {
            String column = role(block, word, list);
            if (column != null) {
                digests.put(algorithm, column);
            }
        });
        return new MarkerSpec(
                keys,
                cells(block, encoder, Cells.PIPES),
                list,
                new Roles(role(block, "name", list), role(block, "size", list), digests),
                totals(block, list));
    }

    private Limits limits(Node node) {
        Block block = new Block(
                yaml,
                node,
                "limits",
                List.of("line-bytes", "lines", "file-bytes", "content-bytes", "ratio", "policies"));
        Limits usual = Limits.DEFAULTS;
        return new Limits(
                (int) block.number("line-bytes", 1, 16 * MOST_BYTES, usual.lineBytes()),
                block.number("lines", 1, 1_000_000_000, usual.lines()),
                block.number("file-bytes", 1, 1024 * GIB, usual.fileBytes()),
                block.number("content-bytes", 1, 1024 * GIB, usual.contentBytes()),
                (int) block.number("ratio", 1, 2000, usual.ratio()),
                (int) block.number("policies", 1, 100_000, usual.policies()));
    }
}
