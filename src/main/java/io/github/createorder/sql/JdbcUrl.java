package io.github.createorder.sql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Where a data source leads, as far as messages and logs may say it: its database, and neither user nor password nor parameters. */
public final class JdbcUrl {
    /** As HikariCP, Druid and c3p0, DBCP and Tomcat, and drivers by themselves have it. */
    private static final List<String> GETTERS = List.of("getJdbcUrl", "getUrl", "getURL");

    private static final String HOST = "(?:[\\w.-]+(?:\\\\[\\w$]+)?|\\[[0-9a-fA-F:.]+])(?::\\d+)?";

    /** What is shown is what is known to be harmless. An @ behind the host could be that of a login with strange signs in it. */
    private static final Pattern SERVER = Pattern.compile(
            "(jdbc:[a-z0-9:]+://)(?:[^/?;@\\s]*@)?(" + HOST + "(?:," + HOST + ")*)(/[\\w.$~/-]*)?([:;?][^@]*)?");

    private static final Pattern ORACLE =
            Pattern.compile("(jdbc:oracle:\\w+:)[^@]*(@(?://)?" + HOST + ")([:/][\\w.$:-]+)?([?][^@]*)?");
    private static final Pattern FILE = Pattern.compile("(jdbc:h2:[^;?@]+)([;?].*)?");
    private static final Pattern DATABASE = Pattern.compile("(?i);\\s*database(?:name)?\\s*=\\s*([\\w.$-]+)");
    private static final Pattern SCHEME = Pattern.compile("jdbc:[a-z0-9]+:");

    private JdbcUrl() {}

    /** A data source of ours that tells by itself. */
    public interface Told {
        String jdbcUrl();
    }

    /** In brackets behind a blank, to stand at the end of a reason; empty where the data source does not tell. */
    public static String behind(DataSource data) {
        return of(data).map(url -> " (" + url + ")").orElse("");
    }

    /** The same behind the reason of a failure, if it is the database's, or of the way to it. */
    public static String behind(Exception failure, DataSource data) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return behind(data);
            }
        }
        return "";
    }

    private static Optional<String> of(DataSource data) {
        if (data instanceof DelegatingDataSource outer) {
            return Optional.ofNullable(outer.getTargetDataSource()).flatMap(JdbcUrl::of);
        }
        if (data instanceof Told told) {
            return Optional.of(shown(told.jdbcUrl()));
        }
        return GETTERS.stream()
                .flatMap(getter -> told(data, getter).stream())
                .findFirst()
                .map(JdbcUrl::shown);
    }

    private static Optional<String> told(DataSource data, String getter) {
        try {
            Method method = data.getClass().getMethod(getter);
            return method.invoke(data) instanceof String url && !url.isBlank() ? Optional.of(url) : Optional.empty();
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return Optional.empty();
        }
    }

    static String shown(String url) {
        Matcher server = SERVER.matcher(url);
        if (server.matches()) {
            Matcher database = DATABASE.matcher(server.group(4) == null ? "" : server.group(4));
            return server.group(1)
                    + server.group(2)
                    + (server.group(3) == null ? "" : server.group(3))
                    + (server.group(1).startsWith("jdbc:sqlserver:") && database.find() ? "/" + database.group(1) : "");
        }
        Matcher oracle = ORACLE.matcher(url);
        if (oracle.matches()) {
            return oracle.group(1) + oracle.group(2) + (oracle.group(3) == null ? "" : oracle.group(3));
        }
        Matcher file = FILE.matcher(url);
        if (file.matches()) {
            return file.group(1);
        }
        Matcher scheme = SCHEME.matcher(url);
        return scheme.lookingAt() ? scheme.group() + "..." : "...";
    }
}
