package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.sandbox.TroubleRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A big file, or many small ones, through the whole route on PostgreSQL by a node with a small heap. */
final class LargeDrop {
    /** Megabytes by which the heap may hold more at the end than at the beginning: caches and pools that fill up. */
    private static final long MARGIN = 5;

    private static final String NAME = "HOST_20261125_001.txt";
    private static final Duration LONG = Duration.ofHours(2);

    private LargeDrop() {}

    /** Takes a file, and looks ten times on the way that the heap holds no more; sends nothing. */
    static void takeBigFile(int lines, int megabytes) throws Exception {
        try (DropScene scene = DropScene.onPostgres()) {
            scene.scene.sandbox.trouble().set(TroubleRule.ban(36_000));
            Path file = DropSample.big(scene.stage(), NAME, lines);
            long bytes = Files.size(file);
            Files.move(file, scene.inbox().resolve(NAME));
            try (SmallHeapNode node = SmallHeapNode.start(scene, megabytes)) {
                Files.createFile(scene.inbox().resolve(NAME + ".ok"));
                long start = System.nanoTime();
                List<Double> times = new ArrayList<>();
                for (int tenth = 0; tenth < 10; tenth++) {
                    long wanted = Math.max(1, (long) lines * tenth / 10);
                    await().atMost(LONG).pollInterval(Duration.ofMillis(50)).until(() -> {
                        node.assertRuns();
                        return position(scene) > wanted;
                    });
                    times.add(seconds(start));
                    node.measure();
                }
                await().atMost(LONG).until(() -> {
                    node.assertRuns();
                    return scene.scene.count("SELECT COUNT(*) FROM createorder_file WHERE state = 'TAKEN'") == 1;
                });
                times.add(seconds(start));
                assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_entry"))
                        .isEqualTo(lines);
                assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_file_line"))
                        .isEqualTo(lines);
                System.out.printf(
                        "%,d lines, %,d MB: taken in %.0f s, of it %.0f s for start, download and check;"
                                + " lines/s by tenths: %s; heap of %d MB holds by tenths, MB: %s%n",
                        lines,
                        bytes / 1_000_000,
                        times.get(10),
                        times.get(0),
                        rates(times, lines / 10.0),
                        megabytes,
                        node.held());
                node.assertHeapIsFlat(MARGIN);
            }
        }
    }

    private static long position(DropScene scene) {
        return scene.scene.count("SELECT COALESCE(MAX(position), 0) FROM createorder_file");
    }

    /**
     * Takes, sends and answers files that are all there before the first look: what is archived must not slow down the next
     * look, nor stay in the heap.
     *
     * @return files/s by tenths
     */
    static List<Long> takeManyFiles(int files, int megabytes) throws Exception {
        try (DropScene scene = DropScene.onPostgres()) {
            DropSample sample = new DropSample(2);
            for (int i = 1; i <= files; i++) {
                scene.drop(sample.fixed(scene.stage(), name(i), "M%05d-".formatted(i), 1), new byte[0]);
            }
            try (SmallHeapNode node = SmallHeapNode.start(scene, megabytes)) {
                long start = System.nanoTime();
                List<Double> times = new ArrayList<>(List.of(0.0));
                for (int tenth = 1; tenth <= 10; tenth++) {
                    long wanted = (long) files * tenth / 10;
                    await().atMost(LONG).pollInterval(Duration.ofMillis(100)).until(() -> {
                        node.assertRuns();
                        return scene.scene.count(
                                        "SELECT COUNT(*) FROM createorder_receipt WHERE delivered_at IS NOT NULL")
                                >= wanted;
                    });
                    times.add(seconds(start));
                    node.measure();
                }
                scene.assertNothingMissingNothingExtra(sample.good());
                List<Long> rates = rates(times, files / 10.0);
                System.out.printf(
                        "%,d files: taken, sent and answered, files/s by tenths: %s; heap of %d MB holds by tenths, MB: %s%n",
                        files, rates, megabytes, node.held());
                node.assertHeapIsFlat(MARGIN);
                return rates;
            }
        }
    }

    private static String name(int i) {
        return "HOST_202611%02d_%03d.txt".formatted(1 + i / 1000, i % 1000);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** So many in each of the times between two. */
    private static List<Long> rates(List<Double> times, double each) {
        List<Long> rates = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            rates.add(Math.round(each / (times.get(i) - times.get(i - 1))));
        }
        return rates;
    }
}
