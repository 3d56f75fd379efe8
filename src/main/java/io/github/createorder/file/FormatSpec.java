package io.github.createorder.file;

import io.github.createorder.file.Totals.Summed;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a format file says.
 *
 * @param cells delimited: how cells are told apart; otherwise null
 * @param headerRow delimited: a line of column names comes first
 * @param lineEnd the last byte of a line's end
 * @param recordLength fixed-width: bytes of a record without line end; 0 for lines
 * @param columns of a line; of the order lines where there are policy lines of their own. Empty when the header row tells
 * @param policyColumns of a policy line, or of a nested policy; those of {@code columns} where there is but one kind
 * @param header the line that comes first; null for none
 * @param trailer the line that comes last; null for none
 * @param end what the very last line is; empty for no end mark
 * @param ignore what a line that is read over begins with; empty for an empty line
 * @param totalsRequired every total that the format has must be in the file
 * @param marker null when a marker's content says nothing
 * @param receipt null for none
 * @param fileName null for any safe name
 */
record FormatSpec(
        String name,
        Kind kind,
        Charset charset,
        DelimitedLayout.Cells cells,
        boolean headerRow,
        byte lineEnd,
        int recordLength,
        List<LineColumn> columns,
        List<LineColumn> policyColumns,
        Orders orders,
        Edge header,
        Edge trailer,
        String end,
        List<String> ignore,
        boolean totalsRequired,
        MarkerSpec marker,
        Limits limits,
        ReceiptSpec receipt,
        SafeName fileName) {

    /** How a line is written. */
    enum Kind {
        DELIMITED,
        FIXED_WIDTH,
        JSON_LINES
    }

    /**
     * The header or the trailer.
     *
     * @param prefix what the line begins with; empty when it is told by its place, the first or the last
     * @param columns of the line; empty when only its place matters
     */
    record Edge(String prefix, List<LineColumn> columns, Totals totals) {}

    /**
     * Which lines make an order.
     *
     * @param key columns whose values tell orders apart; empty when a line is an order, or the order line comes first
     * @param window an order's lines are within so many lines of its first one; 0 when they follow each other
     * @param type the column that tells order lines and policy lines apart; null when there is but one kind
     * @param orderType its value on an order line
     * @param policyType its value on a policy line
     * @param nested json-lines: the member that holds the policies; null for none
     */
    record Orders(List<String> key, int window, String type, String orderType, String policyType, String nested) {
        static final Orders A_LINE_EACH = new Orders(List.of(), 0, null, null, null, null);

        boolean grouped() {
            return !key.isEmpty() || type != null;
        }
    }

    /**
     * What a marker's content says.
     *
     * @param keys {@code key=value} lines, not a line of cells
     * @param roles which column says what; see {@link MarkerFile}
     */
    record MarkerSpec(
            boolean keys,
            DelimitedLayout.Cells cells,
            List<LineColumn> columns,
            MarkerFile.Roles roles,
            Totals totals) {}

    /** The lines' columns that a receipt calls an order by; empty when the header row tells the columns, and nothing the key. */
    List<String> keyColumns() {
        if (receipt != null && !receipt.key().isEmpty()) {
            return receipt.key();
        }
        if (!orders.key().isEmpty()) {
            return orders.key();
        }
        return columns.stream()
                .map(LineColumn::name)
                .filter(name -> name != null)
                .limit(1)
                .toList();
    }

    /** All columns of the lines that a header, trailer or marker has a sum of. */
    List<Summed> summed() {
        return allTotals()
                .flatMap(totals -> totals.sums().stream())
                .map(Totals.Sum::of)
                .distinct()
                .toList();
    }

    Stream<Totals> allTotals() {
        return Stream.of(
                        header == null ? Totals.NONE : header.totals(),
                        trailer == null ? Totals.NONE : trailer.totals(),
                        marker == null ? Totals.NONE : marker.totals())
                .filter(Totals::sayAnything);
    }

    static Set<String> names(List<LineColumn> columns) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        columns.stream().map(LineColumn::name).filter(name -> name != null).forEach(names::add);
        return names;
    }
}
