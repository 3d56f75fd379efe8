package io.github.createorder.errors;

import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.FrozenOrder;
import java.util.Optional;

/**
 * Has an order in error sent again, on a person's word.
 *
 * <p>An order that may exist at Taobao keeps its bytes. One that certainly does not is mapped again, because what a
 * person corrects is mostly a mapping or a product code. Safe to repeat: a message that comes twice finds the entry moved on.
 */
public final class Replay {
    private final ReplayLedger ledger;
    private final Remapper remapper;

    public Replay(ReplayLedger ledger, Remapper remapper) {
        this.ledger = ledger;
        this.remapper = remapper;
    }

    /**
     * What came of it.
     *
     * @param text in words, with the order's key
     * @param entry the entry to put back on the error queue when it was refused; else null
     */
    public record Result(String text, ErrorEntry entry) {

        /** Whether the message goes back to the error queue. */
        public boolean isRefused() {
            return entry != null;
        }
    }

    /** @throws RuntimeException when the ledger cannot be reached; the broker then delivers the message again */
    public Result replay(Redelivery redelivery) {
        String key = redelivery.orderKey();
        Optional<ErrorEntry> found = ledger.findError(key);
        if (found.isEmpty() || found.get().replays() != redelivery.replays()) {
            return stale(key);
        }
        ErrorEntry entry = found.get();
        if (entry.cause() == ErrorCause.CONFLICT) {
            return refused(
                    entry,
                    "its identifier was taken before with another payload, so it is never sent;"
                            + " correct the record in the core system and give it an identifier of its own");
        }
        return entry.mayBeExecuted() ? unchanged(entry, redelivery) : afresh(entry, redelivery);
    }

    private Result unchanged(ErrorEntry entry, Redelivery redelivery) {
        if (entry.request() == null) {
            return refused(entry, "it may exist at Taobao, and the ledger holds no request to send again");
        }
        return ledger.replayUnchanged(entry, redelivery.reason(), redelivery.who())
                ? done(entry, "is due again, unchanged", redelivery)
                : notDone(entry);
    }

    private Result afresh(ErrorEntry entry, Redelivery redelivery) {
        Optional<FrozenOrder> order = remapper.remap(entry.source(), entry.record());
        if (order.isEmpty()) {
            return refused(entry, "no source '" + entry.source() + "' is configured here, so it cannot be mapped");
        }
        return switch (ledger.replayAfresh(entry, order.get(), redelivery.reason(), redelivery.who())) {
            case READY -> done(entry, "was mapped again and is due again", redelivery);
            case ERROR_AGAIN -> done(entry, "was mapped again and is in error again", redelivery);
            case REFUSED -> notDone(entry);
        };
    }

    private static Result done(ErrorEntry entry, String what, Redelivery redelivery) {
        return new Result(
                "Order " + entry.orderKey() + " " + what + " (" + redelivery.who() + ": " + redelivery.reason() + ")",
                null);
    }

    /** The ledger changed nothing: dropped if the entry has moved on, else the message must not be lost with it. */
    private Result notDone(ErrorEntry entry) {
        return ledger.findError(entry.orderKey())
                .filter(now -> now.replays() == entry.replays())
                .map(now -> refused(
                        now,
                        "it changed while it was being replayed, or it would be the same as another order of the ledger;"
                                + " look at both and replay it again"))
                .orElseGet(() -> stale(entry.orderKey()));
    }

    private static Result stale(String key) {
        return new Result("Order " + key + " is no longer in the error that the message speaks of: dropped", null);
    }

    private static Result refused(ErrorEntry entry, String why) {
        return new Result("Order " + entry.orderKey() + " is not sent again: " + why, entry);
    }
}
