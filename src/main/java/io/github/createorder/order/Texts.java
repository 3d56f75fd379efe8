package io.github.createorder.order;

/** Which characters a text on the wire may have. */
final class Texts {
    private Texts() {}

    /**
     * True for what reaches Taobao unchanged. Control characters have no place in an order; the official client cuts a value
     * at U+FFFF and turns an unpaired surrogate into {@code ?} (protocol page §3.2).
     */
    static boolean printable(int codePoint) {
        return !Character.isISOControl(codePoint)
                && codePoint != 0xFFFF
                && codePoint != 0xFFFE
                && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    }

    static boolean printable(String text) {
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (!printable(codePoint)) {
                return false;
            }
            i += Character.charCount(codePoint);
        }
        return true;
    }

    static boolean printableAsciiWithoutSpaces(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }
}
