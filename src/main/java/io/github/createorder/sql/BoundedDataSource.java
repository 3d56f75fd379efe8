package io.github.createorder.sql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A data source on whose connections no answer is waited for without end. Where a database's host vanishes, or a firewall forgets
 * a connection, nothing comes any more, not even the end of the connection: without a bound the thread that waits would wait for
 * good, and so would its movement. Past the bound the driver gives the connection up, and that is an outage like any other.
 *
 * <p>The bound is taken off when a connection goes back to its pool, which may be the team's own and serve others too. One that is
 * set already and is shorter stays. Drivers that know no such bound are left as they are.
 */
public final class BoundedDataSource extends DelegatingDataSource {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedDataSource.class);

    private final int millis;

    /** @param longest how long to wait for an answer at most */
    public BoundedDataSource(DataSource target, Duration longest) {
        super(target);
        this.millis = (int) Math.min(longest.toMillis(), Integer.MAX_VALUE);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return bounded(super.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return bounded(super.getConnection(user, password));
    }

    private Connection bounded(Connection connection) {
        int before;
        try {
            before = connection.getNetworkTimeout();
            if (before > 0 && before <= millis) {
                return connection;
            }
            connection.setNetworkTimeout(Runnable::run, millis);
        } catch (SQLException | UnsupportedOperationException | AbstractMethodError e) {
            LOG.debug("This driver waits for as long as it takes", e);
            return connection;
        }
        return (Connection) Proxy.newProxyInstance(
                BoundedDataSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("equals")) {
                        return self == arguments[0];
                    }
                    if (method.getName().equals("close")) {
                        unbound(connection, before);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void unbound(Connection connection, int before) {
        try {
            if (!connection.isClosed()) {
                connection.setNetworkTimeout(Runnable::run, before);
            }
        } catch (SQLException e) {
            LOG.debug("A connection that is gone", e);
        }
    }
}
