package io.github.createorder.drop;

import java.io.IOException;

/** A file cannot be renamed to where it belongs, as between two volumes; copied and deleted it may be. */
final class CannotRenameException extends IOException {
    private static final long serialVersionUID = 1;

    CannotRenameException(String message, Throwable cause) {
        super(message, cause);
    }
}
