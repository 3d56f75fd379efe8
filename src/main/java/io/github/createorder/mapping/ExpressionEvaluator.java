package io.github.createorder.mapping;

import java.util.Map;
import java.util.function.Function;

/** Expression languages that a mapping file may use by their names. */
public interface ExpressionEvaluator {
    /** Whether there is a language of that name. */
    boolean knows(String language);

    /**
     * Compiles an expression over the record's columns. What comes of it is thread-safe, and may throw when evaluated.
     *
     * @throws RuntimeException when the text is not of the language; its message says why
     */
    Function<Map<String, Object>, Object> compile(String language, String text);
}
