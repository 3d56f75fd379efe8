package io.github.createorder.ledger;

import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.testing.Servers;
import io.github.createorder.top.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What the ledger's batches cost; not a test, run it by name ({@code -Dtest=LedgerMeasure}). Prints, for batches of 200, the
 * median time of a call, the rows a second, and on PostgreSQL the database's CPU a row.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class LedgerMeasure extends LedgerTestBase {
    private static final int BATCH = 200;
    private static final double CLOCK_TICKS_PER_SECOND = 100;

    private final Map<String, List<Long>> nanos = new LinkedHashMap<>();
    private final Map<String, Double> cpu = new LinkedHashMap<>();
    private int next;
    private Long backend;

    @BeforeAll
    static void safeAsInProduction() {
        Servers.writeThrough();
    }

    @Test
    void batches() throws Exception {
        String url = database.newDatabase();
        try (HikariDataSource one = database.newPool(url, 1)) {
            try (HikariDataSource admin = database.newPool(url, 2)) {
                LedgerSchema.migrate(admin);
            }
            JdbcTemplate sql = new JdbcTemplate(one);
            backend = database == TestDatabase.POSTGRESQL
                    ? sql.queryForObject("SELECT pg_backend_pid()", Long.class)
                    : null;
            Ledger measured = new Ledger(
                    new LedgerDb(one, database.dialect()), "node-1", SETTINGS, PayloadKeys.NONE, new Random(1), json());
            rounds(measured, 60);
            print("warm-up, from an empty table");
            rounds(measured, 100);
            print("12,000 orders and more lie about");
            if (database == TestDatabase.POSTGRESQL) {
                sql.update(
                        "INSERT INTO createorder_entry (order_key, identifier, source, ref, status, version, attempts,"
                                + " round_attempts, replays, may_be_executed, taken_at, ended_at, record_digest)"
                                + " SELECT 'X' || n, 'X' || n, 'legacy', 'r' || n, 'ACCEPTED', 1, 1, 1, 0, true, 1, 1,"
                                + " md5(n::text) FROM generate_series(1, 100000) n");
                rounds(measured, 100);
                print("100,000 accepted lie about");
                measured.record(taken());
                sql.queryForList(
                                "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT e.id FROM createorder_entry e WHERE e.due_at <= "
                                        + database.dialect().nowMillis()
                                        + " ORDER BY e.due_at, e.id LIMIT 200 FOR UPDATE SKIP LOCKED",
                                String.class)
                        .forEach(LedgerMeasure::say);
                long start = System.nanoTime();
                say(measured.counts() + " counted in " + (System.nanoTime() - start) / 1000 + " us");
            }
        }
    }

    private void rounds(Ledger measured, int rounds) {
        Outcome accepted = new Outcome(Outcome.Kind.ACCEPTED, "ok", 200, null, null, "SUCCESS", "1a2b3c4d", null, 0);
        for (int round = 0; round < rounds; round++) {
            List<FrozenOrder> taken = taken();
            time("record", () -> measured.record(taken));
            List<ClaimedOrder> claimed = time("claim", () -> measured.claim(BATCH));
            time("settle", () -> measured.settle(sent(claimed, accepted)));
            List<Report> reports = time("claimReports", () -> measured.claimReports("legacy", BATCH));
            time("reported", () -> {
                measured.reported(reports);
                return null;
            });
            if (claimed.size() != BATCH || reports.size() != BATCH) {
                throw new AssertionError(claimed.size() + " " + reports.size());
            }
        }
    }

    private List<FrozenOrder> taken() {
        List<FrozenOrder> orders = new ArrayList<>();
        for (FrozenOrder order : orders(next, BATCH)) {
            // As long as a real one.
            String request = order.request().replace("}", ",\"attributes\":\"" + "x".repeat(900) + "\"}");
            orders.add(new FrozenOrder(order.record(), order.identifier(), request, List.of(), order.mappingVersion()));
        }
        next += BATCH;
        return orders;
    }

    private <T> T time(String what, Supplier<T> work) {
        double before = databaseCpu();
        long start = System.nanoTime();
        T result = work.get();
        nanos.computeIfAbsent(what, key -> new ArrayList<>()).add(System.nanoTime() - start);
        cpu.merge(what, databaseCpu() - before, Double::sum);
        return result;
    }

    /** CPU seconds of the one backend; 0 where there is none. */
    private double databaseCpu() {
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

    private void print(String title) {
        say(database + ": " + title);
        nanos.forEach((what, times) -> {
            List<Long> sorted = times.stream().sorted().toList();
            double median = sorted.get(sorted.size() / 2) / 1e6;
            say(String.format(
                    Locale.ROOT,
                    "  %-13s median %6.2f ms, p95 %6.2f ms, %8.0f rows/s, database %.4f ms CPU a row",
                    what,
                    median,
                    sorted.get(sorted.size() * 95 / 100) / 1e6,
                    BATCH * 1000 / median,
                    1000 * cpu.get(what) / (BATCH * sorted.size())));
        });
        nanos.clear();
        cpu.clear();
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println("MEASURE " + line);
    }
}
