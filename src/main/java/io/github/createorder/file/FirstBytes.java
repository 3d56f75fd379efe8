package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Tells by its first bytes what a file is when it is no text as its format says: told once, and not as what follows from it
 * in every line.
 */
final class FirstBytes {
    private static final int SAMPLE = 4096;
    private static final int LEAST_FOR_STATISTICS = 40;
    private static final byte[] UTF_8_BOM = bytes(0xEF, 0xBB, 0xBF);
    private static final byte[] GB18030_BOM = bytes(0x84, 0x31, 0x95, 0x33);
    private static final String RESAVE = ": have it sent as text in ";

    /** What a file may be that somebody took for a text, by its first bytes. */
    private record Known(String bytes, String what) {}

    private static final List<Known> KNOWN = List.of(
            new Known(
                    text(0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1),
                    "a workbook or document of an old office program (xls, doc)"),
            new Known(text('P', 'K', 3, 4), "a zip inside a compressed file"),
            new Known(text(0x1F, 0x8B, 8), "a gz inside a compressed file"),
            new Known(text('%', 'P', 'D', 'F', '-'), "a PDF"),
            new Known(text('R', 'a', 'r', '!', 0x1A), "a rar archive"),
            new Known(text('7', 'z', 0xBC, 0xAF, 0x27, 0x1C), "a 7z archive"),
            new Known(text('B', 'Z', 'h', '9', 0x31, 0x41, 0x59, 0x26), "a bz2"),
            new Known(text(0xFD, '7', 'z', 'X', 'Z', 0), "an xz"),
            new Known(text(0x28, 0xB5, 0x2F, 0xFD), "a zst"),
            new Known("-----BEGIN PGP MESSAGE", "encrypted by PGP"),
            new Known(text('{', '\\', 'r', 't', 'f'), "a document (rtf)"));

    private static final List<String> PAGES = List.of("<!doctype html", "<html", "<head", "<table", "<meta", "<script");

    private FirstBytes() {}

    /** How many bytes the byte order mark has that a text in this charset begins with here; 0 for none. */
    static int bom(byte[] bytes, int from, int to, Charset charset) {
        if (from == to || bytes[from] >= 0) {
            return 0;
        }
        byte[] bom = charset.equals(StandardCharsets.UTF_8) ? UTF_8_BOM : GB18030_BOM;
        return !charset.name().equals("GBK") && begins(bytes, from, to, bom) ? bom.length : 0;
    }

    /**
     * The byte order mark of another charset that begins here, in words; null for none.
     *
     * @param charset of the format
     */
    static String foreignBom(byte[] bytes, int from, int to, Charset charset) {
        if (from == to || bytes[from] > 0 || bom(bytes, from, to, charset) > 0) {
            return null;
        }
        if (begins(bytes, from, to, UTF_8_BOM)) {
            return "UTF-8";
        }
        return begins(bytes, from, to, GB18030_BOM) ? "GB18030" : null;
    }

    /**
     * @param lines whether the file should have lines that end with LF
     * @throws DamagedException when it is something else than a text in the charset
     */
    static void check(byte[] bytes, int begin, int to, Charset charset, boolean lines) throws DamagedException {
        int from = begin + bom(bytes, begin, to, charset);
        String other = foreignBom(bytes, from, to, charset);
        other = other == null ? wide(bytes, from, to) : other;
        other = other == null && isEbcdic(bytes, from, to) ? "EBCDIC" : other;
        if (other != null) {
            throw new DamagedException(Code.CHARSET, otherCharset(other, charset));
        }
        for (Known known : KNOWN) {
            if (begins(bytes, from, to, known.bytes().getBytes(StandardCharsets.ISO_8859_1))) {
                throw new DamagedException(
                        Code.STRUCTURE,
                        "the file is " + known.what() + ", whatever its name" + RESAVE + charset.name());
            }
        }
        if (to - from > 262 && begins(bytes, from + 257, to, "ustar".getBytes(StandardCharsets.US_ASCII))) {
            throw new DamagedException(
                    Code.STRUCTURE, "the file is a tar archive: have one file sent, as gz, zip or text");
        }
        String start = new String(bytes, from, Math.min(to - from, 200), StandardCharsets.ISO_8859_1)
                .stripLeading()
                .toLowerCase(Locale.ROOT);
        if (PAGES.stream().anyMatch(start::startsWith)) {
            throw new DamagedException(
                    Code.STRUCTURE,
                    "the file is an HTML page, perhaps of an error or a login, whatever its name" + RESAVE
                            + charset.name());
        }
        if (start.startsWith("<?xml")) {
            throw new DamagedException(
                    Code.STRUCTURE,
                    "the file is XML, perhaps a workbook saved so, whatever its name" + RESAVE + charset.name());
        }
        if (lines && endsLinesByCr(bytes, from, to)) {
            throw new DamagedException(
                    Code.STRUCTURE,
                    "the lines end with CR alone, as on old Macs: have them end with LF or CRLF, or set `line-end: cr`");
        }
    }

    /** Why a file in that charset is refused. */
    static String otherCharset(String found, Charset charset) {
        String word = List.of("UTF-8", "GBK", "GB18030").contains(found) ? ", or set `charset: " + found + "`" : "";
        return "the file is in " + found + " by its bytes, and the format says " + charset.name() + RESAVE
                + charset.name() + word;
    }

    private static boolean begins(byte[] bytes, int from, int to, byte[] prefix) {
        return to - from >= prefix.length && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
    }

    /** UTF-16 and UTF-32, by byte order mark, or by the zeros that all signs of ASCII have there at the same places. */
    private static String wide(byte[] bytes, int from, int to) {
        if (begins(bytes, from, to, bytes(0xFF, 0xFE, 0, 0)) || begins(bytes, from, to, bytes(0, 0, 0xFE, 0xFF))) {
            return "UTF-32";
        }
        if (begins(bytes, from, to, bytes(0xFF, 0xFE)) || begins(bytes, from, to, bytes(0xFE, 0xFF))) {
            return "UTF-16";
        }
        int end = Math.min(to, from + SAMPLE);
        int[] zeros = new int[4];
        for (int i = from; i < end; i++) {
            zeros[(i - from) % 4] += bytes[i] == 0 ? 1 : 0;
        }
        int quarter = (end - from) / 4;
        int even = zeros[0] + zeros[2];
        int odd = zeros[1] + zeros[3];
        boolean big = zeros[0] >= quarter && zeros[1] >= quarter * 3 / 4 && zeros[3] <= quarter / 50;
        boolean little = zeros[3] >= quarter && zeros[2] >= quarter * 3 / 4 && zeros[0] <= quarter / 50;
        if (quarter >= 4 && (big || little)) {
            return "UTF-32";
        }
        int many = Math.max(4, quarter / 2);
        return (even >= many && odd <= even / 50) || (odd >= many && even <= odd / 50) ? "UTF-16" : null;
    }

    /**
     * Every order has digits. In EBCDIC they are F0 to F9, and not one byte is a digit or a line feed of ASCII; in the text
     * that a format may be in, F0 to F9 begin rare characters only.
     */
    private static boolean isEbcdic(byte[] bytes, int from, int to) {
        int end = Math.min(to, from + SAMPLE);
        int digits = 0;
        for (int i = from; i < end; i++) {
            int b = bytes[i] & 0xFF;
            if ((b >= '0' && b <= '9') || b == '\n') {
                return false;
            }
            digits += b >= 0xF0 && b <= 0xF9 ? 1 : 0;
        }
        return end - from >= LEAST_FOR_STATISTICS && digits >= (end - from) / 10;
    }

    private static boolean endsLinesByCr(byte[] bytes, int from, int to) {
        int alone = 0;
        int feeds = 0;
        for (int i = from; i < to; i++) {
            feeds += bytes[i] == '\n' ? 1 : 0;
            alone += bytes[i] == '\r' && i + 1 < to && bytes[i + 1] != '\n' && bytes[i + 1] != '\r' ? 1 : 0;
        }
        return alone > 10 * feeds;
    }

    private static String text(int... values) {
        return new String(bytes(values), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
