package io.github.createorder.file;

import java.math.BigDecimal;

/**
 * One column of a line.
 *
 * @param name null for filler, which is read over
 * @param from fixed-width: first byte, from 0; otherwise 0
 * @param length fixed-width: bytes; otherwise 0
 * @param right fixed-width: the text stands at the right, so that padding is at the left
 * @param pad fixed-width: the padding that is taken off; of zeros one stays where no other digit would
 * @param trim which spaces are taken off both ends
 * @param amount how the column's amounts are written; null when the format does not say that it has amounts
 */
record LineColumn(String name, int from, int length, boolean right, char pad, Trim trim, AmountFormat amount) {

    /** Which spaces are taken off both ends. */
    enum Trim {
        NONE,
        HALFWIDTH,
        BOTH_WIDTHS
    }

    static LineColumn named(String name) {
        return new LineColumn(name, 0, 0, false, ' ', Trim.NONE, null);
    }

    /** The value that is in a cell of this column. */
    String clean(String cell) {
        String value = trim(length > 0 ? unpad(cell) : cell);
        return amount == null ? value : amount.leadingSign(value);
    }

    /** Yuan, exact; null when the text is no amount of this column. */
    BigDecimal yuan(String value) {
        return (amount == null ? AmountFormat.YUAN : amount).parse(value);
    }

    private String unpad(String cell) {
        int start = 0;
        int end = cell.length();
        if (right) {
            while (start < end && cell.charAt(start) == pad && !isLastZero(cell, start + 1)) {
                start++;
            }
        } else {
            while (start < end && cell.charAt(end - 1) == pad && !isLastZero(cell, end - 2)) {
                end--;
            }
        }
        return cell.substring(start, end);
    }

    /** Whether a zero is a digit of the number and not padding, by what stands beside it: nothing, a point, or a sign at the end. */
    private boolean isLastZero(String cell, int beside) {
        if (pad != '0') {
            return false;
        }
        int last = cell.length() - 1;
        return beside < 0
                || beside > last
                || cell.charAt(beside) == '.'
                || ((beside == 0 || beside == last) && "+- ".indexOf(cell.charAt(beside)) >= 0);
    }

    private String trim(String text) {
        if (trim == Trim.NONE) {
            return text;
        }
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (start < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private boolean isSpace(char c) {
        return c == ' ' || c == '\t' || (trim == Trim.BOTH_WIDTHS && (c == '\u3000' || c == '\u00A0'));
    }
}
