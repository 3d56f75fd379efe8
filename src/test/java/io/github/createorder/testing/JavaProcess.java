package io.github.createorder.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM of its own on the tests' class path, such as a node that is to be killed. It starts in half of the usual time: it
 * compiles in one step, and has what it loads from libraries from an archive.
 */
public final class JavaProcess {
    private static final String SMALL = "-Xmx256m";

    private JavaProcess() {}

    /** To be started by the caller, who knows where its output goes. */
    public static ProcessBuilder of(Class<?> main, String... arguments) {
        return of(List.of(SMALL), main, arguments);
    }

    /** With options of its own for the JVM. */
    public static ProcessBuilder of(List<String> options, Class<?> main, String... arguments) {
        return of(System.getProperty("java.class.path"), options, main, arguments);
    }

    /** On another class path, such as that of an older version. */
    public static ProcessBuilder of(String classPath, Class<?> main, String... arguments) {
        return of(classPath, List.of(SMALL), main, arguments);
    }

    private static ProcessBuilder of(String classPath, List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(tool("java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(ClassArchive.of(classPath).options());
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** A program of this JDK. */
    public static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
