package io.github.createorder.ledger;

/**
 * A file whose orders are in the ledger, or are on their way into it.
 *
 * @param id key of the ledger's row
 * @param name its name in the drop folder
 * @param sha256 of its bytes, in lower-case hexadecimal
 * @param position all orders that begin before this line are in the ledger
 * @param complete all its orders are in the ledger
 * @param left it has left the inbox
 * @param cameAgain it had left, and lies in the inbox once more: its receipts are to be delivered again when it leaves
 */
public record FileEntry(
        long id, String name, String sha256, long position, boolean complete, boolean left, boolean cameAgain) {}
