package io.github.createorder.drop;

import java.util.Optional;

/**
 * How the marker of a file is named: {@code {name}.ok}, {@code {stem}.flag}, {@code ok_{name}}.
 *
 * @param pattern with {@code {name}}, the file's name, or {@code {stem}}, the same without its last extension
 */
record MarkerName(String pattern) {
    private static final String NAME = "{name}";
    private static final String STEM = "{stem}";

    static boolean isValid(String pattern) {
        String rest = pattern.replaceFirst("\\{(name|stem)}", "");
        return rest.length() + NAME.length() == pattern.length() && !rest.isEmpty() && rest.matches("[A-Za-z0-9._-]+");
    }

    /** Name of the marker of that file. */
    String of(String file) {
        int dot = file.lastIndexOf('.');
        return pattern.replace(NAME, file).replace(STEM, dot > 0 ? file.substring(0, dot) : file);
    }

    /** What the marker of this name stands for: the file's name, or its stem; empty when it is no marker. */
    Optional<String> stands(String marker) {
        String word = pattern.contains(NAME) ? NAME : STEM;
        String before = pattern.substring(0, pattern.indexOf(word));
        String behind = pattern.substring(before.length() + word.length());
        boolean is = marker.length() > before.length() + behind.length()
                && marker.startsWith(before)
                && marker.endsWith(behind);
        return is
                ? Optional.of(marker.substring(before.length(), marker.length() - behind.length()))
                : Optional.empty();
    }
}
