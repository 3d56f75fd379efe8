package io.github.createorder.ledger;

import io.github.createorder.order.ErrorCause;

/**
 * What the source is to be told about one of its records.
 *
 * @param id key of the ledger entry
 * @param version version of the entry that this report speaks of
 * @param source name of the source
 * @param ref where in the source the record is
 * @param identifier null when the record gives none
 * @param accepted true when accepted, false when in error
 * @param cause null when accepted
 * @param reason in words; null when accepted
 * @param requestId TOP's request_id, or null
 * @param amountFen the order's total_fee_amount in fen, or null
 * @param at epoch milliseconds when it came to this
 */
public record Report(
        long id,
        int version,
        String source,
        String ref,
        String identifier,
        boolean accepted,
        ErrorCause cause,
        String reason,
        String requestId,
        Long amountFen,
        long at) {}
