package io.github.createorder.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.createorder.order.Field;
import io.github.createorder.order.FieldType;
import io.github.createorder.order.OrderFields;
import io.github.createorder.yaml.YamlFaultException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the loader refuses, where and in which words; and that the JSON schema refuses it too. */
class MappingFileTest {
    private static final Schema SCHEMA = schema();

    private static Schema schema() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(MappingFileTest.class.getResourceAsStream("createorder-mapping.schema.json"));
    }

    static List<Path> samples() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("config/mappings"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void samplesLoadAndKeepTheSchema(Path sample) throws Exception {
        OrderMapper mapper = OrderMapper.load(sample, TestMapping.CAMEL);
        assertThat(sample.getFileName().toString()).startsWith(mapper.version().split("@")[0]);
        assertThat(SCHEMA.validate(Files.readString(sample), InputFormat.YAML)).isEmpty();
    }

    @Test
    void testMappingKeepsTheSchema() {
        assertThat(SCHEMA.validate(new TestMapping().yaml(), InputFormat.YAML)).isEmpty();
    }

    @Test
    void schemaAndCatalogueAgreeFieldByField() throws Exception {
        JsonNode schema;
        try (InputStream resource = getClass().getResourceAsStream("createorder-mapping.schema.json")) {
            schema = new ObjectMapper().readTree(resource);
        }
        assertAgree(OrderFields.ORDER, schema.at("/properties/order/properties"), schema);
        assertAgree(OrderFields.POLICY, schema.at("/$defs/policy/properties"), schema);
    }

    private static void assertAgree(List<Field> fields, JsonNode properties, JsonNode schema) {
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        names.remove("when");
        assertThat(names)
                .isEqualTo(fields.stream()
                        .filter(field -> field.type() != FieldType.LIST)
                        .map(Field::name)
                        .toList());
        for (Field field : fields) {
            if (field.type() == FieldType.LIST) {
                continue;
            }
            JsonNode property = properties.get(field.name());
            assertThat(property.get("description").asText())
                    .as(field.name())
                    .contains(field.label(), field.meaning(), field.required() ? "Required" : "Optional");
            JsonNode block =
                    schema.at(property.get("$ref").asText().substring(1)).get("properties");
            List<String> words = new ArrayList<>();
            block.fieldNames().forEachRemaining(words::add);
            List<String> expected = new ArrayList<>(FieldLoader.words(field));
            expected.add("simple");
            if (List.of("identifier", "order_id", "out_user_id", "policy_no").contains(field.name())) {
                expected.removeAll(List.of("constant", "default", "otherwise"));
            }
            assertThat(words).as(field.name()).containsExactlyInAnyOrderElementsOf(expected);
            if (!field.choices().isEmpty()) {
                assertThat(block.at("/constant/enum")).as(field.name()).hasSameSizeAs(field.choices());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order_id | { colum: NO } | unknown word 'colum', and no expression language of that name; did you mean 'column'?",
                "order_id | 5 | `order_id` must name a column, found '5': for a fixed value write { constant: … }",
                "order_id | '{ constant: A1 }' | order_id must come from the record",
                "order_id | { column: A, codes: { a: b }, otherwise: x } | order_id must come from the record",
                "order_id | [A, B] | order_id must be a column or a block",
                "order_id | { prefix: A } | order_id does not say where its value comes from",
                "order_id | { column: A, simple: b } | order_id has 2 sources (column, simple): keep one",
                "order_id | { column: A, column: B } | 'column' is given twice, first on line 4: remove one",
                "order_id | { join: [A, a] } | column a is given twice in `join`",
                "order_id | { first: [A] } | `first` must be a list of two columns or more",
                "order_id | { column: A, with: x } | `with` has no effect beside `column`",
                "order_id | { column: A, otherwise: x } | `otherwise` is for unknown codes",
                "order_id | { column: A, codes: {} } | `codes` is empty",
                "order_id | { column: A, codes: { a: b }, prefix: x } | `prefix` has no effect beside `codes`",
                "order_id | { column: A, trim: maybe } | `trim` must be true or false, found 'maybe'",
                "order_id | { simple: '${body[A]' } | the simple expression is wrong: ",
                "tenant | { constant: DTAO, prefix: x } | `prefix` has no effect beside `constant`",
                "tenant | { constant: [a] } | ``constant`` must be one value",
                "apply_time | { column: A, unit: fen } | `unit` is not for a date such as apply_time: remove it (its own words are pattern, time)",
                "apply_time | { column: A, forever: '9' } | `forever` is not for a date such as apply_time",
                "apply_time | { column: A, time: '25:00:00' } | `time` must be HH:mm:ss, found '25:00:00'",
                "apply_time | { constant: 2026-02-30 10:00:00 } | `constant` of apply_time must be written as 2026-01-01 10:00:00",
                "payment_type | { column: A, codes: { 1: yearly } } | code '1' of payment_type must be single or monthly, found 'yearly'",
                "total_fee_amount | { column: A, unit: cent } | `unit` must be yuan, fen or wan, found 'cent'",
                "total_fee_amount | { column: A, unit: fen, implied-decimals: 2 } | `implied-decimals` says the same as `unit`",
                "total_fee_amount | { column: A, implied-decimals: x } | `implied-decimals` must be 0 to 10",
                "total_fee_amount | { column: A, default: 1.234 } | `default` of total_fee_amount must have at most 2 decimals",
                "total_installments | { column: A, default: none } | `default` of total_installments must be written as 1, found 'none'",
                "attributes | { json: { spm: { colum: A } } } | unknown word 'colum'",
                "attributes | { json: {} } | `json` is empty",
                "attributes | { column: A, pattern: yyyy } | `pattern` is not for a JSON text",
                "tenent | A | unknown createorder field 'tenent'; did you mean 'tenant'?",
                "fee_amount | A | fee_amount is no field here: put it under `policies:`",
                "policy_list | A | policy_list is made from `policies:`"
            })
    void mistakeInAFieldIsRefusedByLoaderAndSchema(String field, String source, String message) {
        String unquoted = source.startsWith("'") ? source.substring(1, source.length() - 1) : source;
        // The field stands on line 4, after mapping, order and identifier.
        String yaml = "mapping: test\norder:\n  identifier: NUM\n  " + field + ": " + unquoted + "\n"
                + new TestMapping()
                        .without("identifier")
                        .without(field)
                        .yaml()
                        .substring("mapping: test\norder:\n".length());

        YamlFaultException refused = catchThrowableOfType(
                YamlFaultException.class, () -> OrderMapper.load("m.yaml", yaml, TestMapping.CAMEL));

        assertThat(refused.faults().get(0).message()).startsWith(message);
        assertThat(refused.faults().get(0).line()).isEqualTo(4);
        boolean onlyTheLoaderCanKnow = message.contains("expression is wrong")
                || message.contains("given twice")
                || message.contains("2026-02-30")
                || source.contains("2026-02-30")
                || source.contains("1.234");
        if (!onlyTheLoaderCanKnow) {
            assertThat(SCHEMA.validate(yaml, InputFormat.YAML)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"YYYYMMdd", "yyyymmdd", "yyyyMMDD", "yyyyMMddhhmmss", "HHmmss", "yyyyMM", "bad{", "yyyyMMdd'"})
    void patternThatIsNoWholeDateIsRefused(String pattern) {
        String source = "{ column: A, time: '00:00:00', pattern: \"" + pattern + "\" }";
        assertThatThrownBy(() -> new TestMapping().order("apply_time", source).load())
                .isInstanceOf(YamlFaultException.class)
                .hasMessageContaining("`pattern` '" + pattern + "' does not stand for a whole date");
    }

    @Test
    void patternWithoutATimeOfDayNeedsOne() {
        assertThatThrownBy(() -> new TestMapping()
                        .order("apply_time", "{ column: A, pattern: yyyyMMdd }")
                        .load())
                .hasMessageContaining("has no time of day: add `time:");
    }

    @Test
    void everyFaultOfAFileIsListedWithItsPlace() {
        String yaml = """
                mapping: my mapping
                orders: {}
                order:
                  identifier: { constant: X }
                  order_id: NO
                  order_id: NO2
                  tenent: { constant: DTAO }
                  payment_type: { column: M, codes: { "0": once } }
                  apply_time: { column: A, unit: fen }
                product: { keys: { a: B } }
                policies:
                  - policy_no: P
                    fee_amount: { column: F, scale: 2 }
                    effective_time: { column: S, pattern: YYYYMMDD, time: "00:00:00" }
                """;

        YamlFaultException refused = catchThrowableOfType(
                YamlFaultException.class, () -> OrderMapper.load("bad.yaml", yaml, TestMapping.CAMEL));

        assertThat(refused.faults())
                .extracting(
                        fault -> fault.toString().replaceFirst("(\\(|;|:? must|: ?remove|: give|:? has|:? does).*", ""))
                .containsExactly(
                        "bad.yaml:1:10: `mapping`",
                        "bad.yaml:2:1: unknown word 'orders'",
                        "bad.yaml:3:1: `order` lacks institution ",
                        "bad.yaml:3:1: `order` lacks item_id ",
                        "bad.yaml:3:1: `order` lacks out_user_id ",
                        "bad.yaml:3:1: `order` lacks product_code ",
                        "bad.yaml:3:1: `order` lacks tenant ",
                        "bad.yaml:4:15: identifier",
                        "bad.yaml:6:3: 'order_id' is given twice, first on line 5",
                        "bad.yaml:7:3: unknown createorder field 'tenent'",
                        "bad.yaml:8:44: code '0' of payment_type",
                        "bad.yaml:9:28: `unit` is not for a date such as apply_time",
                        "bad.yaml:10:1: `product` lacks `key:`, the codes that the product mapping is looked up by",
                        "bad.yaml:10:12: unknown word 'keys': `product`",
                        "bad.yaml:12:5: `policies` lacks actual_received_amount ",
                        "bad.yaml:12:5: `policies` lacks expiration_time ",
                        "bad.yaml:12:5: `policies` lacks guaranteed_amount ",
                        "bad.yaml:13:30: unknown word 'scale', and no expression language of that name",
                        "bad.yaml:14:34: `pattern` 'YYYYMMDD'");
        assertThat(refused)
                .hasMessageContaining("bad.yaml:7:3: unknown createorder field 'tenent'; did you mean 'tenant'?\n");
        assertThat(SCHEMA.validate(yaml.replace("  order_id: NO2\n", ""), InputFormat.YAML))
                .isNotEmpty();
    }

    @Test
    void installmentsMustBeGivenForMonthlyPayment() {
        TestMapping monthly = new TestMapping().order("payment_type", "{ constant: monthly }");
        assertThatThrownBy(monthly::load).hasMessageContaining("`order` lacks total_installments");
        monthly.order("total_installments", "TERMS").load();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 1 | the file is empty",
                "'a: [b' | 1 | not YAML: ",
                "'- a' | 1 | `the file` must be a block",
                "'mapping: a' | 1 | the file lacks `order:`",
                "'mapping: a\\n---\\nmapping: b' | 2 | not YAML: ",
                "'mapping: &a [*b]' | 1 | not YAML: "
            })
    void textThatIsNoMappingIsRefused(String text, int line, String message) {
        YamlFaultException refused = catchThrowableOfType(
                YamlFaultException.class,
                () -> OrderMapper.load("m.yaml", text.replace("\\n", "\n"), TestMapping.CAMEL));
        assertThat(refused.faults().get(0).message()).startsWith(message);
        assertThat(refused.faults().get(0).line()).isEqualTo(line);
    }

    @Test
    void hugeAndBottomlessFilesAreRefused() {
        String huge = "a: " + "x".repeat(300_000);
        String deep = "a: " + "[".repeat(1000);
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        for (String text : List.of(huge, deep, laughs.toString(), "a: &a [*a]", "mapping: &a { b: *a }")) {
            assertThatThrownBy(() -> OrderMapper.load("m.yaml", text, TestMapping.CAMEL))
                    .isInstanceOf(YamlFaultException.class);
        }
    }

    @Test
    void fileMustBeUtf8AndMayHaveAByteOrderMark() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "mapping-file-test"));
        Path file = folder.resolve("m.mapping.yaml");
        String yaml = new TestMapping().policy("plan", "方案").yaml();
        Files.write(file, yaml.getBytes("GBK"));
        assertThatThrownBy(() -> OrderMapper.load(file, TestMapping.CAMEL))
                .isInstanceOf(YamlFaultException.class)
                .hasMessage("m.mapping.yaml:1:1: the file is not in UTF-8: save it so");

        Files.write(file, ("\uFEFF" + yaml).getBytes(StandardCharsets.UTF_8));
        assertThat(OrderMapper.load(file, TestMapping.CAMEL).columns()).contains("方案");
    }

    @Test
    void anyLanguageOfTheCamelContextMayBeUsed() {
        assertThat(new TestMapping()
                        .order("attributes", "{ exchangeProperty: none }")
                        .order("order_id", "{ simple: '${body[NUM].concat(\"x\")}' }")
                        .map(Map.of())
                        .order())
                .containsEntry("order_id", "1x")
                .doesNotContainKey("attributes");
    }
}
