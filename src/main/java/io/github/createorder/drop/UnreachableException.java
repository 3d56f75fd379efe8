package io.github.createorder.drop;

import java.io.IOException;

/** The server cannot be used just now, whatever is wanted of it: no fault of a file. */
final class UnreachableException extends IOException {
    private static final long serialVersionUID = 1;

    UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
