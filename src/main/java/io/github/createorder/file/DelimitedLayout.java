package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.util.ArrayList;
import java.util.List;

/**
 * Cells with a separator between them. The line is decoded first: the second byte of a GBK character may be a {@code |}.
 */
final class DelimitedLayout extends Layout {
    private final Cells cells;
    private final List<String> values = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();

    /**
     * How cells are told apart.
     *
     * @param separator of any length
     * @param quote around cells; null for none. A line end cannot be quoted
     * @param trailingSeparator after the last cell too
     * @param prefix taken off the beginning of each cell that has it; empty for none
     */
    record Cells(String separator, Character quote, boolean trailingSeparator, String prefix) {}

    DelimitedLayout(Cells cells, List<LineColumn> columns, StrictDecoder decoder) {
        super(columns, decoder);
        this.cells = cells;
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
            cleaned[i] = columns().get(i).clean(unprefixed(values.get(i)));
        }
        return cleaned;
    }

    /** The cells as they are, for a line of column names; null when the line is faulty. */
    List<String> names(Line line, FaultLog faults) {
        String text = decode(line, faults);
        return text == null || !split(line, text, faults) ? null : List.copyOf(values);
    }

    @Override
    String peek(Line line, int index) {
        String text = decoder.decode(line.bytes, line.start, line.length);
        return text != null && split(line, text, new FaultLog(0)) && index < values.size()
                ? unprefixed(values.get(index))
                : null;
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
        String separator = cells.separator();
        int start = 0;
        while (true) {
            starts.add(start);
            int end;
            if (cells.quote() != null && start < text.length() && text.charAt(start) == cells.quote()) {
                end = quoted(line, text, start, faults);
                if (end < 0) {
                    return false;
                }
            } else {
                int found = text.indexOf(separator, start);
                end = found < 0 ? text.length() : found;
                values.add(text.substring(start, end));
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

    /** Adds the quoted cell that starts here; where it ends, behind its quote; -1 with a fault. */
    private int quoted(Line line, String text, int start, FaultLog faults) {
        char quote = cells.quote();
        StringBuilder value = new StringBuilder();
        int i = start + 1;
        while (true) {
            int next = text.indexOf(quote, i);
            if (next < 0) {
                faults.add(
                        line,
                        byteOf(text, start),
                        Code.STRUCTURE,
                        "the quote that opens here is not closed: correct the line, or set `quote` of the format");
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
        if (i < text.length() && !text.startsWith(cells.separator(), i)) {
            faults.add(
                    line,
                    byteOf(text, i),
                    Code.STRUCTURE,
                    "after a closing quote comes neither a separator nor the line's end: a quote inside a cell is doubled");
            return -1;
        }
        values.add(value.toString());
        return i;
    }
}
