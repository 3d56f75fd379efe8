package io.github.createorder.ledger;

/**
 * An order of a file that is about to enter the ledger: what its receipt knows before there is an outcome.
 *
 * @param line the order's first line in the file
 * @param ref where it is, as its entry in the ledger will say: by it the outcome finds the line
 * @param key the core system's own key
 * @param amountFen total_fee_amount in fen, or null
 */
public record ExpectedLine(long line, String ref, String key, Long amountFen) {}
