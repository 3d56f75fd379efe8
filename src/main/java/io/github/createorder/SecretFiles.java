package io.github.createorder;

import io.github.createorder.config.ConsoleSetting;
import io.github.createorder.config.SecretFile;
import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import io.github.createorder.drop.DropSetting;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files with secrets that properties name. One that is open to everybody is noted: it refuses no start. */
final class SecretFiles {
    private static final List<String> OF_CAMEL = List.of(
            "camel.management.basic-properties-file",
            "camel.management.basicPropertiesFile",
            "camel.server.basic-properties-file",
            "camel.server.basicPropertiesFile");

    private SecretFiles() {}

    static void check(Settings settings) {
        Stream<String> ofSources = settings.list(Setting.SOURCES).stream()
                .map(source -> DropSetting.SFTP_PRIVATE_KEY.of(source).key());
        Stream.of(Stream.of(ConsoleSetting.USERS.key()), ofSources, OF_CAMEL.stream())
                .flatMap(keys -> keys)
                .forEach(key -> settings.find(key).ifPresent(file -> check(settings, key, file)));
    }

    private static void check(Settings settings, String key, String file) {
        try {
            SecretFile.open(Path.of(file.replaceFirst("^file:", "")))
                    .ifPresent(open -> settings.note(key + ": " + open));
        } catch (InvalidPathException e) {
            // Told by whoever reads it.
        }
    }
}
