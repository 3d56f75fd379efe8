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

    /** With the answer's words in ASCII, for a database that refuses them as they are. */
    SentOrder inAscii() {
        return outcome == null
                ? this
                : new SentOrder(
                        order,
                        new Outcome(
                                outcome.kind(),
                                Text.ascii(outcome.reason()),
                                outcome.httpStatus(),
                                Text.ascii(outcome.code()),
                                Text.ascii(outcome.subCode()),
                                Text.ascii(outcome.responseCode()),
                                Text.ascii(outcome.requestId()),
                                outcome.ban(),
                                outcome.maxAttempts()),
                        whileOpen);
    }

    /** An order that was given back unsent. */
    public static SentOrder unsent(ClaimedOrder order) {
        return new SentOrder(order, null, false);
    }
}
