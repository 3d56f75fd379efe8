package io.github.createorder.mapping;

import java.util.Map;
import java.util.TreeMap;

/**
 * The columns that a field may read.
 *
 * @param own those of the policy's row, or of the order
 * @param order those of the order, for what a policy's row has not
 */
record Row(Map<String, Object> own, Map<String, Object> order) {

    Object get(String column) throws UnmappableException {
        Object value = own.get(column);
        if (value != null || own.containsKey(column)) {
            return value;
        }
        value = order.get(column);
        if (value != null || order.containsKey(column)) {
            return value;
        }
        throw new UnmappableException("column " + column + " is not in the record, which has "
                + String.join(", ", all().keySet())
                + ": correct the name in the mapping file, or let the source read the column");
    }

    /** Both, the own ones first, by name without regard to case. */
    Map<String, Object> all() {
        if (own.equals(order)) {
            return own;
        }
        Map<String, Object> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(order);
        all.putAll(own);
        return all;
    }
}
