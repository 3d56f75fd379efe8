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
        return product.startsWith("microsoft sql server");
    }

    @Override
    public String parameter(String typeName) {
        String type = typeName.toUpperCase(Locale.ROOT);
        return type.equals("DATETIME") || type.equals("SMALLDATETIME") ? "CAST(? AS " + type + ")" : "?";
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

    @Override
    public Optional<String> claim(Claim claim) {
        return Optional.of("WITH due AS (SELECT TOP (" + claim.max() + ") * FROM " + claim.table()
                + " o WITH (UPDLOCK, READPAST, ROWLOCK) WHERE " + claim.due() + " ORDER BY " + claim.orderBy()
                + ") UPDATE due SET " + claim.set());
    }

    @Override
    public Optional<String> lockPatience() {
        return Optional.of("SET LOCK_TIMEOUT 1000");
    }

    @Override
    public boolean isLockTimeout(SQLException e) {
        return e.getErrorCode() == 1222;
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
