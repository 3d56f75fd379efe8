package io.github.createorder.app.init;

import io.github.createorder.app.init.FileLook.Cell;
import io.github.createorder.app.init.FileLook.Edge;
import io.github.createorder.app.init.FileLook.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a format file for what was found in a file. */
final class FormatText {
    private static final Pattern DAY = Pattern.compile("(?<![0-9])20[0-9]{2}[01][0-9][0-3][0-9](?![0-9])");

    private final StringBuilder text = new StringBuilder();
    private final FileLook look;

    private FormatText(FileLook look) {
        this.look = look;
    }

    /**
     * @param key the columns that tell orders apart; empty when a line is an order
     * @param window in how many lines all of an order are; 0 when they follow each other
     */
    static String of(FileLook look, String name, String fileName, List<String> key, int window) {
        FormatText format = new FormatText(look);
        format.write(name, fileName, key, window);
        return format.text.toString();
    }

    private void write(String name, String fileName, List<String> key, int window) {
        comment("How " + fileName + " is written, told by `init` from " + look.rows()
                + " lines of orders: compare it with the");
        comment("description that came with the file. All words are in docs/files.md.");
        look.notes.forEach(this::comment);
        line("format", name);
        line(
                "kind",
                switch (look.kind) {
                    case DELIMITED -> "delimited";
                    case FIXED_WIDTH -> "fixed-width";
                    case JSON_LINES -> "json-lines";
                });
        line("charset", look.file.charset().name() + " # " + look.file.reason());
        fileName(fileName);
        if (look.lineEnd.equals("cr")) {
            line("line-end", "cr");
        }
        if (look.recordLength > 0) {
            line("record-length", look.recordLength + " # there are no line ends");
        }
        if (look.kind == Kind.DELIMITED) {
            delimited();
        }
        columns();
        if (look.nested != null) {
            text.append("orders:\n  policies: ")
                    .append(Yaml.column(look.nested))
                    .append("\n  policy-columns: [")
                    .append(names(look.policyColumns))
                    .append("]\n");
        } else if (!key.isEmpty()) {
            comment(key.get(0) + " comes back, and the policy's number does not: those lines are one order.");
            text.append("orders:\n  key: [")
                    .append(String.join(", ", key.stream().map(Yaml::column).toList()))
                    .append("]\n");
            if (window > 0) {
                text.append("  window: ").append(window).append('\n');
            }
        }
        lines();
    }

    private void delimited() {
        line("separator", Yaml.text(look.separator));
        if (look.quoted) {
            line("quote", "'\"'");
        }
        if (look.quotedLineEnds) {
            line("quoted-line-ends", "true");
        }
        if (look.trailingSeparator) {
            line("trailing-separator", "true # or a last column that is always empty: then take this away and name it");
        }
        if (look.valuePrefix) {
            line("value-prefix", "\"`\"");
        }
        if (!look.empty.isEmpty()) {
            line("empty", Yaml.texts(look.empty));
        }
        if (look.spreadsheet) {
            line("spreadsheet", "true");
        }
        if (look.headerRow) {
            line("header-row", "true");
        }
    }

    private void columns() {
        Set<String> summed = new HashSet<>();
        Set<String> fen = new HashSet<>();
        for (Edge edge : edges()) {
            edge.cells().stream()
                    .filter(cell -> cell.role() != null && !cell.role().equals("count"))
                    .forEach(cell -> {
                        summed.add(cell.role());
                        if (cell.shift() == 2) {
                            fen.add(cell.role());
                        }
                    });
        }
        text.append("columns:\n");
        if (look.kind == Kind.FIXED_WIDTH) {
            look.widths.forEach(width -> {
                List<String> words = new ArrayList<>();
                if (width.name() != null) {
                    words.addAll(List.of("name", Yaml.column(width.name())));
                }
                words.addAll(List.of("length", String.valueOf(width.length())));
                if (width.number() && summed.contains(width.name())) {
                    words.addAll(List.of("align", "right", "pad", "\"0\""));
                } else if (width.right()) {
                    words.addAll(List.of("align", "right"));
                }
                if (fen.contains(width.name())) {
                    words.addAll(List.of("unit", "fen"));
                }
                text.append("  - ")
                        .append(Yaml.block(words.toArray(String[]::new)))
                        .append('\n');
            });
        } else {
            look.columns.forEach(column -> text.append("  - ")
                    .append(
                            fen.contains(column.name())
                                    ? Yaml.block("name", Yaml.column(column.name()), "unit", "fen")
                                    : Yaml.column(column.name()))
                    .append('\n'));
        }
    }

    private static String names(List<Column> columns) {
        return String.join(
                ", ", columns.stream().map(column -> Yaml.column(column.name())).toList());
    }

    private List<Edge> edges() {
        List<Edge> edges = new ArrayList<>();
        if (look.header != null) {
            edges.add(look.header);
        }
        if (look.trailer != null) {
            edges.add(look.trailer);
        }
        return edges;
    }

    private void lines() {
        if (edges().isEmpty() && look.end == null && look.ignore.isEmpty()) {
            return;
        }
        text.append("lines:\n");
        edge("header", look.header);
        edge("trailer", look.trailer);
        if (look.end != null) {
            text.append("  end: ").append(Yaml.text(look.end)).append('\n');
        }
        if (!look.ignore.isEmpty()) {
            text.append("  ignore: ").append(Yaml.texts(look.ignore)).append('\n');
        }
    }

    private void edge(String name, Edge edge) {
        if (edge == null) {
            return;
        }
        if (!edge.isChecked()) {
            text.append(
                    "  # Neither the number of lines nor a sum was found in it: say what its parts are, so that they are checked.\n");
        }
        text.append("  ").append(name).append(":\n");
        if (!edge.prefix().isEmpty()) {
            text.append("    prefix: ").append(Yaml.text(edge.prefix())).append('\n');
        }
        text.append("    columns: [");
        List<String> columns = new ArrayList<>();
        Set<String> given = new HashSet<>();
        List<String> roles = new ArrayList<>();
        List<String> sums = new ArrayList<>();
        for (Cell cell : edge.cells()) {
            String own = cell.name();
            while (own != null && !given.add(own)) {
                own = own + "2";
            }
            if (look.kind == Kind.FIXED_WIDTH) {
                columns.add(
                        own == null
                                ? Yaml.block("length", String.valueOf(cell.length()))
                                : Yaml.block("name", own, "length", String.valueOf(cell.length())));
            } else {
                columns.add(own);
            }
            if ("count".equals(cell.role())) {
                roles.add("    count: " + own + "\n");
            } else if (cell.role() != null) {
                sums.add(Yaml.block("total", own, "column", Yaml.column(cell.role())));
            }
        }
        text.append(String.join(", ", columns)).append("]\n");
        roles.forEach(text::append);
        if (!sums.isEmpty()) {
            text.append("    sums: [").append(String.join(", ", sums)).append("]\n");
        }
    }

    /** With the day and the number in the name, so that gaps are seen. */
    private void fileName(String name) {
        Matcher day = DAY.matcher(name);
        if (!day.find()) {
            return;
        }
        String before = quoted(name.substring(0, day.start()));
        String rest = name.substring(day.end());
        Matcher number = Pattern.compile("^([^0-9]*)([0-9]{2,6})(?![0-9])(.*)$").matcher(rest);
        String after = number.matches()
                ? quoted(number.group(1)) + "(?<seq>[0-9]{" + number.group(2).length() + "})" + quoted(number.group(3))
                : quoted(rest);
        line("file-name", "'" + (before + "(?<date>[0-9]{8})" + after).replace("'", "''") + "'");
    }

    private static String quoted(String literal) {
        return literal.replaceAll("([\\[\\](){}.*+?^$|\\\\])", "[$1]")
                .replace("[\\]", "\\\\")
                .replace("[^]", "\\^");
    }

    private void line(String word, String value) {
        text.append(word).append(": ").append(value).append('\n');
    }

    private void comment(String words) {
        text.append("# ").append(words.replaceAll("\\p{Cntrl}", " ")).append('\n');
    }
}
