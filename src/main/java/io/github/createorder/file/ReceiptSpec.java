package io.github.createorder.file;

import io.github.createorder.file.FormatSpec.Kind;
import java.util.List;
import java.util.Map;

/**
 * How a receipt (回盘) is written.
 *
 * @param kind as the file's, unless told otherwise
 * @param cells delimited: how cells are told apart; otherwise null
 * @param headerRow delimited: the names of the cells come before the lines
 * @param lineEnd LF or CRLF
 * @param suffix behind the file's name
 * @param markerSuffix behind the receipt's name; null for no marker
 * @param key the lines' columns that make an order's key; empty for those that tell orders apart
 * @param status the words for what became of an order
 * @param columns cells of a line
 * @param header cells of the first line; empty for none
 * @param trailer cells of the last line; empty for none
 */
record ReceiptSpec(
        Kind kind,
        DelimitedLayout.Cells cells,
        boolean headerRow,
        String lineEnd,
        String suffix,
        String markerSuffix,
        List<String> key,
        Map<ReceiptLine.Status, String> status,
        List<Cell> columns,
        List<Cell> header,
        List<Cell> trailer) {

    /**
     * One cell.
     *
     * @param name for the row of names, and the member of a JSON line; null for none
     * @param value what is written; null for a constant
     * @param constant null when there is a value
     * @param length bytes: exactly for fixed-width, at most otherwise; 0 for any
     * @param right fixed-width: at the right, padding at the left
     * @param amount how an amount is written
     */
    record Cell(String name, Value value, String constant, int length, boolean right, char pad, AmountFormat amount) {}

    /** What a cell may say. */
    enum Value {
        LINE(Of.ORDER, Is.NUMBER),
        KEY(Of.ORDER, Is.TEXT),
        STATUS(Of.ORDER, Is.TEXT),
        CODE(Of.ORDER, Is.FREE_TEXT),
        MESSAGE(Of.ORDER, Is.FREE_TEXT),
        REQUEST_ID(Of.ORDER, Is.FREE_TEXT),
        AMOUNT(Of.ORDER, Is.AMOUNT),
        TOTAL(Of.FILE, Is.NUMBER),
        ACCEPTED(Of.FILE, Is.NUMBER),
        ERROR(Of.FILE, Is.NUMBER),
        PENDING(Of.FILE, Is.NUMBER),
        TOTAL_AMOUNT(Of.FILE, Is.AMOUNT),
        ACCEPTED_AMOUNT(Of.FILE, Is.AMOUNT),
        ERROR_AMOUNT(Of.FILE, Is.AMOUNT),
        PENDING_AMOUNT(Of.FILE, Is.AMOUNT);

        final Of of;
        final Is is;

        Value(Of of, Is is) {
            this.of = of;
            this.is = is;
        }

        boolean isNumber() {
            return is == Is.NUMBER || is == Is.AMOUNT;
        }
    }

    /** What a value speaks of. */
    enum Of {
        ORDER,
        FILE
    }

    /** What a value is like. */
    enum Is {
        NUMBER,
        AMOUNT,
        TEXT,
        /** Text that people or the gateway wrote, and nobody checked. */
        FREE_TEXT
    }
}
