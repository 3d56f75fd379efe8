package io.github.createorder.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** H2 2, embedded. */
public final class H2 extends Dialect {
    private static final String WORDS = """
            SELECT v.VALUE_NAME FROM INFORMATION_SCHEMA.COLUMNS c
            JOIN INFORMATION_SCHEMA.ENUM_VALUES v ON v.OBJECT_SCHEMA = c.TABLE_SCHEMA AND v.OBJECT_NAME = c.TABLE_NAME
                AND v.ENUM_IDENTIFIER = c.DTD_IDENTIFIER
            WHERE c.TABLE_SCHEMA = ? AND c.TABLE_NAME = ? AND c.COLUMN_NAME = ? ORDER BY v.VALUE_ORDINAL""";

    private static final String CHECKS = """
            SELECT c.CONSTRAINT_NAME, c.CHECK_CLAUSE FROM INFORMATION_SCHEMA.CHECK_CONSTRAINTS c
            JOIN INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE u ON u.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA
                AND u.CONSTRAINT_NAME = c.CONSTRAINT_NAME
            WHERE u.TABLE_SCHEMA = ? AND u.TABLE_NAME = ? AND u.COLUMN_NAME = ?""";

    /** Its newest commits are in the file, but are not found when it is opened after a kill: EmbeddedLedgerKillTest. */
    private static final String LOSES_COMMITS = """
            SELECT 'H2 ' || H2VERSION() || ' loses its last commits when its process is killed: take H2 2.4.240,'
                || ' or a database server'
            WHERE H2VERSION() = '2.5.252' AND DATABASE_PATH() IS NOT NULL""";

    private static final Pattern FILE =
            Pattern.compile("jdbc:h2:(?!mem:|tcp:|ssl:)([a-zA-Z]{2,}:)*(?<path>[^;]*).*", Pattern.DOTALL);

    public H2() {
        super("H2");
    }

    @Override
    boolean isSpokenBy(String product, String version) {
        return product.startsWith("h2");
    }

    @Override
    public Optional<String> unfit() {
        return Optional.of(LOSES_COMMITS);
    }

    /**
     * A commit writes the file as it is, with what others have begun: of one of their statements it may hold the row and not yet the
     * entry of an index, or what undoes it. Where the process is killed then, the index stays wrong, and what was never committed
     * stays. So those who write to a file do it one after the other (docs/reliability.md).
     */
    @Override
    public Optional<String> writtenInTurn(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            // Whichever of its file systems it goes through.
            Matcher file = FILE.matcher(connection.getMetaData().getURL());
            return file.matches() ? Optional.of(file.group("path")) : Optional.empty();
        }
    }

    @Override
    public boolean countsBytes(String typeName) {
        return false;
    }

    /** It minds the padding in a list, though not in a comparison. */
    @Override
    public String charInList(String column) {
        return "RTRIM(" + column + ")";
    }

    @Override
    public List<String> words(Connection connection, TablePlace table, String column) throws SQLException {
        return Grant.query(connection, WORDS, List.of(table.schema(), table.name(), column)).stream()
                .map(row -> row.get(0))
                .toList();
    }

    @Override
    public List<Check> checks(Connection connection, TablePlace table, String column) throws SQLException {
        return Grant.query(connection, CHECKS, List.of(table.schema(), table.name(), column)).stream()
                .map(row -> new Check(row.get(0), row.get(1)))
                .toList();
    }

    @Override
    public String instantAgo(long seconds) {
        return "DATEADD('SECOND', -" + seconds + ", CURRENT_TIMESTAMP)";
    }

    @Override
    public String wallClockAgo(long seconds) {
        return "DATEADD('SECOND', CAST(EXTRACT(EPOCH FROM " + instantAgo(seconds)
                + ") AS BIGINT) + 28800, TIMESTAMP '1970-01-01 00:00:00')";
    }

    /** It knows rights to whole tables only. */
    @Override
    public boolean grantsColumns() {
        return false;
    }

    @Override
    public String candidates(String select, int max) {
        return limited(select, max) + " FOR UPDATE SKIP LOCKED";
    }

    @Override
    public Optional<String> lockedAtOnce(String select) {
        return Optional.of(select + " FOR UPDATE NOWAIT");
    }

    @Override
    public boolean isLockTimeout(SQLException e) {
        return e.getErrorCode() == 50200;
    }

    @Override
    public String nowMillis() {
        return "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)";
    }

    @Override
    public LedgerTypes ledgerTypes() {
        return new LedgerTypes(
                LedgerTypes.PLAIN,
                "CHARACTER LARGE OBJECT",
                LedgerTypes.IDENTITY,
                "",
                "DATEADD(MILLISECOND, ",
                ", TIMESTAMP '1970-01-01 08:00:00')");
    }
}
