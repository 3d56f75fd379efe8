package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import io.github.createorder.file.FormatSpec.Edge;
import io.github.createorder.file.FormatSpec.Orders;
import io.github.createorder.order.Texts;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** One pass over a file's lines: tells what each of them is and takes it apart. Both passes, check and read, are made so. */
final class FileScan {
    private static final byte[] EMPTY = {};
    private static final byte END_OF_FILE = 0x1A;

    private final FormatSpec format;
    private final FaultLog faults;
    private final StrictDecoder decoder;
    private final LineReader lines;
    private final Line line = new Line();
    /** As the reader gives it. */
    private final Line read = new Line();
    /** The next one, where a line is told by being the last. */
    private final Line ahead;

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
    private byte[] names = EMPTY;
    /** From a quote that its line leaves open; null when there is none. */
    private Line unclosed;

    private boolean isAhead;
    private boolean begun;
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

    /**
     * @param evidence sees all that is not ASCII; null for none
     * @throws DamagedException when the file is no text in the charset at all
     */
    FileScan(FormatSpec format, FileInput input, FaultLog faults, CharsetEvidence evidence) throws IOException {
        this.format = format;
        this.faults = faults;
        this.decoder = new StrictDecoder(format.charset(), evidence, line);
        this.end = format.end().getBytes(format.charset());
        this.lines = new LineReader(
                input.content(),
                format.charset(),
                format.limits().lineBytes(),
                format.recordLength(),
                end,
                format.lineEnd());
        this.ignore = format.ignore().stream()
                .map(prefix -> prefix.getBytes(format.charset()))
                .toList();
        this.header = edge(format.header());
        this.trailer = edge(format.trailer());
        this.headerPrefix = prefix(format.header());
        this.trailerPrefix = prefix(format.trailer());
        this.ahead = format.trailer() != null && trailerPrefix.length == 0 ? new Line() : null;
        if (!format.columns().isEmpty()) {
            layouts(format.columns());
        }
        this.typeIndex = format.orders().type() == null
                ? -1
                : Layout.index(format.columns(), format.orders().type());
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
        while (advance()) {
            Part part = part();
            if (part != null) {
                return part;
            }
        }
        return null;
    }

    /** Goes on to the next line that says something. */
    private boolean advance() throws IOException {
        if (ahead == null) {
            return read() && take(read);
        }
        if (!begun) {
            begun = true;
            readAhead();
        }
        if (!isAhead) {
            return false;
        }
        take(ahead);
        readAhead();
        line.last = !isAhead || (end.length > 0 && ahead.is(end));
        return true;
    }

    private boolean take(Line next) {
        if (next == read) {
            // Its bytes stay where they are until the next one is read.
            line.view(next);
        } else {
            line.copy(next);
        }
        return true;
    }

    private void readAhead() throws IOException {
        isAhead = read();
        if (isAhead) {
            ahead.copy(read);
        }
    }

    /** Reads the next line that says something; one with a quote left open goes on in those behind it. */
    private boolean read() throws IOException {
        while (readLine()) {
            if (!says()) {
                continue;
            }
            if (format.cells() != null && format.cells().quotedLineEnds() && !read.tooLong) {
                joinOpenLines();
            }
            return true;
        }
        return false;
    }

    private boolean readLine() throws IOException {
        if (!lines.next(read)) {
            return false;
        }
        if (read.number > format.limits().lines()) {
            throw new DamagedException(
                    Code.LIMIT, "the file has more than the " + format.limits().lines() + " lines of `limits: lines`");
        }
        return true;
    }

    /** Whether the line is more than an ignored or empty one. */
    private boolean says() {
        if (read.tooLong || read.zeros) {
            return true;
        }
        if (read.number > 1) {
            // Files were put together.
            read.skip(FirstBytes.bom(read.bytes, read.start, read.start + read.length, format.charset()));
        }
        if (isIgnored()) {
            return false;
        }
        boolean skipped = header != null
                && !header.found
                && headerPrefix.length == 0
                && header.edge.columns().isEmpty();
        boolean oneCell = orders instanceof DelimitedLayout && orders.columns().size() == 1;
        if (read.length == 0 && !skipped && !oneCell) {
            faults.addOnce(
                    read,
                    0,
                    Code.STRUCTURE,
                    "the line is empty: have it taken out, or set `lines: { ignore: [\"\"] }`");
            return false;
        }
        return true;
    }

    /** Header, trailer and end mark come before a shorter beginning that is ignored. */
    private boolean isIgnored() {
        for (byte[] prefix : ignore) {
            if (prefix.length == 0 ? read.length == 0 : read.startsWith(prefix)) {
                return !(isLonger(headerPrefix, prefix) || isLonger(trailerPrefix, prefix))
                        && !(end.length > prefix.length && read.is(end));
            }
        }
        return false;
    }

    private boolean isLonger(byte[] edge, byte[] prefix) {
        return edge.length > prefix.length && read.startsWith(edge);
    }

    private void joinOpenLines() throws IOException {
        DelimitedLayout cells = new DelimitedLayout(format.cells(), List.of(), decoder);
        if (!cells.isOpen(read)) {
            return;
        }
        Line joined = new Line();
        joined.copy(read);
        joined.offset = read.offset;
        do {
            if (joined.length > format.limits().lineBytes() || !readLine() || read.tooLong) {
                throw new DamagedException(FileFault.at(
                        joined,
                        0,
                        Code.STRUCTURE,
                        "a quote of the line is not closed, neither before the end of the file nor within the "
                                + format.limits().lineBytes() + " bytes of `limits: line-bytes`: correct the line"));
            }
            joined.append(read);
        } while (cells.isOpen(joined));
        read.view(joined);
    }

    /** What the line is; null when it is none of the orders' lines. */
    private Part part() {
        if (line.zeros) {
            faults.add(
                    line,
                    0,
                    Code.INCOMPLETE,
                    "here come " + line.length + " bytes of zero in place of a line:"
                            + " the file was not written to its end; send it again");
            return null;
        }
        if (line.tooLong) {
            faults.add(
                    line,
                    format.limits().lineBytes(),
                    Code.LIMIT,
                    "the line has more than the " + format.limits().lineBytes() + " bytes of `limits: line-bytes`");
            return Part.FAULTY;
        }
        if (ended || (trailer != null && trailer.found)) {
            afterTheLast();
            return null;
        }
        if (end.length > 0 && line.is(end)) {
            ended = true;
            return null;
        }
        if (isPutTogether()) {
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
            names = Arrays.copyOfRange(line.bytes, line.start, line.start + line.length);
            names();
            return null;
        }
        if (trailer != null && (trailerPrefix.length == 0 ? line.last : line.startsWith(trailerPrefix))) {
            found(trailer);
            return null;
        }
        if (header != null && headerPrefix.length > 0 && line.startsWith(headerPrefix)) {
            faults.add(line, 0, Code.STRUCTURE, "a second header: were two files put together?");
            return null;
        }
        linesPassed = true;
        return orders == null ? Part.FAULTY : parseOrGoOn();
    }

    /** Tells what only the beginning or the end of a file has. */
    private boolean isPutTogether() {
        String problem = null;
        if (line.length > 0 && line.bytes[line.start] == END_OF_FILE) {
            problem = "the end-of-file sign of DOS (0x1A) comes before the end: were two files put together?";
        } else if (namesPassed && line.is(names)) {
            problem = "the column names come once more: were two files put together?";
        } else {
            String other = FirstBytes.foreignBom(
                    line.bytes, line.start, Math.min(line.start + line.length, line.start + 4), format.charset());
            if (other != null) {
                problem = "here begins a text in " + other + ", by its byte order mark: were two files put together?";
            }
        }
        if (problem != null) {
            faults.add(line, 0, Code.STRUCTURE, problem);
        }
        return problem != null;
    }

    private boolean isHeader() {
        return headerPrefix.length == 0 ? !linesPassed && !namesPassed : line.startsWith(headerPrefix);
    }

    /** Lines behind a quote that is not closed are parts of its line, and no faults of their own. */
    private Part parseOrGoOn() {
        if (unclosed != null) {
            FaultLog own = new FaultLog(1);
            Part part = parse(own);
            if (part != Part.FAULTY) {
                unclosed = null;
                return part;
            }
            unclosed.append(line);
            boolean open =
                    unclosed.length <= format.limits().lineBytes() && ((DelimitedLayout) orders).isOpen(unclosed);
            unclosed = open ? unclosed : null;
            return null;
        }
        Part part = parse(faults);
        if (part == Part.FAULTY && orders instanceof DelimitedLayout cells && cells.isOpen(line)) {
            unclosed = new Line();
            unclosed.copy(line);
        }
        return part;
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

    private Part parse(FaultLog log) {
        Part part = Part.ORDER;
        if (typeIndex >= 0) {
            String cell = orders.peek(line, typeIndex);
            String type = cell == null ? null : orders.columns().get(typeIndex).clean(cell);
            if (format.orders().policyType().equals(type)) {
                part = Part.POLICY;
            } else if (type != null && !format.orders().orderType().equals(type)) {
                log.add(
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
        values = current.parse(line, log);
        return values == null ? Part.FAULTY : part;
    }

    /** The key of the line that was read last; null with a fault when a part of it is empty. */
    String key() {
        List<String> names = format.orders().key();
        StringBuilder key = new StringBuilder();
        for (String name : names) {
            int index = current.index(name);
            // As the mapping reads it, or two orders would have one number.
            String value = values[index] == null ? "" : Texts.trimmed(Texts.standard(values[index]));
            if (value.isEmpty()) {
                faults.add(
                        line,
                        current.startOf(line, index),
                        Code.KEY,
                        "column " + name + " is empty, and orders are told by it");
                return null;
            }
            if (Texts.isScientific(value)) {
                faults.addOnce(
                        line,
                        current.startOf(line, index),
                        Code.KEY,
                        "column " + name
                                + " is a number as spreadsheets round it, such as 2.02611E+17, and its last digits"
                                + " are lost: have it exported as text");
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

    /** Whether the last line, which should be the trailer by its place, is none. */
    boolean endsWithoutTrailer() {
        return ahead != null && trailer.found && trailer.values == null;
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
        FileFault fault = damage.fault();
        return fault.line() > 0
                ? fault
                : new FileFault(fault.code(), lines.number() + 1, 1, lines.offset() + 1, fault.message());
    }
}
