package io.github.createorder.order;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    /** Name of a column that no table has: it lists the columns whose values could not be read, which are null here. */
    public static final String UNREADABLE = "createorder:unreadable";

    public SourceRecord {
        Map<String, Object> given = columns;
        Map<String, Object> own = caseInsensitive(columns);
        columns = own;
        policies = policies.stream()
                .map(policy -> policy == given ? own : caseInsensitive(policy))
                .toList();
    }

    private static Map<String, Object> caseInsensitive(Map<String, Object> columns) {
        Map<String, Object> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(columns);
        return Collections.unmodifiableMap(copy);
    }

    /** Without what it says: texts of bodies come into logs, exceptions and consoles. */
    @Override
    public String toString() {
        return "SourceRecord[" + source + "|" + ref + "]";
    }
}
