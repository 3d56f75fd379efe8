package io.github.createorder.order;

import java.util.List;

/** Why an order will not get through by itself; the {@code cause} that people select errors by. */
public enum ErrorCause {
    /** The record cannot be mapped. Certainly not executed. */
    MAPPING,
    /** The order breaks a rule of the API page. Certainly not executed. */
    INVALID,
    /** The product mapping lacks the record's codes, and nothing else is wrong. Certainly not executed. */
    UNMAPPED_PRODUCT,
    /** The identifier was taken before with another payload. Never sent. */
    CONFLICT,
    /** The gateway says that this order is wrong. */
    REJECTED,
    /** The outcome stayed unknown for the whole time of redelivery: the order may exist at Taobao. */
    UNKNOWN,
    /** The gateway did not execute it in the whole time of redelivery. */
    NOT_EXECUTED;

    /** The cause of an order with these faults: what must be corrected first. */
    public static ErrorCause of(List<Fault> faults) {
        if (faults.stream().anyMatch(fault -> fault.kind() == Fault.Kind.MAPPING)) {
            return MAPPING;
        }
        return faults.stream().anyMatch(fault -> fault.kind() == Fault.Kind.INVALID) ? INVALID : UNMAPPED_PRODUCT;
    }
}
