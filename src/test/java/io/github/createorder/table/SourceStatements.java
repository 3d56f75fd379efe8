package io.github.createorder.table;

import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.MySql;
import io.github.createorder.sql.Oracle;
import io.github.createorder.sql.PostgreSql;
import io.github.createorder.sql.SqlName;
import io.github.createorder.table.TableAccess.Tables;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every statement that sources of every shape, mode and key make: each method of {@link TableSql} that gives one is called, with
 * each value of its switches, so that one which is added later is there too.
 */
final class SourceStatements {
    private SourceStatements() {}

    /** A source by its settings and its tables, without a database. */
    record Source(String name, TableSettings settings, Tables tables) {}

    private static final String[] COMMON = {"table=core.t_order", "batch=50"};
    private static final String[] CLAIM = Legacy.with(
            COMMON,
            "status-column=st",
            "claimed-by-column=cb",
            "claimed-at-column=ca",
            "report.reason-column=why",
            "report.time-column=told");
    private static final String[] WATERMARK = Legacy.with(COMMON, "mode=watermark");

    private static final String[] COMPOSITE = {"key-columns=branch,ord"};
    private static final List<String[]> KEYS = List.of(
            new String[] {"key-columns=id"},
            new String[] {"key-columns=ord"},
            new String[] {"key-columns=branch"},
            new String[] {"key-columns=day,id,ord"},
            new String[] {"key-columns=\"Order No\",订单"});
    private static final List<String[]> WAYS = List.of(
            with(CLAIM),
            with(CLAIM, "status.new=null", "where=kind = 'A' OR kind IS NULL", "order-by=made desc,ord"),
            with(CLAIM, "status.new=待处理", "status.taking=处理中", "columns=id,ord,made"),
            with(CLAIM, "claimed-at-column=zoned", "report.table=told", "report.status-column=st"),
            with(WATERMARK, "watermark.column=made"),
            with(WATERMARK, "watermark.column=id", "where=kind = 'A'", "report.table=told", "report.status-column=st"));
    private static final List<String> SHAPES = List.of("order", "policies", "counted", "tables", "tables counted");

    private static String[] with(String[] settings, String... more) {
        return Legacy.with(settings, more);
    }

    /** Every way in every shape, and every key in one way. */
    static List<Source> sources(Dialect dialect) {
        List<Source> sources = new ArrayList<>();
        for (String[] way : WAYS) {
            for (String shape : SHAPES) {
                boolean countsWhatComesLate =
                        shape.equals("tables counted") && List.of(way).contains("mode=watermark");
                if (!countsWhatComesLate) {
                    sources.add(source(dialect, with(way, with(COMPOSITE, shape(shape, COMPOSITE)))));
                }
            }
        }
        for (String[] key : KEYS) {
            sources.add(source(dialect, with(WAYS.get(0), with(key, shape("tables", key)))));
            sources.add(source(dialect, with(WAYS.get(4), with(key, shape("order", key)))));
        }
        return sources;
    }

    /** As many of them as a slow parser is to read: each shape, each way, each key. */
    static List<Source> some(Dialect dialect) {
        List<Source> all = sources(dialect);
        return IntStream.range(0, all.size())
                .filter(i -> i % 3 == 0 || i >= all.size() - 2 * KEYS.size())
                .mapToObj(all::get)
                .toList();
    }

    private static String[] shape(String shape, String... key) {
        return switch (shape) {
            case "policies" -> new String[] {"shape=policy-per-row", "policy.order-by=pol"};
            case "counted" ->
                new String[] {"shape=policy-per-row", "policy.order-by=pol desc", "group.count-column=cnt"};
            case "tables", "tables counted" ->
                new String[] {
                    "shape=order-and-policy-tables",
                    "policy.table=core.t_policy",
                    "policy." + key[0],
                    "policy.order-by=pol",
                    shape.equals("tables") ? "group.count-column=" : "group.count-column=cnt"
                };
            default -> new String[0];
        };
    }

    private static Source source(Dialect dialect, String... settings) {
        Map<String, String> properties = Legacy.properties(settings);
        TableSettings table = TableSettings.of("core", properties);
        TableSchema orders = new TableSchema(table.table(), dialect, columns(dialect));
        TableSchema policies = table.policies().table() == null
                ? null
                : new TableSchema(table.policies().table(), dialect, columns(dialect));
        TableSchema report = table.report() == null
                ? null
                : table.report().table() == null
                        ? orders
                        : new TableSchema(table.report().table(), dialect, columns(dialect));
        return new Source(
                String.join(" ", settings),
                table,
                new Tables(orders, policies, report, new TableSql(table, orders, policies)));
    }

    private static List<TableColumn> columns(Dialect dialect) {
        boolean oracle = dialect instanceof Oracle;
        boolean postgres = dialect instanceof PostgreSql;
        String text = oracle ? "VARCHAR2" : "VARCHAR";
        String padded = postgres ? "bpchar" : "CHAR";
        String integer = oracle ? "NUMBER" : postgres ? "int4" : "INT";
        return List.of(
                column(dialect, "id", Types.NUMERIC, oracle ? "NUMBER" : postgres ? "numeric" : "DECIMAL"),
                column(dialect, "ord", Types.VARCHAR, text),
                column(dialect, "branch", Types.CHAR, padded),
                column(dialect, "day", oracle ? Types.TIMESTAMP : Types.DATE, "DATE"),
                column(dialect, "Order No", Types.VARCHAR, text),
                column(dialect, "订单", Types.NVARCHAR, oracle ? "NVARCHAR2" : text),
                column(dialect, "pol", Types.INTEGER, integer),
                column(dialect, "cnt", Types.INTEGER, integer),
                column(dialect, "kind", Types.CHAR, padded),
                column(dialect, "st", Types.CHAR, padded),
                column(dialect, "cb", Types.VARCHAR, text),
                column(dialect, "ca", Types.TIMESTAMP, dialect instanceof MySql ? "DATETIME" : "TIMESTAMP"),
                column(dialect, "zoned", Types.TIMESTAMP, "TIMESTAMP WITH TIME ZONE"),
                column(dialect, "made", Types.TIMESTAMP, oracle ? "DATE" : "DATETIME"),
                column(dialect, "why", Types.VARCHAR, text),
                column(dialect, "told", Types.TIMESTAMP, "TIMESTAMP"),
                column(dialect, "photo", Types.BLOB, "BLOB"));
    }

    private static TableColumn column(Dialect dialect, String name, int type, String typeName) {
        return new TableColumn(name, type, typeName, 20, 40, name.equals("branch"), dialect);
    }

    /** What a source makes, by the method that makes it. */
    static List<TableStatement> of(Source source, TableSql sql, Method method, int keys) {
        boolean groups = source.settings().shape() == TableSettings.Shape.POLICY_PER_ROW;
        boolean fits = switch (method.getName()) {
            case "children" -> source.tables().policies() != null;
            case "tip", "page", "oddMarks" -> source.settings().readOnly();
            case "groups" -> groups;
            case "candidateGroups", "standings", "release" ->
                groups && !source.settings().readOnly();
            case "claim", "candidates", "claimable", "claimed", "held" ->
                !groups && !source.settings().readOnly();
            case "claimKeys", "lock", "taken" -> !source.settings().readOnly();
            case "orders", "duplicates", "duplicateKeys" -> !groups;
            case "oddCounts" ->
                !source.settings().readOnly()
                        && source.tables().policies() == null
                        && source.settings().countColumn() != null;
            case "waiting" -> !source.settings().readOnly();
            case "report", "reportAtOnce", "insert", "reported" ->
                source.settings().report() != null;
            default -> true;
        };
        if (!fits) {
            return List.of();
        }
        List<TableStatement> statements = new ArrayList<>();
        for (List<Object> arguments : arguments(source, method, keys)) {
            try {
                Object made = method.invoke(sql, arguments.toArray());
                if (made instanceof Optional<?> optional) {
                    made = optional.orElse(null);
                }
                if (made != null) {
                    statements.add((TableStatement) made);
                }
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(source.name() + ": " + method, e.getCause());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return statements;
    }

    /** The methods that give statements. */
    static List<Method> methods() {
        return Arrays.stream(TableSql.class.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .filter(method -> method.getReturnType() == TableStatement.class
                        || method.getGenericReturnType().getTypeName().contains("TableStatement"))
                .toList();
    }

    private static List<List<Object>> arguments(Source source, Method method, int keys) {
        List<List<Object>> all = new ArrayList<>(List.of(List.of()));
        for (Class<?> type : method.getParameterTypes()) {
            List<?> values = values(source, method, type, keys);
            List<List<Object>> longer = new ArrayList<>();
            for (List<Object> begun : all) {
                for (Object value : values) {
                    longer.add(Stream.concat(begun.stream(), Stream.of(value)).toList());
                }
            }
            all = longer;
        }
        return all;
    }

    private static List<?> values(Source source, Method method, Class<?> type, int keys) {
        TableSettings settings = source.settings();
        if (type == boolean.class) {
            return List.of(false, true);
        } else if (type == int.class) {
            return List.of(keys);
        } else if (type == TableSchema.class) {
            return method.getName().equals("lock")
                    ? List.of(source.tables().orders())
                    : List.of(source.tables().report());
        } else if (type == SqlName.class) {
            return List.of(
                    settings.statusColumn() == null ? settings.keyColumns().get(0) : settings.statusColumn());
        } else if (type == String.class) {
            return List.of("1 = 0");
        } else if (type == List.class) {
            return method.getName().equals("codes")
                    ? List.of(settings.keyColumns())
                    : List.of(settings.reportColumns());
        }
        throw new IllegalStateException("a parameter of a new type: " + method);
    }
}
