package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/** A file that no format describes yet: unpacked, and with the charset that its bytes speak for. Immutable. */
public final class UnknownFile {
    private static final Charset GBK = Charset.forName("GBK");
    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final byte END_OF_FILE = 0x1A;

    private final byte[] bytes;
    private final boolean whole;
    private final Charset charset;
    private final String reason;
    private final String packed;

    private UnknownFile(byte[] bytes, boolean whole, Charset charset, String reason, String packed) {
        this.packed = packed;
        this.bytes = bytes;
        this.whole = whole;
        this.charset = charset;
        this.reason = reason;
    }

    /**
     * Reads the beginning of a file.
     *
     * @param most bytes to read, unpacked
     * @throws IOException when it cannot be read, is damaged, or is no text in one of our charsets; says why
     */
    public static UnknownFile read(Path file, int most) throws IOException {
        byte[] bytes;
        boolean whole;
        try (FileInput input = FileInput.open(file, Limits.DEFAULTS, List.<MessageDigest>of())) {
            bytes = input.content().readNBytes(most);
            whole = input.content().read() < 0;
        }
        int length = bytes.length;
        while (whole && length > 0 && bytes[length - 1] == END_OF_FILE) {
            length--;
        }
        // What is cut off may end within a character.
        while (!whole && length > 0 && bytes[length - 1] != '\n' && bytes[length - 1] != '\r') {
            length--;
        }
        bytes = Arrays.copyOf(bytes, length);
        // Of all three none is refused for what the others are told by.
        FirstBytes.check(bytes, skippedBom(bytes), length, StandardCharsets.UTF_8, false);
        return tell(bytes, whole, packed(file));
    }

    private static String packed(Path file) throws IOException {
        byte[] first;
        try (InputStream in = Files.newInputStream(file)) {
            first = in.readNBytes(2);
        }
        String magic = new String(first, StandardCharsets.ISO_8859_1);
        return magic.equals("\u001F\u008B") ? "gz" : magic.equals("PK") ? "zip" : "";
    }

    private static int skippedBom(byte[] bytes) {
        return Math.max(
                FirstBytes.bom(bytes, 0, bytes.length, StandardCharsets.UTF_8),
                FirstBytes.bom(bytes, 0, bytes.length, GB18030));
    }

    private static UnknownFile tell(byte[] bytes, boolean whole, String packed) throws IOException {
        int bom = skippedBom(bytes);
        byte[] text = Arrays.copyOfRange(bytes, bom, bytes.length);
        if (bom > 0) {
            Charset marked = bom == 3 ? StandardCharsets.UTF_8 : GB18030;
            return new UnknownFile(text, whole, marked, "its byte order mark says so", packed);
        }
        if (isAscii(text)) {
            return new UnknownFile(
                    text,
                    whole,
                    StandardCharsets.UTF_8,
                    "nothing but ASCII was seen, which all of UTF-8, GBK and GB18030 have: ask in which of them names in"
                            + " Chinese will come",
                    packed);
        }
        for (Charset charset : List.of(StandardCharsets.UTF_8, GBK, GB18030)) {
            CharsetEvidence evidence = new CharsetEvidence(charset);
            if (isReadable(text, charset, evidence) && evidence.fault() == null) {
                String why = charset.equals(GB18030)
                        ? "all of it can be read so, and not all of it as GBK"
                        : "all of it can be read so, strictly, and nothing speaks for another charset";
                return new UnknownFile(text, whole, charset, why, packed);
            }
        }
        throw new DamagedException(
                Code.CHARSET,
                "the bytes are neither UTF-8 nor GBK nor GB18030 throughout: have the file sent in one of them, all of it");
    }

    /** Line by line, so that one line in another charset is seen. */
    private static boolean isReadable(byte[] text, Charset charset, CharsetEvidence evidence) {
        Line line = new Line();
        StrictDecoder decoder = new StrictDecoder(charset, evidence, line);
        boolean readable = true;
        int start = 0;
        for (int i = 0; i <= text.length; i++) {
            if (i == text.length || text[i] == '\n' || text[i] == '\r') {
                line.number++;
                line.offset = start;
                readable &= decoder.decode(text, start, i - start) != null;
                start = i + 1;
            }
        }
        return readable;
    }

    private static boolean isAscii(byte[] text) {
        for (byte b : text) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Without a byte order mark, and without an end-of-file sign. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether that is all of it. */
    public boolean isWhole() {
        return whole;
    }

    public Charset charset() {
        return charset;
    }

    /** How it is compressed: gz or zip; empty for not at all. */
    public String packed() {
        return packed;
    }

    /** Why it is this charset. */
    public String reason() {
        return reason;
    }
}
