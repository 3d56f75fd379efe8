package io.github.createorder.table;

import io.github.createorder.health.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person must look at in the table of a source while everything else goes on; logged when it begins, when its words
 * change and when it ends. It ends when it is said to, or when it has not come again for a while. Thread-safe.
 */
final class TableAlarms {
    private static final Logger LOG = LoggerFactory.getLogger(TableAlarms.class);

    /** Longer than a claim or a report lies until it is tried again, as a rule. */
    static final Duration HOLDS = Duration.ofMinutes(15);

    /** What an alarm is about. */
    enum Subject {
        CLAIM,
        CLAIM_IN_PART,
        TAKE,
        UNCLAIMABLE,
        ODD_COUNTS,
        REPORT_IN_PART,
        REPORT
    }

    private final String source;
    private final InstantSource clock;
    private final Map<Subject, Alarm> alarms = new ConcurrentHashMap<>();

    private record Alarm(Instant since, Instant last, String text) {}

    TableAlarms(String source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    void raise(Subject subject, String text) {
        Instant now = clock.instant();
        Alarm before = alarms.get(subject);
        alarms.put(subject, new Alarm(before == null ? now : before.since, now, text));
        if (before == null || !before.text.equals(text)) {
            LOG.error("Source {}: {}", source, text);
        }
    }

    void end(Subject subject) {
        Alarm ended = alarms.remove(subject);
        if (ended != null) {
            LOG.info("Source {}: no longer so: {}", source, ended.text);
        }
    }

    /** All that holds now; empty when nothing does. */
    Optional<Trouble> trouble() {
        Instant now = clock.instant();
        alarms.values().removeIf(alarm -> alarm.last.plus(HOLDS).isBefore(now));
        return alarms.values().stream()
                .map(Alarm::since)
                .min(Comparator.naturalOrder())
                .map(since -> new Trouble(
                        since,
                        alarms.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(entry -> entry.getValue().text)
                                .collect(Collectors.joining("; "))));
    }
}
