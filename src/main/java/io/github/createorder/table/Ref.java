package io.github.createorder.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A row's key as one text: the values joined by {@code ,}; a comma or backslash inside a value has a backslash before it. */
final class Ref {
    private Ref() {}

    static String join(List<String> values) {
        return values.stream()
                .map(value -> value.replace("\\", "\\\\").replace(",", "\\,"))
                .collect(Collectors.joining(","));
    }

    static List<String> split(String ref) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < ref.length(); i++) {
            char c = ref.charAt(i);
            if (c == ',') {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c == '\\' && i + 1 < ref.length() ? ref.charAt(++i) : c);
            }
        }
        values.add(value.toString());
        return values;
    }
}
