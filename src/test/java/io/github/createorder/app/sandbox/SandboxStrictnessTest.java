package io.github.createorder.app.sandbox;

import static io.github.createorder.app.sandbox.SandboxClient.error;
import static io.github.createorder.app.sandbox.SandboxClient.form;
import static io.github.createorder.app.sandbox.SandboxClient.order;
import static io.github.createorder.app.sandbox.SandboxClient.params;
import static io.github.createorder.app.sandbox.SandboxClient.result;
import static io.github.createorder.app.sandbox.SandboxClient.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SandboxStrictnessTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    private SandboxGateway sandbox;
    private SandboxClient client;

    @BeforeEach
    void start() {
        start(SandboxSettings.builder(SandboxClient.APP_KEY, SandboxClient.SECRET));
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private void start(SandboxSettings.Builder settings) {
        if (sandbox != null) {
            sandbox.close();
        }
        sandbox = SandboxGateway.start(settings.clock(new TestClock()).build());
        client = new SandboxClient(sandbox.port());
    }

    static Stream<JsonNode> vectors() throws IOException {
        try (InputStream in = SandboxStrictnessTest.class.getResourceAsStream("/sandbox/sign-vectors.json")) {
            return StreamSupport.stream(SandboxClient.JSON.readTree(in).spliterator(), false);
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void whatTheOfficialClientSentIsAcceptedAsItIs(JsonNode vector) {
        start(SandboxSettings.builder(
                        vector.get("app_key").asText(), vector.get("app_secret").asText())
                .session(vector.get("session").textValue())
                .keepPayloads(true));

        JsonNode result = result(
                client.post(vector.get("query").asText(), vector.get("body").asText()));

        String payload = vector.get("params").get("create_order_request").asText();
        assertThat(result.path("response_code").asText()).isEqualTo("SUCCESS");
        assertThat(sandbox.record().order("xxx")).hasValueSatisfying(order -> {
            assertThat(order.payload()).isEqualTo(payload);
            assertThat(order.digest()).isEqualTo(sha256(payload));
            assertThat(order.requestId()).isEqualTo(result.get("request_id").asText());
        });
    }

    @Test
    void everythingMayBeInTheBodyOrInTheQuery() {
        Map<String, String> params = signed(params(order("I-1").toString()));

        assertThat(result(client.send(params)).path("is_success").asBoolean()).isTrue();
        assertThat(result(client.post(form(params), "")).path("is_success").asBoolean())
                .isTrue();
        assertThat(sandbox.record().stats().repeats()).isEqualTo(1);
    }

    @Test
    void getIsTakenOnlyWhenShortAndComplete() {
        Map<String, String> complete = signed(params(order("I-1").toString()));
        Map<String, String> withoutOrder = params("");
        Map<String, String> tooLong =
                params(order("I-1").put("plan", "x".repeat(3000)).toString());
        Map<String, String> time = params("");
        time.put("method", "taobao.time.get");

        assertThat(result(client.send(client.request(form(complete)).GET()))
                        .path("is_success")
                        .asBoolean())
                .isTrue();
        assertCode(client.send(client.request(form(signed(withoutOrder))).GET()), 9);
        assertCode(client.send(client.request(form(signed(tooLong))).GET()), 9);
        assertCode(client.send(client.request(form(complete)).method("PUT", BodyPublishers.noBody())), 9);
        assertThat(SandboxClient.answer(
                                client.send(client.request(form(signed(time))).GET()))
                        .at("/time_get_response/time")
                        .asText())
                .isEqualTo("2026-01-01 10:00:00");
    }

    @ParameterizedTest(name = "{0}={1} is answered {2}")
    @CsvSource({
        "method, '', 21",
        "method, alibaba.finance.insurance.surrender, 22",
        "format, yaml, 23",
        "app_key, '', 28",
        "app_key, 87654321, 29",
        "timestamp, '', 30",
        "timestamp, 2026-01-01T10:00:00, 31",
        "timestamp, 2026-02-30 10:00:00, 31",
        "timestamp, 2026-01-01 09:49:59, 31",
        "timestamp, 2026-01-01 10:10:01, 31",
        "timestamp, 2026-01-01 02:00:00, 31",
        "timestamp, 1767232800000, 31",
        "v, '', 32",
        "v, two, 33",
        "v, 1.0, 34",
        "sign_method, '', 25",
        "sign_method, sha256, 25",
        "create_order_request, '', 40",
        "create_order_request, not JSON, 41",
        "create_order_request, [], 41",
        "create_order_request, {, 41",
        "create_order_request, {} {}, 41",
    })
    void wrongParameterIsAnsweredWithItsCode(String name, String value, int code) {
        Map<String, String> params = params(order("I-1").toString());
        params.put(name, value);

        HttpResponse<String> response = client.send(signed(params));

        if (code == 23) {
            assertThat(response.body()).contains("<code>23</code>");
        } else {
            assertCode(response, code);
        }
        assertThat(sandbox.record().stats().refused()).containsEntry(Integer.toString(code), 1L);
        assertThat(sandbox.record().stats().accepted()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"2026-01-01 09:50:00", "2026-01-01 10:10:00"})
    void timestampWithinTenMinutesIsTaken(String timestamp) {
        Map<String, String> params = params(order("I-1").toString());
        params.put("timestamp", timestamp);

        assertThat(result(client.send(signed(params))).path("is_success").asBoolean())
                .isTrue();
    }

    @Test
    void signatureMustBeThereAndRightAndInUpperCase() {
        Map<String, String> unsigned = params(order("I-1").toString());
        Map<String, String> signed = signed(unsigned);
        Map<String, String> lower = signed(unsigned);
        lower.computeIfPresent("sign", (name, sign) -> sign.toLowerCase(Locale.ROOT));
        Map<String, String> tampered = signed(unsigned);
        tampered.put("create_order_request", order("I-2").toString());
        Map<String, String> extra = signed(unsigned);
        extra.put("partner_id", "not signed");
        Map<String, String> empty = signed(unsigned);
        empty.put("partner_id", "");

        assertCode(client.send(unsigned), 24);
        assertCode(client.send(lower), 25);
        assertCode(client.send(tampered), 25);
        assertCode(client.send(extra), 25);
        assertThat(result(client.send(empty)).path("is_success").asBoolean()).isTrue();
        assertThat(result(client.send(signed)).path("is_success").asBoolean()).isTrue();
    }

    @Test
    void sessionIsAskedForWhenConfigured() {
        start(SandboxSettings.builder(SandboxClient.APP_KEY, SandboxClient.SECRET)
                .session("s/+="));
        Map<String, String> params = params(order("I-1").toString());

        assertCode(client.send(signed(params)), 26);
        params.put("session", "another");
        assertCode(client.send(signed(params)), 27);
        params.put("session", "s/+=");
        assertThat(result(client.send(signed(params))).path("is_success").asBoolean())
                .isTrue();
    }

    @Test
    void onlyUtf8IsTaken() {
        String form = form(signed(params(order("I-1").toString())));
        String gbkBytes = form(signed(params(""))) + "&create_order_request=%D6%D0%CE%C4";

        assertCode(
                client.send(client.request(null)
                        .header("Content-Type", FORM + ";charset=GBK")
                        .POST(BodyPublishers.ofString(form))),
                47);
        assertThat(client.post(null, gbkBytes).body()).contains("<code>47</code>");
        assertThat(client.post(null, "method=%zz").body()).contains("<code>47</code>");
        assertThat(result(client.send(client.request(null)
                                .header("Content-Type", FORM + "; charset=\"utf-8\"")
                                .POST(BodyPublishers.ofString(form))))
                        .path("is_success")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void bodyOfAnotherTypeIsNotRead() {
        HttpResponse<String> response = client.send(client.request(null)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(form(signed(params("{}"))))));

        assertThat(response.body()).contains("<code>21</code>");
    }

    @Test
    void parameterSentTwiceIsRefused() {
        Map<String, String> params = signed(params(order("I-1").toString()));

        HttpResponse<String> response = client.post("v=2.0", form(params));

        assertThat(error(response).path("msg").asText()).isEqualTo("Invalid arguments:v");
    }

    @Test
    void xmlIsTheDefault() {
        Map<String, String> params = params(order("I-1").toString());
        params.put("format", "");
        HttpResponse<String> success = client.send(signed(params));
        params.put("create_order_request", order("I-2").put("tenant", "").toString());
        HttpResponse<String> failure = client.send(signed(params));

        assertThat(success.headers().firstValue("Content-Type")).hasValue("text/xml;charset=UTF-8");
        assertThat(success.body())
                .contains("<alibaba_finance_insurance_createorder_response><is_success>true</is_success>")
                .contains("<response_code>SUCCESS</response_code>")
                .containsPattern("<request_id>[0-9a-z]+</request_id>");
        assertThat(failure.body())
                .contains("<error_response><code>50</code><msg>Remote service error</msg>")
                .contains("<sub_code>isv.missing-parameter:tenant</sub_code>")
                .containsPattern("<request_id>[0-9a-z]+</request_id></error_response>");
    }

    @Test
    void simplifyTakesTheRootAwayFromSuccessOnly() {
        Map<String, String> params = params(order("I-1").toString());
        params.put("simplify", "true");
        HttpResponse<String> success = client.send(signed(params));
        params.put("create_order_request", "{}");

        assertThat(SandboxClient.answer(success).path("is_success").asBoolean()).isTrue();
        assertThat(error(client.send(signed(params))).path("code").asInt()).isEqualTo(50);
    }

    @Test
    void errorHasTheShapeOfTop() {
        JsonNode error = error(client.order(order("I-1").put("tenant", " ")));

        assertThat(error.fieldNames()).toIterable().containsExactly("code", "msg", "sub_code", "sub_msg", "request_id");
        assertThat(error.get("code").isInt()).isTrue();
        assertThat(error(client.send(params("{}"))).fieldNames())
                .toIterable()
                .containsExactly("code", "msg", "request_id");
    }

    @Test
    void hostThatIsNotLoopbackIsRefusedUnlessAllowed() {
        SandboxSettings.Builder open = SandboxSettings.builder("1", "s").host("0.0.0.0");

        assertThatThrownBy(() -> SandboxGateway.start(open.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.0.0.0");
        SandboxGateway.start(open.allowRemote(true).build()).close();
    }

    @Test
    void settingsAsTextHideTheSecrets() {
        SandboxSettings settings = SandboxSettings.builder("12345678", "very-secret")
                .session("a-session")
                .build();

        assertThat(settings.toString()).contains("12345678").doesNotContain("very-secret", "a-session");
    }

    private static void assertCode(HttpResponse<String> response, int code) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(error(response).path("code").asInt()).as(response.body()).isEqualTo(code);
        assertThat(error(response).path("request_id").asText()).isNotEmpty();
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
