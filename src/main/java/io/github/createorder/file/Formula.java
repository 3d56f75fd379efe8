package io.github.createorder.file;

import java.util.regex.Pattern;

/** Texts that a spreadsheet would take for a formula: a file of ours may be opened in one. */
public final class Formula {
    private static final Pattern PLAIN_NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?");
    private static final String BEGINNINGS = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

    private Formula() {}

    /** The text, with an apostrophe in front when it would be taken for a formula; plain numbers stay. */
    public static String defused(String text) {
        boolean formula = !text.isEmpty() && BEGINNINGS.indexOf(text.charAt(0)) >= 0;
        return formula && !PLAIN_NUMBER.matcher(text).matches() ? "'" + text : text;
    }
}
