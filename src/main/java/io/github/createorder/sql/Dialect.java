package io.github.createorder.sql;

import java.nio.charset.Charset;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The SQL in which a database differs from the others: one class a database, and no other place that asks which one it is.
 * What stands here is what most of them understand. A new database is a class of its own and a line in {@link #of}.
 *
 * <p>How each is shown to be right stands in docs/databases.md.
 */
public abstract class Dialect {
    /** Seconds after which a transaction of the ledger is ended from whose node nothing comes: other nodes wait for its rows. */
    static final int LEDGER_IDLE = 30;

    private final String name;

    Dialect(String name) {
        this.name = name;
    }

    /** Whether what drivers call a boolean is a number of more than two values: TINYINT(1) and BIT(8) of MySQL. */
    public boolean booleansAreNumbers() {
        return false;
    }

    // MariaDB before MySQL: MySQL's driver calls both by that name.
    private static List<Dialect> known() {
        return List.of(
                new H2(), new PostgreSql(), new MariaDb(), new MySql(), new Oracle(), new SqlServer(), new Db2());
    }

    /** By which a property says what a database speaks. */
    public static List<String> names() {
        return known().stream().map(Dialect::key).toList();
    }

    /** The name by which a property says that a database speaks this one. */
    public String key() {
        return name.toLowerCase(Locale.ROOT).replace(" ", "");
    }

    /** Whether a property may say this. */
    public static boolean isName(String text) {
        return known().stream().anyMatch(dialect -> dialect.isCalled(text));
    }

    private boolean isCalled(String text) {
        return key().equals(text.toLowerCase(Locale.ROOT).replace(" ", ""));
    }

    /**
     * The dialect of a database, by what its driver says of itself.
     *
     * @throws UnknownDatabaseException if that is none of ours
     * @throws SQLException if the database cannot be reached
     */
    public static Dialect of(DataSource dataSource) throws SQLException {
        return of(dataSource, null);
    }

    /**
     * The dialect of a database.
     *
     * @param said what a property says of it; null to go by what its driver says
     * @throws UnknownDatabaseException if nothing is said, and its product is none of ours
     * @throws SQLException if the database cannot be reached
     */
    public static Dialect of(DataSource dataSource, String said) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            DatabaseMetaData meta = connection.getMetaData();
            String product = String.valueOf(meta.getDatabaseProductName());
            String version = String.valueOf(meta.getDatabaseProductVersion());
            String spoken = (said == null ? product : named(said).name).toLowerCase(Locale.ROOT);
            // MySQL's relatives before itself: its driver calls all by that name.
            return Stream.concat(UnskippingMySql.ALL.stream(), known().stream())
                    .filter(dialect -> dialect.isSpokenBy(spoken, version.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new UnknownDatabaseException(product, version))
                    .of(version);
        }
    }

    private static Dialect named(String said) {
        return known().stream()
                .filter(dialect -> dialect.isCalled(said))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no dialect is called '" + said + "'"));
    }

    /** As a server of this version understands it. */
    Dialect of(String version) {
        return this;
    }

    /** Whether the product of this name and version, both in small letters, understands it. */
    abstract boolean isSpokenBy(String product, String version);

    // ---- names

    /** A name that is taken to the letter. */
    public String quoted(String text) {
        return '"' + text + '"';
    }

    /** Whether the catalog lists the owner of a table as its catalog, not as its schema. */
    public boolean ownerIsCatalog() {
        return false;
    }

    // ---- columns

    /** Whether a text column of this type is limited in bytes as well. */
    public boolean countsBytes(String typeName) {
        return !typeName.toUpperCase(Locale.ROOT).startsWith("N");
    }

    /**
     * The place of a value for a column, so that the column is compared in its own type and its index serves.
     *
     * @param size its length in characters
     * @param bytes its length in bytes; {@link Integer#MAX_VALUE} when only characters count
     */
    public String parameter(String typeName, int size, int bytes) {
        return "?";
    }

    /** Whether the place of a value is cut to the size of its column, so that a key longer than that would be taken for another. */
    public boolean cuts(String typeName) {
        return false;
    }

    /** A status word for a column; it holds no quote and no backslash. */
    public String literal(String word) {
        return "'" + word + "'";
    }

    /** Whether values are bound as text without a type, which the server then takes for the column's. */
    public boolean bindsUntyped() {
        return false;
    }

    /** Whether times go to the driver and come from it as text, because it need not know java.time. */
    public boolean timesAreText() {
        return false;
    }

    /** A CHAR column as it is compared with a list of words. */
    public String charInList(String column) {
        return column;
    }

    /** Whether values of this type are instants that a session shows in its own time zone. */
    public boolean hangsOnSessionZone(String typeName) {
        return false;
    }

    /** SQL for the minutes that the session's time zone is ahead of UTC; empty where no column's value hangs on it. */
    public Optional<String> sessionMinutesAheadOfUtc() {
        return Optional.empty();
    }

    /** The condition that a time or a number is one, where the database knows such that are none; empty elsewhere. */
    public Optional<String> isOne(String column, String typeName) {
        return Optional.empty();
    }

    /** The text that stands for none where a column must have one. */
    public String emptyText() {
        return "";
    }

    /**
     * The charsets of the columns of a table, by the column's name in the catalog's spelling, and under the empty name that of
     * all others; without those that hold every text, or that do for what they lack what we would.
     */
    public Map<String, Charset> charsets(Connection connection, TablePlace table) throws SQLException {
        return Map.of();
    }

    /** The words of a column whose type is a list of words; empty when it is none, or when the database tells by itself. */
    public List<String> words(Connection connection, TablePlace table, String column) throws SQLException {
        return List.of();
    }

    /** The CHECK constraints that concern a column. */
    public List<Check> checks(Connection connection, TablePlace table, String column) throws SQLException {
        return List.of();
    }

    /** A constraint by its name and its condition. */
    public record Check(String name, String condition) {}

    /** Counts 1 when a word breaks the condition of a constraint, which may look at no other column. */
    public String breaks(Check check, String column, String typeName, String word) {
        return "SELECT COUNT(*) FROM (SELECT '" + word + "' AS " + quoted(column) + ") t WHERE NOT ("
                + check.condition() + ")";
    }

    // ---- the database's clock

    /** The time so many seconds ago for a column that holds instants. */
    public abstract String instantAgo(long seconds);

    /** The time so many seconds ago for a column without a zone: Beijing's wall clock, whatever the session's zone. */
    public abstract String wallClockAgo(long seconds);

    // ---- statements on a legacy table

    /**
     * Claims rows in one statement, whose only parameter is the token.
     *
     * @return empty where candidates are selected first and claimed by key
     */
    public Optional<String> claim(Claim claim) {
        return Optional.empty();
    }

    /** Whether an index that begins with the status is taken only when rows are asked for in the order of their status. */
    public boolean mindsStatusIndex() {
        return false;
    }

    /**
     * The condition on the status then.
     *
     * @param word holds no quote and no backslash
     */
    public String readByStatus(String column, String word) {
        throw new UnsupportedOperationException(name + " takes the index of the status by itself");
    }

    /**
     * What a transaction on a legacy table begins with. Empty where it cannot be had, or is so by itself.
     *
     * @param forLocks seconds that it waits for a lock: with the locks that it has already, it makes others wait
     * @param whenIdle seconds after which the database ends it when nothing comes from us: the locks of a node that stands still
     *     in the middle of one (a stopped process, a suspended machine) would hold up the core system as long as it stands
     */
    public Optional<String> patience(int forLocks, int whenIdle) {
        return Optional.empty();
    }

    /** What a transaction begins with, behind {@link #patience}, in which new rows are claimed; empty for nothing. */
    public Optional<String> claimSettings() {
        return Optional.empty();
    }

    /** What puts a session as it was before {@link #patience} or {@link #transactionSettings}; empty where that ends with the transaction. */
    public Optional<String> sessionAsBefore() {
        return Optional.empty();
    }

    /**
     * A name of the database, by which those who write to it take their turns; empty where they need not.
     *
     * @throws SQLException if it is away
     */
    public Optional<String> writtenInTurn(DataSource dataSource) throws SQLException {
        return Optional.empty();
    }

    /** Whether a statement failed because it would have waited too long for a lock. */
    public boolean isLockTimeout(SQLException e) {
        return false;
    }

    /** Whether a statement failed because another transaction was in its way in some other manner: done again, it may succeed. */
    public boolean isConflict(SQLException e) {
        return false;
    }

    /** Whether a statement was ended because it took too long, where its driver does not say so by the class of its exception. */
    public boolean isQueryTimeout(SQLException e) {
        return "57014".equals(e.getSQLState());
    }

    /** Whether a change waits for a lock for as long as it takes: then rows are locked by {@link #lockedAtOnce} before they are changed. */
    public boolean changesWaitForever() {
        return false;
    }

    /** Whether a statement that only reads may have to wait for a row that somebody else is writing. */
    public boolean readsWait() {
        return false;
    }

    /** A table in a FROM that is only looked at, passing over rows that others hold where readers would wait for them. */
    public String lookedAt(String table) {
        return table;
    }

    /** The same for a whole statement, at its end. */
    public String look(String select) {
        return select;
    }

    /** The most rows that one statement may lock before the database locks the whole table. */
    public int mostLocks() {
        return Integer.MAX_VALUE;
    }

    /** What to do about a failure of this database's own; empty when its words say enough. */
    public Optional<String> advice(SQLException e) {
        return Optional.empty();
    }

    /** Candidates for a claim, selected by a statement that is ordered; locked, and without those that others hold, where that can be had. */
    public String candidates(String select, int max) {
        return limited(select, max);
    }

    /**
     * Locks what a statement selects, and fails at once, or as soon as can be had, where another transaction holds a row of
     * it, one that is not yet committed among them. Empty where that cannot be had.
     */
    public Optional<String> lockedAtOnce(String select) {
        return Optional.empty();
    }

    /** The first rows of a statement that is ordered. */
    public String limited(String select, int max) {
        return select + " LIMIT " + max;
    }

    /**
     * A condition on so many keys.
     *
     * @param columns the columns of a key
     * @param parameters the places of their values
     */
    public String in(List<String> columns, List<String> parameters, int count) {
        boolean single = columns.size() == 1;
        String left = single ? columns.get(0) : "(" + String.join(", ", columns) + ")";
        String right = single ? parameters.get(0) : "(" + String.join(", ", parameters) + ")";
        return left + " IN (" + String.join(", ", Collections.nCopies(count, right)) + ")";
    }

    /**
     * {@link #in} with one parameter a column, an {@link #array} of its values: one statement whatever the number of keys.
     *
     * @param types of the columns
     * @return empty where it cannot be had, or not for columns of such types
     */
    public Optional<String> inArrays(List<String> columns, List<String> types) {
        return Optional.empty();
    }

    /** {@link #in} for databases without row values in lists. */
    static String anyOf(List<String> columns, List<String> parameters, int count) {
        StringBuilder one = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            one.append(i == 0 ? "(" : " AND ")
                    .append(columns.get(i))
                    .append(" = ")
                    .append(parameters.get(i));
        }
        return "("
                + String.join(" OR ", Collections.nCopies(count, one.append(")").toString())) + ")";
    }

    /**
     * Changes many rows in one statement, each to values of its own. It has one parameter a column, an {@link #array} of its
     * values, and gives for each row that it has changed which of the values these were, counted from 1. Of two values for
     * one row only one is written, and nobody knows which.
     *
     * @param set the columns that are changed
     * @param keys the columns that say which row it is
     * @param types of these columns, first of the changed ones
     * @param guard what else must hold of a row, with its AND; or nothing
     * @return empty where it cannot be had, or not for columns of such types
     */
    public Optional<String> changeAtOnce(
            String table, List<String> set, List<String> keys, List<String> types, String guard) {
        return Optional.empty();
    }

    /** Values, some of them null, as one parameter of {@link #changeAtOnce} or {@link #inArrays}. */
    public String array(List<String> values) {
        throw new UnsupportedOperationException(name + " is given no arrays");
    }

    /** Whether a change can say which rows of a table it has changed: not where something else is done in its stead. */
    public boolean tellsChangedRows(Connection connection, TablePlace table) throws SQLException {
        return false;
    }

    // ---- rights

    /** Whether rights may be given for single columns. */
    public boolean grantsColumns() {
        return true;
    }

    /** What must be granted before a right to a table of a schema is worth anything; empty when nothing. */
    public String grantSchema(String schema, String user) {
        return "";
    }

    /** Whether a table that may not be read looks like one that is not there. */
    public boolean hidesWhatIsForbidden() {
        return false;
    }

    /** The user of a connection, as it stands in a GRANT. */
    public String user(Connection connection) throws SQLException {
        String user = connection.getMetaData().getUserName();
        return isPlain(user) ? user : quoted(user);
    }

    boolean isPlain(String user) {
        return user.matches("[A-Za-z_][A-Za-z0-9_$#]*");
    }

    /** Whether the user owns a table, or rules over it as an administrator. */
    public boolean mayDoAnything(Connection connection, String user, TablePlace table) throws SQLException {
        return false;
    }

    /** The rights to a table that the user has. */
    public List<Grant> grants(Connection connection, String user, TablePlace table) throws SQLException {
        return Grant.ofDriver(connection, user, table);
    }

    /** What a team must know of this database as the home of a source; empty when there is nothing. */
    public Optional<String> sourceNote() {
        return Optional.empty();
    }

    // ---- the ledger

    /**
     * The database's clock in milliseconds since 1970-01-01 UTC, the form of every time in the ledger.
     *
     * @throws UnsupportedOperationException if the ledger has no schema for this database
     */
    public String nowMillis() {
        throw noLedger();
    }

    /**
     * How the ledger's tables are made.
     *
     * @throws UnsupportedOperationException if the ledger has no schema for this database
     */
    public LedgerTypes ledgerTypes() {
        throw noLedger();
    }

    UnsupportedOperationException noLedger() {
        return new UnsupportedOperationException("the ledger has no schema for " + name);
    }

    /**
     * Asks what in the ledger's database would lose data, or a character of it, each in words; empty where nothing can.
     */
    public Optional<String> unfit() {
        return Optional.empty();
    }

    /** Whether a batch may be one statement over arrays: {@code unnest}, {@code = ANY} and {@code RETURNING}. */
    public boolean hasArrays() {
        return false;
    }

    /**
     * What a look-up of the ledger's orders at rest by request_id says besides, so that an index in blocks of orders serves it; begins
     * with " AND ", or is empty.
     */
    public String amongRequests() {
        return "";
    }

    /** What a transaction of the ledger begins with; empty for nothing. */
    public Optional<String> transactionSettings() {
        return Optional.empty();
    }

    /** What a transaction of the ledger begins with in which people ask, and nothing is changed; empty for nothing. */
    public Optional<String> readingSettings() {
        return Optional.empty();
    }

    /** Whether READ COMMITTED must be asked for, of a source's database as well as of the ledger's. */
    public boolean defaultsToRepeatableRead() {
        return false;
    }

    /** Locks rows to take, passing over those that another transaction holds. */
    public String pick(Take take, int max) {
        return "SELECT e." + take.key() + ", e." + take.due() + " AS picked_due FROM " + take.table() + " e WHERE "
                + take.condition() + " ORDER BY " + take.orderBy() + " LIMIT " + max + " FOR UPDATE SKIP LOCKED";
    }

    /** Takes rows and reads them in one statement; empty where they are picked, changed and read one after the other. */
    public Optional<String> takeAtOnce(Take take, int max) {
        return Optional.empty();
    }

    /**
     * Changes rows of a table to what a query says.
     *
     * @param columns that take the values of the query's columns of these names
     * @param query its rows are {@code q}
     * @param where which row {@code e} of the table is which of the query
     */
    public String updateFrom(String table, List<String> columns, String query, String where) {
        return "MERGE INTO " + table + " e USING (" + query + ") q ON (" + where + ") WHEN MATCHED THEN UPDATE SET "
                + assigned("", columns);
    }

    static String assigned(String row, List<String> columns) {
        return columns.stream().map(column -> row + column + " = q." + column).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name;
    }

    /** {@code a = x.a AND b = x.b}. */
    static String equal(List<String> columns, String left, String right) {
        return columns.stream()
                .map(column -> left + "." + column + " = " + right + "." + column)
                .collect(Collectors.joining(" AND "));
    }
}
