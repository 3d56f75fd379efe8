package io.github.createorder.app.sandbox;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** One request to the gateway, and all the ways to answer it or not. Counts itself as in flight until it is over. */
final class Exchange {

    private static final Charset GBK = Charset.forName("GBK");

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final SandboxRecord record;
    private boolean over;

    Exchange(HttpServerRequest request, SandboxRecord record) {
        this.request = request;
        this.response = request.response();
        this.record = record;
        record.arrived();
        response.closeHandler(v -> leave());
    }

    HttpServerRequest request() {
        return request;
    }

    boolean isOver() {
        return over;
    }

    void refuse(Format format, TopError error) {
        record.refused(error);
        answer(format, format.error(error, record.nextRequestId()));
    }

    void answer(Format format, String body) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, format.contentType("UTF-8"));
        end(Buffer.buffer(body));
    }

    void answerGbk(Format format, String body) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, format.contentType("GBK"));
        end(Buffer.buffer(body.getBytes(GBK)));
    }

    void answerGzip(Format format, String body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, format.contentType("UTF-8"))
                .putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        end(Buffer.buffer(bytes.toByteArray()));
    }

    void answerNothing(Format format) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, format.contentType("UTF-8"));
        end(Buffer.buffer());
    }

    /** Announces the whole body, sends half of it and closes. */
    void answerHalf(Format format, String body) {
        if (over) {
            return;
        }
        Buffer whole = Buffer.buffer(body);
        response.putHeader(HttpHeaders.CONTENT_TYPE, format.contentType("UTF-8"))
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(whole.length()));
        response.write(whole.slice(0, whole.length() / 2)).onComplete(v -> close());
    }

    /**
     * An HTML page such as a proxy sends.
     *
     * @param location null for none
     * @param retryAfter seconds; 0 for none
     */
    void page(int status, String location, long retryAfter) {
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=UTF-8");
        if (location != null) {
            response.putHeader(HttpHeaders.LOCATION, location);
        }
        if (retryAfter > 0) {
            response.putHeader("Retry-After", Long.toString(retryAfter));
        }
        String title = status + " " + response.getStatusMessage();
        end(Buffer.buffer("<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title
                + "</h1></center>\r\n<hr><center>sandbox</center>\r\n</body>\r\n</html>\r\n"));
    }

    void close() {
        request.connection().close();
    }

    /** Closes with RST instead of FIN. */
    void reset() {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        close();
    }

    private void end(Buffer body) {
        if (!over) {
            leave();
            response.end(body);
        }
    }

    private void leave() {
        if (!over) {
            over = true;
            record.left();
        }
    }
}
