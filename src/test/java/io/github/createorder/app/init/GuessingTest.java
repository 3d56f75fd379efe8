package io.github.createorder.app.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.mapping.CamelExpressions;
import io.github.createorder.order.Columns;
import io.github.createorder.order.SourceRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** How many fields of tables are guessed rightly. None may be guessed wrongly: that would look right, and be sent. */
class GuessingTest {
    private static final Path SCENES = Path.of("src/test/resources/init");

    @Test
    void noFieldOfATableIsGuessedWronglyAndMostAreGuessed() throws Exception {
        Map<String, int[]> counts = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        StringBuilder report = new StringBuilder();
        List<Path> scenes;
        try (Stream<Path> folders = Files.list(SCENES)) {
            scenes = folders.filter(Files::isDirectory).sorted().toList();
        }
        for (Path scene : scenes) {
            Scored scored = score(scene);
            String name = scene.getFileName().toString();
            report.append("%-32s right %2d  wrong %d %s  blank %d %s%n"
                    .formatted(
                            name,
                            scored.right().size(),
                            scored.wrong().size(),
                            scored.wrong(),
                            scored.blank().size(),
                            scored.blank()));
            scored.wrong().forEach(field -> wrong.add(name + ": " + field));
            int[] count = counts.computeIfAbsent(name.replaceFirst("-.*", ""), kind -> new int[2]);
            count[0] += scored.right().size();
            count[1] += scored.blank().size();
        }
        assertThat(wrong).as(report.toString()).isEmpty();
        // What was reached, of 15, 59, 84 and 54 fields: docs/mapping.md has the figures.
        assertThat(counts.get("walk")[0]).as(report.toString()).isGreaterThanOrEqualTo(10);
        assertThat(counts.get("core")[0]).as(report.toString()).isGreaterThanOrEqualTo(46);
        assertThat(counts.get("held")[0]).as(report.toString()).isGreaterThanOrEqualTo(81);
        assertThat(counts.get("others")[0]).as(report.toString()).isGreaterThanOrEqualTo(39);
    }

    private static Scored score(Path scene) throws Exception {
        String url = "jdbc:h2:mem:" + scene.getFileName() + ";DB_CLOSE_DELAY=-1";
        String table = Files.readString(scene.resolve("table.txt")).strip();
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                DefaultCamelContext context = new DefaultCamelContext()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(Files.readString(scene.resolve("table.sql")));
            }
            context.start();
            TableStart.Found found =
                    new TableStart(new Database("core", url, "sa", "", null, true), "core").look(table, null);
            return Scored.of(
                    found.guesses(),
                    Files.readString(scene.resolve("mapping.yaml")),
                    records(connection, found),
                    new CamelExpressions(context));
        }
    }

    /** The table's rows as orders, without the bundle's own reading: by the key that was found. */
    private static List<SourceRecord> records(Connection connection, TableStart.Found found) throws Exception {
        List<Map<String, Object>> rows = rows(connection, found.table().name());
        List<SourceRecord> records = new ArrayList<>();
        if (found.guesses().shape() == Guesses.Shape.ORDER_AND_POLICY_TABLES) {
            List<Map<String, Object>> children = rows(connection, found.policyTable());
            for (Map<String, Object> row : rows) {
                Object key = row.get(found.key().yaml());
                List<Map<String, Object>> own = children.stream()
                        .filter(child -> key.equals(child.get(found.policyKey().yaml())))
                        .toList();
                records.add(new SourceRecord("core", String.valueOf(key), row, own));
            }
            return records;
        }
        Map<Object, List<Map<String, Object>>> orders = new LinkedHashMap<>();
        rows.forEach(row -> orders.computeIfAbsent(row.get(found.key().yaml()), none -> new ArrayList<>())
                .add(row));
        orders.forEach((key, of) -> records.add(new SourceRecord("core", String.valueOf(key), of.get(0), of)));
        return records;
    }

    private static List<Map<String, Object>> rows(Connection connection, String table) throws Exception {
        DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
        List<Map<String, Object>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
            while (result.next()) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    Object value = switch (result.getMetaData().getColumnType(i)) {
                        case Types.TIMESTAMP -> {
                            LocalDateTime at = result.getObject(i, LocalDateTime.class);
                            String text = at == null ? null : time.format(at);
                            yield text;
                        }
                        case Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.DECIMAL -> result.getBigDecimal(i);
                        case Types.BOOLEAN -> result.getObject(i);
                        default -> result.getString(i);
                    };
                    row.put(result.getMetaData().getColumnName(i), value);
                }
                rows.add(Columns.of(row));
            }
        }
        return rows;
    }
}
