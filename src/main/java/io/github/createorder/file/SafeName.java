package io.github.createorder.file;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which names of files on a server may be used at all: a server's names are untrusted (CVE-2026-79983). A safe name is
 * one path segment of at most 200 characters, without control or formatting characters, without {@code / \ : * ?} (SFTP
 * clients take the last two for patterns), and begins neither with a dot nor with a space; and it matches the configured pattern as a whole. Thread-safe.
 */
public final class SafeName {
    private static final int MOST_CHARACTERS = 200;
    private static final Pattern GROUP = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

    /** Any name that is safe. */
    public static final SafeName ANY = new SafeName(".+");

    private final Pattern pattern;
    private final Set<String> parts = new TreeSet<>();

    /**
     * @param pattern a Java regular expression for the whole name; its named groups are the parts:
     *     {@code LIFE_(?<date>[0-9]{8})_(?<seq>[0-9]{3})[.]txt}
     * @throws java.util.regex.PatternSyntaxException when it is none
     */
    public SafeName(String pattern) {
        this.pattern = Pattern.compile(pattern);
        Matcher groups = GROUP.matcher(pattern);
        while (groups.find()) {
            parts.add(groups.group(1));
        }
    }

    /** The named parts of the name, by name; nothing when the name must not be used. */
    public Optional<Map<String, String>> parts(String name) {
        if (!isSafe(name)) {
            return Optional.empty();
        }
        Matcher matcher = pattern.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : parts) {
            if (matcher.group(part) != null) {
                values.put(part, matcher.group(part));
            }
        }
        return Optional.of(values);
    }

    /** Whether the name may be used. */
    public boolean accepts(String name) {
        return parts(name).isPresent();
    }

    private static boolean isSafe(String name) {
        return name != null
                && !name.isEmpty()
                && name.length() <= MOST_CHARACTERS
                && name.charAt(0) != '.'
                && name.codePoints().allMatch(SafeName::isSafe)
                && !Character.isWhitespace(name.charAt(0))
                && !Character.isWhitespace(name.charAt(name.length() - 1))
                && name.charAt(name.length() - 1) != '.';
    }

    private static boolean isSafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> "/\\:*?".indexOf(c) < 0 && c != 0xFFFD;
        };
    }
}
