package io.github.createorder.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * What this node has written to the ledger as leased to itself, and holds in memory for whoever claims next: claiming it there
 * and reading it back is saved. Whatever becomes of this memory, the lease lapses and the ledger brings it back.
 *
 * <p>Something is only put here while somebody comes to claim it, and no more than he will soon fetch. What waits in the
 * ledger is looked for ten times a second all the same, and gets half of each claim as long as there is more of it than is
 * claimed: so nothing there waits for what has just come. Thread-safe.
 */
final class HandOver<T> {
    /** How long after a claim the next is still expected. */
    private final long patienceNanos;

    private static final long LOOK_NANOS = 100_000_000L;

    private final LongSupplier nanoTime;
    private final Deque<Held<T>> waiting = new ArrayDeque<>();
    private int room;
    private int reserved;
    private long claimedAt;
    private long lookedAt;
    private long filledAt;
    private boolean filled;
    private boolean moreInLedger = true;

    /** @param untilNanos when the lease on it is no longer enough; what waits longer is left to the ledger */
    private record Held<T>(T value, long untilNanos) {}

    HandOver(LongSupplier nanoTime, long patienceMillis) {
        this.nanoTime = nanoTime;
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    }

    /**
     * Takes at most so many from memory and from the ledger.
     *
     * @param space how many may be in memory until the next claim; 0 for none
     * @param waitMillis where there is nothing, but was a moment ago: how long to wait for more of it
     * @param ledger claims so many, or fewer, there; when it throws, what was in memory stays there
     */
    List<T> claim(int max, int space, long waitMillis, IntFunction<List<T>> ledger) {
        List<Held<T>> held = new ArrayList<>();
        List<T> claimed = new ArrayList<>();
        int asked;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            claimedAt = now;
            room = space;
            if (!waiting.isEmpty() && !moreInLedger && now - lookedAt < LOOK_NANOS) {
                poll(max, held);
                return values(held);
            }
            lookedAt = now;
            poll((max + 1) / 2, held);
            asked = max - held.size();
        }
        try {
            if (asked > 0) {
                claimed.addAll(ledger.apply(asked));
            }
        } catch (RuntimeException e) {
            putBack(held);
            throw e;
        }
        synchronized (this) {
            moreInLedger = asked > 0 && claimed.size() >= asked;
            if (claimed.isEmpty() && held.isEmpty()) {
                awaitMore(waitMillis);
            }
            poll(max - claimed.size() - held.size(), held);
            claimedAt = nanoTime.getAsLong();
        }
        claimed.addAll(0, values(held));
        return claimed;
    }

    /** A claimer that went to sleep between two batches would leave the workers without work for longer than a batch takes. */
    private void awaitMore(long waitMillis) {
        boolean flowing = filled && nanoTime.getAsLong() - filledAt < patienceNanos;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        try {
            for (long left = waitMillis;
                    flowing && waiting.isEmpty() && room > 0 && left > 0;
                    left = millisTo(deadline)) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long millisTo(long deadline) {
        return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }

    private void poll(int most, List<Held<T>> into) {
        long now = nanoTime.getAsLong();
        for (int left = most; left > 0 && !waiting.isEmpty(); ) {
            Held<T> next = waiting.poll();
            if (next.untilNanos - now > 0) {
                into.add(next);
                left--;
            }
        }
        notifyAll();
    }

    private synchronized void putBack(List<Held<T>> held) {
        for (int i = held.size() - 1; i >= 0; i--) {
            waiting.addFirst(held.get(i));
        }
    }

    private static <T> List<T> values(Collection<Held<T>> held) {
        return new ArrayList<>(held.stream().map(Held::value).toList());
    }

    /** Whether there is room for more: somebody has come to claim just now. */
    synchronized boolean isOpen() {
        return free() > 0;
    }

    /**
     * Keeps places free, at most so many; fewer, or none, when nobody comes to claim. Waits a little where they are taken, but
     * not for long: the ledger has room.
     */
    synchronized int reserve(int wanted, long waitMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        try {
            for (long left = waitMillis;
                    isAwaited() && free() < Math.min(wanted, room) && left > 0;
                    left = millisTo(deadline)) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int granted = Math.max(0, Math.min(wanted, free()));
        reserved += granted;
        return granted;
    }

    private int free() {
        return isAwaited() ? room - waiting.size() - reserved : 0;
    }

    private boolean isAwaited() {
        return room > 0 && nanoTime.getAsLong() - claimedAt < patienceNanos;
    }

    /**
     * Puts these into places that were kept free, and gives up the other places.
     *
     * @param untilNanos until when they may be claimed, by this object's clock
     */
    synchronized void put(int places, List<T> handed, long untilNanos) {
        reserved -= places;
        handed.forEach(one -> waiting.add(new Held<>(one, untilNanos)));
        if (!handed.isEmpty()) {
            filled = true;
            filledAt = nanoTime.getAsLong();
        }
        notifyAll();
    }

    /** All that nobody comes to claim any more; nothing while somebody does. */
    synchronized List<T> abandoned() {
        return isAwaited() ? List.of() : drain();
    }

    /** All of it; nothing comes any more before the next claim. */
    synchronized List<T> drain() {
        List<T> all = values(waiting);
        waiting.clear();
        room = 0;
        notifyAll();
        return all;
    }
}
