package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.app.App;
import io.github.createorder.testing.JavaProcess;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node in a JVM of its own with a small heap, and the measure of what its heap holds. */
final class SmallHeapNode implements AutoCloseable {
    /** Such as {@code GC(7) Pause Full (System.gc()) 60M->45M(96M) 31.2ms}. */
    private static final Pattern FULL = Pattern.compile("Pause Full \\(.*\\) \\d+M->(\\d+)M\\(\\d+M\\)");

    /**
     * A third of a small heap, which is the usual part, leaves less for what lives long than a node needs: then each allocation
     * that fails collects the whole heap, and most of the time goes there. The heap as a whole is no larger for it.
     */
    private static final String YOUNG = "-Xmn8m";

    private final Process process;
    private final Path gc;
    private final List<Long> held = new ArrayList<>();

    private SmallHeapNode(Process process, Path gc) {
        this.process = process;
        this.gc = gc;
    }

    static SmallHeapNode start(DropScene scene, int megabytes) throws IOException {
        Map<String, String> settings = scene.properties("small");
        DropScene.set(settings, "orders", "200");
        DropScene.set(settings, "lease", "60s");
        Path config = Files.createDirectories(scene.scene.folder.resolve("config"));
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer file = Files.newBufferedWriter(config.resolve("application.properties"))) {
            properties.store(file, null);
        }
        Path gc = scene.scene.folder.resolve("gc.log");
        Process process = JavaProcess.of(
                        List.of("-Xmx" + megabytes + "m", YOUNG, "-XX:+ExitOnOutOfMemoryError", "-Xlog:gc:file=" + gc),
                        App.class,
                        "run",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(scene.scene.folder.resolve("node.log").toFile())
                .start();
        return new SmallHeapNode(process, gc);
    }

    void assertRuns() {
        assertThat(process.isAlive()).as("the node runs").isTrue();
    }

    /** Collects all garbage, and remembers what is left. */
    void measure() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(JavaProcess.tool("jcmd"), String.valueOf(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(jcmd.waitFor()).as("jcmd GC.run").isZero();
        String last = Files.readAllLines(gc).stream()
                .filter(line -> line.contains("System.gc()") || line.contains("Diagnostic Command"))
                .reduce((one, next) -> next)
                .orElseThrow();
        Matcher full = FULL.matcher(last);
        assertThat(full.find()).as(last).isTrue();
        held.add(Long.valueOf(full.group(1)));
    }

    /** Megabytes after each measure's collection. */
    List<Long> held() {
        return held;
    }

    /** What the heap holds in the last third of the measures is what it held in the first, and so many megabytes at most. */
    void assertHeapIsFlat(long margin) {
        assertThat(held).as("measures of the heap").hasSizeGreaterThanOrEqualTo(6);
        long first = median(held.subList(0, held.size() / 3));
        long last = median(held.subList(held.size() * 2 / 3, held.size()));
        assertThat(last)
                .as("megabytes held in the last third, after %d in the first: %s", first, held)
                .isLessThanOrEqualTo(first + margin);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
