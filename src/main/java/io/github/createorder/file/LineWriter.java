package io.github.createorder.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.createorder.file.FormatSpec.Kind;
import io.github.createorder.file.ReceiptLine.Status;
import io.github.createorder.file.ReceiptSpec.Cell;
import io.github.createorder.file.ReceiptSpec.Is;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.List;

/** Writes the lines of a receipt. Thread-safe. */
final class LineWriter {
    private static final JsonFactory JSON = new JsonFactory();

    private final ReceiptSpec spec;
    private final Charset charset;

    LineWriter(ReceiptSpec spec, Charset charset) {
        this.spec = spec;
        this.charset = charset;
    }

    /** The row of the columns' names. */
    void names(OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Cell cell : spec.columns()) {
            delimited(text, cell.name());
        }
        end(out, text);
    }

    /**
     * A line.
     *
     * @param line null in a header or trailer
     */
    void write(OutputStream out, List<Cell> cells, ReceiptLine line, Receipt.Totals totals) throws IOException {
        if (spec.kind() == Kind.JSON_LINES) {
            json(out, cells, line, totals);
            return;
        }
        StringBuilder text = new StringBuilder();
        for (Cell cell : cells) {
            String value = value(cell, line, totals);
            boolean free = cell.value() != null && cell.value().is == Is.FREE_TEXT;
            String fitting = fit(cell, free ? freeText(value) : value, free);
            fitting = free && spec.kind() == Kind.DELIMITED ? clearOfSeparator(fitting) : fitting;
            if (spec.kind() == Kind.FIXED_WIDTH) {
                pad(text, cell, fitting);
            } else {
                delimited(text, fitting);
            }
        }
        end(out, text);
    }

    private void end(OutputStream out, StringBuilder text) throws IOException {
        if (spec.kind() == Kind.DELIMITED && !spec.cells().trailingSeparator()) {
            text.setLength(text.length() - spec.cells().separator().length());
        }
        out.write(text.append(spec.lineEnd()).toString().getBytes(charset));
    }

    private void json(OutputStream out, List<Cell> cells, ReceiptLine line, Receipt.Totals totals) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Cell cell : cells) {
                String value = value(cell, line, totals);
                boolean free = cell.value() != null && cell.value().is == Is.FREE_TEXT;
                json.writeStringField(cell.name(), fit(cell, value, free));
            }
            json.writeEndObject();
        }
        out.write(text.append(spec.lineEnd()).toString().getBytes(charset));
    }

    private String value(Cell cell, ReceiptLine line, Receipt.Totals totals) {
        if (cell.value() == null) {
            return cell.constant();
        }
        String value = switch (cell.value()) {
            case LINE -> Long.toString(line.line());
            case KEY -> line.key();
            case STATUS -> spec.status().get(line.status());
            case CODE -> line.code();
            case MESSAGE -> line.message();
            case REQUEST_ID -> line.requestId();
            case AMOUNT -> line.amount() == null ? null : amount(cell, line.amount());
            case TOTAL -> Long.toString(totals.total());
            case ACCEPTED -> Long.toString(totals.orders(Status.ACCEPTED));
            case ERROR -> Long.toString(totals.orders(Status.ERROR));
            case PENDING -> Long.toString(totals.orders(Status.PENDING));
            case TOTAL_AMOUNT -> amount(cell, totals.totalAmount());
            case ACCEPTED_AMOUNT -> amount(cell, totals.amount(Status.ACCEPTED));
            case ERROR_AMOUNT -> amount(cell, totals.amount(Status.ERROR));
            case PENDING_AMOUNT -> amount(cell, totals.amount(Status.PENDING));
        };
        return value == null ? "" : value;
    }

    private static String amount(Cell cell, BigDecimal yuan) {
        try {
            return cell.amount().write(yuan);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("an amount of the receipt would have to be rounded", e);
        }
    }

    /** The text in one line, without the separator, in the charset, and no formula. */
    private String freeText(String value) {
        StringBuilder text = new StringBuilder();
        value.codePoints().forEach(c -> {
            boolean breaks = Character.isISOControl(c)
                    || Character.getType(c) == Character.LINE_SEPARATOR
                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
            text.appendCodePoint(breaks ? ' ' : c);
        });
        String clean = text.toString().strip();
        if (spec.kind() == Kind.DELIMITED) {
            clean = clean.replace(spec.cells().separator(), " ").strip();
        }
        return Formula.defused(clean);
    }

    /** "a|" before the separator "||" would be read as "a" and a cell that begins with "|". */
    private String clearOfSeparator(String text) {
        String separator = spec.cells().separator();
        String clear = text;
        while (!clear.isEmpty() && (clear + separator).indexOf(separator) < clear.length()) {
            clear = clear.substring(0, clear.length() - 1);
        }
        return clear;
    }

    /** The text in the charset and the cell's bytes. */
    private String fit(Cell cell, String text, boolean free) {
        CharsetEncoder encoder = charset.newEncoder();
        boolean encodable = encoder.canEncode(text);
        if (encodable && (cell.length() == 0 || text.getBytes(charset).length <= cell.length())) {
            return text;
        }
        if (!free) {
            throw new IllegalArgumentException(
                    encodable
                            ? "a value of the receipt does not fit its cell of " + cell.length()
                                    + " bytes: widen the cell " + (cell.name() == null ? "" : cell.name())
                            : "a key of the receipt has a character that " + charset + " has not");
        }
        StringBuilder fitting = new StringBuilder();
        int bytes = 0;
        for (int c : text.codePoints().toArray()) {
            String character = Character.toString(c);
            String written = encoder.canEncode(character) ? character : String.format("[U+%04X]", c);
            bytes += written.getBytes(charset).length;
            if (cell.length() > 0 && bytes > cell.length()) {
                break;
            }
            fitting.append(written);
        }
        return fitting.toString().stripTrailing();
    }

    private void pad(StringBuilder line, Cell cell, String text) {
        String padding = String.valueOf(cell.pad()).repeat(cell.length() - text.getBytes(charset).length);
        boolean negative = cell.pad() == '0' && text.startsWith("-");
        line.append(negative ? "-" : "")
                .append(cell.right() ? padding : "")
                .append(negative ? text.substring(1) : text)
                .append(cell.right() ? "" : padding);
    }

    private void delimited(StringBuilder line, String text) {
        Character quote = spec.cells().quote();
        String separator = spec.cells().separator();
        if (quote != null && (text.indexOf(quote) >= 0 || text.contains(separator))) {
            line.append(quote)
                    .append(text.replace(quote.toString(), quote.toString() + quote))
                    .append(quote);
        } else if (text.contains(separator) || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("a key of the receipt contains the separator or a line end");
        } else {
            line.append(text);
        }
        line.append(separator);
    }
}
