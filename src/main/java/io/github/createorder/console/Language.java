package io.github.createorder.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** The texts of one language. */
final class Language {
    static final String COOKIE = "createorder-language";

    private static final Map<String, Language> ALL = Map.of("zh", read("zh"), "en", read("en"));

    private final String language;
    private final Properties texts;

    private Language(String language, Properties texts) {
        this.language = language;
        this.texts = texts;
    }

    private static Language read(String language) {
        Properties texts = new Properties();
        try (InputStream in = Language.class.getResourceAsStream("messages_" + language + ".properties")) {
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Language(language, texts);
    }

    /** By the cookie, then by what the browser prefers; English where neither says Chinese. */
    static Language of(WebRequest request) {
        String chosen = request.cookie(COOKIE).orElse("");
        if (ALL.containsKey(chosen)) {
            return ALL.get(chosen);
        }
        String accepted = request.headers().getOrDefault("accept-language", "");
        for (String range : accepted.toLowerCase(Locale.ROOT).split(",")) {
            String language = range.strip().split("[-;]", 2)[0];
            if (ALL.containsKey(language)) {
                return ALL.get(language);
            }
        }
        return ALL.get("en");
    }

    static boolean knows(String language) {
        return ALL.containsKey(language);
    }

    String language() {
        return language;
    }

    /** As HTML has it. */
    String tag() {
        return language.equals("zh") ? "zh-CN" : "en";
    }

    boolean has(String key) {
        return texts.containsKey(key);
    }

    /** A missing key shows itself, between marks that a test looks for. */
    String text(String key, Object... values) {
        String text = texts.getProperty(key);
        if (text == null) {
            return "⟦" + key + "⟧";
        }
        return values.length == 0 ? text : new MessageFormat(text, Locale.ROOT).format(values);
    }
}
