package io.github.createorder.ledger;

import io.github.createorder.top.Outcome;

/**
 * A claimed order with what became of it.
 *
 * @param order the claim
 * @param outcome null when it was given back unsent
 */
public record SentOrder(ClaimedOrder order, Outcome outcome) {}
