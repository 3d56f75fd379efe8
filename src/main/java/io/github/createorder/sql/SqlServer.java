package io.github.createorder.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Microsoft SQL Server 2012 and later. */
public final class SqlServer extends Dialect {
    public SqlServer() {
        super("SQL Server");
    }

    @Override
    boolean isSpokenBy(String product, String version) {
        return product.startsWith("microsoft sql server") || product.startsWith("sql server");
    }

    /**
     * Its driver binds texts as NVARCHAR, for which an index over VARCHAR is read from end to end: cast, it is sought in. To
     * the longest, so that no key is cut and taken for another.
     */
    @Override
    public String parameter(String typeName, int size, int bytes) {
        String type = typeName.toUpperCase(Locale.ROOT);
        return switch (type) {
            case "DATETIME", "SMALLDATETIME" -> "CAST(? AS " + type + ")";
            case "VARCHAR", "CHAR" -> size > 8_000 ? "?" : "CAST(? AS VARCHAR(8000))";
            default -> "?";
        };
    }

    /** Without the N a text goes through the code page of the database, which may lack it. */
    @Override
    public String literal(String word) {
        return (word.chars().allMatch(c -> c < 0x80) ? "'" : "N'") + word + "'";
    }

    @Override
    public String instantAgo(long seconds) {
        return "TODATETIMEOFFSET(" + wallClockAgo(seconds) + ", DATEPART(TZOFFSET, SYSDATETIMEOFFSET()))";
    }

    /** The server's own zone: sessions have none. */
    @Override
    public String wallClockAgo(long seconds) {
        return "DATEADD(SECOND, -" + seconds + ", SYSDATETIME())";
    }

    /** READCOMMITTEDLOCK, because a database whose readers see versions (READ_COMMITTED_SNAPSHOT) refuses READPAST without it. */
    @Override
    public Optional<String> claim(Claim claim) {
        return Optional.of(
                "WITH due AS (SELECT TOP (" + Math.min(claim.max(), mostLocks()) + ") * FROM " + claim.table()
                        + " o WITH (UPDLOCK, READPAST, ROWLOCK, READCOMMITTEDLOCK) WHERE " + claim.due() + " ORDER BY "
                        + claim.orderBy() + ") UPDATE due SET " + claim.set());
    }

    @Override
    public String lookedAt(String table) {
        return table + " WITH (READPAST, READCOMMITTEDLOCK)";
    }

    @Override
    public Optional<String> patience(int forLocks, int whenIdle) {
        return Optional.of("SET LOCK_TIMEOUT " + 1_000L * forLocks);
    }

    /** As it is by default: for as long as it takes. */
    @Override
    public Optional<String> sessionAsBefore() {
        return Optional.of("SET LOCK_TIMEOUT -1");
    }

    /** Without READ_COMMITTED_SNAPSHOT, which is its default. */
    @Override
    public boolean readsWait() {
        return true;
    }

    @Override
    public boolean isLockTimeout(SQLException e) {
        return e.getErrorCode() == 1222;
    }

    /** 1205: chosen as the victim of a deadlock; 3960: a conflict of snapshots. */
    @Override
    public boolean isConflict(SQLException e) {
        return e.getErrorCode() == 1205 || e.getErrorCode() == 3960;
    }

    /** From 5,000 locks of a statement on one index on, it locks the table; a row that moves within an index takes two. */
    @Override
    public int mostLocks() {
        return 2_000;
    }

    @Override
    public String limited(String select, int max) {
        return select + " OFFSET 0 ROWS FETCH NEXT " + max + " ROWS ONLY";
    }

    @Override
    public String in(List<String> columns, List<String> parameters, int count) {
        return columns.size() == 1 ? super.in(columns, parameters, count) : anyOf(columns, parameters, count);
    }
}
