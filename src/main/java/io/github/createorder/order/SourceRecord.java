package io.github.createorder.order;

import java.util.List;
import java.util.Map;

/**
 * What a source yields for one order, still in the core system's words.
 *
 * <p>Column names are matched without regard to case. Values are only {@link String}, {@link java.math.BigDecimal},
 * {@link Boolean} or null, so that a record read back from the ledger maps exactly as it did when it was taken; readers
 * turn a date into {@code yyyy-MM-dd} and a timestamp into {@code yyyy-MM-dd HH:mm:ss[.SSS]} text, Beijing time.
 *
 * @param source name of the source, never null
 * @param ref where in the source the record is: the row's key, or file and line; stable over re-reads, never null
 * @param columns the order's columns: of the row, of the group's first row, or of the order table
 * @param policies one map a policy: the row itself, the rows of the group, or the child rows; never empty
 */
public record SourceRecord(String source, String ref, Map<String, Object> columns, List<Map<String, Object>> policies) {
    /**
     * Name of a column that no table has. It lists the columns whose values could not be read, which are null here or left
     * out: a line each, {@code <column>: <why>}.
     */
    public static final String UNREADABLE = "createorder:unreadable";

    /**
     * Name of another column that no table has: why the source's transform could not work on this record, which is as it was
     * before.
     */
    public static final String UNTRANSFORMED = "createorder:untransformed";

    /** @throws IllegalArgumentException if two columns of a row differ in nothing but case */
    public SourceRecord {
        Map<String, Object> given = columns;
        Columns own = Columns.of(columns);
        columns = own;
        policies = policies.stream()
                .<Map<String, Object>>map(policy -> policy == given ? own : Columns.of(policy))
                .toList();
    }

    /** Why its source's transform could not work on it, so that nobody knows what it says; null for all others. */
    public String untransformed() {
        return columns.get(UNTRANSFORMED) instanceof String why ? why : null;
    }

    /** Whether several rows, each with the order's columns and those of a policy, make this one order. */
    public boolean grouped() {
        return policies.size() > 1
                && (policies.get(0) == columns || policies.get(0).equals(columns));
    }

    /** Why a column of a row has no value, as {@code <column> <why>}, when it could not be read; else null. */
    public static String unreadable(Map<String, Object> row, String column) {
        if (!(row.get(UNREADABLE) instanceof String lines)) {
            return null;
        }
        return lines.lines()
                .filter(line -> line.regionMatches(true, 0, column + ": ", 0, column.length() + 2))
                .map(line -> line.substring(0, column.length()) + " " + line.substring(column.length() + 2))
                .findFirst()
                .orElse(null);
    }

    /** Without what it says: texts of bodies come into logs, exceptions and consoles. */
    @Override
    public String toString() {
        return "SourceRecord[" + source + "|" + ref + "]";
    }
}
