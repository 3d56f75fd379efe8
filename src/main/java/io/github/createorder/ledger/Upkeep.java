package io.github.createorder.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be done to stored records and requests as time goes by: those of orders accepted or closed long ago are removed, and
 * those under an old key are sealed again. An order's entry, with its identifier and digests, stays forever: it is what keeps the
 * order from being sent twice. What is in error keeps its record until it is accepted or closed.
 *
 * <p>Each step is a short transaction of its own; killed half-way, the next run does the rest. Several nodes may run it at
 * once.
 */
public final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final int WINDOW = 500;
    private static final String CHECK = "createorder";

    private final LedgerDb db;
    private final PayloadKeys keys;
    private final Duration keep;

    /** @param keep how long records and requests are kept after their order was accepted or closed; null forever */
    public Upkeep(LedgerDb db, PayloadKeys keys, Duration keep) {
        this.db = db;
        this.keys = keys;
        this.keep = keep;
    }

    /** What is wrong with the keys, compared with those that the ledger knows; in words. */
    public List<String> keyFaults() {
        List<String> faults = new ArrayList<>();
        List<Known> known = known();
        for (Known one : known) {
            if (!keys.ids().contains(one.id)) {
                faults.add("the ledger has records under key '" + one.id
                        + "', which is not given: give it after the current one, until the ledger needs it no more");
            } else {
                try {
                    keys.open(one.check, one.id, "key");
                } catch (IllegalStateException e) {
                    faults.add("key '" + one.id + "' is another one than that of this name in the ledger");
                }
            }
        }
        return faults;
    }

    /**
     * Makes the current key known to the ledger, so that another one of this name is refused from now on. Several nodes may do
     * so at once: one of them does, and the others compare theirs with it.
     *
     * @return what is wrong with the keys; in words
     */
    public List<String> makeKeyKnown() {
        if (keys.isSealing()) {
            // A node that loses the race does the transaction again, and finds the key.
            db.inTransaction(() -> isKnown(keys.current())
                    ? 0
                    : db.update(
                            "INSERT INTO createorder_key (key_id, check_value) VALUES (?, ?)",
                            keys.current(),
                            keys.seal(CHECK, keys.current(), "key")));
        }
        return keyFaults();
    }

    private boolean isKnown(String id) {
        return read().stream().anyMatch(one -> one.id.equals(id));
    }

    private List<Known> known() {
        return db.inTransaction(this::read);
    }

    private List<Known> read() {
        return db.query(
                "SELECT key_id, check_value, complete FROM createorder_key",
                (row, n) ->
                        new Known(row.getString("key_id"), row.getString("check_value"), row.getInt("complete") == 1));
    }

    /** Does all that is to be done now. */
    public Done run() {
        boolean reseal =
                keys.isSealing() && known().stream().noneMatch(one -> one.complete && one.id.equals(keys.current()));
        Done done = new Done(0, 0);
        Shut shut = new Shut();
        Window window = new Window(Long.MIN_VALUE, 0, 0, true);
        while (window.more && (reseal || keep != null)) {
            window = window(window.last, reseal, shut);
            done = new Done(done.purged + window.purged, done.resealed + window.resealed);
        }
        if (keep != null) {
            db.inTransaction(() -> db.update(
                    "DELETE FROM createorder_payload_version WHERE NOT EXISTS (SELECT 1 FROM createorder_payload p"
                            + " WHERE p.entry_id = createorder_payload_version.entry_id)"));
        }
        dropPlans();
        shut.tell();
        if (reseal && done.resealed == 0 && !shut.lacksKey) {
            // Twice over everything, at some distance, so that nodes have had time to be given the new key.
            complete();
        }
        if (done.purged + done.resealed > 0) {
            LOG.info("Removed the records of {} accepted orders, sealed {} again", done.purged, done.resealed);
        }
        return done;
    }

    /** A plan of yesterday is no plan of today: nobody can start it any more. */
    private void dropPlans() {
        db.inTransaction(() -> {
            db.update(
                    "UPDATE createorder_job SET state = 'CANCELLED', ended_at = $now WHERE state = 'PLANNED'"
                            + " AND planned_at <= $now - ?",
                    LedgerJobs.PLAN_HOLDS.toMillis());
            return db.update("DELETE FROM createorder_job_order WHERE job_id IN (SELECT id FROM createorder_job"
                    + " WHERE state = 'CANCELLED' AND started_at IS NULL)");
        });
    }

    private void complete() {
        List<String> old = db.inTransaction(() -> {
            db.update("UPDATE createorder_key SET complete = 1 WHERE key_id = ?", keys.current());
            List<String> others = db.query(
                    "SELECT key_id FROM createorder_key WHERE key_id <> ?",
                    (row, n) -> row.getString(1),
                    keys.current());
            db.update("DELETE FROM createorder_key WHERE key_id <> ?", keys.current());
            return others;
        });
        LOG.info(
                "All records are sealed under key '{}'{}",
                keys.current(),
                old.isEmpty() ? "" : "; no longer needed: " + String.join(", ", old));
    }

    private Window window(long after, boolean reseal, Shut shut) {
        Shut here = new Shut();
        Window window = db.inTransaction(() -> {
            here.clear();
            List<Long> ids = db.query(
                    "SELECT entry_id FROM createorder_payload WHERE entry_id > ? ORDER BY entry_id LIMIT " + WINDOW,
                    (row, n) -> row.getLong(1),
                    after);
            if (ids.isEmpty()) {
                return new Window(after, 0, 0, false);
            }
            int purged = keep == null ? 0 : purge(ids);
            int resealed = reseal ? reseal(ids, here) + resealVersions(ids, here) : 0;
            return new Window(ids.get(ids.size() - 1), purged, resealed, reseal || holdsOld(ids));
        });
        shut.add(here);
        return window;
    }

    /** Entries are numbered as they are taken: behind a window of new ones there are only newer ones. */
    private boolean holdsOld(List<Long> ids) {
        return !db.queryIn(
                        "SELECT id FROM createorder_entry WHERE taken_at <= $now - " + keep.toMillis() + " AND id $in",
                        ids,
                        (row, n) -> row.getLong(1))
                .isEmpty();
    }

    private int purge(List<Long> ids) {
        // Held until they are gone: one that is opened or taken again meanwhile needs what it has.
        List<Long> old = db.queryIn(
                "SELECT id FROM createorder_entry WHERE CASE status WHEN 'ACCEPTED' THEN ended_at WHEN 'CLOSED' THEN closed_at"
                        + " END <= $now - " + keep.toMillis() + " AND id $in FOR UPDATE",
                ids,
                (row, n) -> row.getLong(1));
        Rows rows = new Rows("id bigint");
        old.forEach(rows::add);
        db.each("DELETE FROM createorder_payload WHERE entry_id = :id", rows);
        return old.size();
    }

    private int reseal(List<Long> ids, Shut shut) {
        List<Stored> outdated = stored(ids).stream().filter(this::isOutdated).toList();
        if (outdated.isEmpty()) {
            return 0;
        }
        // A payload is only ever written by who holds its entry: so it stays as it is read now.
        List<Long> theirs = outdated.stream().map(one -> one.id).toList();
        db.queryIn("SELECT id FROM createorder_entry WHERE id $in FOR UPDATE", theirs, (row, n) -> row.getLong(1));
        Rows rows = new Rows("id bigint", "record text", "request text", "faults text");
        int resealed = 0;
        for (Stored one : stored(theirs)) {
            try {
                rows.add(
                        one.id,
                        again(one.record, one.key, "record"),
                        again(one.request, one.key, "request"),
                        again(one.faults, one.key, "faults"));
                resealed++;
            } catch (IllegalStateException e) {
                // It stays as it is, and holds up no other.
                shut.add(e.getMessage(), !(keys.has(one.record) && keys.has(one.request) && keys.has(one.faults)));
            }
        }
        db.updateAll(
                "createorder_payload",
                "record = :record, request = :request, faults = :faults",
                "e.entry_id = :id",
                rows);
        return resealed;
    }

    /** Versions of records that people have edited: they are written once, so that none changes meanwhile. */
    private int resealVersions(List<Long> ids, Shut shut) {
        Rows rows = new Rows("entry_id bigint", "version_no int", "record text", "request text");
        int[] resealed = new int[1];
        db.queryIn(
                "SELECT entry_id, version_no, order_key, record, request FROM createorder_payload_version WHERE entry_id $in",
                ids,
                (row, n) -> {
                    String key = row.getString("order_key");
                    String record = row.getString("record");
                    String request = row.getString("request");
                    try {
                        if (keys.isOutdated(record) || keys.isOutdated(request)) {
                            rows.add(
                                    row.getLong("entry_id"),
                                    row.getInt("version_no"),
                                    again(record, key, "record"),
                                    again(request, key, "request"));
                            resealed[0]++;
                        }
                    } catch (IllegalStateException e) {
                        shut.add(e.getMessage(), !(keys.has(record) && keys.has(request)));
                    }
                    return null;
                });
        db.updateAll(
                "createorder_payload_version",
                "record = :record, request = :request",
                "e.entry_id = :entry_id AND e.version_no = :version_no",
                rows);
        return resealed[0];
    }

    private List<Stored> stored(List<Long> ids) {
        return db.queryIn(
                "SELECT p.entry_id, e.order_key, p.record, p.request, p.faults FROM createorder_payload p"
                        + " JOIN createorder_entry e ON e.id = p.entry_id WHERE p.entry_id $in",
                ids,
                (row, n) -> new Stored(
                        row.getLong("entry_id"),
                        row.getString("order_key"),
                        row.getString("record"),
                        row.getString("request"),
                        row.getString("faults")));
    }

    private boolean isOutdated(Stored one) {
        return keys.isOutdated(one.record) || keys.isOutdated(one.request) || keys.isOutdated(one.faults);
    }

    private String again(String stored, String key, String column) {
        return keys.seal(keys.open(stored, key, column), key, column);
    }

    /**
     * What was done.
     *
     * @param purged orders whose record and request were removed
     * @param resealed orders whose record and request were sealed under the current key
     */
    public record Done(long purged, long resealed) {}

    /** Records that could not be opened. */
    private static final class Shut {
        private long records;
        private String example;
        private boolean lacksKey;

        void clear() {
            records = 0;
            example = null;
            lacksKey = false;
        }

        void add(String why, boolean forLackOfTheKey) {
            records++;
            example = why;
            lacksKey |= forLackOfTheKey;
        }

        void add(Shut other) {
            records += other.records;
            example = other.example == null ? example : other.example;
            lacksKey |= other.lacksKey;
        }

        void tell() {
            if (records > 0) {
                LOG.error(
                        "{} records cannot be opened and stay as they are: restore createorder_payload of their orders"
                                + " from a backup. One of them: {}",
                        records,
                        example);
            }
        }
    }

    private record Window(long last, int purged, int resealed, boolean more) {}

    private record Known(String id, String check, boolean complete) {}

    private record Stored(long id, String key, String record, String request, String faults) {}
}
