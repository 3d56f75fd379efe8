package io.github.createorder.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The bench on a real PostgreSQL, fsync on. Not part of the test run, because figures need a quiet machine:
 * {@code mvn -q test -Dtest=SendBench -Dtest.jvm=}, with {@code -Dbench.orders} and {@code -Dbench.rounds} if need be.
 */
class SendBench {
    @Test
    void sendPathAgainstABareClient() throws Exception {
        Path data = Files.createDirectories(Path.of("target", "bench"));
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(new File("target/embedded-pg"))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start()) {
            Bench bench = new Bench(
                    Files.createTempDirectory(data, "run"),
                    postgres.getJdbcUrl("postgres", "postgres"),
                    "postgres",
                    "",
                    Integer.getInteger("bench.orders", 20_000),
                    Integer.getInteger("bench.rounds", 3),
                    64,
                    out);
            double[] withLatency = bench.run(20);
            double[] without = bench.run(0);
            assertThat(withLatency[0])
                    .as("share of the bare client's rate at 20 ms")
                    .isGreaterThan(0.5);
            assertThat(without[1]).as("multiple of its CPU without latency").isLessThan(6);
        }
    }
}
