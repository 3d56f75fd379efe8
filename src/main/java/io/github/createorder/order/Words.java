package io.github.createorder.order;

import java.util.List;

/**
 * Something that is told to people: by a code and what goes into it, so that it can be said in their language, and in English.
 *
 * @param code of the sentence; null for words that have none, such as those of another system
 * @param args what the sentence names, in its order
 * @param text the sentence in English
 */
public record Words(String code, List<String> args, String text) {
    public Words {
        args = List.copyOf(args);
    }

    /**
     * A sentence.
     *
     * @param english with {0}, {1} ... where the arguments stand
     */
    public static Words of(String code, String english, Object... args) {
        String text = english;
        List<String> all = java.util.Arrays.stream(args).map(String::valueOf).toList();
        for (int i = 0; i < all.size(); i++) {
            text = text.replace("{" + i + "}", all.get(i));
        }
        return new Words(code, all, text);
    }

    /** Words that have no code. */
    public static Words plain(String text) {
        return new Words(null, List.of(), text);
    }

    @Override
    public String toString() {
        return text;
    }
}
