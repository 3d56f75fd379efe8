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

    ReplayVerdict unchanged(ErrorEntry entry, String reason, String who) {
        if (entry.cause() == ErrorCause.CONFLICT) {
            return ReplayVerdict.refused("a conflict is never sent: " + entry.reason());
        }
        if (entry.request() == null) {
            return ReplayVerdict.refused("it has no request to send; correct what is wrong and map it again");
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
        reportPlacesAgain(entry);
        new Events(db).add(entry.id(), Events.REPLAYED, why(entry, reason), who).write();
        return ReplayVerdict.ready();
    }

    ReplayVerdict afresh(ErrorEntry entry, EntryContent order, String reason, String who) {
        return changed(entry, order, Events.MAPPED_AFRESH, TakeBatch.Origin.KEPT, reason, who);
    }

    /** @param origin digest of the record as its source gave it */
    ReplayVerdict edited(ErrorEntry entry, EntryContent order, String origin, String what, String who) {
        return changed(entry, order, Events.EDITED, TakeBatch.Origin.of(origin), what, who);
    }

    private ReplayVerdict changed(
            ErrorEntry entry, EntryContent order, String event, TakeBatch.Origin origin, String reason, String who) {
        List<KnownEntry> current = db.query(
                KnownEntry.SELECT + "id = ? AND version = ? AND status = 'ERROR' FOR UPDATE",
                KnownEntry::read,
                entry.id(),
                entry.version());
        if (current.isEmpty()) {
            return changedMeanwhile();
        }
        if (current.get(0).mayBeExecuted()) {
            return ReplayVerdict.refused(
                    "it may have been executed, so its request must not change; replay it unchanged");
        }
        EntryContent content = order;
        KnownEntry owner = find(order.key());
        if (owner != null && !owner.id.equals(entry.id())) {
            if (owner.isRepeatedBy(order)) {
                return ReplayVerdict.refused("mapped again it is the same as " + owner.key + " from " + owner.place());
            }
            content = order.conflictWith(owner.key, owner.place());
            KnownEntry conflict = find(content.key());
            if (conflict != null && !conflict.id.equals(entry.id())) {
                return ReplayVerdict.refused("mapped again it is the same conflict as " + conflict.key);
            }
        }
        TakeBatch.replaceEntries(
                db, keys, List.of(new TakeBatch.Replacement(entry.id(), entry.version(), content, 1, origin)));
        reportPlacesAgain(entry);
        Events events = new Events(db).add(entry.id(), event, why(entry, reason), who);
        TakeBatch.noteError(events, entry.id(), content, who);
        events.write();
        return content.cause() == null
                ? ReplayVerdict.ready()
                : new ReplayVerdict(ReplayVerdict.Kind.ERROR_AGAIN, content.cause() + ": " + content.reason());
    }

    /** Every place that was told of the error is to be told what comes of it now. */
    private void reportPlacesAgain(ErrorEntry entry) {
        db.update("UPDATE createorder_repeat SET report_due = $now WHERE entry_id = ?", entry.id());
    }

    private KnownEntry find(String key) {
        List<KnownEntry> found = db.query(KnownEntry.SELECT + "order_key = ?", KnownEntry::read, key);
        return found.isEmpty() ? null : found.get(0);
    }

    private static String why(ErrorEntry entry, String reason) {
        return Text.cut(reason, Text.REASON) + "; was " + entry.cause() + ": " + entry.reason();
    }

    private static ReplayVerdict changedMeanwhile() {
        return ReplayVerdict.refused("it is no longer in error as it was read; look at it again");
    }
}
