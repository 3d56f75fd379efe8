package io.github.createorder.ledger;

import io.github.createorder.order.ErrorCause;
import java.util.Map;

/**
 * How many orders stand where.
 *
 * @param ready to be sent, now or later
 * @param sending claimed by a node
 * @param accepted accepted
 * @param errors in error, by cause; only causes that occur
 * @param closed were in error, and closed by a person
 */
public record LedgerCounts(long ready, long sending, long accepted, Map<ErrorCause, Long> errors, long closed) {

    /** Orders in error, whatever the cause. */
    public long inError() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Orders ever taken. */
    public long all() {
        return ready + sending + accepted + inError() + closed;
    }
}
