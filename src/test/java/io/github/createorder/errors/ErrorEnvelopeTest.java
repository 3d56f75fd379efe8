package io.github.createorder.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.order.ErrorCause;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorEnvelopeTest {
    private static final Schema SCHEMA = schema();
    private final ObjectMapper json = new ObjectMapper();

    @ParameterizedTest
    @EnumSource(ErrorCause.class)
    void everyCauseGivesAValidEnvelopeWithWordsForPeople(ErrorCause cause) throws IOException {
        for (boolean mayBeExecuted : new boolean[] {true, false}) {
            String text = ErrorEnvelope.json(Entries.entry("K1", cause, mayBeExecuted));
            assertThat(SCHEMA.validate(text, InputFormat.JSON)).isEmpty();
            JsonNode node = json.readTree(text);
            assertThat(node.get("what_to_do").textValue()).hasSizeGreaterThan(40);
            assertThat(node.get("on_replay").textValue()).isNotBlank();
        }
    }

    @Test
    void theSchemaRefusesAnEnvelopeWithoutItsKey() {
        String text = ErrorEnvelope.json(Entries.entry("K1", ErrorCause.UNKNOWN, true))
                .replace("order_key", "other");
        assertThat(SCHEMA.validate(text, InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void requestKeepsItsBytesAndRecordItsNumbers() throws IOException {
        String text = ErrorEnvelope.json(Entries.entry("K1", ErrorCause.UNKNOWN, true));
        JsonNode node = json.readTree(text);
        assertThat(node.get("request").textValue().getBytes(StandardCharsets.UTF_8))
                .isEqualTo(Entries.REQUEST.getBytes(StandardCharsets.UTF_8));
        assertThat(node.get("record").isObject()).isTrue();
        assertThat(text).contains("\"PREM\":120.50").contains("驾乘险😀");
    }

    @Test
    void timesAreBeijingTimeWhateverTheZoneOfTheJvm() throws IOException {
        JsonNode node = json.readTree(ErrorEnvelope.json(Entries.entry("K1", ErrorCause.UNKNOWN, true)));
        assertThat(node.get("taken_at").textValue()).isEqualTo("2026-11-24T00:00:00.123+08:00");
        assertThat(node.get("first_attempt_at").textValue()).isEqualTo("2026-11-24T00:00:01.000+08:00");
    }

    @Test
    void whatWasNeverAttemptedHasNoTimesOfAttempts() throws IOException {
        JsonNode node = json.readTree(ErrorEnvelope.json(Entries.entry("K1", ErrorCause.MAPPING, false)));
        assertThat(node.get("first_attempt_at").isNull()).isTrue();
        assertThat(node.get("faults").get(0).get("field").textValue()).isEqualTo("policy_list[0].fee_amount");
    }

    @Test
    void aDamagedRecordReachesPeopleAsText() throws IOException {
        ErrorEntry entry = Entries.entry("K1", ErrorCause.UNKNOWN, true, 0, "s", "{\"half\":", Entries.REQUEST);
        String text = ErrorEnvelope.json(entry);
        assertThat(SCHEMA.validate(text, InputFormat.JSON)).isEmpty();
        assertThat(json.readTree(text).get("record").textValue()).isEqualTo("{\"half\":");
    }

    @Test
    void aHugeOrderLeavesItsRecordInTheLedgerAndCanStillBeReplayed() throws Exception {
        String record = "{\"x\":\"" + "驾".repeat(ErrorEnvelope.MAX_CHARS) + "\"}";
        String text =
                ErrorEnvelope.json(Entries.entry("K1", ErrorCause.UNKNOWN, true, 2, "s", record, Entries.REQUEST));
        assertThat(SCHEMA.validate(text, InputFormat.JSON)).isEmpty();
        assertThat(text).contains("\"left_out\":[\"record\"]").hasSizeLessThan(ErrorEnvelope.MAX_CHARS);
        assertThat(parse(text).replays()).isEqualTo(2);
    }

    @Test
    void whatIsSealedInTheLedgerIsNotOnTheQueue() throws Exception {
        String text = ErrorEnvelope.json(Entries.entry("K1", ErrorCause.MAPPING, false), true);
        assertThat(SCHEMA.validate(text, InputFormat.JSON)).isEmpty();
        assertThat(text).contains("\"left_out\":[\"record\",\"request\"]", "\"record\":null", "\"request\":null");
        assertThat(json.readTree(text).get("faults")).isNotEmpty();
        assertThat(parse(text).orderKey()).isEqualTo("K1");
    }

    @Test
    void headersAreForSelectorsAndHoldNoPolicyData() {
        assertThat(ErrorEnvelope.headers(Entries.entry("K1", ErrorCause.UNKNOWN, true)))
                .isEqualTo(Map.of(
                        "createorder_schema", "createorder.error/1",
                        "createorder_source", "core-table",
                        "createorder_cause", "UNKNOWN",
                        "createorder_order_key", "K1",
                        "createorder_identifier", "K1",
                        "createorder_code", "15",
                        "createorder_sub_code", "isp.top-remote-connection-timeout",
                        "_AMQ_DUPL_ID", "K1:3"));
    }

    @Test
    void whatWasWrittenCanBeRead() throws Exception {
        Redelivery read = parse(ErrorEnvelope.json(Entries.entry("源|42", ErrorCause.UNKNOWN, true)));
        assertThat(read).isEqualTo(new Redelivery("源|42", 0, "moved to the redelivery queue", "unknown"));
    }

    @Test
    void aFieldThatALaterVersionAddsIsSkipped() throws Exception {
        assertThat(parse("{\"schema\":\"createorder.error/1\",\"order_key\":\"K\",\"replays\":1,\"new\":{}}")
                        .orderKey())
                .isEqualTo("K");
    }

    static Stream<Arguments> poison() {
        String ok = "\"schema\":\"createorder.error/1\",\"replays\":0";
        return Stream.of(
                Arguments.of("", "without text"),
                Arguments.of("{\"secret\":", "not JSON that we read, at line 1"),
                Arguments.of("{" + ok + ",\"order_key\":\"K\"} {}", "not JSON"),
                Arguments.of("{" + ok + ",\"order_key\":\"K\",\"order_key\":\"L\"}", "not JSON"),
                Arguments.of("[".repeat(2_000), "not JSON"),
                Arguments.of("[]", "its schema is not"),
                Arguments.of(
                        "{\"schema\":\"createorder.error/2\",\"order_key\":\"K\",\"replays\":0}", "its schema is not"),
                Arguments.of("{\"schema\":1,\"order_key\":\"K\",\"replays\":0}", "its schema is not"),
                Arguments.of("{" + ok + "}", "order_key is missing"),
                Arguments.of("{" + ok + ",\"order_key\":7}", "order_key is missing"),
                Arguments.of("{" + ok + ",\"order_key\":\"K\\nforged log line\"}", "order_key is not one"),
                Arguments.of("{" + ok + ",\"order_key\":\"" + "k".repeat(2_000) + "\"}", "order_key is not one"),
                Arguments.of("{\"schema\":\"createorder.error/1\",\"order_key\":\"K\"}", "replays is missing"),
                Arguments.of(
                        "{\"schema\":\"createorder.error/1\",\"order_key\":\"K\",\"replays\":1e999999999}",
                        "replays is missing"),
                Arguments.of("x".repeat(2 * ErrorEnvelope.MAX_CHARS), "longer than 1048576 characters"));
    }

    @ParameterizedTest
    @MethodSource
    void poison(String text, String reason) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(PoisonException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("secret");
    }

    @Test
    void reasonAndWhoAreOneLineEach() throws Exception {
        TextMessage message = message(
                "{\"schema\":\"createorder.error/1\",\"order_key\":\"K\",\"replays\":0}",
                "createorder_reason",
                "mapping\ncorrected" + "!".repeat(1_000),
                "createorder_who",
                "李雷");
        Redelivery read = new ErrorEnvelope(false).parse(message);
        assertThat(read.reason()).startsWith("mapping corrected").hasSize(500);
        assertThat(read.who()).isEqualTo("李雷");
    }

    private static Redelivery parse(String text) throws PoisonException, JMSException {
        return new ErrorEnvelope(false).parse(message(text));
    }

    /** A text message as far as parsing looks at it, without a broker. */
    private static TextMessage message(String text, String... properties) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            values.put(properties[i], properties[i + 1]);
        }
        return (TextMessage) Proxy.newProxyInstance(
                ErrorEnvelopeTest.class.getClassLoader(), new Class<?>[] {TextMessage.class}, (proxy, method, args) -> {
                    return switch (method.getName()) {
                        case "getText" -> text;
                        case "propertyExists" -> values.containsKey(args[0]);
                        case "getStringProperty" -> values.get(args[0]);
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private static Schema schema() {
        try (InputStream file = ErrorEnvelope.class.getResourceAsStream("createorder-error.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(file.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
