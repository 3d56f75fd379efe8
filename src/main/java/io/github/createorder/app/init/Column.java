package io.github.createorder.app.init;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A column as the catalog or a file describes it, with its values in the rows that were looked at. The values stay in memory:
 * nothing but what they have in common is ever told, and the values of columns that may be personal are not here at all.
 *
 * @param comment empty for none
 * @param scale decimals by its type; 0 when it has none
 * @param type in the database's words
 * @param key a part of the primary key or of a unique index
 * @param values by row, null for none; empty when they were not read
 * @param unit what proves the unit of amounts, such as a file's trailer; null for nothing
 */
record Column(
        String name,
        String comment,
        Kind kind,
        int scale,
        String type,
        boolean nullable,
        boolean key,
        List<String> values,
        Unit unit) {

    /** What its values are by its type. */
    enum Kind {
        TEXT,
        WHOLE,
        DECIMAL,
        DATE,
        TIME,
        TIMESTAMP,
        BOOLEAN,
        /** What no field can come from. */
        OTHER
    }

    /** The unit of an amount, and how it is known. */
    record Unit(String word, String reason) {}

    /** The rows in which it has a value. */
    List<String> filled() {
        return values.stream()
                .filter(value -> value != null && !value.isBlank())
                .toList();
    }

    /** Whether it has a value in each row that was looked at. */
    boolean isFilled() {
        return !values.isEmpty() && filled().size() == values.size();
    }

    /** Its different values. */
    Set<String> distinct() {
        return new TreeSet<>(filled());
    }

    boolean isUnique() {
        return isFilled() && distinct().size() == values.size();
    }

    /** For comments: {@code PREM "保费(元)" DECIMAL(12,2)}. */
    String described() {
        return name + (comment.isEmpty() ? "" : " \"" + comment + "\"") + (type.isEmpty() ? "" : " " + type);
    }

    Column with(Unit proved) {
        return new Column(name, comment, kind, scale, type, nullable, key, values, proved);
    }
}
