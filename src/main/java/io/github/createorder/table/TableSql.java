package io.github.createorder.table;

import io.github.createorder.sql.Claim;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.SqlName;
import io.github.createorder.table.TableSettings.OrderBy;
import io.github.createorder.table.TableSettings.Words;
import io.github.createorder.table.TableStatement.Purpose;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements of a table source. Where databases differ, the {@link Dialect} says how.
 *
 * <p>Status words stand in the statements as literals, so that a CHAR or numeric status column keeps its index and partial
 * indexes apply.
 */
final class TableSql {
    private final TableSettings settings;
    private final Dialect dialect;
    private final TableSchema orders;
    private final TableSchema policies;
    /** What every condition ends with: nothing, or what no row fulfils. */
    private final String end;

    /** @param policies null unless the shape has a policy table */
    TableSql(TableSettings settings, TableSchema orders, TableSchema policies) {
        this(settings, orders, policies, "");
    }

    private TableSql(TableSettings settings, TableSchema orders, TableSchema policies, String end) {
        this.end = end;
        this.settings = settings;
        this.dialect = orders.dialect();
        this.orders = orders;
        this.policies = policies;
    }

    /** The same statements, so that they find and change no row: a database that refuses one will refuse it in earnest too. */
    TableSql inVain() {
        return new TableSql(settings, orders, policies, " AND 1 = 0");
    }

    /**
     * Claims whole order rows in one statement; its only parameter is the token.
     *
     * @param expired claims of dead nodes rather than new rows
     * @return null where candidates are selected first and claimed by key
     */
    TableStatement claim(boolean expired) {
        return dialect.claim(new Claim(
                        orders.sql(),
                        settings.keyColumns().stream().map(this::sql).toList(),
                        due(expired),
                        still(expired ? expired() : fresh()),
                        settings.countColumn() != null,
                        oldestFirst(),
                        claim(),
                        atMost()))
                .map(sql -> new TableStatement(expired ? Purpose.CLAIM_EXPIRED : Purpose.CLAIM, sql))
                .orElse(null);
    }

    /** Selects the keys of order rows that may be claimed. */
    TableStatement candidates(boolean expired) {
        return new TableStatement(
                Purpose.CANDIDATES,
                dialect.candidates(
                        "SELECT " + keys() + " FROM " + orders.sql() + " o WHERE " + due(expired) + " ORDER BY "
                                + oldestFirst(),
                        atMost()));
    }

    /** The same without locks, and with those that others hold. */
    TableStatement claimable() {
        return new TableStatement(
                Purpose.CLAIMABLE,
                limited("SELECT " + keys() + " FROM " + orders.sql() + " o WHERE " + due(false) + " ORDER BY "
                        + oldestFirst()));
    }

    /**
     * Locks all rows of so many keys, or fails at once when another transaction holds one; parameters: the keys.
     *
     * @return empty where the database cannot
     */
    Optional<TableStatement> lock(TableSchema table, int count) {
        return dialect.lockedAtOnce("SELECT " + keys() + " FROM " + table.sql() + " WHERE "
                        + in(table, settings.keyColumns(), count) + end)
                .map(sql -> new TableStatement(Purpose.LOCK, sql));
    }

    /** Selects the keys of groups with a row that may be claimed. */
    TableStatement candidateGroups(boolean expired) {
        String from = " FROM " + dialect.lookedAt(orders.sql() + " o") + " WHERE " + due(expired);
        List<SqlName> orderColumns =
                settings.orderBy().stream().map(OrderBy::column).toList();
        if (orderColumns.equals(settings.keyColumns()) && readsByStatus()) {
            return new TableStatement(
                    Purpose.CANDIDATES,
                    limited("SELECT " + keys() + from + " GROUP BY " + status() + ", " + keys() + " ORDER BY "
                            + oldestFirst()));
        }
        if (orderColumns.equals(settings.keyColumns())) {
            return new TableStatement(
                    Purpose.CANDIDATES,
                    dialect.look(
                            limited("SELECT DISTINCT " + keys() + from + " ORDER BY " + order(settings.orderBy()))));
        }
        String oldest = settings.orderBy().stream()
                .map(by ->
                        (by.descending() ? "MAX(" : "MIN(") + sql(by.column()) + ")" + (by.descending() ? " DESC" : ""))
                .collect(Collectors.joining(", "));
        return new TableStatement(
                Purpose.CANDIDATES,
                dialect.look(limited(
                        "SELECT " + keys() + from + " GROUP BY " + keys() + " ORDER BY " + oldest + ", " + keys())));
    }

    /** Claims so many candidates by key, if they are still to be had; parameters: the token, then the keys. */
    TableStatement claimKeys(int count) {
        return new TableStatement(
                Purpose.CLAIM_BY_KEY,
                "UPDATE " + orders.sql() + " SET " + claim() + " WHERE " + in(orders, settings.keyColumns(), count)
                        + " AND " + still("(" + fresh() + " OR " + expired() + ")" + where()) + end);
    }

    /**
     * A condition that rows found by their key must fulfil too, put so that no index of its columns is read instead of the
     * key's: on the way there lie rows that others hold.
     */
    private static String still(String condition) {
        return "CASE WHEN " + condition + " THEN 1 ELSE 0 END = 1";
    }

    /** How many rows are claimed under a token, its only parameter. */
    TableStatement claimed() {
        return new TableStatement(
                Purpose.CLAIMED,
                "SELECT COUNT(*) FROM " + orders.sql() + " WHERE "
                        + is(settings.words().taking()) + " AND " + claimedBy() + " = ?" + end);
    }

    /** The rows claimed under a token, its only parameter. */
    TableStatement held() {
        return new TableStatement(
                Purpose.HELD,
                select() + " WHERE " + is(settings.words().taking()) + " AND " + claimedBy() + " = ?" + end
                        + " ORDER BY " + order(settings.orderBy()));
    }

    /** All rows of so many groups that are ours to see, policies in their order; parameters: the keys. */
    TableStatement groups(int count) {
        String ours = settings.readOnly() ? "" : " AND " + ours();
        return new TableStatement(
                Purpose.GROUPS,
                select() + " WHERE " + in(orders, settings.keyColumns(), count) + ours + where() + end + " ORDER BY "
                        + keys() + ", " + order(settings.policies().orderBy()));
    }

    /**
     * How many rows of each group are claimed under a token, and how many under another: by the database's own comparison,
     * as a driver may read a status word as something else. Parameters: the token, twice, then the keys.
     */
    TableStatement standings(int count) {
        String taking = is(settings.words().taking());
        return new TableStatement(
                Purpose.STANDINGS,
                "SELECT " + keys() + ", SUM(CASE WHEN " + taking + " AND " + claimedBy()
                        + " = ? THEN 1 ELSE 0 END) AS createorder_ours, SUM(CASE WHEN " + taking + " AND ("
                        + claimedBy()
                        + " IS NULL OR "
                        + claimedBy() + " <> ?) THEN 1 ELSE 0 END) AS createorder_others FROM " + orders.sql()
                        + " WHERE "
                        + in(orders, settings.keyColumns(), count) + where() + end + " GROUP BY " + keys());
    }

    /** The keys of so many orders that wait for their outcome; parameters: the keys. */
    TableStatement waiting(int count) {
        return new TableStatement(
                Purpose.WAITING,
                "SELECT " + keys() + " FROM " + orders.sql() + " WHERE "
                        + oneOf(Stream.of(
                                settings.words().taking(), settings.words().taken())) + " AND "
                        + in(orders, settings.keyColumns(), count) + end);
    }

    /** How many keys stand in several rows, and how many rows these are. */
    TableStatement duplicates() {
        return new TableStatement(
                Purpose.DUPLICATES, "SELECT COUNT(*), SUM(n) FROM (" + repeatedKeys("COUNT(*) AS n") + ") d");
    }

    /** Keys that stand in several rows. */
    TableStatement duplicateKeys() {
        return new TableStatement(Purpose.DUPLICATES, limited(repeatedKeys(keys()) + " ORDER BY " + keys()));
    }

    private String repeatedKeys(String columns) {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        conditions.addAll(hasKey());
        return "SELECT " + columns + " FROM " + orders.sql() + " WHERE " + String.join(" AND ", conditions) + where()
                + end + " GROUP BY " + keys() + " HAVING COUNT(*) > 1";
    }

    /** How many rows have a watermark that is no time or number; null where the database knows none such. */
    TableStatement oddMarks() {
        return isMark().map(one -> new TableStatement(
                        Purpose.ODD_MARKS,
                        "SELECT COUNT(*) FROM " + orders.sql() + " WHERE "
                                + sql(settings.watermark().column()) + " IS NOT NULL AND NOT (" + one + ")" + end))
                .orElse(null);
    }

    private Optional<String> isMark() {
        TableColumn mark = orders.column(settings.watermark().column());
        return dialect.isOne(sql(settings.watermark().column()), mark.typeName());
    }

    /** The policies of so many orders; parameters: the keys. */
    TableStatement children(int count) {
        String list =
                list(
                                policies,
                                settings.policies().keyColumns(),
                                settings.policies().columns(),
                                List.of())
                        .stream()
                        .map(column -> column.selected("", quoted(column)))
                        .collect(Collectors.joining(", "));
        return new TableStatement(
                Purpose.CHILDREN,
                "SELECT " + list + " FROM " + policies.sql() + " WHERE "
                        + in(policies, settings.policies().keyColumns(), count) + end + " ORDER BY "
                        + list(settings.policies().keyColumns()) + ", "
                        + order(settings.policies().orderBy()));
    }

    /** Marks so many orders as being in the ledger; parameters: the pattern of this node's tokens, then the keys. */
    TableStatement taken(int count) {
        return new TableStatement(
                Purpose.TAKEN,
                "UPDATE " + orders.sql() + " SET " + status() + " = "
                        + literal(settings.words().taken()) + " WHERE "
                        + still(is(settings.words().taking()) + " AND " + claimedBy() + " LIKE ?") + " AND "
                        + in(orders, settings.keyColumns(), count) + end);
    }

    /** Gives so many orders back as new; parameters: the token, then the keys. */
    TableStatement release(int count) {
        return new TableStatement(
                Purpose.RELEASE,
                "UPDATE " + orders.sql() + " SET " + status() + " = "
                        + literal(settings.words().fresh()) + " WHERE "
                        + still(is(settings.words().taking()) + " AND " + claimedBy() + " = ?") + " AND "
                        + in(orders, settings.keyColumns(), count) + end);
    }

    /** The highest watermark up to a bound (its parameter), or of all. */
    TableStatement tip(boolean bounded) {
        String mark = sql(settings.watermark().column());
        List<String> conditions = new ArrayList<>();
        if (bounded) {
            conditions.add(mark + " <= " + mark());
        }
        isMark().ifPresent(conditions::add);
        if (!end.isEmpty()) {
            conditions.add("1 = 0");
        }
        return new TableStatement(
                Purpose.TIP,
                "SELECT MAX(" + mark + ") FROM " + orders.sql()
                        + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions)));
    }

    /**
     * A page of rows by watermark and key.
     *
     * @param from whether there is a lowest watermark: one parameter
     * @param after whether to go on behind a row: parameters watermark, watermark, then for each key column all key values
     *     before it and its own
     */
    TableStatement page(boolean from, boolean after) {
        String mark = sql(settings.watermark().column());
        List<String> conditions = new ArrayList<>();
        if (from) {
            conditions.add(mark + " >= " + mark());
        }
        if (after) {
            conditions.add("(" + mark + " > " + mark() + " OR (" + mark + " = " + mark() + " AND ("
                    + afterKey(settings.keyColumns()) + ")))");
        }
        conditions.addAll(hasKey());
        if (settings.where() != null) {
            conditions.add("(" + settings.where() + ")");
        }
        conditions.add(mark + " IS NOT NULL");
        isMark().ifPresent(conditions::add);
        return new TableStatement(
                Purpose.PAGE,
                limited(select() + " WHERE " + String.join(" AND ", conditions) + end + " ORDER BY " + mark + ", "
                        + keys()));
    }

    private String afterKey(List<SqlName> keys) {
        List<String> ways = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String equal = keys.subList(0, i).stream()
                    .map(key -> sql(key) + " = " + orders.column(key).parameter() + " AND ")
                    .collect(Collectors.joining());
            ways.add("(" + equal + sql(keys.get(i)) + " > "
                    + orders.column(keys.get(i)).parameter() + ")");
        }
        return String.join(" OR ", ways);
    }

    /** The first rows that are to be taken, oldest first, without a lock. */
    TableStatement look() {
        return new TableStatement(
                Purpose.LOOK,
                settings.readOnly()
                        ? page(false, false).sql()
                        : limited(select() + " WHERE " + due(false) + " ORDER BY " + oldestFirst()));
    }

    /** Key and status of the rows that a condition of a person's selects. */
    TableStatement statuses(SqlName status, String where) {
        Set<SqlName> wanted = new LinkedHashSet<>(settings.keyColumns());
        if (status != null) {
            wanted.add(status);
        }
        return new TableStatement(
                Purpose.STATUSES,
                "SELECT " + list(wanted) + " FROM " + orders.sql() + " WHERE (" + where + ")" + end + " ORDER BY "
                        + keys());
    }

    /** So many order rows as they are now, whatever their status; parameters: the keys. */
    TableStatement orders(int count) {
        return new TableStatement(
                Purpose.ORDERS,
                select() + " WHERE " + in(orders, settings.keyColumns(), count) + end + " ORDER BY " + keys());
    }

    /** The distinct values of some columns, with how many rows have them. */
    TableStatement codes(List<SqlName> columns) {
        String list = list(columns);
        return new TableStatement(
                Purpose.CODES,
                "SELECT " + list + ", COUNT(*) FROM " + orders.sql()
                        + " WHERE 1 = 1" + where() + end + " GROUP BY " + list
                        + " ORDER BY " + list);
    }

    /** Whether {@code where} can be understood at all. */
    String probeWhere() {
        return select() + " WHERE 1 = 0" + where();
    }

    /** Tells an order's fate; parameters: the columns' values, then the key. The row stays as it is if it is not ours. */
    TableStatement report(TableSchema table, List<SqlName> columns) {
        return new TableStatement(
                Purpose.REPORT,
                "UPDATE " + table.sql() + " SET "
                        + columns.stream()
                                .map(column -> sql(column) + " = "
                                        + table.column(column).parameter())
                                .collect(Collectors.joining(", "))
                        + " WHERE "
                        + settings.keyColumns().stream()
                                .map(key -> sql(key) + " = " + table.column(key).parameter())
                                .collect(Collectors.joining(" AND "))
                        + reportGuard());
    }

    /**
     * The same for many orders, and gives which of them it has told; parameters: an array of each column's values.
     *
     * @return empty where each is told by itself
     */
    Optional<TableStatement> reportAtOnce(TableSchema table, List<SqlName> columns) {
        if (!table.tellsChangedRows()) {
            return Optional.empty();
        }
        List<String> types = Stream.concat(columns.stream(), settings.keyColumns().stream())
                .map(name -> table.column(name).typeName())
                .toList();
        return dialect.changeAtOnce(
                        table.sql(),
                        columns.stream().map(this::sql).toList(),
                        settings.keyColumns().stream().map(this::sql).toList(),
                        types,
                        reportGuard())
                .map(sql -> new TableStatement(Purpose.REPORT, sql));
    }

    private String reportGuard() {
        return (settings.report().table() == null ? " AND " + still(oneOf(Stream.of(ownWords()))) : "") + end;
    }

    /** The keys of so many orders that the report table has a row of; parameters: the keys. */
    TableStatement reported(TableSchema table, int count) {
        return new TableStatement(
                Purpose.REPORTED,
                "SELECT " + keys() + " FROM " + table.sql() + " WHERE " + in(table, settings.keyColumns(), count)
                        + end);
    }

    /** Makes the row of a report table; parameters as for {@link #report}, none when it is made in vain. */
    TableStatement insert(TableSchema table, List<SqlName> columns) {
        List<SqlName> all =
                Stream.concat(columns.stream(), settings.keyColumns().stream()).toList();
        String values = end.isEmpty()
                ? "VALUES ("
                        + table.columns(all).stream()
                                .map(TableColumn::parameter)
                                .collect(Collectors.joining(", ")) + ")"
                : "SELECT " + list(all) + " FROM " + table.sql() + " WHERE 1 = 0";
        return new TableStatement(Purpose.INSERT, "INSERT INTO " + table.sql() + " (" + list(all) + ") " + values);
    }

    /** The most rows to claim at once: of more, some databases lock the whole table. */
    private int atMost() {
        return Math.min(settings.batch(), dialect.mostLocks());
    }

    /** How many keys fit one statement: Oracle and SQL Server limit lists and parameters. */
    int chunk() {
        return Math.max(1, 500 / settings.keyColumns().size());
    }

    private String select() {
        return "SELECT "
                + orderList().stream()
                        .map(column -> column.selected("o.", quoted(column)))
                        .collect(Collectors.joining(", "))
                + " FROM " + orders.sql() + " o";
    }

    /** What is read of the order table, by name: columns of types that nothing comes from stay in the database. */
    private Set<TableColumn> orderList() {
        List<SqlName> needed = new ArrayList<>(settings.keyColumns());
        if (settings.readOnly()) {
            needed.add(settings.watermark().column());
        } else {
            needed.add(settings.claim().statusColumn());
            needed.add(settings.claim().claimedBy());
        }
        if (settings.countColumn() != null) {
            needed.add(settings.countColumn());
        }
        return list(orders, needed, settings.columns(), settings.bookkeeping());
    }

    private static Set<TableColumn> list(
            TableSchema table, List<SqlName> needed, List<SqlName> chosen, List<SqlName> ours) {
        Set<TableColumn> list = new LinkedHashSet<>(table.columns(needed));
        List<TableColumn> own =
                ours.stream().flatMap(name -> table.find(name).stream()).toList();
        table.chosen(chosen).stream()
                .filter(column -> column.kind().isRead() && !own.contains(column))
                .forEach(list::add);
        return list;
    }

    private String due(boolean expired) {
        StringBuilder due = new StringBuilder(
                        expired
                                ? expired(byStatus(settings.words().taking()))
                                : byStatus(settings.words().fresh()))
                .append(where());
        hasKey().forEach(condition -> due.append(" AND ").append(condition));
        if (settings.countColumn() != null) {
            due.append(" AND ").append(complete());
        }
        return due.append(end).toString();
    }

    /** A row without a key is no order that could ever be told from others: it stays where it is, and start-up warns of it. */
    private List<String> hasKey() {
        return orders.columns(settings.keyColumns()).stream()
                .filter(TableColumn::nullable)
                .map(key -> quoted(key) + " IS NOT NULL")
                .toList();
    }

    private String complete() {
        boolean own = policies == null;
        List<SqlName> there = own ? settings.keyColumns() : settings.policies().keyColumns();
        StringBuilder join = new StringBuilder();
        for (int i = 0; i < there.size(); i++) {
            join.append(i == 0 ? "" : " AND ")
                    .append("x.")
                    .append(sql(there.get(i)))
                    .append(" = o.")
                    .append(sql(settings.keyColumns().get(i)));
        }
        String ours = own ? " AND " + ours() + where() : "";
        String count = sql(settings.countColumn());
        // Rows that do not agree are no order that could be complete.
        String rows = own
                ? "CASE WHEN MIN(" + count + ") = MAX(" + count + ") AND COUNT(" + count
                        + ") = COUNT(*) THEN COUNT(*) ELSE -1 END"
                : "COUNT(*)";
        return "(SELECT " + rows + " FROM " + (own ? orders : policies).sql() + " x WHERE " + join + ours + ") = o."
                + count;
    }

    /** The keys of new groups whose rows name different numbers of policies, or one of them none. */
    TableStatement oddCounts() {
        String count = sql(settings.countColumn());
        return new TableStatement(
                Purpose.ODD_COUNTS,
                dialect.look(limited("SELECT " + keys() + " FROM " + dialect.lookedAt(orders.sql() + " o") + " WHERE "
                        + fresh() + where()
                        + hasKey().stream().map(one -> " AND " + one).collect(Collectors.joining()) + end + " GROUP BY "
                        + keys() + " HAVING MIN(" + count + ") <> MAX(" + count + ") OR COUNT(" + count
                        + ") < COUNT(*) ORDER BY " + keys())));
    }

    private String fresh() {
        return is(settings.words().fresh());
    }

    private String expired() {
        return expired(is(settings.words().taking()));
    }

    private String expired(String taking) {
        String at = sql(settings.claim().claimedAt());
        return "(" + taking + " AND (" + at + " IS NULL OR " + at + " < "
                + now(settings.claim().lease().toSeconds()) + "))";
    }

    /** Rows of an order that are neither foreign nor withdrawn by the core system. */
    private String ours() {
        Words words = settings.words();
        String known = oneOf(Stream.concat(Stream.ofNullable(words.fresh()), Stream.of(ownWords())));
        return words.fresh() == null ? "(" + known + " OR " + status() + " IS NULL)" : known;
    }

    private String[] ownWords() {
        Words words = settings.words();
        return new String[] {words.taking(), words.taken(), words.accepted(), words.error()};
    }

    private String oneOf(Stream<String> words) {
        boolean padded = orders.column(settings.claim().statusColumn()).kind() == Values.Kind.PADDED;
        String column = padded ? dialect.charInList(status()) : status();
        return column + " IN (" + words.map(this::literal).collect(Collectors.joining(", ")) + ")";
    }

    private String claim() {
        return status() + " = " + literal(settings.words().taking()) + ", " + claimedBy() + " = ?, "
                + sql(settings.claim().claimedAt()) + " = " + now(0);
    }

    /**
     * So many seconds before the database's own clock, in the type of claimed-at. A column without a zone gets wall-clock
     * time that does not hang on the session's zone, which drivers set from their JVM's.
     */
    private String now(long secondsAgo) {
        TableColumn at = orders.column(settings.claim().claimedAt());
        boolean instant = dialect.hangsOnSessionZone(at.typeName()) || at.kind() == Values.Kind.ZONED;
        return instant ? dialect.instantAgo(secondsAgo) : dialect.wallClockAgo(secondsAgo);
    }

    private boolean readsByStatus() {
        return orders.isIndexed(orders.column(settings.claim().statusColumn()));
    }

    private String byStatus(String word) {
        return word == null || !readsByStatus() ? is(word) : dialect.readByStatus(status(), word);
    }

    /** The order of what {@link #due} selects. */
    private String oldestFirst() {
        return (readsByStatus() ? status() + ", " : "") + order(settings.orderBy());
    }

    private String limited(String select) {
        return dialect.limited(select, settings.batch());
    }

    private String in(TableSchema table, List<SqlName> columns, int count) {
        List<TableColumn> known = table.columns(columns);
        List<String> names = columns.stream().map(this::sql).toList();
        return inArrays(names, known, count)
                .orElseGet(() -> dialect.in(
                        names, known.stream().map(TableColumn::parameter).toList(), count));
    }

    /** Whether so many keys are bound as an array of each column's values. */
    boolean areBoundAsArrays(List<TableColumn> columns, int count) {
        return inArrays(columns.stream().map(TableColumn::name).toList(), columns, count)
                .isPresent();
    }

    private Optional<String> inArrays(List<String> names, List<TableColumn> columns, int count) {
        return count == 1
                ? Optional.empty()
                : dialect.inArrays(
                        names, columns.stream().map(TableColumn::typeName).toList());
    }

    private String where() {
        return settings.where() == null ? "" : " AND (" + settings.where() + ")";
    }

    private String is(String word) {
        return status() + (word == null ? " IS NULL" : " = " + literal(word));
    }

    /** Words are checked when settings are read: they hold no quote and no backslash. */
    private String literal(String word) {
        return word == null ? "NULL" : dialect.literal(word);
    }

    private String status() {
        return sql(settings.claim().statusColumn());
    }

    private String claimedBy() {
        return sql(settings.claim().claimedBy());
    }

    private String mark() {
        return orders.column(settings.watermark().column()).parameter();
    }

    private String keys() {
        return list(settings.keyColumns());
    }

    private String list(Collection<SqlName> columns) {
        return columns.stream().map(this::sql).collect(Collectors.joining(", "));
    }

    private String order(List<OrderBy> orderBy) {
        return orderBy.stream()
                .map(by -> sql(by.column()) + (by.descending() ? " DESC" : ""))
                .collect(Collectors.joining(", "));
    }

    private String quoted(TableColumn column) {
        return dialect.quoted(column.name());
    }

    private String sql(SqlName name) {
        return name.sql(dialect);
    }
}
