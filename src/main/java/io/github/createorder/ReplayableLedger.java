package io.github.createorder;

import io.github.createorder.errors.ReplayLedger;
import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.ledger.ReplayResult;
import io.github.createorder.order.TakenOrder;
import java.util.Optional;

/** The ledger as a replay sees it. */
record ReplayableLedger(Ledger ledger) implements ReplayLedger {
    @Override
    public Optional<ErrorEntry> findError(String orderKey) {
        return ledger.findError(orderKey);
    }

    @Override
    public boolean replayUnchanged(ErrorEntry entry, String reason, String who) {
        return ledger.replayUnchanged(entry, reason, who).kind() != ReplayResult.Kind.REFUSED;
    }

    @Override
    public ReplayResult.Kind replayAfresh(ErrorEntry entry, TakenOrder order, String reason, String who) {
        return ledger.replayAfresh(entry, order, reason, who).kind();
    }
}
