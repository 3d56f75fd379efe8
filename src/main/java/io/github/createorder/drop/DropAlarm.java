package io.github.createorder.drop;

import java.time.Instant;
import java.util.Locale;

/**
 * Something about a drop source that a person should look at.
 *
 * @param subject name of the file or marker; empty when it concerns the source
 * @param since when it was first seen
 * @param text what is wrong and what to do, in words
 */
public record DropAlarm(Kind kind, String subject, Instant since, String text) {

    /** What is wrong. */
    public enum Kind {
        /** The folders cannot be used: server away, wrong host key, no right. */
        UNREACHABLE,
        MARKER_WITHOUT_FILE,
        FILE_WITHOUT_MARKER,
        /** A name that no honest server sends, or that is no plain file. */
        UNSAFE,
        /** No file came by its time. */
        MISSING,
        /** A number is left out in the sequence of names. */
        GAP,
        /** A file that could not be worked on to its end. */
        STUCK,
        /** A receipt that could not be delivered. */
        UNDELIVERED;

        /** The word for metrics and health. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    String key() {
        return key(kind, subject);
    }

    static String key(Kind kind, String subject) {
        return kind + "|" + subject;
    }
}
