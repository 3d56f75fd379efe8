package io.github.createorder.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A database that calls itself by another's name, understands what is rewritten for it, and tells other counts of rows than it
 * changed: what can be shown of databases and drivers that cannot be run here.
 */
public final class StandIn extends AbstractDataSource {
    private final DataSource real;
    private final List<String> statements = new ArrayList<>();
    private String product;
    private String version;
    private UnaryOperator<String> rewrite = UnaryOperator.identity();
    private IntUnaryOperator batchCount = count -> count;
    private IntUnaryOperator count = one -> one;
    private UnaryOperator<String> typeName = UnaryOperator.identity();
    private SQLException failure;
    private String failing;
    private final List<String> unlimited = new ArrayList<>();

    public StandIn(DataSource real) {
        this.real = real;
    }

    public StandIn calledLike(String name, String productVersion) {
        product = name;
        version = productVersion;
        return this;
    }

    public StandIn rewriting(UnaryOperator<String> how) {
        rewrite = how;
        return this;
    }

    /** What a column's type is called. */
    public StandIn namingTypes(UnaryOperator<String> how) {
        typeName = how;
        return this;
    }

    /** What is told of each statement of a batch, by what was done. */
    public StandIn tellingOfBatches(IntUnaryOperator told) {
        batchCount = told;
        return this;
    }

    /** What is told of a statement by itself. */
    public StandIn telling(IntUnaryOperator told) {
        count = told;
        return this;
    }

    /** Fails once at the next statement that contains this. */
    public StandIn failingOnce(String part, SQLException with) {
        failing = part;
        failure = with;
        return this;
    }

    /** All statements so far, before they were rewritten. */
    public List<String> statements() {
        return List.copyOf(statements);
    }

    /** The statements so far that might have taken any time: whose query time-out was not set. */
    public List<String> unlimited() {
        return List.copyOf(unlimited);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return proxy(Connection.class, real.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return proxy(Connection.class, real.getConnection(user, password));
    }

    private Object proxied(Object meta) {
        return meta instanceof DatabaseMetaData database
                ? proxy(DatabaseMetaData.class, database)
                : proxy(ResultSetMetaData.class, (ResultSetMetaData) meta);
    }

    private <T> T proxy(Class<T> type, T target) {
        return proxy(type, target, null);
    }

    /** @param prepared the SQL of a prepared statement */
    private <T> T proxy(Class<T> type, T target, String prepared) {
        AtomicBoolean limited = new AtomicBoolean();
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Object[] given = arguments;
                    boolean isSql = arguments != null
                            && arguments.length > 0
                            && arguments[0] instanceof String
                            && (method.getName().startsWith("prepare")
                                    || method.getName().startsWith("execute"));
                    if (isSql) {
                        String sql = (String) arguments[0];
                        statements.add(sql);
                        if (failing != null && sql.contains(failing)) {
                            failing = null;
                            throw failure;
                        }
                        given = arguments.clone();
                        given[0] = rewrite.apply(sql);
                    }
                    if (method.getName().equals("setQueryTimeout")) {
                        limited.set((Integer) arguments[0] > 0);
                    } else if (target instanceof Statement
                            && method.getName().startsWith("execute")
                            && !limited.get()) {
                        unlimited.add(isSql ? (String) arguments[0] : prepared);
                    }
                    Object result;
                    try {
                        result = method.invoke(target, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    return switch (method.getName()) {
                        case "getDatabaseProductName" -> product == null ? result : product;
                        case "getDatabaseProductVersion" -> version == null ? result : version;
                        case "executeBatch" ->
                            Arrays.stream((int[]) result).map(batchCount).toArray();
                        case "executeUpdate" -> count.applyAsInt((Integer) result);
                        case "getMetaData" -> proxied(result);
                        case "executeQuery" -> proxy(ResultSet.class, (ResultSet) result);
                        case "getColumnTypeName" -> typeName.apply((String) result);
                        case "prepareStatement" ->
                            proxy(PreparedStatement.class, (PreparedStatement) result, (String) arguments[0]);
                        case "createStatement" -> proxy(Statement.class, (Statement) result);
                        default -> result;
                    };
                }));
    }
}
