package io.github.createorder.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;

/**
 * What those do who are nobody is audited too, but not without end: rows of the audit are never removed, and whoever can reach the
 * console could fill the ledger's database with them.
 */
final class Strangers {
    /** As many as people in earnest never make. */
    static final int MOST = 100;

    static final Duration EACH = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

    private final InstantSource clock;
    private Instant begun = Instant.MIN;
    private int noted;

    Strangers(InstantSource clock) {
        this.clock = clock;
    }

    /** Has it noted, if there is room. Whoever is refused is not told when the ledger is away. */
    void noted(Runnable note) {
        if (mayBeNoted()) {
            try {
                note.run();
            } catch (NestedRuntimeException e) {
                LOG.warn("What a stranger was denied could not be audited", e);
            }
        }
    }

    private synchronized boolean mayBeNoted() {
        Instant now = clock.instant();
        if (!now.isBefore(begun.plus(EACH))) {
            begun = now;
            noted = 0;
        }
        if (++noted == MOST + 1) {
            LOG.warn(
                    "More than {} requests in {} minutes came from people who are not logged in and were denied: for the rest of"
                            + " this time no more of them are audited",
                    MOST,
                    EACH.toMinutes());
        }
        return noted <= MOST;
    }
}
