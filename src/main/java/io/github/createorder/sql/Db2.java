package io.github.createorder.sql;

import java.sql.SQLException;
import java.util.Optional;

/** DB2 for Linux, UNIX and Windows. */
public final class Db2 extends Dialect {
    public Db2() {
        super("DB2");
    }

    @Override
    boolean isSpokenBy(String product, String version) {
        return product.startsWith("db2");
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
    public Optional<String> lockPatience() {
        return Optional.of("SET CURRENT LOCK TIMEOUT 1");
    }

    @Override
    public boolean isLockTimeout(SQLException e) {
        return e.getErrorCode() == -911 || e.getErrorCode() == -913;
    }

    @Override
    public String limited(String select, int max) {
        return select + " FETCH FIRST " + max + " ROWS ONLY";
    }
}
