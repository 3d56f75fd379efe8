package io.github.createorder.order;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Source records as JSON, for the ledger and for people:
 * {@code {"source":"core","ref":"17","columns":{"ORDER_NO":"A1","PREM":12.50},"policies":[{…},{…}]}}. Numbers are exact and
 * plain. {@code policies} is left out when the only policy row is the order's row itself. What is written reads back equal.
 */
public final class SourceRecordJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final int USUAL_LENGTH = 1024;

    private SourceRecordJson() {}

    /** The record as JSON. */
    public static String write(SourceRecord record) {
        StringWriter text = new StringWriter(USUAL_LENGTH);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("source", record.source());
            json.writeStringField("ref", record.ref());
            json.writeFieldName("columns");
            write(json, record.columns());
            if (record.policies().size() != 1 || !record.policies().get(0).equals(record.columns())) {
                json.writeArrayFieldStart("policies");
                for (Map<String, Object> policy : record.policies()) {
                    write(json, policy);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * The record that was written.
     *
     * @throws IllegalArgumentException when the text is not such a record
     */
    public static SourceRecord read(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            return read(json);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a source record in JSON", e);
        }
    }

    private static SourceRecord read(JsonParser json) throws IOException {
        String source = null;
        String ref = null;
        Map<String, Object> columns = null;
        List<Map<String, Object>> policies = null;
        expect(json, JsonToken.START_OBJECT, json.nextToken());
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            switch (name) {
                case "source" -> source = json.getValueAsString();
                case "ref" -> ref = json.getValueAsString();
                case "columns" -> columns = readColumns(json, token);
                case "policies" -> {
                    expect(json, JsonToken.START_ARRAY, token);
                    policies = new ArrayList<>();
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        policies.add(readColumns(json, json.currentToken()));
                    }
                }
                default -> throw new IOException("unknown key " + name);
            }
        }
        if (source == null || ref == null || columns == null) {
            throw new IOException("source, ref and columns are needed");
        }
        return new SourceRecord(source, ref, columns, policies == null ? List.of(columns) : policies);
    }

    private static Map<String, Object> readColumns(JsonParser json, JsonToken start) throws IOException {
        expect(json, JsonToken.START_OBJECT, start);
        Map<String, Object> columns = new LinkedHashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            columns.put(
                    name,
                    switch (token) {
                        case VALUE_STRING -> json.getText();
                        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDecimalValue();
                        case VALUE_TRUE -> true;
                        case VALUE_FALSE -> false;
                        case VALUE_NULL -> null;
                        default -> throw new IOException("column " + name + " is not a plain value");
                    });
        }
        return columns;
    }

    private static void expect(JsonParser json, JsonToken wanted, JsonToken found) throws IOException {
        if (found != wanted) {
            throw new IOException("expected " + wanted + " at " + json.currentLocation());
        }
    }

    private static void write(JsonGenerator json, Map<String, Object> columns) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Object> column : columns.entrySet()) {
            json.writeFieldName(column.getKey());
            Object value = column.getValue();
            if (value == null) {
                json.writeNull();
            } else if (value instanceof String text) {
                json.writeString(text);
            } else if (value instanceof BigDecimal number) {
                json.writeNumber(number);
            } else if (value instanceof Boolean bool) {
                json.writeBoolean(bool);
            } else {
                throw new IllegalArgumentException("column " + column.getKey() + " holds a "
                        + value.getClass().getName() + "; a record has only texts, BigDecimals and Booleans");
            }
        }
        json.writeEndObject();
    }
}
