package io.github.createorder.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The known name that somebody may have meant. */
public final class Nearest {
    private Nearest() {}

    /** {@code "; did you mean 'tenant'?"}, or nothing when no name is near. */
    public static String hint(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(candidate -> distance(name, candidate) <= Math.max(2, name.length() / 3))
                .map(candidate -> "; did you mean '" + candidate + "'?")
                .orElse("");
    }

    /** Whether the two are the same but for so many letters at most, and not the same. */
    public static boolean isNear(String name, String known, int letters) {
        return !name.equals(known)
                && Math.abs(name.length() - known.length()) <= letters
                && distance(name, known) <= letters;
    }

    /** Levenshtein's, without regard to case. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
