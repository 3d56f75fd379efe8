package io.github.createorder.send;

import io.github.createorder.ledger.Gate;
import io.github.createorder.ledger.GateState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Camel's health check {@code createorder-sending}: down while sending is paused, with kind, reason, since and until in
 * Beijing time. A readiness check only: a pause is no reason to kill the process.
 */
public final class SendingHealth extends AbstractHealthCheck {
    private final Gate gate;
    private final BooleanSupplier ledgerIsAway;

    public SendingHealth(Gate gate, BooleanSupplier ledgerIsAway) {
        super("createorder", "createorder-sending");
        this.gate = gate;
        this.ledgerIsAway = ledgerIsAway;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        // Not while the ledger is away: that would take long, and is said by a check of its own.
        if (!ledgerIsAway.getAsBoolean()) {
            gate.look();
        }
        GateState state = gate.state();
        builder.detail("state", state.state().name());
        if (state.isOpen()) {
            builder.up();
            return;
        }
        builder.detail("kind", String.valueOf(state.kind()));
        builder.detail("since", beijing(state.since()));
        builder.detail("until", beijing(state.until()));
        builder.message("Sending is paused: " + state.reason()).down();
    }

    private static String beijing(Long epochMillis) {
        return epochMillis == null
                ? "-"
                : Instant.ofEpochMilli(epochMillis)
                        .atOffset(ZoneOffset.ofHours(8))
                        .toString();
    }
}
