package io.github.createorder.file;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How amounts are written.
 *
 * @param shift power of ten of the unit in yuan: -2 for fen. Below zero an amount is a whole number
 * @param trailingSign the sign stands behind the digits
 */
record AmountFormat(int shift, boolean trailingSign) {
    /** Yuan with decimals, the sign in front. */
    static final AmountFormat YUAN = new AmountFormat(0, false);

    private static final int MOST_DIGITS = 30;

    /** The amount in yuan, exact; null when the text is none. A sign must be in front. */
    BigDecimal parse(String text) {
        int digits = 0;
        int point = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '.' && point < 0 && shift >= 0 && digits > 0 && i < text.length() - 1) {
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
        int last = text.length() - 1;
        return trailingSign && last > 0 && (text.charAt(last) == '-' || text.charAt(last) == '+')
                ? text.charAt(last) + text.substring(0, last)
                : text;
    }
}
