package io.github.createorder.table;

import io.github.createorder.config.SourceSetting;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.sql.BoundedDataSource;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.JdbcUrl;
import io.github.createorder.sql.MissingDriverException;
import io.github.createorder.sql.NearestTable;
import io.github.createorder.sql.Reason;
import io.github.createorder.sql.SqlName;
import io.github.createorder.sql.TablePlace;
import io.github.createorder.sql.Told;
import io.github.createorder.sql.Transactions;
import io.github.createorder.sql.UnknownDatabaseException;
import io.github.createorder.table.RowReader.Row;
import io.github.createorder.table.TableSettings.Shape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The tables of one source: what they look like, statements on them, and records from their rows. */
final class TableAccess {
    private static final Logger LOG = LoggerFactory.getLogger(TableAccess.class);
    private static final int DEADLOCK_RETRIES = 5;

    /** After its time a statement is ended by the database; only one that is not there lets this pass too. */
    private static final Duration TO_END_A_STATEMENT = Duration.ofSeconds(30);

    private final TableSettings settings;
    private final DataSource dataSource;
    private final JdbcTemplate jdbc;
    private final TablePatience patience;
    private final TransactionTemplate asDefault;
    private final TransactionTemplate readCommitted;
    private volatile Dialect dialect;
    private volatile Tables tables;
    private volatile Boolean isTable;

    /** What the database says of the tables; policies and report are null when there are none. */
    record Tables(TableSchema orders, TableSchema policies, TableSchema report, TableSql sql) {}

    /** What no waiting corrects: nobody has said what the database speaks, or its driver is missing. */
    static final class UnusableException extends IllegalStateException implements Told {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Exception cause) {
            super(message, cause);
        }
    }

    /** A value to bind, as text. */
    record Bound(TableColumn column, String text) {}

    TableAccess(TableSettings settings, DataSource dataSource) {
        this.settings = settings;
        int longest = settings.patience().forStatements();
        this.dataSource =
                new BoundedDataSource(dataSource, Duration.ofSeconds(longest).plus(TO_END_A_STATEMENT));
        this.jdbc = new JdbcTemplate(this.dataSource);
        // Of the statements on a connection that it lends as well.
        this.jdbc.setQueryTimeout(longest);
        this.patience = new TablePatience(settings);
        this.asDefault = new TransactionTemplate(new Transactions(this.dataSource, this::dialect));
        this.readCommitted = new TransactionTemplate(asDefault.getTransactionManager());
        readCommitted.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    /** Where its database is, to stand behind a reason. */
    String place() {
        return JdbcUrl.behind(dataSource);
    }

    TableSettings settings() {
        return settings;
    }

    private Optional<String> patience(Dialect spoken) {
        return spoken.patience(
                settings.patience().forLocks(), settings.patience().whenIdle());
    }

    /** The failure of a statement in words, where it is one of patience; else as it is. */
    DataAccessException told(TableStatement statement, DataAccessException failure) {
        return patience.told(statement, failure, dialect());
    }

    /** Does something with a statement, and tells what came of it in words. */
    private <T> T doing(TableStatement statement, Supplier<T> work) {
        try {
            return dialect().readsWait() && !TransactionSynchronizationManager.isActualTransactionActive()
                    ? inTransaction(work, 1)
                    : work.get();
        } catch (DataAccessException e) {
            throw told(statement, e);
        }
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    Tables tables() {
        Tables known = tables;
        if (known == null) {
            Dialect spoken = dialect();
            known = jdbc.execute((ConnectionCallback<Tables>) connection -> read(connection, spoken));
            tables = known;
        }
        return known;
    }

    /** How far the session's time zone is ahead of UTC, where values hang on it; elsewhere 0. */
    int minutesAheadOfUtc() {
        return dialect()
                .sessionMinutesAheadOfUtc()
                .map(sql -> jdbc.queryForObject(sql, Integer.class))
                .orElse(0);
    }

    Dialect dialect() {
        Dialect known = dialect;
        if (known == null) {
            try {
                known = Dialect.of(dataSource, settings.dialect());
            } catch (UnknownDatabaseException e) {
                throw new UnusableException(
                        e.remedy(SourceSetting.prefix(settings.source()) + TableSetting.DIALECT.key()), e);
            } catch (SQLException e) {
                if (MissingDriverException.isCauseOf(e)) {
                    throw new UnusableException("no connection can be had: " + Reason.of(e), e);
                }
                throw new DataAccessResourceFailureException(e.getMessage(), e);
            }
            dialect = known;
        }
        return known;
    }

    private Tables read(Connection connection, Dialect spoken) throws SQLException {
        TableSchema orders = TableSchema.read(connection, spoken, settings.table());
        SqlName policyTable = settings.policies().table();
        TableSchema policies = policyTable == null ? null : TableSchema.read(connection, spoken, policyTable);
        TableSchema report = settings.report() == null
                ? null
                : settings.report().table() == null
                        ? orders
                        : TableSchema.read(connection, spoken, settings.reportTable());
        return new Tables(orders, policies, report, new TableSql(settings, orders, policies));
    }

    /** One table by itself. */
    TableSchema describe(SqlName table) {
        Dialect spoken = dialect();
        return jdbc.execute(
                (ConnectionCallback<TableSchema>) connection -> TableSchema.read(connection, spoken, table));
    }

    /** {@code "; did you mean 'T_ORDER'?"} for a table that is not there, or nothing. */
    String nearest(SqlName table) {
        return NearestTable.hint(dataSource, dialect(), table);
    }

    /**
     * Does a piece of work in one transaction, again if another node's locks were in the way. After any failure the tables
     * are looked at again, since someone may have altered them.
     */
    <T> T inTransaction(Supplier<T> work) {
        return inTransaction(work, DEADLOCK_RETRIES);
    }

    /** The same for a claim of new rows. */
    <T> T claiming(Supplier<T> work) {
        Dialect spoken = dialect();
        return inTransaction(
                work,
                DEADLOCK_RETRIES,
                patience(spoken).map(patient -> patient + spoken.claimSettings().orElse("")));
    }

    <T> T inTransaction(Supplier<T> work, int attempts) {
        return inTransaction(work, attempts, patience(dialect()));
    }

    private <T> T inTransaction(Supplier<T> work, int attempts, Optional<String> patient) {
        Dialect spoken = dialect();
        TransactionTemplate transaction = spoken.defaultsToRepeatableRead() ? readCommitted : asDefault;
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.execute(status -> {
                    patient.ifPresent(jdbc::execute);
                    return work.get();
                });
            } catch (ConcurrencyFailureException e) {
                if (attempt >= attempts) {
                    throw e;
                }
                LOG.debug("Source {}: another node's locks were in the way, once more", settings.source(), e);
            } catch (DataAccessException | IllegalStateException e) {
                tables = null;
                throw e;
            }
        }
    }

    /** Whether another transaction was in the way. */
    boolean isHeld(RuntimeException failure) {
        return TablePatience.isHeld(failure, dialect());
    }

    /**
     * Does a piece of work for keys, in one transaction; where another transaction's lock is in the way, in two, and so on,
     * until what is held stands alone and is left as it is. In parts, no row of ours is locked while we wait for another.
     *
     * @param first whether to lock all rows before the first try as well, for what others are likely to hold
     * @return what the work gave, part by part
     */
    <T> List<T> inParts(List<List<String>> keys, boolean first, Function<List<List<String>>, T> work) {
        List<T> done = new ArrayList<>();
        inParts(keys, first, work, done);
        return done;
    }

    private <T> void inParts(
            List<List<String>> keys, boolean lock, Function<List<List<String>>, T> work, List<T> done) {
        try {
            done.add(inTransaction(
                    () -> {
                        if (lock && isTable()) {
                            lock(keys);
                        }
                        return work.apply(keys);
                    },
                    1));
        } catch (DataAccessException e) {
            if (!isHeld(e)) {
                throw e;
            }
            if (keys.size() > 1) {
                inParts(keys.subList(0, keys.size() / 2), true, work, done);
                inParts(keys.subList(keys.size() / 2, keys.size()), true, work, done);
            } else {
                LOG.debug("Source {}: {} is held by another transaction", settings.source(), keys.get(0), e);
            }
        }
    }

    private void lock(List<List<String>> keys) {
        lock(tables().orders(), keys);
    }

    /** Locks the rows of keys, where the database can do so without waiting. */
    void lock(TableSchema table, List<List<String>> keys) {
        if (tables().sql().lock(table, 1).isPresent()) {
            inChunks(
                    keys,
                    table.columns(settings.keyColumns()),
                    count -> tables().sql().lock(table, count).orElseThrow(),
                    List.of(),
                    (statement, parameters) -> query(statement, parameters, rows -> null));
        }
    }

    /**
     * Does a statement and rolls it back. On a connection of its own, so that what the pool thinks of the failure does not hide
     * it.
     */
    void inVain(String sql, List<Bound> parameters) {
        trial(sql, statement -> {
            setter(parameters).setValues(statement);
            statement.execute();
        });
    }

    /** Has the database understand a statement that is not executed. */
    void prepareInVain(String sql) {
        // Some drivers ask the server for nothing before somebody wants to know something.
        trial(sql, statement -> statement.getParameterMetaData().getParameterCount());
    }

    private interface Trial {
        void run(PreparedStatement statement) throws SQLException;
    }

    private void trial(String sql, Trial trial) {
        Optional<String> patient = patience(dialect());
        jdbc.execute((ConnectionCallback<Void>) connection -> {
            connection.setAutoCommit(false);
            try {
                if (patient.isPresent()) {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(patient.get());
                    }
                }
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    trial.run(statement);
                }
            } finally {
                try {
                    connection.rollback();
                    Transactions.putBack(connection, dialect().sessionAsBefore());
                    connection.setAutoCommit(true);
                } catch (SQLException e) {
                    LOG.debug("Nothing to roll back", e);
                }
            }
            return null;
        });
    }

    int update(TableStatement statement, List<Bound> parameters) {
        return doing(statement, () -> jdbc.update(statement.sql(), setter(parameters)));
    }

    /** Does a statement for each of these, and gives the counts that the driver tells. */
    int[] updateEach(TableStatement statement, List<List<Bound>> parameters) {
        return doing(
                statement,
                () -> jdbc.batchUpdate(
                        statement.sql(),
                        parameters,
                        parameters.size(),
                        (prepared, each) -> setter(each).setValues(prepared)))[0];
    }

    /**
     * The same by one statement for all, where there is one that tells which of them it has done. What that has not done is
     * done each by itself. When this does more, two were of one row, and all are done in their order: the last counts. Where it
     * has done none, no row was there.
     */
    int[] updateAll(Optional<TableStatement> atOnce, TableStatement each, List<List<Bound>> parameters) {
        if (atOnce.isEmpty() || parameters.size() == 1) {
            return updateEach(each, parameters);
        }
        int[] counts = query(atOnce.get(), arrays(dialect(), parameters), rows -> {
            int[] changed = new int[parameters.size()];
            while (rows.next()) {
                changed[rows.getInt(1) - 1]++;
            }
            return changed;
        });
        List<List<Bound>> left = IntStream.range(0, counts.length)
                .filter(i -> counts[i] == 0)
                .mapToObj(parameters::get)
                .toList();
        boolean noneOfOneRow = left.isEmpty() || left.size() == counts.length;
        if (noneOfOneRow || Arrays.stream(updateEach(each, left)).allMatch(count -> count == 0)) {
            return counts;
        }
        return updateEach(each, parameters);
    }

    /** Lists of values for the same columns, as one array a column. */
    static List<Bound> arrays(Dialect dialect, List<List<Bound>> parameters) {
        List<Bound> arrays = new ArrayList<>();
        for (int i = 0; i < parameters.get(0).size(); i++) {
            List<String> values = new ArrayList<>();
            for (List<Bound> each : parameters) {
                values.add(each.get(i).text());
            }
            arrays.add(new Bound(parameters.get(0).get(i).column(), dialect.array(values)));
        }
        return arrays;
    }

    <T> T query(TableStatement statement, List<Bound> parameters, ResultSetExtractor<T> extractor) {
        return doing(statement, () -> jdbc.query(statement.sql(), setter(parameters), extractor));
    }

    /** The order rows that a statement selects. */
    List<Row> orderRows(TableStatement statement, List<Bound> parameters) {
        SqlName mark = settings.readOnly() ? settings.watermark().column() : null;
        TableSchema orders = tables().orders();
        return rows(
                statement,
                new RowReader.Plan(
                        settings.source(),
                        orders,
                        settings.keyColumns(),
                        mark,
                        settings.bookkeeping(),
                        TableSchema.unread(orders.chosen(settings.columns()))),
                parameters);
    }

    private List<Row> policyRows(TableStatement statement, List<Bound> parameters) {
        TableSchema policies = tables().policies();
        TableSettings.Policies chosen = settings.policies();
        return rows(
                statement,
                new RowReader.Plan(
                        settings.source(),
                        policies,
                        chosen.keyColumns(),
                        null,
                        List.of(),
                        TableSchema.unread(policies.chosen(chosen.columns()))),
                parameters);
    }

    private List<Row> rows(TableStatement statement, RowReader.Plan plan, List<Bound> parameters) {
        try {
            return query(statement, parameters, result -> {
                RowReader reader = new RowReader(result.getMetaData(), plan);
                List<Row> rows = new ArrayList<>();
                while (result.next()) {
                    Row row = reader.row(result);
                    if (row != null) {
                        rows.add(row);
                    }
                }
                return rows;
            });
        } catch (DataAccessException | IllegalStateException e) {
            // A column that is gone, say; what was claimed is read once more.
            tables = null;
            throw e;
        }
    }

    /** Reads the keys that a statement selects. */
    private RowReader keyReader(ResultSet rows) throws SQLException {
        return keyReader(tables().orders(), rows);
    }

    private RowReader keyReader(TableSchema table, ResultSet rows) throws SQLException {
        return new RowReader(
                rows.getMetaData(),
                new RowReader.Plan(settings.source(), table, settings.keyColumns(), null, List.of(), List.of()));
    }

    List<List<String>> keys(TableStatement statement) {
        return keys(statement, List.of());
    }

    List<List<String>> keys(TableStatement statement, List<Bound> parameters) {
        return keysOf(tables().orders(), statement, parameters);
    }

    /** The keys that a statement on one of the tables selects. */
    List<List<String>> keysOf(TableSchema table, TableStatement statement, List<Bound> parameters) {
        return doing(
                statement,
                () -> jdbc.execute((Connection connection) -> {
                    try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
                        setter(parameters).setValues(prepared);
                        // Oracle locks what is fetched, so of candidates no more may be.
                        prepared.setMaxRows(parameters.isEmpty() ? settings.batch() : 0);
                        prepared.setFetchSize(settings.batch());
                        try (ResultSet rows = prepared.executeQuery()) {
                            RowReader reader = keyReader(table, rows);
                            List<List<String>> keys = new ArrayList<>();
                            while (rows.next()) {
                                List<String> key = reader.key(rows);
                                if (key != null) {
                                    keys.add(key);
                                }
                            }
                            return keys;
                        }
                    }
                }));
    }

    /** Whole groups by their keys, in the order of the keys; groups without any of our rows are left out. */
    Map<List<String>, List<Row>> groups(List<List<String>> keys) {
        Map<List<String>, List<Row>> groups = new LinkedHashMap<>();
        keys.forEach(key -> groups.put(key, new ArrayList<>()));
        Tables known = tables();
        byKey(
                keys,
                known.orders().columns(settings.keyColumns()),
                known.sql()::groups,
                this::orderRows,
                (key, row) -> groups.get(key).add(row));
        groups.values().removeIf(List::isEmpty);
        return groups;
    }

    /**
     * Rows by the keys that they were asked for by. Where the database gives one for some key, and nobody can tell for which,
     * the keys are asked for one by one: the order that it is given for must not go without it, and no other is held up.
     */
    private void byKey(
            List<List<String>> keys,
            List<TableColumn> columns,
            IntFunction<TableStatement> sql,
            BiFunction<TableStatement, List<Bound>, List<Row>> rows,
            BiConsumer<List<String>, Row> action) {
        int size = tables().sql().chunk();
        for (int from = 0; from < keys.size(); from += size) {
            List<List<String>> chunk = keys.subList(from, Math.min(keys.size(), from + size));
            AskedKeys asked = new AskedKeys(chunk);
            List<Row> found = new ArrayList<>();
            inChunks(
                    chunk,
                    columns,
                    sql,
                    List.of(),
                    (statement, parameters) -> found.addAll(rows.apply(statement, parameters)));
            if (found.stream().anyMatch(row -> asked.of(row.key()).isEmpty())) {
                chunk.forEach(key -> inChunks(
                        List.of(key),
                        columns,
                        sql,
                        List.of(),
                        (statement, parameters) -> rows.apply(statement, parameters)
                                .forEach(row -> action.accept(
                                        key, asked.of(row.key()).contains(key) ? row : row.doubtfullyOf(key)))));
            } else {
                found.forEach(row -> asked.of(row.key()).forEach(key -> action.accept(key, row)));
            }
        }
    }

    /** The first orders that are to be taken, read without a trace. */
    List<SourceRecord> look() {
        TableSql sql = tables().sql();
        if (settings.shape() != Shape.POLICY_PER_ROW) {
            return records(orderRows(sql.look(), List.of()));
        }
        List<List<String>> keys = settings.readOnly()
                ? orderRows(sql.look(), List.of()).stream()
                        .map(Row::key)
                        .distinct()
                        .toList()
                : keys(sql.candidateGroups(false));
        return groups(keys).values().stream().map(this::group).toList();
    }

    /** A number that a statement gives. */
    int count(TableStatement statement, List<Bound> parameters) {
        return query(statement, parameters, row -> row.next() ? row.getInt(1) : 0);
    }

    /** Whether the orders are in a table, not in a view or the like. */
    boolean isTable() {
        Boolean known = isTable;
        if (known == null) {
            known = askWhetherTable();
            isTable = known;
        }
        return known;
    }

    private boolean askWhetherTable() {
        return jdbc.execute((ConnectionCallback<Boolean>) connection -> {
            TablePlace place = TablePlace.of(connection, dialect(), settings.table());
            try (ResultSet table = connection
                    .getMetaData()
                    .getTables(place.catalog(), place.pattern(place.schema()), place.pattern(place.name()), null)) {
                return table.next()
                        && String.valueOf(table.getString("TABLE_TYPE")).endsWith("TABLE");
            }
        });
    }

    /** How many rows of an order are claimed under a token, and how many under another. */
    record Standing(int ours, int others) {
        static final Standing NONE = new Standing(0, 0);

        Standing plus(Standing more) {
            return new Standing(ours + more.ours, others + more.others);
        }
    }

    /** The standings of groups, by their keys as the database has them. */
    Map<List<String>, Standing> standings(TableStatement statement, List<Bound> parameters) {
        Map<List<String>, Standing> standings = new LinkedHashMap<>();
        int columns = settings.keyColumns().size();
        query(statement, parameters, rows -> {
            RowReader reader = keyReader(rows);
            while (rows.next()) {
                List<String> key = reader.key(rows);
                if (key != null) {
                    standings.put(key, new Standing(rows.getInt(columns + 1), rows.getInt(columns + 2)));
                }
            }
            return null;
        });
        return standings;
    }

    /** References of the rows that a condition selects, in their order, with their status; null for none. */
    Map<String, String> statuses(String where) {
        SqlName status = settings.statusColumn();
        Map<String, String> statuses = new LinkedHashMap<>();
        query(tables().sql().statuses(status, where), List.of(), rows -> {
            RowReader reader = keyReader(rows);
            while (rows.next()) {
                Row row = reader.row(rows);
                if (row != null) {
                    statuses.put(row.ref(), status == null ? null : standing(Values.text(row.value(status))));
                }
            }
            return null;
        });
        return statuses;
    }

    /** The orders of these references as they are now, a part at a time. */
    void orders(List<String> refs, Consumer<List<SourceRecord>> consumer) {
        List<List<String>> keys = refs.stream().map(Ref::split).toList();
        Tables known = tables();
        if (settings.shape() == Shape.POLICY_PER_ROW) {
            int size = known.sql().chunk();
            for (int from = 0; from < keys.size(); from += size) {
                consumer.accept(groups(keys.subList(from, Math.min(keys.size(), from + size))).values().stream()
                        .map(this::group)
                        .toList());
            }
        } else {
            inChunks(
                    keys,
                    known.orders().columns(settings.keyColumns()),
                    known.sql()::orders,
                    List.of(),
                    (sql, parameters) -> consumer.accept(records(orderRows(sql, parameters))));
        }
    }

    private String standing(String word) {
        TableSettings.Words words = settings.words();
        if (Objects.equals(word, words.accepted())) {
            return "ACCEPTED";
        } else if (Objects.equals(word, words.error())) {
            return "ERROR";
        }
        return Objects.equals(word, words.taking()) || Objects.equals(word, words.taken()) ? "PENDING" : word;
    }

    /** Does a statement for keys, so many at a time. */
    void inChunks(
            List<List<String>> keys,
            List<TableColumn> columns,
            IntFunction<TableStatement> sql,
            List<Bound> first,
            BiConsumer<TableStatement, List<Bound>> action) {
        int size = tables().sql().chunk();
        for (int from = 0; from < keys.size(); from += size) {
            List<List<String>> chunk = keys.subList(from, Math.min(keys.size(), from + size));
            List<List<Bound>> values =
                    chunk.stream().map(key -> bound(columns, key)).toList();
            List<Bound> parameters = new ArrayList<>(first);
            parameters.addAll(keyParameters(tables().sql(), columns, values));
            action.accept(sql.apply(chunk.size()), parameters);
        }
    }

    /** The parameters of a statement for so many keys. */
    static List<Bound> keyParameters(TableSql sql, List<TableColumn> columns, List<List<Bound>> keys) {
        return sql.areBoundAsArrays(columns, keys.size())
                ? arrays(columns.get(0).dialect(), keys)
                : keys.stream().flatMap(List::stream).toList();
    }

    static List<Bound> bound(List<TableColumn> columns, List<String> values) {
        if (columns.size() != values.size()) {
            throw new IllegalArgumentException("the key has " + columns.size() + " columns, not " + values.size());
        }
        List<Bound> bound = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            bound.add(new Bound(columns.get(i), values.get(i)));
        }
        return bound;
    }

    static PreparedStatementSetter setter(List<Bound> parameters) {
        return statement -> {
            for (int i = 0; i < parameters.size(); i++) {
                parameters
                        .get(i)
                        .column()
                        .bind(statement, i + 1, parameters.get(i).text());
            }
        };
    }

    /** One record a row, or with the policies of the policy table. */
    List<SourceRecord> records(List<Row> rows) {
        if (settings.shape() == Shape.ORDER_PER_ROW) {
            return rows.stream().map(row -> group(List.of(row))).toList();
        }
        Map<List<String>, List<Map<String, Object>>> policies =
                children(rows.stream().map(Row::key).distinct().toList());
        return rows.stream()
                .map(row -> new SourceRecord(
                        settings.source(), row.ref(), row.columns(), policies.getOrDefault(row.key(), List.of())))
                .toList();
    }

    /** One record of all rows of an order. */
    SourceRecord group(List<Row> rows) {
        List<Map<String, Object>> policies =
                rows.stream().<Map<String, Object>>map(Row::columns).toList();
        return new SourceRecord(settings.source(), rows.get(0).ref(), policies.get(0), policies);
    }

    private Map<List<String>, List<Map<String, Object>>> children(List<List<String>> keys) {
        Map<List<String>, List<Map<String, Object>>> children = new LinkedHashMap<>();
        Tables known = tables();
        byKey(
                keys,
                known.policies().columns(settings.policies().keyColumns()),
                known.sql()::children,
                this::policyRows,
                (key, row) -> {
                    Row own = row.key().equals(key) ? row : ofOrder(known, key, row);
                    if (own != null) {
                        children.computeIfAbsent(key, some -> new ArrayList<>()).add(own.columns());
                    }
                });
        return children;
    }

    /**
     * A policy whose key is not spelled as that of the order it was given for. The collation of the order table decides, which
     * may mind the case that the policy table does not: it may be of another customer's order.
     *
     * @return null when it is of another order; a doubtful one when there is no order of its key
     */
    private Row ofOrder(Tables known, List<String> order, Row policy) {
        List<List<String>> meant = keysOf(
                known.orders(),
                known.sql().orders(1),
                bound(known.orders().columns(settings.keyColumns()), policy.key()));
        if (meant.contains(order)) {
            return policy;
        }
        return meant.isEmpty() ? policy.doubtfullyOf(order) : null;
    }

    /** The columns of the order table that this bundle writes. */
    List<SqlName> bookkeeping() {
        return settings.bookkeeping();
    }

    List<SqlName> reportColumns() {
        return settings.reportColumns();
    }
}
