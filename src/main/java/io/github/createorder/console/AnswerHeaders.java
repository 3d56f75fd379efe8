package io.github.createorder.console;

import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/** Lets Cache-Control out, which Camel leaves to a server by default: pages hold personal data and may be kept nowhere. */
public final class AnswerHeaders extends HttpHeaderFilterStrategy {
    /** As Camel's own, but for that. */
    public AnswerHeaders() {
        getOutFilter().remove("cache-control");
    }
}
