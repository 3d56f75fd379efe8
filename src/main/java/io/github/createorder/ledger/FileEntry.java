package io.github.createorder.ledger;

/**
 * A file whose orders are in the ledger, or are on their way into it.
 *
 * @param id key of the ledger's row
 * @param name its name in the drop folder
 * @param sha256 of its bytes, in lower-case hexadecimal
 * @param position all orders that begin before this line are in the ledger
 * @param complete all its orders are in the ledger
 */
public record FileEntry(long id, String name, String sha256, long position, boolean complete) {}
