package io.github.createorder.drop;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files in the inbox whose names are not as the format's {@code file-name} says. They may well be somebody else's, so they are
 * no alarm; but an order file under a wrong name would lie there for ever, so each is told once in the log when it has lain
 * there for long. Of the files that are there it knows a hundred and no more. Confined to one thread.
 */
final class LeftAlone {
    static final int MOST = 100;

    private static final Logger LOG = LoggerFactory.getLogger(LeftAlone.class);

    private final String source;
    private final Duration after;
    private final Map<String, Instant> since = new HashMap<>();
    private final Set<String> told = new HashSet<>();

    LeftAlone(String source, Duration after) {
        this.source = source;
        this.after = after;
    }

    /** @param names all that are there now; safe ones */
    void look(Collection<String> names, Instant now) {
        since.keySet().retainAll(names);
        told.retainAll(names);
        for (String name : names) {
            if (since.size() < MOST) {
                since.putIfAbsent(name, now);
            }
            Instant first = since.get(name);
            if (first != null && !first.plus(after).isAfter(now) && told.add(name)) {
                LOG.warn(
                        "Source {}: {} lies in the inbox and is left alone: its name is not as the format's file-name says."
                                + " If its orders are to be sent, give it its right name",
                        source,
                        name);
            }
        }
    }
}
