package io.github.createorder.health;

import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Camel's health check of something that the bundle leans on: down while it is in trouble, with why, and since when in Beijing
 * time. A readiness check only: no reason to kill the process.
 */
public final class PartHealth extends AbstractHealthCheck {
    private final String says;
    private final Supplier<Optional<Trouble>> trouble;

    /**
     * Makes the check.
     *
     * @param id {@code createorder-…}
     * @param says what is the matter when it is down, in words; the reason follows
     */
    public PartHealth(String id, String says, Supplier<Optional<Trouble>> trouble) {
        super("createorder", id);
        this.says = says;
        this.trouble = trouble;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Optional<Trouble> now = trouble.get();
        if (now.isEmpty()) {
            builder.up();
            return;
        }
        builder.detail(
                "since", now.get().since().atOffset(ZoneOffset.ofHours(8)).toString());
        builder.message(says + ": " + now.get().reason()).down();
    }
}
