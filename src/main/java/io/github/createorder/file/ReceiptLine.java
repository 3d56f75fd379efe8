package io.github.createorder.file;

import java.math.BigDecimal;

/**
 * What became of one order of a file.
 *
 * @param line the order's first line in the file
 * @param key the core system's own key as the file has it
 * @param code why, in a word; null for none
 * @param message why, in words; null for none
 * @param requestId TOP's request_id; null for none
 * @param amount yuan, for the totals; null when there is none
 */
public record ReceiptLine(
        long line, String key, Status status, String code, String message, String requestId, BigDecimal amount) {

    /** What became of it. */
    public enum Status {
        ACCEPTED,
        ERROR,
        /** It is still being sent. */
        PENDING
    }
}
