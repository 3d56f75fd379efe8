package io.github.createorder.table;

import io.github.createorder.ledger.Report;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Rows that are in the ledger and still stand there as claimed. One whose outcome comes soon goes from claimed to its end in
 * one step; the others are marked as taken long before their claim could expire. What this forgets with its process is no
 * harm: an expired claim is taken again, and the ledger knows the order. Thread-safe.
 */
final class UntoldRows {
    private final InstantSource clock;
    private final Duration patience;
    private final Map<String, Instant> since = new LinkedHashMap<>();

    /** @param patience how long to wait for an outcome; zero for not at all */
    UntoldRows(InstantSource clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    /** Rows that have just been taken into the ledger. */
    void add(List<String> refs, Consumer<List<String>> mark) {
        if (patience.isZero()) {
            mark.accept(refs);
            return;
        }
        synchronized (since) {
            Instant now = clock.instant();
            refs.forEach(ref -> since.put(ref, now));
        }
    }

    /** Marks those that have waited long enough, or all. */
    void tell(boolean all, Consumer<List<String>> mark) {
        List<String> due = new ArrayList<>();
        synchronized (since) {
            Instant latest = clock.instant().minus(patience);
            since.forEach((ref, at) -> {
                if (all || !at.isAfter(latest)) {
                    due.add(ref);
                }
            });
        }
        if (!due.isEmpty()) {
            mark.accept(due);
            synchronized (since) {
                since.keySet().removeAll(due);
            }
        }
    }

    /** Writes outcomes; rows that get theirs need no other word, and meanwhile nobody else writes to them. */
    List<Report> around(List<Report> reports, UnaryOperator<List<Report>> write) {
        Map<String, Instant> held = new HashMap<>();
        synchronized (since) {
            for (Report report : reports) {
                Instant at = since.remove(report.ref());
                if (at != null) {
                    held.put(report.ref(), at);
                }
            }
        }
        try {
            List<Report> done = write.apply(reports);
            done.forEach(report -> held.remove(report.ref()));
            return done;
        } finally {
            synchronized (since) {
                since.putAll(held);
            }
        }
    }
}
