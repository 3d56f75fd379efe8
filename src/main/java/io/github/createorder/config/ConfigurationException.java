package io.github.createorder.config;

import java.util.List;

/** The configuration is wrong; the message lists every fault. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    public ConfigurationException(List<String> faults) {
        super("createorder-routes will not start, " + faults.size() + " fault(s) in its configuration:\n  - "
                + String.join("\n  - ", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
