package io.github.createorder.errors;

import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.ledger.ReplayVerdict;
import io.github.createorder.order.FrozenOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of the ledger as the routes see: claims are given out again until they are published. */
public final class FakeLedger implements ReplayLedger {
    private final Map<String, ErrorEntry> unpublished = new LinkedHashMap<>();
    private final Map<String, ErrorEntry> inError = new LinkedHashMap<>();
    final List<String> replayed = new CopyOnWriteArrayList<>();
    private RuntimeException nextFailure;
    private int claims;

    synchronized void add(ErrorEntry... entries) {
        for (ErrorEntry entry : entries) {
            unpublished.put(entry.orderKey(), entry);
            inError.put(entry.orderKey(), entry);
        }
    }

    synchronized void clear() {
        unpublished.clear();
        inError.clear();
        replayed.clear();
        nextFailure = null;
    }

    synchronized void failOnce(RuntimeException failure) {
        nextFailure = failure;
    }

    synchronized int claims() {
        return claims;
    }

    synchronized int unpublishedCount() {
        return unpublished.size();
    }

    /** Called by the route. */
    public synchronized List<ErrorEntry> claimErrors(int max) {
        claims++;
        return new ArrayList<>(unpublished.values().stream().limit(max).toList());
    }

    /** Called by the route. */
    public synchronized void errorsPublished(List<ErrorEntry> entries) {
        fail();
        entries.forEach(entry -> unpublished.remove(entry.orderKey()));
    }

    @Override
    public synchronized Optional<ErrorEntry> findError(String orderKey) {
        fail();
        return Optional.ofNullable(inError.get(orderKey));
    }

    @Override
    public synchronized boolean replayUnchanged(ErrorEntry entry, String reason, String who) {
        replayed.add("unchanged " + entry.orderKey() + " " + who + ": " + reason);
        return inError.remove(entry.orderKey()) != null;
    }

    @Override
    public synchronized ReplayVerdict.Kind replayAfresh(
            ErrorEntry entry, FrozenOrder order, String reason, String who) {
        replayed.add("again " + entry.orderKey() + " " + who + ": " + reason);
        if (inError.remove(entry.orderKey()) == null) {
            return ReplayVerdict.Kind.REFUSED;
        }
        return order.faults().isEmpty() ? ReplayVerdict.Kind.READY : ReplayVerdict.Kind.ERROR_AGAIN;
    }

    private void fail() {
        RuntimeException failure = nextFailure;
        nextFailure = null;
        if (failure != null) {
            throw failure;
        }
    }
}
