package io.github.createorder.mapping;

import io.github.createorder.order.SourceRecord;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The columns that a field may read: those of a policy's row, and those of its order for what that row has not. */
final class Row {
    private final Map<String, Object> own;
    private final Map<String, Object> order;
    private Map<String, Object> all;

    Row(Map<String, Object> own, Map<String, Object> order) {
        this.own = own;
        this.order = order;
    }

    /** Of an order: it has no columns but its own. */
    Row(Map<String, Object> order) {
        this(order, order);
    }

    /** The column's value; null when it has none. */
    Object get(String column) throws UnmappableException {
        Object value = own.get(column);
        if (value != null) {
            return value;
        }
        boolean isThere = own.containsKey(column);
        if (!isThere && own != order) {
            value = order.get(column);
            if (value != null) {
                return value;
            }
            isThere = order.containsKey(column);
        }
        String unreadable = unreadable(column);
        if (unreadable != null) {
            throw new UnmappableException(unreadable);
        }
        if (!isThere) {
            throw new UnmappableException("column " + column + " is not in the record, which has "
                    + String.join(", ", all().keySet())
                    + ": correct the name in the mapping file, or let the source read the column");
        }
        return null;
    }

    /** Why a column has no value, when it could not be read; else null. */
    private String unreadable(String column) {
        String unreadable = SourceRecord.unreadable(own, column);
        if (unreadable == null && own != order && !own.containsKey(column)) {
            unreadable = SourceRecord.unreadable(order, column);
        }
        return unreadable == null
                ? null
                : "column " + unreadable + ": correct the row, or let the source read a view from which it can be read";
    }

    /** Both, the own ones first, by name without regard to case. */
    Map<String, Object> all() {
        if (all == null) {
            if (own == order) {
                all = own;
            } else {
                all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                all.putAll(order);
                all.putAll(own);
            }
        }
        return all;
    }

    /** Both as an expression reads them: a column whose value could not be read is no empty one, and asking for it fails. */
    Map<String, Object> view() {
        return new AbstractMap<>() {
            @Override
            public Object get(Object column) {
                Object value = all().get(column);
                String unreadable = value == null && column instanceof String name ? unreadable(name) : null;
                if (unreadable != null) {
                    throw new UnreadableException(unreadable);
                }
                return value;
            }

            @Override
            public boolean containsKey(Object column) {
                return all().containsKey(column);
            }

            @Override
            public Set<Entry<String, Object>> entrySet() {
                return all().entrySet();
            }
        };
    }

    /** An expression asks for a column whose value could not be read. */
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnreadableException(String message) {
            super(message, null, false, false);
        }

        /** What was asked for, when that is why an expression failed; else null. */
        static String in(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof UnreadableException) {
                    return cause.getMessage();
                }
            }
            return null;
        }
    }
}
