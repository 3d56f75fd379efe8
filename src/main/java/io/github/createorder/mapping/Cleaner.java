package io.github.createorder.mapping;

import io.github.createorder.order.Texts;
import java.math.BigDecimal;
import java.util.Set;

/**
 * What is done to every value before anything else.
 *
 * @param trim take spaces off both ends, half- and full-width ones, and what nobody sees there
 * @param halfwidth turn full-width letters, digits, signs and spaces into ASCII
 * @param empty values that count as none
 */
record Cleaner(boolean trim, boolean halfwidth, Set<String> empty) {

    /** The cleaned value; null when there is none. */
    Object clean(Object value) {
        Object clean = value instanceof String text ? clean(text) : value;
        return clean == null || (!empty.isEmpty() && empty.contains(text(clean))) ? null : clean;
    }

    private String clean(String text) {
        String clean = Texts.standard(text);
        clean = halfwidth ? halfwidth(clean) : clean;
        clean = trim ? Texts.trimmed(clean) : clean;
        return clean.isEmpty() ? null : clean;
    }

    /** The value as text: a number plain and without trailing zeros, so that 1 and 1.00 are the same code. */
    static String text(Object value) {
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        return String.valueOf(value);
    }

    private static String halfwidth(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\u3000') {
                ascii.append(' ');
            } else {
                ascii.append(c >= '\uFF01' && c <= '\uFF5E' ? (char) (c - '\uFF01' + '!') : c);
            }
        }
        return ascii.toString();
    }
}
