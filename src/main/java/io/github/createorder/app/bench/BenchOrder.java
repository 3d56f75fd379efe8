package io.github.createorder.app.bench;

import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import java.util.List;
import java.util.Map;

/** An order of ordinary size, two policies with Chinese plan names, ready to be sent. */
final class BenchOrder {
    private static final String REQUEST = """
            {"apply_time":"2026-01-01 10:00:00","attributes":"{\\"spm\\":\\"a1z10.1.w1\\"}",\
            "effective_time":"2026-01-02 00:00:00","expiration_time":"2027-01-01 23:59:59","identifier":"%1$s",\
            "institution":"DEMO","item_id":"600000000001","order_id":"%1$s","out_user_id":"AAH0123456789abcdef",\
            "payment_type":"single","policy_list":[%2$s,%3$s],"product_code":"DEMO-YL-A","tenant":"DTAO",\
            "total_actual_received_amount":"20.00","total_fee_amount":"20.00","total_guaranteed_amount":"2000000.00",\
            "total_installments":1}""";
    private static final String POLICY = """
            {"actual_received_amount":"10.00","effective_time":"2026-01-02 00:00:00",\
            "expiration_time":"2027-01-01 23:59:59","fee_amount":"10.00","guaranteed_amount":"1000000.00",\
            "is_renew_policy":false,"plan":"家庭意外险（尊享版）","policy_no":"%s"}""";

    private BenchOrder() {}

    static FrozenOrder of(String identifier) {
        String request = REQUEST.formatted(
                identifier, POLICY.formatted("P" + identifier + "-1"), POLICY.formatted("P" + identifier + "-2"));
        SourceRecord record = new SourceRecord("bench", identifier, Map.of("ORDER_NO", identifier), List.of());
        return new FrozenOrder(record, identifier, request, List.of(), "bench");
    }
}
