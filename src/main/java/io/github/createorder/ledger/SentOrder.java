package io.github.createorder.ledger;

import io.github.createorder.top.Outcome;

/**
 * A claimed order with what became of it.
 *
 * @param order the claim
 * @param outcome null when it was given back unsent
 * @param whileOpen sending was open, so that other orders went through: an answer that blames the configuration counts
 *     against the order
 */
public record SentOrder(ClaimedOrder order, Outcome outcome, boolean whileOpen) {

    /** An order that was given back unsent. */
    public static SentOrder unsent(ClaimedOrder order) {
        return new SentOrder(order, null, false);
    }
}
