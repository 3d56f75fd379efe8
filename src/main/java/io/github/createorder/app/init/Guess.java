package io.github.createorder.app.init;

import java.util.List;

/**
 * How a field may be made.
 *
 * @param field its name
 * @param yaml what stands behind the field's name in the mapping; null when it stays a blank
 * @param reason why, or why it stays a blank
 * @param proposals what a person may put there
 */
record Guess(String field, String yaml, String reason, List<String> proposals) {
    static Guess made(String field, String yaml, String reason) {
        return new Guess(field, yaml, reason, List.of());
    }

    static Guess blank(String field, String reason, List<String> proposals) {
        return new Guess(field, null, reason, proposals);
    }

    boolean isMade() {
        return yaml != null;
    }
}
