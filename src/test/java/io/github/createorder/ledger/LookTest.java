package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.top.Outcome.Kind;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** How much a look for due orders reads, counted by the databases themselves. */
class LookTest {
    private static final int ORDERS = 1_000;

    /** A dump or a long report keeps the index entries of all that was sent since it began. */
    @Test
    void emptyClaimUnderAnOpenSnapshotDoesNotReadAllThatWasSentSinceAgain() throws Exception {
        AtomicLong nanos = new AtomicLong();
        try (HikariDataSource node = TestDatabase.POSTGRESQL.newPool(
                        TestDatabase.POSTGRESQL.emptied().getJdbcUrl(), 1);
                Connection dump = TestDatabase.POSTGRESQL.emptied().getConnection();
                Statement snapshot = dump.createStatement()) {
            Ledger ledger = ledger(TestDatabase.POSTGRESQL, node, nanos);
            JdbcTemplate jdbc = new JdbcTemplate(node);
            takeAll(ledger, jdbc);
            jdbc.execute("VACUUM createorder_entry");
            dump.setAutoCommit(false);
            snapshot.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            snapshot.executeQuery("SELECT COUNT(*) FROM createorder_entry").next();
            sendAll(ledger);

            long before = read(jdbc);
            for (int look = 0; look < 10; look++) {
                assertThat(ledger.claim(200)).isEmpty();
                nanos.addAndGet(1_000_000_000L);
            }
            assertThat(read(jdbc) - before)
                    .as("index entries read by ten empty claims")
                    .isLessThan(10 * 20);

            jdbc.update("UPDATE createorder_entry SET status = 'READY', due_at = 1 WHERE order_key = 'P00000007'");
            nanos.addAndGet(Duration.ofSeconds(30).toNanos());
            assertThat(ledger.claim(200))
                    .as("what lies below is found all the same")
                    .hasSize(1);
        }
    }

    private static long read(JdbcTemplate jdbc) {
        jdbc.execute("SELECT pg_stat_force_next_flush()");
        jdbc.execute("SELECT 1");
        Long read = jdbc.queryForObject(
                "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'createorder_entry_due'",
                Long.class);
        return read == null ? 0 : read;
    }

    /** H2 puts the nulls first, and an index on a column without a bound from below begins there. */
    @Test
    void emptyClaimOnH2DoesNotReadTheOrdersThatHaveEnded() throws Exception {
        HikariDataSource database = TestDatabase.H2.emptied();
        JdbcTemplate jdbc = new JdbcTemplate(database);
        Ledger ledger = ledger(TestDatabase.H2, database, new AtomicLong());
        takeAll(ledger, jdbc);
        sendAll(ledger);

        for (String due : List.of(
                "e.due_at >= 0 AND e.due_at <= ",
                "e.error_due >= 0 AND e.error_due <= ",
                "e.source = 'legacy' AND e.report_due >= 0 AND e.report_due <= ")) {
            assertThat(scanned(jdbc, due)).as(due).isLessThan(10);
        }
        assertThat(Ledger.CLAIMABLE).isEqualTo("e.due_at >= ? AND e.due_at <= $now");
    }

    private static long scanned(JdbcTemplate jdbc, String due) {
        String plan = jdbc.queryForObject(
                "EXPLAIN ANALYZE SELECT e.id FROM createorder_entry e WHERE " + due
                        + TestDatabase.H2.dialect().nowMillis() + " ORDER BY e.id LIMIT 200",
                String.class);
        Matcher count = Pattern.compile("scanCount: (\\d+)").matcher(plan);
        assertThat(count.find()).as(plan).isTrue();
        return Long.parseLong(count.group(1));
    }

    /** An order taken from thousands of places, and not sent yet: a pause, say. */
    @Test
    void repeatsThatWaitForAnUnsentOrderAreReadPageByPageAndToldWhenItHasEnded() throws Exception {
        HikariDataSource database = TestDatabase.H2.emptied();
        JdbcTemplate jdbc = new JdbcTemplate(database);
        Ledger ledger = ledger(TestDatabase.H2, database, new AtomicLong());
        ledger.record(List.of(LedgerTestBase.order("A"), LedgerTestBase.order("B")));
        int waiting = 2 * DuePage.ROWS + 500;
        jdbc.update("INSERT INTO createorder_repeat (place, source, ref, entry_id, report_due)"
                + " SELECT 'legacy|' || x, 'legacy', x, (SELECT id FROM createorder_entry WHERE order_key = 'A'), x"
                + " FROM SYSTEM_RANGE(1, " + waiting + ")");
        jdbc.update("INSERT INTO createorder_repeat (place, source, ref, entry_id, report_due)"
                + " SELECT 'legacy|last', 'legacy', 'last', id, 1000000 FROM createorder_entry WHERE order_key = 'B'");
        jdbc.update("UPDATE createorder_entry SET due_at = due_at + 1000000 WHERE order_key = 'A'");
        ledger.settle(LedgerTestBase.sent(ledger.claim(1), LedgerTestBase.outcome(Kind.ACCEPTED)));
        ledger.reported(ledger.claimReports("legacy", 10).stream()
                .filter(report -> !report.ref().equals("last"))
                .toList());

        int looks = 0;
        List<Report> found = List.of();
        while (found.isEmpty() && looks < 5) {
            found = ledger.claimReports("legacy", 10);
            looks++;
        }
        assertThat(found).extracting(Report::ref).containsExactly("last");
        assertThat(looks).as("pages").isLessThanOrEqualTo(3);
    }

    private static void takeAll(Ledger ledger, JdbcTemplate jdbc) {
        for (int from = 0; from < ORDERS; from += 200) {
            ledger.record(LedgerTestBase.orders(from, 200));
        }
        // As if they had come over a quarter of an hour.
        jdbc.update("UPDATE createorder_entry SET due_at = due_at - 2000000 + 1000 * id"
                + " - 1000 * (SELECT low FROM (SELECT MIN(id) AS low FROM createorder_entry) m)");
    }

    private static void sendAll(Ledger ledger) {
        List<ClaimedOrder> claimed = ledger.claim(200);
        while (!claimed.isEmpty()) {
            ledger.settle(LedgerTestBase.sent(claimed, LedgerTestBase.outcome(Kind.ACCEPTED)));
            claimed = ledger.claim(200);
        }
        ledger.reported(ledger.claimReports("legacy", ORDERS));
        assertThat(ledger.counts().accepted()).isEqualTo(ORDERS);
    }

    private static Ledger ledger(TestDatabase database, HikariDataSource pool, AtomicLong nanos) {
        return new Ledger(
                new LedgerDb(pool, database.dialect(), nanos::get),
                "node-1",
                LedgerTestBase.SETTINGS,
                PayloadKeys.NONE,
                new Random(7),
                LedgerTestBase.json());
    }
}
