package io.github.createorder.app;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts the jars of the folder {@code ext} beside the app's jar on the class path, behind the app's own: drivers, vaults,
 * Camel components. Java calls this before {@code main}, because the jar's manifest names it as {@code Launcher-Agent-Class},
 * so that they are on the one class path that there is: {@code DriverManager}, the service loader and Camel find what is in
 * them, with no class loader of ours and no second process.
 */
public final class FurtherJars {
    static final String FOLDER = "ext";

    private FurtherJars() {}

    /** Called by Java. What goes wrong is told and stops nothing: the start says what it misses. */
    public static void agentmain(String arguments, Instrumentation java) {
        try {
            Path app = Path.of(codeSource());
            for (Path jar : jars(app.resolveSibling(FOLDER))) {
                add(jar, java);
            }
            strangers(app)
                    .forEach(jar -> System.err.println("createorder: " + jar
                            + " is not on the class path: put it into the folder " + app.resolveSibling(FOLDER)
                            + ", which is for jars of your own"));
        } catch (IOException | URISyntaxException e) {
            System.err.println("createorder: the jars of the folder " + FOLDER + " are not on the class path: " + e);
        }
    }

    private static URI codeSource() throws URISyntaxException {
        return FurtherJars.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
    }

    private static void add(Path jar, Instrumentation java) {
        try (JarFile file = new JarFile(jar.toFile())) {
            java.appendToSystemClassLoaderSearch(file);
        } catch (IOException e) {
            System.err.println("createorder: " + jar
                    + " is not on the class path, because it is no jar that can be read: " + e.getMessage());
        }
    }

    /** By name, so that it is the same on every machine. */
    private static List<Path> jars(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Jars that somebody has put among the app's own libraries, which are those that its manifest names. Another version of
     * one of them is none: an upgrade has left it there.
     */
    private static List<Path> strangers(Path app) throws IOException {
        try (JarFile file = new JarFile(app.toFile())) {
            String libraries = file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            Set<String> own = Arrays.stream(libraries.split(" "))
                    .map(library -> artifact(Path.of(library)))
                    .collect(Collectors.toSet());
            return jars(app.resolveSibling("lib")).stream()
                    .filter(jar -> !own.contains(artifact(jar)))
                    .toList();
        }
    }

    private static String artifact(Path jar) {
        return jar.getFileName().toString().replaceFirst("(-[0-9].*)?[.]jar$", "");
    }
}
