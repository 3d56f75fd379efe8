package io.github.createorder.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Leases and positions in the ledger's database, by its clock. Thread-safe. */
public final class SqlSourceLease implements SourceLease {
    private final LedgerDb db;
    private final String node;
    private final long leaseMillis;

    /**
     * @param node name of this node, another for each process
     * @param lease how long a node may be silent before another reads the source on; longer than a poll
     */
    public SqlSourceLease(LedgerDb db, String node, Duration lease) {
        this.db = db;
        this.node = node;
        this.leaseMillis = lease.toMillis();
    }

    @Override
    public Optional<String> acquire(String source) {
        return db.inTransaction(() -> {
            int taken = db.update(
                    "UPDATE createorder_watermark SET lease_owner = ?, lease_until = $now + ?"
                            + " WHERE source = ? AND (lease_owner = ? OR lease_until < $now)",
                    node,
                    leaseMillis,
                    source,
                    node);
            List<String> position = db.query(
                    "SELECT position FROM createorder_watermark WHERE source = ?",
                    (row, n) -> row.getString(1),
                    source);
            if (position.isEmpty()) {
                // When another node is faster, the transaction is done again and finds its lease.
                db.update(
                        "INSERT INTO createorder_watermark (source, position, lease_owner, lease_until)"
                                + " VALUES (?, '', ?, $now + ?)",
                        source,
                        node,
                        leaseMillis);
                return Optional.of("");
            }
            return taken == 1 ? Optional.of(position.get(0)) : Optional.empty();
        });
    }

    @Override
    public boolean advance(String source, String position) {
        int done = db.inTransaction(() -> db.update(
                "UPDATE createorder_watermark SET position = ?, lease_until = $now + ? WHERE source = ? AND lease_owner = ?",
                position,
                leaseMillis,
                source,
                node));
        return done == 1;
    }

    @Override
    public void release(String source) {
        db.inTransaction(() -> db.update(
                "UPDATE createorder_watermark SET lease_until = 0 WHERE source = ? AND lease_owner = ?", source, node));
    }
}
