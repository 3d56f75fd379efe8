package io.github.createorder.app.sandbox;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stand-in for TOP's {@code /router/rest} to develop and test against. It serves
 * {@code alibaba.finance.insurance.createorder} and {@code taobao.time.get}, is as strict as the real gateway is known
 * to be, keeps a record of what it accepted, and misbehaves on request. Where the real gateway's behaviour is not
 * published it takes a side of its own: a repeated identifier gets the first answer again, and with another payload
 * {@code IDENTIFIER_CONFLICT}.
 */
public final class SandboxGateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxGateway.class);

    private static final String GATEWAY_PATH = "/router/rest";
    private static final int MAX_BODY = 4 * 1024 * 1024;
    private static final int MAX_HEAD = 64 * 1024;
    private static final long PATIENCE_SECONDS = 30;

    private final SandboxSettings settings;
    private final Bans bans = new Bans();
    private final SandboxTrouble trouble;
    private final SandboxRecord record;
    private final Vertx vertx;
    private volatile int port;

    private SandboxGateway(SandboxSettings settings) throws IOException {
        this.settings = settings;
        trouble = new SandboxTrouble(bans, settings.clock());
        // Ids of a restarted sandbox without a journal start beyond those of the one before.
        long firstRequestId = settings.clock().millis() << 20;
        record = new SandboxRecord(bans, trouble, settings.keepPayloads(), settings.journal(), firstRequestId);
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(settings.eventLoops())
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /**
     * Starts a gateway, reading its journal first.
     *
     * @throws IllegalArgumentException when the host is not loopback and that is not allowed
     * @throws IllegalStateException when it cannot listen, or the journal is in use
     * @throws UncheckedIOException when the journal cannot be read
     */
    public static SandboxGateway start(SandboxSettings settings) {
        SandboxGateway gateway = null;
        try {
            if (!settings.allowRemote()
                    && !InetAddress.getByName(settings.host()).isLoopbackAddress()) {
                throw new IllegalArgumentException(
                        "the sandbox listens on loopback only, unless told otherwise: " + settings.host());
            }
            gateway = new SandboxGateway(settings);
            gateway.listen();
            LOG.info("Sandbox gateway on http://{}:{}{}", settings.host(), gateway.port, GATEWAY_PATH);
            return gateway;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            if (gateway != null) {
                gateway.close();
            }
            throw e;
        }
    }

    public int port() {
        return port;
    }

    public SandboxTrouble trouble() {
        return trouble;
    }

    public SandboxRecord record() {
        return record;
    }

    /** Forgets orders, counts, bans and rules, and empties the journal. */
    public void reset() {
        record.forget();
        trouble.forget();
        bans.forget();
    }

    @Override
    public void close() {
        await(vertx.close(), "close");
        try {
            record.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        await(
                vertx.deployVerticle(Loop::new, new DeploymentOptions().setInstances(settings.eventLoops())),
                "listen on " + settings.host() + ":" + settings.port());
    }

    private static void await(Future<?> future, String what) {
        try {
            future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the sandbox could not " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** One event loop's share of the connections. */
    private final class Loop extends AbstractVerticle {

        private TopEndpoint top;
        private AdminEndpoint admin;

        @Override
        public void start(Promise<Void> started) {
            top = new TopEndpoint(settings, record, trouble, bans, vertx);
            admin = new AdminEndpoint(record, trouble, SandboxGateway.this::reset);
            HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                    .setHost(settings.host())
                    // A negative port means any free one, the same for all loops.
                    .setPort(settings.port() == 0 ? -1 : settings.port())
                    .setAcceptBacklog(1024)
                    .setHandle100ContinueAutomatically(true)
                    .setHttp2ClearTextEnabled(false)
                    .setMaxInitialLineLength(MAX_HEAD)
                    .setMaxHeaderSize(MAX_HEAD));
            server.requestHandler(this::receive)
                    .listen()
                    .onSuccess(listening -> port = listening.actualPort())
                    .<Void>mapEmpty()
                    .onComplete(started);
        }

        private void receive(HttpServerRequest request) {
            String path = request.path();
            if (request.method().equals(HttpMethod.HEAD)) {
                // Whoever only wants to know the time.
                request.response()
                        .putHeader(
                                "Date",
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                        settings.clock().instant().atOffset(ZoneOffset.UTC)))
                        .setStatusCode(405)
                        .end();
            } else if (path.equals(GATEWAY_PATH)) {
                Exchange exchange = new Exchange(request, record);
                collect(request, body -> TopEndpoint.guarded(exchange, () -> top.serve(exchange, body)));
            } else if (path.startsWith(AdminEndpoint.PATH)) {
                collect(request, body -> admin.serve(request, body));
            } else {
                record.strayed();
                request.response().setStatusCode(404).end("<html><body><h1>404 Not Found</h1></body></html>");
            }
        }

        /** Hands over the whole body; one that is too large ends the connection. */
        private void collect(HttpServerRequest request, Consumer<byte[]> whole) {
            Buffer body = Buffer.buffer();
            request.handler(chunk -> {
                if (body.length() + chunk.length() > MAX_BODY) {
                    request.connection().close();
                } else {
                    body.appendBuffer(chunk);
                }
            });
            request.endHandler(v -> whole.accept(body.getBytes()));
        }
    }
}
