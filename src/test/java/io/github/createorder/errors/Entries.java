package io.github.createorder.errors;

import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import java.util.List;

/** Ledger entries in error, as tests need them. */
final class Entries {
    static final String RECORD = """
            {"columns":{"PROD_NAME":"驾乘险😀","PREM":120.50,"RATE":1E+3,"FLAG":true,"NOTE":null},"policies":[{"POLICY_NO":"P1"}]}""";
    static final String REQUEST =
            "{\"identifier\":\"ID-1\", \"product_name\":\"驾乘险😀\",\"quote\":\"a\\\"b\\\\u4e00\",\"tab\":\"\\t\",\"amount\":120.50}";

    private Entries() {}

    static ErrorEntry entry(String key, ErrorCause cause, boolean mayBeExecuted) {
        return entry(key, cause, mayBeExecuted, 0, "core-table", RECORD, REQUEST);
    }

    static ErrorEntry entry(
            String key,
            ErrorCause cause,
            boolean mayBeExecuted,
            int replays,
            String source,
            String record,
            String request) {
        boolean hasFaults = cause == ErrorCause.MAPPING || cause == ErrorCause.INVALID;
        return new ErrorEntry(
                7,
                key,
                3,
                source,
                "42",
                key,
                cause,
                "等待 Taobao's word",
                hasFaults
                        ? List.of(new Fault(
                                Fault.Kind.MAPPING, "policy_list[0].fee_amount", "column PREM is not a number"))
                        : List.of(),
                hasFaults ? null : "15",
                hasFaults ? null : "isp.top-remote-connection-timeout",
                null,
                hasFaults ? null : "req-1",
                hasFaults ? 0 : 5,
                replays,
                1_795_449_600_123L,
                hasFaults ? null : 1_795_449_601_000L,
                hasFaults ? null : 1_795_449_700_000L,
                mayBeExecuted,
                "core-table@12ab34cd",
                record,
                request);
    }
}
