package io.github.createorder.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.order.Fault;
import io.github.createorder.order.OrderDraft;
import io.github.createorder.order.SourceRecord;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderMapperTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X | ' plain ' | plain",
                "X | '　全角　' | 全角",
                "{ column: x, trim: false } | ' plain ' | ' plain '",
                "{ column: X, halfwidth: true } | ＡＢ－１２　３ | AB-12 3",
                "{ column: X, prefix: 'TB-', suffix: /1 } | 7 | TB-7/1",
                "{ column: X, codes: { 01: one, NO: two } } | 01 | one",
                "{ column: X, codes: { 01: one, NO: two } } | NO | two",
                "{ column: X, codes: { 01: one }, otherwise: many } | 9 | many",
                "{ column: X, empty: ['-', N/A], default: none } | N/A | none",
                "{ column: X, default: none } | '　 ' | none",
                "{ join: [X, Y, Z], with: '-' } | a | a-z",
                "{ first: [Y, X, Z] } | a | a",
                "{ constant: fixed } | a | fixed",
                "{ simple: '${body[X]}-${body[z]}' } | a | a-z",
                "'{ simple: \"${body[X]}\", prefix: p }' | a | pa"
            })
    void textIsMadeByTheWordsOfItsBlock(String source, String value, String expected) {
        String spec = source.startsWith("'") ? source.substring(1, source.length() - 1) : source;
        OrderDraft draft = new TestMapping().policy("plan", spec).map(Map.of("X", value, "Y", "", "Z", "z"));
        assertThat(draft.faults()).isEmpty();
        assertThat(draft.policies().get(0)).containsEntry("plan", expected);
    }

    @ParameterizedTest
    @CsvSource({"12.50, 12.5", "100, 100", "1E+3, 1000", "0.00, 0"})
    void numberIsTextWithoutTrailingZeros(BigDecimal number, String expected) {
        assertThat(new TestMapping()
                        .order("order_id", "X")
                        .map(Map.of("X", number))
                        .order())
                .containsEntry("order_id", expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X | 12.5 | 12.50",
                "X | 12.500 | 12.50",
                "X | -1 | -1.00",
                "X | .5 | 0.50",
                "X | -.25 | -0.25",
                "{ column: X, unit: fen } | 000001234 | 12.34",
                "{ column: X, unit: fen } | 1234.00 | 12.34",
                "{ column: X, unit: wan } | 50.5 | 505000.00",
                "{ column: X, unit: wan } | 0.000001 | 0.01",
                "{ column: X, implied-decimals: 4 } | 123400 | 12.34",
                "{ column: X, halfwidth: true } | １２．３４ | 12.34",
                "{ column: X, codes: { '12': 600000 } } | 12 | 600000",
                "{ column: X, empty: ['0'], default: 1.5 } | 0 | 1.5"
            })
    void moneyIsExact(String source, String value, BigDecimal expected) {
        TestMapping mapping = new TestMapping().policy("guaranteed_amount", source);
        assertThat(mapping.map(Map.of("X", value)).policies().get(0)).containsEntry("guaranteed_amount", expected);
        if (value.matches("[-0-9.]+")) {
            assertThat(mapping.map(Map.of("X", new BigDecimal(value)))
                            .policies()
                            .get(0))
                    .containsEntry("guaranteed_amount", expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X | 1,234.50 | is not a plain number",
                "X | ￥10 | is not a plain number",
                "X | １２ | is not a plain number",
                "X | 1e3 | is not a plain number",
                "X | 5. | is not a plain number",
                "X | 10.001 | more than 2 decimals in yuan, and money is never rounded",
                "{ column: X, unit: fen } | 12.5 | is not a whole number",
                "{ column: X, unit: wan } | 0.0000001 | more than 2 decimals",
                "{ column: X, implied-decimals: 4 } | 123456 | more than 2 decimals",
                "{ column: X, codes: { A: 1 } } | B | is not in its code table (A): add it to `codes:`"
            })
    void moneyThatIsNotExactIsAFault(String source, String value, String message) {
        OrderDraft draft = new TestMapping().policy("fee_amount", source).map(Map.of("X", value));
        assertThat(draft.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.MAPPING);
            assertThat(fault.field()).isEqualTo("policy_list[0].fee_amount");
            assertThat(fault.message())
                    .startsWith("column X has '" + value + "', which")
                    .contains(message);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X | 2026-03-01 10:11:12 | 2026-03-01T10:11:12",
                "X | 2026-03-01 10:11:12.987654 | 2026-03-01T10:11:12",
                "{ column: X, time: '23:59:59' } | 2026-03-01 | 2026-03-01T23:59:59",
                "{ column: X, time: '23:59:59' } | 2026-03-01 00:00:00 | 2026-03-01T23:59:59",
                "{ column: X, time: '24:00:00', pattern: yyyyMMdd } | 20261231 | 2027-01-01T00:00:00",
                "{ column: X, pattern: yyyyMMddHHmmss } | 20240229235959 | 2024-02-29T23:59:59",
                "{ column: X, pattern: yyyyMMddHHmm } | 202402292359 | 2024-02-29T23:59:00",
                "{ column: X, pattern: yyyy年M月d日 HH:mm:ss } | 2026年3月1日 01:02:03 | 2026-03-01T01:02:03",
                "{ column: X, pattern: \"yyyy-MM-dd'T'HH:mm:ss.SSS\" } | 2026-03-01T01:02:03.999 | 2026-03-01T01:02:03",
                "{ join: [X, T], pattern: yyyyMMddHHmmss } | 20260301 | 2026-03-01T07:08:09",
                "{ column: X, pattern: yyyyMMdd, time: 00:00:00, forever: [99991231] } | 99991231 | 9999-12-31T23:59:59"
            })
    void dateIsMadeWithItsTimeOfDay(String source, String value, LocalDateTime expected) {
        OrderDraft draft = new TestMapping()
                .policy("expiration_time", source)
                .map(Map.of("X", value, "T", new BigDecimal("070809")));
        if (source.contains("join")) {
            draft = new TestMapping().policy("expiration_time", source).map(Map.of("X", value, "T", "070809"));
        }
        assertThat(draft.faults()).isEmpty();
        assertThat(draft.policies().get(0)).containsEntry("expiration_time", expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X | 2026-03-01 | has no time of day: give one with `time:`",
                "X | 20260301 | is not a date of the pattern yyyy-MM-dd[ HH:mm:ss]",
                "X | 2026-02-30 10:00:00 | is not a date",
                "X | 2026-03-01 24:00:00 | is not a date",
                "{ column: X, pattern: yyyyMMdd, time: '00:00:00' } | 20260230 | is not a date of the pattern yyyyMMdd",
                "{ column: X, pattern: yyyyMMdd, time: '00:00:00' } | 00000000 | is not a date",
                "{ column: X, pattern: yyyyMMdd, time: '00:00:00' } | 2026030１ | is not a date"
            })
    void dateThatDoesNotExistIsAFault(String source, String value, String message) {
        OrderDraft draft = new TestMapping().order("apply_time", source).map(Map.of("X", value));
        assertThat(draft.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.toString())
                        .startsWith("apply_time: column X has '" + value + "', which ")
                        .contains(message));
    }

    @Test
    void numericDateColumnIsReadByItsPattern() {
        OrderDraft draft = new TestMapping()
                .order("apply_time", "{ column: X, pattern: yyyyMMdd, time: '08:00:00' }")
                .map(Map.of("X", new BigDecimal("20260301")));
        assertThat(draft.order()).containsEntry("apply_time", LocalDateTime.of(2026, 3, 1, 8, 0));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "y, true", "TRUE, true", "0, false", "N, false", "false, false", "'', "})
    void yesAndNoHaveUsualWords(String value, Boolean expected) {
        OrderDraft draft = new TestMapping().policy("is_renew_policy", "X").map(Map.of("X", value));
        assertThat(draft.faults()).isEmpty();
        assertThat(draft.policies().get(0).get("is_renew_policy")).isEqualTo(expected);
    }

    @Test
    void yesAndNoMayHaveOwnWords() {
        TestMapping mapping = new TestMapping().policy("is_renew_policy", "{ column: X, true: 是, false: [否, 无] }");
        assertThat(mapping.map(Map.of("X", "是")).policies().get(0)).containsEntry("is_renew_policy", true);
        assertThat(mapping.map(Map.of("X", "无")).policies().get(0)).containsEntry("is_renew_policy", false);
        assertThat(mapping.map(Map.of("X", "Y")).faults())
                .singleElement()
                .satisfies(
                        fault -> assertThat(fault.message())
                                .isEqualTo(
                                        "column X has 'Y', which is neither yes (是) nor no (否, 无): name it in `true:` or `false:`"));
        assertThat(new TestMapping()
                        .policy("is_renew_policy", "X")
                        .map(Map.of("X", true))
                        .policies()
                        .get(0))
                .containsEntry("is_renew_policy", true);
    }

    @Test
    void attributesAreAJsonObjectInTheOrderOfTheFile() {
        TestMapping mapping = new TestMapping()
                .order(
                        "attributes",
                        "{ json: { spm: SPM, channel: { constant: app }, b: { column: B, codes: { 1: x } } } }");
        assertThat(mapping.map(Map.of("SPM", "a\"1", "B", BigDecimal.ONE)).order())
                .containsEntry("attributes", "{\"spm\":\"a\\\"1\",\"channel\":\"app\",\"b\":\"x\"}");
        assertThat(new TestMapping()
                        .order("attributes", "{ json: { spm: SPM } }")
                        .map(Map.of("SPM", " "))
                        .order())
                .doesNotContainKey("attributes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "12.0", " 12 "})
    void wholeNumberIsRead(String value) {
        OrderDraft draft = new TestMapping()
                .order("payment_type", "{ constant: monthly }")
                .order("total_installments", "X")
                .map(Map.of("X", value));
        assertThat(draft.order()).containsEntry("total_installments", 12L);
    }

    @Test
    void columnOfTheRecordIsMissedByNameWithThoseThatExist() {
        OrderDraft draft = new TestMapping().policy("plan", "PLAN_NAEM").map(Map.of("PLAN_NAME", "安心"));
        assertThat(draft.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.toString())
                        .isEqualTo(
                                "policy_list[0].plan: column PLAN_NAEM is not in the record, which has COVER, NUM, OPENID,"
                                        + " PLAN_NAME, POL, PREM: correct the name in the mapping file, or let the source read the"
                                        + " column"));
    }

    @Test
    void emptyRequiredColumnIsAFaultThatNamesIt() {
        Map<String, Object> empty = new HashMap<>(Collections.singletonMap("PREM", null));
        empty.put("NUM", "  ");
        OrderDraft draft = new TestMapping().map(empty);
        assertThat(draft.faults())
                .extracting(Fault::field)
                .containsExactly(
                        "identifier", "order_id", "policy_list[0].fee_amount", "policy_list[0].actual_received_amount");
        assertThat(draft.faults().get(0).message())
                .startsWith("column NUM is empty, and the field is required (幂等号): fill it in the core system");
    }

    @Test
    void openidIsInNoMessage() {
        OrderDraft draft = new TestMapping()
                .order("out_user_id", "{ column: OPENID, codes: { a: b } }")
                .map(Map.of("OPENID", "open-secret"));
        assertThat(draft.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).doesNotContain("open-secret"));
    }

    @Test
    void policyRowComesBeforeTheOrder() {
        SourceRecord record = new SourceRecord(
                "core",
                "1",
                TestMapping.record(Map.of("PREM", new BigDecimal("99"))).columns(),
                List.of(
                        Map.of("POL", "P1", "PREM", new BigDecimal("1")),
                        Map.of("pol", "P2", "prem", new BigDecimal("2"))));
        OrderDraft draft = new TestMapping().load().map(record);
        assertThat(draft.faults()).isEmpty();
        assertThat(draft.policies())
                .extracting(policy -> policy.get("policy_no"))
                .containsExactly("P1", "P2");
        assertThat(draft.policies())
                .extracting(policy -> policy.get("guaranteed_amount"))
                .containsOnly(new BigDecimal("1000.00"));
        assertThat(draft.order()).containsEntry("total_fee_amount", new BigDecimal("3.00"));
    }

    @Test
    void emptyColumnOfThePolicyRowIsNotTakenFromTheOrder() {
        Map<String, Object> order =
                TestMapping.record(Map.of("PLAN", "order's")).columns();
        SourceRecord record = new SourceRecord("core", "1", order, List.of(Map.of("POL", "P1", "PLAN", "")));
        assertThat(new TestMapping()
                        .policy("plan", "PLAN")
                        .load()
                        .map(record)
                        .policies()
                        .get(0))
                .doesNotContainKey("plan");
    }

    @Test
    void whatIsNotGivenFollowsFromThePolicies() {
        TestMapping mapping = new TestMapping()
                .policy("effective_time", "{ column: S, pattern: yyyyMMdd, time: '00:00:00' }")
                .policy("expiration_time", "{ column: E, pattern: yyyyMMdd, time: '23:59:59' }");
        Map<String, Object> order = TestMapping.record(Map.of()).columns();
        OrderDraft draft = mapping.load()
                .map(new SourceRecord(
                        "core",
                        "1",
                        order,
                        List.of(
                                Map.of("S", "20260201", "E", "20260301"),
                                Map.of("S", "20260101", "E", "20260401", "PREM", "0.05"))));
        assertThat(draft.order())
                .containsEntry("effective_time", LocalDateTime.of(2026, 1, 1, 0, 0))
                .containsEntry("expiration_time", LocalDateTime.of(2026, 4, 1, 23, 59, 59))
                .containsEntry("total_fee_amount", new BigDecimal("10.05"))
                .containsEntry("total_actual_received_amount", new BigDecimal("10.05"))
                .containsEntry("total_guaranteed_amount", new BigDecimal("2000.00"))
                .containsEntry("total_installments", 1L);
    }

    @Test
    void faultyTotalIsNotDerivedInstead() {
        OrderDraft draft = new TestMapping().order("total_fee_amount", "X").map(Map.of("X", "1,0"));
        assertThat(draft.faults()).extracting(Fault::field).containsExactly("total_fee_amount");
        assertThat(draft.order()).doesNotContainKey("total_fee_amount");
    }

    @Test
    void oneRowMayHoldSeveralPolicies() {
        String yaml = new TestMapping().yaml();
        String block = yaml.substring(yaml.indexOf("policies:\n") + "policies:\n".length())
                .indent(2);
        String list = "  - when: POL\n" + block + "  - when: POL2\n"
                + block.replace(" POL\n", " POL2\n").replace(" PREM\n", " PREM2\n");
        OrderMapper mapper = OrderMapper.load(
                "test.yaml", yaml.substring(0, yaml.indexOf("policies:")) + "policies:\n" + list, TestMapping.CAMEL);

        OrderDraft two = mapper.map(TestMapping.record(Map.of("POL2", "P2", "PREM2", "3")));
        OrderDraft one = mapper.map(TestMapping.record(Map.of("POL2", "　", "PREM2", "")));
        OrderDraft none = mapper.map(TestMapping.record(Map.of("POL", "", "POL2", "", "PREM2", "")));

        assertThat(two.policies()).extracting(policy -> policy.get("policy_no")).containsExactly("P1", "P2");
        assertThat(one.policies()).hasSize(1);
        assertThat(one.faults()).isEmpty();
        assertThat(none.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.toString()).startsWith("policy_list: the record makes no policy"));
        assertThat(mapper.policyColumns()).contains("POL2", "PREM2");
    }

    @Test
    void productKeyIsMadeFromTheRecord() {
        String yaml = new TestMapping().without("institution").yaml()
                + "product:\n  key: { product: PROD, plan: { column: PLAN, halfwidth: true } }\n";
        OrderMapper mapper = OrderMapper.load("test.yaml", yaml, TestMapping.CAMEL);

        OrderDraft full = mapper.map(TestMapping.record(Map.of("PROD", new BigDecimal("7"), "PLAN", "Ａ")));
        OrderDraft partial = mapper.map(TestMapping.record(Map.of("PROD", "7", "PLAN", " ")));

        assertThat(full.productKey()).isEqualTo(Map.of("product", "7", "plan", "A"));
        assertThat(partial.productKey()).isEmpty();
        assertThat(partial.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.toString())
                        .startsWith("product.key.plan: column PLAN is empty, and the product is looked up by it"));
    }

    @Test
    void failingExpressionIsAFaultOfItsField() {
        OrderDraft draft = new TestMapping()
                .policy("plan", "{ simple: \"${body[X].substring(9)}\" }")
                .map(Map.of("X", "abc"));
        assertThat(draft.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo("policy_list[0].plan");
            assertThat(fault.message()).startsWith("the simple expression failed: ");
        });
    }

    @Test
    void allFaultsOfARecordAreFoundAtOnce() {
        OrderDraft draft = new TestMapping()
                .order("payment_type", "{ column: MODE, codes: { 0: single } }")
                .order("apply_time", "AT")
                .policy("guaranteed_amount", "{ column: COVER, unit: fen }")
                .policy("is_renew_policy", "RENEW")
                .map(Map.of("MODE", "9", "AT", "gestern", "COVER", "1.5", "RENEW", "vielleicht", "PREM", "1,00"));
        assertThat(draft.faults())
                .extracting(Fault::field)
                .containsExactly(
                        "payment_type",
                        "apply_time",
                        "policy_list[0].fee_amount",
                        "policy_list[0].actual_received_amount",
                        "policy_list[0].guaranteed_amount",
                        "policy_list[0].is_renew_policy");
        assertThat(draft.order()).containsEntry("identifier", "1");
    }

    @Test
    void versionFollowsTheText() {
        String version = new TestMapping().load().version();
        assertThat(version).matches("test@[0-9a-f]{12}");
        assertThat(new TestMapping().load().version()).isEqualTo(version);
        assertThat(new TestMapping().order("order_id", "OTHER").load().version())
                .isNotEqualTo(version);
        assertThat(new TestMapping().map(Map.of()).mappingVersion()).isEqualTo(version);
    }

    @Test
    void columnsAreTold() {
        OrderMapper mapper = new TestMapping()
                .order("attributes", "{ json: { spm: SPM } }")
                .policy("plan", "{ join: [A, b] }")
                .load();
        assertThat(mapper.orderColumns()).containsExactlyInAnyOrder("NUM", "OPENID", "SPM");
        assertThat(mapper.policyColumns()).containsExactlyInAnyOrder("POL", "PREM", "COVER", "A", "b");
        assertThat(mapper.columns()).hasSize(8).matches(columns -> columns.contains("num") && columns.contains("B"));
    }

    @Test
    void batchKeepsItsOrder() {
        List<OrderDraft> drafts = new TestMapping()
                .load()
                .map(List.of(TestMapping.record(Map.of("NUM", "1")), TestMapping.record(Map.of("NUM", "2"))));
        assertThat(drafts).extracting(draft -> draft.order().get("identifier")).containsExactly("1", "2");
    }

    private static Map<String, Object> row(Object... columns) {
        Map<String, Object> row = new HashMap<>(
                Map.of("NUM", "1", "OPENID", "open-1", "PREM", new BigDecimal("10"), "COVER", new BigDecimal("1000")));
        for (int i = 0; i < columns.length; i += 2) {
            row.put((String) columns[i], columns[i + 1]);
        }
        return row;
    }

    private static SourceRecord group(List<Map<String, Object>> rows) {
        return new SourceRecord("core", "1", rows.get(0), rows);
    }

    /** Two lines with one ORDER_NO and two OPEN_IDs became one order of the first customer. */
    @Test
    void rowsOfTwoCustomersNeverBecomeOneOrder() {
        OrderDraft draft = new TestMapping()
                .load()
                .map(group(List.of(row("POL", "P1"), row("POL", "P2"), row("POL", "P3", "OPENID", "open-2"))));
        assertThat(draft.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.MAPPING);
            assertThat(fault.field()).isEqualTo("out_user_id");
            assertThat(fault.message())
                    .startsWith("column OPENID has two values (not shown)")
                    .contains("row 3 (policy_no 'P3')", "key-columns", "orders: key")
                    .doesNotContain("open-");
        });
    }

    @Test
    void rowsThatDisagreeOnTheOrderAreToldWithBothValues() {
        OrderDraft draft = new TestMapping()
                .order("order_id", "{ join: [BRANCH, NUM], with: '-' }")
                .order("payment_type", "{ column: MODE, codes: { '0': single, '1': monthly } }")
                .order("total_installments", "{ column: TERMS, default: 1 }")
                .load()
                .map(group(List.of(
                        row("POL", "P1", "BRANCH", "A", "MODE", "0", "TERMS", null),
                        row("POL", "P2", "BRANCH", "A", "MODE", "1", "TERMS", "12"),
                        row("POL", "P3", "BRANCH", "B", "MODE", "9", "TERMS", null))));
        assertThat(draft.faults())
                .extracting(Fault::field)
                .containsExactlyInAnyOrder("order_id", "payment_type", "total_installments");
        assertThat(draft.faults())
                .extracting(Fault::message)
                .anyMatch(message ->
                        message.startsWith("columns BRANCH, NUM joined has 'A-1' in the order's first row and"
                                + " 'B-1' in row 3 (policy_no 'P3'): all rows"))
                .anyMatch(message -> message.startsWith(
                        "column MODE has '0' in the order's first row and '1' in row 2 (policy_no 'P2'), and so differ 1"
                                + " more rows"))
                .anyMatch(
                        message -> message.startsWith(
                                "column TERMS has no value in the order's first row and '12' in row 2 (policy_no 'P2'): all rows"));
    }

    /** Blanks, trailing zeros, two codes of one meaning, a default said in words: no difference to the order. */
    @Test
    void rowsThatSayTheSameInOtherWordsAgree() {
        OrderDraft draft = new TestMapping()
                .order("payment_type", "{ column: MODE, codes: { '0': single, S: single } }")
                .order("total_installments", "{ column: TERMS, default: 1 }")
                .order("order_id", "{ simple: '${body[NUM]}' }")
                .order("apply_time", "{ column: MADE, pattern: 'yyyy-MM-dd[ HH:mm:ss]', time: '00:00:00' }")
                .load()
                .map(group(List.of(
                        row("POL", "P1", "OPENID", "open-1  ", "MODE", "0", "TERMS", "", "MADE", "2026-01-01"),
                        row(
                                "POL",
                                "P2",
                                "NUM",
                                new BigDecimal("1.0"),
                                "MODE",
                                "S",
                                "TERMS",
                                new BigDecimal("1.00"),
                                "MADE",
                                "2026-01-01 12:00:00"))));
        assertThat(draft.faults()).isEmpty();
        assertThat(draft.policies()).hasSize(2);
    }

    /** What an expression reads nobody knows, so it is evaluated for every row. */
    @Test
    void rowsThatDisagreeInsideAnExpressionAreTold() {
        OrderDraft draft = new TestMapping()
                .order("attributes", "{ json: { by: { simple: '${body[AGENT]}' } } }")
                .order("order_id", "{ simple: 'W-${body[BRANCH]}' }")
                .load()
                .map(group(List.of(
                        row("POL", "P1", "AGENT", "x", "BRANCH", "1"), row("POL", "P2", "AGENT", "y", "BRANCH", "2"))));
        assertThat(draft.faults()).extracting(Fault::field).containsExactlyInAnyOrder("attributes", "order_id");
        assertThat(draft.faults().toString()).contains("'W-1'", "'W-2'");
    }

    @Test
    void rowsThatDisagreeOnTheCodesOfTheProductAreTold() {
        String yaml = new TestMapping().yaml() + "product: { key: { product: PROD } }\n";
        OrderDraft draft = OrderMapper.load("test.yaml", yaml, TestMapping.CAMEL)
                .map(group(List.of(row("POL", "P1", "PROD", "A"), row("POL", "P2", "PROD", "B"))));
        assertThat(draft.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.field()).isEqualTo("product.key.product"));
    }

    /** The order's columns are those of the order table: what its policies say of themselves may differ. */
    @Test
    void policiesWithRowsOfTheirOwnMayDiffer() {
        Map<String, Object> order = row("MADE", "x");
        OrderDraft draft = new TestMapping()
                .load()
                .map(new SourceRecord(
                        "core",
                        "1",
                        order,
                        List.of(Map.of("POL", "P1", "OPENID", "a"), Map.of("POL", "P2", "OPENID", "b"))));
        assertThat(draft.faults()).isEmpty();
    }

    @Test
    void columnThatCannotBeReadIsAFaultOnlyWhereItIsMapped() {
        Map<String, Object> row = new HashMap<>(row("POL", "P1", "RATE", null, "REMARK", null));
        row.put(SourceRecord.UNREADABLE, "rate: of type numeric cannot be read\nPHOTO: of type bytea cannot be read");
        SourceRecord record = new SourceRecord("core", "1", row, List.of(row));
        assertThat(new TestMapping().policy("plan", "REMARK").load().map(record).faults())
                .isEmpty();
        for (String reading : List.of(
                "RATE",
                "PHOTO",
                "{ first: [PHOTO, NUM] }",
                "{ simple: '${body[rate]}' }",
                "{ simple: '${body[PHOTO]}' }")) {
            OrderDraft draft = new TestMapping().policy("plan", reading).load().map(record);
            assertThat(draft.faults()).as(reading).singleElement().satisfies(fault -> {
                assertThat(fault.field()).isEqualTo("policy_list[0].plan");
                assertThat(fault.message()).contains("cannot be read: correct the row, or let the source read a view");
            });
        }
    }

    @Test
    void dateWithoutEndIsForEverWhereItIsNamed() {
        assertThat(new TestMapping()
                        .policy("expiration_time", "{ column: UPTO, forever: [infinity] }")
                        .map(Map.of("UPTO", "infinity"))
                        .policies()
                        .get(0))
                .containsEntry("expiration_time", LocalDateTime.of(9999, 12, 31, 23, 59, 59));
    }

    @Test
    void columnsThatDifferInCaseOnlyAreNoRecord() {
        assertThatThrownBy(() -> TestMapping.record(Map.of("prem", "100.50")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("differ in nothing but case");
    }
}
