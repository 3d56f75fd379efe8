package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import io.github.createorder.file.FormatSpec.Edge;
import io.github.createorder.file.FormatSpec.Orders;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** One pass over a file's lines: tells what each of them is and takes it apart. Both passes, check and read, are made so. */
final class FileScan {
    private static final byte[] UTF_8_BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] GB18030_BOM = {(byte) 0x84, 0x31, (byte) 0x95, 0x33};

    private final FormatSpec format;
    private final FaultLog faults;
    private final StrictDecoder decoder;
    private final LineReader lines;
    private final Line line = new Line();
    private final byte[] end;
    private final List<byte[]> ignore;
    private final byte[] headerPrefix;
    private final byte[] trailerPrefix;
    private final EdgeLine header;
    private final EdgeLine trailer;
    private final int typeIndex;
    private Layout orders;
    private Layout policies;
    private Layout current;
    private String[] values;
    private boolean namesPassed;
    private boolean linesPassed;
    private boolean ended;
    private boolean tailTold;

    /** What a line is. */
    enum Part {
        /** An order's own line; or any line where there is but one kind. */
        ORDER,
        /** A policy of the order line it belongs to. */
        POLICY,
        /** One of the two, but faulty. */
        FAULTY
    }

    /** The header or trailer as it was found: its values, and where to tell faults of them. */
    static final class EdgeLine {
        final Edge edge;
        final Layout layout;
        final Line line = new Line();
        boolean found;
        /** Null when it was not found or is faulty. */
        String[] values;

        private EdgeLine(Edge edge, Layout layout) {
            this.edge = edge;
            this.layout = layout;
        }

        /** Where a column is, in bytes from the line's start. */
        int startOf(String column) {
            return layout.startOf(line, layout.index(column));
        }
    }

    FileScan(FormatSpec format, FileInput input, FaultLog faults) throws IOException {
        this.format = format;
        this.faults = faults;
        this.decoder = new StrictDecoder(format.charset());
        this.end = format.end().getBytes(format.charset());
        this.lines = new LineReader(
                input.content(), format.limits().lineBytes(), format.recordLength(), end, boms(format.charset()));
        this.ignore = format.ignore().stream()
                .map(prefix -> prefix.getBytes(format.charset()))
                .toList();
        this.header = edge(format.header());
        this.trailer = edge(format.trailer());
        this.headerPrefix = prefix(format.header());
        this.trailerPrefix = prefix(format.trailer());
        if (!format.columns().isEmpty()) {
            layouts(format.columns());
        }
        this.typeIndex = format.orders().type() == null
                ? -1
                : Layout.index(format.columns(), format.orders().type());
    }

    /** The byte order marks that a text in this charset may begin with. */
    static byte[][] boms(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8)
                ? new byte[][] {UTF_8_BOM}
                : charset.name().equals("GB18030") ? new byte[][] {GB18030_BOM} : new byte[0][];
    }

    private EdgeLine edge(Edge edge) {
        return edge == null ? null : new EdgeLine(edge, Layout.of(format, edge.columns(), decoder));
    }

    private byte[] prefix(Edge edge) {
        return edge == null ? new byte[0] : edge.prefix().getBytes(format.charset());
    }

    private void layouts(List<LineColumn> columns) {
        Orders how = format.orders();
        orders = how.nested() != null
                ? new JsonLayout(columns, how.nested(), format.policyColumns(), decoder)
                : Layout.of(format, columns, decoder);
        policies = how.type() == null ? orders : Layout.of(format, format.policyColumns(), decoder);
    }

    /**
     * The next line of an order or policy; null at the end. Header, trailer and all else is told apart on the way.
     *
     * @throws DamagedException when the file cannot be read on
     */
    Part next() throws IOException {
        while (lines.next(line)) {
            if (line.number > format.limits().lines()) {
                throw new DamagedException(
                        Code.LIMIT,
                        "the file has more than the " + format.limits().lines() + " lines of `limits: lines`");
            }
            if (line.tooLong) {
                faults.add(
                        line,
                        format.limits().lineBytes(),
                        Code.LIMIT,
                        "the line has more than the " + format.limits().lineBytes() + " bytes of `limits: line-bytes`");
                return Part.FAULTY;
            }
            Part part = part();
            if (part != null) {
                return part;
            }
        }
        return null;
    }

    /** What the line is; null when it is none of the orders' lines. */
    private Part part() {
        if (isIgnored()) {
            return null;
        }
        if (ended || (trailer != null && trailer.found)) {
            afterTheLast();
            return null;
        }
        if (end.length > 0 && line.is(end)) {
            ended = true;
            return null;
        }
        if (header != null && !header.found && isHeader()) {
            if (linesPassed || namesPassed) {
                faults.add(line, 0, Code.STRUCTURE, "the header is not the first line");
            }
            found(header);
            return null;
        }
        if (format.headerRow() && !namesPassed) {
            namesPassed = true;
            names();
            return null;
        }
        if (trailer != null && (trailerPrefix.length == 0 ? line.last : line.startsWith(trailerPrefix))) {
            found(trailer);
            return null;
        }
        if (header != null && headerPrefix.length > 0 && line.startsWith(headerPrefix)) {
            faults.add(line, 0, Code.STRUCTURE, "a second header");
            return null;
        }
        linesPassed = true;
        return orders == null ? Part.FAULTY : parse();
    }

    private boolean isHeader() {
        return headerPrefix.length == 0 ? !linesPassed && !namesPassed : line.startsWith(headerPrefix);
    }

    private boolean isIgnored() {
        for (byte[] prefix : ignore) {
            if (prefix.length == 0 ? line.length == 0 : line.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private void afterTheLast() {
        if (end.length > 0 && !ended && line.is(end)) {
            ended = true;
        } else if (!tailTold) {
            tailTold = true;
            faults.add(line, 0, Code.STRUCTURE, "lines come after " + (ended ? "the end mark" : "the trailer"));
        }
    }

    private void found(EdgeLine edge) {
        edge.found = true;
        edge.line.number = line.number;
        edge.line.offset = line.offset;
        edge.line.bytes = Arrays.copyOfRange(line.bytes, line.start, line.start + line.length);
        edge.line.length = line.length;
        if (!edge.edge.columns().isEmpty()) {
            edge.values = edge.layout.parse(line, faults);
        }
    }

    private void names() {
        DelimitedLayout layout = new DelimitedLayout(format.cells(), List.of(), decoder);
        List<String> names = layout.names(line, faults);
        if (names == null) {
            return;
        }
        names = names.stream().map(String::strip).toList();
        if (!format.columns().isEmpty()) {
            for (int i = 0; i < Math.max(names.size(), format.columns().size()); i++) {
                String found = i < names.size() ? names.get(i) : "missing";
                String wanted =
                        i < format.columns().size() ? format.columns().get(i).name() : "no column";
                if (!found.equalsIgnoreCase(wanted)) {
                    faults.add(
                            line,
                            i < names.size() ? layout.startOf(line, i) : line.length,
                            Code.STRUCTURE,
                            "the column names are not those of the format: name " + (i + 1) + " must be " + wanted);
                    return;
                }
            }
            return;
        }
        if (names.contains("")
                || FormatSpec.names(names.stream().map(LineColumn::named).toList())
                                .size()
                        < names.size()) {
            faults.add(line, 0, Code.STRUCTURE, "a column name is empty or is there twice");
            return;
        }
        layouts(names.stream().map(LineColumn::named).toList());
        for (String key : format.orders().key()) {
            lacking(key);
        }
        format.summed().forEach(summed -> lacking(summed.column()));
    }

    private void lacking(String column) {
        if (orders != null && orders.index(column) < 0) {
            faults.add(line, 0, Code.STRUCTURE, "the column names lack " + column + ", which the format speaks of");
            orders = null;
        }
    }

    private Part parse() {
        Part part = Part.ORDER;
        if (typeIndex >= 0) {
            String cell = orders.peek(line, typeIndex);
            String type = cell == null ? null : orders.columns().get(typeIndex).clean(cell);
            if (format.orders().policyType().equals(type)) {
                part = Part.POLICY;
            } else if (type != null && !format.orders().orderType().equals(type)) {
                faults.add(
                        line,
                        orders.startOf(line, typeIndex),
                        Code.STRUCTURE,
                        "column " + format.orders().type() + " says neither "
                                + format.orders().orderType() + " nor "
                                + format.orders().policyType());
                return Part.FAULTY;
            }
        }
        current = part == Part.POLICY ? policies : orders;
        values = current.parse(line, faults);
        return values == null ? Part.FAULTY : part;
    }

    /** The key of the line that was read last; null with a fault when a part of it is empty. */
    String key() {
        List<String> names = format.orders().key();
        StringBuilder key = new StringBuilder();
        for (String name : names) {
            int index = current.index(name);
            String value = values[index];
            if (value == null || value.isBlank()) {
                faults.add(
                        line,
                        current.startOf(line, index),
                        Code.KEY,
                        "column " + name + " is empty, and orders are told by it");
                return null;
            }
            if (names.size() == 1) {
                return value;
            }
            key.append(value.length()).append(':').append(value);
        }
        return key.toString();
    }

    /** Tells what should have been there and was not, after the last line. */
    void missing() {
        if (format.totalsRequired()) {
            missing(header, "header");
            missing(trailer, "trailer");
            if (end.length > 0 && !ended) {
                faults.add(FileFault.ofFile(Code.INCOMPLETE, "the end mark is missing: the file is not whole"));
            }
        }
        if (format.headerRow() && !namesPassed) {
            faults.add(FileFault.ofFile(Code.INCOMPLETE, "the line of column names is missing"));
        }
    }

    private void missing(EdgeLine edge, String name) {
        if (edge != null && !edge.found) {
            faults.add(FileFault.ofFile(Code.INCOMPLETE, "the " + name + " is missing: the file is not whole"));
        }
    }

    /** The cleaned values of the line that was read last. */
    String[] values() {
        return values;
    }

    /** The layout of the line that was read last. */
    Layout layout() {
        return current;
    }

    Line line() {
        return line;
    }

    /** Null when the format has none. */
    EdgeLine header() {
        return header;
    }

    /** Null when the format has none. */
    EdgeLine trailer() {
        return trailer;
    }

    /** Where reading stands, for a fault of bytes that cannot be read on. */
    FileFault here(DamagedException damage) {
        return new FileFault(damage.code(), lines.number() + 1, 1, lines.offset() + 1, damage.getMessage());
    }
}
