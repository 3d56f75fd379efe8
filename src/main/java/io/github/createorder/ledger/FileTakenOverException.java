package io.github.createorder.ledger;

/** Another node goes on with this file: what this one was about to do is done there. */
public final class FileTakenOverException extends RuntimeException {
    FileTakenOverException(String message) {
        super(message);
    }
}
