package io.github.createorder.sql;

import java.nio.charset.Charset;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** PostgreSQL. The time is the statement's: unlike clock_timestamp(), which is asked for every row, it can use an index. */
public final class PostgreSql extends Dialect {
    private static final String OWNER =
            "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(?)";

    /** Of the table and of its columns; to us, to a role that we have, to everybody. */
    private static final String GRANTS = """
            SELECT DISTINCT a.privilege_type, CASE a.grantee WHEN 0 THEN 'PUBLIC'
                ELSE CAST(CAST(a.grantee AS regrole) AS text) END
            FROM (SELECT relacl AS acl FROM pg_class WHERE oid = to_regclass(?)
                UNION ALL SELECT attacl FROM pg_attribute WHERE attrelid = to_regclass(?)) r, LATERAL aclexplode(r.acl) a
            WHERE a.grantee = 0 OR pg_has_role(current_user, a.grantee, 'USAGE')""";

    /** A view may have a trigger, and anything a rule, that does something else instead of a change. */
    private static final String PLAIN =
            "SELECT relkind IN ('r', 'p') AND NOT relhasrules FROM pg_class WHERE oid = to_regclass(?)";

    /** Types whose arrays are called as they are, and whose index serves a value of such an array. */
    private static final Set<String> IN_ARRAYS = Set.of(
            "varchar",
            "bpchar",
            "text",
            "int2",
            "int4",
            "int8",
            "numeric",
            "date",
            "timestamp",
            "timestamptz",
            "time",
            "timetz",
            "bool",
            "uuid");

    /** What the driver calls the type of a column that numbers itself. */
    private static final Map<String, String> SERIAL =
            Map.of("smallserial", "int2", "serial", "int4", "bigserial", "int8");

    private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)?");

    private static final String CHECKS = """
            SELECT c.conname, pg_get_expr(c.conbin, c.conrelid) FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
            WHERE c.contype = 'c' AND c.conrelid = to_regclass(?) AND a.attname = ?""";

    /** Of PostgreSQL itself, or of that on which another product stands and which its driver tells: openGauss says 9.2.4. */
    private final double version;

    public PostgreSql() {
        this(12);
    }

    private PostgreSql(double version) {
        super("PostgreSQL");
        this.version = version;
    }

    /** A relative that tells a version of its own is believed to have what PostgreSQL has had for long, but not the newest of that. */
    @Override
    Dialect of(String told) {
        Matcher number = VERSION.matcher(told);
        return new PostgreSql(number.lookingAt() ? Double.parseDouble(number.group()) : 9.3);
    }

    @Override
    boolean isSpokenBy(String product, String version) {
        return product.startsWith("postgresql");
    }

    @Override
    public boolean countsBytes(String typeName) {
        return false;
    }

    /** A varchar would miss the index of a char(n). */
    @Override
    public boolean bindsUntyped() {
        return true;
    }

    /** Infinity has no date, and is neither before nor behind anything that we could bind; NaN is greater than every number. */
    @Override
    public Optional<String> isOne(String column, String typeName) {
        return switch (typeName) {
            case "timestamp", "timestamptz", "date" -> Optional.of("isfinite(" + column + ")");
            case "numeric", "float4", "float8" ->
                Optional.of("CAST(" + column + " AS text) NOT IN ('NaN', 'Infinity', '-Infinity')");
            default -> Optional.empty();
        };
    }

    /** One for the whole database. */
    @Override
    public Map<String, Charset> charsets(Connection connection, TablePlace table) throws SQLException {
        String name = Grant.query(connection, "SHOW server_encoding", List.of())
                .get(0)
                .get(0);
        return Charsets.narrow(name.equals("LATIN1") ? "ISO-8859-1" : name.replaceFirst("^WIN", "windows-"))
                .map(charset -> Map.of("", charset))
                .orElse(Map.of());
    }

    @Override
    public List<Check> checks(Connection connection, TablePlace table, String column) throws SQLException {
        return Grant.query(connection, CHECKS, List.of(table.sql(), column)).stream()
                .map(row -> new Check(row.get(0), row.get(1)))
                .toList();
    }

    @Override
    public String breaks(Check check, String column, String typeName, String word) {
        return "SELECT COUNT(*) FROM (SELECT CAST('" + word + "' AS " + typeName + ") AS " + quoted(column)
                + ") t WHERE NOT (" + check.condition() + ")";
    }

    @Override
    public String instantAgo(long seconds) {
        return "statement_timestamp() - INTERVAL '" + seconds + "' SECOND";
    }

    @Override
    public String wallClockAgo(long seconds) {
        return "(" + instantAgo(seconds) + ") AT TIME ZONE 'Asia/Shanghai'";
    }

    @Override
    public Optional<String> claim(Claim claim) {
        String keys = String.join(", ", claim.keys());
        // An array is planned for a few rows, so that they are found by the index of the key.
        String ofDue = claim.keys().size() == 1
                ? " WHERE o." + keys + " = ANY (ARRAY(SELECT " + keys + " FROM due))"
                : " FROM due WHERE " + equal(claim.keys(), "o", "due");
        return Optional.of("WITH due AS (SELECT " + keys + " FROM " + claim.table() + " o WHERE " + claim.due()
                + " ORDER BY " + claim.orderBy() + " LIMIT " + claim.max() + " FOR UPDATE SKIP LOCKED) UPDATE "
                + claim.table() + " o SET " + claim.set() + ofDue + " AND " + claim.again());
    }

    /**
     * Where PostgreSQL believes that many rows are new, it reads the key's index from its begin until it has found enough of
     * them, past all that have ever ended. To it {@code STATUS = 'x'} makes an order by the status no order at all, and this does
     * not: so the key's index is in the wrong order.
     */
    @Override
    public boolean mindsStatusIndex() {
        return true;
    }

    @Override
    public String readByStatus(String column, String word) {
        return column + " = ANY ('{\"" + word + "\"}')";
    }

    @Override
    public Optional<String> lockedAtOnce(String select) {
        return Optional.of(select + " FOR UPDATE NOWAIT");
    }

    /**
     * The arrays stand in subqueries, so that the plan is made for a few rows, whatever their number: it goes by the index of
     * the key, as that of one row does, and is kept. For many rows PostgreSQL would rather read a table of middle size whole.
     */
    @Override
    public Optional<String> changeAtOnce(
            String table, List<String> set, List<String> keys, List<String> types, String guard) {
        List<String> values = IntStream.rangeClosed(1, types.size())
                .mapToObj(i -> "createorder_" + i)
                .toList();
        return arrays(types)
                .map(arrays -> "UPDATE " + table + " SET " + paired(set, values, ", ") + " FROM unnest("
                        + String.join(", ", arrays) + ") WITH ORDINALITY AS due(" + String.join(", ", values)
                        + ", createorder_n) WHERE " + paired(keys, values.subList(set.size(), values.size()), " AND ")
                        + guard + " RETURNING due.createorder_n");
    }

    /** Planned for a few keys, as {@link #changeAtOnce} is: the policies of 200 orders are no reason to read all there are. */
    @Override
    public Optional<String> inArrays(List<String> columns, List<String> types) {
        return arrays(types)
                .map(arrays -> columns.size() == 1
                        ? columns.get(0) + " = ANY (" + arrays.get(0) + "::" + arrayType(types.get(0)) + ")"
                        : "(" + String.join(", ", columns) + ") IN (SELECT * FROM unnest(" + String.join(", ", arrays)
                                + "))");
    }

    private Optional<List<String>> arrays(List<String> types) {
        return version >= 9.6 && types.stream().map(PostgreSql::plainType).allMatch(IN_ARRAYS::contains)
                ? Optional.of(types.stream()
                        .map(type -> "(SELECT ?::" + arrayType(type) + ")")
                        .toList())
                : Optional.empty();
    }

    private static String arrayType(String type) {
        return plainType(type) + "[]";
    }

    private static String plainType(String type) {
        String plain = type.toLowerCase(Locale.ROOT);
        return SERIAL.getOrDefault(plain, plain);
    }

    private static String paired(List<String> columns, List<String> values, String between) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i) + " = due." + values.get(i))
                .collect(Collectors.joining(between));
    }

    @Override
    public String array(List<String> values) {
        List<String> elements = new ArrayList<>();
        for (String value : values) {
            elements.add(
                    value == null ? "NULL" : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        }
        return "{" + String.join(",", elements) + "}";
    }

    @Override
    public boolean tellsChangedRows(Connection connection, TablePlace table) throws SQLException {
        return Grant.query(connection, PLAIN, List.of(table.sql())).stream()
                .anyMatch(row -> row.get(0).equals("t"));
    }

    /** Whatever the database or the role defaults to: in REPEATABLE READ a row that another has changed is an error. */
    @Override
    public Optional<String> patience(int forLocks, int whenIdle) {
        return Optional.of("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"
                + (version < 9.3 ? "" : "; SET LOCAL lock_timeout = '" + forLocks + "s'")
                + (version < 9.6 ? "" : endedWhenIdle(whenIdle)));
    }

    /**
     * New rows are read in the order of an index where there is one. A bitmap of them, for which PostgreSQL decides while it
     * believes that few are new, would read and sort all that wait for each claim, and keep what has moved on in the index.
     */
    @Override
    public Optional<String> claimSettings() {
        return Optional.of("; SET LOCAL enable_bitmapscan = off");
    }

    private static String endedWhenIdle(int seconds) {
        return "; SET LOCAL idle_in_transaction_session_timeout = '" + seconds + "s'";
    }

    @Override
    public boolean isLockTimeout(SQLException e) {
        return "55P03".equals(e.getSQLState());
    }

    @Override
    public String grantSchema(String schema, String user) {
        return "GRANT USAGE ON SCHEMA " + schema + " TO " + user + "; ";
    }

    @Override
    boolean isPlain(String user) {
        return user.matches("[a-z_][a-z0-9_$]*");
    }

    @Override
    public boolean mayDoAnything(Connection connection, String user, TablePlace table) throws SQLException {
        return Grant.query(connection, OWNER, List.of(table.sql())).stream()
                .anyMatch(row -> row.get(0).equals("t"));
    }

    @Override
    public List<Grant> grants(Connection connection, String user, TablePlace table) throws SQLException {
        return Grant.query(connection, GRANTS, List.of(table.sql(), table.sql())).stream()
                .map(row -> new Grant(row.get(0), table.sql(), row.get(1)))
                .toList();
    }

    @Override
    public String nowMillis() {
        return "CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000 AS BIGINT)";
    }

    @Override
    public LedgerTypes ledgerTypes() {
        return new LedgerTypes(
                List.of("postgresql"),
                "TEXT",
                LedgerTypes.IDENTITY,
                "",
                "(TIMESTAMP '1970-01-01 08:00:00' + INTERVAL '1 millisecond' * (",
                "))");
    }

    @Override
    public Optional<String> unfit() {
        return Optional.of("SELECT 'the database ' || current_database() || ' has the encoding '"
                + " || current_setting('server_encoding') || ': make one with ENCODING ''UTF8'' TEMPLATE template0'"
                + " WHERE current_setting('server_encoding') <> 'UTF8'");
    }

    /** Each block of V11__where_orders_lie.sql, from the oldest order's to the newest's: a descent of the index for each. */
    @Override
    public String amongRequests() {
        return " AND (id >> 17) = ANY (ARRAY(SELECT generate_series((SELECT MIN(id) FROM createorder_entry) >> 17,"
                + " (SELECT MAX(id) FROM createorder_entry) >> 17)))";
    }

    @Override
    public boolean hasArrays() {
        return true;
    }

    /**
     * A plan kept from when the tables were small reads them whole when they are large. And only a plain index scan marks
     * the index entries of orders that have moved on, so that the next one skips them.
     */
    @Override
    public Optional<String> transactionSettings() {
        return Optional.of(
                "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL plan_cache_mode = force_custom_plan;"
                        + " SET LOCAL enable_bitmapscan = off" + endedWhenIdle(LEDGER_IDLE));
    }

    /**
     * People ask for much at once, for which the database may read in the order of the table, by bitmap scans. Compiled
     * plans cost more here than they save, and a question for people takes one processor, not all.
     */
    @Override
    public Optional<String> readingSettings() {
        return Optional.of("SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY; SET LOCAL plan_cache_mode ="
                + " force_custom_plan; SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0");
    }

    @Override
    public String updateFrom(String table, List<String> columns, String query, String where) {
        return "UPDATE " + table + " e SET " + assigned("", columns) + " FROM (" + query + ") q WHERE " + where;
    }

    @Override
    public Optional<String> takeAtOnce(Take take, int max) {
        return Optional.of("WITH due AS MATERIALIZED (" + pick(take, max) + "), taken AS (UPDATE " + take.table()
                + " e SET " + take.set() + " FROM due WHERE e." + take.key() + " = due." + take.key() + " AND e."
                + take.due() + " = due.picked_due RETURNING "
                + take.returning() + ", due.picked_due) SELECT " + take.columns() + ", e.picked_due FROM taken e"
                + take.joins() + " ORDER BY "
                + take.readBy());
    }
}
