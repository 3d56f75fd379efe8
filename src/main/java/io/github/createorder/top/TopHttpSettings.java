package io.github.createorder.top;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the gateway is called. All times are positive.
 *
 * @param concurrency connections at most, which is calls at the same time at most
 * @param connectTimeout for the TCP connection, and again for the TLS handshake
 * @param responseTimeout for the answer's first byte and each next one; the whole answer gets twice as long
 * @param poolTimeout wait for a free connection; long waits mean that more workers than connections were configured
 * @param keepAlive an idle connection is closed after so long, unless the gateway asks for less
 * @param timeToLive a connection is closed after so long however busy it is, so that a change of DNS is seen
 * @param trustStore PKCS12 or JKS file with certificates that are trusted besides the JVM's own, or null
 * @param trustStorePassword its password, or null
 * @param proxy {@code http://host:port} of a forward proxy, or null; the JVM's proxy properties are not looked at
 */
public record TopHttpSettings(
        int concurrency,
        Duration connectTimeout,
        Duration responseTimeout,
        Duration poolTimeout,
        Duration keepAlive,
        Duration timeToLive,
        Path trustStore,
        String trustStorePassword,
        URI proxy) {

    /**
     * Checks all settings at once.
     *
     * @throws IllegalArgumentException one line a fault
     */
    public TopHttpSettings {
        List<String> faults = new ArrayList<>();
        if (concurrency < 1) {
            faults.add("concurrency must be at least 1, is " + concurrency);
        }
        positive("connectTimeout", connectTimeout, faults);
        positive("responseTimeout", responseTimeout, faults);
        positive("poolTimeout", poolTimeout, faults);
        positive("keepAlive", keepAlive, faults);
        positive("timeToLive", timeToLive, faults);
        if (proxy != null && (!"http".equals(proxy.getScheme()) || proxy.getHost() == null || proxy.getPort() < 1)) {
            faults.add("proxy must look like http://host:port");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    /** Connect 3 s, response 30 s, pool 5 s, idle 30 s, five minutes to live, the JVM's trust, no proxy. */
    public static TopHttpSettings defaults(int concurrency) {
        return new TopHttpSettings(
                concurrency,
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                null,
                null,
                null);
    }

    /** The same with other time-outs. */
    public TopHttpSettings withTimeouts(Duration connect, Duration response, Duration pool) {
        return new TopHttpSettings(
                concurrency, connect, response, pool, keepAlive, timeToLive, trustStore, trustStorePassword, proxy);
    }

    /** The same, trusting the certificates of this file too. */
    public TopHttpSettings withTrustStore(Path file, String password) {
        return new TopHttpSettings(
                concurrency,
                connectTimeout,
                responseTimeout,
                poolTimeout,
                keepAlive,
                timeToLive,
                file,
                password,
                proxy);
    }

    /** The same through a forward proxy. */
    public TopHttpSettings withProxy(URI address) {
        return new TopHttpSettings(
                concurrency,
                connectTimeout,
                responseTimeout,
                poolTimeout,
                keepAlive,
                timeToLive,
                trustStore,
                trustStorePassword,
                address);
    }

    private static void positive(String name, Duration value, List<String> faults) {
        if (value == null || value.isNegative() || value.isZero()) {
            faults.add(name + " must be positive, is " + value);
        }
    }

    @Override
    public String toString() {
        return "TopHttpSettings[concurrency=" + concurrency + ", connectTimeout=" + connectTimeout
                + ", responseTimeout=" + responseTimeout + ", poolTimeout=" + poolTimeout + ", keepAlive=" + keepAlive
                + ", timeToLive=" + timeToLive + ", trustStore=" + trustStore + ", proxy="
                + (proxy == null ? null : proxy.getHost() + ":" + proxy.getPort()) + "]";
    }
}
