package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.order.ErrorCause;
import java.time.Duration;
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
            assertThat(plan(jdbc, LedgerView.ERROR_GROUPS))
                    .containsAnyOf("createorder_entry_groups", "createorder_entry_errors");
            assertThat(plan(jdbc, LedgerView.DAY, from, to)).contains("createorder_entry_taken_at");
            assertThat(plan(
                            jdbc,
                            LedgerView.LINE + " WHERE id > 0 AND taken_at >= ? AND taken_at < ? ORDER BY id",
                            from,
                            to))
                    .contains("createorder_entry_taken_at");
            assertThat(plan(jdbc, LedgerView.ACCEPTED + " ORDER BY id", from, to))
                    .contains("createorder_entry_ended_at");

            assertThat(plan(jdbc, LedgerReader.lookUp("ref"), "'ref-77'", "'ref-77'", "'ref-77'"))
                    .contains("createorder_entry_ref", "createorder_entry_due", "createorder_entry_report_due");
            assertThat(plan(jdbc, LedgerReader.lookUp("request_id"), "'rq77'", "'rq77'", "'rq77'"))
                    .contains("createorder_entry_request");
            assertThat(plan(jdbc, LedgerReader.GROUPS.formatted("ERROR")))
                    .containsAnyOf("createorder_entry_groups", "createorder_entry_errors");
            assertThat(plan(
                            jdbc,
                            LedgerReader.ROW
                                    + " WHERE 1 = 1 AND status = 'ERROR' AND id < ? AND id >= 0 ORDER BY id DESC"
                                    + " LIMIT 51",
                            Long.MAX_VALUE))
                    .containsAnyOf("createorder_entry_errors", "createorder_entry_groups");
            assertThat(plan(jdbc, "SELECT MAX(id) FROM createorder_entry WHERE status = 'CLOSED'"))
                    .contains("createorder_entry_closed");

            LedgerView view = new LedgerView(new LedgerDb(pool, database.dialect()), PayloadKeys.NONE);
            told("by identifier", () -> assertThat(view.orders("P77", false)).hasSize(1));
            LedgerReader reader = new LedgerReader(
                    LedgerDb.forReading(pool, database.dialect(), Duration.ofSeconds(60)),
                    new LedgerDb(pool, database.dialect()),
                    PayloadKeys.NONE,
                    Duration.ofSeconds(60));
            for (String name : List.of("P77", "ref-77", "rq77")) {
                told("search " + name, () -> assertThat(reader.search(name)).hasSize(1));
            }
            told("page of all", () -> page(reader, null, null, null));
            told("page of errors", () -> page(reader, "ERROR", null, null));
            told("page of a source and cause", () -> page(reader, null, ErrorCause.REJECTED, null));
            told("page of a day", () -> page(reader, null, null, FIRST.plusDays(3)));
            told("page of a day's errors", () -> page(reader, "ERROR", null, FIRST.plusDays(3)));
            told(
                    "a source that has none",
                    () -> assertThat(reader.orders(new LedgerReader.Filter("nobody", null, null, null, null), null)
                                    .lines())
                            .isEmpty());
            told("one order", () -> assertThat(reader.order(77)).isPresent());
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

    private static void page(LedgerReader reader, String status, ErrorCause cause, LocalDate day) {
        assertThat(reader.orders(new LedgerReader.Filter("core", status, cause, day, null), null)
                        .lines())
                .hasSize(LedgerReader.PAGE);
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
