package com.example.orders;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The console with Quarkus' own login in front. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
@TestProfile(RuntimeLoginTest.Guarded.class)
class RuntimeLoginTest {
    private static final String PASSWORD = "only-on-loopback";

    @TestHTTPResource("/createorder")
    URL console;

    /** What differs from the app as it is. */
    public static final class Guarded implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "createorder.console.login", "runtime",
                    "quarkus.http.auth.permission.console.paths", "/createorder,/createorder/*",
                    "quarkus.http.auth.permission.console.policy", "authenticated",
                    "quarkus.security.users.embedded.enabled", "true",
                    "quarkus.security.users.embedded.plain-text", "true",
                    "quarkus.security.users.embedded.users.wang", PASSWORD,
                    "quarkus.security.users.embedded.users.zhao", PASSWORD,
                    "quarkus.security.users.embedded.roles.wang", "viewer",
                    "quarkus.security.users.embedded.roles.zhao", "viewer,operator");
        }
    }

    @Test
    void whoeverIsLoggedInHasTheRightsOfHisRoles() throws Exception {
        ConsolePages.rights(
                "http://127.0.0.1:" + console.getPort() + "/createorder", "wang", basic("wang"), basic("zhao"));
    }

    private static List<String> basic(String name) {
        return List.of(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString((name + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8)));
    }
}
