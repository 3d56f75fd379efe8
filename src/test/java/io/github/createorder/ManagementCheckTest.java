package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A management port that other machines reach asks for a login, wherever it is asked. */
class ManagementCheckTest {
    @TempDir
    Path folder;

    private static List<String> faults(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(Map.of("enabled", "true", "host", "0.0.0.0"));
        all.putAll(properties);
        Settings settings = new Settings(key -> Optional.ofNullable(all.get(key.replace("camel.management.", ""))));
        ManagementCheck.check(settings);
        return settings.faults();
    }

    private Map<String, String> login(String... more) throws IOException {
        Path users = Files.writeString(folder.resolve("users.properties"), "user.metrics=only-for-a-test,reader\n");
        Map<String, String> login =
                new HashMap<>(Map.of("authenticationEnabled", "true", "basicPropertiesFile", users.toString()));
        for (int i = 0; i < more.length; i += 2) {
            login.put(more[i], more[i + 1]);
        }
        return login;
    }

    @Test
    void aPathOfItsOwnWithoutAnAuthenticationPathIsRefused() throws IOException {
        assertThat(faults(login("path", "/admin")))
                .singleElement()
                .asString()
                .contains("authentication-path is missing", "set it to /*");
        assertThat(faults(login())).as("nor is one path of it enough").hasSize(1);
        assertThat(faults(login("authentication-path", "/admin/*")))
                .singleElement()
                .asString()
                .contains("'/admin/*' covers some paths only");
        assertThat(faults(login("path", "/admin", "authenticationPath", "/*"))).isEmpty();
        assertThat(faults(Map.of("host", "127.0.0.1", "path", "/admin"))).isEmpty();
    }

    @Test
    void aLoginWithoutUsersIsNone() {
        assertThat(faults(Map.of("authentication-enabled", "true", "authentication-path", "/*")))
                .singleElement()
                .asString()
                .contains("basic-properties-file is missing");
    }

    @Test
    void aUserBehindAByteOrderMarkIsTold() throws IOException {
        Map<String, String> login = login("authenticationPath", "/*");
        Files.writeString(folder.resolve("users.properties"), "\uFEFFuser.metrics=only-for-a-test,reader\n");
        assertThat(faults(login)).singleElement().asString().contains("begins with a byte order mark");
    }
}
