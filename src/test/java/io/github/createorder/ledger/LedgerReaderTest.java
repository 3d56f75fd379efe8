package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.order.ErrorCause;
import io.github.createorder.top.Outcome.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What pages show of the ledger. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class LedgerReaderTest extends LedgerTestBase {
    private final AtomicLong nanos = new AtomicLong();
    private LedgerReader reader;

    @BeforeEach
    void open() {
        reader = reader(Duration.ofSeconds(10));
    }

    @AfterEach
    void close() {
        reader.close();
    }

    private LedgerReader reader(Duration patience) {
        return new LedgerReader(
                LedgerDb.forReading(dataSource, database.dialect(), Duration.ofSeconds(10)),
                new LedgerDb(dataSource, database.dialect()),
                PayloadKeys.NONE,
                patience,
                nanos::get);
    }

    private static LedgerReader.Filter filter(String status, ErrorCause cause, LocalDate day) {
        return new LedgerReader.Filter(null, status, cause, day, null);
    }

    private static LocalDate today() {
        return LocalDate.ofInstant(Instant.now(), ZoneOffset.ofHours(8));
    }

    @Test
    void pagesShowEachOrderOnceNewestFirst() {
        ledger.record(orders(0, 120));
        List<Long> seen = new ArrayList<>();
        Long before = null;
        do {
            LedgerReader.Page page = reader.orders(LedgerReader.Filter.ANY, before);
            page.lines().forEach(line -> seen.add(line.id()));
            before = page.before();
        } while (before != null);
        assertThat(seen).hasSize(120).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    @Test
    void filtersByStatusCauseSourceAndDay() {
        ledger.record(List.of(order("A"), faulty("B", "ref-B", "x"), order("C"), order("D")));
        ledger.settle(sent(ledger.claim(1), outcome(Kind.ACCEPTED)));
        ledger.settle(sent(ledger.claim(1), outcome(Kind.REJECTED)));
        assertThat(keys(filter("PENDING", null, null))).containsExactly("D");
        assertThat(keys(filter("ACCEPTED", null, today()))).containsExactly("A");
        assertThat(keys(filter(null, ErrorCause.MAPPING, null))).containsExactly("B");
        assertThat(keys(filter("ERROR", null, today()))).containsExactly("C", "B");
        assertThat(keys(filter("ERROR", null, today().minusDays(1)))).isEmpty();
        assertThat(keys(new LedgerReader.Filter("another", null, null, null, null)))
                .isEmpty();
        assertThat(keys(new LedgerReader.Filter(
                        null, "ERROR", null, null, new ErrorSelection.Codes("15", "isp.sub", "CODE"))))
                .containsExactly("C");
        assertThat(reader.count(filter("ERROR", null, null))).contains(new LedgerReader.Count(2, false));
        assertThat(reader.count(filter("ACCEPTED", null, null)))
                .as("would read the whole ledger")
                .isEmpty();
        assertThatThrownBy(() -> reader.orders(filter("x' OR '1'='1", null, null), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<String> keys(LedgerReader.Filter filter) {
        return reader.orders(filter, null).lines().stream()
                .map(LedgerReader.Line::orderKey)
                .toList();
    }

    /** Taken in another order than they are numbered, as transactions side by side do. */
    @Test
    void aDaysPageHasWhatWasTakenThatDay() {
        ledger.record(orders(0, 60));
        long noon = today().minusDays(5)
                .atTime(12, 0)
                .toInstant(ZoneOffset.ofHours(8))
                .toEpochMilli();
        long first = jdbc.queryForObject("SELECT MIN(id) FROM createorder_entry", Long.class);
        jdbc.update("UPDATE createorder_entry SET taken_at = ? + FLOOR((id - ?) / 20) * 86400000", noon, first);
        jdbc.update("UPDATE createorder_entry SET taken_at = taken_at + 100 - (id - ?)", first);
        LedgerReader.Page page = reader.orders(filter(null, null, today().minusDays(4)), null);
        assertThat(page.lines())
                .extracting(line -> line.id() - first)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> 39L - i).toList());
        assertThat(page.before()).isNull();
    }

    @Test
    void numbersAreNotCountedBeyondTenThousand() {
        jdbc.update(
                "INSERT INTO createorder_entry (order_key, identifier, source, ref, status, cause, version, attempts,"
                        + " round_attempts, replays, may_be_executed, taken_at, ended_at, record_digest) VALUES"
                        + " ('x', 'x', 's', 'r', 'ERROR', 'MAPPING', 0, 0, 0, 0, FALSE, 1, 1, 'd')");
        for (int i = 0; i < 14; i++) {
            jdbc.update(
                    "INSERT INTO createorder_entry (order_key, identifier, source, ref, status, cause, version, attempts,"
                            + " round_attempts, replays, may_be_executed, taken_at, ended_at, record_digest)"
                            + " SELECT CONCAT(order_key, '-" + i
                            + "'), 'x', 's', 'r', 'ERROR', 'MAPPING', 0, 0, 0, 0, FALSE, 1, 1,"
                            + " 'd' FROM createorder_entry");
        }
        assertThat(reader.count(filter("ERROR", null, null)))
                .contains(new LedgerReader.Count(LedgerReader.MOST_COUNTED, true));
    }

    @Test
    void searchFindsByIdentifierKeyReferenceAndRequestIdWhereverTheOrderStands() {
        ledger.record(List.of(order("A"), order("B"), order("WAITS")));
        ledger.settle(sent(ledger.claim(2), outcome(Kind.ACCEPTED)));
        ledger.record(List.of(order("A", "ref-A2", "13.00")));
        assertThat(found("A")).hasSize(2);
        assertThat(found(" ref-B ")).containsExactly("B");
        assertThat(found("ref-WAITS")).containsExactly("WAITS");
        assertThat(found("ref-A2")).hasSize(1);
        assertThat(found("req-1")).containsExactlyInAnyOrder("A", "B");
        ledger.reported(ledger.claimReports("legacy", 10));
        assertThat(found("req-1")).as("told to its source").containsExactlyInAnyOrder("A", "B");
        assertThat(found("ref-B")).containsExactly("B");
        assertThat(found("' OR '1'='1")).isEmpty();
        assertThat(found("")).isEmpty();
    }

    private List<String> found(String text) {
        return reader.search(text).stream().map(LedgerReader.Line::orderKey).toList();
    }

    @Test
    void orderHasAllThatIsKept() {
        ledger.record(List.of(order("A"), faulty("E", "ref-E", "x")));
        ledger.record(List.of(order("A", "ref-A2", "13.00"), order("A", "ref-A3", "12.50")));
        ledger.settle(sent(ledger.claim(1), outcome(Kind.ACCEPTED)));
        LedgerReader.Order order = reader.order(id("A")).orElseThrow();
        assertThat(order.line().status()).isEqualTo("ACCEPTED");
        assertThat(order.request()).contains("12.50");
        assertThat(order.record()).contains("张三");
        assertThat(order.firstAttemptAt()).isNotNull();
        assertThat(order.toReport()).isTrue();
        assertThat(order.sameIdentifier()).extracting(LedgerReader.Line::cause).containsExactly(ErrorCause.CONFLICT);
        LedgerReader.Order error = reader.order(id("E")).orElseThrow();
        assertThat(error.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("x"));
        assertThat(error.request()).isNull();
        assertThat(error.events()).extracting(LedgerReader.Happened::event).containsExactly("ERROR");
        assertThat(reader.order(-1)).isEmpty();
        assertThat(error.toString()).doesNotContain("张三");
    }

    private long id(String key) {
        return ((Number) column("id", key)).longValue();
    }

    @Test
    void overviewIsAskedOnceForAllWhoLookWithinFiveSeconds() {
        ledger.record(List.of(order("A"), faulty("B", "ref-B", "x")));
        assertThat(reader.overview().standing().pendingInAll()).isEqualTo(1);
        assertThat(reader.overview().errors()).hasSize(1);
        assertThat(reader.hours()).hasSize(24).allMatch(LedgerReader.Hour::counted);
        assertThat(errorsOf(reader.hours())).isEqualTo(1);
        ledger.record(List.of(order("C")));
        nanos.addAndGet(4_999_999_999L);
        assertThat(reader.overview().standing().pendingInAll()).isEqualTo(1);
        // A little longer where this machine was slow to answer.
        nanos.addAndGet(Duration.ofMinutes(10).toNanos());
        assertThat(reader.overview().standing().pendingInAll()).isEqualTo(2);
    }

    /** Each database has a word of its own for it. */
    @Test
    void questionThatTheDatabaseBreaksOffIsSlowAndNotAway() {
        LedgerDb limited = LedgerDb.forReading(dataSource, database.dialect(), Duration.ofSeconds(1));
        String columns = "information_schema.columns";
        try (Asking asking = new Asking(Duration.ofSeconds(60), nanos::get)) {
            assertThatThrownBy(() -> asking.ask(() -> limited.reading(() -> limited.query(
                            "SELECT COUNT(*) FROM " + columns + " a, " + columns + " b, " + columns + " c, " + columns
                                    + " d",
                            (row, n) -> row.getLong(1)))))
                    .isInstanceOfSatisfying(
                            LedgerReader.AwayException.class,
                            away -> assertThat(away.isSlow())
                                    .as(away.getMessage())
                                    .isTrue());
        }
    }

    private static long errorsOf(List<LedgerReader.Hour> hours) {
        return hours.stream().mapToLong(LedgerReader.Hour::errors).sum();
    }

    @Test
    void hoursWithOpenOrdersAreCountedEveryMinuteAndOthersInTurn() {
        HourCounts hours = new HourCounts(new LedgerDb(dataSource, database.dialect()), nanos::get);
        long now = System.currentTimeMillis();
        long hour = Duration.ofHours(1).toMillis();
        // Entries are numbered as they are taken.
        ledger.record(List.of(faulty("E", "ref-E", "x")));
        ledger.record(List.of(order("D")));
        ledger.record(List.of(faulty("C", "ref-C", "x")));
        ledger.record(List.of(faulty("B", "ref-B", "x")));
        ledger.record(List.of(faulty("A", "ref-A", "x")));
        takenAndEnded("A", now, now);
        takenAndEnded("B", now - 5 * hour, now - 5 * hour);
        takenAndEnded("C", now - 6 * hour, now - 4 * hour);
        takenAndEnded("D", now - 7 * hour, null);
        takenAndEnded("E", now - 30 * hour, now);
        List<LedgerReader.Hour> first = hours.look(now);
        assertThat(first).hasSize(24).allMatch(LedgerReader.Hour::counted);
        assertThat(first.stream().map(LedgerReader.Hour::errors).toList())
                .as("by the hour in which they ended, of the orders of the day")
                .endsWith(0L, 1L, 1L, 0L, 0L, 0L, 1L);
        assertThat(errorsOf(first)).isEqualTo(3);

        takenAndEnded("A", now, now - hour);
        takenAndEnded("D", now - 7 * hour, now);
        jdbc.update("UPDATE createorder_entry SET status = 'ACCEPTED' WHERE order_key IN ('B', 'D')");
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(acceptedOf(hours.look(now))).as("kept for ten seconds").isZero();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(acceptedOf(hours.look(now))).as("what was open").isEqualTo(1);
        nanos.addAndGet(Duration.ofSeconds(290).toNanos());
        long inTurn = 0;
        for (int look = 0; look < 24; look++) {
            inTurn = acceptedOf(hours.look(now));
        }
        assertThat(inTurn).as("and what was not").isEqualTo(2);
        assertThat(acceptedOf(hours.look(now + 40 * hour))).as("another day").isZero();
    }

    private void takenAndEnded(String key, long taken, Long ended) {
        jdbc.update("UPDATE createorder_entry SET taken_at = ?, ended_at = ? WHERE order_key = ?", taken, ended, key);
    }

    private static long acceptedOf(List<LedgerReader.Hour> hours) {
        return hours.stream().mapToLong(LedgerReader.Hour::accepted).sum();
    }

    @Test
    void hoursThatCannotBeCountedAreSaidToBeSo() {
        LedgerDb away = new LedgerDb(new DriverManagerDataSource("jdbc:h2:tcp://127.0.0.1:1/away"), database.dialect());
        assertThat(new HourCounts(away, nanos::get).look(System.currentTimeMillis()))
                .hasSize(24)
                .noneMatch(LedgerReader.Hour::counted);
    }

    /** People who look at a large ledger must not take from sending what it needs. */
    @Test
    void answerThatTakesLongToFindIsKeptLonger() {
        try (Asking asking = new Asking(Duration.ofSeconds(30), nanos::get)) {
            Asking.Kept<Integer> kept = asking.kept(1);
            AtomicInteger asked = new AtomicInteger();
            Supplier<Integer> slow = counted(asked, Duration.ofMillis(40));
            assertThat(kept.get(slow)).isEqualTo(1);
            nanos.addAndGet(Duration.ofMillis(1_500).toNanos());
            assertThat(kept.get(slow)).isEqualTo(1);
            nanos.addAndGet(Duration.ofMinutes(30).toNanos());
            assertThat(kept.get(slow)).isEqualTo(2);
        }
    }

    private static Supplier<Integer> counted(AtomicInteger asked, Duration takes) {
        return () -> {
            LockSupport.parkNanos(takes.toNanos());
            return asked.incrementAndGet();
        };
    }

    /** On a busy machine everything takes long, and old numbers mislead. */
    @Test
    void answerIsKeptForHalfAMinuteAtMostHoweverLongItTook() {
        try (Asking asking = new Asking(Duration.ofSeconds(30), nanos::get)) {
            Asking.Kept<Integer> kept = asking.kept(1);
            AtomicInteger asked = new AtomicInteger();
            Supplier<Integer> verySlow = counted(asked, Duration.ofMillis(400));
            assertThat(kept.get(verySlow)).isEqualTo(1);
            nanos.addAndGet(Duration.ofSeconds(29).toNanos());
            assertThat(kept.get(verySlow)).isEqualTo(1);
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(kept.get(verySlow)).isEqualTo(2);
        }
    }

    /** A core system may send the same name to two sources; of a refused file the name is free again. */
    @Test
    void filesAreFoundByNameByKeyAndByTheNamesOfReceipts() {
        file(1, "a", "B.txt", "ANSWERED", "a|B.txt");
        file(2, "b", "B.txt", "TAKEN", "b|B.txt");
        file(3, "b", "B.txt", "REFUSED", "b|B.txt|" + "d".repeat(64));
        file(4, "b", "B", "TAKEN", "b|B");
        for (String sought : List.of("B.txt", " B.txt ", "B.txt.ret", "B.txt.2.ret", "B.txt.ok")) {
            assertThat(reader.searchFiles(sought))
                    .as(sought)
                    .extracting(LedgerReader.File::id)
                    .containsExactly(3L, 2L, 1L);
        }
        assertThat(reader.searchFiles("a|B.txt"))
                .extracting(LedgerReader.File::id)
                .containsExactly(1L);
        assertThat(reader.searchFiles("B")).extracting(LedgerReader.File::id).containsExactly(4L);
        assertThat(reader.searchFiles("C.txt")).isEmpty();
        assertThat(reader.searchFiles(".")).isEmpty();
        assertThat(reader.searchFiles(" ")).isEmpty();
    }

    private void file(long id, String source, String name, String state, String key) {
        jdbc.update(
                "INSERT INTO createorder_file (id, file_key, source, name, state, sha256, bytes, orders, policies, position,"
                        + " seen_at) VALUES (?, ?, ?, ?, ?, 'd', 1, 1, 1, 1, 1)",
                id,
                key,
                source,
                name,
                state);
    }

    @Test
    void aDaysSumsAndItsEditedOrders() {
        ledger.record(List.of(order("A"), faulty("B", "ref-B", "x")));
        LedgerActions actions =
                new LedgerActions(new LedgerDb(dataSource, database.dialect()), PayloadKeys.NONE, json(), false);
        actions.edit(
                Actor.atConsole("ann", null), ledger.findError("B").orElseThrow(), order("B"), "column PREM", "typo");
        LedgerReader.Day day = reader.day(today());
        assertThat(day.totals())
                .singleElement()
                .satisfies(total -> assertThat(total.orders()).isEqualTo(2));
        assertThat(day.edited()).isEqualTo(new LedgerReader.Count(1, false));
        assertThat(reader.edited(today()))
                .extracting(LedgerReader.Line::orderKey)
                .containsExactly("B");
        List<String> all = new ArrayList<>();
        reader.export(LedgerReader.Filter.ANY, line -> all.add(line.orderKey()));
        assertThat(all).containsExactly("A", "B");
    }

    @Test
    void ledgerThatIsAwayIsSaidSoInTime() {
        jdbc.execute("ALTER TABLE createorder_gate RENAME TO away");
        try {
            assertThatThrownBy(() -> reader.gates())
                    .isInstanceOf(LedgerReader.AwayException.class)
                    .hasMessageContaining("cannot be asked");
        } finally {
            jdbc.execute("ALTER TABLE away RENAME TO createorder_gate");
        }
    }

    @Test
    void nothingCanBeChangedByIt() {
        LedgerDb db = LedgerDb.forReading(dataSource, database.dialect(), Duration.ofSeconds(10));
        if (database == TestDatabase.H2) {
            return; // Knows no transaction that only reads.
        }
        assertThatThrownBy(() -> db.reading(() -> db.update("UPDATE createorder_schema SET version = version")))
                .isInstanceOf(org.springframework.core.NestedRuntimeException.class);
    }
}
