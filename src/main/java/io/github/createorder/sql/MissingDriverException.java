package io.github.createorder.sql;

import java.sql.SQLException;

/** There is no JDBC driver for a URL, which no waiting corrects. */
public final class MissingDriverException extends SQLException {
    private static final long serialVersionUID = 1L;

    public MissingDriverException(String message) {
        super(message, "08001");
    }

    /** Whether a connection could not be had because of that: by our own word, the JDK's, or that of a pool. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof MissingDriverException
                    || cause instanceof ClassNotFoundException
                    || message.startsWith("No suitable driver")
                    || message.startsWith("Failed to load driver class")) {
                return true;
            }
        }
        return false;
    }
}
