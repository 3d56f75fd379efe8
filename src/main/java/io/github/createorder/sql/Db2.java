package io.github.createorder.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DB2 for Linux, UNIX and Windows; its brothers for z/OS and i as far as our statements go. */
public final class Db2 extends Dialect {
    /** SQL110560, DSN12015, QSQ07040: which of the three, and version, release, modification. */
    private static final Pattern VERSION = Pattern.compile("(SQL|DSN|QSQ)(\\d\\d)(\\d\\d)(\\d).*");

    private final boolean skipsLocked;

    public Db2() {
        this("");
    }

    Db2(String version) {
        super("DB2");
        skipsLocked = skipsLocked(version);
    }

    /** LUW since 11.5.6, z/OS since 9, i since 7.1. */
    private static boolean skipsLocked(String version) {
        Matcher parts = VERSION.matcher(version);
        if (!parts.matches()) {
            return false;
        }
        int number = Integer.parseInt(parts.group(2) + parts.group(3) + parts.group(4));
        return switch (parts.group(1)) {
            case "SQL" -> number >= 11_05_6;
            case "DSN" -> number >= 9_00_0;
            default -> number >= 7_01_0;
        };
    }

    @Override
    boolean isSpokenBy(String product, String version) {
        return product.startsWith("db2");
    }

    @Override
    Dialect of(String version) {
        return new Db2(version);
    }

    /** Its driver long knew no java.time, and its Timestamp hangs on the zone of the JVM; as text a time is what it is. */
    @Override
    public boolean timesAreText() {
        return true;
    }

    @Override
    public String parameter(String typeName, int size, int bytes) {
        return switch (typeName.toUpperCase(Locale.ROOT)) {
            case "TIMESTAMP" -> "CAST(? AS TIMESTAMP(12))";
            case "DATE" -> "CAST(? AS DATE)";
            default -> "?";
        };
    }

    @Override
    public String instantAgo(long seconds) {
        return wallClockAgo(seconds);
    }

    /** The server's own zone. */
    @Override
    public String wallClockAgo(long seconds) {
        return "CURRENT TIMESTAMP - " + seconds + " SECONDS";
    }

    @Override
    public Optional<String> patience(int forLocks, int whenIdle) {
        return Optional.of("SET CURRENT LOCK TIMEOUT " + forLocks);
    }

    /** As the database is configured (LOCKTIMEOUT). */
    @Override
    public Optional<String> sessionAsBefore() {
        return Optional.of("SET CURRENT LOCK TIMEOUT NULL");
    }

    /** Where it does not show what was committed last (CUR_COMMIT). */
    @Override
    public boolean readsWait() {
        return true;
    }

    /** -911, with which the transaction is rolled back, and -913: a deadlock, or the patience is over. */
    @Override
    public boolean isLockTimeout(SQLException e) {
        return e.getErrorCode() == -911 || e.getErrorCode() == -913;
    }

    @Override
    public String limited(String select, int max) {
        return select + " FETCH FIRST " + max + " ROWS ONLY";
    }

    @Override
    public String candidates(String select, int max) {
        return look(limited(select, max));
    }

    /** Locks nothing that could not be passed over, and need not: the claim by key looks at every row once more. */
    @Override
    public String look(String select) {
        return skipsLocked ? select + " SKIP LOCKED DATA" : select;
    }

    /** It compares a list of columns with a query only, not with values. */
    @Override
    public String in(List<String> columns, List<String> parameters, int count) {
        return columns.size() == 1 ? super.in(columns, parameters, count) : anyOf(columns, parameters, count);
    }
}
