package io.github.createorder.errors;

import io.github.createorder.order.SourceRecord;
import io.github.createorder.order.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A source record with some of its columns changed by a person. What the columns are, and of which type, stays as the source
 * gave it.
 */
final class RecordEdit {
    private final SourceRecord original;
    private final Set<String> editable = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final List<Words> faults = new ArrayList<>();
    private final List<Actions.Change> changes = new ArrayList<>();
    private final Map<String, Object> columns;
    private final List<Map<String, Object>> policies = new ArrayList<>();

    RecordEdit(SourceRecord original, Set<String> editable, List<Actions.Edit> edits) {
        this.original = original;
        this.editable.addAll(editable);
        columns = new LinkedHashMap<>(original.columns());
        original.policies().forEach(policy -> policies.add(new LinkedHashMap<>(policy)));
        edits.forEach(this::apply);
    }

    /** What cannot be edited so; empty when all can. */
    List<Words> faults() {
        return faults;
    }

    /** What differs from before. */
    List<Actions.Change> changes() {
        return changes;
    }

    /** The record as it is then. */
    SourceRecord edited() {
        boolean single = isSingle();
        return new SourceRecord(
                original.source(), original.ref(), columns, single ? List.of(columns) : List.copyOf(policies));
    }

    private boolean isSingle() {
        return original.policies().size() == 1 && original.policies().get(0).equals(original.columns());
    }

    private void apply(Actions.Edit edit) {
        if (edit.policy() >= original.policies().size() || edit.policy() < -1) {
            faults.add(Words.of("edit.policy", "the record has no policy {0}", edit.policy() + 1));
            return;
        }
        if (edit.policy() < 0 && original.grouped()) {
            faults.add(Words.of(
                    "edit.grouped",
                    "each row of this order has the order's columns: edit {0} in its rows",
                    edit.column()));
            return;
        }
        boolean ofOrder = edit.policy() < 0 || isSingle();
        Map<String, Object> row = ofOrder ? columns : policies.get(edit.policy());
        String name = row.keySet().stream()
                .filter(column -> column.equalsIgnoreCase(edit.column()))
                .findFirst()
                .orElse(null);
        if (name == null) {
            faults.add(Words.of("edit.unknown", "the record has no column {0}", edit.column()));
            return;
        }
        // Before it is compared: whether a masked value was guessed right is nobody's to know.
        if (!editable.contains(name)) {
            faults.add(Words.of(
                    "edit.column",
                    "column {0} is not on the list of what may be edited, createorder.console.editable.{1}",
                    name,
                    original.source()));
            return;
        }
        Object before = row.get(name);
        if (before instanceof Boolean && edit.value() != null && !isTrueOrFalse(edit.value())) {
            faults.add(Words.of("edit.boolean", "column {0} holds true or false, and this is neither", name));
            return;
        }
        Object value;
        try {
            value = typed(edit.value(), before);
        } catch (NumberFormatException e) {
            faults.add(Words.of("edit.number", "column {0} holds numbers, and this is none", name));
            return;
        }
        if (Objects.equals(before, value)) {
            return;
        }
        row.put(name, value);
        if (edit.policy() == 0 && original.grouped()) {
            // The first row is the order's own.
            columns.put(name, value);
        }
        changes.add(new Actions.Change(ofOrder ? -1 : edit.policy(), name, text(before), text(value)));
    }

    private static boolean isTrueOrFalse(String text) {
        return text.strip().equalsIgnoreCase("true") || text.strip().equalsIgnoreCase("false");
    }

    private static Object typed(String text, Object before) {
        if (text == null) {
            return null;
        } else if (before instanceof BigDecimal) {
            return new BigDecimal(text.strip());
        }
        return before instanceof Boolean ? (Object) Boolean.valueOf(text.strip()) : text;
    }

    private static String text(Object value) {
        return value == null
                ? null
                : value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }
}
