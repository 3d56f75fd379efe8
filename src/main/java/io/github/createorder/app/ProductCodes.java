package io.github.createorder.app;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts by product codes how many rows or orders have some that the product mapping lacks. Confined to one thread. */
final class ProductCodes {
    private final Map<Map<String, String>, Long> missing = new LinkedHashMap<>();
    private long known;

    /** @param codes by their names; empty when a part of the key is empty or cannot be made */
    void add(Map<String, String> codes, long count, boolean isKnown) {
        if (isKnown) {
            known += count;
        } else {
            missing.merge(codes, count, Long::sum);
        }
    }

    long known() {
        return known;
    }

    long missing() {
        return missing.values().stream().mapToLong(Long::longValue).sum();
    }

    /** A line for each, most first, since those are to be mapped first. */
    void showMissing(PrintWriter out, Speech speech, String prefix, String unit) {
        List<Map.Entry<Map<String, String>, Long>> sorted = missing.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .toList();
        sorted.forEach(code -> speech.print(
                out,
                "%snot mapped: %-50s %,10d %s%n",
                prefix,
                speech.of(words(code.getKey())),
                code.getValue(),
                speech.of(unit)));
    }

    private static String words(Map<String, String> code) {
        return code.isEmpty() ? "(a part of the key is empty or cannot be made)" : code.toString();
    }
}
