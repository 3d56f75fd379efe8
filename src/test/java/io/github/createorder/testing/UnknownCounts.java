package io.github.createorder.testing;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A driver that tells of each statement of a batch that it was done, and not how many rows it changed
 * ({@link Statement#SUCCESS_NO_INFO}), as Oracle's old ones do; in front of another one: {@code jdbc:unknown-counts:} and the rest of
 * its URL.
 */
public final class UnknownCounts implements Driver {
    private static final String PREFIX = "jdbc:unknown-counts:";
    private static final AtomicInteger TOLD = new AtomicInteger();

    static {
        try {
            DriverManager.registerDriver(new UnknownCounts());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private UnknownCounts() {}

    /** The URL by which the driver is asked for. */
    public static String of(String url) {
        return PREFIX + url.substring("jdbc:".length());
    }

    /** How many statements it has told nothing of, in this JVM. */
    public static int told() {
        return TOLD.get();
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        DriverManagerDataSource real = new DriverManagerDataSource("jdbc:" + url.substring(PREFIX.length()), info);
        return new StandIn(real)
                .tellingOfBatches(count -> {
                    TOLD.incrementAndGet();
                    return Statement.SUCCESS_NO_INFO;
                })
                .getConnection();
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(UnknownCounts.class.getName());
    }
}
