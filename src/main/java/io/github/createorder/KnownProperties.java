package io.github.createorder;

import io.github.createorder.config.OurKeys;
import io.github.createorder.config.SourceSetting;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Every property that the bundle reads: a misspelt one would be a default in silence. */
final class KnownProperties {
    /** The standalone app's own: see {@link CreateOrder#RUNTIME_FAULTS}. */
    private static final String APP = "createorder.app.";

    private static final String OURS = "createorder.";

    /** As itself, and as Latin-1 has its bytes. */
    private static final Set<String> BYTE_ORDER_MARKS = Set.of("\uFEFF", "\u00EF\u00BB\u00BF");

    private static final String ADVICE =
            ": save the file as UTF-8 without a byte order mark and have it read as UTF-8 (the"
                    + " README says how for each runtime), or write the characters as \\uXXXX";

    private KnownProperties() {}

    /**
     * Whether the file was read in another charset than it is written in, which makes other characters of Chinese ones, and
     * loses the property behind a byte order mark.
     *
     * @param properties all that are set, ours or not
     */
    static List<String> misread(Map<?, ?> properties) {
        List<String> faults = new ArrayList<>();
        properties.forEach((key, value) -> {
            String name = String.valueOf(key);
            int ours = name.indexOf(OURS);
            if (ours > 0 && BYTE_ORDER_MARKS.contains(name.substring(0, ours))) {
                faults.add(name.substring(ours) + " is not read, because a byte order mark stands before it" + ADVICE);
            } else if (ours == 0 && isUtf8ReadAsLatin1(String.valueOf(value))) {
                faults.add(name + " was written in UTF-8 and read as Latin-1, so that its characters are other ones"
                        + ADVICE);
            }
        });
        faults.sort(null);
        return faults;
    }

    /** Bytes from 0x80 on that are whole UTF-8 characters: nobody writes that in Latin-1. */
    private static boolean isUtf8ReadAsLatin1(String value) {
        if (value.chars().allMatch(c -> c < 0x80) || value.chars().anyMatch(c -> c > 0xFF)) {
            return false;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * What is set and has no value all the same, which would be taken for not set: keys of an empty environment would seal
     * nothing, in silence. The value is not shown: it may be a secret.
     *
     * @param properties all that are set, ours or not
     * @param resolve a property's value, its placeholders resolved
     */
    static List<String> unresolved(Map<?, ?> properties, Function<String, Optional<String>> resolve) {
        return properties.entrySet().stream()
                .filter(set -> hasPlaceholder(String.valueOf(set.getValue())))
                .map(set -> String.valueOf(set.getKey()))
                .filter(key -> key.startsWith(OURS) && resolve.apply(key).isEmpty())
                .sorted()
                .map(key ->
                        key + " has no value: {{...}} in it names a property, or a variable of the environment, that"
                                + " is not there. Set that one; in a value of its own, write \\{{ and \\}}")
                .toList();
    }

    /** One that must be there, as {@code {{?...}}} need not. */
    private static boolean hasPlaceholder(String value) {
        return (value.contains("{{") || value.contains("}}")) && !value.contains("{{?");
    }

    /**
     * @param keys all keys that are set
     * @param sources names of the sources
     * @return a fault for each key of ours that nothing reads, with the one that may have been meant
     */
    static List<String> faults(Collection<?> keys, List<String> sources) {
        Set<String> known = new TreeSet<>();
        Catalogue.ofTheBundle().forEach(property -> known.add(property.key()));
        sources.forEach(source -> Catalogue.ofSource(source).forEach(property -> known.add(property.key())));
        sources.forEach(source -> known.add(SourceSetting.editable(source).key()));
        return OurKeys.unknown(
                keys.stream()
                        .filter(key -> !String.valueOf(key).startsWith(APP))
                        .toList(),
                OURS,
                known);
    }
}
