package io.github.createorder.ledger;

import io.github.createorder.health.Trouble;
import io.github.createorder.health.Watch;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.Take;
import io.github.createorder.sql.Transactions;
import io.github.createorder.sql.UpdateCount;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSourceUtils;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The ledger's way with SQL: short transactions, done again when another node was faster, and statements for whole batches.
 * Where the database has arrays a batch is one statement over them; elsewhere a JDBC batch.
 *
 * <p>In the SQL given to these methods {@code $now} is the database's clock in epoch milliseconds, and {@code e} the row at
 * hand. Assignments are in an order that suits MySQL too, where one sees what those before it have written.
 */
public final class LedgerDb {
    private static final int TRIES = 5;

    /** Rows of a long answer that are in memory at once. */
    private static final int STREAMED = 2_000;

    private final Dialect dialect;
    private final String nowMillis;
    private final Batches batches;
    private final JdbcTemplate jdbc;
    private final JdbcTemplate streaming;
    private final NamedParameterJdbcTemplate named;
    private final TransactionTemplate transaction;
    private final Watch watch = new Watch(InstantSource.system());
    private final LongSupplier nanoTime;

    /** When the database was last found to be away, by {@link #nanoTime}; null when it never was. */
    private volatile Long awayAt;

    /**
     * Makes the one way that all parts of a ledger share, so that one watch sees the troubles of all.
     *
     * @param dialect of the data source; H2, PostgreSQL or MySQL/MariaDB
     * @throws UnsupportedOperationException if the ledger has no schema for the dialect
     */
    public LedgerDb(DataSource dataSource, Dialect dialect) {
        this(dataSource, dialect, System::nanoTime);
    }

    /**
     * A way of its own for people who ask: nothing can be changed by it, and no question takes longer than this. With a watch of
     * its own, because a question that takes too long is no trouble of the ledger.
     */
    public static LedgerDb forReading(DataSource dataSource, Dialect dialect, Duration longest) {
        LedgerDb db = new LedgerDb(dataSource, dialect);
        int seconds = Math.max(1, (int) longest.toSeconds());
        db.jdbc.setQueryTimeout(seconds);
        db.streaming.setQueryTimeout(seconds);
        db.transaction.setReadOnly(true);
        return db;
    }

    LedgerDb(DataSource dataSource, Dialect dialect, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.dialect = dialect;
        nowMillis = dialect.nowMillis();
        jdbc = new JdbcTemplate(dataSource);
        streaming = new JdbcTemplate(dataSource);
        streaming.setFetchSize(STREAMED);
        named = new NamedParameterJdbcTemplate(jdbc);
        batches = dialect.hasArrays() ? new ArrayBatches(jdbc) : new JdbcBatches(named);
        transaction = new TransactionTemplate(new Transactions(dataSource, () -> dialect));
        // Never inside a caller's transaction: what the ledger says must be committed when the method returns.
        transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        if (dialect.defaultsToRepeatableRead()) {
            // The others default to it, and asking for it costs a round trip.
            transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        }
    }

    /** One transaction; done again when it lost a race, a few times. */
    <T> T inTransaction(Supplier<T> work) {
        return inTransaction(dialect.transactionSettings(), work);
    }

    /** One transaction of people who ask: nothing is changed in it, and the database may plan it as it likes. */
    <T> T reading(Supplier<T> work) {
        return inTransaction(dialect.readingSettings(), work);
    }

    private <T> T inTransaction(Optional<String> settings, Supplier<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return transaction.execute(status -> {
                    settings.ifPresent(jdbc::execute);
                    return work.get();
                });
            } catch (DuplicateKeyException | ConcurrencyFailureException e) {
                if (tries == TRIES) {
                    watch.failed(e);
                    throw e;
                }
            } catch (NestedRuntimeException e) {
                watch.failed(e);
                if (!(e instanceof DataIntegrityViolationException || e instanceof BadSqlGrammarException)) {
                    awayAt = nanoTime.getAsLong();
                }
                throw e;
            }
        }
    }

    /** What a look-up of orders at rest by request_id says besides; begins with " AND ", or is empty. */
    String amongRequests() {
        return dialect.amongRequests();
    }

    /** Whether an index of the ledger holds only the rows with something left to do; elsewhere it holds the ended ones too. */
    boolean hasPartialIndexes() {
        return !dialect.ledgerTypes().folders().contains("plain");
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** Whether the database was found to be away, or not to be written, not longer ago than this. */
    boolean wasAwayWithin(Duration time) {
        Long at = awayAt;
        return at != null && nanoTime.getAsLong() - at < time.toNanos();
    }

    /** What keeps transactions of any part of the ledger from being done; empty when nothing does. */
    public Optional<Trouble> trouble() {
        return watch.trouble();
    }

    <T> List<T> query(String sql, RowMapper<T> mapper, Object... arguments) {
        return jdbc.query(sql(sql), mapper, arguments);
    }

    /**
     * A long answer row by row, as it comes from the database: however many rows there are, a few are in memory. In a
     * transaction of its own, which is never done again: what was told cannot be taken back.
     */
    void stream(String sql, RowCallbackHandler consumer, Object... arguments) {
        transaction.executeWithoutResult(status -> {
            dialect.readingSettings().ifPresent(jdbc::execute);
            streaming.query(sql(sql), consumer, arguments);
        });
    }

    int update(String sql, Object... arguments) {
        return UpdateCount.known(jdbc.update(sql(sql), arguments));
    }

    /** Inserts one row into a table that numbers its rows, and tells its number. */
    long insertOne(String sql, Object... arguments) {
        KeyHolder key = new GeneratedKeyHolder();
        jdbc.update(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(sql(sql), new String[] {"id"});
                    for (int i = 0; i < arguments.length; i++) {
                        statement.setObject(i + 1, arguments[i]);
                    }
                    return statement;
                },
                key);
        return Objects.requireNonNull(key.getKey()).longValue();
    }

    /** Queries with {@code $in} after a column; nothing is asked when there are no keys (texts, or all longs). */
    <T> List<T> queryIn(String sql, Collection<?> keys, RowMapper<T> mapper) {
        return keys.isEmpty() ? List.of() : batches.queryIn(sql(sql), keys, mapper);
    }

    /** Changes rows with {@code $in} after a column, as {@link #queryIn} asks for them; returns how many. */
    int updateIn(String sql, Collection<?> keys) {
        return keys.isEmpty() ? 0 : UpdateCount.known(batches.updateIn(sql(sql), keys));
    }

    /**
     * Changes rows of a table to what a query says, without a row leaving the database.
     *
     * @param columns that take the values of the query's columns of these names
     * @param query its rows are {@code q}; with {@code $in}
     * @param where which row {@code e} of the table is which of the query
     */
    void updateFrom(String table, List<String> columns, String query, String where, Collection<?> keys) {
        updateIn(dialect.updateFrom(table, columns, query, where), keys);
    }

    /** Locks rows that are due, none that another transaction is just taking, and tells their keys; nothing is changed. */
    <T> List<T> pick(Take take, Consumer<List<Long>> picked, List<?> arguments, int max, RowMapper<T> key) {
        List<Long> due = new ArrayList<>();
        List<T> keys = query(
                dialect.pick(take, max),
                (row, n) -> {
                    due.add(row.getLong("picked_due"));
                    return key.mapRow(row, n);
                },
                arguments.toArray());
        picked.accept(due);
        return keys;
    }

    /** Inserts all rows. The expressions name columns of the rows as {@code :name}. */
    void insert(String table, String columns, String expressions, Rows rows) {
        if (!rows.isEmpty()) {
            batches.insert("INSERT INTO " + table + " (" + columns + ") ", sql(expressions), rows);
        }
    }

    /** {@link #insert} of entries; tells their ids by their order keys. */
    Map<String, Long> insertEntries(String columns, String expressions, Rows rows) {
        return rows.isEmpty()
                ? Map.of()
                : batches.insertEntries("INSERT INTO createorder_entry (" + columns + ") ", sql(expressions), rows);
    }

    /**
     * Updates the entry of each row that is still of the row's version and of this status.
     *
     * @param rows with the columns {@code id} and {@code version}
     * @return the ids of the entries updated
     */
    List<Long> updateEntries(String set, String status, Rows rows) {
        return rows.isEmpty() ? List.of() : batches.updateEntries(sql(set), status, rows);
    }

    /**
     * Updates rows.
     *
     * @return whether it was one for each of these for certain: not every driver tells
     */
    boolean updateAll(String table, String set, String where, Rows rows) {
        return rows.isEmpty()
                || batches.updateAll("UPDATE " + table + " e SET " + sql(set), sql(where), rows) == rows.size();
    }

    /** Runs a statement for each of a few rows. */
    void each(String sql, Rows rows) {
        if (!rows.isEmpty()) {
            named.batchUpdate(sql(sql), SqlParameterSourceUtils.createBatch(rows.maps()));
        }
    }

    /**
     * Takes rows that are due, at most so many, none that another transaction is just taking: changes them, and reads them
     * as they are then. Runs in a transaction of its own.
     *
     * @param arguments of the condition
     * @param setArguments of what is changed
     */
    <T> List<T> take(Take take, List<?> arguments, List<?> setArguments, int max, RowMapper<T> mapper) {
        return take(take, due -> {}, arguments, setArguments, max, mapper);
    }

    /** The same; tells since when those were due that it took. */
    <T> List<T> take(
            Take take,
            Consumer<List<Long>> picked,
            List<?> arguments,
            List<?> setArguments,
            int max,
            RowMapper<T> mapper) {
        if (max <= 0) {
            return List.of();
        }
        List<Long> due = new ArrayList<>();
        List<T> taken;
        try {
            taken = inTransaction(() -> taken(take, due, arguments, setArguments, max, mapper, false));
        } catch (LostLockException e) {
            taken = inTransaction(() -> taken(take, due, arguments, setArguments, max, mapper, true));
        }
        picked.accept(due);
        return taken;
    }

    /** @param single rows are changed one by one, to know which of them are ours */
    private <T> List<T> taken(
            Take take,
            List<Long> due,
            List<?> arguments,
            List<?> setArguments,
            int max,
            RowMapper<T> mapper,
            boolean single) {
        due.clear();
        Optional<String> atOnce = dialect.takeAtOnce(take, max);
        if (atOnce.isPresent()) {
            return query(
                    atOnce.get(),
                    (row, n) -> {
                        due.add(row.getLong("picked_due"));
                        return mapper.mapRow(row, n);
                    },
                    joined(arguments, setArguments));
        }
        List<Object> keys = new ArrayList<>(pick(take, due::addAll, arguments, max, (row, n) -> row.getObject(1)));
        if (single) {
            keys.removeIf(key -> changed(take, List.of(key), arguments, setArguments) == 0);
        } else if (!keys.isEmpty() && changed(take, keys, arguments, setArguments) < keys.size()) {
            throw new LostLockException();
        }
        return keys.isEmpty()
                ? List.of()
                : query(
                        "SELECT " + take.columns() + " FROM " + take.table() + " e" + take.joins() + in(take, keys)
                                + " ORDER BY " + take.readBy(),
                        mapper,
                        keys.toArray());
    }

    /**
     * Changes picked rows that are still due. They are locked; but a database, or what stands between, that takes SKIP LOCKED and
     * locks nothing must not have two nodes send an order. In a CASE, so that no index but the key's is read.
     */
    private int changed(Take take, List<Object> keys, List<?> arguments, List<?> setArguments) {
        return update(
                "UPDATE " + take.table() + " e SET " + take.set() + in(take, keys) + " AND CASE WHEN "
                        + take.condition() + " THEN 1 ELSE 0 END = 1",
                joined(Stream.concat(setArguments.stream(), keys.stream()).toList(), arguments));
    }

    private static String in(Take take, List<Object> keys) {
        return " WHERE e." + take.key() + " IN (" + "?, ".repeat(keys.size() - 1) + "?)";
    }

    /** Rows that were picked and locked are not as they were. */
    private static final class LostLockException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostLockException() {
            super("the database does not lock the rows that are taken", null, false, false);
        }
    }

    private static Object[] joined(List<?> first, List<?> second) {
        return Stream.concat(first.stream(), second.stream()).toArray();
    }

    private String sql(String text) {
        return text.replace("$now", nowMillis);
    }
}
