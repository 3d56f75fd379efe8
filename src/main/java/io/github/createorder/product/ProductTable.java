package io.github.createorder.product;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A product mapping at one moment. Immutable. */
final class ProductTable {
    private final Map<List<String>, List<Entry>> entries = new HashMap<>();
    private final List<String> faults = new ArrayList<>();

    /** A row with the days of application that it is for; both inclusive, null for no limit. */
    private record Entry(String place, LocalDate from, LocalDate to, Map<String, String> fields) {
        boolean holds(LocalDate day) {
            return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
        }

        boolean overlaps(Entry other) {
            return (from == null || other.to == null || !from.isAfter(other.to))
                    && (other.from == null || to == null || !other.from.isAfter(to));
        }
    }

    /** @throws ProductException with every fault */
    ProductTable(ProductSettings settings, List<ProductRow> rows) {
        if (!rows.isEmpty()) {
            List<String> required = Stream.concat(
                            settings.keyColumns().stream(),
                            settings.values().stream().limit(3))
                    .toList();
            required.stream()
                    .filter(column -> !rows.get(0).cells().containsKey(column))
                    .forEach(column -> faults.add(settings.where() + " has no column " + column));
        }
        if (faults.isEmpty()) {
            rows.forEach(row -> add(settings, row));
        }
        if (!faults.isEmpty()) {
            throw new ProductException(faults);
        }
    }

    private void add(ProductSettings settings, ProductRow row) {
        List<String> key = settings.keyColumns().stream().map(row::cell).toList();
        if (key.get(0).isEmpty()) {
            faults.add(row.place() + ": " + settings.keyColumns().get(0) + " is empty");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < ProductSettings.FIELDS.size(); i++) {
            String field = ProductSettings.FIELDS.get(i);
            String value = row.cell(settings.values().get(i));
            if (!value.isEmpty()) {
                fields.put(field, value);
            } else if (!field.equals("sub_product")) {
                faults.add(row.place() + ": " + settings.values().get(i) + " is empty");
            }
        }
        Entry entry = new Entry(
                row.place(),
                day(row, settings.validFrom()),
                day(row, settings.validTo()),
                Collections.unmodifiableMap(fields));
        List<Entry> others = entries.computeIfAbsent(key, none -> new ArrayList<>());
        others.stream()
                .filter(entry::overlaps)
                .findFirst()
                .ifPresent(other -> faults.add(
                        row.place() + ": the same codes " + key + " for the same days as in " + other.place()));
        others.add(entry);
    }

    private LocalDate day(ProductRow row, String column) {
        String text = row.cell(column);
        try {
            return text.isEmpty() ? null : LocalDate.parse(text.substring(0, Math.min(10, text.length())));
        } catch (DateTimeParseException e) {
            faults.add(row.place() + ": " + column + " '" + text + "' is not yyyy-MM-dd");
            return null;
        }
    }

    /**
     * The fields for some codes: of the row with just these codes, else of the row that leaves the last of them open, and so
     * on up to the first.
     *
     * @param day the day of application, Beijing time; null when it is not known, then the latest row holds
     */
    Optional<Map<String, String>> find(List<String> codes, LocalDate day) {
        List<String> key = new ArrayList<>(codes);
        for (int open = codes.size() - 1; ; open--) {
            Optional<Map<String, String>> found = entries.getOrDefault(key, List.of()).stream()
                    .filter(entry -> day == null || entry.holds(day))
                    .max(Comparator.comparing(Entry::from, Comparator.nullsFirst(Comparator.naturalOrder())))
                    .map(Entry::fields);
            if (found.isPresent() || open < 1) {
                return found;
            }
            key.set(open, "");
        }
    }

    int size() {
        return entries.values().stream().mapToInt(List::size).sum();
    }
}
