package io.github.createorder.table;

import io.github.createorder.ledger.Report;
import io.github.createorder.ledger.SourceLease;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.SourceRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A core system's database for tests, and what tests say of it in few words. */
final class Legacy {
    static final long AT = Instant.parse("2026-05-01T04:00:00Z").toEpochMilli();

    final Databases database;
    final DataSource dataSource;
    final JdbcTemplate jdbc;

    Legacy(Databases database) {
        this.database = database;
        this.dataSource = database.dataSource();
        this.jdbc = new JdbcTemplate(dataSource);
    }

    String timestamp() {
        return database.isMySql() ? "DATETIME(6)" : "TIMESTAMP";
    }

    /** Makes a table again; TS stands for the database's timestamp without a zone, and "x" for a quoted name. */
    void table(String name, String columns) {
        jdbc.execute("DROP TABLE IF EXISTS " + quoted(name));
        jdbc.execute("CREATE TABLE " + quoted(name) + " (" + quoted(columns).replace("TS", timestamp()) + ")");
    }

    String quoted(String sql) {
        return database.isMySql() ? sql.replace('"', '`') : sql;
    }

    void execute(String sql, Object... parameters) {
        jdbc.update(quoted(sql), parameters);
    }

    void batch(String sql, List<Object[]> rows) {
        jdbc.batchUpdate(sql, rows);
    }

    List<String> texts(String sql) {
        return jdbc.queryForList(quoted(sql), String.class);
    }

    long count(String sql) {
        return jdbc.queryForObject("SELECT COUNT(*) FROM " + sql, Long.class);
    }

    TableSource source(String... settings) {
        return source(null, InstantSource.system(), settings);
    }

    TableSource source(SourceLease store, InstantSource clock, String... settings) {
        return TableSource.of(TableSettings.of("core", properties(settings)), dataSource, store, clock);
    }

    static Map<String, String> properties(String... settings) {
        Map<String, String> properties = new HashMap<>();
        Arrays.stream(settings).map(setting -> setting.split("=", 2)).forEach(pair -> properties.put(pair[0], pair[1]));
        return properties;
    }

    static String[] with(String[] settings, String... more) {
        String[] all = Arrays.copyOf(settings, settings.length + more.length);
        System.arraycopy(more, 0, all, settings.length, more.length);
        return all;
    }

    static Report accepted(String ref) {
        return new Report(1, 1, "core", ref, "id-" + ref, true, null, null, "req-" + ref, null, AT);
    }

    static Report error(String ref, String reason) {
        return new Report(1, 1, "core", ref, "id-" + ref, false, ErrorCause.REJECTED, reason, null, null, AT);
    }

    static List<String> refs(List<SourceRecord> records) {
        return records.stream().map(SourceRecord::ref).toList();
    }

    /** A clock that stands until it is moved. */
    static final class Clock implements InstantSource {
        Instant now = Instant.parse("2026-05-01T04:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        void pass(long seconds) {
            now = now.plusSeconds(seconds);
        }
    }

    /** A position store whose lease moves when a test says so. */
    static final class Positions {
        String owner;
        String position = "";

        SourceLease node(String name) {
            return new SourceLease() {
                @Override
                public Optional<String> acquire(String source) {
                    if (owner == null) {
                        owner = name;
                    }
                    return owner.equals(name) ? Optional.of(position) : Optional.empty();
                }

                @Override
                public boolean advance(String source, String to) {
                    if (!name.equals(owner)) {
                        return false;
                    }
                    position = to;
                    return true;
                }

                @Override
                public void release(String source) {
                    if (name.equals(owner)) {
                        owner = null;
                    }
                }
            };
        }
    }
}
