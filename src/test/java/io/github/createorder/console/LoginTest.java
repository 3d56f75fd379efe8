package io.github.createorder.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, by each of the ways, and who does not. */
class LoginTest {
    private Instant now = Instant.parse("2026-11-30T00:00:00Z");

    @TempDir
    Path folder;

    private Login login(Map<String, String> properties) {
        Settings settings = new Settings(key -> Optional.ofNullable(properties.get(key)));
        ConsoleSettings read = ConsoleSettings.read(settings);
        settings.refuseIfFaulty();
        return new Login(read, () -> now, (password, stored) -> password.equals("right"));
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
            assertThat(login.byPassword("zhao", "wrong", "10.0.0.9")).isEmpty();
        }
        assertThat(login.wait("zhao", "10.0.0.9")).isEqualTo(Duration.ofMinutes(15));
        // Another name is not locked out by it.
        assertThat(login.wait("qian", "10.0.0.9")).isEqualTo(Duration.ZERO);
        now = now.plus(Duration.ofMinutes(15));
        assertThat(login.wait("zhao", "10.0.0.9")).isEqualTo(Duration.ZERO);
        assertThat(login.byPassword("zhao", "right", "10.0.0.9"))
                .contains(new User("zhao", Set.of(Grant.VIEWER, Grant.EDIT)));
        assertThat(login.byPassword("nobody", "right", "10.0.0.9")).isEmpty();
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
