package io.github.createorder.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.JdbcTransactionObjectSupport;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/** Transactions that leave a session as they found it: its pool may be the team's own, and serve others too. */
public final class Transactions extends JdbcTransactionManager {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    private final transient Supplier<Optional<String>> asBefore;

    /** @param asBefore what puts a session as it was, by {@link Dialect#sessionAsBefore} */
    public Transactions(DataSource dataSource, Supplier<Optional<String>> asBefore) {
        super(dataSource);
        this.asBefore = asBefore;
    }

    /** Some failures leave no connection to roll back on: that must not hide why. */
    @Override
    protected void doRollback(DefaultTransactionStatus status) {
        try {
            super.doRollback(status);
        } catch (RuntimeException e) {
            LOG.debug("Nothing to roll back", e);
        }
    }

    @Override
    protected void doCleanupAfterCompletion(Object transaction) {
        if (transaction instanceof JdbcTransactionObjectSupport own) {
            putBack(own.getConnectionHolder().getConnection(), asBefore.get());
        }
        super.doCleanupAfterCompletion(transaction);
    }

    /** Puts a session as it was; a connection that is gone needs nothing. */
    public static void putBack(Connection connection, Optional<String> asBefore) {
        if (asBefore.isPresent()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(asBefore.get());
            } catch (SQLException e) {
                LOG.debug("No session to put back", e);
            }
        }
    }
}
