package io.github.createorder.app.sandbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How many pre-signed orders a second one event loop takes, and what an order costs it. Run by hand: connections,
 * orders of each connection, and a journal file if one shall be written.
 */
final class SandboxLoad {

    private SandboxLoad() {}

    public static void main(String[] args) throws Exception {
        int connections = Integer.parseInt(args[0]);
        int orders = Integer.parseInt(args[1]);
        TestClock clock = new TestClock();
        try (SandboxGateway sandbox =
                SandboxGateway.start(SandboxSettings.builder(SandboxClient.APP_KEY, SandboxClient.SECRET)
                        .clock(clock)
                        .journal(args.length > 2 ? Path.of(args[2]) : null)
                        .build())) {
            for (String round : List.of("warm-up", "first", "second", "third")) {
                run(sandbox, round, connections, orders);
            }
            System.out.println(sandbox.record().stats());
        }
    }

    private static void run(SandboxGateway sandbox, String round, int connections, int orders) throws Exception {
        List<List<byte[]>> requests = new ArrayList<>();
        for (int c = 0; c < connections; c++) {
            List<byte[]> mine = new ArrayList<>();
            for (int i = 0; i < orders; i++) {
                mine.add(request(round + "-" + c + "-" + i));
            }
            requests.add(mine);
        }
        ExecutorService callers = Executors.newFixedThreadPool(connections);
        long cpu = serverCpu();
        long start = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (List<byte[]> mine : requests) {
            running.add(callers.submit(() -> send(sandbox.port(), mine)));
        }
        for (Future<?> one : running) {
            one.get();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        callers.shutdown();
        double perOrder = (serverCpu() - cpu) / 1e3 / connections / orders;
        System.out.printf(
                "%s: %.0f orders/s, %.1f us of event loop CPU an order%n",
                round, connections * orders / seconds, perOrder);
    }

    private static Void send(int port, List<byte[]> requests) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            byte[] answer = new byte[4096];
            for (byte[] request : requests) {
                socket.getOutputStream().write(request);
                int length = 0;
                do {
                    length += in.read(answer, length, answer.length - length);
                } while (answer[length - 1] != '}' || answer[length - 2] != '}');
                if (!new String(answer, 0, length, StandardCharsets.UTF_8).contains("SUCCESS")) {
                    throw new IOException("not accepted");
                }
            }
        }
        return null;
    }

    private static byte[] request(String identifier) {
        Map<String, String> params =
                SandboxClient.params(SandboxClient.order(identifier).toString());
        String form = SandboxClient.form(SandboxClient.signed(params));
        return ("POST /router/rest HTTP/1.1\r\nHost: sandbox\r\n"
                        + "Content-Type: application/x-www-form-urlencoded;charset=UTF-8\r\nContent-Length: "
                        + form.length() + "\r\n\r\n" + form)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static long serverCpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("vert.x-eventloop")) {
                sum += threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return sum;
    }
}
