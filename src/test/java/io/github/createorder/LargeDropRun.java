package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.app.App;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.sandbox.TroubleRule;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/**
 * A big file and many small ones through the whole route on PostgreSQL, by a node with a heap of 256 MB; run by hand:
 * {@code mvn -q test -Dtest=LargeDropRun -Ddrop.lines=2000000 -Ddrop.files=10000}. It prints rates and the heap after
 * collections.
 */
class LargeDropRun {
    private static final String NAME = "HOST_20261125_001.txt";

    @Test
    void bigFileIsTakenInASmallHeap() throws Exception {
        int lines = Integer.getInteger("drop.lines", 200_000);
        try (DropScene scene = DropScene.onPostgres()) {
            scene.scene.sandbox.trouble().set(TroubleRule.ban(36_000));
            Path file = DropSample.big(scene.stage(), NAME, lines);
            long bytes = Files.size(file);
            Files.move(file, scene.inbox().resolve(NAME));
            Path gc = scene.scene.folder.resolve("gc.log");
            Process node = start(scene, gc);
            try {
                Files.createFile(scene.inbox().resolve(NAME + ".ok"));
                long start = System.nanoTime();
                String position = "SELECT COALESCE(MAX(position), 0) FROM createorder_file";
                long firstOrder = 0;
                List<String> rates = new ArrayList<>();
                long before = 0;
                while (scene.scene.count("SELECT COUNT(*) FROM createorder_file WHERE state = 'TAKEN'") == 0) {
                    assertThat(node.isAlive()).as("the node runs").isTrue();
                    Thread.sleep(2_000);
                    long now = scene.scene.count(position);
                    firstOrder = firstOrder == 0 && now > 1 ? System.nanoTime() : firstOrder;
                    rates.add(String.valueOf((now - before) / 2));
                    before = now;
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                double taking = (System.nanoTime() - firstOrder) / 1e9;
                assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_entry"))
                        .isEqualTo(lines);
                assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_file_line"))
                        .isEqualTo(lines);
                List<Long> heap = heapAfterCollections(gc);
                System.out.printf(
                        "%,d lines, %,d MB: taken in %.0f s, of it %.0f s for download and check; %,.0f orders/s into the ledger%n",
                        lines, bytes / 1_000_000, seconds, seconds - taking, lines / taking);
                System.out.printf(
                        "lines/s by 2 s: first %s, last %s%n",
                        rates.stream().skip(2).limit(5).toList(),
                        rates.subList(Math.max(0, rates.size() - 6), rates.size() - 1));
                System.out.printf(
                        "heap after collections, MB: median of the first third %d, of the last third %d, most %d%n",
                        median(heap.subList(0, Math.max(1, heap.size() / 3))),
                        median(heap.subList(heap.size() * 2 / 3, heap.size())),
                        heap.stream().mapToLong(Long::longValue).max().orElse(0));
            } finally {
                node.destroyForcibly().waitFor();
            }
        }
    }

    /** All of them are in the inbox before the first look; what is archived must not slow down the next look. */
    @Test
    void manyFilesAreTakenAtAnEvenRate() throws Exception {
        int files = Integer.getInteger("drop.files", 1_000);
        try (DropScene scene = DropScene.onPostgres()) {
            DropSample sample = new DropSample(2);
            for (int i = 1; i <= files; i++) {
                scene.drop(sample.fixed(scene.stage(), name(i), "M%05d-".formatted(i), 1), new byte[0]);
            }
            Path gc = scene.scene.folder.resolve("gc.log");
            Process node = start(scene, gc);
            try {
                List<Double> tenths = new ArrayList<>();
                long before = System.nanoTime();
                for (int tenth = 1; tenth <= 10; tenth++) {
                    while (scene.scene.count("SELECT COUNT(*) FROM createorder_receipt WHERE delivered_at IS NOT NULL")
                            < (long) files * tenth / 10) {
                        assertThat(node.isAlive()).as("the node runs").isTrue();
                        Thread.sleep(100);
                    }
                    tenths.add(files / 10.0 / ((System.nanoTime() - before) / 1e9));
                    before = System.nanoTime();
                }
                scene.assertNothingMissingNothingExtra(sample.good());
                List<Long> heap = heapAfterCollections(gc);
                System.out.printf(
                        "%,d files: taken, sent and answered, files/s by tenths: %s; heap after collections at most %d MB%n",
                        files,
                        tenths.stream().map("%.0f"::formatted).toList(),
                        heap.stream().mapToLong(Long::longValue).max().orElse(0));
            } finally {
                node.destroyForcibly().waitFor();
            }
        }
    }

    private static String name(int i) {
        return "HOST_202611%02d_%03d.txt".formatted(1 + i / 1000, i % 1000);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0L);
    }

    /** From lines such as {@code GC(7) Pause Young (Normal) (G1 Evacuation Pause) 120M->45M(256M) 3.2ms}. */
    private static List<Long> heapAfterCollections(Path gc) throws IOException {
        return Files.readAllLines(gc).stream()
                .filter(line -> line.matches(".*\\d+M->\\d+M\\(\\d+M\\).*"))
                .map(line -> Long.valueOf(line.replaceAll(".*->(\\d+)M\\(.*", "$1")))
                .toList();
    }

    private static Process start(DropScene scene, Path gc) throws IOException {
        Map<String, String> settings = scene.properties("big");
        DropScene.set(settings, "orders", "200");
        DropScene.set(settings, "lease", "60s");
        Path config = Files.createDirectories(scene.scene.folder.resolve("config"));
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer file = Files.newBufferedWriter(config.resolve("application.properties"))) {
            properties.store(file, null);
        }
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Xlog:gc:file=" + gc,
                        "-cp",
                        System.getProperty("java.class.path"),
                        App.class.getName(),
                        "run",
                        "--config",
                        config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(scene.scene.folder.resolve("node.log").toFile())
                .start();
    }
}
