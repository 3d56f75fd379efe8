package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What people ask of a ledger with many entries is answered by an index each, whatever their number: PostgreSQL says so of each
 * statement. {@code -Dentries=10000000} makes it as large as it is run; docs/ledger.md has the figures.
 */
class LargeLedgerTest {
    private static final int ENTRIES = Integer.getInteger("entries", 100_000);
    private static final int A_DAY = Math.max(5_000, ENTRIES / 40);
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final long FIRST_MILLIS =
            FIRST.atStartOfDay().toInstant(ZoneOffset.ofHours(8)).toEpochMilli();

    @Test
    void noQuestionOfPeopleReadsTheWholeLedgerOfPostgreSql() throws Exception {
        TestDatabase database = TestDatabase.POSTGRESQL;
        try (HikariDataSource pool = database.newPool(database.newDatabase(), 4)) {
            LedgerSchema.migrate(pool);
            JdbcTemplate jdbc = new JdbcTemplate(pool);
            fill(jdbc);
            long from = FIRST_MILLIS + 3 * 86_400_000L;
            long to = from + 86_400_000L;

            assertThat(plan(jdbc, LedgerView.ORDERS, "'P77'", "'P77'", "'P77'"))
                    .contains("createorder_entry_order_key_key", "createorder_entry_conflict");
            assertThat(plan(jdbc, LedgerView.ERROR_GROUPS)).contains("createorder_entry_groups");
            assertThat(plan(jdbc, LedgerView.DAY, from, to)).contains("createorder_entry_taken_at");
            assertThat(plan(
                            jdbc,
                            LedgerView.LINE + " WHERE id > 0 AND taken_at >= ? AND taken_at < ? ORDER BY id",
                            from,
                            to))
                    .contains("createorder_entry_taken_at");
            assertThat(plan(jdbc, LedgerView.ACCEPTED + " ORDER BY id", from, to))
                    .contains("createorder_entry_ended_at");

            LedgerView view = new LedgerView(new LedgerDb(pool, database.dialect()), PayloadKeys.NONE);
            told("by identifier", () -> assertThat(view.orders("P77", false)).hasSize(1));
            told("errors grouped", () -> assertThat(view.errorGroups()).hasSize(4));
            told("a day's sums", () -> assertThat(view.day(FIRST.plusDays(3))).isNotEmpty());
            told("a day's lines", () -> {
                AtomicLong lines = new AtomicLong();
                view.lines(FIRST.plusDays(3), null, false, line -> lines.incrementAndGet());
                assertThat(lines).hasValue(A_DAY);
            });
            told("a day's accepted", () -> {
                AtomicLong lines = new AtomicLong();
                view.accepted(FIRST.plusDays(3), null, line -> lines.incrementAndGet());
                assertThat(lines.get()).isBetween(A_DAY * 98L / 100, (long) A_DAY);
            });
        }
    }

    private static void fill(JdbcTemplate jdbc) {
        jdbc.update(
                "INSERT INTO createorder_entry (order_key, identifier, source, ref, status, cause, version, attempts,"
                        + " round_attempts, replays, may_be_executed, taken_at, ended_at, code, request_id, record_digest,"
                        + " request_digest, amount_fen) SELECT 'P' || x, 'P' || x, 'core', 'ref-' || x,"
                        + " CASE WHEN x % 100 = 0 THEN 'ERROR' ELSE 'ACCEPTED' END,"
                        + " CASE WHEN x % 100 = 0 THEN CASE WHEN x % 200 = 0 THEN 'MAPPING' ELSE 'REJECTED' END END, 3, 1, 1, 0,"
                        + " FALSE, at, at + 2000, CASE WHEN x % 300 = 0 THEN '50' END, 'rq' || x, repeat('a', 64),"
                        + " repeat('b', 64), 36500 FROM (SELECT x, ? + (x / ?) * 86400000 + (x % ?) * 86400000 / ? AS at"
                        + " FROM generate_series(0, ? - 1) x) numbered",
                FIRST_MILLIS, (long) A_DAY, (long) A_DAY, (long) A_DAY, ENTRIES);
        jdbc.execute((ConnectionCallback<Void>) connection -> {
            connection.createStatement().execute("VACUUM ANALYZE createorder_entry");
            return null;
        });
    }

    /** As the database runs it for people. */
    private static String plan(JdbcTemplate jdbc, String sql, Object... arguments) {
        String bound = sql;
        for (Object argument : arguments) {
            bound = bound.replaceFirst("\\?", String.valueOf(argument));
        }
        List<String> lines = jdbc.queryForList("EXPLAIN " + bound, String.class);
        String plan = String.join("\n", lines);
        assertThat(plan).doesNotContain("Seq Scan on createorder_entry");
        return plan;
    }

    private static void told(String question, Runnable asked) {
        asked.run();
        long start = System.nanoTime();
        asked.run();
        System.out.printf("%,d entries: %s %.1f ms%n", ENTRIES, question, (System.nanoTime() - start) / 1e6);
    }
}
