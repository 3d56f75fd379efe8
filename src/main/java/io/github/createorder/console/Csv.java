package io.github.createorder.console;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A CSV file that spreadsheets open: UTF-8 with a mark in front, each cell quoted, and none that one would take for a formula. */
final class Csv {
    /** Spreadsheets take the wide signs of a Chinese keyboard for the narrow ones, and look behind spaces and line ends. */
    private static final Pattern FORMULA =
            Pattern.compile("[\\s\u00a0\u3000]*[=+\\-@\uff1d\uff0b\uff0d\uff20].*|[\\t\\r\\n].*", Pattern.DOTALL);

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

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
        String safe = FORMULA.matcher(text).matches() && !NUMBER.matcher(text).matches() ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}
