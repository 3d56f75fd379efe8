package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.ledger.LedgerReader.Filter;
import io.github.createorder.ledger.Reconciliation.Theirs;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.sql.Dialect;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What people ask of a ledger with many entries: for none of the questions does the database read more than it must, and it says
 * so itself. {@code -Dentries=10000000 -Durl=jdbc:...} makes the ledger as large as one likes, on a server of one's own, and
 * prints how long each question takes; docs/ledger.md has the figures. A database filled so before is only asked.
 */
class LargeLedgerTest {
    private static final int ENTRIES = Integer.getInteger("entries", 50_000);
    private static final String URL = System.getProperty("url");
    private static final int CALLS = Integer.getInteger("calls", 0);
    private static final String ONLY = System.getProperty("only", "");
    private static final boolean EXPLAIN = Boolean.getBoolean("explain");

    /** Some of each are looked at anyway: orders under way, a page, the looks for a day. */
    private static final int FEW = 2_500;

    private final Map<String, Long> tooMuch = new LinkedHashMap<>();
    private final AtomicLong clock = new AtomicLong();
    private Asked asked;
    private LargeLedger large;
    private LedgerReader reader;
    private LedgerView view;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void noQuestionReadsMuchMoreThanItsAnswer(TestDatabase database) throws Exception {
        Assumptions.assumeTrue(
                URL == null || URL.startsWith("jdbc:" + database.name().toLowerCase(Locale.ROOT)));
        try (HikariDataSource pool = database.newPool(URL == null ? database.newDatabase() : URL, 3)) {
            LedgerSchema.migrate(pool);
            large = new LargeLedger(new JdbcTemplate(pool), database, ENTRIES);
            long began = System.nanoTime();
            large.fill();
            say("%,d entries on %s, filled in %,d s", ENTRIES, database, (System.nanoTime() - began) / 1_000_000_000);
            asked = new Asked(pool, database);
            view = new LedgerView(new LedgerDb(asked.dataSource(), database.dialect()), PayloadKeys.NONE);
            reader = new LedgerReader(
                    LedgerDb.forReading(asked.dataSource(), database.dialect(), Duration.ofMinutes(5)),
                    new LedgerDb(asked.dataSource(), database.dialect()),
                    PayloadKeys.NONE,
                    Duration.ofMinutes(5),
                    () -> clock.addAndGet(Duration.ofHours(1).toNanos()));
            try {
                lookUps();
                pages();
                groupsAndDays();
                beside();
                plans();
                backlog();
                writes(pool, database);
            } finally {
                reader.close();
            }
            assertThat(tooMuch).as("questions that read too much").isEmpty();
        }
    }

    private void lookUps() {
        asks("by identifier", FEW, () -> assertThat(view.orders("P77", false)).hasSize(1));
        asks("search: identifier", FEW, () -> assertThat(reader.search("P77")).hasSize(1));
        asks(
                "search: identifier that has a conflict",
                FEW,
                () -> assertThat(reader.search(conflicted())).hasSize(2));
        asks(
                "search: order key of a conflict",
                FEW,
                () -> assertThat(reader.search(conflicted() + "|24900")).hasSize(1));
        asks("search: ref", FEW, () -> assertThat(reader.search("ref-20072")).hasSize(1));
        asks(
                "search: ref under way",
                FEW,
                () -> assertThat(reader.search("ref-" + (ENTRIES - 8))).hasSize(1));
        asks(
                "search: request_id",
                FEW,
                () -> assertThat(reader.search("rq20072")).hasSize(1));
        asks("search: nothing", FEW, () -> assertThat(reader.search("nobody's")).isEmpty());
        LedgerErrors errors = new LedgerErrors(new LedgerDb(asked.dataSource(), database()));
        asks(
                "why nothing is replayed",
                FEW,
                () -> assertThat(errors.why(ErrorSelection.ofIdentifier("P77"))).hasSize(1));
        asks("one order", FEW, () -> assertThat(reader.order(2_001)).isPresent());
        asks(
                "one order of a file",
                FEW,
                () -> assertThat(reader.order(ENTRIES / 20 + 28)).hasValueSatisfying(order -> {
                    assertThat(order.file()).isNotNull();
                }));
    }

    private Dialect database() {
        return large.database().dialect();
    }

    private static String conflicted() {
        return "P24899";
    }

    private void pages() {
        LocalDate day = large.first().plusDays(3);
        page("all", Filter.ANY, FEW, true);
        page("ACCEPTED", new Filter(null, "ACCEPTED", null, null, null), FEW, true);
        page("ERROR", new Filter(null, "ERROR", null, null, null), FEW, true);
        page("CLOSED", new Filter(null, "CLOSED", null, null, null), FEW, false);
        page("PENDING", new Filter(null, "PENDING", null, null, null), FEW, false);
        page("SENDING", new Filter(null, "SENDING", null, null, null), FEW, false);
        page("frequent source", new Filter("core", null, null, null, null), FEW, true);
        int window = ENTRIES + FEW;
        page("rare source", new Filter("branch", null, null, null, null), window, false);
        page("source of long ago", new Filter("old", null, null, null, null), window, false);
        page("source that has none", new Filter("nobody", null, null, null, null), window, false);
        int errors = ENTRIES / 100 + FEW;
        page("frequent source, ERROR", new Filter("core", "ERROR", null, null, null), errors, true);
        page("source of long ago, ERROR", new Filter("old", "ERROR", null, null, null), errors, false);
        page("frequent cause", new Filter(null, null, ErrorCause.REJECTED, null, null), errors, true);
        page("rare cause", new Filter(null, null, ErrorCause.CONFLICT, null, null), errors, false);
        page(
                "rare code",
                new Filter(null, "ERROR", null, null, new ErrorSelection.Codes("15", "isv.fault-39", null)),
                errors,
                false);
        page(
                "group",
                new Filter(
                        "core",
                        "ERROR",
                        ErrorCause.REJECTED,
                        null,
                        new ErrorSelection.Codes("15", "isv.fault-4", null)),
                errors,
                false);
        int aDay = 2 * large.ofADay() + FEW;
        page("day", new Filter(null, null, null, day, null), aDay, true);
        page("day, frequent source", new Filter("core", null, null, day, null), aDay, true);
        page("day, rare source", new Filter("branch", null, null, day, null), aDay, false);
        page("day, ERROR", new Filter(null, "ERROR", null, day, null), aDay + errors, false);
        page(
                "large day, rare cause",
                new Filter(null, null, ErrorCause.NOT_EXECUTED, large.largeDay(), null),
                errors,
                false);
        page("day without orders", new Filter(null, null, null, large.first().minusDays(9), null), FEW, false);
        asks(
                "count ERROR",
                errors,
                () -> assertThat(reader.count(new Filter(null, "ERROR", null, null, null)))
                        .isPresent());
        asks(
                "count a group",
                errors,
                () -> assertThat(reader.count(new Filter("core", "ERROR", ErrorCause.MAPPING, null, null)))
                        .isPresent());
        asks(
                "count PENDING",
                FEW,
                () -> assertThat(reader.count(new Filter(null, "PENDING", null, null, null)))
                        .isPresent());
    }

    /** The newest wait: below a place in the list of them there may be none, and all that have ended. */
    private void backlog() {
        if (URL != null) {
            // That one is asked again.
            return;
        }
        Filter pending = new Filter(null, "PENDING", null, null, null);
        large.backlog(ENTRIES / 10);
        // They are counted, found in their index, and read.
        int most = 3 * ENTRIES / 10 + FEW;
        page("PENDING, a backlog", pending, most, true);
        page("READY, a backlog", new Filter(null, "READY", null, null, null), most, true);
        // More than are counted: walked like all others, so far as a page goes.
        large.backlog(ENTRIES / 4);
        page("PENDING, a long backlog", pending, ENTRIES + LedgerReader.MOST_COUNTED + FEW, true);
    }

    /** First, middle and last page. */
    private void page(String what, Filter filter, int most, boolean full) {
        asks("page: " + what, most, () -> {
            List<LedgerReader.Line> lines = reader.orders(filter, null).lines();
            if (full) {
                assertThat(lines).hasSize(LedgerReader.PAGE);
            }
        });
        asks("page: " + what + ", from the middle", most, () -> reader.orders(filter, ENTRIES / 2L));
        asks("page: " + what + ", last", most, () -> reader.orders(filter, 60L));
    }

    /**
     * Orders that are sent change the newest pages of each index, and not one somewhere for each of them: after a checkpoint
     * PostgreSQL logs a changed page whole, and one that is not in memory is read first.
     */
    private void writes(HikariDataSource pool, TestDatabase database) {
        if (database != TestDatabase.POSTGRESQL || URL != null) {
            return;
        }
        int orders = 200;
        Ledger ledger = new Ledger(
                new LedgerDb(pool, database.dialect()),
                "node-1",
                LedgerTestBase.SETTINGS,
                PayloadKeys.NONE,
                new Random(1),
                LedgerTestBase.json());
        JdbcTemplate sql = new JdbcTemplate(pool);
        sql.update("UPDATE createorder_entry SET due_at = NULL, report_due = NULL");
        sql.execute("VACUUM ANALYZE");
        sql.execute("CREATE EXTENSION pg_buffercache");
        sql.execute("CHECKPOINT");
        ledger.record(LedgerTestBase.orders(80_000_000, orders));
        ledger.settle(LedgerTestBase.accepted(ledger.claim(orders), new Random(2)));
        ledger.reported(ledger.claimReports("legacy", orders));
        Map<String, Long> changed = new HashMap<>();
        sql.query(
                "SELECT c.relname, COUNT(*) FROM pg_buffercache b JOIN pg_class c ON b.relfilenode = c.relfilenode WHERE b.isdirty"
                        + " AND c.relkind = 'i' AND c.relname LIKE 'createorder_entry%' GROUP BY c.relname",
                row -> {
                    changed.put(row.getString(1), row.getLong(2));
                });
        say("changed pages of indexes: %s", changed);
        assertThat(changed).containsKeys("createorder_entry_ref", "createorder_entry_request");
        assertThat(changed.values())
                .as(changed.toString())
                .allSatisfy(pages -> assertThat(pages).isLessThan(orders / 5));
    }

    private void groupsAndDays() {
        int errors = ENTRIES / 100 + FEW;
        LocalDate day = large.first().plusDays(3);
        int aDay = large.ofADay() + FEW;
        // A tenth of all is no small part: MySQL and MariaDB may then read them all, and what they found once more.
        int largeDay = ENTRIES + large.ofTheLargeDay() + FEW;
        asks(
                "errors grouped (command)",
                2L * errors,
                () -> assertThat(view.errorGroups()).isNotEmpty());
        asks(
                "errors grouped",
                2L * errors,
                () -> assertThat(reader.errorGroups()).isNotEmpty());
        asks("closed grouped", FEW, () -> assertThat(reader.closedGroups()).isNotEmpty());
        asks("a day's sums", aDay, () -> assertThat(view.day(day)).isNotEmpty());
        asks("a day's sums and edits", 2L * aDay, () -> reader.day(day));
        asks("the large day's sums", largeDay, () -> view.day(large.largeDay()));
        asks("a day's edited", aDay, () -> reader.edited(day));
        asks("a day's lines", aDay, () -> {
            AtomicLong lines = new AtomicLong();
            view.lines(day, null, false, line -> lines.incrementAndGet());
            assertThat(lines).hasValue(large.ofADay());
        });
        asks("a day's accepted", aDay, () -> {
            AtomicLong lines = new AtomicLong();
            view.accepted(day, null, line -> lines.incrementAndGet());
            assertThat(lines.get()).isBetween(large.ofADay() * 95L / 100, (long) large.ofADay());
        });
        asks("the large day's accepted", largeDay, () -> view.accepted(large.largeDay(), null, line -> {}));
        Map<String, Theirs> theirs = new HashMap<>();
        IntStream.range(0, 5_000).forEach(x -> theirs.put("P" + x * 7, new Theirs("ACCEPTED", 36_500L)));
        asks("a day compared by identifier", aDay + 15_000, () -> reader.compare(day, "core", theirs, true));
        Map<String, Theirs> refs = new HashMap<>();
        IntStream.range(0, 5_000).forEach(x -> refs.put("ref-" + x * 7, new Theirs("ACCEPTED", 36_500L)));
        // A thousand looks a question are as many as a small ledger has pages.
        asks("a day compared by ref", aDay + 6 * ENTRIES, () -> reader.compare(day, "core", refs, false));
        asks(
                "export of errors",
                2L * errors,
                () -> reader.export(new Filter(null, "ERROR", null, null, null), line -> {}));
        asks("export of a day", aDay, () -> reader.export(new Filter(null, null, null, day, null), line -> {}));
    }

    private void beside() {
        asks("overview", 4 * (ENTRIES / 100) + FEW, () -> reader.overview());
        asks("standing (status)", 2 * (ENTRIES / 100) + FEW, () -> view.standing());
        asks("hours", 2 * (2 * large.ofADay() + large.ofTheLargeDay()) + FEW, () -> reader.hours());
        asks(
                "audit",
                FEW,
                () -> assertThat(reader.actions(null, null, null, null)).hasSize(LedgerReader.PAGE));
        asks(
                "audit: frequent person",
                FEW,
                () -> assertThat(reader.actions("user7", null, null, null)).hasSize(LedgerReader.PAGE));
        asks(
                "audit: rare person",
                FEW,
                () -> assertThat(reader.actions("gone", null, null, null)).isNotEmpty());
        asks(
                "audit: nobody",
                FEW,
                () -> assertThat(reader.actions("nobody", null, null, null)).isEmpty());
        asks(
                "audit: rare action",
                FEW,
                () -> assertThat(reader.actions(null, "PAUSE", null, null)).isNotEmpty());
        asks(
                "audit: rare outcome",
                FEW,
                () -> assertThat(reader.actions(null, null, "DENIED", null)).isNotEmpty());
        asks("audit: a person's rare action", FEW, () -> reader.actions("user7", "PAUSE", null, null));
        asks("jobs", FEW, () -> assertThat(reader.jobs(null)).hasSize(LedgerReader.PAGE));
        asks("job", FEW, () -> assertThat(reader.job(7)).isPresent());
        asks("orders of a job", FEW, () -> reader.jobOrders(7, null, 0));
        asks("failed orders of a job", FEW, () -> reader.jobOrders(7, "FAILED", 0));
        asks("failed orders of a job, few", 4 * (ENTRIES / 100) + FEW, () -> reader.jobOrders(8, "FAILED", 0));
        asks(
                "files",
                FEW,
                () -> assertThat(reader.files(null, null, null).files()).hasSize(LedgerReader.PAGE));
        asks(
                "files of a rare source",
                LedgerReader.MOST_COUNTED + FEW,
                () -> assertThat(reader.files("old", null, null).files()).hasSize(1));
        asks(
                "files refused",
                FEW,
                () -> assertThat(reader.files(null, "REFUSED", null).files()).hasSize(1));
        asks(
                "file with many pending lines",
                LedgerReader.MOST_COUNTED + FEW,
                () -> assertThat(reader.file(1)).isPresent());
        asks("lines of a file", FEW, () -> reader.fileLines(1, 1, ENTRIES / 50));
        asks("files (command)", FEW, () -> assertThat(view.files(20)).hasSize(20));
    }

    /** Only so many are compared, whatever the size of the plans, and each of them by its key. */
    private void plans() {
        if (URL != null) {
            return;
        }
        large.plans(5_001, 5_002);
        int compared = 5 * LedgerJobs.MOST_COMPARED + FEW;
        Job plan = reader.job(5_001).orElseThrow();
        asks(
                "other jobs with orders of a plan",
                compared,
                () -> assertThat(reader.shared(plan))
                        .containsExactly(
                                new Job.Shared(5_002, Job.State.PLANNED, "li", LedgerJobs.MOST_COMPARED, true)));
        asks(
                "jobs with orders of a group",
                2L * compared,
                () -> assertThat(reader.shared(ErrorSelection.ofCause(ErrorCause.MAPPING)))
                        .hasSize(2)
                        .allMatch(one -> one.orders() > 0 && !one.more()));
        asks(
                "jobs with one order",
                FEW,
                () -> assertThat(reader.shared(ErrorSelection.ofIds(List.of(7L))))
                        .hasSize(0));
        asks(
                "files by name",
                FEW,
                () -> assertThat(reader.searchFiles("F700.csv.2.ret")).hasSize(1));
        asks(
                "files by no name",
                FEW,
                () -> assertThat(reader.searchFiles("nobody's.csv")).isEmpty());
    }

    private void asks(String question, long most, Runnable ask) {
        if (!question.contains(ONLY)) {
            return;
        }
        asked.forget();
        long first = time(ask);
        if (ENTRIES <= 100_000) {
            long rows = asked.rows();
            if (rows > most) {
                tooMuch.put(question + ": at most " + most + " rows expected", rows);
                say("TOO MUCH: %s: %d rows, at most %d expected%n%s", question, rows, most, asked.plans());
            }
        }
        if (EXPLAIN) {
            say("%s", asked.plans());
        }
        if (CALLS > 0) {
            List<Long> times = new ArrayList<>();
            for (int call = 0; call < CALLS && (call < 5 || call * times.get(0) < 30e9); call++) {
                times.add(time(ask));
            }
            Collections.sort(times);
            say(
                    "| %s | %s | %s | %s |",
                    question,
                    millis(first),
                    millis(times.get(times.size() / 2)),
                    millis(times.get(times.size() * 95 / 100)));
        }
    }

    private static String millis(long nanos) {
        double millis = nanos / 1e6;
        return String.format(Locale.ROOT, millis < 10 ? "%.1f" : "%,.0f", millis);
    }

    private static long time(Runnable ask) {
        long start = System.nanoTime();
        ask.run();
        return System.nanoTime() - start;
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, line, arguments));
    }
}
