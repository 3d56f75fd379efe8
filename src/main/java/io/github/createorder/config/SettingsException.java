package io.github.createorder.config;

import java.util.List;

/** Settings with faults, all of them at once. */
public final class SettingsException extends IllegalArgumentException {
    private final List<String> faults;

    public SettingsException(String what, List<String> faults) {
        super(what + ":\n  - " + String.join("\n  - ", faults));
        this.faults = List.copyOf(faults);
    }

    /** Each fault in words, with the key it is about. */
    public List<String> faults() {
        return faults;
    }
}
