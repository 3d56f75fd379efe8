package io.github.createorder.intake;

import java.util.List;

/**
 * A body of which nothing was taken, because it cannot be read as records: it is not JSON, a record has a member twice, there
 * are too many. Giving the same body again does not help.
 */
public final class RefusedBodyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<String> faults;

    RefusedBodyException(String source, List<String> faults) {
        super("source " + source + ": nothing of this body was taken: " + String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** Each with its place; without what stands there. */
    public List<String> faults() {
        return faults;
    }
}
