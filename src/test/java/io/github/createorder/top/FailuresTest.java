package io.github.createorder.top;

import static io.github.createorder.top.Outcome.Kind.MISCONFIGURED;
import static io.github.createorder.top.Outcome.Kind.NOT_EXECUTED;
import static io.github.createorder.top.Outcome.Kind.UNKNOWN;
import static io.github.createorder.top.Outcome.Kind.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.top.Outcome.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.RuntimeCamelException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

    private final Judge judge = new Judge();

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused"), UNREACHABLE),
                Arguments.of(new HttpHostConnectException("refused"), UNREACHABLE),
                Arguments.of(new UnknownHostException("gw"), UNREACHABLE),
                Arguments.of(new NoRouteToHostException(), UNREACHABLE),
                Arguments.of(new ConnectTimeoutException("slow"), UNREACHABLE),
                Arguments.of(new SSLHandshakeException("Remote host terminated the handshake"), UNREACHABLE),
                Arguments.of(new ConnectionRequestTimeoutException("pool"), NOT_EXECUTED),
                Arguments.of(new SSLPeerUnverifiedException("other name"), MISCONFIGURED),
                Arguments.of(
                        new SSLHandshakeException("PKIX").initCause(new CertificateException("untrusted")),
                        MISCONFIGURED),
                Arguments.of(new SocketTimeoutException("Read timed out"), UNKNOWN),
                Arguments.of(new SocketException("Connection reset"), UNKNOWN),
                Arguments.of(new NoHttpResponseException("gone"), UNKNOWN),
                Arguments.of(new ConnectionClosedException(), UNKNOWN),
                Arguments.of(new TruncatedChunkException("cut"), UNKNOWN),
                Arguments.of(new MalformedChunkCodingException("bad"), UNKNOWN),
                Arguments.of(new ZipException("Not in GZIP format"), UNKNOWN),
                Arguments.of(new EOFException(), UNKNOWN),
                Arguments.of(new SSLException("bad record"), UNKNOWN),
                Arguments.of(new InterruptedIOException(), UNKNOWN),
                Arguments.of(new IOException("anything"), UNKNOWN),
                Arguments.of(new IllegalStateException(), UNKNOWN),
                Arguments.of(new OutOfMemoryError(), UNKNOWN));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theKindOfExceptionTells(Throwable failure, Kind kind) {
        assertThat(judge.failed(failure).kind()).isEqualTo(kind);
        assertThat(judge.failed(new RuntimeCamelException(new IOException(failure)))
                        .kind())
                .isEqualTo(kind);
        Throwable root = failure.getCause() == null ? failure : failure.getCause();
        assertThat(judge.failed(failure).reason()).contains(root.getClass().getSimpleName());
    }

    @Test
    void knowledgeOfTheClientGoesBeforeTheKindOfException() {
        assertThat(judge.failed(new CallFailedException(true, new ConnectException()))
                        .kind())
                .isEqualTo(UNKNOWN);
        assertThat(judge.failed(new CallFailedException(true, new SSLHandshakeException("late")))
                        .kind())
                .isEqualTo(UNKNOWN);
        assertThat(judge.failed(new CallFailedException(false, new SocketTimeoutException("handshake")))
                        .kind())
                .isEqualTo(UNREACHABLE);
        assertThat(judge.failed(new CallFailedException(false, new InterruptedIOException()))
                        .kind())
                .isEqualTo(NOT_EXECUTED);
    }

    @Test
    void endlessChainOfCausesEnds() {
        IOException one = new IOException("one");
        one.initCause(new IOException("two", one));
        assertThat(judge.failed(one).kind()).isEqualTo(UNKNOWN);
        assertThat(judge.failed(null).kind()).isEqualTo(UNKNOWN);
    }
}
