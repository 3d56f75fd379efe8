package io.github.createorder.top;

import static io.github.createorder.top.Outcome.Kind.ACCEPTED;
import static io.github.createorder.top.Outcome.Kind.BANNED;
import static io.github.createorder.top.Outcome.Kind.MISCONFIGURED;
import static io.github.createorder.top.Outcome.Kind.NOT_EXECUTED;
import static io.github.createorder.top.Outcome.Kind.REJECTED;
import static io.github.createorder.top.Outcome.Kind.UNKNOWN;
import static io.github.createorder.top.Outcome.Kind.UNREACHABLE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.DURATION;

import io.github.createorder.top.Outcome.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.net.ServerSocketFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sign, POST through camel-http and judge, as the send route does it, against a server that does anything. */
class TopCallTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/javascript;charset=UTF-8";
    private static final byte[] OK = JudgeTest.OK.getBytes(UTF_8);
    private static final String PASSWORD = "changeit";

    private static final TopHttpSettings SETTINGS = TopHttpSettings.defaults(2)
            .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(300));

    private static final TopHttpSettings PATIENT = TopHttpSettings.defaults(2)
            .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(1));

    private ScriptedServer server;
    private PoolingHttpClientConnectionManager pool;
    private CamelContext camel;

    @BeforeEach
    void startServer() throws IOException {
        server = new ScriptedServer();
    }

    @AfterEach
    void stop() throws IOException {
        if (camel != null) {
            camel.stop();
        }
        server.close();
    }

    private Outcome call() throws Exception {
        return call("http://127.0.0.1:" + server.port(), SETTINGS, Map.of());
    }

    private Outcome call(String address, TopHttpSettings settings, Map<String, Object> headers) throws Exception {
        if (camel == null) {
            startCamel(address, settings);
        }
        return camel.createFluentProducerTemplate()
                .to("direct:call")
                .withBody("{\"identifier\":\"1\"}")
                .withHeaders(headers)
                .request(Outcome.class);
    }

    private void startCamel(String address, TopHttpSettings settings) throws Exception {
        pool = TopHttpClient.pool(settings);
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("topHttpClient", TopHttpClient.create(settings, pool));
        camel.getRegistry().bind("judge", new Judge());
        camel.getRegistry()
                .bind(
                        "signer",
                        new TopSigner(
                                new TopCredentials("12345678", "secret", null),
                                SignMethod.HMAC_SHA256,
                                InstantSource.system()));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:call")
                        .bean("signer", "sign")
                        .setHeader("Content-Type", constant(TopSigner.CONTENT_TYPE))
                        .doTry()
                        .to(address + "/router/rest?httpClient=#topHttpClient&httpMethod=POST"
                                + "&throwExceptionOnFailure=false&disableStreamCache=true&copyHeaders=false"
                                + "&skipRequestHeaders=true&skipControlHeaders=true")
                        .bean("judge", "judge")
                        .doCatch(Exception.class)
                        .bean("judge", "failed(${exception})")
                        .end();
            }
        });
        camel.start();
    }

    private void assertOnePostAndNothingLeased() {
        assertThat(server.requests())
                .hasSize(1)
                .first()
                .satisfies(request -> assertThat(request.line()).isEqualTo("POST /router/rest HTTP/1.1"));
        assertThat(pool.getTotalStats().getLeased()).isZero();
    }

    private static ScriptedServer.Answer whole(String head, byte[] body) {
        return (socket, out) -> {
            out.write((head + "\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1));
            out.write(body);
        };
    }

    private static ScriptedServer.Answer raw(String text) {
        return (socket, out) -> {
            out.write(text.getBytes(ISO_8859_1));
            out.flush();
            socket.shutdownOutput();
        };
    }

    private static ScriptedServer.Answer reset(String text) {
        return (socket, out) -> {
            out.write(text.getBytes(ISO_8859_1));
            out.flush();
            Thread.sleep(50);
            socket.setSoLinger(true, 0);
            socket.close();
        };
    }

    private static ScriptedServer.Answer status(String line) {
        return whole("HTTP/1.1 " + line + "\r\nContent-Type: text/html", "<html>no</html>".getBytes(UTF_8));
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static Stream<Arguments> answers() {
        byte[] packed = gzip(OK);
        byte[] huge = new byte[10_000_000];
        Arrays.fill(huge, (byte) ' ');
        String banned = JudgeTest.error(
                "7", "accesscontrol.limited-by-api-access-count", "This ban will last for 1 more seconds");
        byte[] gbk = JudgeTest.error("50", "isv.x", "\u53c2\u6570").getBytes(Charset.forName("GBK"));
        return Stream.of(
                Arguments.of("accepted", ACCEPTED, whole(HEAD, OK)),
                Arguments.of("accepted, gzip", ACCEPTED, whole(HEAD + "\r\nContent-Encoding: gzip", packed)),
                Arguments.of(
                        "accepted, chunked",
                        ACCEPTED,
                        raw(HEAD + "\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(OK.length) + "\r\n"
                                + JudgeTest.OK + "\r\n0\r\n\r\n")),
                Arguments.of("accepted, to the end of the connection", ACCEPTED, raw(HEAD + "\r\n\r\n" + JudgeTest.OK)),
                Arguments.of("banned", BANNED, whole(HEAD, banned.getBytes(UTF_8))),
                Arguments.of(
                        "rejected in GBK",
                        REJECTED,
                        whole("HTTP/1.1 200 OK\r\nContent-Type: text/javascript;charset=GBK", gbk)),
                Arguments.of(
                        "banned in XML",
                        BANNED,
                        whole(
                                "HTTP/1.1 200 OK\r\nContent-Type: text/xml;charset=UTF-8",
                                "<error_response><code>7</code><msg>App Call Limited</msg></error_response>"
                                        .getBytes(UTF_8))),
                Arguments.of("rejected in GBK undeclared", REJECTED, whole(HEAD, gbk)),
                Arguments.of(
                        "bogus charset",
                        UNKNOWN,
                        whole("HTTP/1.1 200 OK\r\nContent-Type: text/javascript;charset=klingon", OK)),
                Arguments.of("empty", UNKNOWN, whole(HEAD, new byte[0])),
                Arguments.of("no content", UNKNOWN, raw("HTTP/1.1 204 No Content\r\n\r\n")),
                Arguments.of("HTML", UNKNOWN, whole(HEAD, "<html>".getBytes(UTF_8))),
                Arguments.of("truncated JSON", UNKNOWN, whole(HEAD, Arrays.copyOf(OK, OK.length - 1))),
                Arguments.of("huge", UNKNOWN, whole(HEAD, huge)),
                Arguments.of("huge when unpacked", UNKNOWN, whole(HEAD + "\r\nContent-Encoding: gzip", gzip(huge))),
                Arguments.of("gzip that is none", UNKNOWN, whole(HEAD + "\r\nContent-Encoding: gzip", OK)),
                Arguments.of(
                        "gzip cut short",
                        UNKNOWN,
                        whole(HEAD + "\r\nContent-Encoding: gzip", Arrays.copyOf(packed, packed.length - 12))),
                Arguments.of("unknown encoding", UNKNOWN, whole(HEAD + "\r\nContent-Encoding: klingon", OK)),
                Arguments.of(
                        "Java object",
                        UNKNOWN,
                        whole("HTTP/1.1 200 OK\r\nContent-Type: application/x-java-serialized-object", OK)),
                Arguments.of("301", MISCONFIGURED, status("301 Moved\r\nLocation: /elsewhere")),
                Arguments.of("302", MISCONFIGURED, status("302 Found\r\nLocation: /elsewhere")),
                Arguments.of("307", MISCONFIGURED, status("307 Temporary Redirect\r\nLocation: /elsewhere")),
                Arguments.of("308", MISCONFIGURED, status("308 Permanent Redirect\r\nLocation: /elsewhere")),
                Arguments.of("400", MISCONFIGURED, status("400 Bad Request")),
                Arguments.of("401", MISCONFIGURED, status("401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"")),
                Arguments.of("404", MISCONFIGURED, status("404 Not Found")),
                Arguments.of(
                        "407",
                        MISCONFIGURED,
                        status("407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"")),
                Arguments.of("408", UNKNOWN, status("408 Request Timeout\r\nConnection: close")),
                Arguments.of("429", BANNED, status("429 Too Many Requests\r\nRetry-After: 1")),
                Arguments.of("500", UNKNOWN, status("500 Internal Server Error")),
                Arguments.of("502", UNKNOWN, status("502 Bad Gateway")),
                Arguments.of("503", UNKNOWN, status("503 Service Unavailable\r\nRetry-After: 0")),
                Arguments.of("closed without an answer", UNKNOWN, raw("")),
                Arguments.of("reset without an answer", UNKNOWN, reset("")),
                Arguments.of("no HTTP", UNKNOWN, raw("220 ready for mail\r\n\r\n")),
                Arguments.of("half a head", UNKNOWN, raw("HTTP/1.1 200 OK\r\nContent-")),
                Arguments.of("endless head", UNKNOWN, raw("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n")),
                Arguments.of("body cut short", UNKNOWN, raw(HEAD + "\r\nContent-Length: 500\r\n\r\n" + JudgeTest.OK)),
                Arguments.of(
                        "chunk cut short",
                        UNKNOWN,
                        raw(HEAD + "\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n" + JudgeTest.OK)),
                Arguments.of(
                        "chunk of nonsense",
                        UNKNOWN,
                        raw(HEAD + "\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + JudgeTest.OK)),
                Arguments.of(
                        "reset in the body", UNKNOWN, reset(HEAD + "\r\nContent-Length: 500\r\n\r\n" + JudgeTest.OK)),
                Arguments.of("no answer in time", UNKNOWN, (ScriptedServer.Answer) (socket, out) -> Thread.sleep(3000)),
                Arguments.of("stalls in the body", UNKNOWN, (ScriptedServer.Answer) (socket, out) -> {
                    out.write((HEAD + "\r\nContent-Length: 500\r\n\r\n{").getBytes(ISO_8859_1));
                    out.flush();
                    Thread.sleep(3000);
                }),
                Arguments.of("a drop at a time forever", UNKNOWN, (ScriptedServer.Answer) (socket, out) -> {
                    out.write((HEAD + "\r\nContent-Length: 500000\r\n\r\n{").getBytes(ISO_8859_1));
                    while (true) {
                        out.write(' ');
                        out.flush();
                        Thread.sleep(50);
                    }
                }));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("answers")
    void oneCallIsOnePost(String name, Kind kind, ScriptedServer.Answer answer) throws Exception {
        server.answers(answer);
        startCamel("http://127.0.0.1:" + server.port(), SETTINGS);
        long start = System.nanoTime();
        Outcome outcome = call();
        assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(kind);
        assertThat(outcome.reason()).isNotBlank().doesNotContain("identifier");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
        assertOnePostAndNothingLeased();
    }

    @Test
    void requestIsAForm() throws Exception {
        server.answers(HEAD, OK);
        call(
                "http://127.0.0.1:" + server.port(),
                SETTINGS,
                Map.of("X-Planted", "1", "CamelHttpUri", "http://127.0.0.1:1/"));
        assertThat(server.requests().get(0).body())
                .contains("create_order_request=%7B%22identifier%22%3A%221%22%7D")
                .contains("&sign=");
        assertThat(server.requests().get(0).headers())
                .contains("User-Agent: createorder-routes")
                .anyMatch(header -> header.equalsIgnoreCase("Content-Type: " + TopSigner.CONTENT_TYPE)
                        || header.equalsIgnoreCase("Content-Type: application/x-www-form-urlencoded; charset=UTF-8"))
                .anyMatch(header -> header.startsWith("Accept-Encoding: gzip"))
                .noneMatch(header ->
                        header.startsWith("X-Planted") || header.startsWith("Upgrade") || header.startsWith("Cookie"));
    }

    @Test
    void retryAfterReachesTheJudge() throws Exception {
        server.answers(status("429 Too Many Requests\r\nRetry-After: 17"));
        assertThat(call()).extracting(Outcome::ban, DURATION).isEqualTo(Duration.ofSeconds(17));
    }

    @Test
    void connectionIsUsedAgain() throws Exception {
        server.answers(HEAD, OK);
        for (int i = 0; i < 20; i++) {
            assertThat(call().kind()).isEqualTo(ACCEPTED);
        }
        assertThat(server.requests()).hasSize(20);
        assertThat(server.connections()).isEqualTo(1);
        assertThat(pool.getTotalStats().getLeased()).isZero();
    }

    @Test
    void aConnectionThatTheGatewayClosedIsNotUsed() throws Exception {
        server.answers((socket, out) -> {
            whole(HEAD, OK).to(socket, out);
            out.flush();
            socket.close();
        });
        for (int i = 0; i < 3; i++) {
            assertThat(call().kind()).isEqualTo(ACCEPTED);
            Thread.sleep(300);
        }
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void nobodyThereIsUnreachable() throws Exception {
        int port = server.port();
        server.close();
        Outcome outcome = call("http://127.0.0.1:" + port, SETTINGS, Map.of());
        assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(UNREACHABLE);
        assertThat(pool.getTotalStats().getLeased()).isZero();
    }

    @Test
    void unknownHostIsUnreachable() throws Exception {
        Outcome outcome = call("http://gateway.invalid:80", SETTINGS, Map.of());
        assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(UNREACHABLE);
    }

    @Test
    void connectTimeoutIsUnreachable() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1)) {
            Socket[] waiting = new Socket[8];
            for (int i = 0; i < waiting.length; i++) {
                waiting[i] = new Socket();
                try {
                    waiting[i].connect(full.getLocalSocketAddress(), 50);
                } catch (java.net.SocketTimeoutException e) {
                    break;
                }
            }
            Outcome outcome = call("http://127.0.0.1:" + full.getLocalPort(), SETTINGS, Map.of());
            assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(UNREACHABLE);
            for (Socket socket : waiting) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void noFreeConnectionIsNotExecuted() throws Exception {
        server.answers((socket, out) -> Thread.sleep(3000));
        startCamel("http://127.0.0.1:" + server.port(), SETTINGS);
        List<java.util.concurrent.CompletableFuture<Outcome>> calls = Stream.generate(() ->
                        java.util.concurrent.CompletableFuture.supplyAsync(
                                () -> {
                                    try {
                                        return call();
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    }
                                },
                                task -> new Thread(task).start()))
                .limit(3)
                .toList();
        List<Kind> kinds = calls.stream().map(one -> one.join().kind()).toList();
        assertThat(kinds).containsExactlyInAnyOrder(UNKNOWN, UNKNOWN, NOT_EXECUTED);
        assertThat(server.requests()).hasSize(2);
        assertThat(pool.getTotalStats().getLeased()).isZero();
    }

    @Test
    void aClosedClientIsNotExecuted() throws Exception {
        server.answers(HEAD, OK);
        call();
        pool.close();
        Outcome outcome = call();
        assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(NOT_EXECUTED);
    }

    @Test
    void proxyIsUsed() throws Exception {
        server.answers(HEAD, OK);
        Outcome outcome = call(
                "http://gateway.invalid",
                SETTINGS.withProxy(URI.create("http://127.0.0.1:" + server.port())),
                Map.of());
        assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(ACCEPTED);
        assertThat(server.requests().get(0).line()).startsWith("POST http://gateway.invalid/router/rest");
    }

    @Test
    void refusedTunnelIsUnreachable() throws Exception {
        server.answers(status("502 Bad Gateway"));
        Outcome outcome = call(
                "https://gateway.invalid",
                SETTINGS.withProxy(URI.create("http://127.0.0.1:" + server.port())),
                Map.of());
        assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(UNREACHABLE);
        assertThat(server.requests()).allMatch(request -> request.line().startsWith("CONNECT "));
    }

    @Test
    void handshakeThatStallsOrBreaksIsUnreachable() throws Exception {
        // A plain server waits for a line that a TLS client never ends.
        Outcome stalled = call("https://127.0.0.1:" + server.port(), SETTINGS, Map.of());
        assertThat(stalled.kind()).as(stalled.reason()).isEqualTo(UNREACHABLE);
        assertThat(pool.getTotalStats().getLeased()).isZero();
    }

    @Test
    void untrustedCertificateIsMisconfigured() throws Exception {
        tlsServer("CN=127.0.0.1", "ip:127.0.0.1");
        Outcome outcome = call("https://127.0.0.1:" + server.port(), PATIENT, Map.of());
        assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(MISCONFIGURED);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void certificateOfAnotherNameIsMisconfigured() throws Exception {
        Path store = tlsServer("CN=other.example", "dns:other.example");
        Outcome outcome = call("https://127.0.0.1:" + server.port(), PATIENT.withTrustStore(store, PASSWORD), Map.of());
        assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(MISCONFIGURED);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void extraTrustStoreIsTrusted() throws Exception {
        Path store = tlsServer("CN=127.0.0.1", "ip:127.0.0.1");
        server.answers(HEAD, OK);
        Outcome outcome = call("https://127.0.0.1:" + server.port(), PATIENT.withTrustStore(store, PASSWORD), Map.of());
        assertThat(outcome.kind()).as(outcome.reason()).isEqualTo(ACCEPTED);
        assertOnePostAndNothingLeased();
    }

    @Test
    void trustStoreThatCannotBeOpenedIsRefused() throws Exception {
        Path file = Files.writeString(folder().resolve("trust.p12"), "nonsense");
        assertThatThrownBy(() -> TopHttpClient.create(SETTINGS.withTrustStore(file, "secret-word")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trust.p12")
                .hasMessageNotContaining("secret-word");
        assertThat(SETTINGS.withTrustStore(file, "secret-word").toString()).doesNotContain("secret-word");
    }

    @Test
    void wrongSettingsAreListedAtOnce() {
        assertThatThrownBy(() -> TopHttpSettings.defaults(0).withTimeouts(Duration.ZERO, null, null))
                .hasMessageContaining("concurrency");
        assertThatThrownBy(() -> TopHttpSettings.defaults(1).withTimeouts(Duration.ZERO, null, Duration.ofSeconds(-1)))
                .extracting(Throwable::getMessage)
                .asString()
                .hasLineCount(3);
    }

    private static Path folder() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(Path.of("target", "tls")), "");
    }

    /** Replaces the server by one with a certificate of its own, and returns the store that holds it. */
    private Path tlsServer(String name, String san) throws Exception {
        server.close();
        Path store = folder().resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        name,
                        "-ext",
                        "san=" + san,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        ServerSocketFactory factory = SSLContexts.custom()
                .loadKeyMaterial(keys, PASSWORD.toCharArray())
                .build()
                .getServerSocketFactory();
        server = new ScriptedServer(factory);
        return store;
    }
}
