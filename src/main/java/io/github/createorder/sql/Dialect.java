package io.github.createorder.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/** Where the databases that we meet differ, beyond what standard SQL covers. */
public enum Dialect {
    H2("DATEADD('SECOND', -%d, CURRENT_TIMESTAMP)", "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)"),
    /** The time is the statement's: unlike clock_timestamp(), which would be asked again for every row, it can use an index. */
    POSTGRESQL(
            "statement_timestamp() - INTERVAL '%d' SECOND",
            "CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000 AS BIGINT)"),
    /** MySQL 8 and MariaDB 10.6 and later. Milliseconds come from UTC: a session zone repeats an hour every autumn. */
    MYSQL("NOW(6) - INTERVAL %d SECOND", "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)"),
    ORACLE("SYSTIMESTAMP - NUMTODSINTERVAL(%d, 'SECOND')", null),
    SQLSERVER("DATEADD(SECOND, -%d, SYSDATETIME())", null),
    DB2("CURRENT TIMESTAMP - %d SECONDS", null);

    private final String secondsAgo;
    private final String nowMillis;

    Dialect(String secondsAgo, String nowMillis) {
        this.secondsAgo = secondsAgo;
        this.nowMillis = nowMillis;
    }

    /** SQL for the timestamp so many seconds before the database's own clock, in the type of CURRENT_TIMESTAMP. */
    public String secondsAgo(long seconds) {
        return secondsAgo.formatted(seconds);
    }

    /**
     * SQL for the database's clock in milliseconds since 1970-01-01 UTC, the form of every time in the ledger.
     *
     * @throws UnsupportedOperationException if the ledger has no schema for this database
     */
    public String nowMillis() {
        if (nowMillis == null) {
            throw new UnsupportedOperationException("the ledger has no schema for " + this);
        }
        return nowMillis;
    }

    /** Whether what drivers call a boolean is a number of more than two values: TINYINT(1) and BIT(8) of MySQL. */
    public boolean booleansAreNumbers() {
        return this == MYSQL;
    }

    /**
     * The dialect of a database, by what its driver says of itself.
     *
     * @throws SQLException if the database cannot be reached, or is none of ours
     */
    public static Dialect of(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            String name = product.toLowerCase(Locale.ROOT);
            if (name.startsWith("h2")) {
                return H2;
            } else if (name.startsWith("postgresql")) {
                return POSTGRESQL;
            } else if (name.startsWith("mysql") || name.startsWith("mariadb")) {
                return MYSQL;
            } else if (name.startsWith("oracle")) {
                return ORACLE;
            } else if (name.startsWith("microsoft sql server")) {
                return SQLSERVER;
            } else if (name.startsWith("db2")) {
                return DB2;
            }
            throw new SQLException("No dialect for the database '" + product
                    + "'; known: H2, PostgreSQL, MySQL, MariaDB," + " Oracle, SQL Server, DB2");
        }
    }
}
