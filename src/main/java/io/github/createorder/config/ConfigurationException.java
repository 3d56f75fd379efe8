package io.github.createorder.config;

import java.util.List;
import java.util.Optional;

/** The configuration is wrong; the message lists every fault. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    public ConfigurationException(List<String> faults) {
        super("createorder-routes will not start, " + faults.size() + " fault(s) in its configuration:\n  - "
                + String.join("\n  - ", faults));
        this.faults = List.copyOf(faults);
    }

    /** The one that a failure is, or is because of. */
    public static Optional<ConfigurationException> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException refused) {
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    public List<String> faults() {
        return faults;
    }
}
