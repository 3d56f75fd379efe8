package io.github.createorder.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * A database that takes FOR UPDATE, SKIP LOCKED and NOWAIT, and locks nothing, as TiDB does with SKIP LOCKED: the words are taken out
 * of every statement. As a data source, or as a driver in front of another one: {@code jdbc:lost-locks:} and the rest of its URL.
 */
public final class LostLocks implements Driver {
    private static final String PREFIX = "jdbc:lost-locks:";
    private static final Pattern LOCK = Pattern.compile(" FOR UPDATE(?: SKIP LOCKED| NOWAIT)?");
    private static final List<Class<?>> WATCHED = List.of(Connection.class, Statement.class);

    static {
        try {
            DriverManager.registerDriver(new LostLocks());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private LostLocks() {}

    public static DataSource of(DataSource dataSource) {
        return (DataSource) unlocked(dataSource, DataSource.class);
    }

    /** The URL by which the driver is asked for. */
    public static String of(String url) {
        return PREFIX + url.substring("jdbc:".length());
    }

    private static Object unlocked(Object target, Class<?> type) {
        return Proxy.newProxyInstance(
                LostLocks.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                    if (args != null && args.length > 0 && args[0] instanceof String sql) {
                        args[0] = LOCK.matcher(sql).replaceAll("");
                    }
                    Object result;
                    try {
                        result = method.invoke(target, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    return result != null
                                    && WATCHED.stream().anyMatch(each -> each.isAssignableFrom(method.getReturnType()))
                            ? unlocked(result, method.getReturnType())
                            : result;
                });
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        return acceptsURL(url)
                ? (Connection) unlocked(
                        DriverManager.getConnection("jdbc:" + url.substring(PREFIX.length()), info), Connection.class)
                : null;
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
        return Logger.getLogger(LostLocks.class.getName());
    }
}
