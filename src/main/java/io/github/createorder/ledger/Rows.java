package io.github.createorder.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of one batch: named, typed columns (types as PostgreSQL calls them). */
final class Rows {
    private final List<String> names;
    private final List<String> types;
    private final List<Object[]> rows = new ArrayList<>();

    /** Columns as {@code "id bigint"}. */
    Rows(String... columns) {
        names = Arrays.stream(columns).map(column -> column.split(" ")[0]).toList();
        types = Arrays.stream(columns).map(column -> column.split(" ")[1]).toList();
    }

    /** Adds a row, values in the order of the columns. */
    void add(Object... values) {
        rows.add(values);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    int size() {
        return rows.size();
    }

    List<String> names() {
        return names;
    }

    List<String> types() {
        return types;
    }

    /** All values of one column, as an array of its type: PostgreSQL's driver sends that as it is, and anything else as a text. */
    Object[] column(int index) {
        Object[] column = array(types.get(index), rows.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = rows.get(i)[index];
        }
        return column;
    }

    /** For values of a type, as PostgreSQL calls it. */
    static Object[] array(String type, int length) {
        return switch (type) {
            case "text" -> new String[length];
            case "bigint" -> new Long[length];
            case "int" -> new Integer[length];
            case "bool" -> new Boolean[length];
            default -> throw new IllegalArgumentException(type);
        };
    }

    /** Each row by column names. */
    List<Map<String, Object>> maps() {
        return rows.stream().map(this::map).toList();
    }

    private Map<String, Object> map(Object... row) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < row.length; i++) {
            map.put(names.get(i), row[i]);
        }
        return map;
    }
}
