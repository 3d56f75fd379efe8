package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.io.IOException;

/** The file's bytes cannot be read on, which is the file's fault and not the machine's. */
final class DamagedException extends IOException {
    private final Code code;

    DamagedException(Code code, String message) {
        super(message);
        this.code = code;
    }

    Code code() {
        return code;
    }
}
