package io.github.createorder.top;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopSignerTest {

    private static final String ORDER = "create_order_request";
    private static final InstantSource VECTORS_TIME = InstantSource.fixed(Instant.parse("2026-01-01T02:00:00.789Z"));
    private static final TopCredentials CREDENTIALS = new TopCredentials("12345678", "secret", null);

    /** A request captured from the official SDK. */
    record Vector(
            String name,
            String note,
            String app_key,
            String app_secret,
            String sign_method,
            String session,
            Map<String, String> params,
            String string_to_sign,
            String sign,
            String query,
            String body) {

        TopSigner signer() {
            return new TopSigner(
                    new TopCredentials(app_key, app_secret, session),
                    SignMethod.of(sign_method),
                    VECTORS_TIME,
                    Map.of("partner_id", params.get("partner_id")));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> vectors() throws IOException {
        try (InputStream in = TopSignerTest.class.getResourceAsStream("/top/sign-vectors.json")) {
            return new ObjectMapper().readValue(in, new TypeReference<List<Vector>>() {}).stream();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void signsAndEncodesAsTheOfficialSdk(Vector vector) {
        String body = new String(vector.signer().sign(vector.params().get(ORDER)), US_ASCII);
        Map<String, String> sent = decode(body);

        assertThat(sent.remove("sign")).isEqualTo(vector.sign());
        assertThat(sent).isEqualTo(vector.params());
        StringBuilder base = new StringBuilder();
        new java.util.TreeMap<>(sent).forEach((name, value) -> base.append(name).append(value));
        assertThat(base).hasToString(vector.string_to_sign());
        // The SDK splits the parameters over query and body; the encoded pairs are the same.
        List<String> theirs = new ArrayList<>(List.of(vector.query().split("&")));
        theirs.add(vector.body());
        assertThat(body.split("&")).containsExactlyInAnyOrderElementsOf(theirs);
    }

    @Test
    void allSignMethodsAreCovered() throws IOException {
        assertThat(vectors().map(Vector::sign_method)).contains("md5", "hmac", "hmac-sha256");
        assertThatThrownBy(() -> SignMethod.of("sha256")).hasMessageContaining("md5, hmac, hmac-sha256");
    }

    @Test
    void timeIsBeijingTimeInAForeignZone() {
        assertThat(TimeZone.getDefault().getRawOffset()).isNotEqualTo(8 * 3_600_000);
        TopSigner signer = new TopSigner(
                CREDENTIALS, SignMethod.HMAC_SHA256, InstantSource.fixed(Instant.parse("2026-07-01T16:30:15.999Z")));
        assertThat(decode(new String(signer.sign("{}"), US_ASCII))).containsEntry("timestamp", "2026-07-02 00:30:15");
    }

    @Test
    void everyAttemptHasItsOwnTime() {
        Instant[] now = {Instant.parse("2026-01-01T00:00:00Z")};
        TopSigner signer = new TopSigner(CREDENTIALS, SignMethod.HMAC_SHA256, () -> now[0]);
        Map<String, String> first = decode(new String(signer.sign("{}"), US_ASCII));
        now[0] = now[0].plusSeconds(1);
        Map<String, String> second = decode(new String(signer.sign("{}"), US_ASCII));
        assertThat(second.get(ORDER)).isEqualTo(first.get(ORDER));
        assertThat(second.get("timestamp")).isNotEqualTo(first.get("timestamp"));
        assertThat(second.get("sign")).isNotEqualTo(first.get("sign"));
    }

    @Test
    void emptyParametersAreNotSent() {
        TopSigner signer = new TopSigner(
                new TopCredentials("1", "s", " "), SignMethod.MD5, VECTORS_TIME, Map.of("partner_id", ""));
        assertThat(decode(new String(signer.sign("{}"), US_ASCII)))
                .containsOnlyKeys("method", "app_key", "timestamp", "v", "format", "sign_method", ORDER, "sign");
        assertThatThrownBy(() -> signer.sign(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void encodesAsUrlEncoderWhateverTheText() {
        Random random = new Random(42);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(40); j >= 0; j--) {
                switch (random.nextInt(4)) {
                    case 0 -> text.append((char) random.nextInt(128));
                    case 1 -> text.append((char) random.nextInt(0x10000));
                    case 2 -> text.append((char) (0xD800 + random.nextInt(0x800)));
                    default -> text.appendCodePoint(random.nextInt(0x110000));
                }
            }
            assertThat(FormEncoder.encode(text.toString())).isEqualTo(URLEncoder.encode(text.toString(), UTF_8));
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource
    void halfACharacterIsAQuestionMarkInSignatureAndBody(SignMethod method) {
        TopSigner signer = new TopSigner(CREDENTIALS, method, VECTORS_TIME);
        assertThat(signer.sign("{\"a\":\"\uD83D\"}")).isEqualTo(signer.sign("{\"a\":\"?\"}"));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource
    void manyThreadsShareASigner(SignMethod method) throws Exception {
        TopSigner signer = new TopSigner(CREDENTIALS, method, VECTORS_TIME);
        byte[] expected = signer.sign("{\"a\":\"\u4fdd\u9669\"}");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> same = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int own = i;
                same.add(threads.submit(() -> {
                    for (int j = 0; j < 500; j++) {
                        signer.sign("{\"other\":" + own + j + "}");
                        if (!java.util.Arrays.equals(expected, signer.sign("{\"a\":\"\u4fdd\u9669\"}"))) {
                            return false;
                        }
                    }
                    return true;
                }));
            }
            for (Future<Boolean> one : same) {
                assertThat(one.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void credentialsTellNoSecret() {
        TopCredentials credentials = new TopCredentials("12345678", "top-secret\n", "the-session");
        assertThat(credentials.toString()).contains("12345678").doesNotContain("top-secret", "the-session");
        assertThat(credentials.appSecret()).isEqualTo("top-secret");
        assertThatThrownBy(() -> new TopCredentials("", null, "x"))
                .hasMessage("app_key is missing\napp_secret is missing");
    }

    private static Map<String, String> decode(String body) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : body.split("&")) {
            String[] both = pair.split("=", 2);
            assertThat(parameters.put(both[0], URLDecoder.decode(both[1], UTF_8)))
                    .isNull();
        }
        return parameters;
    }
}
