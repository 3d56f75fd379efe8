package io.github.createorder.order;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The {@code create_order_request} JSON as the official client writes it (protocol page §3.2): absent fields left out. */
final class RequestJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_LENGTH = 1024;

    private RequestJson() {}

    static String write(Map<String, Object> order, List<Map<String, Object>> policies) {
        StringWriter text = new StringWriter(USUAL_LENGTH);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, OrderFields.ORDER, order, policies);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(
            JsonGenerator json, List<Field> fields, Map<String, Object> values, List<Map<String, Object>> policies)
            throws IOException {
        json.writeStartObject();
        for (Field field : fields) {
            if (field.type() == FieldType.LIST) {
                json.writeArrayFieldStart(field.name());
                for (Map<String, Object> policy : policies) {
                    write(json, OrderFields.POLICY, policy, List.of());
                }
                json.writeEndArray();
                continue;
            }
            Object value = values.get(field.name());
            if (value == null) {
                continue;
            }
            json.writeFieldName(field.name());
            switch (field.type()) {
                case BOOLEAN -> json.writeBoolean((Boolean) value);
                case NUMBER -> json.writeNumber((Long) value);
                default -> json.writeString(OrderFields.text(value));
            }
        }
        json.writeEndObject();
    }
}
