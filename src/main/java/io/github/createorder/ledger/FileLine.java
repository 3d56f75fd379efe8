package io.github.createorder.ledger;

/**
 * One order of a file, and what its receipt says of it.
 *
 * @param line the order's first line in the file
 * @param key the core system's own key
 * @param status ACCEPTED or ERROR; null while it is being sent
 * @param code the cause of an error, or null
 * @param message why, in words, or null
 * @param requestId TOP's request_id, or null
 * @param amountFen total_fee_amount in fen, or null
 */
public record FileLine(
        long line, String key, String status, String code, String message, String requestId, Long amountFen) {}
