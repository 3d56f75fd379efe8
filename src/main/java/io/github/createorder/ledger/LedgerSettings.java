package io.github.createorder.ledger;

import java.time.Duration;

/**
 * How the ledger deals with time.
 *
 * @param lease how long a node may hold a claimed order before others take it for lost; longer than the slowest attempt
 *     and the wait in the node's own queue
 * @param reportLease how long a node may take to publish an error or tell a source, before it is done again
 * @param grace how long after the ledger was away, or this node was started, ended leases of others are left to them, so that
 *     they can write what became of their orders; longer than they wait between two tries to write
 * @param retry when to send again, and when to give up
 */
public record LedgerSettings(Duration lease, Duration reportLease, Duration grace, RetryPolicy retry) {

    /** Leases of 5 minutes and 1 minute, a grace of 15 seconds, and the usual retries. */
    public static final LedgerSettings DEFAULT = new LedgerSettings(
            Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofSeconds(15), RetryPolicy.DEFAULT);
}
