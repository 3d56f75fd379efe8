package io.github.createorder.config;

/** One configuration property: its key, default and meaning. */
public interface Property {

    String key();

    /** Null when there is none: the property is required. */
    String defaultValue();

    /** One line of meaning, for config/application.properties. */
    String meaning();

    /** Whether its value must never be shown. */
    default boolean secret() {
        return key().endsWith("secret") || key().endsWith("password") || key().endsWith(".session");
    }
}
