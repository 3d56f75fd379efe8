package io.github.createorder.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A network that can be broken: forwards a port of loopback to another one, and cuts, stalls, slows or refuses on demand. */
public final class TcpProxy implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;
    private static final long FOREVER = Long.MAX_VALUE;

    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private volatile int target;
    private volatile boolean refusing;
    private volatile boolean stalled;
    private volatile long slowMillis;
    private volatile long cutAfter = FOREVER;
    private volatile boolean closed;

    /** Connections before this one are forgotten. */
    private volatile long remembered;

    /** @param target the port to forward to, on loopback */
    public TcpProxy(int target) {
        try {
            this.target = target;
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Connections accepted so far, the refused ones too. */
    public long connections() {
        return connections.get();
    }

    /** From now on to this port, for new connections. */
    public void target(int port) {
        target = port;
    }

    /** Resets every connection. */
    public void cut() {
        sockets.forEach(TcpProxy::reset);
    }

    /** New connections are reset at once, until told otherwise. */
    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** Bytes stay where they are, connections stay open, until told otherwise. */
    public void stall(boolean stall) {
        stalled = stall;
    }

    /**
     * As when a host vanishes, or a firewall forgets what it let through: on the connections that there are nothing comes any more,
     * not even their end. New ones work.
     */
    public void forget() {
        remembered = connections.get();
    }

    /** Each packet takes so long, until told otherwise; 0 for as fast as it goes. */
    public void slow(long millis) {
        slowMillis = millis;
    }

    /** Each new connection is reset once the server has sent so many bytes over it; {@code Long.MAX_VALUE} for never. */
    public void cutAfter(long bytes) {
        cutAfter = bytes;
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listening.accept();
                connections.incrementAndGet();
                if (refusing) {
                    reset(client);
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                long number = connections.get();
                daemon(() -> forward(client, server, FOREVER, number));
                long limit = cutAfter;
                daemon(() -> forward(server, client, limit, number));
            } catch (IOException e) {
                if (closed) {
                    return;
                }
            }
        }
    }

    private void forward(Socket from, Socket to, long limit, long number) {
        byte[] buffer = new byte[BUFFER];
        long sent = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                while ((stalled || number <= remembered) && !closed) {
                    Thread.sleep(5);
                }
                if (slowMillis > 0) {
                    Thread.sleep(slowMillis);
                }
                int pass = (int) Math.min(read, limit - sent);
                out.write(buffer, 0, pass);
                sent += pass;
                if (sent >= limit) {
                    break;
                }
            }
        } catch (IOException e) {
            // either side is gone: so is the other
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reset(from);
            reset(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // gone already
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listening.close();
        cut();
    }
}
