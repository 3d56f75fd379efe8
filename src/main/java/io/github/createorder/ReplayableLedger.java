package io.github.createorder;

import io.github.createorder.errors.ReplayLedger;
import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.ledger.ReplayVerdict;
import io.github.createorder.order.FrozenOrder;
import java.util.Optional;

/** The ledger as a replay sees it. */
record ReplayableLedger(Ledger ledger) implements ReplayLedger {
    @Override
    public Optional<ErrorEntry> findError(String orderKey) {
        return ledger.findError(orderKey);
    }

    @Override
    public boolean replayUnchanged(ErrorEntry entry, String reason, String who) {
        return ledger.replayUnchanged(entry, reason, who).kind() != ReplayVerdict.Kind.REFUSED;
    }

    @Override
    public ReplayVerdict.Kind replayAfresh(ErrorEntry entry, FrozenOrder order, String reason, String who) {
        return ledger.replayAfresh(entry, order, reason, who).kind();
    }
}
