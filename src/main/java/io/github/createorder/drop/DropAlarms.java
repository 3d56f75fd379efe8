package io.github.createorder.drop;

import io.github.createorder.drop.DropAlarm.Kind;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The alarms of one source that hold now; each is logged when it begins and when it ends. Thread-safe. */
public final class DropAlarms {
    private static final Logger LOG = LoggerFactory.getLogger(DropAlarms.class);

    private final String source;
    private final InstantSource clock;
    private final Map<String, DropAlarm> alarms = new ConcurrentHashMap<>();

    DropAlarms(String source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /** Name of the source. */
    public String source() {
        return source;
    }

    /** What holds now, oldest first. */
    public List<DropAlarm> current() {
        return alarms.values().stream()
                .sorted((a, b) -> a.since().compareTo(b.since()))
                .toList();
    }

    /** How many of a kind hold now. */
    public long count(Kind kind) {
        return alarms.values().stream().filter(alarm -> alarm.kind() == kind).count();
    }

    /** It holds from now on, or as long as it did before; its text is the newest: what is in the way may change. */
    void raise(Kind kind, String subject, String text) {
        DropAlarm before = alarms.get(DropAlarm.key(kind, subject));
        if (before == null || !before.text().equals(text)) {
            DropAlarm alarm = new DropAlarm(kind, subject, before == null ? clock.instant() : before.since(), text);
            alarms.put(alarm.key(), alarm);
            LOG.warn("Source {}: {}: {}", source, kind.word(), text);
        }
    }

    void end(Kind kind, String subject) {
        DropAlarm ended = alarms.remove(DropAlarm.key(kind, subject));
        if (ended != null) {
            LOG.info("Source {}: {} is over: {}", source, kind.word(), ended.text());
        }
    }

    /** Of these kinds, only those subjects hold; their texts are given elsewhere. */
    void keepOnly(Collection<Kind> kinds, Set<String> keys) {
        for (DropAlarm alarm : new HashSet<>(alarms.values())) {
            if (kinds.contains(alarm.kind()) && !keys.contains(alarm.key())) {
                end(alarm.kind(), alarm.subject());
            }
        }
    }

    /** None holds: another node looks after the source. */
    void clear() {
        alarms.clear();
    }
}
