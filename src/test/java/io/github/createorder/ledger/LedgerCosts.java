package io.github.createorder.ledger;

import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.testing.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What an order costs: bytes in each table and index, and on PostgreSQL the CPU and the log that the indexes for people cost
 * sending. Not a test, run it by name ({@code -Dtest=LedgerCosts}); {@code -Dorders=} says how many orders.
 */
class LedgerCosts {
    private static final int BATCH = 200;
    private static final int ORDERS = Integer.getInteger("orders", 20_000);
    private static final double CLOCK_TICKS_PER_SECOND = 100;

    /** By what is left out. */
    private static final Map<String, List<String>> WITHOUT = new LinkedHashMap<>();

    static {
        WITHOUT.put("all indexes", List.of());
        WITHOUT.put("none for people", List.of("late", "conflict", "groups", "ref", "request", "errors", "closed"));
        WITHOUT.put("without what ended late", List.of("late"));
        WITHOUT.put("without ref and request_id", List.of("ref", "request"));
        WITHOUT.put("without partial ones of errors", List.of("conflict", "groups", "errors", "closed"));
    }

    /** One of them with a database of its own, in which the orders are recorded, sent and reported. */
    private static final class Node implements AutoCloseable {
        final HikariDataSource pool;
        final JdbcTemplate sql;
        final Ledger ledger;
        private final Long backend;
        private final Random random = new Random(2);
        private int next;
        double cpu;
        long log;
        long orders;

        Node(TestDatabase database, String url) throws Exception {
            pool = database.newPool(url, 2);
            LedgerSchema.migrate(pool);
            pool.setMaximumPoolSize(1);
            pool.getHikariPoolMXBean().softEvictConnections();
            sql = new JdbcTemplate(pool);
            ledger = new Ledger(
                    new LedgerDb(pool, database.dialect()),
                    "node-1",
                    LedgerTestBase.SETTINGS,
                    PayloadKeys.NONE,
                    new Random(1),
                    LedgerTestBase.json());
            backend = database == TestDatabase.POSTGRESQL
                    ? sql.queryForObject("SELECT pg_backend_pid()", Long.class)
                    : null;
        }

        void send(int orders) {
            double before = cpu();
            long written = log();
            for (int done = 0; done < orders; done += BATCH) {
                ledger.record(taken());
                ledger.settle(LedgerTestBase.accepted(ledger.claim(BATCH), random));
                ledger.reported(ledger.claimReports("legacy", BATCH));
            }
            cpu += cpu() - before;
            log += log() - written;
            this.orders += orders;
        }

        private List<FrozenOrder> taken() {
            List<FrozenOrder> orders = new ArrayList<>();
            for (FrozenOrder order : LedgerTestBase.orders(next, BATCH)) {
                // As long as one of a policy with its holder.
                String request = order.request().replace("}", ",\"attributes\":\"" + "x".repeat(1_100) + "\"}");
                orders.add(new FrozenOrder(
                        order.record(), order.identifier(), request, List.of(), order.mappingVersion()));
            }
            next += BATCH;
            return orders;
        }

        private long log() {
            return backend == null
                    ? 0
                    : sql.queryForObject("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')", Long.class);
        }

        private double cpu() {
            if (backend == null) {
                return 0;
            }
            try {
                String[] stat =
                        Files.readString(Path.of("/proc/" + backend + "/stat")).split(" ");
                return (Long.parseLong(stat[13]) + Long.parseLong(stat[14])) / CLOCK_TICKS_PER_SECOND;
            } catch (IOException e) {
                return 0;
            }
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    @Test
    void indexes() throws Exception {
        Servers.writeThrough();
        Map<String, Node> nodes = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> without : WITHOUT.entrySet()) {
            Node node = new Node(TestDatabase.POSTGRESQL, TestDatabase.POSTGRESQL.newDatabase());
            without.getValue().forEach(index -> node.sql.execute("DROP INDEX createorder_entry_" + index));
            node.send(2_000);
            node.cpu = 0;
            node.log = 0;
            node.orders = 0;
            nodes.put(without.getKey(), node);
        }
        for (int done = 0; done < ORDERS; done += 1_000) {
            nodes.values().forEach(node -> node.send(1_000));
        }
        Node all = nodes.get("all indexes");
        nodes.forEach((name, node) -> {
            say(
                    "| %s | %.3f ms | %.1f %% | %,d | %.1f %% |",
                    name,
                    1000 * node.cpu / node.orders,
                    100 * (all.cpu - node.cpu) / all.cpu,
                    node.log / node.orders,
                    100.0 * (all.log - node.log) / all.log);
            node.close();
        });
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void bytes(TestDatabase database) throws Exception {
        Path file = Files.createTempDirectory("ledger").resolve("ledger");
        String url = database == TestDatabase.H2
                ? "jdbc:h2:file:" + file + ";WRITE_DELAY=0;MAX_COMPACT_TIME=0"
                : database.newDatabase();
        try (Node node = new Node(database, url)) {
            node.send(ORDERS);
            sizes(database, node.sql).forEach((name, bytes) -> {
                if (bytes > 50_000) {
                    say("| %s | %s | %,.0f MB |", database, name, bytes * 1e6 / ORDERS / 1e6);
                }
            });
            if (database == TestDatabase.H2) {
                node.sql.execute("SHUTDOWN COMPACT");
                say("| H2 | file, compacted | %,.0f MB |", Files.size(Path.of(file + ".mv.db")) * 1e6 / ORDERS / 1e6);
            }
        }
    }

    private static Map<String, Long> sizes(TestDatabase database, JdbcTemplate sql) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        String query = switch (database) {
            case POSTGRESQL ->
                "SELECT relname, pg_relation_size(oid) + COALESCE(pg_relation_size(NULLIF(reltoastrelid, 0)), 0)"
                        + " FROM pg_class WHERE relname LIKE 'createorder%' AND relkind IN ('r', 'i')"
                        + " ORDER BY relkind DESC, 2 DESC";
            case MARIADB, MYSQL ->
                "SELECT CONCAT(table_name, '.', index_name), stat_value * 16384 FROM mysql.innodb_index_stats"
                        + " WHERE database_name = DATABASE() AND stat_name = 'size' ORDER BY 2 DESC";
            // It tells the size of its file alone.
            case H2 -> "SELECT 'none', 0";
        };
        if (database == TestDatabase.POSTGRESQL) {
            sql.execute("VACUUM");
        } else if (database != TestDatabase.H2) {
            sql.queryForList("ANALYZE TABLE createorder_entry, createorder_payload");
        }
        sql.query(query, row -> {
            sizes.put(row.getString(1), row.getLong(2));
        });
        return sizes;
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line, Object... arguments) {
        System.out.println("MEASURE " + String.format(Locale.ROOT, line, arguments));
    }
}
