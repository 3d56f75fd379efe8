package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.ledger.LedgerView.Line;
import io.github.createorder.testing.RowCount;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What people ask of the ledger. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class LedgerViewTest extends LedgerTestBase {
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
        LocalDate today = LocalDate.ofInstant(Instant.now(), java.time.ZoneOffset.ofHours(8));
        view().lines(today, "legacy", true, line -> told.add(line.identifier()));
        view().lines(today.minusDays(2), null, true, line -> told.add("of another day"));
        assertThat(told).hasSize(5_003).doesNotHaveDuplicates();
    }
}
