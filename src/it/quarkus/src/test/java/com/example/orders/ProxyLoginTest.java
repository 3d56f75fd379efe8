package com.example.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URL;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The console behind a proxy that says who asks. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
@TestProfile(ProxyLoginTest.Behind.class)
class ProxyLoginTest {
    @TestHTTPResource("/createorder")
    URL console;

    /** What differs from the app as it is. */
    public static final class Behind implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("createorder.console.login", "proxy", "createorder.console.proxy.trusted", "127.0.0.1");
        }
    }

    @Test
    void whoeverTheProxyNamesHasTheRightsOfHisGroups() throws Exception {
        String base = "http://127.0.0.1:" + console.getPort() + "/createorder";
        ConsolePages.rights(
                base,
                "wang",
                List.of("X-Forwarded-User", "wang", "X-Forwarded-Groups", "viewer"),
                List.of("X-Forwarded-User", "zhao", "X-Forwarded-Groups", "operator,viewer"));
        assertThat(new ConsolePages(base, "X-Forwarded-User", "wang", "X-Forwarded-User", "boss").status(""))
                .as("a header twice")
                .isEqualTo(400);
        assertThat(new ConsolePages(base).status("?x-forwarded-user=boss&x-forwarded-groups=viewer"))
                .as("a parameter for a header")
                .isEqualTo(400);
    }
}
