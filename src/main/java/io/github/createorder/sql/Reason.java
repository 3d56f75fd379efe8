package io.github.createorder.sql;

import io.github.createorder.config.Secrets;
import org.springframework.core.NestedExceptionUtils;

/** Why a database, or a broker, could not do something, for logs, health and people. */
public final class Reason {
    private Reason() {}

    /** The first line of its own words: further lines may repeat the row, and policy data is not for logs. Without H2's announcement of them. */
    public static String of(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Told) {
                return Secrets.hidden(cause.getMessage());
            }
        }
        String message = NestedExceptionUtils.getMostSpecificCause(e).getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : Secrets.hidden(message.lines().findFirst().orElse("").strip().replaceFirst("; SQL statement:$", ""));
    }
}
