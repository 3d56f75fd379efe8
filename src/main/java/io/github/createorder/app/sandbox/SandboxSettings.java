package io.github.createorder.app.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/**
 * How a sandbox gateway is started. Its text form shows neither the secret nor the session.
 *
 * @param host address to listen on; never null
 * @param port 0 for any free port
 * @param appKey the only app_key it knows; never null
 * @param appSecret the secret that belongs to it; never null
 * @param session the session every order must carry; null when none is asked for
 * @param journal where it keeps what it accepted, so that a restarted sandbox remembers; null for nowhere
 * @param clock what it takes for the present: timestamps, bans and limits go by it; never null
 * @param latency how long every answer to a well-formed order takes, in real time; errors and bans come at once; never
 *     null
 * @param eventLoops threads that serve connections, 1 or more
 * @param allowRemote whether a host that is not loopback is let through
 * @param keepPayloads whether whole requests are kept in memory, for tests
 */
public record SandboxSettings(
        String host,
        int port,
        String appKey,
        String appSecret,
        String session,
        Path journal,
        InstantSource clock,
        Duration latency,
        int eventLoops,
        boolean allowRemote,
        boolean keepPayloads) {

    public SandboxSettings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(clock, "clock");
        requireText(appKey, "app_key");
        requireText(appSecret, "app_secret");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535: " + port);
        }
        if (latency.isNegative()) {
            throw new IllegalArgumentException("latency must not be negative: " + latency);
        }
        if (eventLoops < 1) {
            throw new IllegalArgumentException("eventLoops must be 1 or more: " + eventLoops);
        }
    }

    /** A sandbox on any free loopback port, with the system's clock, one event loop, no session and no journal. */
    public static SandboxSettings of(String appKey, String appSecret) {
        return builder(appKey, appSecret).build();
    }

    /** Starts from what {@link #of} gives. */
    public static Builder builder(String appKey, String appSecret) {
        return new Builder(appKey, appSecret);
    }

    @Override
    public String toString() {
        return "SandboxSettings[" + host + ":" + port + ", app_key " + appKey + ", session "
                + (session == null ? "not asked for" : "asked for") + ", journal " + journal + ", latency " + latency
                + ", " + eventLoops + " event loops]";
    }

    private static void requireText(String value, String name) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is missing");
        }
    }

    /** Collects settings; what is not set stays as {@link SandboxSettings#of} has it. */
    public static final class Builder {
        private final String appKey;
        private final String appSecret;
        private String host = "127.0.0.1";
        private int port;
        private String session;
        private Path journal;
        private InstantSource clock = InstantSource.system();
        private Duration latency = Duration.ZERO;
        private int eventLoops = 1;
        private boolean allowRemote;
        private boolean keepPayloads;

        private Builder(String appKey, String appSecret) {
            this.appKey = appKey;
            this.appSecret = appSecret;
        }

        public Builder host(String host) {
            this.host = host;
            return this;
        }

        public Builder port(int port) {
            this.port = port;
            return this;
        }

        public Builder session(String session) {
            this.session = session;
            return this;
        }

        public Builder journal(Path journal) {
            this.journal = journal;
            return this;
        }

        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        public Builder latency(Duration latency) {
            this.latency = latency;
            return this;
        }

        public Builder eventLoops(int eventLoops) {
            this.eventLoops = eventLoops;
            return this;
        }

        public Builder allowRemote(boolean allowRemote) {
            this.allowRemote = allowRemote;
            return this;
        }

        public Builder keepPayloads(boolean keepPayloads) {
            this.keepPayloads = keepPayloads;
            return this;
        }

        public SandboxSettings build() {
            return new SandboxSettings(
                    host,
                    port,
                    appKey,
                    appSecret,
                    session,
                    journal,
                    clock,
                    latency,
                    eventLoops,
                    allowRemote,
                    keepPayloads);
        }
    }
}
