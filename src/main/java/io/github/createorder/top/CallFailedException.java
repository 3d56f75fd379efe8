package io.github.createorder.top;

import java.io.IOException;

/** A call that broke, and whether a byte of the request may have left before. */
final class CallFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean sent;

    CallFailedException(boolean sent, Exception cause) {
        super((sent ? "Broken after the request may have left: " : "Nothing was sent: ") + cause, cause);
        this.sent = sent;
    }

    /** False is proof that the order was not executed. */
    boolean sent() {
        return sent;
    }
}
