package io.github.createorder.mapping;

/** A field cannot be made from a record; the message becomes its fault. Without a stack trace, as it is no surprise. */
final class UnmappableException extends Exception {
    UnmappableException(String message) {
        super(message, null, false, false);
    }
}
