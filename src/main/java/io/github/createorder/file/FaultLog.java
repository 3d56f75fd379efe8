package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.util.ArrayList;
import java.util.List;

/** The first faults of a file, and how many more there were. */
final class FaultLog {
    private final int most;
    private final List<FileFault> faults = new ArrayList<>();
    private long more;

    FaultLog(int most) {
        this.most = most;
    }

    void add(FileFault fault) {
        if (faults.size() < most) {
            faults.add(fault);
        } else {
            more++;
        }
    }

    void add(Line line, int index, Code code, String message) {
        add(FileFault.at(line, index, code, message));
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    List<FileFault> faults() {
        return List.copyOf(faults);
    }

    long more() {
        return more;
    }
}
