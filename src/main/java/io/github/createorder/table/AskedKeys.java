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
     * The keys that a row belongs to: its own, or those that differ from it in case or in blanks at the end.
     *
     * @throws IllegalStateException if there is none: the row was given for some order, and nobody knows for which
     */
    List<List<String>> of(List<String> key) {
        if (exact.contains(key)) {
            return List.of(key);
        }
        if (loose == null) {
            loose = keys.stream().collect(Collectors.groupingBy(AskedKeys::loosely, HashMap::new, Collectors.toList()));
        }
        List<List<String>> found = loose.get(loosely(key));
        if (found == null) {
            throw new IllegalStateException("the database gives a row with the key " + key
                    + " for another one: write the keys of its tables alike, or give them a binary collation");
        }
        return found;
    }

    private static List<String> loosely(List<String> key) {
        return key.stream()
                .map(part -> part.stripTrailing().toLowerCase(Locale.ROOT))
                .toList();
    }
}
