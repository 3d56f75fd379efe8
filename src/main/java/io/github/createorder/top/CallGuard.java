package io.github.createorder.top;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Stands outermost around a call and makes certain what the client leaves open: whether a failed request had left, that an
 * answer ends in time, and that an answer nobody wants to read to its end is cut off instead of being drained.
 */
final class CallGuard implements ExecChainHandler {

    private static final String SENT = CallGuard.class.getName() + ".sent";

    private final long answerNanos;

    CallGuard(Duration answerLimit) {
        this.answerNanos = answerLimit.toNanos();
    }

    /** Stands innermost, where the connection is made and the request is about to be written. */
    static ClassicHttpResponse mark(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.setAttribute(SENT, true);
        return chain.proceed(request, scope);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException {
        long deadline = System.nanoTime() + answerNanos;
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            if (scope.clientContext.getAttribute(SENT) == null) {
                response.close();
                throw new ConnectException("The proxy refused the tunnel: HTTP " + response.getCode());
            }
            HttpEntity entity = response.getEntity();
            if (entity != null) {
                if (entity.getContentEncoding() == null) {
                    // HttpClient 5.6 decodes but leaves the header, and camel-http 4.18.0 would decode again
                    // (CAMEL-24234).
                    response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
                    response.removeHeaders(HttpHeaders.CONTENT_MD5);
                }
                response.setEntity(new GuardedEntity(entity, scope.execRuntime, deadline));
            }
            return response;
        } catch (IOException | HttpException | RuntimeException e) {
            throw new CallFailedException(scope.clientContext.getAttribute(SENT) != null, e);
        }
    }

    private static final class GuardedEntity extends HttpEntityWrapper {

        private final ExecRuntime connection;
        private final long deadline;
        private InputStream content;

        GuardedEntity(HttpEntity entity, ExecRuntime connection, long deadline) {
            super(entity);
            this.connection = connection;
            this.deadline = deadline;
        }

        @Override
        public InputStream getContent() throws IOException {
            if (content == null) {
                content = new GuardedStream(super.getContent(), connection, deadline);
            }
            return content;
        }
    }

    private static final class GuardedStream extends FilterInputStream {

        private final ExecRuntime connection;
        private final long deadline;
        private boolean ended;

        GuardedStream(InputStream in, ExecRuntime connection, long deadline) {
            super(in);
            this.connection = connection;
            this.deadline = deadline;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (System.nanoTime() - deadline > 0) {
                throw new SocketTimeoutException("The answer did not end in time");
            }
            int count = super.read(target, offset, length);
            ended |= count < 0;
            return count;
        }

        @Override
        public void close() throws IOException {
            if (ended) {
                super.close();
                return;
            }
            ended = true;
            // The client's own close() would read on to the end, however far that is.
            connection.discardEndpoint();
            try {
                super.close();
            } catch (IOException e) {
                // The connection is gone, as it should be.
                return;
            }
        }
    }
}
