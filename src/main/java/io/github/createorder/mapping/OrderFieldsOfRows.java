package io.github.createorder.mapping;

import io.github.createorder.order.Fault;
import io.github.createorder.order.Field;
import io.github.createorder.order.Field.Trait;
import io.github.createorder.order.OrderDraft;
import io.github.createorder.order.OrderFields;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where several rows make one order, its fields come from the first of them. All the others must give the same, or two
 * orders, perhaps of two customers, would become one of the first. What a field becomes is compared, not the columns as they
 * stand: blanks at the end, 1 and 1.0, or two codes of one meaning are no difference; a value and none are one.
 */
final class OrderFieldsOfRows {
    private static final String POLICY_NO = "policy_no";

    private final List<Shared> fields;

    /**
     * A field of the order.
     *
     * @param columns all that it reads; null when that cannot be told, because an expression reads them
     */
    private record Shared(FieldMapping mapping, List<String> columns) {
        boolean readsTheSame(Map<String, Object> one, Map<String, Object> other) {
            if (columns == null) {
                return false;
            }
            for (String column : columns) {
                if (!Objects.equals(one.get(column), other.get(column))) {
                    return false;
                }
            }
            return true;
        }
    }

    OrderFieldsOfRows(Stream<FieldMapping> fields) {
        this.fields = fields.filter(mapping -> mapping.reader() != null)
                .map(mapping -> new Shared(mapping, mapping.reader().isKnown() ? List.copyOf(mapping.columns()) : null))
                .toList();
    }

    /** A fault for every field that the rows do not agree on. */
    void compare(OrderDraft draft) {
        List<Map<String, Object>> rows = draft.record().policies();
        Map<String, Object> first = rows.get(0);
        for (Shared field : fields) {
            int differing = 0;
            String fault = null;
            for (int i = 1; i < rows.size(); i++) {
                Map<String, Object> row = rows.get(i);
                String difference =
                        field.readsTheSame(first, row) ? null : difference(field.mapping, first, row, place(draft, i));
                if (difference != null) {
                    differing++;
                    fault = fault == null ? difference : fault;
                }
            }
            if (fault != null) {
                draft.fault(
                        Fault.Kind.MAPPING,
                        field.mapping.field().name(),
                        fault + (differing == 1 ? "" : ", and so differ " + (differing - 1) + " more rows")
                                + ": all rows of an order must say the same of it. Where they are of two orders, let the"
                                + " source group by what tells these apart (`key-columns` of a table, `orders: key` of"
                                + " a format); else correct the rows");
            }
        }
    }

    /** In words; null when both rows give the same, or the first one's own fault is told already. */
    private static String difference(
            FieldMapping mapping, Map<String, Object> first, Map<String, Object> other, String place) {
        Row one = new Row(first);
        Object expected;
        try {
            expected = mapping.map(one);
        } catch (UnmappableException e) {
            return null;
        }
        Row two = new Row(other);
        try {
            if (Objects.equals(expected, mapping.map(two))) {
                return null;
            }
        } catch (UnmappableException e) {
            return "in " + place + " " + e.getMessage();
        }
        Field field = mapping.field();
        String origin = mapping.reader().origin();
        return field.is(Trait.PERSONAL)
                ? origin + " has two values (not shown), one in the order's first row and another in " + place
                : origin + " has " + quote(mapping, one) + " in the order's first row and " + quote(mapping, two)
                        + " in " + place;
    }

    private static String quote(FieldMapping mapping, Row row) {
        try {
            Object value = mapping.reader().read(row, mapping.cleaner());
            return value == null ? "no value" : mapping.field().quote(Cleaner.text(value));
        } catch (UnmappableException e) {
            return "no value";
        }
    }

    private static String place(OrderDraft draft, int index) {
        boolean onePolicyARow =
                draft.policies().size() == draft.record().policies().size();
        Object policyNo = onePolicyARow ? draft.policies().get(index).get(POLICY_NO) : null;
        return "row " + (index + 1)
                + (policyNo == null
                        ? ""
                        : " (policy_no " + OrderFields.policy(POLICY_NO).quote(policyNo) + ")");
    }
}
