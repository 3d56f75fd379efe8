package io.github.createorder.order;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One field of the create-order request, as the API page gives it.
 *
 * @param name its createorder name
 * @param type its type
 * @param traits what else is to be known of it
 * @param maxLength most characters of a text; 0 for types without a length. The API page states none: these are ours, wide
 *     enough not to stand in anybody's way
 * @param choices the only values allowed; empty when any is
 * @param derivation how the order's value follows from its policies; null when it does not
 * @param label the API page's own words
 * @param meaning in English
 */
public record Field(
        String name,
        FieldType type,
        Set<Trait> traits,
        int maxLength,
        List<String> choices,
        Derivation derivation,
        String label,
        String meaning) {

    private static final int QUOTED = 60;

    /** What else is to be known of a field. */
    public enum Trait {
        /** 必须 on the API page. */
        REQUIRED,
        /** Differs from order to order, so that it can be no fixed value. */
        OWN,
        /** Printable ASCII without spaces. */
        CODE,
        /** Words for people; every other text is a number or a code. */
        PROSE,
        /** Says who the buyer is: its value is in no message. */
        PERSONAL,
        /** The product mapping may give it. */
        PRODUCT
    }

    /** How an order's value follows from those of its policies. */
    public enum How {
        SUM("the sum"),
        EARLIEST("the earliest"),
        LATEST("the latest");

        private final String words;

        How(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * How the order's value follows from its policies: dates are stated on the API page, sums are inferred (protocol page
     * §3.2).
     *
     * @param how the rule
     * @param from the policies' field
     */
    public record Derivation(How how, String from) {

        /** The order's value; null when there is no policy or one of them lacks the field. */
        public Object of(List<Map<String, Object>> policies) {
            Object result = null;
            for (Map<String, Object> policy : policies) {
                Object value = policy.get(from);
                if (value == null) {
                    return null;
                }
                result = result == null ? value : combine(result, value);
            }
            return result;
        }

        private Object combine(Object one, Object other) {
            return switch (how) {
                case SUM -> ((BigDecimal) one).add((BigDecimal) other);
                case EARLIEST -> ((LocalDateTime) other).isBefore((LocalDateTime) one) ? other : one;
                case LATEST -> ((LocalDateTime) other).isAfter((LocalDateTime) one) ? other : one;
            };
        }
    }

    public Field {
        traits = traits.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(traits));
        choices = List.copyOf(choices);
    }

    public boolean required() {
        return traits.contains(Trait.REQUIRED);
    }

    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** What is wrong with a value by itself, with what to do about it; null when nothing is. */
    public String problem(Object value) {
        return ValueRules.problem(this, value);
    }

    /**
     * The value of a constant that is written as in the request: {@code 10.00}, {@code 2026-01-01 10:00:00}, {@code true}.
     *
     * @throws IllegalArgumentException when it is not one of the field's type, or {@link #problem} with it; says why
     */
    public Object parse(String text) {
        Object value;
        try {
            value = switch (type) {
                case STRING, JSON -> text;
                case AMOUNT -> new BigDecimal(text);
                case DATE -> LocalDateTime.parse(text, OrderFields.DATE_TIME);
                case NUMBER -> Long.valueOf(text);
                case BOOLEAN -> List.of("true", "false").contains(text) ? Boolean.valueOf(text) : null;
                case LIST -> null;
            };
        } catch (NumberFormatException | DateTimeException e) {
            value = null;
        }
        String problem =
                value == null ? "must be written as " + type.sample() + ", found " + quote(text) : problem(value);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return value;
    }

    /** The value as a message may show it: quoted, short, unprintable characters as escapes; never a personal one. */
    public String quote(Object value) {
        if (is(Trait.PERSONAL)) {
            return "a value (not shown)";
        }
        String text = OrderFields.text(value);
        StringBuilder quoted = new StringBuilder("'");
        text.codePoints().limit(QUOTED).forEach(c -> {
            if (Texts.printable(c)) {
                quoted.appendCodePoint(c);
            } else {
                quoted.append(String.format("\\u%04X", c));
            }
        });
        return quoted.append(text.codePointCount(0, text.length()) > QUOTED ? "…'" : "'")
                .toString();
    }
}
