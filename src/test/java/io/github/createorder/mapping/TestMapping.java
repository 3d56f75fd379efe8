package io.github.createorder.mapping;

import io.github.createorder.order.OrderDraft;
import io.github.createorder.order.SourceRecord;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;

/** A small valid mapping whose fields a test can change one by one. */
final class TestMapping {
    static final ExpressionEvaluator CAMEL = new CamelExpressions(new DefaultCamelContext());

    private final Map<String, String> order = new LinkedHashMap<>();
    private final Map<String, String> policy = new LinkedHashMap<>();

    TestMapping() {
        order.put("identifier", "NUM");
        order.put("order_id", "NUM");
        order.put("out_user_id", "OPENID");
        order.put("tenant", "{ constant: DTAO }");
        order.put("payment_type", "{ constant: single }");
        order.put("apply_time", "{ constant: 2026-01-01 10:00:00 }");
        order.put("institution", "{ constant: INS }");
        order.put("item_id", "{ constant: 600 }");
        order.put("product_code", "{ constant: PC }");
        policy.put("policy_no", "POL");
        policy.put("fee_amount", "PREM");
        policy.put("actual_received_amount", "PREM");
        policy.put("guaranteed_amount", "COVER");
        policy.put("effective_time", "{ constant: 2026-01-02 00:00:00 }");
        policy.put("expiration_time", "{ constant: 2027-01-01 23:59:59 }");
    }

    TestMapping order(String field, String source) {
        order.put(field, source);
        return this;
    }

    TestMapping policy(String field, String source) {
        policy.put(field, source);
        return this;
    }

    TestMapping without(String field) {
        order.remove(field);
        policy.remove(field);
        return this;
    }

    String yaml() {
        StringBuilder yaml = new StringBuilder("mapping: test\norder:\n");
        order.forEach((field, source) -> line(yaml, field, source));
        yaml.append("policies:\n");
        policy.forEach((field, source) -> line(yaml, field, source));
        return yaml.toString();
    }

    private static void line(StringBuilder yaml, String field, String source) {
        yaml.append("  ").append(field).append(": ").append(source).append('\n');
    }

    OrderMapper load() {
        return OrderMapper.load("test.yaml", yaml(), CAMEL);
    }

    /** Maps one row that is order and policy, with these columns besides the usual ones. */
    OrderDraft map(Map<String, Object> columns) {
        return load().map(record(columns));
    }

    static SourceRecord record(Map<String, Object> columns) {
        Map<String, Object> row = new HashMap<>(Map.of(
                "NUM",
                "1",
                "OPENID",
                "open-1",
                "POL",
                "P1",
                "PREM",
                new BigDecimal("10"),
                "COVER",
                new BigDecimal("1000")));
        row.putAll(columns);
        return new SourceRecord("core", "1", row, List.of(row));
    }
}
