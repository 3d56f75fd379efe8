package io.github.createorder.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A YAML file of ours (a mapping, a format) cannot be used. The message lists everything that is wrong with it, a line each. */
public final class YamlFaultException extends RuntimeException {
    private final transient List<YamlFault> faults;

    public YamlFaultException(List<YamlFault> faults) {
        super(faults.stream().map(YamlFault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** All faults, in the order of the file. */
    public List<YamlFault> faults() {
        return faults;
    }
}
