package io.github.createorder.ledger;

import io.github.createorder.order.ErrorCause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.dao.OptimisticLockingFailureException;

/** Takes one batch of orders into the ledger, inside a transaction. Not reused: a batch that lost a race starts again. */
final class TakeBatch {
    private static final String REPORT_AGAIN =
            "version = CASE WHEN e.report_due IS NULL THEN e.version ELSE e.version + 1 END, report_due = $now";

    private static final String REPORTED =
            "e.status IN ('ACCEPTED', 'ERROR', 'CLOSED') AND (e.report_due IS NULL OR e.report_due > $now)";

    static final String CONTESTED = "accepted as it was first read; what was read at the same place later, with another"
            + " content, was not sent: see the error queue";

    private final LedgerDb db;
    private final String node;
    private final PayloadKeys keys;
    private final Map<String, KnownEntry> known = new HashMap<>();
    /** Orders of the ledger by where they were read, as far as records that give no identifier were read there now. */
    private final Map<String, KnownEntry> ofPlaces = new HashMap<>();

    private final Set<KnownEntry> inserts = new LinkedHashSet<>();
    private final Set<KnownEntry> replaced = new LinkedHashSet<>();
    private final Rows reopened = new Rows("id bigint", "version int");
    private final List<KnownEntry> reportedAgain = new ArrayList<>();
    private final List<KnownEntry> contested = new ArrayList<>();
    private final Map<String, Repeat> repeats = new LinkedHashMap<>();
    private final Events events;
    private int ready;
    private int errors;
    private int same;
    private int conflicts;
    private int corrected;

    private final boolean reportsAgain;
    private int places;
    private long leaseMillis;

    /** @param reportsAgain whether an order that is read again has its outcome told again */
    TakeBatch(LedgerDb db, String node, PayloadKeys keys, boolean reportsAgain) {
        this.db = db;
        this.reportsAgain = reportsAgain;
        this.node = node;
        this.keys = keys;
        this.events = new Events(db);
    }

    /** The first so many new orders are written as claimed by this node. */
    TakeBatch leasing(int most, long millis) {
        places = most;
        leaseMillis = millis;
        return this;
    }

    /** Those that were. */
    List<ClaimedOrder> leased(long leaseEndsNanos) {
        return inserts.stream()
                .filter(entry -> entry.leased)
                .map(entry -> new ClaimedOrder(
                        entry.id,
                        Ledger.FIRST_CLAIM,
                        entry.identifier,
                        entry.content.source(),
                        entry.content.ref(),
                        entry.content.request(),
                        0,
                        0,
                        0,
                        leaseEndsNanos))
                .toList();
    }

    Taken take(List<EntryContent> orders) {
        Set<String> keys = new LinkedHashSet<>();
        for (EntryContent order : orders) {
            keys.add(order.key());
            keys.add(Text.key(order.place()));
        }
        find(keys);
        findPlaces(orders);
        List<Conflict> conflicting = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>(orders.size());
        orders.forEach(order -> verdicts.add(Verdict.of(order, decide(order, conflicting))));
        find(conflicting.stream().map(conflict -> conflict.content.key()).toList());
        conflicting.forEach(this::setAside);
        write();
        return new Taken(new TakeCounts(ready, errors, same, conflicts, corrected), verdicts);
    }

    private void find(Iterable<String> keys) {
        Set<String> wanted = new LinkedHashSet<>();
        keys.forEach(wanted::add);
        wanted.removeAll(known.keySet());
        for (KnownEntry entry : db.queryIn(KnownEntry.SELECT + "order_key $in", wanted, KnownEntry::read)) {
            known.put(entry.key, entry);
        }
    }

    /**
     * What a record cannot say itself, its place can: which order it was. It is not told as an error where that order was or may
     * be sent. By the look-up index of the ledger: an entry at rest, or one under way.
     */
    private void findPlaces(List<EntryContent> orders) {
        Set<String> refs = new LinkedHashSet<>();
        orders.stream()
                .filter(order -> order.identifier() == null && !known.containsKey(order.key()))
                .forEach(order -> refs.add(order.ref()));
        for (String state :
                List.of("due_at IS NULL AND report_due IS NULL", "due_at IS NOT NULL OR report_due IS NOT NULL")) {
            for (KnownEntry entry : db.queryIn(
                    KnownEntry.SELECT + "(" + state + ") AND identifier IS NOT NULL AND ref $in",
                    refs,
                    KnownEntry::read)) {
                ofPlaces.merge(entry.place(), entry, (one, other) -> one.isReplaceable() ? other : one);
            }
        }
    }

    private Verdict.State decide(EntryContent order, List<Conflict> conflicting) {
        boolean canBeSent = order.cause() == null;
        KnownEntry entry = known.get(order.key());
        KnownEntry there = order.identifier() == null && entry == null ? ofPlaces.get(order.place()) : null;
        if (there != null && order.opaque()) {
            repeat(there, order);
            return there.isReplaceable() ? Verdict.State.ERROR : Verdict.State.KNOWN;
        } else if (there != null && !there.isReplaceable()) {
            conflicting.add(new Conflict(order.conflictWith(there.key, there.place()), there));
            return Verdict.State.CONFLICT;
        }
        if (entry == null) {
            // An error whose record gave no identifier then, and gives one now.
            KnownEntry nameless = known.get(Text.key(order.place()));
            entry = nameless != null && nameless.identifier == null && nameless.isReplaceable() ? nameless : null;
        }
        if (entry == null) {
            insert(order);
        } else if (entry.isRepeatedBy(order)) {
            repeat(entry, order);
            return canBeSent ? Verdict.State.KNOWN : Verdict.State.ERROR;
        } else if (entry.isReplaceableBy(order)) {
            replace(entry, order);
        } else {
            conflicting.add(new Conflict(order.conflictWith(entry.key, entry.place()), entry));
            return Verdict.State.CONFLICT;
        }
        return canBeSent ? Verdict.State.TAKEN : Verdict.State.ERROR;
    }

    /**
     * At a place of its own it is told there. At the place of the order that it conflicts with, be it changed or another row
     * with the same key, what became of that order is what stands there, and people find the conflict in the error queue.
     */
    private void setAside(Conflict conflict) {
        EntryContent content = conflict.content;
        KnownEntry entry = known.get(content.key());
        boolean contests = conflict.with.place().equals(content.place());
        if (entry == null) {
            insert(content);
            known.get(content.key()).silent = contests;
        } else if (!contests) {
            repeat(entry, content);
        } else {
            same++;
        }
        if (contests && conflict.with.id != null && conflict.with.hasEnded()) {
            contested.add(conflict.with);
        }
    }

    private void insert(EntryContent order) {
        KnownEntry entry = new KnownEntry(order);
        known.put(order.key(), entry);
        inserts.add(entry);
        if (order.cause() == null) {
            ready++;
        } else if (order.cause() == ErrorCause.CONFLICT) {
            conflicts++;
        } else {
            errors++;
        }
    }

    private void replace(KnownEntry entry, EntryContent order) {
        if (entry.id != null) {
            if (entry.isClosed()) {
                reopened.add(entry.id, entry.version);
            }
            events.add(entry.id, Events.TAKEN_AGAIN, "corrected from " + order.place() + "; was " + entry.was(), node);
            replaced.add(entry);
        }
        entry.become(order);
        known.put(order.key(), entry);
        corrected++;
    }

    private void repeat(KnownEntry entry, EntryContent order) {
        if (!entry.place().equals(order.place())) {
            repeats.put(order.place(), new Repeat(entry, order));
        } else if (entry.id != null && entry.hasEnded() && reportsAgain) {
            reportedAgain.add(entry);
        }
        same++;
    }

    private void write() {
        insertEntries();
        db.updateAll(
                "createorder_entry",
                "status = 'ERROR'",
                "e.id = :id AND e.version = :version AND e.status = 'CLOSED'",
                reopened);
        replaceEntries(
                db,
                keys,
                replaced.stream()
                        .map(entry -> new Replacement(entry.id, entry.version, entry.content, 0, Origin.NONE))
                        .toList());
        for (KnownEntry entry : inserts) {
            noteError(events, entry.id, entry.content, node);
        }
        for (KnownEntry entry : replaced) {
            noteError(events, entry.id, entry.content, node);
        }
        events.write();
        reportAgain();
        noteRepeats();
    }

    private void insertEntries() {
        inserts.stream()
                .filter(entry -> entry.content.cause() == null)
                .limit(places)
                .forEach(entry -> entry.leased = true);
        Rows entries = new Rows(
                "order_key text",
                "identifier text",
                "source text",
                "ref text",
                "status text",
                "cause text",
                "reason text",
                "record_digest text",
                "request_digest text",
                "mapping_version text",
                "amount_fen bigint",
                "reported int",
                "owner text",
                "version int");
        Map<String, KnownEntry> byKey = new LinkedHashMap<>();
        // All nodes insert in the same order, so that two with the same records wait for each other and do not
        // deadlock.
        List<KnownEntry> sorted = inserts.stream()
                .sorted(Comparator.comparing((KnownEntry entry) -> entry.key))
                .toList();
        for (KnownEntry entry : sorted) {
            EntryContent order = entry.content;
            byKey.put(entry.key, entry);
            entries.add(
                    entry.key,
                    order.identifier(),
                    order.source(),
                    order.ref(),
                    entry.leased ? "SENDING" : order.status(),
                    name(order.cause()),
                    order.reason(),
                    order.recordDigest(),
                    order.requestDigest(),
                    order.mappingVersion(),
                    order.amountFen(),
                    entry.silent ? 0 : 1,
                    entry.leased ? node : null,
                    entry.leased ? Ledger.FIRST_CLAIM : 0);
        }
        Map<String, Long> ids = db.insertEntries(
                "order_key, identifier, source, ref, status, cause, reason, record_digest, request_digest, mapping_version,"
                        + " amount_fen, due_at, ended_at, error_due, report_due, taken_at, lease_owner, first_attempt_at, version,"
                        + " attempts, round_attempts, replays, may_be_executed",
                ":order_key, :identifier, :source, :ref, :status, :cause, :reason, :record_digest, :request_digest,"
                        + " :mapping_version, :amount_fen, CASE WHEN :status = 'READY' THEN $now WHEN :status = 'SENDING' THEN $now + "
                        + leaseMillis + " END,"
                        + " CASE WHEN :status = 'ERROR' THEN $now END, CASE WHEN :status = 'ERROR' THEN $now END,"
                        + " CASE WHEN :status = 'ERROR' AND :reported = 1 THEN $now END, $now, :owner,"
                        + " CASE WHEN :status = 'SENDING' THEN $now END, :version, 0, 0, 0, FALSE",
                entries);
        ids.forEach((key, id) -> byKey.get(key).id = id);
        Rows payloads = new Rows("entry_id bigint", "record text", "request text", "faults text");
        for (KnownEntry entry : inserts) {
            addPayload(payloads, entry.id, entry.content, keys);
        }
        db.insert(
                "createorder_payload",
                "entry_id, record, request, faults",
                ":entry_id, :record, :request, :faults",
                payloads);
    }

    /**
     * Puts other content into entries in error.
     *
     * @throws OptimisticLockingFailureException if one is no longer as it was read
     */
    static void replaceEntries(LedgerDb db, PayloadKeys keys, List<Replacement> replacements) {
        Rows entries = new Rows(
                "id bigint",
                "version int",
                "order_key text",
                "identifier text",
                "source text",
                "ref text",
                "status text",
                "cause text",
                "reason text",
                "record_digest text",
                "request_digest text",
                "mapping_version text",
                "amount_fen bigint",
                "replays int",
                "origin text",
                "keeps int");
        Rows payloads = new Rows("id bigint", "record text", "request text", "faults text");
        for (Replacement replacement : replacements) {
            EntryContent order = replacement.content;
            entries.add(
                    replacement.id,
                    replacement.version,
                    order.key(),
                    order.identifier(),
                    order.source(),
                    order.ref(),
                    order.status(),
                    name(order.cause()),
                    order.reason(),
                    order.recordDigest(),
                    order.requestDigest(),
                    order.mappingVersion(),
                    order.amountFen(),
                    replacement.replays,
                    replacement.origin.digest,
                    replacement.origin.kept ? 1 : 0);
            addPayload(payloads, replacement.id, order, keys);
        }
        List<Long> done = db.updateEntries(
                "order_key = :order_key, identifier = :identifier, source = :source, ref = :ref, status = :status,"
                        + " cause = :cause, reason = :reason, record_digest = :record_digest,"
                        + " request_digest = :request_digest, mapping_version = :mapping_version,"
                        + " amount_fen = :amount_fen,"
                        + " origin_digest = CASE WHEN :keeps = 1 THEN e.origin_digest ELSE :origin END,"
                        + " closed_at = NULL, closed_by = NULL, closed_reason = NULL,"
                        + " replays = e.replays + :replays, version = e.version + 1, round_attempts = 0, round_from = NULL, refusals = 0,"
                        + " code = NULL, sub_code = NULL, response_code = NULL, request_id = NULL,"
                        + " due_at = CASE WHEN :status = 'READY' THEN $now END,"
                        + " ended_at = CASE WHEN :status = 'ERROR' THEN $now END,"
                        + " error_due = CASE WHEN :status = 'ERROR' THEN $now END,"
                        + " report_due = CASE WHEN :status = 'ERROR' THEN $now END",
                "ERROR",
                entries);
        if (done.size() < replacements.size()) {
            throw new OptimisticLockingFailureException("an entry in error was changed meanwhile");
        }
        // That of an order closed long ago was removed by age: changing it would change nothing.
        db.updateIn("DELETE FROM createorder_payload WHERE entry_id $in", done);
        db.insert(
                "createorder_payload",
                "entry_id, record, request, faults",
                ":id, :record, :request, :faults",
                payloads);
    }

    private static void addPayload(Rows rows, Long id, EntryContent order, PayloadKeys keys) {
        rows.add(
                id,
                keys.seal(order.record(), order.key(), "record"),
                keys.seal(order.request(), order.key(), "request"),
                keys.seal(order.faults(), order.key(), "faults"));
    }

    /** Remembers that an entry came to be in error; nothing when it can be sent. */
    static void noteError(Events events, Long id, EntryContent content, String who) {
        if (content.cause() != null) {
            String event = content.cause() == ErrorCause.CONFLICT ? Events.CONFLICT : Events.ERROR;
            events.add(id, event, content.cause() + ": " + content.reason(), who);
        }
    }

    // A report that is under way may have been given before the record was read again: a new version outdates it.
    private void reportAgain() {
        Rows rows = new Rows("id bigint");
        reportedAgain.forEach(entry -> rows.add(entry.id));
        db.updateAll("createorder_entry", REPORT_AGAIN, "e.id = :id AND " + REPORTED, rows);
        Rows places = new Rows("id bigint");
        contested.forEach(entry -> places.add(entry.id));
        db.updateAll(
                "createorder_entry",
                "reason = CASE WHEN e.status = 'ACCEPTED' THEN '" + CONTESTED + "' ELSE e.reason END, " + REPORT_AGAIN,
                "e.id = :id AND " + REPORTED,
                places);
    }

    private void noteRepeats() {
        Rows rows = new Rows("place text", "source text", "ref text", "entry_id bigint");
        repeats.forEach((place, repeat) -> rows.add(place, repeat.order.source(), repeat.order.ref(), repeat.entry.id));
        db.each("DELETE FROM createorder_repeat WHERE place = :place", rows);
        db.insert(
                "createorder_repeat",
                "place, source, ref, entry_id, report_due",
                ":place, :source, :ref, :entry_id, $now",
                rows);
    }

    private static String name(ErrorCause cause) {
        return cause == null ? null : cause.name();
    }

    /** Other content for an entry, if it is still of this version; and by how much to raise its replays. */
    record Replacement(Long id, int version, EntryContent content, int replays, Origin origin) {}

    /**
     * The record as its source gave it, where a person has edited it.
     *
     * @param kept whether what is known of it stays
     * @param digest its digest, or null for none
     */
    record Origin(boolean kept, String digest) {
        static final Origin NONE = new Origin(false, null);
        static final Origin KEPT = new Origin(true, null);

        static Origin of(String digest) {
            return new Origin(false, digest);
        }
    }

    private record Repeat(KnownEntry entry, EntryContent order) {}

    private record Conflict(EntryContent content, KnownEntry with) {}
}
