package io.github.createorder.app;

import io.github.createorder.app.demo.DemoCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Loads what a node loads, for a JVM that was told to write an archive of its classes when it ends. The script
 * {@code createorder} calls it.
 */
@Command(
        name = "load-classes",
        description = "Loads what a node loads, for an archive of classes.",
        hidden = true,
        mixinStandardHelpOptions = true)
final class ArchiveCommand implements Callable<Integer> {
    /** Jars whose classes a demonstration does not load all: the bundle's own, and what speaks to databases. */
    private static final List<String> WHOLE =
            List.of("createorder-routes", "postgresql-", "mariadb-java-client-", "flyway-database-postgresql-");

    @Parameters(description = "Folder for what the demonstration writes")
    private Path data;

    @Override
    public Integer call() throws Exception {
        int code = new CommandLine(new DemoCommand()).execute("--orders", "5", "--data", data.toString());
        for (Path jar : jars()) {
            if (WHOLE.stream().anyMatch(jar.getFileName().toString()::startsWith)) {
                load(jar);
            }
        }
        return code;
    }

    /** What the class path names, and what the manifests of that name. */
    private static List<Path> jars() throws IOException {
        Path app = Path.of(System.getProperty("java.class.path").split(File.pathSeparator, 2)[0]);
        if (!Files.isRegularFile(app)) {
            return List.of();
        }
        try (JarFile jar = new JarFile(app.toFile())) {
            String libraries = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return Arrays.stream((app.getFileName() + " " + (libraries == null ? "" : libraries)).split(" +"))
                    .map(app::resolveSibling)
                    .filter(Files::exists)
                    .toList();
        }
    }

    private static void load(Path jar) throws IOException {
        ClassLoader loader = ArchiveCommand.class.getClassLoader();
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .forEach(name -> {
                        try {
                            Class.forName(name, false, loader);
                        } catch (ClassNotFoundException | LinkageError e) {
                            // It needs a library that the app does not bring, and no node loads it.
                        }
                    });
        }
    }
}
