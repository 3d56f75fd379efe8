package io.github.createorder.app.sandbox;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The parameters of one request, of query and body together, percent-decoded to bytes: the signature covers bytes, so
 * that the order's JSON never becomes a string here. Empty parameters count as not sent (protocol page §3.1).
 */
final class FormParams {

    private static final int MOST = 64;

    private final byte[] data;
    private String[] names = new String[16];
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private int count;
    private String repeated;

    private FormParams(int capacity) {
        data = new byte[capacity];
    }

    /**
     * @param query without the question mark; null when there is none
     * @throws CharacterCodingException when a percent escape is broken or the bytes are not UTF-8
     */
    static FormParams parse(String query, byte[] form) throws CharacterCodingException {
        byte[] head = query == null ? new byte[0] : query.getBytes(StandardCharsets.UTF_8);
        FormParams params = new FormParams(head.length + 1 + form.length);
        int end = params.decode(head, 0);
        params.data[end++] = '&';
        end = params.decode(form, end);
        params.requireUtf8(end);
        params.sort();
        return params;
    }

    int count() {
        return count;
    }

    /** Names come in the order of the signature. */
    String name(int i) {
        return names[i];
    }

    byte[] data() {
        return data;
    }

    int start(int i) {
        return starts[i];
    }

    int length(int i) {
        return ends[i] - starts[i];
    }

    /** The name of a parameter that was sent twice; null when there is none. */
    String repeated() {
        return repeated;
    }

    /** Its index, or -1 when it was not sent or sent empty. */
    int indexOf(String name) {
        for (int i = 0; i < count; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Its text, or null when it was not sent or sent empty. */
    String text(String name) {
        int i = indexOf(name);
        return i < 0 ? null : new String(data, starts[i], length(i), StandardCharsets.UTF_8);
    }

    private int decode(byte[] raw, int to) throws CharacterCodingException {
        int out = to;
        int nameStart = to;
        int valueStart = -1;
        for (int i = 0; i < raw.length; i++) {
            byte b = raw[i];
            switch (b) {
                case '&' -> {
                    add(nameStart, valueStart, out);
                    data[out++] = b;
                    nameStart = out;
                    valueStart = -1;
                }
                case '=' -> {
                    data[out++] = b;
                    if (valueStart < 0) {
                        valueStart = out;
                    }
                }
                case '+' -> data[out++] = ' ';
                case '%' -> {
                    if (i + 2 >= raw.length) {
                        throw new CharacterCodingException();
                    }
                    data[out++] = (byte) (digit(raw[i + 1]) << 4 | digit(raw[i + 2]));
                    i += 2;
                }
                default -> data[out++] = b;
            }
        }
        add(nameStart, valueStart, out);
        return out;
    }

    private static int digit(byte b) throws CharacterCodingException {
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            throw new CharacterCodingException();
        }
        return digit;
    }

    private void add(int nameStart, int valueStart, int end) throws CharacterCodingException {
        if (valueStart < 0 || valueStart == end) {
            return;
        }
        if (count == MOST) {
            throw new CharacterCodingException();
        }
        if (count == names.length) {
            names = Arrays.copyOf(names, MOST);
            starts = Arrays.copyOf(starts, MOST);
            ends = Arrays.copyOf(ends, MOST);
        }
        names[count] = new String(data, nameStart, valueStart - 1 - nameStart, StandardCharsets.UTF_8);
        starts[count] = valueStart;
        ends[count] = end;
        count++;
    }

    private void requireUtf8(int end) throws CharacterCodingException {
        for (int i = 0; i < end; i++) {
            if (data[i] < 0) {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data, i, end - i));
                return;
            }
        }
    }

    private void sort() {
        for (int i = 1; i < count; i++) {
            String name = names[i];
            int start = starts[i];
            int end = ends[i];
            int j = i - 1;
            for (; j >= 0 && names[j].compareTo(name) > 0; j--) {
                names[j + 1] = names[j];
                starts[j + 1] = starts[j];
                ends[j + 1] = ends[j];
            }
            if (j >= 0 && names[j].equals(name)) {
                repeated = name;
            }
            names[j + 1] = name;
            starts[j + 1] = start;
            ends[j + 1] = end;
        }
    }
}
