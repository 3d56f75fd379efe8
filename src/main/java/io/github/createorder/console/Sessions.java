package io.github.createorder.console;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who is at the console, in this node's memory. A browser has nothing but a random number. */
final class Sessions {
    static final String COOKIE = "createorder-session";

    private static final int MOST = 1_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Duration idle;
    private final InstantSource clock;
    /** The one that was used least lately first. */
    private final Map<String, Session> all = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param token goes with each form
     * @param user null before a login
     */
    record Session(String id, String token, User user, Instant used) {}

    Sessions(Duration idle, InstantSource clock) {
        this.idle = idle;
        this.clock = clock;
    }

    /** A new one; whatever number the browser had before is not used again. */
    synchronized Session begin(User user) {
        Session session = new Session(random(), random(), user, clock.instant());
        all.put(session.id, session);
        if (all.size() > MOST) {
            all.remove(all.keySet().iterator().next());
        }
        return session;
    }

    synchronized Optional<Session> find(String id) {
        Session session = all.get(id);
        if (session == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (session.used.plus(idle).isBefore(now)) {
            all.remove(id);
            return Optional.empty();
        }
        Session used = new Session(session.id, session.token, session.user, now);
        all.put(id, used);
        return Optional.of(used);
    }

    synchronized void end(String id) {
        all.remove(id);
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
