package io.github.createorder.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.util.TimeUtils;

/**
 * Reads properties and collects every fault, so that start-up can refuse with the whole list. A faulty property reads as
 * its default (or a harmless stand-in) until {@link #refuseIfFaulty()}.
 */
public final class Settings {
    private static final Pattern PLACEHOLDER =
            Pattern.compile("(?i)change.?me|todo|xxx+|your.*|<.*>|secret|password|\\$\\{.*}");

    /** What a variable of the environment has from a file's last line. */
    private static final Pattern LINE_END = Pattern.compile("[\\r\\n]+$");

    private final Function<String, Optional<String>> properties;
    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** @param properties a property's value by its key, placeholders resolved */
    public Settings(Function<String, Optional<String>> properties) {
        this.properties = properties;
    }

    /** A property's raw value by key, blank ones left out. */
    public Optional<String> find(String key) {
        return properties.apply(key).map(String::strip).filter(value -> !value.isEmpty());
    }

    /**
     * A password, with the blanks at its ends, which may belong to it: nobody sees them, so that they are noted. The end of a line
     * is none of it.
     */
    public Optional<String> password(String key) {
        Optional<String> value = properties
                .apply(key)
                .map(password -> LINE_END.matcher(password).replaceFirst(""))
                .filter(password -> !password.isBlank());
        value.filter(password -> !password.equals(password.strip()))
                .ifPresent(blanks ->
                        note(key + " begins or ends with blanks, which are taken for a part of it: remove them if"
                                + " they are none"));
        return value;
    }

    public String text(Property property) {
        Optional<String> value = find(property.key());
        if (value.isEmpty() && property.defaultValue() == null) {
            fault(property.key() + " is missing: " + property.meaning());
            return "";
        }
        return value.orElse(property.defaultValue());
    }

    /** A required secret; what is plainly a stand-in from a template is refused. */
    public String secret(Property property) {
        String value = text(property);
        refusePlaceholder(property, value);
        return value;
    }

    /** Has what is plainly a stand-in from a template be a fault. */
    public void refusePlaceholder(Property property, String value) {
        if (PLACEHOLDER.matcher(value.strip()).matches()) {
            fault(property.key() + " is a placeholder, not a real value; set it from the environment or a vault");
        }
    }

    public List<String> list(Property property) {
        return List.of(text(property).split(",")).stream()
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    public int number(Property property, int min, int max) {
        String value = text(property);
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with the range
        }
        fault(property.key() + " = '" + value + "' must be a whole number from " + min + " to " + max);
        return min;
    }

    public double decimal(Property property, double min, double max) {
        String value = text(property);
        try {
            double number = Double.parseDouble(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with the range
        }
        fault(property.key() + " = '" + value + "' must be a number from " + min + " to " + max);
        return min;
    }

    /** Camel's own way to write a duration: 200 (milliseconds), 5s, 10m, 1h30m. Never zero. */
    public Duration duration(Property property) {
        String value = text(property);
        try {
            long millis = TimeUtils.toMilliSeconds(value);
            if (millis > 0) {
                return Duration.ofMillis(millis);
            }
        } catch (RuntimeException e) {
            // Camel's parser throws whatever comes: an index out of bounds for a word without digits.
        }
        fault(property.key() + " = '" + value + "' must be a duration such as 200ms, 5s, 10m or 24h");
        return Duration.ofSeconds(1);
    }

    public boolean flag(Property property) {
        String value = text(property).toLowerCase(Locale.ROOT);
        if (!value.equals("true") && !value.equals("false")) {
            fault(property.key() + " = '" + value + "' must be true or false");
        }
        return value.equals("true");
    }

    /** One of the values of an enum, written in lower case with dashes. */
    public <E extends Enum<E>> E choice(Property property, Class<E> type) {
        String value = text(property);
        List<String> known = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (name.equals(value)) {
                return constant;
            }
            known.add(name);
        }
        fault(property.key() + " = '" + value + "' must be one of " + String.join(", ", known));
        return type.getEnumConstants()[0];
    }

    /** Something that is worth knowing and no fault. */
    public void note(String note) {
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Adds a fault; a login in an address that it quotes is not shown. */
    public void fault(String fault) {
        faults.add(Secrets.hidden(fault));
    }

    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** @throws ConfigurationException with every fault found so far, if there is one */
    public void refuseIfFaulty() {
        if (!faults.isEmpty()) {
            throw new ConfigurationException(faults);
        }
    }
}
