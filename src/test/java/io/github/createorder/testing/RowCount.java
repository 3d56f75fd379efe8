package io.github.createorder.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** Counts the rows that are read through a data source. */
public final class RowCount {
    private static final List<Class<?>> WATCHED = List.of(Connection.class, Statement.class, ResultSet.class);

    private final AtomicLong rows = new AtomicLong();
    private final DataSource counted;

    public RowCount(DataSource dataSource) {
        counted = (DataSource) watched(dataSource, DataSource.class);
    }

    public DataSource dataSource() {
        return counted;
    }

    /** Rows so far. */
    public long read() {
        return rows.get();
    }

    private Object watched(Object target, Class<?> type) {
        return Proxy.newProxyInstance(RowCount.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object result;
            try {
                result = method.invoke(target, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (target instanceof ResultSet && method.getName().equals("next") && Boolean.TRUE.equals(result)) {
                rows.incrementAndGet();
            }
            return WATCHED.stream().anyMatch(each -> each.isAssignableFrom(method.getReturnType())) && result != null
                    ? watched(result, method.getReturnType())
                    : result;
        });
    }
}
