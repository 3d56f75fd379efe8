package io.github.createorder.app.init;

import java.util.Collection;
import java.util.stream.Collectors;

/** Words of a mapping or format file, written so that they are read as they are meant. */
final class Yaml {
    private Yaml() {}

    /** A column's name; in quotes where YAML or our own reader would take it for something else. */
    static String column(String name) {
        boolean plain = name.matches("[\\p{IsHan}A-Za-z_][\\p{IsHan}A-Za-z0-9_$]*")
                && !name.matches("(?i)true|false|null|yes|no|on|off");
        return plain ? name : text(name);
    }

    static String text(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c == 0x7F) {
                text.append(String.format("\\x%02X", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }

    static String texts(Collection<String> values) {
        return values.stream().map(Yaml::text).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A pattern of dates needs no quotes as long as it has letters alone. */
    static String pattern(String pattern) {
        return pattern.matches("[A-Za-z]+") ? pattern : text(pattern);
    }

    /** {@code { word: value, word: value }}. */
    static String block(String... wordsAndValues) {
        StringBuilder block = new StringBuilder("{ ");
        for (int i = 0; i < wordsAndValues.length; i += 2) {
            block.append(i == 0 ? "" : ", ")
                    .append(wordsAndValues[i])
                    .append(": ")
                    .append(wordsAndValues[i + 1]);
        }
        return block.append(" }").toString();
    }
}
