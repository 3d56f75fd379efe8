package io.github.createorder.file;

import io.github.createorder.file.ReceiptLine.Status;
import io.github.createorder.file.ReceiptSpec.Cell;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes the answer to a file (回盘): one line an order, in the file's charset and order. The same lines make the same bytes.
 * Thread-safe.
 *
 * <p>Only in free text (code, message and request id) are characters changed: control characters and line breaks become a
 * space; so does a separator; a character that the charset has not becomes {@code [U+1F600]}; a text that a spreadsheet would
 * take for a formula (it begins with {@code = + - @}, half- or full-width, and is no plain number) gets an apostrophe in
 * front; and a text is cut to the cell's bytes, never inside a character. Keys, numbers and constants stay as they are; one
 * that does not fit its cell is an error.
 */
public final class Receipt {
    private static final int BUFFER = 64 * 1024;

    private final ReceiptSpec spec;
    private final LineWriter writer;

    /**
     * What the lines of a receipt come to.
     *
     * @param orders how many ended so
     * @param amounts yuan
     */
    record Totals(Map<Status, Long> orders, Map<Status, BigDecimal> amounts) {
        Totals() {
            this(new EnumMap<>(Status.class), new EnumMap<>(Status.class));
        }

        void add(ReceiptLine line) {
            orders.merge(line.status(), 1L, Long::sum);
            if (line.amount() != null) {
                amounts.merge(line.status(), line.amount(), BigDecimal::add);
            }
        }

        long orders(Status status) {
            return orders.getOrDefault(status, 0L);
        }

        BigDecimal amount(Status status) {
            return amounts.getOrDefault(status, BigDecimal.ZERO);
        }

        long total() {
            return orders.values().stream().mapToLong(Long::longValue).sum();
        }

        BigDecimal totalAmount() {
            return amounts.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    /**
     * @throws IllegalArgumentException when the format has no receipt
     */
    public Receipt(FileFormat format) {
        if (!format.hasReceipt()) {
            throw new IllegalArgumentException("the format " + format.name() + " has no `receipt:`");
        }
        this.spec = format.spec().receipt();
        this.writer = new LineWriter(spec, format.spec().charset());
    }

    /** The name of the receipt for a file of this name. */
    public String nameFor(String fileName) {
        return fileName + spec.suffix();
    }

    /** The name of the marker for a receipt of this name; null when there is none. */
    public String markerFor(String receiptName) {
        return spec.markerSuffix() == null ? null : receiptName + spec.markerSuffix();
    }

    /**
     * Writes the receipt to a local file; what is there is written over.
     *
     * @param lines by rising line numbers
     * @throws IllegalArgumentException when a line number does not rise, or a key or number does not fit its cell; no file is
     *     there then
     */
    public void write(Path file, Iterator<ReceiptLine> lines) throws IOException {
        Path body = file.resolveSibling(file.getFileName() + ".body");
        boolean written = false;
        try {
            if (spec.header().isEmpty()) {
                write(file, out -> trailer(out, body(out, lines)));
            } else {
                // The totals in front are known after the lines only.
                Totals totals = new Totals();
                write(body, out -> add(totals, body(out, lines)));
                write(file, out -> {
                    writer.write(out, spec.header(), null, totals);
                    Files.copy(body, out);
                    trailer(out, totals);
                });
            }
            written = true;
        } finally {
            Files.deleteIfExists(body);
            if (!written) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void add(Totals totals, Totals more) {
        totals.orders().putAll(more.orders());
        totals.amounts().putAll(more.amounts());
    }

    private Totals body(OutputStream out, Iterator<ReceiptLine> lines) throws IOException {
        if (spec.headerRow()) {
            writer.names(out);
        }
        Totals totals = new Totals();
        long last = 0;
        while (lines.hasNext()) {
            ReceiptLine line = lines.next();
            if (line.line() <= last) {
                throw new IllegalArgumentException("line " + line.line() + " of a receipt comes after line " + last);
            }
            last = line.line();
            totals.add(line);
            writer.write(out, spec.columns(), line, totals);
        }
        return totals;
    }

    private void trailer(OutputStream out, Totals totals) throws IOException {
        List<Cell> cells = spec.trailer();
        if (!cells.isEmpty()) {
            writer.write(out, cells, null, totals);
        }
    }

    private interface Content {
        void to(OutputStream out) throws IOException;
    }

    private static void write(Path file, Content content) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            content.to(out);
        }
    }
}
