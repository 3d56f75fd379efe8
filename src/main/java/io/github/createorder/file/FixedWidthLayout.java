package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.util.List;

/** Columns of so many bytes each. Every column is decoded by itself, so that a character cut at its edge is found. */
final class FixedWidthLayout extends Layout {
    private final int length;

    FixedWidthLayout(List<LineColumn> columns, StrictDecoder decoder) {
        super(columns, decoder);
        length = length(columns);
    }

    /** Bytes of a line of these columns. */
    static int length(List<LineColumn> columns) {
        return columns.stream()
                .mapToInt(column -> column.from() + column.length())
                .max()
                .orElse(0);
    }

    @Override
    String[] parse(Line line, FaultLog faults) {
        if (line.length != length) {
            // For the evidence of its charset, in which a line may be of another length.
            decoder.decode(line.bytes, line.start, line.length);
            faults.add(
                    line,
                    Math.min(line.length, length),
                    Code.STRUCTURE,
                    "the line has " + line.length + " bytes, and the format has " + length
                            + ": correct the line, or the lengths of `columns`, which are in bytes");
            return null;
        }
        String[] values = new String[columns().size()];
        boolean faulty = false;
        for (int i = 0; i < values.length; i++) {
            LineColumn column = columns().get(i);
            String cell = decoder.decode(line.bytes, line.start + column.from(), column.length());
            if (cell == null) {
                String where = column.name() == null ? "" : "column " + column.name() + ": ";
                badByte(line, column.from() + decoder.errorAt(), where, faults);
                faulty = true;
            } else {
                values[i] = column.clean(cell);
            }
        }
        return faulty ? null : values;
    }

    @Override
    String peek(Line line, int index) {
        LineColumn column = columns().get(index);
        return column.from() + column.length() > line.length
                ? null
                : decoder.decode(line.bytes, line.start + column.from(), column.length());
    }

    @Override
    int startOf(Line line, int index) {
        return columns().get(index).from();
    }
}
