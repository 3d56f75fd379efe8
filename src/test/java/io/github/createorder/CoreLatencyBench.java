package io.github.createorder;

import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.testing.Servers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * How long a core system waits for its own INSERTs and UPDATEs, with and without a node beside it that takes, sends and reports
 * every order at once; not a test, run it by name: {@code mvn -q test -Dtest=CoreLatencyBench -Dtest.jvm=}, with
 * {@code -Dcore.rate=500 -Dcore.seconds=12 -Dcore.burners=2 -Dcore.databases=POSTGRESQL,MARIADB,MYSQL} if need be.
 *
 * <p>Statements begin at fixed times, and a time is counted from when a statement should have begun: one that waits makes those behind
 * it late, as it would the core's users. Each is a transaction of its own, of one row, by four connections; commits go to the disk. The
 * ledger is on PostgreSQL, in a database of its own; the gateway answers in 20 ms. All of it, the servers too, shares the machine:
 * what a lack of processors alone does is measured between the two, beside threads that use them and no database.
 */
class CoreLatencyBench {
    private static final int RATE = Integer.getInteger("core.rate", 500);
    private static final int SECONDS = Integer.getInteger("core.seconds", 12);
    private static final int CONNECTIONS = 4;
    private static final int BURNERS = Integer.getInteger("core.burners", 2);

    private enum Database {
        POSTGRESQL,
        MARIADB,
        MYSQL;

        Scene scene() {
            return switch (this) {
                case POSTGRESQL -> Scene.onPostgres();
                case MARIADB -> Scene.onMariaDb();
                case MYSQL -> Scene.onMySql();
            };
        }
    }

    @Test
    void insertsAndUpdatesBesideUs() throws Exception {
        Servers.writeThrough();
        System.out.printf(
                "%d rows a second, half of them inserted and half updated, %d s each; milliseconds%n", RATE, SECONDS);
        List<String> wanted = List.of(
                System.getProperty("core.databases", "POSTGRESQL,MARIADB,MYSQL").split(","));
        for (Database database : Database.values()) {
            if (!wanted.contains(database.name())) {
                continue;
            }
            try (Scene scene = database.scene()) {
                // Each connection begins and ends each of its four runs with an insert.
                int orders = RATE * (SECONDS + SECONDS / 2 + 4) + 4 * CONNECTIONS;
                scene.withOrders(orders);
                scene.database.execute("CREATE TABLE CORE_STAGE AS SELECT * FROM LEGACY_ORDER");
                scene.database.execute("CREATE INDEX CORE_STAGE_KEY ON CORE_STAGE (ORDER_NO)");
                scene.database.update("DELETE FROM LEGACY_ORDER");
                List<String> keys =
                        scene.database.queryForList("SELECT ORDER_NO FROM CORE_STAGE ORDER BY ORDER_NO", String.class);
                Core core = new Core(scene, keys);
                core.run(3);
                print(database, "without us", core.run(SECONDS));
                if (BURNERS > 0) {
                    List<Thread> burners = burners();
                    print(database, "beside " + BURNERS + " busy", core.run(SECONDS));
                    burners.forEach(Thread::interrupt);
                }
                // What was inserted so far is not taken: the node begins with an empty table.
                scene.database.update("UPDATE LEGACY_ORDER SET STATUS = 'HOLD'");
                scene.sandbox.trouble().set(TroubleRule.delay(20, 20));
                scene.start("a", beside(scene));
                core.run(3);
                List<Long> beside = core.run(SECONDS);
                print(database, "beside us", beside);
                System.out.printf(
                        "%-11s %d orders accepted meanwhile; waits for row locks: %s%n",
                        "",
                        scene.sandbox.record().stats().accepted(),
                        database == Database.POSTGRESQL
                                ? "not counted"
                                : scene.database.queryForList("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_%'").stream()
                                        .map(row -> row.values().toString())
                                        .toList());
            }
        }
    }

    /** The ledger in another database than the core system's table. */
    private static Map<String, String> beside(Scene scene) throws SQLException {
        String ledger = Servers.newPostgresDatabase();
        LegacySource.mapProducts(new DriverManagerDataSource(ledger));
        Map<String, String> own = scene.properties("a");
        return Map.of(
                "createorder.app.data-sources", "ledger,core",
                "createorder.app.data-source.core.url", own.get("createorder.app.data-source.ledger.url"),
                "createorder.app.data-source.core.user", own.get("createorder.app.data-source.ledger.user"),
                "createorder.app.data-source.ledger.url", ledger,
                "createorder.app.data-source.ledger.user", "postgres",
                "createorder.ledger.data-source", "ledger",
                "createorder.source.core.data-source", "core",
                "createorder.send.concurrency", "64");
    }

    private static void print(Database database, String what, List<Long> nanos) {
        Collections.sort(nanos);
        System.out.printf(
                "%-11s %-11s p50 %.2f  p99 %.2f  p99.9 %.2f  longest %.2f  (%d statements)%n",
                database, what, at(nanos, 0.5), at(nanos, 0.99), at(nanos, 0.999), at(nanos, 1), nanos.size());
    }

    /** Threads that use the processors and no database. */
    private static List<Thread> burners() {
        List<Thread> burners = new ArrayList<>();
        for (int i = 0; i < BURNERS; i++) {
            Thread burner = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            });
            burner.start();
            burners.add(burner);
        }
        return burners;
    }

    private static double at(List<Long> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1L, (long) (share * sorted.size()))) / 1e6;
    }

    /** The core system: each of its connections has its turn at fixed times. */
    private static final class Core {
        private final Scene scene;
        private final List<String> keys;
        private final AtomicInteger next = new AtomicInteger();

        Core(Scene scene, List<String> keys) {
            this.scene = scene;
            this.keys = keys;
        }

        List<Long> run(int seconds) throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
            try {
                long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
                List<Callable<List<Long>>> connections = new ArrayList<>();
                for (int i = 0; i < CONNECTIONS; i++) {
                    int turn = i;
                    connections.add(() -> connection(turn, start, seconds * RATE / CONNECTIONS));
                }
                List<Long> all = new ArrayList<>();
                for (Future<List<Long>> one : threads.invokeAll(connections)) {
                    all.addAll(one.get());
                }
                return all;
            } finally {
                threads.shutdownNow();
            }
        }

        private List<Long> connection(int turn, long start, int statements) throws Exception {
            List<Long> nanos = new ArrayList<>();
            try (Connection connection = scene.database.getDataSource().getConnection();
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO LEGACY_ORDER SELECT * FROM CORE_STAGE WHERE ORDER_NO = ?");
                    PreparedStatement update =
                            connection.prepareStatement("UPDATE LEGACY_ORDER SET SPM = 'seen' WHERE ORDER_NO = ?")) {
                for (int i = 0; i < statements; i++) {
                    long due = start + TimeUnit.SECONDS.toNanos(1) * ((long) i * CONNECTIONS + turn) / RATE;
                    long wait = due - System.nanoTime();
                    if (wait > 0) {
                        TimeUnit.NANOSECONDS.sleep(wait);
                    }
                    if (i % 2 == 0) {
                        insert.setString(1, keys.get(next.getAndIncrement()));
                        insert.executeUpdate();
                    } else {
                        // One of those just inserted, which a node may be claiming, sending or reporting.
                        update.setString(1, keys.get(Math.max(0, next.get() - 1 - i % 100)));
                        update.executeUpdate();
                    }
                    nanos.add(System.nanoTime() - due);
                }
            }
            return nanos;
        }
    }
}
