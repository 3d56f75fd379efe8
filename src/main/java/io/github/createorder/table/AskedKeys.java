package io.github.createorder.table;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds for a row the keys that it was asked for by. Not by being equal alone: to a database's collation AB1 may be equal to
 * ab1, or to "AB1 ", and a policy that it gives for an order must not be left out of it.
 */
final class AskedKeys {
    private final List<List<String>> keys;
    private final Set<List<String>> exact;
    private Map<List<String>, List<List<String>>> loose;

    AskedKeys(List<List<String>> keys) {
        this.keys = keys;
        this.exact = new HashSet<>(keys);
    }

    /**
     * The keys that a row belongs to: its own, or those that differ from it in case or in blanks at the end. None when it was
     * given for some key, and nobody can tell for which: a collation may hold more to be equal than that.
     */
    List<List<String>> of(List<String> key) {
        if (exact.contains(key)) {
            return List.of(key);
        }
        if (loose == null) {
            loose = keys.stream().collect(Collectors.groupingBy(AskedKeys::loosely, HashMap::new, Collectors.toList()));
        }
        return loose.getOrDefault(loosely(key), List.of());
    }

    private static List<String> loosely(List<String> key) {
        return key.stream()
                .map(part -> part.stripTrailing().toLowerCase(Locale.ROOT))
                .toList();
    }
}
