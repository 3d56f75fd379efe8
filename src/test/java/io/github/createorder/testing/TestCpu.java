package io.github.createorder.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Writes down how much processor time each test class costs, with the processes that it started and that have ended: the test
 * command is bound by it. Read by {@link SlowestTests}. Database servers that stay until the JVM ends are not in it. Linux only.
 */
public final class TestCpu implements BeforeAllCallback, AfterAllCallback {
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final Path FOLDER = Path.of("target", "test-cpu");
    /** The kernel counts for programs in hundredths of a second. */
    private static final double TICKS_A_SECOND = 100;

    private double before;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        if (isOutermost(context)) {
            before = used();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (!isOutermost(context) || !Files.isReadable(STAT)) {
            return;
        }
        Files.createDirectories(FOLDER);
        Files.writeString(
                FOLDER.resolve(ProcessHandle.current().pid() + ".csv"),
                context.getRequiredTestClass().getName() + "," + (used() - before) + System.lineSeparator(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Seconds by name of the class, of all JVMs since the last clean. */
    static Map<String, Double> read() throws IOException {
        Map<String, Double> seconds = new HashMap<>();
        if (Files.isDirectory(FOLDER)) {
            try (var files = Files.list(FOLDER)) {
                for (Path file : files.toList()) {
                    for (String line : Files.readAllLines(file)) {
                        int comma = line.indexOf(',');
                        seconds.put(line.substring(0, comma), Double.valueOf(line.substring(comma + 1)));
                    }
                }
            }
        }
        return seconds;
    }

    private static boolean isOutermost(ExtensionContext context) {
        return context.getRequiredTestClass().getEnclosingClass() == null;
    }

    /** Own time and that of ended children, in user and system mode: fields 14 to 17 of proc(5). */
    private static double used() throws IOException {
        if (!Files.isReadable(STAT)) {
            return 0;
        }
        String stat = Files.readString(STAT, StandardCharsets.ISO_8859_1);
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        return fields.subList(11, 15).stream().mapToLong(Long::parseLong).sum() / TICKS_A_SECOND;
    }
}
