package io.github.createorder.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes to text without guessing: a byte that is not of the charset is an error with its place, never a {@code ?}. */
final class StrictDecoder {
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final CharsetEvidence evidence;
    private final Line line;
    private CharBuffer chars = CharBuffer.allocate(1024);
    private int errorAt;

    StrictDecoder(Charset charset) {
        this(charset, null, null);
    }

    /**
     * @param evidence sees all that is not ASCII; null for none
     * @param line the line that is read
     */
    StrictDecoder(Charset charset, CharsetEvidence evidence, Line line) {
        this.charset = charset;
        this.evidence = evidence;
        this.line = line;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** The text, or null when a byte is not of the charset: {@link #errorAt} tells which. */
    String decode(byte[] bytes, int start, int length) {
        if (isAscii(bytes, start, length)) {
            return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
        }
        if (chars.capacity() < length) {
            chars = CharBuffer.allocate(length * 2);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, start, length);
        chars.clear();
        decoder.reset();
        boolean readable = !decoder.decode(in, chars, true).isError();
        if (evidence != null) {
            evidence.see(line, bytes, start, length, readable);
        }
        if (!readable) {
            errorAt = in.position() - start;
            return null;
        }
        decoder.flush(chars);
        return chars.flip().toString();
    }

    /** Where the last error was, in bytes from the start of what was to be decoded. */
    int errorAt() {
        return errorAt;
    }

    /** How many bytes the text is. */
    int length(String text) {
        return text.getBytes(charset).length;
    }

    Charset charset() {
        return charset;
    }

    private static boolean isAscii(byte[] bytes, int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
