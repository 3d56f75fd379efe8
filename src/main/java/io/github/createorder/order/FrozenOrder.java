package io.github.createorder.order;

import java.util.List;

/**
 * An order as it enters the ledger: mapped, enriched, validated and frozen; or with all its faults.
 *
 * @param record what it was made from
 * @param identifier the idempotency key (幂等号), given also when other fields are faulty; null when the record gives none or
 *     it is faulty itself
 * @param request the {@code create_order_request} JSON, never changed afterwards; null when there are faults
 * @param faults everything that is wrong with it; empty when there is a request
 * @param mappingVersion name and digest of the mapping that made it
 * @param amountFen its total_fee_amount in fen, for totals; null when it has none
 */
public record FrozenOrder(
        SourceRecord record,
        String identifier,
        String request,
        List<Fault> faults,
        String mappingVersion,
        Long amountFen) {

    public FrozenOrder {
        faults = List.copyOf(faults);
    }

    /** An order that counts in no total. */
    public FrozenOrder(
            SourceRecord record, String identifier, String request, List<Fault> faults, String mappingVersion) {
        this(record, identifier, request, faults, mappingVersion, null);
    }

    /** Without the order: texts of bodies come into logs, exceptions and consoles. */
    @Override
    public String toString() {
        return "FrozenOrder[" + record + ", identifier=" + identifier + "]";
    }
}
