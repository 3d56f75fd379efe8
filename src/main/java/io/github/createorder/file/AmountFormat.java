package io.github.createorder.file;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How amounts are written.
 *
 * @param shift power of ten of the unit in yuan: -2 for fen. Below zero an amount is a whole number
 * @param sign where the sign is
 */
record AmountFormat(int shift, Sign sign) {
    /** Yuan with decimals, the sign in front. */
    static final AmountFormat YUAN = new AmountFormat(0, Sign.LEADING);

    /** Digits that are a sign too, 0 to 9, as COBOL's zoned decimals are after a translation from EBCDIC. */
    private static final String POSITIVE = "{ABCDEFGHI";

    private static final String NEGATIVE = "}JKLMNOPQR";

    /** Where an amount's sign is. */
    enum Sign {
        LEADING,
        /** Behind the digits. */
        TRAILING,
        /** Punched over the last digit. */
        OVERPUNCHED
    }

    private static final int MOST_DIGITS = 30;

    /** The amount in yuan, exact; null when the text is none. A sign must be in front. */
    BigDecimal parse(String text) {
        int digits = 0;
        int point = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '.' && point < 0 && shift >= 0 && i < text.length() - 1) {
                point = i;
            } else if (i > 0 || (c != '+' && c != '-')) {
                return null;
            }
        }
        return digits == 0 || digits > MOST_DIGITS ? null : new BigDecimal(text).scaleByPowerOfTen(shift);
    }

    /**
     * The amount in this unit, the sign in front: yuan with two decimals, other units whole.
     *
     * @throws ArithmeticException when it would have to be rounded
     */
    String write(BigDecimal yuan) {
        return yuan.scaleByPowerOfTen(-shift)
                .setScale(shift == 0 ? 2 : 0, RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    /** The text with its sign in front, where the mapping looks for it. */
    String leadingSign(String text) {
        String whole = sign == Sign.TRAILING ? text.stripTrailing() : text;
        int end = whole.length() - 1;
        if (end < 0 || sign == Sign.LEADING) {
            return whole;
        }
        char last = whole.charAt(end);
        String digits = whole.substring(0, end);
        if (sign == Sign.TRAILING) {
            return end > 0 && (last == '-' || last == '+') ? last + digits : whole;
        }
        int positive = POSITIVE.indexOf(last);
        int negative = NEGATIVE.indexOf(last);
        return positive >= 0 ? digits + positive : negative >= 0 ? "-" + digits + negative : whole;
    }
}
