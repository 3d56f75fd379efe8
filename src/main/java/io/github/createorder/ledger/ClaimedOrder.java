package io.github.createorder.ledger;

/**
 * An order that this node may send until its lease ends.
 *
 * @param id key of the ledger entry
 * @param version the fencing token: every claim raises it, and an outcome is only written under the version it was claimed
 *     with
 * @param identifier the idempotency key
 * @param source name of its source
 * @param ref where in the source it is
 * @param request the frozen {@code create_order_request} JSON
 * @param attempts attempts made before this one, since it was taken or last replayed
 * @param refusals answers that blamed the configuration while other orders went through
 * @param ageMillis time since the first of these attempts by the database's clock, without the time that it was due and
 *     nobody sent it (a pause, say); 0 when there was none
 * @param leaseEndsNanos when the lease ends by this JVM's {@link System#nanoTime()}, a little too early rather than too late
 */
public record ClaimedOrder(
        long id,
        int version,
        String identifier,
        String source,
        String ref,
        String request,
        int attempts,
        int refusals,
        long ageMillis,
        long leaseEndsNanos) {

    ClaimedOrder withRequest(String opened) {
        return new ClaimedOrder(
                id, version, identifier, source, ref, opened, attempts, refusals, ageMillis, leaseEndsNanos);
    }

    /** Without the request: Camel shows this text to whoever browses the queue of what waits to be sent. */
    @Override
    public String toString() {
        return "ClaimedOrder[id=" + id + ", version=" + version + ", identifier=" + identifier + ", source=" + source
                + ", ref=" + ref + ", attempts=" + attempts + "]";
    }
}
