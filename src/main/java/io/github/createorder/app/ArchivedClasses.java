package io.github.createorder.app;

import io.github.createorder.app.demo.DemoCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import picocli.CommandLine;

/**
 * Loads what a node loads, for a JVM that was told to write an archive of its classes when it ends. No command for people: the
 * script {@code createorder} calls it.
 */
final class ArchivedClasses {
    static final String WORD = "load-classes";

    /** Jars whose classes a demonstration does not load all: the bundle's own, and what speaks to databases. */
    private static final List<String> WHOLE =
            List.of("createorder-routes", "postgresql-", "mariadb-java-client-", "flyway-database-postgresql-");

    private ArchivedClasses() {}

    /** @param data folder for what a demonstration writes, which is not there yet */
    static int load(Path data) throws IOException {
        int code = new CommandLine(new DemoCommand()).execute("--orders", "5", "--data", data.toString());
        for (Path jar : jars()) {
            if (WHOLE.stream().anyMatch(jar.getFileName().toString()::startsWith)) {
                loadAll(jar);
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

    private static void loadAll(Path jar) throws IOException {
        ClassLoader loader = ArchivedClasses.class.getClassLoader();
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
