package io.github.createorder.ledger;

import io.github.createorder.order.SourceRecord;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/** Digests, and texts cut to the size of their columns. */
final class Text {
    static final int KEY = 400;
    static final int IDENTIFIER = 255;
    static final int REF = 512;
    static final int REASON = 500;
    static final int DETAIL = 1000;

    private Text() {}

    /** SHA-256 in hex, or null for null. */
    static String digest(String text) {
        return text == null ? null : HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Digest of what the record says, wherever it was read. */
    static String digest(SourceRecord record) {
        StringBuilder content = new StringBuilder(1024);
        append(content, record.columns());
        if (record.policies().size() != 1 || !record.policies().get(0).equals(record.columns())) {
            record.policies().forEach(policy -> append(content, policy));
        }
        return digest(content.toString());
    }

    /** A key that fits its column and is still unique. */
    static String key(String text) {
        return fit(text, KEY);
    }

    /** A text of so many characters at most that is still unique. */
    static String fit(String text, int most) {
        return text.length() <= most ? text : cut(text, most - 100) + "|" + digest(text);
    }

    /** Whether every database gives it back as it is: no NUL, no half of a surrogate pair. */
    static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && text.codePoints().noneMatch(Text::isHalf);
    }

    /** A text that is unique and can be stored, for one that cannot: what is wrong in it as a backslash, u and four hex digits. */
    static String storable(String text) {
        if (isStorable(text)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 80);
        text.codePoints().forEach(point -> {
            if (point == 0 || isHalf(point)) {
                escaped.append("\\u%04x".formatted(point));
            } else {
                escaped.appendCodePoint(point);
            }
        });
        return escaped.append('|').append(digest(text)).toString();
    }

    /** Each character beyond ASCII as a backslash, u and four hex digits: in JSON it stays the same. */
    static String ascii(String text) {
        if (text == null || text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() * 2);
        text.chars().forEach(c -> {
            if (c < 0x80) {
                escaped.append((char) c);
            } else {
                escaped.append("\\u%04x".formatted(c));
            }
        });
        return escaped.toString();
    }

    private static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    /** Cut to so many characters; null stays null. No database takes a NUL, and one in a gateway's message must not stop us. */
    static String cut(String text, int length) {
        if (text == null) {
            return null;
        }
        String clean = text.replace('\0', ' ');
        if (clean.length() <= length) {
            return clean;
        }
        return clean.substring(0, Character.isHighSurrogate(clean.charAt(length - 1)) ? length - 1 : length);
    }

    // Lengths, so that no two contents can look alike.
    private static void append(StringBuilder content, Map<String, Object> columns) {
        content.append('{');
        columns.forEach((name, value) -> {
            String text = value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
            char type = value == null ? '0' : value instanceof BigDecimal ? 'N' : value instanceof Boolean ? 'B' : 'S';
            content.append(name.toUpperCase(Locale.ROOT))
                    .append(type)
                    .append(text.length())
                    .append(':')
                    .append(text);
        });
        content.append('}');
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
