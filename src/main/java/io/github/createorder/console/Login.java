package io.github.createorder.console;

import io.github.createorder.console.ConsoleSettings.LoginKind;
import io.github.createorder.console.ConsoleSettings.StoredUser;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/** Says who asks, by the one way that is configured. */
final class Login {
    private static final int FREE_FAILURES = 5;
    private static final Duration LOCK = Duration.ofMinutes(15);
    private static final int MOST_KNOWN = 10_000;
    private static final int MOST_WAITING = 5;

    /** Of nobody: what an unknown name is held against, so that it takes as long as a known one. */
    private static final String OF_NOBODY = "pbkdf2-sha256:" + Passwords.LEAST_ROUNDS + ":AAAAAAAAAAAAAAAAAAAAAA==:"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private final ConsoleSettings settings;
    private final InstantSource clock;
    private final BiPredicate<String, String> isRight;
    private final Map<String, Failures> failures = new LinkedHashMap<>();
    private final Semaphore looking = new Semaphore(1, true);

    private record Failures(int count, Instant last) {}

    Login(ConsoleSettings settings, InstantSource clock) {
        this(settings, clock, (password, stored) -> Passwords.isRight(password.toCharArray(), stored));
    }

    /** @param isRight whether a password belongs to a hash */
    Login(ConsoleSettings settings, InstantSource clock, BiPredicate<String, String> isRight) {
        this.isRight = isRight;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whether people type a name and a password into a page of ours. */
    boolean asks() {
        return settings.login() == LoginKind.FILE;
    }

    /** Why whoever sent this gets no page at all; a key of the texts, or null. */
    String refusal(WebRequest request) {
        return switch (settings.login()) {
            case NONE -> {
                boolean proxied = request.header("x-forwarded-for") != null || request.header("forwarded") != null;
                yield proxied || !ConsoleSettings.isLoopback(request.remote()) ? "refused.not-loopback" : null;
            }
            case PROXY -> settings.trusted().contains(request.remote()) ? null : "refused.not-proxy";
            case FILE, RUNTIME -> null;
        };
    }

    /** Who that is, without a page of ours; empty when nobody. */
    Optional<User> without(WebRequest request) {
        return switch (settings.login()) {
            case NONE -> Optional.of(new User("local", EnumSet.allOf(Grant.class)));
            case PROXY -> {
                String groups = request.headers().getOrDefault(settings.groupsHeader(), "");
                yield Optional.ofNullable(request.header(settings.userHeader()))
                        .filter(name -> !name.isBlank())
                        .map(name -> settings.user(name, List.of(groups.strip().split("\\s*,\\s*"))));
            }
            case RUNTIME -> Optional.ofNullable(request.principal()).map(name -> settings.user(name, request.roles()));
            case FILE -> Optional.empty();
        };
    }

    /**
     * What came of a name and a password.
     *
     * @param user null when they do not belong together, or were not looked at
     * @param wrong why not, as a key of the texts
     */
    record Tried(User user, String wrong) {}

    /**
     * Looks at one password after the other, because each takes half a second of a processor that the orders need, and because
     * many at once would all be looked at before the first failure is known.
     */
    Tried byPassword(String name, String password, String remote) {
        if (!isTurn()) {
            return new Tried(null, "login.busy");
        }
        try {
            if (wait(name, remote).compareTo(Duration.ZERO) > 0) {
                return new Tried(null, "login.wait");
            }
            StoredUser stored = settings.users().get(name);
            boolean right = isRight.test(password, stored == null ? OF_NOBODY : stored.hash());
            if (stored != null && right) {
                forget(name);
                return new Tried(settings.user(name, stored.groups()), null);
            }
            failed("name " + name);
            failed("from " + remote);
            return new Tried(null, "login.wrong");
        } finally {
            looking.release();
        }
    }

    /** Whoever waits too long goes away: a server has few threads. */
    private boolean isTurn() {
        try {
            return looking.getQueueLength() < MOST_WAITING && looking.tryAcquire(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How long this name, or this address, has to wait; zero when it need not. After five failures it is a quarter of an hour. */
    synchronized Duration wait(String name, String remote) {
        Duration longest = Duration.ZERO;
        for (String key : List.of("name " + name, "from " + remote)) {
            Failures before = failures.get(key);
            if (before != null && before.count >= FREE_FAILURES * (key.startsWith("from") ? 4 : 1)) {
                Duration left = Duration.between(clock.instant(), before.last.plus(LOCK));
                longest = left.compareTo(longest) > 0 ? left : longest;
            }
        }
        return longest;
    }

    /** Whether there is somebody of this name. */
    boolean knows(String name) {
        return settings.users().containsKey(name);
    }

    private synchronized void forget(String name) {
        failures.remove("name " + name);
    }

    private synchronized void failed(String key) {
        Instant now = clock.instant();
        Failures before = failures.remove(key);
        boolean old = before == null || before.last.plus(LOCK).isBefore(now);
        failures.put(key, new Failures(old ? 1 : before.count + 1, now));
        if (failures.size() > MOST_KNOWN) {
            failures.remove(failures.keySet().iterator().next());
        }
    }
}
