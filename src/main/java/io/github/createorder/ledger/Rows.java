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

    /** All values of one column. */
    Object[] column(int index) {
        return rows.stream().map(row -> row[index]).toArray();
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
