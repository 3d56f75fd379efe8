package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.ledger.LedgerView.Line;
import io.github.createorder.testing.RowCount;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people ask of the ledger. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class LedgerViewTest extends LedgerTestBase {
    private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

    private LedgerView view() {
        return new LedgerView(new LedgerDb(dataSource, database.dialect()), PayloadKeys.NONE);
    }

    /** The tests' JVM is in New York, whose clocks know no 02:30 on this day. */
    @Test
    void beijingTimesThatTheJvmsSummerTimeSkipsAreShownAsTheyAre() {
        ledger.record(List.of(faulty("P1", "ref-1", "x")));
        jdbc.update(
                "UPDATE createorder_entry SET ended_at = ?, taken_at = ?",
                Instant.parse("2026-03-07T18:30:00Z").toEpochMilli(),
                Instant.parse("2026-03-07T18:30:00Z").toEpochMilli());
        LedgerView.ErrorGroup group = view().errorGroups().get(0);
        assertThat(group.oldest()).isEqualTo("2026-03-08 02:30:00");
        assertThat(group.newest()).isEqualTo("2026-03-08 02:30:00");
        assertThat(view().orders("P1", false).get(0).fields().get("ended_at")).startsWith("2026-03-08 02:30:00");
    }

    @Test
    void ordersOfOtherDaysAreLookedUpAndNotReadAlong() throws Exception {
        ledger.record(orders(0, 3_000));
        ledger.record(List.of(order("P00000007", "another place", "99.99")));
        RowCount rows = new RowCount(dataSource);
        LedgerView view = new LedgerView(new LedgerDb(rows.dataSource(), database.dialect()), PayloadKeys.NONE);
        List<String> asked = Stream.concat(
                        Stream.of("nobody's"), IntStream.range(0, 1_500).mapToObj("P%08d"::formatted))
                .toList();
        List<Line> found = view.lines(asked, "legacy");
        assertThat(found).hasSize(1_500);
        assertThat(found)
                .filteredOn(line -> line.identifier().equals("P00000007"))
                .as("the order, and not the conflict that has its identifier")
                .singleElement()
                .extracting(Line::ref)
                .isEqualTo("ref-P00000007");
        assertThat(view.lines(List.of("P00000001"), "another source")).isEmpty();
        assertThat(rows.read()).isLessThanOrEqualTo(1_500 + 1);
    }

    @Test
    void aDayOfMoreOrdersThanAPageIsToldWholeAndOnce() {
        ledger.record(orders(0, 5_003));
        List<String> told = new ArrayList<>();
        LocalDate today = LocalDate.ofInstant(Instant.now(), BEIJING);
        view().lines(today, "legacy", true, line -> told.add(line.identifier()));
        view().lines(today.minusDays(2), null, true, line -> told.add("of another day"));
        assertThat(told).hasSize(5_003).doesNotHaveDuplicates();
    }

    /** PostgreSQL has an index of what ended more than a day after it was taken, and finds the others by their numbers. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "legacy")
    void whatWasAcceptedOnADayIsToldOnceWheneverItWasTaken(String source) {
        ledger.record(orders(0, 9));
        String day = "2026-11-20T";
        at(0, "2026-10-01T08:00", day + "12:00", "ACCEPTED");
        at(1, "2026-11-19T00:00", day + "00:00", "ACCEPTED");
        at(2, "2026-11-19T00:00:00.001", day + "00:00", "ACCEPTED");
        at(3, "2026-11-19T23:59", "2026-11-19T23:59:59.999", "ACCEPTED");
        at(4, day + "10:00", day + "10:00", "ACCEPTED");
        at(5, day + "10:00", day + "10:00", "ERROR");
        // Out of order by as much as a clock may be set back.
        at(6, "2026-11-21T00:20", "2026-11-21T00:20", "ACCEPTED");
        at(7, day + "23:59:59.999", "2026-11-21T00:00", "ACCEPTED");
        at(8, day + "23:30", day + "23:59:59.999", "ACCEPTED");
        LocalDate asked = LocalDate.parse("2026-11-20");
        List<String> accepted = new ArrayList<>();
        view().accepted(asked, source, order -> accepted.add(order.identifier()));
        assertThat(accepted).containsExactly("P00000000", "P00000001", "P00000002", "P00000004", "P00000008");
        assertThat(view().day(asked).stream().map(total -> total.standing() + " " + total.orders()))
                .containsExactly("ACCEPTED 3", "ERROR 1");
        List<String> taken = new ArrayList<>();
        view().lines(asked, source, true, line -> taken.add(line.identifier()));
        assertThat(taken).containsExactlyInAnyOrder("P00000004", "P00000005", "P00000007", "P00000008");
    }

    private void at(int order, String taken, String ended, String status) {
        jdbc.update(
                "UPDATE createorder_entry SET status = ?, taken_at = ?, ended_at = ?, due_at = NULL WHERE order_key = ?",
                status,
                LocalDateTime.parse(taken).toInstant(BEIJING).toEpochMilli(),
                LocalDateTime.parse(ended).toInstant(BEIJING).toEpochMilli(),
                "P%08d".formatted(order));
    }
}
