package io.github.createorder.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads records in JSON: an object, a list of objects, or one object after the other, such as JSON lines. Numbers are exact;
 * nothing of the text comes into a message.
 */
final class JsonRecords {
    private static final int MEGA = 1 << 20;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(64L * MEGA)
                    .maxStringLength(MEGA)
                    .maxNumberLength(1_100)
                    .maxNestingDepth(64)
                    .build())
            .build();

    /** The text is not as it must be. */
    static final class BadJsonException extends Exception {
        private static final long serialVersionUID = 1;

        BadJsonException(String message) {
            super(message, null, false, false);
        }
    }

    private final String policies;

    /** @param policies the member that holds a list of objects */
    JsonRecords(String policies) {
        this.policies = policies;
    }

    /** @param each is given every record with its values: texts, BigDecimals, Booleans, a list of policies, or nested ones */
    void read(Reader text, Consumer<Map<String, Object>> each) throws BadJsonException, IOException {
        try (JsonParser json = JSON.createParser(skipByteOrderMark(text))) {
            JsonToken token = json.nextToken();
            if (token == null) {
                throw new BadJsonException("the text is empty: send an object, a list of objects, or an object a line");
            }
            if (token == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    each.accept(object(json, true));
                }
                token = json.nextToken();
                if (token != null) {
                    throw bad(json, "something comes after the list");
                }
            }
            for (; token != null; token = json.nextToken()) {
                each.accept(object(json, true));
            }
        } catch (StreamConstraintsException e) {
            throw new BadJsonException(place(e.getLocation())
                    + "a text, a number or the whole is longer, or nested deeper, than records are");
        } catch (JsonProcessingException e) {
            // Jackson's own message may quote the text, and with it what nobody may see in a log.
            throw new BadJsonException(place(e.getLocation()) + "this is not JSON: send an object, a list of objects,"
                    + " or an object a line, in UTF-8");
        }
    }

    private static Reader skipByteOrderMark(Reader text) throws IOException {
        Reader reader = text.markSupported() ? text : new BufferedReader(text);
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
        return reader;
    }

    private Map<String, Object> object(JsonParser json, boolean isRecord) throws BadJsonException, IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw bad(json, isRecord ? "a record must be a JSON object" : "a policy must be a JSON object");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            Object value;
            if (isRecord && token == JsonToken.START_ARRAY && name.equalsIgnoreCase(policies)) {
                value = policies(json);
            } else {
                value = value(json, token);
            }
            if (values.containsKey(name)) {
                throw bad(json, "the member " + name + " is there twice in one object");
            }
            values.put(name, value);
        }
        return values;
    }

    private List<Map<String, Object>> policies(JsonParser json) throws BadJsonException, IOException {
        List<Map<String, Object>> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            list.add(object(json, false));
        }
        return list;
    }

    private static Object value(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> {
                json.skipChildren();
                yield RecordValues.NESTED;
            }
        };
    }

    private static BadJsonException bad(JsonParser json, String what) {
        return new BadJsonException(place(json.currentTokenLocation()) + what);
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }
}
