package io.github.createorder.sql;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** Oracle 11 and later. */
public final class Oracle extends Dialect {
    private static final int LONGEST_CHAR = 2_000;

    public Oracle() {
        super("Oracle");
    }

    @Override
    boolean isSpokenBy(String product, String version) {
        return product.startsWith("oracle");
    }

    /**
     * A bound text is a VARCHAR2, which it compares with a CHAR to the last blank. Cast to one it is padded by the server,
     * which knows how many bytes a character has.
     */
    @Override
    public String parameter(String typeName, int size, int bytes) {
        return switch (typeName.toUpperCase(Locale.ROOT)) {
            case "DATE" -> "CAST(? AS DATE)";
            case "CHAR" -> "CAST(? AS CHAR(" + Math.min(LONGEST_CHAR, Math.max(size, known(bytes))) + " BYTE))";
            case "NCHAR" -> "CAST(? AS NCHAR(" + Math.min(LONGEST_CHAR / 2, size) + "))";
            default -> "?";
        };
    }

    private static int known(int bytes) {
        return bytes == Integer.MAX_VALUE ? 0 : bytes;
    }

    @Override
    public boolean cuts(String typeName) {
        return typeName.equalsIgnoreCase("CHAR") || typeName.equalsIgnoreCase("NCHAR");
    }

    /** To it an empty text is NULL. */
    @Override
    public String emptyText() {
        return " ";
    }

    @Override
    public String instantAgo(long seconds) {
        return "SYSTIMESTAMP - NUMTODSINTERVAL(" + seconds + ", 'SECOND')";
    }

    @Override
    public String wallClockAgo(long seconds) {
        return "CAST((" + instantAgo(seconds) + ") AT TIME ZONE '+08:00' AS TIMESTAMP)";
    }

    /** It locks rows as they are fetched, so no more are fetched than wanted: FETCH FIRST and ROWNUM cannot be locked (ORA-02014). */
    @Override
    public String candidates(String select, int max) {
        return select + " FOR UPDATE SKIP LOCKED";
    }

    /** Version 11 knows no FETCH FIRST. */
    @Override
    public String limited(String select, int max) {
        return "SELECT * FROM (" + select + ") WHERE ROWNUM <= " + max;
    }

    @Override
    public boolean changesWaitForever() {
        return true;
    }

    /** An UPDATE waits for a lock for as long as it takes; a SELECT need not. */
    @Override
    public Optional<String> lockedAtOnce(String select) {
        return Optional.of(select + " FOR UPDATE NOWAIT");
    }

    /** ORA-00054: busy with NOWAIT; ORA-30006: busy when WAIT is over; -6409: Dameng's word for it. */
    @Override
    public boolean isLockTimeout(SQLException e) {
        return e.getErrorCode() == 54 || e.getErrorCode() == 30006 || e.getErrorCode() == -6409;
    }

    /** ORA-00060: deadlock; ORA-08177: cannot be serialized. */
    @Override
    public boolean isConflict(SQLException e) {
        return e.getErrorCode() == 60 || e.getErrorCode() == 8177;
    }

    @Override
    public Optional<String> advice(SQLException e) {
        return e.getErrorCode() == 2014
                ? Optional.of(
                        "name the table itself, not a view with DISTINCT, GROUP BY or a set operation, or read it with"
                                + " mode = watermark")
                : Optional.empty();
    }

    @Override
    public boolean hidesWhatIsForbidden() {
        return true;
    }
}
