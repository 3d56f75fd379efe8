package io.github.createorder.source;

import org.springframework.core.NestedExceptionUtils;

/** Why a statement failed, for logs and people. */
final class Reason {
    private Reason() {}

    /** The first line of the database's own words: further lines may repeat the row, and policy data is not for logs. */
    static String of(RuntimeException e) {
        String message = NestedExceptionUtils.getMostSpecificCause(e).getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}
