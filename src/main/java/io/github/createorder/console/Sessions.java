package io.github.createorder.console;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who is at the console, in this node's memory. A browser has nothing but a random number. Those who are nobody yet, and come with
 * each request anew when they keep no cookie, push out their like and nobody who is known; and nobody pushes out more than his own.
 */
final class Sessions {
    static final String COOKIE = "createorder-session";

    /** A page that asks for itself every few seconds is never idle; after a shift somebody logs in again. */
    static final Duration LONGEST = Duration.ofHours(12);

    private static final int MOST_VISITORS = 1_000;
    private static final int MOST_KNOWN = 1_000;
    private static final int MOST_OF_ONE = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Duration idle;
    private final InstantSource clock;
    /** The one that was used least lately first. */
    private final Map<String, Session> visitors = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<String, Session> known = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param token goes with each form
     * @param user null before a login
     */
    record Session(String id, String token, User user, Instant begun, Instant used) {}

    Sessions(Duration idle, InstantSource clock) {
        this.idle = idle;
        this.clock = clock;
    }

    /** A new one; whatever number the browser had before is not used again. */
    synchronized Session begin(User user) {
        Instant now = clock.instant();
        Session session = new Session(random(), random(), user, now, now);
        if (user == null) {
            visitors.put(session.id, session);
            shorten(visitors, MOST_VISITORS);
        } else {
            forgetEldest(user.name());
            known.put(session.id, session);
            shorten(known, MOST_KNOWN);
        }
        return session;
    }

    private void forgetEldest(String name) {
        var his = known.values().stream()
                .filter(session -> session.user.name().equals(name))
                .toList();
        if (his.size() >= MOST_OF_ONE) {
            known.remove(his.get(0).id);
        }
    }

    private static void shorten(Map<String, Session> sessions, int most) {
        if (sessions.size() > most) {
            sessions.remove(sessions.keySet().iterator().next());
        }
    }

    synchronized Optional<Session> find(String id) {
        Map<String, Session> all = known.containsKey(id) ? known : visitors;
        Session session = all.get(id);
        if (session == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (session.used.plus(idle).isBefore(now) || session.begun.plus(LONGEST).isBefore(now)) {
            all.remove(id);
            return Optional.empty();
        }
        Session used = new Session(session.id, session.token, session.user, session.begun, now);
        all.put(id, used);
        return Optional.of(used);
    }

    synchronized void end(String id) {
        known.remove(id);
        visitors.remove(id);
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
