package io.github.createorder.table;

import static io.github.createorder.table.Legacy.refs;
import static io.github.createorder.table.Legacy.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.ledger.Report;
import io.github.createorder.testing.StandIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The core system's own transactions beside ours, on every database: one that it leaves open stops us at no other row, and none of
 * its short ones waits for us.
 */
@ParameterizedClass
@EnumSource
class CoreBesideUsTest {
    /** Far more than anything takes that waits for nobody, and less than a lock time-out and its repetitions. */
    private static final Duration BOUND = Duration.ofSeconds(4);

    private static final String[] BOOKS = {
        "table=t_order", "status-column=st", "claimed-by-column=cb", "claimed-at-column=ca", "claim-lease=60"
    };
    private static final String[] ROWS = with(BOOKS, "key-columns=id", "report.reason-column=why");
    private static final String[] GROUPS =
            with(BOOKS, "key-columns=ord", "shape=policy-per-row", "policy.order-by=id", "report.reason-column=why");
    private static final String[] WATERMARK = {
        "mode=watermark", "table=t_order", "key-columns=id", "watermark.column=made", "watermark.overlap=0"
    };

    private final Legacy legacy;

    CoreBesideUsTest(Databases database) {
        legacy = new Legacy(database);
    }

    private void orders(int count) {
        if (legacy.database == Databases.POSTGRESQL) {
            legacy.jdbc.execute("DROP VIEW IF EXISTS v_order");
        }
        legacy.table(
                "t_order",
                "id BIGINT PRIMARY KEY, ord VARCHAR(12), made TS, st VARCHAR(16), cb VARCHAR(24), ca TS, why VARCHAR(40)");
        legacy.jdbc.execute("CREATE INDEX t_order_claim ON t_order (st, id)");
        legacy.jdbc.execute("CREATE INDEX t_order_ord ON t_order (ord)");
        for (int id = 1; id <= count; id++) {
            insert(id);
        }
    }

    private void insert(int id) {
        legacy.execute(insertion(id, "O" + id));
    }

    private static String insertion(int id, String order) {
        return "INSERT INTO t_order (id, ord, made, st) VALUES (" + id + ", '" + order
                + "', '2026-05-01 11:00:00', 'NEW')";
    }

    /** Whether they wait for it, whatever it does and however long. */
    private static <T> T inTime(Callable<T> work) throws Exception {
        long start = System.nanoTime();
        T done = work.call();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        return done;
    }

    private interface Work {
        void with(Statement core) throws Exception;
    }

    /** While the core system has a transaction open that it does not end. */
    private void besideAnOpenTransaction(List<String> statements, Work work) throws Exception {
        try (Connection core = legacy.dataSource.getConnection()) {
            core.setAutoCommit(false);
            try (Statement statement = core.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
                work.with(statement);
                core.commit();
            } finally {
                core.rollback();
                core.setAutoCommit(true);
            }
        }
    }

    @Test
    void openInsertAndUpdateStopTheClaimOfNoOtherRow() throws Exception {
        orders(5);
        TableSource source = legacy.source(ROWS);
        besideAnOpenTransaction(List.of(insertion(6, "O6"), "UPDATE t_order SET why = 'mine' WHERE id = 2"), core -> {
            var records = inTime(source::take);
            assertThat(refs(records)).containsExactly("1", "3", "4", "5");
            inTime(() -> {
                source.taken(records);
                return null;
            });
            assertThat(inTime(source::take)).isEmpty();
        });
        assertThat(refs(source.take())).containsExactly("2", "6");
    }

    /** In REPEATABLE READ a claim locks the gaps between the rows as well, so that no new row gets in. */
    @Test
    void newRowsGetInWhileAClaimIsOpen() {
        orders(5);
        AtomicInteger got = new AtomicInteger();
        // The claim has locked its rows when it counts them.
        StandIn inTheMiddle = new StandIn(legacy.dataSource).rewriting(sql -> {
            if (sql.startsWith("SELECT COUNT(*)") && got.get() == 0) {
                try (Connection core = legacy.dataSource.getConnection();
                        Statement statement = core.createStatement()) {
                    statement.setQueryTimeout(3);
                    got.set(statement.executeUpdate(insertion(6, "O6")));
                } catch (SQLException e) {
                    throw new AssertionError("the core system waits for our claim", e);
                }
            }
            return sql;
        });
        TableSource source = TableSource.of(
                TableSettings.of("core", Legacy.properties(ROWS)), inTheMiddle, null, new Legacy.Clock());
        assertThat(refs(source.take())).containsExactly("1", "2", "3", "4", "5");
        assertThat(got).hasValue(1);
    }

    @Test
    void openInsertAndUpdateStopTheClaimOfNoOtherGroup() throws Exception {
        orders(5);
        TableSource source = legacy.source(GROUPS);
        besideAnOpenTransaction(List.of(insertion(12, "O2"), "UPDATE t_order SET why = 'mine' WHERE id = 3"), core -> {
            var records = inTime(source::take);
            assertThat(refs(records)).contains("O1", "O4", "O5").doesNotContain("O3");
            inTime(() -> {
                source.taken(records);
                return null;
            });
            inTime(source::take);
        });
        assertThat(refs(source.take())).contains("O3");
    }

    @Test
    void openUpdateStopsTheMarkAndTheReportOfNoOtherRow() throws Exception {
        orders(5);
        TableSource source = legacy.source(ROWS);
        var records = source.take();
        List<Report> reports =
                Stream.of("1", "3", "4", "5").map(Legacy::accepted).toList();
        besideAnOpenTransaction(List.of(insertion(6, "O6"), "UPDATE t_order SET why = 'mine' WHERE id = 2"), core -> {
            inTime(() -> {
                source.taken(records);
                return null;
            });
            assertThat(legacy.texts("SELECT st FROM t_order WHERE id <= 5 ORDER BY id"))
                    .containsExactly("TAKEN", "TAKING", "TAKEN", "TAKEN", "TAKEN");
            assertThat(inTime(() -> source.report(reports))).hasSize(4);
        });
        assertThat(source.report(List.of(Legacy.accepted("2")))).hasSize(1);
    }

    /** Found by halves without waiting for it at each: what is locked meanwhile makes others wait. */
    @Test
    void reportsAreHeldUpOnceByARowThatIsHeld() throws Exception {
        orders(100);
        TableSource source = legacy.source(ROWS);
        var records = source.take();
        source.taken(records);
        List<Report> reports = refs(records).stream().map(Legacy::accepted).toList();
        besideAnOpenTransaction(
                List.of("UPDATE t_order SET why = 'mine' WHERE id = 77"),
                core -> assertThat(inTime(() -> source.report(reports))).hasSize(99));
    }

    @Test
    void openInsertAndUpdateDoNotStopTheReadingOfAWatermark() throws Exception {
        orders(5);
        TableSource source = legacy.source(new Legacy.Positions().node("a"), new Legacy.Clock(), WATERMARK);
        besideAnOpenTransaction(
                List.of(insertion(6, "O6"), "UPDATE t_order SET why = 'mine' WHERE id = 2"),
                core -> assertThat(refs(inTime(source::take))).containsExactly("1", "2", "3", "4", "5"));
    }

    /** Not even while we look again and again at rows that a long transaction holds. */
    @Test
    void noInsertAndNoUpdateOfTheCoreSystemWaitsForUs() throws Exception {
        orders(40);
        ExecutorService ours = Executors.newSingleThreadExecutor();
        AtomicBoolean over = new AtomicBoolean();
        try {
            besideAnOpenTransaction(
                    List.of(insertion(100, "O1"), "UPDATE t_order SET why = 'mine' WHERE id IN (2, 3)"), core -> {
                        List<TableSource> sources =
                                List.of(legacy.source(with(ROWS, "batch=10")), legacy.source(with(GROUPS, "batch=10")));
                        CountDownLatch working = new CountDownLatch(1);
                        Future<Integer> taken = ours.submit(() -> takeAndReport(sources, over, working));
                        assertThat(working.await(1, TimeUnit.MINUTES)).isTrue();
                        try (Connection shortOnes = legacy.dataSource.getConnection();
                                Statement statement = shortOnes.createStatement()) {
                            for (int id = 200; id < 240; id++) {
                                String insertion = insertion(id, "O" + (id - 190));
                                String update = "UPDATE t_order SET why = 'core' WHERE id = " + (id - 196);
                                inTime(() -> statement.execute(insertion));
                                inTime(() -> statement.execute(update));
                            }
                        } finally {
                            over.set(true);
                        }
                        assertThat(taken.get()).isPositive();
                    });
        } finally {
            ours.shutdownNow();
        }
    }

    private static int takeAndReport(List<TableSource> sources, AtomicBoolean over, CountDownLatch working) {
        int taken = 0;
        while (!over.get()) {
            for (TableSource source : sources) {
                var records = source.take();
                source.taken(records);
                List<Report> reports = new ArrayList<>();
                refs(records).forEach(ref -> reports.add(Legacy.accepted(ref)));
                source.report(reports);
                taken += records.size();
                if (taken > 0) {
                    working.countDown();
                }
            }
        }
        return taken;
    }
}
