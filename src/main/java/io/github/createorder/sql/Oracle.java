package io.github.createorder.sql;

import java.sql.SQLException;

/** Oracle 11 and later. */
public final class Oracle extends Dialect {
    public Oracle() {
        super("Oracle");
    }

    @Override
    boolean isSpokenBy(String product, String version) {
        return product.startsWith("oracle");
    }

    @Override
    public String parameter(String typeName) {
        return typeName.equalsIgnoreCase("DATE") ? "CAST(? AS DATE)" : "?";
    }

    /** It compares a bound text with a CHAR to the last blank. */
    @Override
    public String comparedWithChar(String text, int size) {
        return text + " ".repeat(Math.max(0, size - text.length()));
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

    /** It locks rows as they are fetched, so no more are fetched than wanted: FETCH FIRST and ROWNUM cannot be locked. */
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
    public boolean isLockTimeout(SQLException e) {
        return e.getErrorCode() == 54 || e.getErrorCode() == 30006;
    }

    @Override
    public boolean hidesWhatIsForbidden() {
        return true;
    }
}
