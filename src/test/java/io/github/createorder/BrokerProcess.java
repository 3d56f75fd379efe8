package io.github.createorder;

import io.github.createorder.app.EmbeddedBroker;
import java.nio.file.Path;

/** A broker as a process of its own, which can be killed and started again on the same folder. */
final class BrokerProcess {
    static final String USER = "createorder";
    static final String PASSWORD = "broker-on-loopback";

    private BrokerProcess() {}

    /** Folder and port; ends when it is killed or told to stop. */
    public static void main(String[] args) throws InterruptedException {
        EmbeddedBroker broker = EmbeddedBroker.start(
                Path.of(args[0]),
                EmbeddedBroker.Queues.DEFAULT,
                new EmbeddedBroker.Tcp(Integer.parseInt(args[1]), USER, PASSWORD));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        Thread.currentThread().join();
    }
}
