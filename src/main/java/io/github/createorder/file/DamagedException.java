package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.io.IOException;

/** The file's bytes cannot be read on, which is the file's fault and not the machine's. */
final class DamagedException extends IOException {
    private final transient FileFault fault;

    /** Where reading stands. */
    DamagedException(Code code, String message) {
        this(FileFault.ofFile(code, message));
    }

    DamagedException(FileFault fault) {
        super(fault.message());
        this.fault = fault;
    }

    /** What is wrong; without a line when it is where reading stands. */
    FileFault fault() {
        return fault;
    }
}
