package io.github.createorder.ledger;

import java.util.Optional;

/** One node at a time reads a source that cannot be shared row by row (a table that is only read, a drop folder); the others find
 * its lease taken. With the lease goes how far the source has been read. */
public interface SourceLease {

    /**
     * Takes or renews this node's lease on the source.
     *
     * @return the position to read from ("" when nothing has been read yet); empty when another node holds the lease
     */
    Optional<String> acquire(String source);

    /**
     * Stores the position, if this node still holds the lease.
     *
     * @return false when the lease was lost; the position is then as it was
     */
    boolean advance(String source, String position);

    /** Gives the lease back, if this node holds it, so that another need not wait for its end. */
    void release(String source);
}
