package io.github.createorder.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.JdbcTransactionObjectSupport;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Transactions that leave a session as they found it: its pool may be the team's own, and serve others too. Where a kill harms a
 * database to which several write, they write one after the other, whichever pool they come from.
 */
public final class Transactions extends JdbcTransactionManager {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    /** By {@link Dialect#writtenInTurn}. */
    private static final Map<String, ReentrantLock> TURNS = new ConcurrentHashMap<>();

    private final transient Supplier<Dialect> dialect;

    /** Empty where all may write at once; null as long as the database was not asked. */
    private transient volatile Optional<ReentrantLock> turn;

    /** @param dialect of the data source; it may fail as long as the database is away */
    public Transactions(DataSource dataSource, Supplier<Dialect> dialect) {
        super(dataSource);
        this.dialect = dialect;
    }

    /** Its turn comes before its connection: who waits for the one takes none of the others away from who has it. */
    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        Optional<ReentrantLock> lock = definition.isReadOnly() ? Optional.empty() : turn();
        lock.ifPresent(ReentrantLock::lock);
        try {
            super.doBegin(transaction, definition);
        } catch (RuntimeException | Error e) {
            lock.ifPresent(ReentrantLock::unlock);
            throw e;
        }
    }

    private Optional<ReentrantLock> turn() {
        Optional<ReentrantLock> known = turn;
        if (known == null) {
            try {
                known = dialect.get()
                        .writtenInTurn(obtainDataSource())
                        .map(name -> TURNS.computeIfAbsent(name, n -> new ReentrantLock(true)));
                turn = known;
            } catch (SQLException | RuntimeException e) {
                LOG.debug("Away, and asked again by the next one", e);
                known = Optional.empty();
            }
        }
        return known;
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
        boolean reads = false;
        try {
            if (transaction instanceof JdbcTransactionObjectSupport own) {
                reads = own.isReadOnly();
                putBack(own.getConnectionHolder().getConnection(), dialect.get().sessionAsBefore());
            }
            super.doCleanupAfterCompletion(transaction);
        } finally {
            // One that began while the database was away has none.
            if (turn != null && !reads) {
                turn.filter(ReentrantLock::isHeldByCurrentThread).ifPresent(ReentrantLock::unlock);
            }
        }
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
