package io.github.createorder.app;

import io.github.createorder.file.KeySet;
import io.github.createorder.order.FrozenOrder;

/** Tells orders of a file that the ledger would find to be there already, by their identifiers. Confined to one thread. */
final class TakenTwice {
    private final KeySet identifiers = new KeySet();
    private final KeySet contents = new KeySet();

    /** What an order is beside those before it. */
    enum Is {
        NEW,
        /** The same identifier with the same content. */
        REPEATED,
        /** The same identifier with another content. */
        CONFLICT
    }

    /** An order that has no identifier, or no request, is new: it has faults of its own. */
    Is add(FrozenOrder order) {
        if (order.identifier() == null || order.request() == null) {
            return Is.NEW;
        }
        boolean isNew = identifiers.add(order.identifier());
        return contents.add(order.request()) || isNew ? isNew ? Is.NEW : Is.CONFLICT : Is.REPEATED;
    }
}
