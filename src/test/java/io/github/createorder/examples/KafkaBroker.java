package io.github.createorder.examples;

import io.github.createorder.testing.FreePort;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A Kafka of one node, broker and controller, in this process. */
final class KafkaBroker implements AutoCloseable {
    final String address;
    private final KafkaRaftServer server;

    private KafkaBroker(String address, KafkaRaftServer server) {
        this.address = address;
        this.server = server;
    }

    static KafkaBroker start(Path folder) throws Exception {
        String broker = "127.0.0.1:" + FreePort.find();
        String controller = "127.0.0.1:" + FreePort.find();
        Files.createDirectories(folder);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(folder.toString())
                .addDirectory(folder.toString())
                .run();
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "node.id", "1",
                "process.roles", "broker,controller",
                "controller.quorum.voters", "1@" + controller,
                "listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller,
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "controller.listener.names", "CONTROLLER",
                "log.dirs", folder.toString()));
        properties.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                // Nobody else joins the group.
                "group.initial.rebalance.delay.ms", "0"));
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        server.startup();
        return new KafkaBroker(broker, server);
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
