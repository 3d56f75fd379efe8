package io.github.createorder.table;

import io.github.createorder.config.SourceSetting;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.Reason;
import io.github.createorder.sql.Told;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;

/** How long statements of a source wait, and what is said when that was not long enough. */
final class TablePatience {
    private final TableSettings settings;

    TablePatience(TableSettings settings) {
        this.settings = settings;
    }

    /** Somebody else holds the rows; the same again may succeed. */
    static final class HeldException extends CannotAcquireLockException implements Told {
        private static final long serialVersionUID = 1L;

        HeldException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A statement took too long. */
    static final class TookTooLongException extends QueryTimeoutException implements Told {
        private static final long serialVersionUID = 1L;

        TookTooLongException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Whether another transaction was in the way. */
    static boolean isHeld(Throwable failure, Dialect dialect) {
        return failure instanceof ConcurrencyFailureException
                || isAny(failure, sql -> dialect.isLockTimeout(sql) || dialect.isConflict(sql));
    }

    /** The failure of a statement in words, where it is one of patience; else as it is. */
    DataAccessException told(TableStatement statement, DataAccessException failure, Dialect dialect) {
        if (failure instanceof Told) {
            return failure;
        } else if (isAny(failure, dialect::isLockTimeout)) {
            return new HeldException(
                    doing(statement) + " waited for rows that somebody else holds, as long as "
                            + property(
                                    TableSetting.LOCK_TIMEOUT,
                                    settings.patience().forLocks())
                            + " lets it, and is tried again: look for a transaction on the table that does not end ("
                            + Reason.of(failure) + ")",
                    failure);
        } else if (isHeld(failure, dialect)) {
            return new HeldException(
                    doing(statement) + " met another transaction on the same rows, and is tried again ("
                            + Reason.of(failure) + ")",
                    failure);
        } else if (failure instanceof QueryTimeoutException
                || isAny(failure, SQLTimeoutException.class::isInstance)
                || isAny(failure, dialect::isQueryTimeout)) {
            return new TookTooLongException(
                    doing(statement) + " took longer than "
                            + property(
                                    TableSetting.QUERY_TIMEOUT,
                                    settings.patience().forStatements())
                            + " lets it, was ended, and is tried again: somebody else holds the rows or the table, or an index"
                            + " is missing (docs/databases.md says which) (" + Reason.of(failure) + ")",
                    failure);
        }
        return failure;
    }

    private String doing(TableStatement statement) {
        return statement.purpose().words() + " (table " + settings.table() + ")";
    }

    private String property(TableSetting setting, int seconds) {
        return "`" + SourceSetting.prefix(settings.source()) + setting.key() + "` = " + seconds + " s";
    }

    /** Whether one of the causes is such; drivers put what ended a batch behind the failure of the batch. */
    private static boolean isAny(Throwable failure, Predicate<SQLException> such) {
        List<Throwable> seen = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !seen.contains(cause); cause = cause.getCause()) {
            seen.add(cause);
            for (SQLException sql = cause instanceof SQLException first ? first : null;
                    sql != null;
                    sql = sql.getNextException()) {
                if (such.test(sql)) {
                    return true;
                }
            }
        }
        return false;
    }
}
