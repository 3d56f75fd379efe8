package io.github.createorder.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** An answer with the headers that each answer has. */
final class WebAnswer {
    /** No script, style, font, frame or call but from this server itself; no form to another. Pico.css has its icons as data. */
    static final String CSP =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final int status;
    private final String type;
    private final byte[] body;
    private final List<String[]> headers = new ArrayList<>();
    private boolean kept;

    private WebAnswer(int status, String type, byte[] body) {
        this.status = status;
        this.type = type;
        this.body = body;
    }

    static WebAnswer html(int status, String html) {
        return new WebAnswer(status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }

    static WebAnswer text(int status, String text) {
        return new WebAnswer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** To be saved by the browser, never shown. A file's name is the core system's: a header takes ASCII, and no quote or line end. */
    static WebAnswer download(String name, String type, byte[] bytes) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return new WebAnswer(200, type, bytes)
                .with(
                        "Content-Disposition",
                        "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._ -]", "_") + "\"; filename*=UTF-8''"
                                + encoded);
    }

    static WebAnswer asset(String type, byte[] bytes) {
        WebAnswer answer = new WebAnswer(200, type, bytes);
        answer.kept = true;
        return answer;
    }

    /** What a form ends with: the browser gets the next page by itself. */
    static WebAnswer seeOther(String path) {
        return text(303, "").with("Location", path);
    }

    WebAnswer with(String header, String value) {
        headers.add(new String[] {header, value});
        return this;
    }

    /** The value of a header that was set by {@link #with}; null when there is none. */
    String header(String name) {
        return headers.stream()
                .filter(header -> header[0].equals(name))
                .map(header -> header[1])
                .findFirst()
                .orElse(null);
    }

    void writeTo(Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(body);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        headers().forEach(header -> message.setHeader(header[0], header[1]));
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    /** All of them, names and values. */
    List<String[]> headers() {
        List<String[]> all = new ArrayList<>(List.of(
                new String[] {Exchange.CONTENT_TYPE, type},
                new String[] {"Content-Security-Policy", CSP},
                new String[] {"X-Content-Type-Options", "nosniff"},
                new String[] {"Referrer-Policy", "no-referrer"},
                new String[] {"Cross-Origin-Opener-Policy", "same-origin"},
                new String[] {"Cross-Origin-Resource-Policy", "same-origin"},
                // Assets have the digest of their bytes in their names.
                new String[] {"Cache-Control", kept ? "public, max-age=31536000, immutable" : "no-store"}));
        all.addAll(headers);
        return all;
    }
}
