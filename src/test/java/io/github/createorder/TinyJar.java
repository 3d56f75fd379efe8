package io.github.createorder;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A jar as somebody drops it beside the app: a JDBC driver, and a vault for Camel's properties, each found by a service file. */
final class TinyJar {
    private static final String DRIVER = """
            package tiny;
            public final class TinyDriver implements java.sql.Driver {
                static {
                    try {
                        java.sql.DriverManager.registerDriver(new TinyDriver());
                    } catch (java.sql.SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
                public java.sql.Connection connect(String url, java.util.Properties info) throws java.sql.SQLException {
                    if (!acceptsURL(url)) {
                        return null;
                    }
                    System.out.println("tiny driver: connected");
                    return java.sql.DriverManager.getConnection(url.replace(":tiny:", ":h2:"), info);
                }
                public boolean acceptsURL(String url) { return url.startsWith("jdbc:tiny:"); }
                public java.sql.DriverPropertyInfo[] getPropertyInfo(String url, java.util.Properties info) {
                    return new java.sql.DriverPropertyInfo[0];
                }
                public int getMajorVersion() { return 1; }
                public int getMinorVersion() { return 0; }
                public boolean jdbcCompliant() { return false; }
                public java.util.logging.Logger getParentLogger() { return null; }
            }
            """;

    private static final String VAULT = """
            package tiny;
            public final class TinyVault implements org.apache.camel.spi.PropertiesFunction {
                public String getName() { return "tiny"; }
                public String apply(String remainder) {
                    return remainder.equals("sources") ? "FROM THE TINY VAULT" : null;
                }
            }
            """;

    private TinyJar() {}

    static Path make(Path jar) throws IOException {
        Path classes = Files.createDirectories(jar.resolveSibling("tiny-classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        boolean compiled = compiler.getTask(
                        said,
                        null,
                        null,
                        List.of(
                                "-d",
                                classes.toString(),
                                "-proc:none",
                                "-classpath",
                                System.getProperty("java.class.path")),
                        null,
                        List.of(source("tiny.TinyDriver", DRIVER), source("tiny.TinyVault", VAULT)))
                .call();
        if (!compiled) {
            throw new IllegalStateException(said.toString());
        }
        Map<String, byte[]> entries = new TreeMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.put(classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        entries.put("META-INF/services/java.sql.Driver", "tiny.TinyDriver\n".getBytes(StandardCharsets.UTF_8));
        entries.put(
                "META-INF/services/org/apache/camel/properties-function/tiny",
                "class=tiny.TinyVault\n".getBytes(StandardCharsets.UTF_8));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream file = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                file.putNextEntry(new JarEntry(entry.getKey()));
                file.write(entry.getValue());
            }
        }
        return jar;
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(
                URI.create("string:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
