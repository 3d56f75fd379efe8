package io.github.createorder.app.sandbox;

import static io.github.createorder.app.sandbox.SandboxClient.answer;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxAdminTest {

    private SandboxGateway sandbox;
    private SandboxClient client;

    @BeforeEach
    void start() {
        sandbox = SandboxGateway.start(SandboxSettings.builder(SandboxClient.APP_KEY, SandboxClient.SECRET)
                .clock(new TestClock())
                .build());
        client = new SandboxClient(sandbox.port());
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void rulesAreSetReadAndTakenAwayAsJson() {
        String rules = """
                [{"kind":"status-after-accept","when":{"first_attempts":1,"identifier_prefix":"A"},"how":{"status":503}},
                 {"kind":"ban","when":{"next":1},"how":{"seconds":9}}]""";

        assertThat(client.admin("PUT", "trouble", rules).statusCode()).isEqualTo(200);

        assertThat(sandbox.trouble().rules())
                .containsExactly(
                        TroubleRule.status(503)
                                .afterAccept()
                                .when(new TroubleRule.When("A", null, 0, 0, 1, null, 0, 0)),
                        TroubleRule.ban(9).when(TroubleRule.When.next(1)));
        assertThat(client.post("A-1").statusCode()).isEqualTo(503);
        assertThat(SandboxClient.error(client.post("B-1")).path("code").asInt()).isEqualTo(7);
        assertThat(answer(client.admin("GET", "trouble", "")).at("/0/kind").asText())
                .isEqualTo("status-after-accept");
        String shown = client.admin("GET", "trouble", "").body();
        assertThat(client.admin("PUT", "trouble", shown).body()).isEqualTo(shown);
        assertThat(client.admin("DELETE", "trouble", "").body()).isEqualTo("[]\n");
        assertThat(client.post("B-1").statusCode()).isEqualTo(200);
        assertThat(sandbox.record().order("B-1")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[null]",
                "[{}]",
                "[{\"kind\":\"rain\"}]",
                "[{\"kind\":\"ban\"}]",
                "[{\"kind\":\"hang\",\"wen\":{}}]",
                "[{\"kind\":\"hang\",\"when\":{\"identifier_regex\":\"(\"}}]"
            })
    void rulesThatMakeNoSenseAreRefusedAndChangeNothing(String rules) {
        sandbox.trouble().set(TroubleRule.status(503));

        HttpResponse<String> response = client.admin("PUT", "trouble", rules);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(answer(response).path("error").asText()).isNotBlank();
        assertThat(sandbox.trouble().rules()).hasSize(1);
    }

    @Test
    void statsTellAll() {
        client.post("I-1");
        client.post("I-1");
        client.order(SandboxClient.order("I-1").put("plan", "another"));
        client.order(SandboxClient.order("I-2").put("tenant", ""));
        client.admin("PUT", "trouble", "[{\"kind\":\"empty\"}]");
        client.post("I-2");

        String stats = client.admin("GET", "stats", "").body();

        assertThat(stats)
                .contains("\"posts\" : 5", "\"accepted\" : 1", "\"repeats\" : 1", "\"conflicts\" : 1")
                .contains("\"50 isv.missing-parameter\" : 1", "\"empty\" : 1", "\"in_flight_max\" : 1")
                .contains("\"posts_during_ban\" : 0");
        assertThat(answer(client.admin("GET", "conflicts", ""))
                        .at("/0/identifier")
                        .asText())
                .isEqualTo("I-1");
    }

    @Test
    void acceptedIsALineForEachIdentifier() {
        for (int i = 0; i < 2_000; i++) {
            client.post("I-" + i);
        }

        String body = client.admin("GET", "accepted", "").body();

        assertThat(body.lines())
                .hasSize(2_000)
                .contains("I-7\t" + sandbox.record().order("I-7").orElseThrow().digest());
    }

    @Test
    void resetForgetsOrdersCountsAndRules() {
        client.admin("PUT", "trouble", "[{\"kind\":\"status-after-accept\",\"how\":{\"status\":500}}]");
        client.post("I-1");

        assertThat(client.admin("POST", "reset", "").statusCode()).isEqualTo(200);

        assertThat(client.admin("GET", "accepted", "").body()).isEmpty();
        assertThat(client.post("I-1").statusCode()).isEqualTo(200);
        assertThat(sandbox.record().stats().posts()).isEqualTo(1);
    }

    @Test
    void otherPathsAreNotFound() {
        assertThat(client.admin("GET", "weather", "").statusCode()).isEqualTo(404);
        assertThat(client.admin("POST", "stats", "").statusCode()).isEqualTo(404);
        assertThat(client.admin("GET", "../elsewhere", "").statusCode()).isEqualTo(404);
        assertThat(sandbox.record().stats().strays()).isZero();
    }
}
