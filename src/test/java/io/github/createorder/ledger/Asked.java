package io.github.createorder.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What is asked through a data source, and how many rows of tables and indexes the database itself says that it read for it: by
 * EXPLAIN of the same statements with the same values, or by its own counters. Of SELECTs only.
 */
final class Asked {
    private static final Set<Class<?>> WATCHED = Set.of(Connection.class, Statement.class, PreparedStatement.class);
    private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataSource dataSource;
    private final TestDatabase database;
    private final DataSource watched;
    private final List<Question> questions = new ArrayList<>();

    private record Question(String sql, List<Object[]> values) {}

    Asked(DataSource dataSource, TestDatabase database) {
        this.dataSource = dataSource;
        this.database = database;
        watched = (DataSource) watched(dataSource, DataSource.class, null);
    }

    DataSource dataSource() {
        return watched;
    }

    synchronized void forget() {
        questions.clear();
    }

    /** Rows that the database reads for what was asked since {@link #forget}. */
    synchronized long rows() {
        return new JdbcTemplate(dataSource).execute((ConnectionCallback<Long>) connection -> {
            long rows = 0;
            for (Question question : List.copyOf(questions)) {
                rows += rows(connection, question);
            }
            return rows;
        });
    }

    private long rows(Connection connection, Question question) throws SQLException {
        return switch (database) {
            case POSTGRESQL -> rows(plan(connection, "EXPLAIN (ANALYZE, FORMAT JSON) ", question));
            case H2 -> {
                Matcher count = SCANNED.matcher(plan(connection, "EXPLAIN ANALYZE ", question));
                long rows = 0;
                while (count.find()) {
                    rows += Long.parseLong(count.group(1));
                }
                yield rows;
            }
            case MARIADB, MYSQL -> {
                long counting = handled(connection);
                long before = handled(connection);
                counting = before - counting;
                plan(connection, "", question);
                yield handled(connection) - before - counting;
            }
        };
    }

    /** Rows that the storage engine gave to this session. */
    private static long handled(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet status =
                        statement.executeQuery("SHOW SESSION STATUS WHERE Variable_name IN ('Handler_read_first',"
                                + " 'Handler_read_key', 'Handler_read_last', 'Handler_read_next', 'Handler_read_prev',"
                                + " 'Handler_read_rnd', 'Handler_read_rnd_next')")) {
            long rows = 0;
            while (status.next()) {
                rows += status.getLong(2);
            }
            return rows;
        }
    }

    private static long rows(String plan) {
        try {
            return rows(JSON.readTree(plan).get(0).get("Plan"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long rows(JsonNode node) {
        double rows = 0;
        if (node.path("Node Type").asText().contains("Scan") && !node.has("Subquery Name")) {
            rows = (node.path("Actual Rows").asDouble()
                            + node.path("Rows Removed by Filter").asDouble()
                            + node.path("Rows Removed by Index Recheck").asDouble())
                    * node.path("Actual Loops").asDouble();
        }
        for (JsonNode child : node.path("Plans")) {
            rows += rows(child);
        }
        return (long) rows;
    }

    /** What was asked since {@link #forget}, as the database does it. */
    synchronized String plans() {
        return new JdbcTemplate(dataSource).execute((ConnectionCallback<String>) connection -> {
            StringBuilder plans = new StringBuilder();
            for (Question question : List.copyOf(questions)) {
                plans.append(question.sql)
                        .append('\n')
                        .append(plan(
                                connection,
                                switch (database) {
                                    case POSTGRESQL -> "EXPLAIN (ANALYZE, BUFFERS) ";
                                    case H2, MYSQL -> "EXPLAIN ANALYZE ";
                                    case MARIADB -> "ANALYZE ";
                                },
                                question))
                        .append('\n');
            }
            return plans.toString();
        });
    }

    private static String plan(Connection connection, String explain, Question question) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(explain + question.sql)) {
            for (Object[] value : question.values) {
                if (value[1] == null) {
                    statement.setNull((int) value[0], (int) value[2]);
                } else {
                    statement.setObject((int) value[0], value[1]);
                }
            }
            StringBuilder plan = new StringBuilder();
            try (ResultSet lines = statement.executeQuery()) {
                int columns = lines.getMetaData().getColumnCount();
                while (lines.next()) {
                    for (int i = 1; i <= columns && !explain.isEmpty(); i++) {
                        plan.append(lines.getString(i)).append(i == columns ? '\n' : '\t');
                    }
                }
            }
            return plan.toString();
        }
    }

    private Object watched(Object target, Class<?> type, Question question) {
        return Proxy.newProxyInstance(Asked.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Question asked = question;
            if (target instanceof Connection && method.getName().equals("prepareStatement")) {
                asked = new Question((String) args[0], new ArrayList<>());
            } else if (question != null
                    && method.getName().startsWith("set")
                    && args[0] instanceof Integer
                    && args.length > 1) {
                question.values.add(
                        method.getName().equals("setNull")
                                ? new Object[] {args[0], null, args[1]}
                                : new Object[] {args[0], args[1]});
            } else if (method.getName().equals("executeQuery")) {
                ask(question == null ? new Question((String) args[0], List.of()) : question);
            }
            Object result = call(target, method, args);
            return WATCHED.contains(method.getReturnType()) && result != null
                    ? watched(result, method.getReturnType(), asked)
                    : result;
        });
    }

    private static Object call(Object target, Method method, Object... args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private synchronized void ask(Question question) {
        questions.add(question);
    }
}
