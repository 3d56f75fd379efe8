package io.github.createorder.top;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.hc.core5.http.ContentType;

/**
 * The body of an answer as a tree: JSON as it was asked for, or an {@code error_response} in XML, which TOP sends when the
 * parameter {@code format} went astray.
 *
 * @param root one object with the answer's name in it, if it is one of TOP's
 * @param proof whether it may prove success: clean JSON in the character set that it says. What had to be guessed at, and
 *     XML, may tell what is wrong, and no more
 * @param text its characters; none of them may be told but by {@link #quote()}
 */
record Answer(JsonNode root, boolean proof, String text) {

    static final String ERROR_ROOT = "error_response";

    private static final int QUOTED = 80;
    private static final int MAX_ELEMENTS = 100;
    private static final int MAX_DEPTH = 8;
    /** A number of a policy, an openid, a token: long, or not so long and with a digit. Years and HTTP statuses are not. */
    private static final int LONG_WORD = 16;

    private static final int LONG_NUMBER = 5;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]{" + LONG_NUMBER + ",}");
    private static final Pattern DIGIT = Pattern.compile("\\d");
    private static final Pattern JSON_VALUE = Pattern.compile(":\\s*\"(?:[^\"\\\\]|\\\\.)*+\"?");
    private static final Pattern PLAIN_VALUE = Pattern.compile(":\\s*\"[A-Za-z0-9_.:-]*\"?");
    private static final Charset GB18030 = Charset.forName("GB18030");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(100)
                            .maxNameLength(1000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // Old clients saw raw tabs and line breaks in TOP's messages (protocol page §4).
                    .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads an answer to its end, but no further than the limit.
     *
     * @param contentType its Content-Type, or null
     * @param body decoded by its Content-Encoding, or null; always closed
     * @param maxBytes of the answer, also once unzipped
     */
    static Answer read(String contentType, InputStream body, int maxBytes) throws Unreadable {
        if (body == null) {
            throw new Unreadable("empty answer");
        }
        try (body) {
            byte[] bytes = limited(body, maxBytes);
            if (isGzip(bytes)) {
                // Something between has zipped it and not said so.
                bytes = limited(new GZIPInputStream(new ByteArrayInputStream(bytes)), maxBytes);
            }
            Text text = Text.of(bytes, contentType);
            if (text.text.isBlank()) {
                throw new Unreadable("empty answer");
            }
            return text.text.stripLeading().startsWith("<")
                    ? new Answer(xml(text.text), false, text.text)
                    : new Answer(json(text.text, contentType), text.certain, text.text);
        } catch (IOException e) {
            throw new Unreadable("answer cut short: " + e);
        }
    }

    private static byte[] limited(InputStream in, int maxBytes) throws IOException, Unreadable {
        byte[] bytes = in.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new Unreadable("answer of more than " + maxBytes + " bytes");
        }
        return bytes;
    }

    private static boolean isGzip(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B;
    }

    private static JsonNode json(String text, String contentType) throws Unreadable {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            String type = contentType == null ? "" : " (" + contentType + ")";
            throw new Unreadable("answer is not clean JSON" + type + begins(text));
        }
    }

    /** Only an error_response of plain fields. No DTD, no entity but the built-in ones, nothing from outside. */
    private static JsonNode xml(String text) throws Unreadable {
        if (text.contains("<!DOCTYPE") || text.contains("<!doctype") || text.contains("<!ENTITY")) {
            throw new Unreadable("a page or XML with a DTD, no answer of TOP's" + begins(text));
        }
        try {
            XMLStreamReader reader = hardened().createXMLStreamReader(new StringReader(text.stripLeading()));
            try {
                return fields(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw new Unreadable("neither JSON nor an " + ERROR_ROOT + " in XML" + begins(text));
        }
    }

    /** Of the JDK, whatever else is on the class path: its properties are known. */
    private static XMLInputFactory hardened() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing from outside is read");
        });
        return factory;
    }

    private static JsonNode fields(XMLStreamReader reader) throws XMLStreamException {
        ObjectNode fields = JSON.createObjectNode();
        StringBuilder value = new StringBuilder();
        int depth = 0;
        int elements = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    if (++elements > MAX_ELEMENTS || depth > MAX_DEPTH) {
                        throw new XMLStreamException("too many elements");
                    }
                    if (depth == 1 && !reader.getName().toString().equals(ERROR_ROOT)) {
                        throw new XMLStreamException("another root");
                    }
                    value.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> value.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth == 2 && fields.has(reader.getLocalName())) {
                        throw new XMLStreamException("a field twice");
                    } else if (depth == 2) {
                        fields.put(reader.getLocalName(), value.toString());
                    }
                    value.setLength(0);
                    depth--;
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new XMLStreamException("a DTD or an entity");
                default -> {
                    // Comments: the gateway puts the name of its host in one.
                }
            }
        }
        return JSON.createObjectNode().set(ERROR_ROOT, fields);
    }

    private static String begins(String text) {
        String quote = quote(text);
        return quote.isEmpty() ? "" : "; it begins: " + quote;
    }

    /** How it begins, for people, with what may be personal left out. */
    String quote() {
        return quote(text);
    }

    @Override
    public String toString() {
        return quote();
    }

    /** The beginning in one line, without what may be a number of a policy, an openid or a token, or words in a value. */
    static String quote(String text) {
        String line = Judge.clean(text.substring(0, Math.min(text.length(), 4 * QUOTED)));
        if (line.startsWith("{") || line.startsWith("[")) {
            line = JSON_VALUE
                    .matcher(line)
                    .replaceAll(value -> PLAIN_VALUE.matcher(value.group()).matches()
                            ? Matcher.quoteReplacement(value.group())
                            : ":\"*\"");
        }
        String masked = WORD.matcher(line).replaceAll(Answer::masked);
        int end = Math.min(masked.length(), QUOTED);
        return masked.substring(0, end > 0 && Character.isHighSurrogate(masked.charAt(end - 1)) ? end - 1 : end);
    }

    private static String masked(MatchResult word) {
        String text = word.group();
        return text.length() >= LONG_WORD || DIGIT.matcher(text).find() ? "*" : text;
    }

    /**
     * The characters of an answer.
     *
     * @param certain whether they are what the answer says they are
     */
    private record Text(String text, boolean certain) {

        static Text of(byte[] bytes, String contentType) throws Unreadable {
            Charset marked = byteOrder(bytes);
            Charset named = named(contentType);
            boolean unknown = named == null && contentType != null && contentType.matches("(?is).*;\\s*charset\\s*=.*");
            Charset charset = marked != null ? marked : named != null ? named : guessed(bytes);
            try {
                return new Text(decode(bytes, charset), !unknown || marked != null);
            } catch (CharacterCodingException e) {
                try {
                    // What a Chinese server writes when it says nothing, or something else.
                    return new Text(decode(bytes, GB18030), false);
                } catch (CharacterCodingException again) {
                    throw new Unreadable("answer does not fit its charset" + begins(new String(bytes, charset)));
                }
            }
        }

        private static String decode(byte[] bytes, Charset charset) throws CharacterCodingException {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }

        private static Charset byteOrder(byte[] b) {
            if (b.length >= 3 && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF) {
                return StandardCharsets.UTF_8;
            } else if (b.length >= 2 && b[0] == (byte) 0xFE && b[1] == (byte) 0xFF) {
                return StandardCharsets.UTF_16BE;
            }
            return b.length >= 2 && b[0] == (byte) 0xFF && b[1] == (byte) 0xFE ? StandardCharsets.UTF_16LE : null;
        }

        private static Charset named(String contentType) {
            try {
                ContentType type = ContentType.parse(contentType);
                return type == null ? null : type.getCharset();
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        /** JSON and XML begin with two characters of ASCII. */
        private static Charset guessed(byte[] b) {
            if (b.length < 2 || (b[0] == 0) == (b[1] == 0)) {
                return StandardCharsets.UTF_8;
            }
            return b[0] == 0 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        }
    }

    /** Why an answer says nothing by itself. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message, null, false, false);
        }
    }
}
