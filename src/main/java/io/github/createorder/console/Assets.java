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

    private record Asset(String type, byte[] bytes) {}

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Asset> byName = new HashMap<>();

    Assets() {
        for (String file : FILES) {
            byte[] bytes = read(file);
            int dot = file.lastIndexOf('.');
            String name = file.substring(0, dot) + "-" + sha256(bytes).substring(0, 16) + file.substring(dot);
            names.put(file, name);
            byName.put(
                    name,
                    new Asset(
                            file.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8",
                            bytes));
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
        Asset asset = byName.get(name);
        return asset == null ? null : WebAnswer.asset(asset.type, asset.bytes);
    }
}
