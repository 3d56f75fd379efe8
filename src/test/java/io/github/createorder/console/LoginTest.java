package io.github.createorder.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, by each of the ways, and who does not. */
class LoginTest {
    private Instant now = Instant.parse("2026-11-30T00:00:00Z");

    @TempDir
    Path folder;

    private Login login(Map<String, String> properties) {
        return new Login(settings(properties), () -> now, (password, stored) -> password.equals("right"));
    }

    private static ConsoleSettings settings(Map<String, String> properties) {
        Settings settings = new Settings(key -> Optional.ofNullable(properties.get(key)));
        ConsoleSettings read = ConsoleSettings.read(settings);
        settings.refuseIfFaulty();
        return read;
    }

    private static WebRequest from(String remote, Map<String, String> headers, String principal, Set<String> roles) {
        return new WebRequest("GET", "", Map.of(), Map.of(), null, headers, remote, principal, roles, null);
    }

    @Test
    void withoutALoginThisMachineIsAnsweredAndNobodyElseNorBehindAProxy() {
        Login login = login(Map.of());
        assertThat(login.refusal(from("127.0.0.1", Map.of(), null, Set.of()))).isNull();
        assertThat(login.refusal(from("0:0:0:0:0:0:0:1", Map.of(), null, Set.of())))
                .isNull();
        assertThat(login.refusal(from("10.1.2.3", Map.of(), null, Set.of()))).isEqualTo("refused.not-loopback");
        assertThat(login.refusal(from("127.0.0.1", Map.of("x-forwarded-for", "10.1.2.3"), null, Set.of())))
                .isEqualTo("refused.not-loopback");
    }

    @Test
    void aProxysHeadersAreBelievedFromItsAddressOnly() {
        Login login = login(Map.of(
                "createorder.console.login", "proxy",
                "createorder.console.proxy.trusted", "10.0.0.1",
                "createorder.console.roles.operator", "ops, sre"));
        Map<String, String> headers = Map.of("x-forwarded-user", "wang", "x-forwarded-groups", "sre , viewer");
        assertThat(login.refusal(from("10.0.0.2", headers, null, Set.of()))).isEqualTo("refused.not-proxy");
        WebRequest trusted = from("10.0.0.1", headers, null, Set.of());
        assertThat(login.refusal(trusted)).isNull();
        assertThat(login.without(trusted)).contains(new User("wang", Set.of(Grant.OPERATOR, Grant.VIEWER)));
        assertThat(login.without(from("10.0.0.1", Map.of(), null, Set.of()))).isEmpty();
    }

    @Test
    void theRuntimesPrincipalHasTheGrantsOfItsRoles() {
        Login login = login(Map.of("createorder.console.login", "runtime"));
        assertThat(login.without(from("10.0.0.9", Map.of(), "li", Set.of("viewer", "audit"))))
                .contains(new User("li", Set.of(Grant.VIEWER, Grant.AUDIT)));
        assertThat(login.without(from("10.0.0.9", Map.of(), null, Set.of()))).isEmpty();
    }

    @Test
    void afterFiveFailuresANameWaitsAQuarterOfAnHourWithTheRightPasswordToo() throws IOException {
        String hash = "pbkdf2-sha256:600000:" + "A".repeat(22) + "==:" + "A".repeat(43) + "=";
        Path users = Files.writeString(folder.resolve("users"), "# 用户\nzhao = " + hash + " viewer, edit\n");
        Login login = login(Map.of("createorder.console.login", "file", "createorder.console.users", users.toString()));
        for (int i = 0; i < 5; i++) {
            assertThat(login.wait("zhao", "10.0.0.9")).isLessThanOrEqualTo(Duration.ZERO);
            assertThat(login.byPassword("zhao", "wrong", "10.0.0.9")).isEqualTo(new Login.Tried(null, "login.wrong"));
        }
        assertThat(login.wait("zhao", "10.0.0.9")).isEqualTo(Duration.ofMinutes(15));
        assertThat(login.byPassword("zhao", "right", "10.0.0.9")).isEqualTo(new Login.Tried(null, "login.wait"));
        // Another name is not locked out by it.
        assertThat(login.wait("qian", "10.0.0.9")).isEqualTo(Duration.ZERO);
        now = now.plus(Duration.ofMinutes(15));
        assertThat(login.wait("zhao", "10.0.0.9")).isEqualTo(Duration.ZERO);
        assertThat(login.byPassword("zhao", "right", "10.0.0.9").user())
                .isEqualTo(new User("zhao", Set.of(Grant.VIEWER, Grant.EDIT)));
        assertThat(login.byPassword("nobody", "right", "10.0.0.9").user()).isNull();
    }

    /** Else as many passwords could be tried as requests are under way at once, and all of the node's processors for it. */
    @Test
    void passwordsAreLookedAtOneAfterTheOtherAndNoMoreThanFiveThoughManyComeAtOnce() throws Exception {
        AtomicInteger looked = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        Login login = new Login(settings(Map.of()), () -> now, (password, stored) -> {
            looked.incrementAndGet();
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            atOnce.decrementAndGet();
            return false;
        });
        ExecutorService people = Executors.newFixedThreadPool(30);
        try {
            List<Future<Login.Tried>> tried = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                tried.add(people.submit(() -> {
                    go.await();
                    Login.Tried came = login.byPassword("zhao", "guess", "10.0.0.9");
                    for (int again = 0; again < 10; again++) {
                        came = login.byPassword("zhao", "guess", "10.0.0.9");
                    }
                    return came;
                }));
            }
            go.countDown();
            for (Future<Login.Tried> one : tried) {
                assertThat(one.get().user()).isNull();
            }
        } finally {
            people.shutdownNow();
        }
        assertThat(looked).hasValue(5);
        assertThat(mostAtOnce).hasValue(1);
    }

    @Test
    void visitorsWithoutACookiePushNobodyOutWhoIsLoggedInAndAnotherLoginNoneButItsOwn() {
        Sessions sessions = new Sessions(Duration.ofMinutes(30), () -> now);
        String boss = sessions.begin(new User("boss", Set.of(Grant.VIEWER))).id();
        String first = sessions.begin(new User("looker", Set.of())).id();
        String visitor = sessions.begin(null).id();
        for (int i = 0; i < 5_000; i++) {
            sessions.begin(null);
            sessions.begin(new User("looker", Set.of()));
        }
        assertThat(sessions.find(boss)).isPresent();
        assertThat(sessions.find(first)).isEmpty();
        assertThat(sessions.find(visitor)).isEmpty();
    }

    @Test
    void aSessionEndsWhenItIsIdleAndAfterAShiftHoweverOftenAPageAsksForItself() {
        Sessions sessions = new Sessions(Duration.ofMinutes(30), () -> now);
        String idle = sessions.begin(new User("zhao", Set.of())).id();
        String busy = sessions.begin(new User("zhao", Set.of())).id();
        for (int minutes = 0; minutes < 12 * 60; minutes += 20) {
            assertThat(sessions.find(busy)).as("after %d minutes", minutes).isPresent();
            now = now.plus(Duration.ofMinutes(20));
        }
        assertThat(sessions.find(idle)).isEmpty();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(sessions.find(busy)).isEmpty();
    }

    @Test
    void whatStrangersAreDeniedIsAuditedButDoesNotFillTheLedger() {
        Strangers strangers = new Strangers(() -> now);
        AtomicInteger rows = new AtomicInteger();
        for (int i = 0; i < 10 * Strangers.MOST; i++) {
            strangers.noted(rows::incrementAndGet);
        }
        assertThat(rows).hasValue(Strangers.MOST);
        now = now.plus(Strangers.EACH);
        strangers.noted(rows::incrementAndGet);
        assertThat(rows).hasValue(Strangers.MOST + 1);
    }

    /** Nobody could ever get in; and a server that is open to others is to take no body of any size. */
    @Test
    void onCamelMainALoginByTheRuntimeAndAServerWithoutALimitAreRefused() {
        assertThat(onCamelMain("runtime", Map.of("camel.server.host", "10.0.0.5")))
                .hasSize(2)
                .anyMatch(fault -> fault.contains("Camel Main has no login of its own"))
                .anyMatch(fault -> fault.contains("camel.server.maxBodySize = 8200000"));
        assertThat(onCamelMain(
                        "proxy", Map.of("camel.server.host", "10.0.0.5", "camel.server.max-body-size", "8200000")))
                .isEmpty();
        assertThat(onCamelMain("none", Map.of("camel.server.host", "127.0.0.1")))
                .isEmpty();
    }

    private static List<String> onCamelMain(String login, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("camel.server.enabled", "true");
        Settings settings = new Settings(key -> Optional.ofNullable(all.get(key)));
        ConsoleSettings.checkCamelMain(settings, ConsoleSettings.LoginKind.valueOf(login.toUpperCase(Locale.ROOT)));
        return settings.faults();
    }

    @Test
    void aUsersFileIsReadWholeAndEachWrongLineIsNamed() throws IOException {
        Path users = Files.writeString(
                folder.resolve("users"),
                "a\nb = clear-text viewer\nc = pbkdf2-sha256:1000:" + "A".repeat(22) + "==:" + "A".repeat(43)
                        + "= viewer\n");
        Settings settings = new Settings(key -> Optional.ofNullable(
                Map.of("createorder.console.login", "file", "createorder.console.users", users.toString())
                        .get(key)));
        ConsoleSettings.read(settings);
        assertThat(settings.faults())
                .hasSize(3)
                .anyMatch(fault -> fault.contains("line 1"))
                .anyMatch(fault -> fault.contains("line 2"))
                .anyMatch(fault -> fault.contains("line 3") && fault.contains("600000"));
    }

    @Test
    void aPasswordIsRightForItsOwnHashOnly() {
        String hash = Passwords.hash("a long password".toCharArray());
        assertThat(Passwords.fault(hash)).isNull();
        assertThat(Passwords.isRight("a long password".toCharArray(), hash)).isTrue();
        assertThat(Passwords.isRight("another".toCharArray(), hash)).isFalse();
        assertThat(hash).doesNotContain("password").startsWith("pbkdf2-sha256:600000:");
    }
}
