package io.github.createorder.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.order.Fault.Kind;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderRulesTest {
    private static final LocalDateTime START = LocalDateTime.of(2026, 1, 1, 0, 0);
    private static final LocalDateTime END = LocalDateTime.of(2026, 12, 31, 23, 59, 59);

    private final OrderRules rules = new OrderRules(OrderRulesSettings.DEFAULTS);
    private final OrderDraft draft = draft();

    @Test
    void orderThatKeepsTheRulesIsFrozenAsTheOfficialClientWritesIt() {
        draft.order().put("attributes", "{\"spm\":\"a1\"}");
        draft.order().put("sub_product", "家财险");
        draft.policies().get(0).put("plan", "安心/医疗险");
        draft.policies().get(0).put("is_renew_policy", false);

        FrozenOrder taken = rules.check(draft);

        assertThat(taken.faults()).isEmpty();
        assertThat(taken.identifier()).isEqualTo("TB-1");
        assertThat(taken.mappingVersion()).isEqualTo("test@1");
        assertThat(taken.request())
                .isEqualTo("{\"apply_time\":\"2026-01-01 10:00:00\",\"attributes\":\"{\\\"spm\\\":\\\"a1\\\"}\","
                        + "\"effective_time\":\"2026-01-01 00:00:00\",\"expiration_time\":\"2026-12-31 23:59:59\","
                        + "\"identifier\":\"TB-1\",\"institution\":\"INS\",\"item_id\":\"600\",\"order_id\":\"1\","
                        + "\"out_user_id\":\"open-1\",\"payment_type\":\"single\",\"policy_list\":["
                        + "{\"actual_received_amount\":\"10.00\",\"effective_time\":\"2026-01-01 00:00:00\","
                        + "\"expiration_time\":\"2026-12-31 23:59:59\",\"fee_amount\":\"10.00\","
                        + "\"guaranteed_amount\":\"1000.00\",\"is_renew_policy\":false,\"plan\":\"安心/医疗险\","
                        + "\"policy_no\":\"P0\"},"
                        + "{\"actual_received_amount\":\"10.00\",\"effective_time\":\"2026-01-01 00:00:00\","
                        + "\"expiration_time\":\"2026-12-31 23:59:59\",\"fee_amount\":\"10.00\","
                        + "\"guaranteed_amount\":\"1000.00\",\"policy_no\":\"P1\"}],\"product_code\":\"PC\","
                        + "\"sub_product\":\"家财险\",\"tenant\":\"DTAO\",\"total_actual_received_amount\":\"20.00\","
                        + "\"total_fee_amount\":\"20.00\",\"total_guaranteed_amount\":\"2000.00\","
                        + "\"total_installments\":1}");
    }

    @Test
    void batchKeepsItsOrder() {
        OrderDraft faulty = draft();
        faulty.order().remove("tenant");

        List<FrozenOrder> taken = rules.freeze(List.of(draft, faulty));

        assertThat(taken.get(0).request()).isNotNull();
        assertThat(taken.get(1).request()).isNull();
        assertThat(taken.get(1).identifier()).isEqualTo("TB-1");
    }

    @Test
    void everyRequiredFieldIsMissedByName() {
        for (Field field : OrderFields.ORDER) {
            if (field.type() != FieldType.LIST) {
                OrderDraft lacking = draft();
                lacking.order().remove(field.name());
                assertThat(faults(lacking))
                        .as(field.name())
                        .isEqualTo(field.required() ? List.of(field.name()) : List.of());
            }
        }
        for (Field field : OrderFields.POLICY) {
            OrderDraft lacking = draft();
            lacking.policies().get(1).remove(field.name());
            assertThat(faults(lacking))
                    .as(field.name())
                    .isEqualTo(field.required() ? List.of("policy_list[1]." + field.name()) : List.of());
        }
    }

    @Test
    void allFaultsAreToldAtOnceWithFoundAndExpected() {
        draft.order().put("payment_type", "yearly");
        draft.order().put("total_fee_amount", new BigDecimal("30"));
        draft.order().remove("apply_time");
        draft.policies().get(1).put("policy_no", "P0");
        draft.policies().get(0).put("guaranteed_amount", new BigDecimal("-1"));

        FrozenOrder taken = rules.check(draft);

        assertThat(taken.request()).isNull();
        assertThat(taken.faults())
                .extracting(Fault::toString)
                .satisfiesExactly(
                        fault -> assertThat(fault).startsWith("apply_time: is required (订单创建时间)"),
                        fault ->
                                assertThat(fault).startsWith("payment_type: must be single or monthly, found 'yearly'"),
                        fault -> assertThat(fault)
                                .startsWith("policy_list[0].guaranteed_amount: must not be negative, found '-1.00'"),
                        fault -> assertThat(fault)
                                .isEqualTo(
                                        "policy_list[1].policy_no: must be another one than policy_list[0].policy_no,"
                                                + " found 'P0' twice in the order"),
                        fault -> assertThat(fault)
                                .startsWith(
                                        "total_fee_amount: must be the sum of the policies' fee_amount, expected '20.00',"
                                                + " found '30.00'"));
        assertThat(taken.faults()).extracting(Fault::kind).containsOnly(Kind.INVALID);
        assertThat(ErrorCause.of(taken.faults())).isEqualTo(ErrorCause.INVALID);
    }

    @ParameterizedTest
    @CsvSource({
        "identifier, TB 1",
        "identifier, 单1",
        "item_id, 六百",
        "tenant, D TAO",
        "order_id, '  '",
        "payment_type, Single",
        "attributes, spm=1",
        "attributes, []",
        "attributes, {\"a\":1}{}",
        "attributes, '{\"a\":1,\"a\":2}'"
    })
    void textThatTheFieldCannotHaveIsAFault(String field, String value) {
        draft.order().put(field, value);
        assertThat(faults(draft)).containsExactly(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000", "a\nb", "a\u007F", "a\u0085", "a\uFFFF", "a\uD800", "\uDC00a"})
    void brokenTextIsAFaultAnywhere(String text) {
        draft.order().put("order_id", text);
        draft.policies().get(1).put("plan", text);
        assertThat(faults(draft)).containsExactly("order_id", "policy_list[1].plan");
    }

    @Test
    void supplementaryCharactersArePlainText() {
        draft.policies().get(0).put("plan", "𠮷祥😀");
        assertThat(rules.check(draft).request()).contains("\"plan\":\"𠮷祥😀\"");
    }

    @Test
    void tooLongTextIsAFault() {
        draft.order().put("identifier", "x".repeat(65));
        FrozenOrder taken = rules.check(draft);
        assertThat(taken.faults())
                .singleElement()
                .hasToString("identifier: must have at most 64 characters, found 65: shorten it");
        assertThat(taken.identifier())
                .as("a faulty identifier identifies nothing")
                .isNull();
    }

    @Test
    void openidIsInNoMessage() {
        draft.order().put("out_user_id", "secret openid");
        assertThat(rules.check(draft).faults())
                .singleElement()
                .satisfies(fault ->
                        assertThat(fault.message()).contains("(not shown)").doesNotContain("secret"));
    }

    @ParameterizedTest
    @CsvSource({"10.001, false", "10.0000, true", "1E+1, true", "1000000000000000, false", "0, true"})
    void moneyHasAtMostTwoDecimalsAndIsNotRounded(BigDecimal amount, boolean good) {
        draft.policies().forEach(policy -> policy.put("fee_amount", amount));
        draft.order().put("total_fee_amount", amount.add(amount));
        assertThat(faults(draft).isEmpty()).isEqualTo(good);
    }

    @Test
    void singlePaymentHasOneInstallment() {
        draft.order().put("total_installments", 12L);
        assertThat(faults(draft)).containsExactly("total_installments");
        draft.order().put("payment_type", "monthly");
        assertThat(faults(draft)).isEmpty();
        draft.order().put("total_installments", 0L);
        assertThat(faults(draft)).containsExactly("total_installments");
    }

    @Test
    void orderTimesAreTheEarliestAndLatestOfItsPolicies() {
        draft.policies().get(1).put("effective_time", START.minusDays(1));
        draft.policies().get(1).put("expiration_time", END.plusDays(1));

        assertThat(rules.check(draft).faults())
                .extracting(Fault::toString)
                .satisfiesExactly(
                        fault -> assertThat(fault)
                                .startsWith(
                                        "effective_time: must be the earliest of the policies' effective_time, expected"
                                                + " '2025-12-31 00:00:00', found '2026-01-01 00:00:00'"),
                        fault -> assertThat(fault).startsWith("expiration_time: must be the latest"));
    }

    @Test
    void policyEndsAfterItStarts() {
        draft.policies().forEach(policy -> policy.put("expiration_time", START));
        draft.order().put("expiration_time", START);
        draft.order().put("apply_time", START);
        assertThat(faults(draft)).containsExactly("policy_list[0].expiration_time", "policy_list[1].expiration_time");
    }

    @Test
    void orderIsMadeBeforeItExpires() {
        draft.order().put("apply_time", END.plusSeconds(1));
        assertThat(faults(draft)).containsExactly("apply_time");
    }

    @Test
    void coverMayLastForEver() {
        draft.policies().get(0).put("expiration_time", OrderFields.FOREVER);
        draft.order().put("expiration_time", OrderFields.FOREVER);
        assertThat(rules.check(draft).request()).contains("\"expiration_time\":\"9999-12-31 23:59:59\"");
    }

    @Test
    void implausibleDatesAreFaults() {
        draft.order().put("apply_time", LocalDateTime.of(1, 1, 1, 0, 0));
        draft.policies().get(0).put("expiration_time", LocalDateTime.of(3000, 1, 1, 0, 0));
        draft.policies().get(1).put("effective_time", OrderFields.FOREVER.minusYears(5));
        assertThat(faults(draft))
                .contains("apply_time", "policy_list[0].expiration_time", "policy_list[1].effective_time");
    }

    @Test
    void sumsCanBeSwitchedOffOneByOne() {
        draft.order().put("total_fee_amount", new BigDecimal("1"));
        draft.order().put("total_actual_received_amount", new BigDecimal("2"));
        draft.order().put("total_guaranteed_amount", new BigDecimal("3"));

        assertThat(faults(draft))
                .containsExactly("total_actual_received_amount", "total_fee_amount", "total_guaranteed_amount");
        OrderRules received = new OrderRules(new OrderRulesSettings(false, true, false, 100));
        assertThat(received.check(draft).faults())
                .extracting(Fault::field)
                .containsExactly("total_actual_received_amount");
    }

    @Test
    void orderNeedsPoliciesButNotTooMany() {
        OrderRules one = new OrderRules(new OrderRulesSettings(true, true, true, 1));
        assertThat(one.check(draft).faults())
                .singleElement()
                .satisfies(fault ->
                        assertThat(fault.toString()).startsWith("policy_list: must have at most 1 policies, found 2"));
        draft.policies().clear();
        assertThat(faults(draft)).containsExactly("policy_list");
    }

    @Test
    void whatFollowsFromAToldFaultIsNotToldAgain() {
        draft.fault(Kind.MAPPING, "policy_list[0].fee_amount", "column PREM has 'x'");
        draft.policies().get(0).remove("fee_amount");
        draft.order().remove("total_fee_amount");
        draft.fault(Kind.MAPPING, "payment_type", "column PAY_MODE has '9'");
        draft.order().remove("payment_type");
        draft.order().remove("total_installments");

        assertThat(faults(draft)).containsExactly("policy_list[0].fee_amount", "payment_type");
    }

    @Test
    void fieldsOfAnUnmappedProductAreNotMissed() {
        List.of("institution", "product_code", "item_id").forEach(draft.order()::remove);
        assertThat(faults(draft)).containsExactly("institution", "item_id", "product_code");
        draft.fault(Kind.UNMAPPED_PRODUCT, "product", "product=P9 is not in the product mapping");
        assertThat(faults(draft)).containsExactly("product");
        assertThat(ErrorCause.of(rules.check(draft).faults())).isEqualTo(ErrorCause.UNMAPPED_PRODUCT);
    }

    private List<String> faults(OrderDraft order) {
        List<Fault> faults = rules.check(order).faults();
        assertThat(faults)
                .filteredOn(fault -> fault.kind() == Kind.INVALID)
                .allSatisfy(fault -> assertThat(Wording.of(fault.message()).code())
                        .as("the code of: " + fault.message())
                        .isNotNull());
        return faults.stream().map(Fault::field).toList();
    }

    private static OrderDraft draft() {
        OrderDraft draft = new OrderDraft(new SourceRecord("core", "1", Map.of(), List.of(Map.of())), "test@1");
        draft.order()
                .putAll(Map.of(
                        "identifier", "TB-1",
                        "order_id", "1",
                        "out_user_id", "open-1",
                        "payment_type", "single",
                        "institution", "INS",
                        "item_id", "600",
                        "product_code", "PC",
                        "tenant", "DTAO",
                        "apply_time", START.plusHours(10),
                        "total_installments", 1L));
        draft.order().put("effective_time", START);
        draft.order().put("expiration_time", END);
        draft.order().put("total_fee_amount", new BigDecimal("20"));
        draft.order().put("total_actual_received_amount", new BigDecimal("20.0"));
        draft.order().put("total_guaranteed_amount", new BigDecimal("2000.00"));
        for (int i = 0; i < 2; i++) {
            Map<String, Object> policy = new HashMap<>();
            policy.put("policy_no", "P" + i);
            policy.put("fee_amount", new BigDecimal("10"));
            policy.put("actual_received_amount", new BigDecimal("10.0"));
            policy.put("guaranteed_amount", new BigDecimal("1000"));
            policy.put("effective_time", START);
            policy.put("expiration_time", END);
            draft.policies().add(policy);
        }
        return draft;
    }
}
