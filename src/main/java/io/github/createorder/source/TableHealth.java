package io.github.createorder.source;

import java.time.ZoneOffset;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Camel's health check {@code createorder-source-<name>}: down while a legacy table cannot be read or written, with since when
 * in Beijing time. A readiness check only: no reason to kill the process.
 */
public final class TableHealth extends AbstractHealthCheck {
    private final WatchedTableSource source;

    public TableHealth(WatchedTableSource source) {
        super("createorder", "createorder-source-" + source.name());
        this.source = source;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("source", source.name());
        source.trouble()
                .ifPresentOrElse(
                        trouble -> builder.detail(
                                        "since",
                                        trouble.since()
                                                .atOffset(ZoneOffset.ofHours(8))
                                                .toString())
                                .message(
                                        "The table of source " + source.name() + " cannot be used: " + trouble.reason())
                                .down(),
                        builder::up);
    }
}
