package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.util.List;
import java.util.Locale;

/** Takes lines of one kind apart. Has buffers of its own: one for each pass. */
abstract class Layout {
    private final List<LineColumn> columns;
    final StrictDecoder decoder;

    Layout(List<LineColumn> columns, StrictDecoder decoder) {
        this.columns = List.copyOf(columns);
        this.decoder = decoder;
    }

    static Layout of(FormatSpec spec, List<LineColumn> columns, StrictDecoder decoder) {
        return switch (spec.kind()) {
            case DELIMITED -> new DelimitedLayout(spec.cells(), columns, decoder);
            case FIXED_WIDTH -> new FixedWidthLayout(columns, decoder);
            case JSON_LINES -> new JsonLayout(columns, null, List.of(), decoder);
        };
    }

    /** The cleaned values of the columns, in their order; null when the line is faulty, which the log then tells. */
    abstract String[] parse(Line line, FaultLog faults);

    /** One cell alone, not cleaned; null when the line has it not, or is faulty. */
    abstract String peek(Line line, int index);

    /** Where in the line the cell starts, in bytes from 0. For messages. */
    abstract int startOf(Line line, int index);

    /** The policies inside the line that was parsed last. */
    List<String[]> nested() {
        return List.of();
    }

    List<LineColumn> columns() {
        return columns;
    }

    /** The column of that name, without regard to case; -1 when there is none. */
    int index(String name) {
        return index(columns, name);
    }

    static int index(List<LineColumn> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (name.equalsIgnoreCase(columns.get(i).name())) {
                return i;
            }
        }
        return -1;
    }

    String decode(Line line, FaultLog faults) {
        String text = decoder.decode(line.bytes, line.start, line.length);
        if (text == null) {
            badByte(line, decoder.errorAt(), "", faults);
        }
        return text;
    }

    void badByte(Line line, int index, String where, FaultLog faults) {
        faults.add(
                line,
                index,
                Code.CHARSET,
                where + "byte 0x"
                        + Integer.toHexString(line.bytes[line.start + index] & 0xFF)
                                .toUpperCase(Locale.ROOT)
                        + " is no character of " + decoder.charset().name()
                        + ": the file is in another charset, or a character was cut");
    }
}
