package io.github.createorder.config;

import java.util.regex.Pattern;

/** Logins in addresses are not for messages and logs. */
public final class Secrets {
    /** With the last @, because a password may hold one. */
    private static final Pattern AFTER_SCHEME = Pattern.compile("(?<=//)[^\\s'\"]*@");

    private static final Pattern WITHOUT_SCHEME = Pattern.compile("(?<=')[^\\s'/]*:[^\\s']*@");
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)((?:password|passwd|pwd|secret|passphrase)\\s*=\\s*)[^\\s&;,)'\"]+");

    private Secrets() {}

    /** The text with *** for users and passwords of the addresses in it, such as {@code http://user:password@host}. */
    public static String hidden(String text) {
        String hidden = AFTER_SCHEME.matcher(text).replaceAll("***@");
        hidden = WITHOUT_SCHEME.matcher(hidden).replaceAll("***@");
        return PARAMETER.matcher(hidden).replaceAll("$1***");
    }
}
