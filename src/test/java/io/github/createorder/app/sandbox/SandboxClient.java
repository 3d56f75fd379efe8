package io.github.createorder.app.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A caller that can be told to get any parameter wrong. */
final class SandboxClient {

    static final String APP_KEY = "12345678";
    static final String SECRET = "helloworldsecret0123456789abcdef";
    static final ObjectMapper JSON = new ObjectMapper();

    private static final String ORDER = """
            {"identifier":"I-1","order_id":"O-1","total_guaranteed_amount":"100","effective_time":"2026-01-01 10:00:00",
             "policy_list":[{"fee_amount":"10.00","actual_received_amount":"10.00","effective_time":"2026-01-01 10:00:00",
             "expiration_time":"2027-01-01 10:00:00","policy_no":"P-1","guaranteed_amount":"10.00"}],
             "total_actual_received_amount":"100.00","total_fee_amount":"10.00","out_user_id":"u","payment_type":"monthly",
             "item_id":"i","institution":"xx","total_installments":12,"product_code":"p",
             "expiration_time":"2027-01-01 10:00:00","apply_time":"2026-01-01 10:00:00","tenant":"DTAO"}
            """;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final int port;

    SandboxClient(int port) {
        this.port = port;
    }

    static ObjectNode order(String identifier) {
        try {
            ObjectNode order = (ObjectNode) JSON.readTree(ORDER);
            return order.put("identifier", identifier).put("order_id", "O-" + identifier);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that a good request has, but for the signature. */
    static Map<String, String> params(String payload) {
        Map<String, String> params = new TreeMap<>();
        params.put("method", "alibaba.finance.insurance.createorder");
        params.put("app_key", APP_KEY);
        params.put("timestamp", "2026-01-01 10:00:00");
        params.put("v", "2.0");
        params.put("format", "json");
        params.put("sign_method", "hmac-sha256");
        params.put("create_order_request", payload);
        return params;
    }

    static Map<String, String> signed(Map<String, String> params) {
        Map<String, String> signed = new TreeMap<>(params);
        String base = signed.entrySet().stream()
                .filter(e -> !e.getValue().isEmpty())
                .map(e -> e.getKey() + e.getValue())
                .collect(Collectors.joining());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            signed.put(
                    "sign",
                    HexFormat.of().withUpperCase().formatHex(mac.doFinal(base.getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return signed;
    }

    static String form(Map<String, String> params) {
        return params.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    HttpResponse<String> order(ObjectNode order) {
        return send(signed(params(order.toString())));
    }

    HttpResponse<String> post(String identifier) {
        return order(order(identifier));
    }

    HttpResponse<String> send(Map<String, String> params) {
        return post(null, form(params));
    }

    HttpResponse<String> post(String query, String form) {
        return send(request(query)
                .header("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
                .POST(BodyPublishers.ofString(form)));
    }

    HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(uri("/router/rest" + (query == null ? "" : "?" + query)))
                .timeout(Duration.ofSeconds(10));
    }

    HttpResponse<String> admin(String method, String path, String body) {
        return send(HttpRequest.newBuilder(uri("/sandbox/" + path)).method(method, BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpClient http() {
        return http;
    }

    private URI uri(String rest) {
        return URI.create("http://127.0.0.1:" + port + rest);
    }

    static JsonNode answer(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(response.body(), e);
        }
    }

    static JsonNode result(HttpResponse<String> response) {
        return answer(response).path("alibaba_finance_insurance_createorder_response");
    }

    static JsonNode error(HttpResponse<String> response) {
        return answer(response).path("error_response");
    }
}
