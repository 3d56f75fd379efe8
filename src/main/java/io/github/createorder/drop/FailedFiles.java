package io.github.createorder.drop;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Files of the inbox that could not be worked on to their end, whatever the reason: each waits longer after each failure, and
 * when it is due again it comes after all that have not failed. Confined to one thread.
 */
final class FailedFiles {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMinutes(5);

    private final DropClock clock;
    private final Map<String, Backoff> failed = new HashMap<>();

    FailedFiles(DropClock clock) {
        this.clock = clock;
    }

    void failed(String name) {
        failed.computeIfAbsent(name, key -> new Backoff(clock, FIRST, MOST)).failed();
    }

    void succeeded(String name) {
        failed.remove(name);
    }

    /** What is not in the inbox any more is forgotten. */
    void keepOnly(Set<String> there) {
        failed.keySet().retainAll(there);
    }

    /** Which files are to be worked on now. */
    List<DropFile> choose(List<DropFile> ready, int max) {
        long now = clock.mark();
        return ready.stream()
                .filter(file -> !failed.containsKey(file.name())
                        || !failed.get(file.name()).isWaiting())
                // The sort is stable: those that have not failed stay in their order.
                .sorted(Comparator.comparing(
                        file -> lastFailure(file, now), Comparator.nullsFirst(Comparator.reverseOrder())))
                .limit(max)
                .toList();
    }

    /** How long ago, in nanoseconds; null when never. */
    private Long lastFailure(DropFile file, long now) {
        Backoff backoff = failed.get(file.name());
        return backoff == null ? null : now - backoff.failedAt();
    }
}
