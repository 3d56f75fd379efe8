package io.github.createorder.health;

import java.util.List;
import java.util.function.Supplier;

/** The sources of this node, for people who look; asked at each call, and only in memory. */
public final class SourceStates {
    private final List<Supplier<SourceState>> sources;

    public SourceStates(List<Supplier<SourceState>> sources) {
        this.sources = List.copyOf(sources);
    }

    /** Each source, in the order of the configuration. */
    public List<SourceState> now() {
        return sources.stream().map(Supplier::get).toList();
    }
}
