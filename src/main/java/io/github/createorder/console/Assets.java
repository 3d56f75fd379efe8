package io.github.createorder.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Styles and scripts: these files and no others, each under a name with the digest of its bytes. */
final class Assets {
    static final List<String> FILES = List.of("pico.css", "console.css", "htmx.js", "idiomorph.js", "console.js");

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, WebAnswer> byName = new HashMap<>();

    Assets() {
        for (String file : FILES) {
            byte[] bytes = read(file);
            int dot = file.lastIndexOf('.');
            String name = file.substring(0, dot) + "-" + sha256(bytes).substring(0, 16) + file.substring(dot);
            names.put(file, name);
            String type = file.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
            byName.put(name, WebAnswer.asset(type, bytes));
        }
    }

    static byte[] read(String file) {
        try (InputStream in = Assets.class.getResourceAsStream("assets/" + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The name under which a file is asked for. */
    String name(String file) {
        return names.get(file);
    }

    /** Null when it is none of ours. */
    WebAnswer answer(String name) {
        return byName.get(name);
    }
}
