package io.github.createorder.app.demo;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port of this machine that nobody has now. */
final class FreePort {
    private FreePort() {}

    /** This one if it is free, or else another. */
    static int at(int wanted) throws IOException {
        try {
            return taken(wanted);
        } catch (BindException e) {
            return taken(0);
        }
    }

    private static int taken(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
