package io.github.createorder.top;

import java.nio.charset.StandardCharsets;

/**
 * {@code application/x-www-form-urlencoded} of UTF-8 bytes, byte for byte as {@link java.net.URLEncoder} writes it, at a
 * fraction of its cost: it is on the path of every order.
 */
final class FormEncoder {

    private static final String KEPT = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._";
    private static final boolean[] LITERAL = new boolean[128];
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    static {
        for (char c = 0; c < LITERAL.length; c++) {
            LITERAL[c] = KEPT.indexOf(c) >= 0;
        }
    }

    private FormEncoder() {}

    /**
     * Writes the encoded text.
     *
     * @param utf8 the text; three times its length must fit into the target
     * @return where the next byte goes
     */
    static int encode(byte[] utf8, byte[] target, int offset) {
        int at = offset;
        for (byte b : utf8) {
            if (b >= 0 && LITERAL[b]) {
                target[at++] = b;
            } else if (b == ' ') {
                target[at++] = '+';
            } else {
                target[at++] = '%';
                target[at++] = HEX[(b >> 4) & 0xF];
                target[at++] = HEX[b & 0xF];
            }
        }
        return at;
    }

    static String encode(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] target = new byte[utf8.length * 3];
        return new String(target, 0, encode(utf8, target, 0), StandardCharsets.US_ASCII);
    }

    /** Writes upper-case hex digits, as the gateway wants a signature. */
    static int hex(byte[] bytes, byte[] target, int offset) {
        int at = offset;
        for (byte b : bytes) {
            target[at++] = HEX[(b >> 4) & 0xF];
            target[at++] = HEX[b & 0xF];
        }
        return at;
    }
}
