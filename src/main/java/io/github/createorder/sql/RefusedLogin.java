package io.github.createorder.sql;

import java.sql.SQLException;
import java.util.Optional;

/** A wrong user or password, which no waiting corrects. */
public final class RefusedLogin {
    private RefusedLogin() {}

    /** What the database says, when it is one (class 28 of SQLSTATE); empty for whatever else went wrong. */
    public static Optional<SQLException> of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith("28")) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }
}
