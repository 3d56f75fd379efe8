package io.github.createorder.mapping;

import java.util.List;
import java.util.stream.Collectors;

/** A mapping file cannot be used. The message lists everything that is wrong with it, a line each. */
public final class MappingException extends RuntimeException {
    private final transient List<MappingFault> faults;

    MappingException(List<MappingFault> faults) {
        super(faults.stream().map(MappingFault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** All faults, in the order of the file. */
    public List<MappingFault> faults() {
        return faults;
    }
}
