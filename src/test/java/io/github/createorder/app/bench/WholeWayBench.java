package io.github.createorder.app.bench;

import io.github.createorder.testing.Servers;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The whole way on a real PostgreSQL that writes each commit to the disk. Not part of the test run, because figures need a quiet
 * machine: {@code mvn -q test -Dtest=WholeWayBench}, with {@code -Dbench.orders}, {@code -Dbench.latencies=20,0},
 * {@code -Dbench.sides=BARE,LOOP,OURS}, {@code -Dbench.app=target/app} for the app as it is packaged, started by its script, and
 * {@code -Dbench.java=<options>} if need be.
 */
class WholeWayBench {
    @Test
    void fromTheTableToTheGatewayAndBack() throws Exception {
        Servers.writeThrough();
        Path data = Files.createDirectories(Path.of("target", "bench"));
        WholeBench bench = new WholeBench(
                Files.createTempDirectory(data, "whole").toAbsolutePath(),
                new WholeBench.DatabaseLogin(Servers.newPostgresDatabase(), "postgres", ""),
                Integer.getInteger("bench.orders", 36_000),
                64,
                Arrays.stream(System.getProperty("bench.java", "").split(" "))
                        .filter(option -> !option.isEmpty())
                        .toList(),
                System.getProperty("bench.app") == null ? null : Path.of(System.getProperty("bench.app")),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        List<WholeBench.Side> sides = Arrays.stream(
                        System.getProperty("bench.sides", "BARE,LOOP,OURS").split(","))
                .map(WholeBench.Side::valueOf)
                .toList();
        for (String latency : System.getProperty("bench.latencies", "20,0").split(",")) {
            bench.run(Integer.parseInt(latency), sides);
        }
    }
}
