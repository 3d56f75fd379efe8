package io.github.createorder.app;

import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of the configuration: {@code application.properties}, {@code application-<profile>.properties} that win over it,
 * and route files of the team's own, {@code *.camel.yaml}. Which profile it is says {@code camel.main.profile}, as to Camel
 * itself: the command line before the JVM's system properties, the environment and application.properties.
 */
final class ConfigFolder {
    private static final String FILE = "application.properties";
    private static final String PROFILE = "camel.main.profile";

    /** What Camel does something of its own for, with a file of that name or without. */
    private static final Set<String> OF_CAMEL = Set.of("dev", "test", "prod", "production");

    private static final Pattern SECRET =
            Pattern.compile("(?i).*(app-secret|gateway[.]session|encryption-keys|password)");

    private final Path folder;
    private final Map<String, String> overrides;

    /**
     * @param folder null for none
     * @param overrides properties that win over the files'
     */
    ConfigFolder(Path folder, Map<String, String> overrides) {
        this.folder = folder;
        this.overrides = overrides;
    }

    /** @throws ConfigurationException when a file cannot be read, or the profile has none */
    Map<String, String> properties() {
        if (folder == null) {
            return Map.of();
        }
        Map<String, String> properties = new TreeMap<>();
        files().forEach(file -> properties.putAll(PropertiesFile.read(file)));
        // Camel asks for it after the files are read, and a file of the profile must not choose another one.
        profile().ifPresent(name -> properties.put(PROFILE, name));
        return properties;
    }

    /** The later ones win. */
    private List<Path> files() {
        return Stream.concat(Stream.of(folder.resolve(FILE)), profile().flatMap(this::fileOf).stream())
                .toList();
    }

    private Optional<String> profile() {
        return Stream.of(
                        overrides.get(PROFILE),
                        System.getProperty(PROFILE),
                        System.getenv("CAMEL_MAIN_PROFILE"),
                        PropertiesFile.read(folder.resolve(FILE)).get(PROFILE))
                .filter(value -> value != null && !value.isBlank())
                .map(String::strip)
                .findFirst();
    }

    private Optional<Path> fileOf(String profile) {
        if (!profile.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
            throw new ConfigurationException(List.of(PROFILE + " = '" + profile
                    + "' is no name for a profile; use letters, digits, dots, dashes and underscores"));
        }
        Path file = folder.resolve("application-" + profile + ".properties");
        if (Files.exists(file) || !OF_CAMEL.contains(profile)) {
            return Optional.of(file);
        }
        return Optional.empty();
    }

    /** What is to be noted of files that hold a secret in clear. */
    List<String> openSecrets() {
        if (folder == null) {
            return List.of();
        }
        List<String> notes = new ArrayList<>();
        for (Path file : files()) {
            List<String> secrets = PropertiesFile.read(file).entrySet().stream()
                    .filter(property -> SECRET.matcher(property.getKey()).matches())
                    .filter(property -> !property.getValue().isBlank()
                            && !property.getValue().contains("{{"))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!secrets.isEmpty()) {
                SecretFile.open(file).ifPresent(open -> notes.add(String.join(", ", secrets) + " in clear: " + open));
            }
        }
        return notes;
    }

    /** Where Camel finds the team's own route files, in the order of their names. */
    List<String> routes() {
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".camel.yaml"))
                    .sorted()
                    .map(file -> "file:" + file)
                    .toList();
        } catch (IOException e) {
            throw new ConfigurationException(
                    List.of("the folder " + folder.toAbsolutePath() + " cannot be read: " + e.getMessage()));
        }
    }
}
