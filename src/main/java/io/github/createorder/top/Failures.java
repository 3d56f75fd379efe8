package io.github.createorder.top;

import io.github.createorder.top.Outcome.Kind;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/** What a broken call proves. */
final class Failures {

    private static final int MAX_CAUSES = 20;
    private static final List<Class<? extends Throwable>> POOL = List.of(ConnectionRequestTimeoutException.class);
    private static final List<Class<? extends Throwable>> TRUST =
            List.of(SSLPeerUnverifiedException.class, CertificateException.class, CertPathValidatorException.class);
    private static final List<Class<? extends Throwable>> CONNECT = List.of(
            ConnectTimeoutException.class,
            ConnectException.class,
            UnknownHostException.class,
            NoRouteToHostException.class,
            UnresolvedAddressException.class,
            SSLHandshakeException.class);

    private Failures() {}

    static Outcome judge(Throwable failure) {
        List<Throwable> causes = causes(failure);
        CallFailedException call = (CallFailedException) causes.stream()
                .filter(CallFailedException.class::isInstance)
                .findFirst()
                .orElse(null);
        String root = causes.isEmpty() ? "no cause given" : words(causes.get(causes.size() - 1));
        if (call != null && call.sent()) {
            return unknown(root);
        }
        if (any(causes, POOL)) {
            return outcome(Kind.NOT_EXECUTED, "no free connection, more workers than connections: " + root);
        }
        if (any(causes, TRUST)) {
            return outcome(Kind.MISCONFIGURED, "the server's certificate is not trusted or not for its name: " + root);
        }
        if (any(causes, CONNECT)) {
            return outcome(Kind.UNREACHABLE, "no connection: " + root);
        }
        if (call == null) {
            return unknown(root);
        }
        // Nothing was sent. A client that is being closed, or a thread that is being stopped, says nothing of the
        // gateway.
        return ownDoing(call.getCause())
                ? outcome(Kind.NOT_EXECUTED, "stopped before anything was sent: " + root)
                : outcome(Kind.UNREACHABLE, "no usable connection: " + root);
    }

    private static boolean ownDoing(Throwable cause) {
        return cause instanceof RuntimeException
                || (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException));
    }

    private static Outcome unknown(String root) {
        return outcome(Kind.UNKNOWN, "no answer, the order may exist: " + root);
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && causes.size() < MAX_CAUSES; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static boolean any(List<Throwable> causes, List<Class<? extends Throwable>> types) {
        return causes.stream().anyMatch(cause -> types.stream().anyMatch(type -> type.isInstance(cause)));
    }

    private static String words(Throwable root) {
        return root.getClass().getSimpleName() + (root.getMessage() == null ? "" : " " + root.getMessage());
    }

    private static Outcome outcome(Kind kind, String reason) {
        return new Outcome(kind, Judge.clean(reason), 0, null, null, null, null, null, 0);
    }
}
