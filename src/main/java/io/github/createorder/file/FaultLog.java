package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The first faults of a file, and how many more there were. */
final class FaultLog {
    private final int most;
    private final List<FileFault> faults = new ArrayList<>();
    /** By what causes them: the lines that have such a fault, the first of which is told. */
    private final Map<String, Repeated> repeated = new LinkedHashMap<>();

    private long more;

    private static final class Repeated {
        private int index;
        private long line;
        private long lines;
    }

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

    /** A fault that every line may have for the same cause: told at the first one, with how many more lines have it. */
    void addOnce(Line line, int index, Code code, String message) {
        Repeated cause = repeated.get(message);
        if (cause == null) {
            cause = new Repeated();
            cause.index = faults.size() < most ? faults.size() : -1;
            repeated.put(message, cause);
            add(line, index, code, message);
        }
        if (cause.line != line.number) {
            cause.line = line.number;
            cause.lines++;
        }
    }

    /** In place of all that was found in lines: what it all comes from. */
    void replaceThoseOfLines(FileFault cause) {
        repeated.clear();
        faults.removeIf(fault -> fault.line() > 0);
        more = 0;
        add(cause);
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    List<FileFault> faults() {
        List<FileFault> told = new ArrayList<>(faults);
        for (Repeated cause : repeated.values()) {
            if (cause.index >= 0 && cause.lines > 1) {
                FileFault fault = told.get(cause.index);
                told.set(
                        cause.index,
                        fault.with(
                                fault.code(), fault.message() + " (the same in " + (cause.lines - 1) + " more lines)"));
            }
        }
        return List.copyOf(told);
    }

    long more() {
        return more;
    }
}
