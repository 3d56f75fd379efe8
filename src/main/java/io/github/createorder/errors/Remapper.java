package io.github.createorder.errors;

import io.github.createorder.order.FrozenOrder;
import java.util.Optional;

/** Maps a stored record again, with today's mapping and product codes. */
@FunctionalInterface
public interface Remapper {

    /**
     * @param source name of the source
     * @param recordJson the record as the ledger holds it
     * @return the order, with a request or with faults; empty when no such source is configured here
     */
    Optional<FrozenOrder> remap(String source, String recordJson);
}
