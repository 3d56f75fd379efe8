package io.github.createorder.console;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server of Camel Main cannot read, such as {@code %zz} in an address or a field longer than it takes: a page that says so,
 * where Vert.x would answer two words and log an error with its stack trace. Of other paths the two words stay, and a line.
 */
final class UnreadRequests {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadRequests.class);
    private static final int TOO_LARGE = 413;
    private static final List<Integer> STATUSES = List.of(400, TOO_LARGE);

    private final String path;
    private final Set<String> headers;
    private final Function<WebRequest, WebAnswer> console;

    private UnreadRequests(String path, Set<String> headers, Function<WebRequest, WebAnswer> console) {
        this.path = path;
        this.headers = headers;
        this.console = console;
    }

    /**
     * Answers them from now on.
     *
     * @param port as it is configured
     * @param headers that the console reads, in lower case
     */
    static void answer(
            CamelContext context,
            String port,
            String path,
            Set<String> headers,
            Function<WebRequest, WebAnswer> console) {
        // All requests go through the outermost router, which is told of none of them by the one that routes know.
        if (context.getRegistry().lookupByName("platform-http-router-" + port) instanceof VertxPlatformHttpRouter router
                && router.getServer() != null
                && router.getServer().getServer() != null
                && router.getServer().getServer().requestHandler() instanceof Router outermost) {
            UnreadRequests unread = new UnreadRequests(path, headers, console);
            STATUSES.forEach(status -> outermost.errorHandler(status, unread::answer));
        }
    }

    private void answer(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        HttpServerResponse response = routing.response();
        Throwable failure = routing.failure();
        if (response.ended() || response.closed()) {
            return;
        }
        int status = STATUSES.contains(routing.statusCode()) ? routing.statusCode() : STATUSES.get(0);
        response.setStatusCode(status);
        String uri = String.valueOf(request.uri());
        if (!uri.equals(path) && !uri.startsWith(path + "/") && !uri.startsWith(path + "?")) {
            LOG.warn("A request that cannot be read is answered {}", status);
            response.end(response.getStatusMessage());
            return;
        }
        LOG.debug("A request for the console cannot be read", failure);
        Map<String, String> read = new TreeMap<>();
        for (String name : headers) {
            String value = request.getHeader(name);
            if (value != null) {
                read.put(name, value);
            }
        }
        // HTTP/2 has no such header.
        if (!read.containsKey("host") && request.authority() != null) {
            read.put("host", request.authority().toString());
        }
        WebRequest.Wrong wrong = status == TOO_LARGE
                ? WebRequest.tooLarge()
                : failure instanceof DecoderException || failure instanceof IOException
                        ? WebRequest.tooLong()
                        : new WebRequest.Wrong("wrong.encoded");
        WebAnswer answer = console.apply(WebRequest.unread(
                request.method().name(), read, request.remoteAddress().hostAddress(), wrong));
        // Whoever may not look is told that instead.
        response.setStatusCode(answer.status() == STATUSES.get(0) ? status : answer.status());
        answer.headers().forEach(header -> response.putHeader(header[0], header[1]));
        response.end(Buffer.buffer(answer.body()));
    }
}
