package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jars as they are packaged: a team's runtime gets the bundle, and nothing of the standalone app. */
class PackagedJarsIT {
    private static final Path BUNDLE = Path.of("target/createorder-routes.jar");
    private static final Path CONSOLE = Path.of("target/console/createorder-routes-console.jar");
    private static final Path APP = Path.of("target/app/createorder-routes-app.jar");

    /** Of the app: its own package, the samples, and what only they run on. */
    private static final List<String> OF_THE_APP = List.of(
            "io.github.createorder.app",
            "ch.qos.logback",
            "com.zaxxer",
            "gg.jte",
            "io.github.createorder.console",
            "io.vertx",
            "org.apache.activemq",
            "org.apache.camel.main",
            "org.apache.sshd",
            "org.h2",
            "org.mariadb",
            "org.messaginghub",
            "org.postgresql",
            "picocli");

    private static List<String> files(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
        }
    }

    private static String text(Path jar, String entry) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return new String(file.getInputStream(file.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theBundlesJarHoldsTheBundleOnly() throws IOException {
        List<String> files = files(BUNDLE);
        assertThat(files)
                .allMatch(name -> name.matches("(META-INF|camel|kamelets|io/github/createorder)/.*"))
                .noneMatch(name -> name.matches("io/github/createorder/(app|console|samples)/.*"))
                .noneMatch(name -> name.contains("logback"));
        assertThat(files.stream().filter(name -> name.startsWith("camel/"))).hasSize(5);
        System.out.printf(
                "%s: %,d bytes, %,d files; %s: %,d bytes, %,d files%n",
                BUNDLE,
                Files.size(BUNDLE),
                files.size(),
                APP,
                Files.size(APP),
                files(APP).size());
    }

    @Test
    void noClassOfTheBundlesJarRefersToOneOfTheAppNorToWhatOnlyTheAppRunsOn() {
        StringWriter said = new StringWriter();
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        assertThat(jdeps.run(
                        new PrintWriter(said, true),
                        new PrintWriter(said, true),
                        "-verbose:package",
                        "--ignore-missing-deps",
                        BUNDLE.toString()))
                .as(said.toString())
                .isZero();
        List<String> targets = said.toString()
                .lines()
                .filter(line -> line.contains("->"))
                .map(line -> line.strip().replaceFirst("^.*-> ", "").split("\\s+", 2)[0])
                .toList();
        assertThat(targets).contains("org.apache.camel", "org.springframework.jdbc.core");
        assertThat(targets)
                .noneMatch(target ->
                        OF_THE_APP.stream().anyMatch(app -> target.equals(app) || target.startsWith(app + ".")));
    }

    @Test
    void theConsolesJarHoldsTheConsoleOnlyWithItsRoutesTextsAndAssets() throws IOException {
        assertThat(files(CONSOLE))
                .allMatch(name -> name.matches(
                        "META-INF/.*|io/github/createorder/console/.*|camel/createorder-console.camel.yaml"))
                .contains(
                        "camel/createorder-console.camel.yaml",
                        "io/github/createorder/console/messages_zh.properties",
                        "io/github/createorder/console/assets/htmx.js",
                        "io/github/createorder/console/JteoverviewGenerated.class");
    }

    @Test
    void theAppsJarHoldsTheAppOnlyAndFindsTheBundleAmongItsLibraries() throws Exception {
        assertThat(files(APP)).allMatch(name -> name.matches("META-INF/.*|io/github/createorder/(app|samples)/.*"));
        try (JarFile jar = new JarFile(APP.toFile())) {
            List<String> libraries = List.of(jar.getManifest()
                    .getMainAttributes()
                    .getValue(Attributes.Name.CLASS_PATH)
                    .split(" "));
            assertThat(libraries)
                    .contains("lib/createorder-routes.jar", "lib/createorder-routes-console.jar")
                    .doesNotHaveDuplicates();
            assertThat(libraries)
                    .allSatisfy(
                            library -> assertThat(APP.resolveSibling(library)).exists());
        }
        assertThat(run(APP, 0, "schema", "--config", "config", "-D", "createorder.app.data=target/packaged-jars-it"))
                .contains("CREATE TABLE createorder_entry")
                .doesNotContain("class path");
    }

    @Test
    void theScriptStartsTheAppOnAnArchiveOfItsClassesThatItMakes() throws Exception {
        Path script = APP.resolveSibling("createorder");
        assertThat(script(script, "archive"))
                .startsWith("createorder: making an archive")
                .hasLineCount(1);
        assertThat(script(script, "archive")).as("once").isEmpty();
        try (Stream<Path> files = Files.list(script.getParent())) {
            assertThat(files.filter(file -> file.toString().endsWith(".jsa"))).hasSize(1);
        }
        assertThat(script(script, "--help"))
                .contains("Reports insurance orders")
                .containsPattern("io\\.github\\.createorder\\.app\\.App source: shared objects file");
    }

    /** What it prints, and from where Java has the app's class. */
    private static String script(Path script, String argument) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString(), argument).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        if (!argument.equals("archive")) {
            builder.environment().put("CREATEORDER_JAVA_OPTIONS", "-Xlog:class+load=info");
        }
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void editorsFindThePropertiesAndSpringBootTheRoutesInTheBundlesJar() throws IOException {
        assertThat(text(BUNDLE, "META-INF/spring-configuration-metadata.json")).isEqualTo(SpringMetadata.json() + "\n");
        assertThat(text(BUNDLE, "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports"))
                .isEqualTo(SpringBootAutoConfiguration.class.getName() + "\n");
        assertThat(files(BUNDLE))
                .containsAll(RouteFiles.LOCATIONS.stream()
                        .map(location -> location.substring("classpath:".length()))
                        .toList());
    }

    /** HikariCP and DriverManager take the driver, and Camel the function by its service file, as if the app had brought them. */
    @Test
    void aDriverAndAVaultInTheFolderExtAreUsedAndOneAmongTheAppsLibrariesIsTold() throws Exception {
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "ext-");
        Path app = folder.resolve("createorder-routes-app.jar");
        Files.copy(APP, app);
        Files.createDirectory(folder.resolve("lib"));
        try (Stream<Path> libraries = Files.list(APP.resolveSibling("lib"))) {
            for (Path library : libraries.toList()) {
                Files.createLink(folder.resolve("lib").resolve(library.getFileName()), library);
            }
        }
        String[] check = {
            "check",
            "--config",
            "config",
            "-D",
            "createorder.app.data=" + folder.resolve("data"),
            "-D",
            "createorder.app.data-source.ledger.url=jdbc:tiny:mem:ledger",
            "-D",
            "createorder.sources={{tiny:sources}}"
        };
        Path jar = TinyJar.make(folder.resolve("lib").resolve("tiny-1.0.jar"));
        assertThat(run(app, 2, check))
                .contains(jar + " is not on the class path: put it into the folder " + folder.resolve("ext"));
        Files.createDirectory(folder.resolve("ext"));
        Files.move(jar, folder.resolve("ext").resolve(jar.getFileName()));
        Files.writeString(folder.resolve("ext").resolve("broken.jar"), "no jar");
        assertThat(run(app, 2, check))
                .contains("broken.jar is not on the class path, because it is no jar that can be read")
                .contains("tiny driver: connected")
                .contains("'FROM THE TINY VAULT' is no name for a source")
                .doesNotContain("there is no driver");
    }

    private static String run(Path app, int exitCode, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", app.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(exitCode);
        return output;
    }
}
