package io.github.createorder.errors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import io.github.createorder.order.Wording;
import io.github.createorder.order.Words;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;

/**
 * The JSON text message that an order in error is on the error queue; {@code createorder-error.schema.json} describes it.
 *
 * <p>It holds all that a person needs to decide. What a replay sends, though, comes from the ledger: of a message that
 * comes back only {@code order_key} and {@code replays} are read, strictly. Fields may be added within schema version 1;
 * readers skip what they do not know.
 */
public final class ErrorEnvelope {
    /** Value of the field and header {@code schema}. */
    public static final String SCHEMA = "createorder.error/1";

    static final String PREFIX = "createorder_";
    /** Artemis drops a message whose value of this header it has seen on the queue before. Other brokers ignore it. */
    static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

    private static final Pattern VERSION = Pattern.compile(":(\\d{1,9})$");

    static final String REASON = PREFIX + "reason";
    static final String WHO = PREFIX + "who";
    /** Every header that goes out. */
    static final List<String> HEADERS = List.of(
            PREFIX + "schema",
            PREFIX + "source",
            PREFIX + "cause",
            PREFIX + "order_key",
            PREFIX + "identifier",
            PREFIX + "code",
            PREFIX + "sub_code",
            PREFIX + "response_code",
            PREFIX + "refused",
            PREFIX + "poison_reason",
            DUPLICATE_ID);

    static final int MAX_CHARS = 1024 * 1024;
    private static final int MAX_KEY_CHARS = 1024;
    private static final int MAX_WORDS_CHARS = 500;
    private static final DateTimeFormatter BEIJING_TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.ofHours(8));

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(4L * MAX_CHARS)
                            .maxStringLength(4 * MAX_CHARS)
                            .maxNestingDepth(64)
                            .maxNumberLength(100)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final boolean withoutPayload;

    /** @param withoutPayload leave record and request out: they are sealed in the ledger, and stay there */
    public ErrorEnvelope(boolean withoutPayload) {
        this.withoutPayload = withoutPayload;
    }

    /** Turns the exchange's {@link ErrorEntry} into the message: JSON body, headers for selectors. */
    public void write(Exchange exchange) throws InvalidPayloadException {
        ErrorEntry entry = exchange.getMessage().getMandatoryBody(ErrorEntry.class);
        headers(entry).forEach(exchange.getMessage()::setHeader);
        exchange.getMessage().setBody(json(entry, withoutPayload));
    }

    /** The version of the order that a message speaks of; the greatest there is when the message does not say, as one that was moved. */
    static int version(String duplicateId) {
        Matcher version = VERSION.matcher(duplicateId == null ? "" : duplicateId);
        return version.find() ? Integer.parseInt(version.group(1)) : Integer.MAX_VALUE;
    }

    /** The headers that a JMS selector may use, without those that have no value. */
    static Map<String, String> headers(ErrorEntry entry) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(PREFIX + "schema", SCHEMA);
        headers.put(PREFIX + "source", entry.source());
        headers.put(PREFIX + "cause", entry.cause().name());
        headers.put(PREFIX + "order_key", entry.orderKey());
        headers.put(PREFIX + "identifier", entry.identifier());
        headers.put(PREFIX + "code", entry.code());
        headers.put(PREFIX + "sub_code", entry.subCode());
        headers.put(PREFIX + "response_code", entry.responseCode());
        headers.put(DUPLICATE_ID, entry.orderKey() + ":" + entry.version());
        headers.values().removeIf(value -> value == null);
        return headers;
    }

    static String json(ErrorEntry entry) {
        return json(entry, false);
    }

    /**
     * The message's text. When it would be longer than what is read back, the record, then the request, then the faults are
     * left out, and {@code left_out} says so: the ledger still has them.
     */
    static String json(ErrorEntry entry, boolean withoutPayload) {
        ObjectNode message = tree(entry);
        String json = text(message);
        ArrayNode leftOut = JSON.createArrayNode();
        for (String field : List.of("record", "request", "faults")) {
            boolean secret = withoutPayload && !field.equals("faults");
            if (json.length() <= MAX_CHARS && !secret) {
                continue;
            }
            message.putNull(field);
            message.set("left_out", leftOut.add(field));
            json = text(message);
        }
        return json;
    }

    private static ObjectNode tree(ErrorEntry entry) {
        ObjectNode message = JSON.createObjectNode()
                .put("schema", SCHEMA)
                .put("source", entry.source())
                .put("ref", entry.ref())
                .put("identifier", entry.identifier())
                .put("order_key", entry.orderKey())
                .put("cause", entry.cause().name())
                .put("reason", entry.reason())
                .put("what_to_do", Wording.english("remedy." + entry.cause()))
                .put("what_to_do_code", "remedy." + entry.cause());
        ArrayNode faults = message.putArray("faults");
        for (Fault fault : entry.faults()) {
            Words words = Wording.of(fault.message());
            ArrayNode args = faults.addObject()
                    .put("kind", fault.kind().name())
                    .put("field", fault.field())
                    .put("message", fault.message())
                    .put("code", words.code())
                    .putArray("args");
            words.args().forEach(args::add);
        }
        return message.put("code", entry.code())
                .put("sub_code", entry.subCode())
                .put("response_code", entry.responseCode())
                .put("request_id", entry.requestId())
                .put("attempts", entry.attempts())
                .put("replays", entry.replays())
                .put("taken_at", beijingTime(entry.takenAt()))
                .put("first_attempt_at", beijingTime(entry.firstAttemptAt()))
                .put("last_attempt_at", beijingTime(entry.lastAttemptAt()))
                .put("may_be_executed", entry.mayBeExecuted())
                .put("on_replay", Wording.english(onReplay(entry)))
                .put("on_replay_code", onReplay(entry))
                .put("mapping_version", entry.mappingVersion())
                .<ObjectNode>set("record", recordTree(entry.record()))
                .put("request", entry.request());
    }

    private static JsonNode recordTree(String record) {
        if (record == null) {
            return JSON.nullNode();
        }
        try {
            return JSON.readTree(record);
        } catch (JsonProcessingException e) {
            // An error must reach people even if its record is damaged.
            return TextNode.valueOf(record);
        }
    }

    private static String text(JsonNode message) {
        try {
            return JSON.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of plain values can always be written", e);
        }
    }

    private static String beijingTime(Long epochMillis) {
        return epochMillis == null ? null : BEIJING_TIME.format(Instant.ofEpochMilli(epochMillis));
    }

    private static String onReplay(ErrorEntry entry) {
        return entry.cause() == ErrorCause.CONFLICT
                ? "replay.refused"
                : entry.mayBeExecuted() ? "replay.unchanged" : "replay.mapped";
    }

    /**
     * Reads a message that came to the redelivery queue, whoever put it there.
     *
     * @throws PoisonException when it is not one of ours, or too large
     * @throws JMSException when the broker fails meanwhile
     */
    public Redelivery parse(Message message) throws PoisonException, JMSException {
        String text = Content.text(message);
        JsonNode root = read(text);
        JsonNode schema = root.get("schema");
        if (schema == null || !schema.isTextual() || !schema.textValue().equals(SCHEMA)) {
            throw new PoisonException("its schema is not " + SCHEMA, text);
        }
        JsonNode replays = root.get("replays");
        if (replays == null || !replays.isInt() || replays.intValue() < 0) {
            throw new PoisonException("replays is missing or not a count", text);
        }
        return new Redelivery(
                orderKey(root.get("order_key"), text),
                replays.intValue(),
                words(message, REASON, "moved to the redelivery queue"),
                words(message, WHO, "unknown"));
    }

    /** The parser's own words may quote the message, and go to the log: only the place is told. */
    private static JsonNode read(String text) throws PoisonException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            throw new PoisonException(
                    "not JSON that we read"
                            + (place == null
                                    ? ""
                                    : ", at line " + place.getLineNr() + " column " + place.getColumnNr()),
                    text);
        }
    }

    private static String orderKey(JsonNode key, String text) throws PoisonException {
        if (key == null || !key.isTextual() || key.textValue().isBlank()) {
            throw new PoisonException("order_key is missing", text);
        }
        String value = key.textValue();
        if (value.length() > MAX_KEY_CHARS || value.chars().anyMatch(Character::isISOControl)) {
            throw new PoisonException("order_key is not one that we make", text);
        }
        return value;
    }

    private static String words(Message message, String property, String otherwise) throws JMSException {
        String given = message.propertyExists(property) ? message.getStringProperty(property) : null;
        if (given == null || given.isBlank()) {
            return otherwise;
        }
        String line = given.replaceAll("\\p{Cntrl}", " ").strip();
        return line.length() <= MAX_WORDS_CHARS ? line : line.substring(0, MAX_WORDS_CHARS);
    }
}
