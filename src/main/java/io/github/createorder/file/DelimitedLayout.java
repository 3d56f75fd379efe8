package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cells with a separator between them. The line is decoded first: the second byte of a GBK character may be a {@code |}.
 */
final class DelimitedLayout extends Layout {
    private final Cells cells;
    private final List<String> values = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    /** Cells without quotes are as they are. */
    private final boolean plain;

    private boolean open;

    /**
     * How cells are told apart.
     *
     * @param separator of any length
     * @param quote around cells; null for none
     * @param quotedLineEnds a line end between quotes is a part of the cell
     * @param trailingSeparator after the last cell too
     * @param prefix taken off the beginning of each cell that has it; empty for none
     * @param empty what cells without a value are, when it is not nothing
     * @param spreadsheet cells may be as a spreadsheet writes texts
     */
    record Cells(
            String separator,
            Character quote,
            boolean quotedLineEnds,
            boolean trailingSeparator,
            String prefix,
            Set<String> empty,
            boolean spreadsheet) {
        static final Cells PIPES = new Cells("|", null, false, false, "", Set.of(), false);
    }

    DelimitedLayout(Cells cells, List<LineColumn> columns, StrictDecoder decoder) {
        super(columns, decoder);
        this.cells = cells;
        this.plain = !cells.spreadsheet() && cells.empty().isEmpty();
    }

    @Override
    String[] parse(Line line, FaultLog faults) {
        String text = decode(line, faults);
        if (text == null || !split(line, text, faults)) {
            return null;
        }
        int wanted = columns().size();
        if (values.size() != wanted) {
            String found = "the line has " + values.size() + " columns, and the format has " + wanted;
            faults.add(
                    line,
                    values.size() < wanted ? line.length : byteOf(text, starts.get(wanted)),
                    Code.STRUCTURE,
                    found + ": correct the line, or `columns`, `separator` or `quote` of the format");
            return null;
        }
        String[] cleaned = new String[wanted];
        for (int i = 0; i < wanted; i++) {
            String value = values.get(i);
            if (isOfASpreadsheet(value)) {
                faults.addOnce(
                        line,
                        byteOf(text, starts.get(i)),
                        Code.STRUCTURE,
                        "column " + columns().get(i).name()
                                + " is a text as spreadsheets write it, such as =\"0001\" or with"
                                + " a blank before its quote: set `spreadsheet: true`, or have the text alone sent");
                return null;
            }
            cleaned[i] = value == null ? null : columns().get(i).clean(unprefixed(value));
        }
        return cleaned;
    }

    /** In a format that does not speak of spreadsheets. */
    private boolean isOfASpreadsheet(String value) {
        int last = value == null ? -1 : value.length() - 1;
        if (last < 2 || value.charAt(last) != '"' || cells.spreadsheet()) {
            return false;
        }
        return value.startsWith("=\"")
                || (cells.quote() != null
                        && cells.quote() == '"'
                        && isBlank(value.charAt(0))
                        && value.strip().startsWith("\""));
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Whether a quote is open at the line's end. */
    boolean isOpen(Line line) {
        if (cells.quote() == null) {
            return false;
        }
        boolean odd = false;
        for (int i = line.start; i < line.start + line.length; i++) {
            odd ^= line.bytes[i] == cells.quote();
        }
        String text = odd ? decoder.decode(line.bytes, line.start, line.length) : null;
        return text != null && !split(line, text, new FaultLog(0)) && open;
    }

    /** The cells as they are, for a line of column names; null when the line is faulty. */
    List<String> names(Line line, FaultLog faults) {
        String text = decode(line, faults);
        return text == null || !split(line, text, faults)
                ? null
                : values.stream().map(name -> name == null ? "" : name).toList();
    }

    @Override
    String peek(Line line, int index) {
        String text = decoder.decode(line.bytes, line.start, line.length);
        String value =
                text != null && split(line, text, new FaultLog(0)) && index < values.size() ? values.get(index) : null;
        return value == null ? null : unprefixed(value);
    }

    @Override
    int startOf(Line line, int index) {
        String text = decoder.decode(line.bytes, line.start, line.length);
        return text != null && split(line, text, new FaultLog(0)) && index < starts.size()
                ? byteOf(text, starts.get(index))
                : 0;
    }

    private String unprefixed(String cell) {
        return cells.prefix().isEmpty() || !cell.startsWith(cells.prefix())
                ? cell
                : cell.substring(cells.prefix().length());
    }

    private int byteOf(String text, int index) {
        return decoder.length(text.substring(0, index));
    }

    private boolean split(Line line, String text, FaultLog faults) {
        values.clear();
        starts.clear();
        open = false;
        String separator = cells.separator();
        int start = 0;
        while (true) {
            starts.add(start);
            int quote = cells.quote() == null ? -1 : quoteOf(text, start);
            int end;
            if (quote >= 0) {
                end = quoted(line, text, quote, faults);
                if (end < 0) {
                    return false;
                }
            } else {
                int found = text.indexOf(separator, start);
                end = found < 0 ? text.length() : found;
                String cell = text.substring(start, end);
                values.add(plain ? cell : unquoted(cell));
            }
            if (end == text.length()) {
                break;
            }
            start = end + separator.length();
        }
        if (!cells.trailingSeparator()) {
            return true;
        }
        int last = values.size() - 1;
        if (last == 0 || starts.get(last) != text.length()) {
            faults.add(
                    line,
                    line.length,
                    Code.STRUCTURE,
                    "the separator after the last column is missing (`trailing-separator: true`)");
            return false;
        }
        values.remove(last);
        starts.remove(last);
        return true;
    }

    /** Where the quote of the cell is that starts here; -1 for none. A spreadsheet may put {@code =} or blanks before it. */
    private int quoteOf(String text, int start) {
        int at = start;
        while (cells.spreadsheet()
                && at < text.length()
                && isBlank(text.charAt(at))
                && !text.startsWith(cells.separator(), at)) {
            at++;
        }
        if (cells.spreadsheet() && text.startsWith("=\"", at)) {
            at++;
        }
        return at < text.length() && text.charAt(at) == cells.quote() ? at : -1;
    }

    private String unquoted(String cell) {
        String text = cells.spreadsheet() ? spreadsheetText(cell) : cell;
        return cells.empty().contains(text) ? null : text;
    }

    /** What is in a cell as a spreadsheet writes texts: {@code ="0001"}, {@code '0001}, or with a tab that keeps it one. */
    private static String spreadsheetText(String cell) {
        String text = cell;
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\t') {
            end--;
        }
        int start = 0;
        while (start < end && text.charAt(start) == '\t') {
            start++;
        }
        text = text.substring(start, end);
        if (text.length() > 2 && text.startsWith("=\"") && text.endsWith("\"")) {
            return text.substring(2, text.length() - 1).replace("\"\"", "\"");
        }
        return text.startsWith("'") ? text.substring(1) : text;
    }

    /** Adds the quoted cell that starts here; where it ends, behind its quote; -1 with a fault. */
    private int quoted(Line line, String text, int start, FaultLog faults) {
        char quote = cells.quote();
        StringBuilder value = new StringBuilder();
        int i = start + 1;
        while (true) {
            int next = text.indexOf(quote, i);
            if (next < 0) {
                open = true;
                faults.add(
                        line,
                        byteOf(text, start),
                        Code.STRUCTURE,
                        "the quote that opens here is not closed"
                                + (cells.quotedLineEnds()
                                        ? ": correct the line"
                                        : " in its line: correct the line, or `quote` of the format, or set"
                                                + " `quoted-line-ends: true` when cells have line ends"));
                return -1;
            }
            value.append(text, i, next);
            i = next + 1;
            if (i < text.length() && text.charAt(i) == quote) {
                value.append(quote);
                i++;
            } else {
                break;
            }
        }
        while (cells.spreadsheet()
                && i < text.length()
                && isBlank(text.charAt(i))
                && !text.startsWith(cells.separator(), i)) {
            i++;
        }
        if (i < text.length() && !text.startsWith(cells.separator(), i)) {
            faults.add(
                    line,
                    byteOf(text, i),
                    Code.STRUCTURE,
                    "after a closing quote comes neither a separator nor the line's end: a quote inside a cell is doubled");
            return -1;
        }
        String cell = value.toString();
        values.add(cells.spreadsheet() ? spreadsheetText(cell) : cell);
        return i;
    }
}
