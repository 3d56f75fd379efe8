package io.github.createorder.file;

import java.io.IOException;

/** The file's bytes cannot be read on, which is the file's fault and not the machine's. */
final class DamagedException extends IOException {
    DamagedException(String message) {
        super(message);
    }
}
