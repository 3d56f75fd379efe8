package io.github.createorder.console;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A CSV file that spreadsheets open: UTF-8 with a mark in front, each cell quoted, and none that one would take for a formula. */
final class Csv {
    private final StringBuilder text = new StringBuilder("\uFEFF");

    Csv(String... header) {
        text.append(String.join(",", header)).append("\r\n");
    }

    void row(String... cells) {
        text.append(Arrays.stream(cells).map(Csv::cell).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    String text() {
        return text.toString();
    }

    private static String cell(String value) {
        String text = value == null ? "" : value;
        String safe = text.matches("(?s)[=+\\-@\\t\\r].*") && !text.matches("-?\\d+(\\.\\d+)?") ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}
