package io.github.createorder.app.bench;

import io.github.createorder.top.SignMethod;
import io.github.createorder.top.TopCredentials;
import io.github.createorder.top.TopSigner;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The bare client as a process: signs all bodies, fires them, and says what CPU that took it, start included. */
final class BareProcess {
    private BareProcess() {}

    public static void main(String[] arguments) throws Exception {
        TopSigner signer = new TopSigner(
                new TopCredentials(arguments[1], arguments[2], null), SignMethod.HMAC_SHA256, InstantSource.system());
        int orders = Integer.parseInt(arguments[4]);
        List<byte[]> bodies = new ArrayList<>(orders);
        for (int i = 0; i < orders; i++) {
            bodies.add(signer.sign(BenchOrder.of(arguments[3] + i).request()));
        }
        try (BareClient client = new BareClient(arguments[0], Integer.parseInt(arguments[5]))) {
            client.fire(bodies);
        }
        long cpu = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
        System.out.println("cpu=" + cpu / 1e6);
    }
}
