package io.github.createorder.mapping;

import io.github.createorder.order.Field;
import java.util.List;
import java.util.Map;

/**
 * How one field is made from a row. In this order: read, clean, then the default when there is no value, else the code table
 * or prefix, suffix and conversion to the field's type.
 *
 * @param field the field
 * @param reader where the value comes from; null for a constant, which is the default value of nothing
 * @param cleaner what is done to the value first
 * @param defaultValue typed; what an empty value stands for, or null
 * @param codes typed values by code; null when there is no code table
 * @param otherwise typed; what an unknown code stands for, or null
 * @param prefix put before a text
 * @param suffix put after a text
 * @param conversion to the field's type
 */
record FieldMapping(
        Field field,
        ValueReader reader,
        Cleaner cleaner,
        Object defaultValue,
        Map<String, Object> codes,
        Object otherwise,
        String prefix,
        String suffix,
        Conversion conversion) {

    /** The typed value; null when there is none. */
    Object map(Row row) throws UnmappableException {
        Object value = reader == null ? null : reader.read(row, cleaner);
        if (value == null) {
            return defaultValue;
        }
        if (codes != null) {
            Object decoded = codes.getOrDefault(Cleaner.text(value), otherwise);
            if (decoded == null) {
                throw unmappable(
                        value,
                        "is not in its code table (" + String.join(", ", codes.keySet())
                                + "): add it to `codes:`, or give an `otherwise:`");
            }
            return decoded;
        }
        if (!prefix.isEmpty() || !suffix.isEmpty()) {
            value = prefix + Cleaner.text(value) + suffix;
        }
        try {
            return conversion.convert(value);
        } catch (UnmappableException e) {
            throw unmappable(value, e.getMessage());
        }
    }

    private UnmappableException unmappable(Object value, String why) {
        return new UnmappableException(reader.origin() + " has " + field.quote(Cleaner.text(value)) + ", which " + why);
    }

    /** Why a required field has no value; not for a constant, which always has one. */
    String emptyMessage() {
        String otherWay = field.is(Field.Trait.OWN) ? "" : ", or give a `default:` in the mapping file";
        return reader.origin() + " is empty, and the field is required (" + field.label()
                + "): fill it in the core system" + otherWay;
    }

    List<String> columns() {
        return reader == null ? List.of() : reader.columns();
    }
}
