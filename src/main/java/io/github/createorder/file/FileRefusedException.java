package io.github.createorder.file;

import java.util.List;
import java.util.stream.Collectors;

/** A file or marker is not as its format says. The message lists what is wrong, a line each. */
public final class FileRefusedException extends RuntimeException {
    private final transient List<FileFault> faults;

    FileRefusedException(List<FileFault> faults) {
        super(faults.stream().map(FileFault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** What is wrong; never empty. */
    public List<FileFault> faults() {
        return faults;
    }
}
