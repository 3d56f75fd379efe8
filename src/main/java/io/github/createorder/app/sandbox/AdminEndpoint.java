package io.github.createorder.app.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/** {@code /sandbox/…}: what the sandbox saw, and what it shall do wrong. */
final class AdminEndpoint {

    static final String PATH = "/sandbox/";

    private static final int CHUNK = 64 * 1024;

    private static final TypeReference<List<TroubleRule>> RULES = new TypeReference<>() {};

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING, SerializationFeature.INDENT_OUTPUT)
            .build();

    private static final JsonMapper TERSE = JSON.rebuild()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.ALWAYS))
            .build();

    private final SandboxRecord record;
    private final SandboxTrouble trouble;
    private final Runnable reset;

    AdminEndpoint(SandboxRecord record, SandboxTrouble trouble, Runnable reset) {
        this.record = record;
        this.trouble = trouble;
        this.reset = reset;
    }

    void serve(HttpServerRequest request, byte[] body) {
        String what = request.path().substring(PATH.length());
        try {
            switch (request.method() + " " + what) {
                case "GET stats" -> json(request, 200, JSON.writeValueAsString(record.stats()));
                case "GET conflicts" -> json(request, 200, JSON.writeValueAsString(record.conflicts()));
                case "GET accepted" -> accepted(request.response());
                case "GET trouble" -> json(request, 200, TERSE.writeValueAsString(trouble.rules()));
                case "PUT trouble" -> {
                    trouble.set(rules(body));
                    json(request, 200, TERSE.writeValueAsString(trouble.rules()));
                }
                case "DELETE trouble" -> {
                    trouble.clear();
                    json(request, 200, "[]");
                }
                case "POST reset" -> {
                    reset.run();
                    json(request, 200, "{}");
                }
                default -> json(request, 404, fault("there is no " + request.method() + " " + request.path()));
            }
        } catch (JsonProcessingException e) {
            json(request, 400, fault(e.getOriginalMessage()));
        } catch (IOException | RuntimeException e) {
            json(request, 500, fault(e.toString()));
        }
    }

    private static List<TroubleRule> rules(byte[] body) throws IOException {
        List<TroubleRule> rules = JSON.readValue(body, RULES);
        if (rules == null || rules.contains(null)) {
            throw JsonMappingException.from((JsonParser) null, "a rule is an object, not null");
        }
        return rules;
    }

    private static void json(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body + "\n");
    }

    private static String fault(String words) {
        return JSON.createObjectNode().put("error", words).toString();
    }

    /** Streamed, as fast as the reader takes it: there may be millions. */
    private void accepted(HttpServerResponse response) {
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "text/tab-separated-values;charset=UTF-8");
        Iterator<SandboxOrder> orders = record.orders().iterator();
        response.drainHandler(v -> pour(orders, response));
        pour(orders, response);
    }

    private static void pour(Iterator<SandboxOrder> orders, HttpServerResponse response) {
        while (!response.writeQueueFull()) {
            Buffer chunk = Buffer.buffer(CHUNK);
            while (orders.hasNext() && chunk.length() < CHUNK) {
                SandboxOrder order = orders.next();
                chunk.appendString(order.identifier() + "\t" + order.digest() + "\n");
            }
            if (chunk.length() > 0) {
                response.write(chunk);
            }
            if (!orders.hasNext()) {
                response.end();
                return;
            }
        }
    }
}
