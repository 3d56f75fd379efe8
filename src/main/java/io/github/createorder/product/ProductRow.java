package io.github.createorder.product;

import java.util.Map;

/**
 * A row of the mapping as it was read.
 *
 * @param place where it stands, for people: {@code line 3}
 * @param cells by column, whatever the case; stripped, and empty for NULL
 */
record ProductRow(String place, Map<String, String> cells) {
    String cell(String column) {
        return cells.getOrDefault(column, "");
    }
}
