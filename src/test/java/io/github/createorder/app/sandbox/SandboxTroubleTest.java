package io.github.createorder.app.sandbox;

import static io.github.createorder.app.sandbox.SandboxClient.answer;
import static io.github.createorder.app.sandbox.SandboxClient.error;
import static io.github.createorder.app.sandbox.SandboxClient.form;
import static io.github.createorder.app.sandbox.SandboxClient.order;
import static io.github.createorder.app.sandbox.SandboxClient.params;
import static io.github.createorder.app.sandbox.SandboxClient.result;
import static io.github.createorder.app.sandbox.SandboxClient.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.sandbox.TroubleRule.How;
import io.github.createorder.app.sandbox.TroubleRule.When;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxTroubleTest {

    private final TestClock clock = new TestClock();
    private SandboxGateway sandbox;
    private SandboxClient client;

    @BeforeEach
    void start() {
        sandbox = SandboxGateway.start(SandboxSettings.builder(SandboxClient.APP_KEY, SandboxClient.SECRET)
                .clock(clock)
                .build());
        client = new SandboxClient(sandbox.port());
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"HANG", "HANG_AFTER_ACCEPT"})
    void hangNeverAnswers(TroubleKind kind) throws IOException {
        sandbox.trouble().set(TroubleRule.of(kind));

        try (Socket socket = post("I-1")) {
            socket.setSoTimeout(300);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(sandbox.record().stats().inFlight()).isEqualTo(1);
        }

        assertAccepted(kind);
        await().untilAsserted(
                        () -> assertThat(sandbox.record().stats().inFlight()).isZero());
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET", "RESET_AFTER_ACCEPT"})
    void resetIsARealReset(TroubleKind kind) throws IOException {
        sandbox.trouble().set(TroubleRule.of(kind));

        try (Socket socket = post("I-1")) {
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }

        assertAccepted(kind);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSE", "CLOSE_AFTER_ACCEPT"})
    void closeEndsTheConnectionInGoodOrder(TroubleKind kind) throws IOException {
        sandbox.trouble().set(TroubleRule.of(kind));

        try (Socket socket = post("I-1")) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }

        assertAccepted(kind);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 429, 404, 302})
    void statusComesWithAPage(int status) throws Exception {
        sandbox.trouble().set(TroubleRule.status(status));

        HttpResponse<String> response = client.post("I-1");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).startsWith("<html>");
        assertThat(response.headers().firstValue("Location").isPresent()).isEqualTo(status == 302);
        assertAccepted(TroubleKind.STATUS);
        sandbox.trouble().set(TroubleRule.status(status).afterAccept());
        assertThat(client.post("I-1").statusCode()).isEqualTo(status);
        assertAccepted(TroubleKind.STATUS_AFTER_ACCEPT);
    }

    @ParameterizedTest
    @EnumSource(names = {"EMPTY", "EMPTY_AFTER_ACCEPT"})
    void emptyIs200WithoutABody(TroubleKind kind) {
        sandbox.trouble().set(TroubleRule.of(kind));

        HttpResponse<String> response = client.post("I-1");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertAccepted(kind);
    }

    @ParameterizedTest
    @EnumSource(names = {"TRUNCATED", "TRUNCATED_AFTER_ACCEPT"})
    void truncatedPromisesMoreThanItSends(TroubleKind kind) throws IOException {
        sandbox.trouble().set(TroubleRule.of(kind));

        try (Socket socket = post("I-1")) {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            assertThat(body).startsWith("{\"alibaba_finance").doesNotEndWith("}");
            assertThat(contentLength(answer)).isGreaterThan(body.length());
        }

        assertAccepted(kind);
        await().untilAsserted(
                        () -> assertThat(sandbox.record().stats().inFlight()).isZero());
    }

    @ParameterizedTest
    @EnumSource(names = {"WRONG_ROOT", "WRONG_ROOT_AFTER_ACCEPT"})
    void wrongRootLooksLikeASuccess(TroubleKind kind) {
        sandbox.trouble().set(TroubleRule.of(kind));

        assertThat(answer(client.post("I-1"))
                        .at("/alibaba_finance_insurance_surrender_response/is_success")
                        .asBoolean())
                .isTrue();
        assertAccepted(kind);
    }

    @ParameterizedTest
    @EnumSource(names = {"SIMPLIFY", "SIMPLIFY_AFTER_ACCEPT"})
    void simplifyHasNoRoot(TroubleKind kind) {
        sandbox.trouble().set(TroubleRule.of(kind));

        assertThat(answer(client.post("I-1")).path("is_success").asBoolean()).isTrue();
        assertAccepted(kind);
    }

    @ParameterizedTest
    @EnumSource(names = {"HUGE", "HUGE_AFTER_ACCEPT"})
    void hugeIsASuccessOnlyWhenAccepted(TroubleKind kind) {
        sandbox.trouble().set(TroubleRule.of(kind));

        HttpResponse<String> response = client.post("I-1");

        assertThat(response.body()).hasSizeGreaterThan(10 * 1024 * 1024);
        assertThat(result(response).path("is_success").asBoolean()).isEqualTo(kind.isAfterAccept());
        assertAccepted(kind);
    }

    @Test
    void gzipIsTheUsualAnswerCompressed() throws Exception {
        sandbox.trouble().set(TroubleRule.of(TroubleKind.GZIP));

        HttpResponse<byte[]> response = raw("I-1");

        assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertThat(SandboxClient.JSON
                            .readTree(in)
                            .at("/alibaba_finance_insurance_createorder_response/is_success")
                            .asBoolean())
                    .isTrue();
        }
        assertThat(sandbox.record().order("I-1")).isPresent();
    }

    @Test
    void gbkIsTheUsualAnswerInAnotherCharset() throws Exception {
        sandbox.trouble().set(TroubleRule.of(TroubleKind.GBK));

        HttpResponse<byte[]> response = raw("I-1");

        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/javascript;charset=GBK");
        assertThat(new String(response.body(), Charset.forName("GBK"))).contains("成功");
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).doesNotContain("成功");
        assertThat(sandbox.record().order("I-1")).isPresent();
    }

    @Test
    void givenErrorIsAnswered() {
        sandbox.trouble().set(TroubleRule.error(15, null, "isp.remote-service-timeout", "a \"b\""));
        HttpResponse<String> response = client.post("I-1");

        assertThat(error(response).path("code").asInt()).isEqualTo(15);
        assertThat(error(response).path("sub_code").asText()).isEqualTo("isp.remote-service-timeout");
        assertThat(error(response).path("sub_msg").asText()).isEqualTo("a \"b\"");
        assertAccepted(TroubleKind.ERROR);
        sandbox.trouble()
                .set(TroubleRule.error(50, null, "isp.service-error", null).afterAccept());
        client.post("I-1");
        assertAccepted(TroubleKind.ERROR_AFTER_ACCEPT);
    }

    @Test
    void givenResponseCodeIsAnswered() {
        sandbox.trouble().set(TroubleRule.notSuccess("PRODUCT_OFFLINE", "产品已下线"));
        HttpResponse<String> response = client.post("I-1");

        assertThat(result(response).path("is_success").asBoolean(true)).isFalse();
        assertThat(result(response).path("response_code").asText()).isEqualTo("PRODUCT_OFFLINE");
        assertThat(result(response).path("response_msg").asText()).isEqualTo("产品已下线");
        assertAccepted(TroubleKind.NOT_SUCCESS);
    }

    @Test
    void delayBeforeAcceptingAcceptsLateEvenWhenTheCallerHasGone() throws IOException {
        sandbox.trouble().set(TroubleRule.delay(300, 50));

        try (Socket socket = post("I-1")) {
            await().until(() -> sandbox.record().posts("I-1") == 1);
            assertThat(sandbox.record().order("I-1")).isEmpty();
            assertThat(socket.isConnected()).isTrue();
        }

        await().until(() -> sandbox.record().order("I-1").isPresent());
    }

    @Test
    void delayAfterAcceptingAddsUpWithWhatComesNext() {
        sandbox.trouble()
                .set(
                        TroubleRule.delay(100, 0).afterAccept(),
                        TroubleRule.delay(150, 0).afterAccept(),
                        TroubleRule.status(503).afterAccept(),
                        TroubleRule.status(500));
        long start = System.nanoTime();

        assertThat(client.post("I-1").statusCode()).isEqualTo(503);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(245));
        assertAccepted(TroubleKind.STATUS_AFTER_ACCEPT);
    }

    @Test
    void lostReplyIsAnsweredAgainAndIsNoRepeatAfterSuccess() throws IOException {
        sandbox.trouble().set(TroubleRule.of(TroubleKind.RESET_AFTER_ACCEPT).when(When.firstAttempts(1)));
        try (Socket socket = post("I-1")) {
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }

        assertThat(result(client.post("I-1")).path("response_code").asText()).isEqualTo("SUCCESS");
        assertThat(sandbox.record().stats().repeats()).isEqualTo(1);
        assertThat(sandbox.record().stats().repeatsAfterSuccess()).isZero();
    }

    @Test
    void banCountsDownTruthfully() {
        sandbox.trouble().set(TroubleRule.ban(71).when(When.next(1)));

        assertBanned(client.post("I-1"), 71);
        clock.pass(Duration.ofMillis(1));
        assertBanned(client.post("I-1"), 71);
        clock.pass(Duration.ofMillis(999));
        assertBanned(client.post("I-2"), 70);
        clock.pass(Duration.ofSeconds(69).plusMillis(999));
        assertBanned(client.post("I-2"), 1);
        clock.pass(Duration.ofMillis(1));

        assertThat(result(client.post("I-1")).path("is_success").asBoolean()).isTrue();
        SandboxStats stats = sandbox.record().stats();
        assertThat(stats.bans()).isEqualTo(1);
        assertThat(stats.postsDuringBan()).isEqualTo(3);
        assertThat(stats.banList()).singleElement().satisfies(ban -> {
            assertThat(ban.untilMillis() - ban.fromMillis()).isEqualTo(71_000);
            assertThat(ban.lastPostMillis() - ban.fromMillis()).isEqualTo(70_999);
        });
        assertThat(stats.refused()).containsEntry("7 " + TroubleRule.APP_API_LIMIT, 3L);
    }

    @Test
    void banEndsWhenTroubleIsCleared() {
        sandbox.trouble().set(TroubleRule.ban(31_062));
        client.post("I-1");
        sandbox.trouble().clear();

        assertThat(result(client.post("I-1")).path("is_success").asBoolean()).isTrue();
    }

    @Test
    void banMaySpeakInATextThatCannotBeRead() {
        sandbox.trouble()
                .set(new TroubleRule(
                        TroubleKind.BAN,
                        null,
                        new How(
                                0,
                                0,
                                0,
                                null,
                                5,
                                0,
                                0,
                                null,
                                "accesscontrol.limited-by-api-access-count",
                                "later",
                                null,
                                null,
                                0)));

        for (int i = 0; i < 2; i++) {
            HttpResponse<String> response = client.post("I-1");
            assertThat(error(response).path("sub_code").asText())
                    .isEqualTo("accesscontrol.limited-by-api-access-count");
            assertThat(error(response).path("sub_msg").asText()).isEqualTo("later");
        }
    }

    @Test
    void tooManyInOneSecondAreBanned() {
        sandbox.trouble().set(TroubleRule.qpsLimit(3, 2));
        for (int second = 0; second < 2; second++) {
            for (int i = 0; i < 3; i++) {
                assertThat(result(client.post("I-" + second + i))
                                .path("is_success")
                                .asBoolean())
                        .isTrue();
            }
            clock.pass(Duration.ofSeconds(1));
        }
        for (int i = 0; i < 3; i++) {
            client.post("J-" + i);
        }

        assertBanned(client.post("J-3"), 2);
        clock.pass(Duration.ofSeconds(2));
        assertThat(result(client.post("J-3")).path("is_success").asBoolean()).isTrue();
        assertThat(sandbox.trouble().done()).containsEntry(TroubleKind.QPS_LIMIT, 1L);
    }

    @Test
    void ruleStrikesTheOrdersItNames() {
        sandbox.trouble()
                .set(
                        TroubleRule.status(500).when(When.prefix("A-")),
                        TroubleRule.status(501).when(new When(null, "B-\\d+", 0, 0, 0, null, 0, 0)),
                        TroubleRule.status(502).when(When.every(3)),
                        TroubleRule.status(503).when(When.always().max(1)));

        assertThat(statuses("A-1", "B-1", "B-x", "C", "C", "C", "C", "C", "A-1", "C"))
                .containsExactly(500, 501, 503, 200, 502, 200, 200, 502, 500, 200);
    }

    @Test
    void firstAttemptsAreCountedForEachIdentifier() {
        sandbox.trouble().set(TroubleRule.status(500).when(When.firstAttempts(2)));

        assertThat(statuses("A", "B", "A", "A", "B", "B")).containsExactly(500, 500, 500, 200, 500, 200);
    }

    @Test
    void nextStrikesTheNextOnly() {
        sandbox.trouble().set(TroubleRule.status(500).when(When.next(2)));

        assertThat(statuses("A", "B", "C")).containsExactly(500, 500, 200);
    }

    @Test
    void chanceIsTheSameInEveryRunAndFair() {
        TroubleRule rule = TroubleRule.status(500).when(When.chance(0.3, 42));
        List<Boolean> first = struck(rule);

        assertThat(struck(rule)).isEqualTo(first);
        assertThat(struck(TroubleRule.status(500).when(When.chance(0.3, 43)))).isNotEqualTo(first);
        assertThat(first.stream().filter(hit -> hit).count()).isBetween(2_800L, 3_200L);
    }

    @Test
    void orderThatIsNotWellFormedMeetsNoTrouble() {
        sandbox.trouble().set(TroubleRule.status(500));

        assertThat(error(client.order(order("I-1").put("tenant", "")))
                        .path("code")
                        .asInt())
                .isEqualTo(50);
        assertThat(sandbox.trouble().done()).isEmpty();
    }

    @Test
    void ruleThatLacksItsParticularsIsRefused() {
        for (TroubleKind kind : List.of(
                TroubleKind.BAN,
                TroubleKind.QPS_LIMIT,
                TroubleKind.STATUS,
                TroubleKind.ERROR,
                TroubleKind.NOT_SUCCESS)) {
            assertThatThrownBy(() -> TroubleRule.of(kind)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> When.chance(1.1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TroubleRule.ban(1).afterAccept()).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Boolean> struck(TroubleRule rule) {
        SandboxTrouble trouble = new SandboxTrouble(new Bans(), new TestClock());
        trouble.set(rule);
        return IntStream.range(0, 10_000)
                .mapToObj(i -> trouble.plan("order-" + i / 2, i % 2, 0).rule() != null)
                .toList();
    }

    private List<Integer> statuses(String... identifiers) {
        return List.of(identifiers).stream()
                .map(identifier -> client.post(identifier).statusCode())
                .toList();
    }

    private void assertBanned(HttpResponse<String> response, int seconds) {
        assertThat(error(response).path("code").asInt()).isEqualTo(7);
        assertThat(error(response).path("msg").asText()).isEqualTo("App Call Limited");
        assertThat(error(response).path("sub_code").asText())
                .isEqualTo("accesscontrol.limited-by-app-api-access-count");
        assertThat(error(response).path("sub_msg").asText())
                .isEqualTo("This ban will last for " + seconds + " more seconds");
    }

    private void assertAccepted(TroubleKind kind) {
        assertThat(sandbox.record().order("I-1").isPresent()).isEqualTo(kind.isAfterAccept());
        assertThat(sandbox.record().posts("I-1")).isPositive();
        assertThat(sandbox.trouble().done()).containsKey(kind);
    }

    private HttpResponse<byte[]> raw(String identifier) throws Exception {
        return client.http()
                .send(
                        client.request(null)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(
                                        form(signed(params(order(identifier).toString())))))
                                .build(),
                        BodyHandlers.ofByteArray());
    }

    private Socket post(String identifier) throws IOException {
        String form = form(signed(params(order(identifier).toString())));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port());
        socket.setSoTimeout(5_000);
        socket.getOutputStream()
                .write(("POST /router/rest HTTP/1.1\r\nHost: sandbox\r\n"
                                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                                + "\r\n\r\n" + form)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static int contentLength(String answer) {
        return answer.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                .findFirst()
                .orElseThrow();
    }
}
