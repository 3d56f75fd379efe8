package io.github.createorder.table;

import io.github.createorder.order.SourceRecord;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.NearestTable;
import io.github.createorder.sql.SqlName;
import io.github.createorder.sql.TablePlace;
import io.github.createorder.table.TableSettings.Shape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** The tables of one source: what they look like, statements on them, and records from their rows. */
final class TableAccess {
    private static final Logger LOG = LoggerFactory.getLogger(TableAccess.class);
    private static final int DEADLOCK_RETRIES = 5;

    private final TableSettings settings;
    private final DataSource dataSource;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private volatile Dialect dialect;
    private volatile Tables tables;

    /** What the database says of the tables; policies and report are null when there are none. */
    record Tables(TableSchema orders, TableSchema policies, TableSchema report, TableSql sql) {}

    private static final class Transactions extends JdbcTransactionManager {
        private static final long serialVersionUID = 1L;

        Transactions(DataSource dataSource) {
            super(dataSource);
        }

        /** A pool closes a connection for some failures: that nothing is left to roll back must not hide why. */
        @Override
        protected void doRollback(DefaultTransactionStatus status) {
            try {
                super.doRollback(status);
            } catch (RuntimeException e) {
                LOG.debug("Nothing to roll back", e);
            }
        }
    }

    /** A value to bind, as text. */
    record Bound(TableColumn column, String text) {}

    /**
     * A row as it was read.
     *
     * @param key the key's values as text
     * @param values by column, whatever the case
     * @param mark the watermark as text; null without one
     */
    record Row(List<String> key, Map<String, Object> values, String mark) {
        String ref() {
            return Ref.join(key);
        }
    }

    TableAccess(TableSettings settings, DataSource dataSource) {
        this.settings = settings;
        this.dataSource = dataSource;
        this.jdbc = new JdbcTemplate(dataSource);
        this.transaction = new TransactionTemplate(new Transactions(dataSource));
    }

    TableSettings settings() {
        return settings;
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
                known = Dialect.of(dataSource);
            } catch (SQLException e) {
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
        return NearestTable.hint(dataSource, table);
    }

    /**
     * Does a piece of work in one transaction, again if another node's locks were in the way. After any failure the tables
     * are looked at afresh, since someone may have altered them.
     */
    <T> T inTransaction(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.execute(status -> work.get());
            } catch (ConcurrencyFailureException e) {
                if (attempt == DEADLOCK_RETRIES) {
                    throw e;
                }
                LOG.debug("Source {}: another node's locks were in the way, once more", settings.source(), e);
            } catch (DataAccessException | IllegalStateException e) {
                tables = null;
                throw e;
            }
        }
    }

    /**
     * Does a statement and rolls it back. On a connection of its own, so that what the pool thinks of the failure does not hide
     * it.
     */
    void inVain(String sql, List<Bound> parameters) {
        jdbc.execute((ConnectionCallback<Void>) connection -> {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                setter(parameters).setValues(statement);
                statement.execute();
            } finally {
                try {
                    connection.rollback();
                    connection.setAutoCommit(true);
                } catch (SQLException e) {
                    LOG.debug("Nothing to roll back", e);
                }
            }
            return null;
        });
    }

    int update(String sql, List<Bound> parameters) {
        return jdbc.update(sql, setter(parameters));
    }

    /** The order rows that a statement selects. */
    List<Row> orderRows(String sql, List<Bound> parameters) {
        SqlName mark = settings.readOnly() ? settings.watermark().column() : null;
        return rows(sql, settings.keyColumns(), mark, parameters);
    }

    List<List<String>> keys(String sql) {
        return keys(sql, List.of());
    }

    List<List<String>> keys(String sql, List<Bound> parameters) {
        return jdbc.execute((Connection connection) -> {
            try (var statement = connection.prepareStatement(sql)) {
                setter(parameters).setValues(statement);
                // Oracle locks what is fetched, so no more may be.
                statement.setMaxRows(settings.batch());
                statement.setFetchSize(settings.batch());
                try (ResultSet rows = statement.executeQuery()) {
                    List<List<String>> keys = new ArrayList<>();
                    while (rows.next()) {
                        keys.add(key(rows, settings.keyColumns()));
                    }
                    return keys;
                }
            }
        });
    }

    private List<Row> rows(String sql, List<SqlName> key, SqlName mark, List<Bound> parameters) {
        return jdbc.query(
                sql,
                setter(parameters),
                (ResultSet row, int number) ->
                        new Row(key(row, key), values(row), mark == null ? null : Values.key(row, index(row, mark))));
    }

    private static List<String> key(ResultSet row, List<SqlName> columns) throws SQLException {
        List<String> key = new ArrayList<>();
        for (SqlName column : columns) {
            String value = Values.key(row, index(row, column));
            if (value == null) {
                throw new IllegalStateException("a row has no value in its key column " + column);
            }
            key.add(value);
        }
        return key;
    }

    private static int index(ResultSet row, SqlName column) throws SQLException {
        ResultSetMetaData meta = row.getMetaData();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            if (column.matches(meta.getColumnLabel(i))) {
                return i;
            }
        }
        throw new IllegalStateException("no column " + column + " in the result");
    }

    private static Map<String, Object> values(ResultSet row) throws SQLException {
        ResultSetMetaData meta = row.getMetaData();
        Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<String> unreadable = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            try {
                values.put(meta.getColumnLabel(i), Values.read(row, i));
            } catch (SQLException | DateTimeException | NumberFormatException e) {
                // One bad cell must not hold up the others: its order ends as an error that people see.
                if (isConnectionLost(row, e)) {
                    throw e;
                }
                values.put(meta.getColumnLabel(i), null);
                unreadable.add(meta.getColumnLabel(i));
            }
        }
        if (!unreadable.isEmpty()) {
            values.put(SourceRecord.UNREADABLE, String.join(", ", unreadable));
        }
        return values;
    }

    private static boolean isConnectionLost(ResultSet row, Exception failure) throws SQLException {
        return failure instanceof SQLException sql
                && (sql instanceof SQLRecoverableException
                        || sql instanceof SQLTransientException
                        || (sql.getSQLState() != null && sql.getSQLState().startsWith("08"))
                        || row.isClosed()
                        || row.getStatement().getConnection().isClosed());
    }

    /** Whole groups by their keys, in the order of the keys; groups without any of our rows are left out. */
    Map<List<String>, List<Row>> groups(List<List<String>> keys) {
        Map<List<String>, List<Row>> groups = new LinkedHashMap<>();
        keys.forEach(key -> groups.put(key, new ArrayList<>()));
        AskedKeys asked = new AskedKeys(keys);
        Tables known = tables();
        List<TableColumn> columns = known.orders().columns(settings.keyColumns());
        inChunks(
                keys,
                columns,
                known.sql()::groups,
                List.of(),
                (sql, parameters) -> orderRows(sql, parameters)
                        .forEach(row -> asked.of(row.key())
                                .forEach(key -> groups.get(key).add(row))));
        groups.values().removeIf(List::isEmpty);
        return groups;
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
    int count(String sql, List<Bound> parameters) {
        return jdbc.query(sql, setter(parameters), row -> row.next() ? row.getInt(1) : 0);
    }

    /** Whether the orders are in a table, not in a view or the like. */
    boolean isTable() {
        return jdbc.execute((ConnectionCallback<Boolean>) connection -> {
            TablePlace place = TablePlace.of(connection, dialect(), settings.table());
            try (ResultSet table = connection
                    .getMetaData()
                    .getTables(place.catalog(), place.pattern(place.schema()), place.pattern(place.name()), null)) {
                return table.next() && String.valueOf(table.getString("TABLE_TYPE")).endsWith("TABLE");
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
    Map<List<String>, Standing> standings(String sql, List<Bound> parameters) {
        Map<List<String>, Standing> standings = new LinkedHashMap<>();
        int columns = settings.keyColumns().size();
        jdbc.query(sql, setter(parameters), (RowCallbackHandler) row -> standings.put(
                key(row, settings.keyColumns()), new Standing(row.getInt(columns + 1), row.getInt(columns + 2))));
        return standings;
    }

    /** References of the rows that a condition selects, in their order, with their status; null for none. */
    Map<String, String> statuses(String where) {
        SqlName status = settings.report() != null && settings.report().table() == null
                ? settings.report().status()
                : settings.claim() != null ? settings.claim().statusColumn() : null;
        Map<String, String> statuses = new LinkedHashMap<>();
        jdbc.query(tables().sql().statuses(status, where), row -> {
            String word = status == null ? null : word(row, index(row, status));
            statuses.put(Ref.join(key(row, settings.keyColumns())), status == null ? null : standing(word));
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

    /** A status as the words are given, also where a driver calls a number a yes or no. */
    private String word(ResultSet row, int i) throws SQLException {
        ResultSetMetaData meta = row.getMetaData();
        boolean digit = Values.kind(meta.getColumnType(i), meta.getColumnTypeName(i)) == Values.Kind.BOOLEAN
                && !dialect().hasBooleans();
        if (!digit) {
            return Values.text(Values.read(row, i));
        }
        long number = row.getLong(i);
        return row.wasNull() ? null : Long.toString(number);
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
            IntFunction<String> sql,
            List<Bound> first,
            java.util.function.BiConsumer<String, List<Bound>> action) {
        int size = tables().sql().chunk();
        for (int from = 0; from < keys.size(); from += size) {
            List<List<String>> chunk = keys.subList(from, Math.min(keys.size(), from + size));
            Stream<Bound> values = chunk.stream().flatMap(key -> bound(columns, key).stream());
            action.accept(
                    sql.apply(chunk.size()),
                    Stream.concat(first.stream(), values).toList());
        }
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
                        settings.source(), row.ref(), own(row), policies.getOrDefault(row.key(), List.of())))
                .toList();
    }

    /** One record of all rows of an order. */
    SourceRecord group(List<Row> rows) {
        List<Map<String, Object>> policies = rows.stream().map(this::own).toList();
        return new SourceRecord(settings.source(), rows.get(0).ref(), policies.get(0), policies);
    }

    private Map<List<String>, List<Map<String, Object>>> children(List<List<String>> keys) {
        Map<List<String>, List<Map<String, Object>>> children = new LinkedHashMap<>();
        AskedKeys asked = new AskedKeys(keys);
        Tables known = tables();
        List<SqlName> keyColumns = settings.policies().keyColumns();
        inChunks(
                keys,
                known.policies().columns(keyColumns),
                known.sql()::children,
                List.of(),
                (sql, parameters) -> rows(sql, keyColumns, null, parameters)
                        .forEach(row -> asked.of(row.key())
                                .forEach(key -> children.computeIfAbsent(key, some -> new ArrayList<>())
                                        .add(row.values()))));
        return children;
    }

    /** The core system's own columns: what we write would make a record differ at every reading. */
    private Map<String, Object> own(Row row) {
        Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.putAll(row.values());
        bookkeeping().forEach(ours -> values.keySet().removeIf(ours::matches));
        return values;
    }

    /** The columns of the order table that this bundle writes. */
    List<SqlName> bookkeeping() {
        List<SqlName> columns = new ArrayList<>();
        if (settings.claim() != null) {
            columns.addAll(List.of(
                    settings.claim().statusColumn(),
                    settings.claim().claimedBy(),
                    settings.claim().claimedAt()));
            if (settings.report().table() == null) {
                columns.addAll(reportColumns());
            }
        }
        return columns;
    }

    List<SqlName> reportColumns() {
        TableSettings.ReportTo report = settings.report();
        return Stream.of(report.status(), report.reason(), report.requestId(), report.time())
                .filter(Objects::nonNull)
                .toList();
    }
}
