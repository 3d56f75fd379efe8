package io.github.createorder.app.init;

import io.github.createorder.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files that are written all or none, and over no other. Confined to one thread. */
final class NewFiles {
    private final Path folder;
    private final Map<Path, String> texts = new LinkedHashMap<>();

    NewFiles(Path folder) {
        this.folder = folder;
    }

    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    /** As it stands in properties: with the slashes of every system. */
    String path(String name) {
        return folder.resolve(name).toString().replace('\\', '/');
    }

    void add(String name, String text) {
        texts.put(folder.resolve(name), text);
    }

    /** @throws ConfigurationException when one of them is there already, with the list of those that are */
    List<Path> write() throws IOException {
        List<String> there = texts.keySet().stream()
                .filter(Files::exists)
                .map(file -> file + " is there already, and is never written over: move it away, or name another --out"
                        + " folder or --source")
                .toList();
        if (!there.isEmpty()) {
            throw new ConfigurationException(there);
        }
        Files.createDirectories(folder);
        List<Path> written = new ArrayList<>();
        boolean whole = false;
        try {
            for (Map.Entry<Path, String> file : texts.entrySet()) {
                Files.writeString(file.getKey(), file.getValue(), StandardOpenOption.CREATE_NEW);
                written.add(file.getKey());
            }
            whole = true;
        } finally {
            if (!whole) {
                for (Path file : written) {
                    Files.deleteIfExists(file);
                }
            }
        }
        return written;
    }
}
