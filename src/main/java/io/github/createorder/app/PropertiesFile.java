package io.github.createorder.app;

import io.github.createorder.config.ConfigurationException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads a properties file as people write it today: UTF-8, with a byte order mark or without. Camel would read Latin-1. Blanks at
 * the end of a value are left out, as by Camel, but those of a password: it may have some.
 */
final class PropertiesFile {
    private static final Pattern PASSWORD = Pattern.compile("(?i).*password");

    private PropertiesFile() {}

    /** @throws ConfigurationException when the file cannot be read, or is in another charset */
    static Map<String, String> read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ConfigurationException(List.of("there is no readable file " + file.toAbsolutePath()));
        }
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text(file, bytes)));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(List.of(file.toAbsolutePath() + ": " + e.getMessage()));
        }
        Map<String, String> read = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> {
            String value = properties.getProperty(key);
            read.put(key, PASSWORD.matcher(key).matches() ? value : value.stripTrailing());
        });
        return read;
    }

    private static String text(Path file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw new ConfigurationException(List.of(file.toAbsolutePath() + ", line "
                    + (text.chars().filter(c -> c == '\n').count() + 1)
                    + ": not UTF-8: save the file as UTF-8 (an editor on Windows may have it in GBK)"));
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
