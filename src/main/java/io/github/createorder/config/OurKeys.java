package io.github.createorder.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys of properties that nobody reads, because they are misspelt: each would be a default in silence. Where a key does not begin
 * with our word, it may well be somebody else's: only one that is nearly one of ours, whole, is told.
 */
public final class OurKeys {
    private static final String WORD = "createorder";
    private static final String OURS = WORD + ".";

    private static final Pattern FIRST_WORD = Pattern.compile("([A-Za-z_-]+)[.]");

    /** Letters that may be wrong in our word, and in what follows it. */
    private static final int SLIPS = 2;

    private OurKeys() {}

    /**
     * @param keys keys that are set
     * @param room where the keys that are asked about begin, such as {@code createorder.app.}
     * @param known those that are read
     * @return a fault for each key in the room, or nearly in it, that is none of them
     */
    public static List<String> unknown(Collection<?> keys, String room, Collection<String> known) {
        return keys.stream()
                .map(String::valueOf)
                .filter(key -> !known.contains(key))
                .sorted()
                .flatMap(key -> fault(key, room, known).stream())
                .toList();
    }

    private static Optional<String> fault(String key, String room, Collection<String> known) {
        if (key.startsWith(OURS)) {
            return key.startsWith(room)
                    ? Optional.of(key + " is no property of ours" + Nearest.hint(key, known))
                    : Optional.empty();
        }
        Matcher first = FIRST_WORD.matcher(key);
        if (!first.lookingAt() || !Nearest.isNear(first.group(1), WORD, SLIPS)) {
            return Optional.empty();
        }
        String meant = OURS + key.substring(first.end());
        return known.stream()
                .filter(candidate -> candidate.equals(meant))
                .findFirst()
                .or(() -> known.stream()
                        .filter(candidate -> Nearest.isNear(meant, candidate, SLIPS))
                        .findFirst())
                .map(candidate -> key + " is no property of ours, whose names begin with " + OURS + "; did you mean '"
                        + candidate + "'?");
    }
}
