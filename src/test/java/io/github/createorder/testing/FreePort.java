package io.github.createorder.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are started later, or again. None of those that systems give to outgoing connections: such a connection
 * could have the port meanwhile, even one to this very port while nobody listens there.
 */
public final class FreePort {
    private static final int LOWEST = 10_000;
    private static final int HIGHEST = 32_000;

    private FreePort() {}

    public static int find() throws IOException {
        IOException last = null;
        for (int turn = 0; turn < 100; turn++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try (ServerSocket everywhere = new ServerSocket()) {
                everywhere.bind(new InetSocketAddress(port));
                return port;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("No port is free", last);
    }
}
