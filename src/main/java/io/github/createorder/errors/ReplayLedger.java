package io.github.createorder.errors;

import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.ledger.ReplayVerdict;
import io.github.createorder.order.FrozenOrder;
import java.util.Optional;

/** What a replay asks of the ledger. */
public interface ReplayLedger {

    /** The entry under this key, if it is in error now. */
    Optional<ErrorEntry> findError(String orderKey);

    /**
     * Makes the entry due again with the bytes it was sent with.
     *
     * @return false when the entry is no longer as it was read
     */
    boolean replayUnchanged(ErrorEntry entry, String reason, String who);

    /**
     * Puts a request mapped again into the entry and makes it due; with faults it stays in error, with the new faults.
     *
     * @return REFUSED when the entry is no longer as it was read
     */
    ReplayVerdict.Kind replayAfresh(ErrorEntry entry, FrozenOrder order, String reason, String who);
}
