package io.github.createorder.errors;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Enumeration;

/**
 * The content of a message that came to the redelivery queue. A mover that turns text into bytes (a bridge, another protocol)
 * changes nothing in it; what is no text is kept as evidence for a person. Nothing is ever deserialised.
 */
final class Content {
    /** Of our text in UTF-8. */
    private static final int MAX_BYTES = 3 * ErrorEnvelope.MAX_CHARS;
    /** So much that it is no longer than the longest text that is kept. */
    private static final int EVIDENCE_BYTES = ErrorEnvelope.MAX_CHARS / 4 * 3;

    private static final int SHORT_EVIDENCE = 2_000;

    private Content() {}

    /**
     * The message's text.
     *
     * @throws PoisonException when it has none, or too long a one, with what is to be kept of it
     */
    static String text(Message message) throws PoisonException, JMSException {
        if (message instanceof TextMessage text) {
            refuseHuge(message);
            return checked(text.getText());
        } else if (message instanceof BytesMessage bytes) {
            refuseHuge(message);
            return checked(text(bytes));
        } else if (message instanceof MapMessage map) {
            throw noText("MapMessage", message, entries(map));
        } else if (message instanceof StreamMessage stream) {
            throw noText("StreamMessage", message, values(stream));
        } else if (message instanceof ObjectMessage) {
            throw noText("ObjectMessage", message, "its content was not read: nothing is deserialised");
        }
        throw noText("Message without a body", message, "");
    }

    private static String checked(String text) throws PoisonException {
        if (text == null || text.isBlank()) {
            throw new PoisonException("a message without text", "");
        }
        if (text.length() > ErrorEnvelope.MAX_CHARS) {
            throw tooLong(text.length() + "", text.substring(0, SHORT_EVIDENCE));
        }
        return text;
    }

    private static PoisonException tooLong(String size, String evidence) {
        return new PoisonException("longer than " + ErrorEnvelope.MAX_CHARS + " characters: " + size, evidence);
    }

    private static PoisonException noText(String kind, Message message, String evidence) throws JMSException {
        return new PoisonException(
                "not a text message: " + kind, kind + " " + message.getJMSMessageID() + ": " + evidence);
    }

    /** Artemis leaves the body of a large message at the broker until it is asked for. */
    private static void refuseHuge(Message message) throws JMSException, PoisonException {
        String size = message.propertyExists("_AMQ_LARGE_SIZE") ? message.getStringProperty("_AMQ_LARGE_SIZE") : null;
        if (size != null && size.length() > 7) {
            throw tooLong(size + " bytes", message.getJMSMessageID() + ", its content was not read");
        }
    }

    private static String text(BytesMessage message) throws PoisonException, JMSException {
        long length = message.getBodyLength();
        byte[] bytes = new byte[(int) Math.min(length, MAX_BYTES)];
        message.readBytes(bytes);
        if (length > MAX_BYTES) {
            throw tooLong(length + " bytes", base64(message, Arrays.copyOf(bytes, SHORT_EVIDENCE), length));
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            byte[] kept = Arrays.copyOf(bytes, Math.min(bytes.length, EVIDENCE_BYTES));
            throw new PoisonException(
                    "not a text message: a BytesMessage that is not in UTF-8", base64(message, kept, length));
        }
    }

    private static String base64(Message message, byte[] bytes, long length) throws JMSException {
        return "BytesMessage " + message.getJMSMessageID() + ", " + bytes.length + " of its " + length
                + " bytes in Base64: " + Base64.getEncoder().encodeToString(bytes);
    }

    private static String entries(MapMessage map) throws JMSException {
        StringBuilder text = new StringBuilder();
        for (Enumeration<?> names = map.getMapNames(); names.hasMoreElements(); ) {
            String name = String.valueOf(names.nextElement());
            append(text, name + "=", map.getObject(name));
        }
        return text.toString();
    }

    private static String values(StreamMessage stream) throws JMSException {
        StringBuilder text = new StringBuilder();
        try {
            while (text.length() < EVIDENCE_BYTES) {
                append(text, "", stream.readObject());
            }
        } catch (MessageEOFException e) {
            return text.toString();
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String name, Object value) {
        if (text.length() < EVIDENCE_BYTES) {
            text.append(text.isEmpty() ? "" : ", ").append(name);
            text.append(value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value);
            text.setLength(Math.min(text.length(), EVIDENCE_BYTES));
        }
    }
}
