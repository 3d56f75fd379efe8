package io.github.createorder.app.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestCheckTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identifier",
                "order_id",
                "total_guaranteed_amount",
                "effective_time",
                "policy_list",
                "total_actual_received_amount",
                "total_fee_amount",
                "out_user_id",
                "payment_type",
                "item_id",
                "institution",
                "total_installments",
                "product_code",
                "expiration_time",
                "apply_time",
                "tenant"
            })
    void requiredFieldOfTheOrder(String field) {
        ObjectNode without = SandboxClient.order("I-1").without(field);
        ObjectNode withNull = SandboxClient.order("I-1").putNull(field);

        assertThat(subCode(without)).isEqualTo("isv.missing-parameter:" + field);
        assertThat(subCode(withNull)).isEqualTo("isv.missing-parameter:" + field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fee_amount",
                "actual_received_amount",
                "effective_time",
                "expiration_time",
                "policy_no",
                "guaranteed_amount"
            })
    void requiredFieldOfAPolicy(String field) {
        ObjectNode order = SandboxClient.order("I-1");
        ObjectNode second = order.withArray("policy_list").get(0).deepCopy();
        order.withArray("policy_list").add(second.without(field));

        assertThat(subCode(order)).isEqualTo("isv.missing-parameter:policy_list[1]." + field);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/total_fee_amount | \"10\" | invalid",
                "/total_fee_amount | \"10.0\" | invalid",
                "/total_fee_amount | \"10.000\" | invalid",
                "/total_fee_amount | \".00\" | invalid",
                "/total_fee_amount | \"-1.00\" | invalid",
                "/total_fee_amount | \"1,000.00\" | invalid",
                "/total_fee_amount | \" 1.00\" | invalid",
                "/total_fee_amount | \"0.00\" | fine",
                "/total_fee_amount | 10.00 | type",
                "/total_fee_amount | \"\" | missing",
                "/total_guaranteed_amount | \"1000000\" | fine",
                "/total_guaranteed_amount | \"1000000.5\" | fine",
                "/total_guaranteed_amount | \"1.\" | invalid",
                "/total_guaranteed_amount | \"1.005\" | invalid",
                "/total_actual_received_amount | \"1e3\" | invalid",
                "/effective_time | \"2026-02-29 00:00:00\" | invalid",
                "/effective_time | \"2028-02-29 00:00:00\" | fine",
                "/effective_time | \"2026-01-01 24:00:00\" | invalid",
                "/effective_time | \"2026-01-01\" | invalid",
                "/effective_time | \"2026/01/01 00:00:00\" | invalid",
                "/effective_time | \"2026-01-01T00:00:00\" | invalid",
                "/effective_time | 1767232800000 | type",
                "/payment_type | \"yearly\" | invalid",
                "/payment_type | \"SINGLE\" | invalid",
                "/payment_type | true | type",
                "/total_installments | \"12\" | type",
                "/total_installments | 0 | invalid",
                "/total_installments | -1 | invalid",
                "/total_installments | 1.5 | invalid",
                "/total_installments | 9007199254740993 | fine",
                "/total_installments | 99999999999999999999 | invalid",
                "/attributes | \"{\\\"spm\\\":\\\"xxx\\\"}\" | fine",
                "/attributes | \"\" | fine",
                "/attributes | {\"spm\":\"xxx\"} | type",
                "/sub_product | 5 | type",
                "/policy_list | [] | invalid",
                "/policy_list | {} | type",
                "/policy_list | [1] | type",
                "/policy_list | [[]] | type",
                "/policy_list/0/is_renew_policy | true | fine",
                "/policy_list/0/is_renew_policy | null | fine",
                "/policy_list/0/is_renew_policy | \"false\" | type",
                "/policy_list/0/is_support_renew | 0 | type",
                "/policy_list/0/is_selected_commercial | {} | type",
                "/policy_list/0/guaranteed_amount | \"10\" | invalid",
                "/policy_list/0/expiration_time | \"2027-13-01 10:00:00\" | invalid",
                "/policy_list/0/policy_no | [] | type",
                "/another | {\"deep\":[1,{\"er\":2}]} | fine",
            })
    void valueIsJudgedAsThePageSays(String pointer, String json, String verdict) throws IOException {
        ObjectNode order = SandboxClient.order("I-1");
        int slash = pointer.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) order.at(pointer.substring(0, slash));
        parent.set(pointer.substring(slash + 1), SandboxClient.JSON.readTree(json));
        String field = pointer.substring(1).replace("policy_list/0/", "policy_list[0].");

        TopError fault = check(order.toString()).fault();

        switch (verdict) {
            case "fine" -> assertThat(fault).isNull();
            case "type" -> {
                assertThat(fault.code()).isEqualTo(41);
                assertThat(fault.msg()).isEqualTo("Invalid arguments:create_order_request." + field);
            }
            default -> {
                assertThat(fault.code()).isEqualTo(50);
                assertThat(fault.subCode()).isEqualTo("isv." + verdict + "-parameter:" + field);
            }
        }
    }

    @Test
    void singleMeansOneInstalmentWhereverTheFieldStands() {
        ObjectNode order = SandboxClient.order("I-1").put("payment_type", "single");

        assertThat(subCode(order)).isEqualTo("isv.invalid-parameter:total_installments");
        assertThat(subCode(order.put("total_installments", 1))).isNull();
    }

    @Test
    void firstFaultInThePagesOrderIsTold() {
        ObjectNode order = SandboxClient.order("I-1").put("tenant", "").put("total_fee_amount", "1");

        assertThat(subCode(order)).isEqualTo("isv.invalid-parameter:total_fee_amount");
    }

    @Test
    void fieldGivenTwiceIsRefused() {
        String order = SandboxClient.order("I-1").toString();

        TopError fault = check("{\"tenant\":\"A\"," + order.substring(1)).fault();

        assertThat(fault.msg()).isEqualTo("Invalid arguments:create_order_request.tenant");
    }

    @Test
    void truncatedJsonIsRefusedAtEveryLength() {
        String order = SandboxClient.order("I-1").toString();

        for (int length = 0; length < order.length(); length++) {
            assertThat(check(order.substring(0, length)).fault()).isNotNull();
        }
    }

    private static String subCode(JsonNode order) {
        TopError fault = check(order.toString()).fault();
        return fault == null ? null : fault.subCode();
    }

    private static RequestCheck.Result check(String json) {
        byte[] bytes = ("&" + json + "&").getBytes(StandardCharsets.UTF_8);
        return RequestCheck.check(bytes, 1, bytes.length - 2);
    }
}
