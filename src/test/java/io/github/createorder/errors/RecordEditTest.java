package io.github.createorder.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.errors.Actions.Edit;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.order.Words;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a person may write into a source record, and where it goes. */
class RecordEditTest {
    private static final Map<String, Object> ORDER =
            columns("ORDER_NO", "A1", "PREM", new BigDecimal("12.50"), "VIP", true);

    private static Map<String, Object> columns(Object... pairs) {
        Map<String, Object> columns = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            columns.put((String) pairs[i], pairs[i + 1]);
        }
        return columns;
    }

    private static RecordEdit edit(SourceRecord record, Edit... edits) {
        return new RecordEdit(record, Set.of("prem", "NOTE", "VIP", "FEE"), List.of(edits));
    }

    private static List<String> codes(RecordEdit edit) {
        return edit.faults().stream().map(Words::code).toList();
    }

    @Test
    void onlyListedColumnsChangeAndKeepTheirType() {
        SourceRecord record = new SourceRecord("core", "7", ORDER, List.of(ORDER));
        RecordEdit edit = edit(record, new Edit(-1, "prem", "13.00"), new Edit(0, "VIP", "false"));
        assertThat(edit.faults()).isEmpty();
        assertThat(edit.edited().columns())
                .containsEntry("PREM", new BigDecimal("13.00"))
                .containsEntry("VIP", false)
                .containsEntry("ORDER_NO", "A1");
        assertThat(edit.edited().policies()).containsExactly(edit.edited().columns());
        assertThat(edit.changes()).extracting(Actions.Change::column).containsExactly("PREM", "VIP");
        assertThat(edit.changes().toString()).doesNotContain("13.00");
    }

    @Test
    void columnThatIsNotListedIsRefusedAndSoIsAValueThatCannotBeRead() {
        SourceRecord record = new SourceRecord("core", "7", ORDER, List.of(ORDER));
        assertThat(codes(edit(record, new Edit(-1, "ORDER_NO", "B1")))).containsExactly("edit.column");
        assertThat(codes(edit(record, new Edit(-1, "ORDER_NO", "A1"))))
                .as("whether a masked value is guessed right")
                .containsExactly("edit.column");
        assertThat(codes(edit(record, new Edit(-1, "VIP", "yes")))).containsExactly("edit.boolean");
        assertThat(edit(record, new Edit(-1, "VIP", " FALSE ")).changes()).hasSize(1);
        assertThat(codes(edit(record, new Edit(-1, "NEW", "1")))).containsExactly("edit.unknown");
        assertThat(codes(edit(record, new Edit(-1, "PREM", "much")))).containsExactly("edit.number");
        assertThat(codes(edit(record, new Edit(3, "PREM", "1")))).containsExactly("edit.policy");
    }

    /** Each row has the order's columns: changed in one row alone, the rows would differ, and the mapping says so. */
    @Test
    void rowsOfAGroupAreEditedOneByOneAndTheFirstIsTheOrders() {
        Map<String, Object> second = columns("ORDER_NO", "A1", "PREM", new BigDecimal("2"), "VIP", true);
        SourceRecord record = new SourceRecord("core", "7", ORDER, List.of(ORDER, second));
        assertThat(codes(edit(record, new Edit(-1, "PREM", "1")))).containsExactly("edit.grouped");
        RecordEdit edit = edit(record, new Edit(0, "PREM", "1"), new Edit(1, "PREM", "3"));
        assertThat(edit.edited().grouped()).isTrue();
        assertThat(edit.edited().columns()).containsEntry("PREM", new BigDecimal("1"));
        assertThat(edit.edited().policies().get(1)).containsEntry("PREM", new BigDecimal("3"));
    }

    @Test
    void policiesOfATableOfTheirOwnAreEditedByTheirNumber() {
        SourceRecord record = new SourceRecord(
                "core", "7", ORDER, List.of(columns("FEE", new BigDecimal("1")), columns("FEE", new BigDecimal("2"))));
        RecordEdit edit = edit(record, new Edit(1, "FEE", "5"), new Edit(-1, "PREM", null));
        assertThat(edit.faults()).isEmpty();
        assertThat(edit.edited().policies())
                .extracting(policy -> policy.get("FEE"))
                .containsExactly(new BigDecimal("1"), new BigDecimal("5"));
        assertThat(edit.edited().columns()).containsEntry("PREM", null);
        assertThat(edit.changes()).extracting(Actions.Change::policy).containsExactly(1, -1);
    }
}
