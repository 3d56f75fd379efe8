package io.github.createorder.drop;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Camel's health check {@code createorder-drop-<source>}: down while something about a drop source wants a person. A readiness
 * check only: no reason to kill the process.
 */
public final class DropHealth extends AbstractHealthCheck {
    private final DropAlarms alarms;

    public DropHealth(DropAlarms alarms) {
        super("createorder", "createorder-drop-" + alarms.source());
        this.alarms = alarms;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<DropAlarm> current = alarms.current();
        builder.detail("source", alarms.source());
        if (current.isEmpty()) {
            builder.up();
            return;
        }
        builder.detail(
                "since", current.get(0).since().atOffset(ZoneOffset.ofHours(8)).toString());
        builder.detail("alarms", current.size());
        builder.message(current.stream().limit(5).map(DropAlarm::text).collect(Collectors.joining("; ")))
                .down();
    }
}
