package io.github.createorder.console;

import io.github.createorder.errors.Actions;
import io.github.createorder.ledger.LedgerReader.Order;
import io.github.createorder.order.Fault;
import io.github.createorder.order.Masking;
import io.github.createorder.order.Masking.Shown;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.order.SourceRecordJson;
import io.github.createorder.order.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The form in which a record is edited: the columns on the list, old beside new. Of a masked one the field is empty, and stays as it
 * is unless something is typed.
 *
 * @param refused why it can not be edited so: nothing is said then of what would come of it; else null
 * @param request what would be sent, masked; null when there is none
 */
record EditView(List<Cell> cells, boolean previewed, Words refused, List<Fault> faults, Shown request) {

    private static final Pattern FIELD = Pattern.compile("c(-1|\\d{1,6})\\.(.+)");

    /**
     * A column of one row.
     *
     * @param field name of its field in the form
     * @param before as it is shown now
     * @param value what its field holds
     */
    record Cell(String field, String label, String before, String value, Actions.Edit edit) {}

    static EditView of(
            Order order, Set<String> editable, Masking masking, WebRequest request, Actions.Preview preview) {
        List<Cell> cells = cells(order, editable, masking, request);
        return preview == null
                ? new EditView(cells, false, null, List.of(), null)
                : new EditView(
                        cells,
                        true,
                        preview.refused(),
                        preview.faults().stream().map(masking::fault).toList(),
                        preview.request() == null || preview.refused() != null
                                ? null
                                : masking.request(preview.request()));
    }

    /** What was typed, of every field that was sent; of those that no form has too, which are refused by their names. */
    static List<Actions.Edit> edits(Order order, Set<String> editable, Masking masking, WebRequest request) {
        List<Cell> cells = cells(order, editable, masking, request);
        Set<String> known = cells.stream().map(Cell::field).collect(Collectors.toSet());
        List<Actions.Edit> edits = new ArrayList<>();
        request.form().forEach((name, value) -> {
            Matcher field = FIELD.matcher(name);
            if (field.matches() && !known.contains(name)) {
                edits.add(new Actions.Edit(Integer.parseInt(field.group(1)), field.group(2), value));
            }
        });
        cells.stream().map(Cell::edit).filter(edit -> edit != null).forEach(edits::add);
        return edits;
    }

    private static List<Cell> cells(Order order, Set<String> editable, Masking masking, WebRequest request) {
        Set<String> listed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        listed.addAll(editable);
        SourceRecord record = SourceRecordJson.read(order.record());
        boolean single =
                record.policies().size() == 1 && record.policies().get(0).equals(record.columns());
        List<Cell> cells = new ArrayList<>();
        if (!record.grouped()) {
            add(cells, -1, record.columns(), listed, masking, request);
        }
        for (int i = 0; !single && i < record.policies().size(); i++) {
            add(cells, i, record.policies().get(i), listed, masking, request);
        }
        return cells;
    }

    private static void add(
            List<Cell> cells,
            int policy,
            Map<String, Object> row,
            Set<String> listed,
            Masking masking,
            WebRequest request) {
        row.forEach((column, value) -> {
            if (listed.contains(column)) {
                String field = "c" + policy + "." + column;
                boolean shown = masking.isShown(column) || value == null;
                String now = value == null
                        ? ""
                        : value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
                String typed = request.form().get(field);
                boolean kept = typed == null || (!shown && typed.isEmpty()) || typed.equals(now);
                cells.add(new Cell(
                        field,
                        (policy < 0 ? "" : "[" + policy + "] ") + column,
                        shown ? now : Masking.masked(now),
                        typed != null ? typed : shown ? now : "",
                        kept ? null : new Actions.Edit(policy, column, typed.isEmpty() ? null : typed)));
            }
        });
    }
}
