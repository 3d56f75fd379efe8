package io.github.createorder.ledger;

import io.github.createorder.health.Trouble;
import io.github.createorder.health.Watch;
import io.github.createorder.sql.Dialect;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.namedparam.SqlParameterSourceUtils;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The ledger's way with SQL: short transactions, done again when another node was faster, and statements for whole batches.
 * On PostgreSQL a batch is one statement over arrays; elsewhere a JDBC batch.
 *
 * <p>In the SQL given to these methods {@code $now} is the database's clock in epoch milliseconds, and {@code e} the row at
 * hand. Assignments are in an order that suits MySQL too, where one sees what those before it have written.
 */
public final class LedgerDb {
    private static final int TRIES = 5;
    /**
     * A plan kept from when the tables were small reads them whole when they are large. And only a plain index scan marks
     * the index entries of orders that have moved on, so that the next one skips them.
     */
    private static final String POSTGRESQL_PLANS =
            "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_bitmapscan = off";

    private static final Pattern PARAMETER = Pattern.compile("(?<!:):(\\w+)");

    private final boolean arrays;
    private final String nowMillis;
    private final JdbcTemplate jdbc;
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

    LedgerDb(DataSource dataSource, Dialect dialect, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        arrays = dialect == Dialect.POSTGRESQL;
        nowMillis = dialect.nowMillis();
        jdbc = new JdbcTemplate(dataSource);
        named = new NamedParameterJdbcTemplate(jdbc);
        transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        // Never inside a caller's transaction: what the ledger says must be committed when the method returns.
        transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        if (dialect == Dialect.MYSQL) {
            // The others default to it, and asking for it costs a round trip.
            transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        }
    }

    /** One transaction; done again when it lost a race, a few times. */
    <T> T inTransaction(Supplier<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return transaction.execute(status -> {
                    if (arrays) {
                        jdbc.execute(POSTGRESQL_PLANS);
                    }
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

    int update(String sql, Object... arguments) {
        return jdbc.update(sql(sql), arguments);
    }

    /** Queries with {@code $in} after a column; nothing is asked when there are no keys (texts, or all longs). */
    <T> List<T> queryIn(String sql, Collection<?> keys, RowMapper<T> mapper) {
        if (keys.isEmpty()) {
            return List.of();
        }
        if (!arrays) {
            return named.query(sql(sql.replace("$in", "IN (:keys)")), Map.of("keys", keys), mapper);
        }
        String type = keys.iterator().next() instanceof String ? "text" : "bigint";
        return jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(sql(sql.replace("$in", "= ANY (?)")));
                    statement.setArray(1, connection.createArrayOf(type, keys.toArray()));
                    return statement;
                },
                mapper);
    }

    /** Inserts all rows. The expressions name columns of the rows as {@code :name}. */
    void insert(String table, String columns, String expressions, Rows rows) {
        if (rows.isEmpty()) {
            return;
        }
        String into = "INSERT INTO " + table + " (" + columns + ") ";
        if (arrays) {
            jdbc.update(overArrays(into + "SELECT " + expressions + " FROM $rows", rows));
        } else {
            named.batchUpdate(sql(into + "VALUES (" + expressions + ")"), parameters(rows));
        }
    }

    /**
     * Updates the entry of each row that is still of the row's version and of this status.
     *
     * @param rows with the columns {@code id} and {@code version}
     * @return the ids of the entries updated
     */
    List<Long> updateEntries(String set, String status, Rows rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        String update = "UPDATE createorder_entry e SET " + set;
        String guard = " WHERE e.id = :id AND e.version = :version AND e.status = '" + status + "'";
        if (arrays) {
            return jdbc.query(
                    overArrays(update + " FROM $rows" + guard + " RETURNING e.id", rows), (row, n) -> row.getLong(1));
        }
        // Not by the counts of the batch: drivers that rewrite or pack batches do not tell them.
        List<Object> ids = List.of(rows.column(rows.names().indexOf("id")));
        Set<String> current = Set.copyOf(queryIn(
                "SELECT id, version FROM createorder_entry WHERE id $in AND status = '" + status + "' FOR UPDATE",
                ids,
                (row, n) -> row.getLong(1) + "/" + row.getInt(2)));
        named.batchUpdate(sql(update + guard), parameters(rows));
        return rows.maps().stream()
                .filter(row -> current.contains(row.get("id") + "/" + row.get("version")))
                .map(row -> (Long) row.get("id"))
                .toList();
    }

    /** Updates rows, without a word on how many there were. */
    void updateAll(String table, String set, String where, Rows rows) {
        if (rows.isEmpty()) {
            return;
        }
        String update = "UPDATE " + table + " e SET " + set;
        if (arrays) {
            jdbc.update(overArrays(update + " FROM $rows WHERE " + where, rows));
        } else {
            named.batchUpdate(sql(update + " WHERE " + where), parameters(rows));
        }
    }

    /** Runs a statement for each of a few rows. */
    void each(String sql, Rows rows) {
        if (!rows.isEmpty()) {
            named.batchUpdate(sql(sql), parameters(rows));
        }
    }

    /**
     * Takes rows that are due, at most so many, none that another transaction is just taking: changes them, and reads them
     * as they are then. Runs in a transaction of its own.
     */
    <T> List<T> take(Due due, int max, RowMapper<T> mapper) {
        if (max <= 0) {
            return List.of();
        }
        String pick = "SELECT e." + due.key + " FROM " + due.table + " e WHERE " + due.condition + " LIMIT " + max
                + " FOR UPDATE SKIP LOCKED";
        String update = "UPDATE " + due.table + " e SET " + due.set;
        return inTransaction(() -> {
            if (arrays) {
                List<Object> arguments = new ArrayList<>(due.arguments);
                arguments.addAll(due.setArguments);
                return query(
                        "WITH due AS MATERIALIZED (" + pick + "), taken AS (" + update + " FROM due WHERE e." + due.key
                                + " = due." + due.key + " RETURNING " + due.returning + ") SELECT "
                                + due.select.formatted("taken"),
                        mapper,
                        arguments.toArray());
            }
            List<Object> keys = query(pick, (row, n) -> row.getObject(1), due.arguments.toArray());
            if (keys.isEmpty()) {
                return List.of();
            }
            String in = " WHERE e." + due.key + " IN (" + "?, ".repeat(keys.size() - 1) + "?)";
            List<Object> arguments = new ArrayList<>(due.setArguments);
            arguments.addAll(keys);
            update(update + in, arguments.toArray());
            String[] select = due.select.formatted(due.table).split(" ORDER BY ");
            return query("SELECT " + select[0] + in + " ORDER BY " + select[1], mapper, keys.toArray());
        });
    }

    /**
     * Rows to take.
     *
     * @param key name of the table's key
     * @param condition when a row is due, and {@code ORDER BY}
     * @param set what to change
     * @param returning the columns of the row that {@code select} needs; few, for they are copied
     * @param select what to read: columns, {@code FROM %s e}, joins and {@code ORDER BY}
     */
    record Due(
            String table,
            String key,
            String condition,
            List<Object> arguments,
            String set,
            List<Object> setArguments,
            String returning,
            String select) {}

    private String sql(String text) {
        return text.replace("$now", nowMillis);
    }

    private static SqlParameterSource[] parameters(Rows rows) {
        return SqlParameterSourceUtils.createBatch(rows.maps());
    }

    private PreparedStatementCreator overArrays(String text, Rows rows) {
        String casts = rows.types().stream()
                .map(type -> "?::" + type + "[]")
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
        String unnest = "unnest(" + casts + ") AS r(" + String.join(", ", rows.names()) + ")";
        String statement = PARAMETER.matcher(sql(text)).replaceAll("r.$1").replace("$rows", unnest);
        return connection -> prepare(connection, statement, rows);
    }

    private static PreparedStatement prepare(Connection connection, String sql, Rows rows) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < rows.names().size(); i++) {
            Array array = connection.createArrayOf(rows.types().get(i), rows.column(i));
            statement.setArray(i + 1, array);
        }
        return statement;
    }
}
