package io.github.createorder.app.init;

import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.SqlName;
import io.github.createorder.sql.TablePlace;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Looks at a table: the catalog, and a few rows. Needs no more than SELECT. Everything is read in a transaction for reading
 * alone, which is rolled back; columns that may be about persons are not read at all.
 */
final class TableLook {
    /** Enough to see patterns, and no burden for anybody. */
    static final int ROWS = 200;

    private static final int SECONDS = 15;
    private static final int MOST_COMMENT = 80;
    private static final int LONGEST_TEXT = 4000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final Connection connection;
    private final Dialect dialect;
    private final Words words;

    /**
     * What was found.
     *
     * @param name as it was asked for
     * @param primaryKey its columns in their order; empty for none, as of a view
     * @param referring foreign keys of other tables to this one
     * @param referred foreign keys of this table to others
     */
    record Table(
            String name,
            List<Column> columns,
            List<String> primaryKey,
            List<ForeignKey> referring,
            List<ForeignKey> referred) {}

    /** From the columns of one table to those of another. */
    record ForeignKey(List<String> columns, String other, List<String> otherColumns) {}

    private record Described(
            String name, String comment, Column.Kind kind, int scale, String type, boolean nullable, boolean big) {}

    private TableLook(Connection connection, Dialect dialect, Words words) {
        this.connection = connection;
        this.dialect = dialect;
        this.words = words;
    }

    /** The connection is left as read-only, without anything done. */
    static TableLook on(Connection connection, Words words) throws SQLException {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        SingleConnectionDataSource same = new SingleConnectionDataSource(connection, true);
        return new TableLook(connection, Dialect.of(same), words);
    }

    /** With its rows. */
    Table look(String name) throws SQLException {
        try {
            return look(name, ROWS);
        } finally {
            connection.rollback();
        }
    }

    /** The names and comments of its columns alone. */
    Table describe(String name) throws SQLException {
        return look(name, 0);
    }

    private Table look(String name, int rows) throws SQLException {
        SqlName table = SqlName.table(name);
        TablePlace place = TablePlace.of(connection, dialect, table);
        List<Described> described = described(table, comments(place));
        List<String> primaryKey = primaryKey(place);
        Set<String> keys = new HashSet<>(uniqueColumns(place));
        if (primaryKey.size() == 1) {
            keys.addAll(primaryKey);
        }
        Map<String, List<String>> values = rows == 0 ? Map.of() : values(table, described, rows);
        List<Column> columns = described.stream()
                .map(column -> new Column(
                        column.name(),
                        column.comment(),
                        column.kind(),
                        column.scale(),
                        column.type(),
                        column.nullable(),
                        keys.contains(column.name()),
                        values.getOrDefault(column.name(), List.of()),
                        null))
                .toList();
        DatabaseMetaData meta = connection.getMetaData();
        List<ForeignKey> referring;
        try (ResultSet all = meta.getExportedKeys(place.catalog(), place.schema(), place.name())) {
            referring = foreignKeys(all, "FKTABLE");
        }
        List<ForeignKey> referred;
        try (ResultSet all = meta.getImportedKeys(place.catalog(), place.schema(), place.name())) {
            referred = foreignKeys(all, "PKTABLE");
        }
        return new Table(name, columns, primaryKey, referring, referred);
    }

    private Map<String, String> comments(TablePlace place) throws SQLException {
        Map<String, String> comments = new HashMap<>();
        try (ResultSet columns = connection
                .getMetaData()
                .getColumns(place.catalog(), place.pattern(place.schema()), place.pattern(place.name()), "%")) {
            while (columns.next()) {
                String comment = columns.getString("REMARKS");
                comments.put(columns.getString("COLUMN_NAME"), comment == null ? "" : oneLine(comment));
            }
        }
        return comments;
    }

    private static String oneLine(String comment) {
        String line = comment.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() > MOST_COMMENT ? line.substring(0, MOST_COMMENT) + "..." : line;
    }

    private List<Described> described(SqlName table, Map<String, String> comments) throws SQLException {
        List<Described> described = new ArrayList<>();
        try (Statement statement = statement();
                ResultSet nothing = statement.executeQuery("SELECT * FROM " + table.sql(dialect) + " WHERE 1 = 0")) {
            ResultSetMetaData meta = nothing.getMetaData();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                String name = meta.getColumnName(i);
                int scale = Math.max(0, meta.getScale(i));
                int type = meta.getColumnType(i);
                String typeName = meta.getColumnTypeName(i).toUpperCase(Locale.ROOT);
                Column.Kind kind = kind(type, typeName, scale, meta.getPrecision(i));
                described.add(new Described(
                        name,
                        comments.getOrDefault(name, ""),
                        kind,
                        kind == Column.Kind.DECIMAL ? scale : 0,
                        written(typeName, kind, meta.getPrecision(i), scale),
                        meta.isNullable(i) != ResultSetMetaData.columnNoNulls,
                        type == Types.CLOB
                                || type == Types.NCLOB
                                || type == Types.LONGVARCHAR
                                || type == Types.LONGNVARCHAR
                                || (meta.getPrecision(i) > LONGEST_TEXT && kind == Column.Kind.TEXT)));
            }
        }
        return described;
    }

    private Column.Kind kind(int type, String typeName, int scale, int precision) {
        if (typeName.equals("NUMBER")) {
            // Oracle's: without a precision it may have any decimals.
            return scale == 0 && precision > 0 ? Column.Kind.WHOLE : Column.Kind.DECIMAL;
        }
        return switch (type) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> Column.Kind.WHOLE;
            case Types.NUMERIC, Types.DECIMAL -> scale == 0 ? Column.Kind.WHOLE : Column.Kind.DECIMAL;
            case Types.BIT, Types.BOOLEAN -> dialect.booleansAreNumbers() ? Column.Kind.WHOLE : Column.Kind.BOOLEAN;
            case Types.CHAR,
                    Types.VARCHAR,
                    Types.NCHAR,
                    Types.NVARCHAR,
                    Types.CLOB,
                    Types.NCLOB,
                    Types.LONGVARCHAR,
                    Types.LONGNVARCHAR -> Column.Kind.TEXT;
            case Types.DATE -> typeName.equals("YEAR") ? Column.Kind.OTHER : Column.Kind.DATE;
            case Types.TIME -> Column.Kind.TIME;
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> Column.Kind.TIMESTAMP;
            default -> Column.Kind.OTHER;
        };
    }

    private static String written(String typeName, Column.Kind kind, int precision, int scale) {
        return switch (kind) {
            case DECIMAL -> precision > 0 ? typeName + "(" + precision + "," + scale + ")" : typeName;
            case TEXT -> precision > 0 && precision <= LONGEST_TEXT ? typeName + "(" + precision + ")" : typeName;
            default -> typeName;
        };
    }

    private Statement statement() throws SQLException {
        Statement statement = connection.createStatement();
        statement.setQueryTimeout(SECONDS);
        return statement;
    }

    private Map<String, List<String>> values(SqlName table, List<Described> all, int rows) throws SQLException {
        List<Described> read = all.stream()
                .filter(column -> column.kind() != Column.Kind.OTHER
                        && !column.big()
                        && !Candidates.isPersonal(words, column.name(), column.comment()))
                .toList();
        Map<String, List<String>> values = new LinkedHashMap<>();
        if (read.isEmpty()) {
            return values;
        }
        String list = String.join(
                ", ", read.stream().map(column -> dialect.quoted(column.name())).toList());
        read.forEach(column -> values.put(column.name(), new ArrayList<>()));
        try (Statement statement = statement()) {
            statement.setMaxRows(rows);
            statement.setFetchSize(rows);
            try (ResultSet result = statement.executeQuery("SELECT " + list + " FROM " + table.sql(dialect))) {
                while (result.next()) {
                    for (int i = 0; i < read.size(); i++) {
                        values.get(read.get(i).name())
                                .add(value(result, i + 1, read.get(i).kind()));
                    }
                }
            }
        }
        return values;
    }

    /** As a record has it; null when it cannot be read, as a zero date of MySQL. */
    private static String value(ResultSet row, int i, Column.Kind kind) {
        try {
            switch (kind) {
                case WHOLE, DECIMAL -> {
                    BigDecimal number = row.getBigDecimal(i);
                    return number == null ? null : number.toPlainString();
                }
                case TIMESTAMP -> {
                    LocalDateTime time = row.getObject(i, LocalDateTime.class);
                    return time == null ? null : TIME.format(time);
                }
                default -> {
                    String text = row.getString(i);
                    return text == null ? null : text.stripTrailing();
                }
            }
        } catch (SQLException e) {
            return null;
        }
    }

    private List<String> primaryKey(TablePlace place) throws SQLException {
        Map<Integer, String> columns = new TreeMap<>();
        try (ResultSet key = connection.getMetaData().getPrimaryKeys(place.catalog(), place.schema(), place.name())) {
            while (key.next()) {
                columns.put(key.getInt("KEY_SEQ"), key.getString("COLUMN_NAME"));
            }
        }
        return List.copyOf(columns.values());
    }

    /** Columns that alone are a unique index. */
    private List<String> uniqueColumns(TablePlace place) throws SQLException {
        Map<String, List<String>> indexes = new HashMap<>();
        // What is not approximate makes Oracle's driver count the table.
        try (ResultSet index =
                connection.getMetaData().getIndexInfo(place.catalog(), place.schema(), place.name(), true, true)) {
            while (index.next()) {
                if (index.getString("INDEX_NAME") != null && index.getString("COLUMN_NAME") != null) {
                    indexes.computeIfAbsent(index.getString("INDEX_NAME"), none -> new ArrayList<>())
                            .add(index.getString("COLUMN_NAME"));
                }
            }
        }
        return indexes.values().stream()
                .filter(columns -> columns.size() == 1)
                .map(columns -> columns.get(0))
                .toList();
    }

    /** @param end which end of the keys is the other table */
    private List<ForeignKey> foreignKeys(ResultSet all, String end) throws SQLException {
        Map<String, ForeignKey> keys = new LinkedHashMap<>();
        String near = end.equals("FKTABLE") ? "PK" : "FK";
        String far = end.equals("FKTABLE") ? "FK" : "PK";
        while (all.next()) {
            String schema = all.getString(end + (dialect.ownerIsCatalog() ? "_CAT" : "_SCHEM"));
            String table = all.getString(end + "_NAME");
            String key = table + "/" + all.getString("FK_NAME");
            String here = dialect.ownerIsCatalog() ? connection.getCatalog() : connection.getSchema();
            String other = schema == null || schema.equals(here) ? quotedIfNeeded(table) : schema + "." + table;
            ForeignKey known =
                    keys.computeIfAbsent(key, none -> new ForeignKey(new ArrayList<>(), other, new ArrayList<>()));
            known.columns().add(all.getString(near + "COLUMN_NAME"));
            known.otherColumns().add(all.getString(far + "COLUMN_NAME"));
        }
        return List.copyOf(keys.values());
    }

    /** As a name in the properties: plain where the database folds it to the same. */
    private static String quotedIfNeeded(String table) {
        return table.matches("[\\p{L}_][\\p{L}\\p{N}_$#]*") ? table : '"' + table + '"';
    }
}
