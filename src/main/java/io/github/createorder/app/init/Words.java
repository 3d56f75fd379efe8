package io.github.createorder.app.init;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads names and comments of columns word by word, by {@code words.txt}. Immutable. */
final class Words {
    /** A word that stands in no list, in any language. */
    static final String UNKNOWN = "?";

    private static final Pattern PARTS = Pattern.compile("\\p{IsHan}+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+");
    private static final String NOTHING = "-";

    /** As c_ply_no or T_INSRNC_BGN_TM have them: what type the column is of. */
    private static final String TYPE_LETTERS = "bcdfintsv";

    private final Map<Language, Map<String, Set<String>>> words;

    private enum Language {
        EN,
        PY,
        ZH
    }

    private Words(Map<Language, Map<String, Set<String>>> words) {
        this.words = words;
    }

    static Words load() {
        Map<Language, Map<String, Set<String>>> words = new EnumMap<>(Language.class);
        for (String line : lines("words.txt")) {
            String[] cells = line.split("\\s+");
            words.computeIfAbsent(Language.valueOf(cells[0].toUpperCase(Locale.ROOT)), none -> new HashMap<>())
                    .put(cells[1], Set.of(cells[2].split("\\+")));
        }
        return new Words(words);
    }

    /** The lines of a list beside this class, without comments. */
    static List<String> lines(String resource) {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(Words.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a name means; with {@link #UNKNOWN} when a part of it is in no list. */
    Set<String> meanings(String name) {
        List<String> parts = parts(name);
        Set<String> english = meanings(parts, Language.EN);
        if (english.contains(UNKNOWN)) {
            Set<String> pinyin = meanings(parts, Language.PY);
            return pinyin.contains(UNKNOWN) ? english : pinyin;
        }
        return english;
    }

    private static List<String> parts(String name) {
        List<String> parts = new ArrayList<>();
        PARTS.matcher(name).results().forEach(part -> parts.add(part.group().toLowerCase(Locale.ROOT)));
        boolean typed = parts.size() > 1
                && parts.get(0).length() == 1
                && TYPE_LETTERS.contains(parts.get(0))
                && name.length() > 1
                && name.charAt(1) == '_';
        return typed ? parts.subList(1, parts.size()) : parts;
    }

    private Set<String> meanings(List<String> parts, Language latin) {
        Set<String> meanings = new LinkedHashSet<>();
        for (int i = 0; i < parts.size(); ) {
            int taken = phrase(parts, i, latin, meanings);
            if (taken == 0) {
                String part = parts.get(i);
                boolean chinese = Character.UnicodeScript.of(part.codePointAt(0)) == Character.UnicodeScript.HAN;
                meanings.addAll(cut(part, chinese ? Language.ZH : latin));
                taken = 1;
            }
            i += taken;
        }
        meanings.remove(NOTHING);
        return meanings;
    }

    /** Several parts that are one word together, such as sum_insured; how many, 0 for none. */
    private int phrase(List<String> parts, int from, Language language, Set<String> meanings) {
        for (int to = Math.min(parts.size(), from + 3); to > from + 1; to--) {
            Set<String> found = of(language).get(String.join("", parts.subList(from, to)));
            if (found != null) {
                meanings.addAll(found);
                return to - from;
            }
        }
        return 0;
    }

    private Map<String, Set<String>> of(Language language) {
        return words.getOrDefault(language, Map.of());
    }

    /** The part cut into as few words as will do; unknown when something is left. */
    private Set<String> cut(String part, Language language) {
        int length = part.length();
        int[] pieces = new int[length + 1];
        int[] before = new int[length + 1];
        Arrays.fill(pieces, 1, length + 1, Integer.MAX_VALUE);
        for (int end = 1; end <= length; end++) {
            for (int start = 0; start < end; start++) {
                if (pieces[start] < Integer.MAX_VALUE
                        && pieces[start] + 1 < pieces[end]
                        && isWord(part, start, end, language)) {
                    pieces[end] = pieces[start] + 1;
                    before[end] = start;
                }
            }
        }
        if (pieces[length] == Integer.MAX_VALUE) {
            return Set.of(UNKNOWN);
        }
        Set<String> meanings = new LinkedHashSet<>();
        for (int end = length; end > 0; end = before[end]) {
            meanings.addAll(of(language).get(part.substring(start(before, end), end)));
        }
        return meanings;
    }

    private static int start(int[] before, int end) {
        return before[end];
    }

    /** A word of one letter is one at the end alone, such as the h of bdh. */
    private boolean isWord(String part, int start, int end, Language language) {
        boolean lone = end - start == 1 && language != Language.ZH && (start == 0 || end < part.length());
        return !lone && of(language).containsKey(part.substring(start, end));
    }
}
