package io.github.createorder.drop;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files in the inbox whose names are not as the format's {@code file-name} says, or are those of transfers under way. They may
 * well be somebody else's, so they are no alarm; but an order file under a wrong name would lie there for good, so each is told
 * once in the log when it has lain there for long. Of the files that are there it knows a hundred and no more. Confined to one
 * thread.
 */
final class LeftAlone {
    static final int MOST = 100;

    private static final Logger LOG = LoggerFactory.getLogger(LeftAlone.class);

    private final String source;
    private final Duration after;
    private final DropClock clock;
    private final Map<String, Long> since = new HashMap<>();
    private final Set<String> told = new HashSet<>();

    LeftAlone(String source, Duration after, DropClock clock) {
        this.source = source;
        this.after = after;
        this.clock = clock;
    }

    /** @param names all that are there now, safe ones; and why each is left alone */
    void look(Map<String, String> names) {
        since.keySet().retainAll(names.keySet());
        told.retainAll(names.keySet());
        names.forEach((name, why) -> {
            if (since.size() < MOST) {
                since.putIfAbsent(name, clock.mark());
            }
            Long first = since.get(name);
            if (first != null && clock.isPast(first, after) && told.add(name)) {
                LOG.warn(
                        "Source {}: {} lies in the inbox and is left alone: {}. If its orders are to be sent, give it its"
                                + " right name",
                        source,
                        name,
                        why);
            }
        });
    }
}
