package io.github.createorder.ledger;

import io.github.createorder.order.ErrorCause;
import java.util.List;

/** Sends entries in error again, on a person's word. Inside a transaction. */
final class Replaying {
    private final LedgerDb db;
    private final PayloadKeys keys;

    Replaying(LedgerDb db, PayloadKeys keys) {
        this.db = db;
        this.keys = keys;
    }

    ReplayResult unchanged(ErrorEntry entry, String reason, String who) {
        if (entry.cause() == ErrorCause.CONFLICT) {
            return ReplayResult.refused("a conflict is never sent: " + entry.reason());
        }
        if (entry.request() == null) {
            return ReplayResult.refused("it has no request to send; mend what is wrong and map it afresh");
        }
        int done = db.update(
                "UPDATE createorder_entry SET status = 'READY', cause = NULL, due_at = $now, version = version + 1,"
                        + " replays = replays + 1, round_attempts = 0, round_from = NULL, refusals = 0, ended_at = NULL, error_due = NULL,"
                        + " report_due = NULL WHERE id = ? AND version = ? AND status = 'ERROR'",
                entry.id(),
                entry.version());
        if (done == 0) {
            return changedMeanwhile();
        }
        tellPlacesAgain(entry);
        new Events(db).add(entry.id(), Events.REPLAYED, why(entry, reason), who).write();
        return ReplayResult.ready();
    }

    ReplayResult afresh(ErrorEntry entry, Taken order, String reason, String who) {
        List<Known> current = db.query(
                Known.SELECT + "id = ? AND version = ? AND status = 'ERROR' FOR UPDATE",
                Known::read,
                entry.id(),
                entry.version());
        if (current.isEmpty()) {
            return changedMeanwhile();
        }
        if (current.get(0).mayBeExecuted()) {
            return ReplayResult.refused(
                    "it may have been executed, so its request must not change; replay it unchanged");
        }
        Taken content = order;
        Known owner = find(order.key());
        if (owner != null && !owner.id.equals(entry.id())) {
            if (owner.isRepeatedBy(order)) {
                return ReplayResult.refused("mapped afresh it is the same as " + owner.key + " from " + owner.place());
            }
            content = order.conflictWith(owner.key, owner.place());
            Known conflict = find(content.key());
            if (conflict != null && !conflict.id.equals(entry.id())) {
                return ReplayResult.refused("mapped afresh it is the same conflict as " + conflict.key);
            }
        }
        Taking.replaceEntries(db, keys, List.of(new Taking.Replacement(entry.id(), entry.version(), content, 1)));
        tellPlacesAgain(entry);
        Events events = new Events(db).add(entry.id(), Events.MAPPED_AFRESH, why(entry, reason), who);
        Taking.noteError(events, entry.id(), content, who);
        events.write();
        return content.cause() == null
                ? ReplayResult.ready()
                : new ReplayResult(ReplayResult.Kind.ERROR_AGAIN, content.cause() + ": " + content.reason());
    }

    /** Every place that was told of the error is to be told what comes of it now. */
    private void tellPlacesAgain(ErrorEntry entry) {
        db.update("UPDATE createorder_repeat SET report_due = $now WHERE entry_id = ?", entry.id());
    }

    private Known find(String key) {
        List<Known> found = db.query(Known.SELECT + "order_key = ?", Known::read, key);
        return found.isEmpty() ? null : found.get(0);
    }

    private static String why(ErrorEntry entry, String reason) {
        return Text.cut(reason, Text.REASON) + "; was " + entry.cause() + ": " + entry.reason();
    }

    private static ReplayResult changedMeanwhile() {
        return ReplayResult.refused("it is no longer in error as it was read; look at it again");
    }
}
