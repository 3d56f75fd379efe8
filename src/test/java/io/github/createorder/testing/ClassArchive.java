package io.github.createorder.testing;

import io.github.createorder.app.App;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.util.FileSystemUtils;

/**
 * The classes of a class path as the JVM keeps them in memory (class data sharing), for JVMs that are started on the same class
 * path. Made once by a small demo, which loads what a node loads; kept under target for the next run.
 */
final class ClassArchive {
    private static final Path FOLDER = Path.of("target", "class-archives");

    /** Also what this build has compiled; not worth its time where a single test is run. */
    private static final boolean PACKS_FOLDERS = Boolean.getBoolean("test.archive-all");

    private static final Map<String, ClassArchive> MADE = new HashMap<>();

    private final List<String> options;
    private final String classPath;

    private ClassArchive(List<String> options, String classPath) {
        this.options = options;
        this.classPath = classPath;
    }

    /** For this class path, which need not be in the order that an archive wants. */
    static synchronized ClassArchive of(String classPath) {
        return MADE.computeIfAbsent(classPath, ClassArchive::make);
    }

    /** What a JVM must be told, the class path among it. */
    List<String> options() {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-cp", classPath));
        return all;
    }

    @SuppressWarnings("try")
    private static ClassArchive make(String classPath) {
        List<String> entries = Arrays.asList(classPath.split(File.pathSeparator, -1));
        try (FileLocked ignored = FileLocked.on(FOLDER.resolve("lock"))) {
            List<String> packed = new ArrayList<>();
            for (String entry : entries) {
                packed.add(isCompiledHere(entry) ? packed(Path.of(entry)) : entry);
            }
            // An archive is of files alone, and of the beginning of the class path.
            List<String> files = packed.stream()
                    .filter(entry -> Files.isRegularFile(Path.of(entry)))
                    .toList();
            List<String> sorted = new ArrayList<>(files);
            packed.stream().filter(entry -> !files.contains(entry)).forEach(sorted::add);
            String all = String.join(File.pathSeparator, sorted);
            Path archive = FOLDER.resolve(UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)) + ".jsa");
            if (!Files.exists(archive)) {
                make(archive, String.join(File.pathSeparator, files), all);
            }
            // An archive that does not fit any more is left aside, without a word in the output.
            return new ClassArchive(
                    List.of(
                            "-Xshare:auto",
                            "-Xlog:disable",
                            "-Xlog:all=error:stderr",
                            "-XX:SharedArchiveFile=" + archive),
                    all);
        } catch (IOException | InterruptedException | IllegalStateException e) {
            System.out.println("JVMs start slowly, without an archive of their classes: " + e.getMessage());
            return new ClassArchive(List.of(), classPath);
        }
    }

    /** And nothing else: an empty entry of a class path is the folder that a JVM runs in. */
    private static boolean isCompiledHere(String entry) {
        return PACKS_FOLDERS && entry.endsWith("classes") && Files.isDirectory(Path.of(entry));
    }

    /** A folder of classes as a file, which is another one when a class in it has changed. */
    private static String packed(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        StringBuilder state = new StringBuilder();
        for (Path file : files) {
            state.append(file)
                    .append(' ')
                    .append(Files.size(file))
                    .append(' ')
                    .append(Files.getLastModifiedTime(file).toMillis())
                    .append('\n');
        }
        Path jar = FOLDER.resolve(UUID.nameUUIDFromBytes(state.toString().getBytes(StandardCharsets.UTF_8)) + ".jar");
        if (!Files.exists(jar)) {
            Path made = Files.createTempFile(FOLDER, "packing", ".jar");
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made))) {
                out.setLevel(Deflater.NO_COMPRESSION);
                for (Path file : files) {
                    out.putNextEntry(
                            new ZipEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
                    Files.copy(file, out);
                }
            }
            Files.move(made, jar);
        }
        return jar.toString();
    }

    private static void make(Path archive, String files, String all) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(FOLDER, "making");
        Path list = work.resolve("classes");
        run(
                work,
                "-XX:DumpLoadedClassList=" + list,
                "-cp",
                all,
                App.class.getName(),
                "demo",
                "--orders",
                "5",
                "--data",
                work.resolve("demo").toString());
        Path made = work.resolve("archive");
        run(work, "-Xshare:dump", "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + made, "-cp", files);
        Files.move(made, archive);
        FileSystemUtils.deleteRecursively(work);
    }

    private static void run(Path work, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(JavaProcess.tool("java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        Path log = work.resolve("log");
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("exit code " + code + ", see " + log);
        }
    }
}
