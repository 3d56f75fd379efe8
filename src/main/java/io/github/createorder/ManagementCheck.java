package io.github.createorder;

import io.github.createorder.config.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Health and metrics tell names, counts and reasons: whoever may not log in should not read them from elsewhere. */
final class ManagementCheck {
    private static final String PREFIX = "camel.management.";

    /** The only one under which Camel asks for the login on every path, whatever {@code camel.management.path} says. */
    private static final String EVERY_PATH = "/*";

    private final Settings settings;

    private ManagementCheck(Settings settings) {
        this.settings = settings;
    }

    static void check(Settings settings) {
        String host = settings.find(PREFIX + "host").orElse("0.0.0.0");
        ManagementCheck check = new ManagementCheck(settings);
        boolean on = check.find("enabled").orElse("false").equalsIgnoreCase("true");
        if (on && !GatewayConfiguration.isLoopback(host)) {
            check.openTo(host);
        }
    }

    private void openTo(String host) {
        if (!find("authentication-enabled").orElse("false").equalsIgnoreCase("true")) {
            settings.fault(PREFIX + "host = '" + host + "' is open to other machines without a login: set it to"
                    + " 127.0.0.1, or set camel.management.authentication-enabled, authentication-path = /* and"
                    + " basic-properties-file");
            return;
        }
        String path = find("authentication-path").orElse("");
        if (!path.equals(EVERY_PATH)) {
            settings.fault(PREFIX + "authentication-path "
                    + (path.isEmpty() ? "is missing" : "= '" + path + "' covers some paths only")
                    + ": health, info and metrics would answer without a login on host '" + host + "': set it to "
                    + EVERY_PATH);
        }
        Optional<String> users = find("basic-properties-file");
        if (users.isPresent()) {
            checkUsers(users.get());
        } else if (find("jwt-keystore-type").isEmpty()) {
            settings.fault(
                    PREFIX + "basic-properties-file is missing (or jwt-keystore-type, -path and -password): without"
                            + " users there is no login, and host '" + host + "' is open to other machines");
        }
    }

    /** What a byte order mark stands before is another name, and its user cannot log in. */
    private void checkUsers(String name) {
        String path = name.startsWith("file:") ? name.substring("file:".length()) : name;
        if (!Files.isReadable(Path.of(path))) {
            // Camel's to tell, and nobody can log in.
            return;
        }
        try {
            byte[] bytes = Files.readAllBytes(Path.of(path));
            if (bytes.length > 2 && new String(bytes, 0, 3, StandardCharsets.UTF_8).equals("\uFEFF")) {
                settings.fault(PREFIX + "basic-properties-file: " + name
                        + " begins with a byte order mark, and the user in its"
                        + " first line could not log in: save it as UTF-8 without one");
            }
        } catch (IOException e) {
            settings.fault(PREFIX + "basic-properties-file: " + name + " cannot be read: " + e.getMessage());
        }
    }

    /** By either of the ways in which Camel reads a key. */
    private Optional<String> find(String key) {
        StringBuilder camel = new StringBuilder();
        for (String word : List.of(key.split("-"))) {
            camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return settings.find(PREFIX + key).or(() -> settings.find(PREFIX + camel));
    }
}
