package io.github.createorder.app.init;

import io.github.createorder.order.Field;
import io.github.createorder.order.OrderFields;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a mapping to begin with: each guess with its reason, and a blank for what is needed and was not guessed. */
final class MappingText {
    private static final String SCHEMA = "createorder-mapping.schema.json";

    private final StringBuilder text = new StringBuilder();
    private final Guesses guesses;
    private final Map<String, String> elsewhere;

    /** @param elsewhere where else something for a field was seen, by field */
    private MappingText(Guesses guesses, Map<String, String> elsewhere) {
        this.guesses = guesses;
        this.elsewhere = elsewhere;
    }

    static String of(String name, String from, Guesses guesses, Map<String, String> elsewhere) {
        MappingText mapping = new MappingText(guesses, elsewhere);
        mapping.write(name, from);
        return mapping.text.toString();
    }

    private void write(String name, String from) {
        comment("", "How records of " + from + " become orders: a mapping to begin with, guessed by `init`.");
        comment("", "Read each line. A field without a value is a blank, which `check` names: fill it in.");
        comment("", "What may be said here is in docs/mapping.md; the schema for editors is " + SCHEMA + ".");
        text.append("\nmapping: ").append(name).append("\n\norder:\n");
        guesses.order().forEach((field, guess) -> field(field, guess, OrderFields.order(field)));
        if (guesses.product() != null) {
            text.append("\n# The core system's codes, by which institution, product_code and item_id are looked up.\n");
            text.append("product:\n");
            Guess product = guesses.product();
            lines(product, "key");
            text.append("  key: ")
                    .append(product.isMade() ? product.yaml() : "{ product: }")
                    .append('\n');
        }
        text.append("\npolicies:\n");
        guesses.policy().forEach((field, guess) -> field(field, guess, OrderFields.policy(field)));
        unused();
    }

    private void field(String name, Guess guess, Field field) {
        comment("  ", name + " " + field.label() + ": " + reason(name, guess));
        boolean needed = isNeeded(field);
        if (guess.isMade()) {
            text.append("  ").append(name).append(": ").append(guess.yaml()).append('\n');
        } else {
            guess.proposals()
                    .forEach(proposal -> text.append("  #   ")
                            .append(name)
                            .append(": ")
                            .append(proposal)
                            .append('\n'));
            if (needed) {
                text.append("  ").append(name).append(":\n");
            }
        }
    }

    private String reason(String name, Guess guess) {
        String seen = elsewhere.get(name);
        return guess.isMade() || seen == null ? guess.reason() : guess.reason() + ". " + seen;
    }

    private void lines(Guess guess, String word) {
        comment("  ", guess.reason());
        if (!guess.isMade()) {
            guess.proposals()
                    .forEach(proposal -> text.append("  #   ")
                            .append(word)
                            .append(": ")
                            .append(proposal)
                            .append('\n'));
        }
    }

    /** Whether a mapping without it has a fault. */
    static boolean isNeeded(Field field) {
        return field.required() && field.derivation() == null && !field.name().equals("total_installments");
    }

    /** The fields that stay blank and are needed. */
    static List<String> blanks(Guesses guesses) {
        List<String> blanks = guesses.order().values().stream()
                .filter(guess -> !guess.isMade() && isNeeded(OrderFields.order(guess.field())))
                .map(Guess::field)
                .collect(Collectors.toList());
        if (guesses.product() != null && !guesses.product().isMade()) {
            blanks.add("product");
        }
        guesses.policy().values().stream()
                .filter(guess -> !guess.isMade() && isNeeded(OrderFields.policy(guess.field())))
                .map(Guess::field)
                .forEach(blanks::add);
        return blanks;
    }

    /** How many lines were guessed. */
    static long made(Guesses guesses) {
        return guesses.order().values().stream().filter(Guess::isMade).count()
                + guesses.policy().values().stream().filter(Guess::isMade).count()
                + (guesses.product() != null && guesses.product().isMade() ? 1 : 0);
    }

    private void unused() {
        List<String> personal = guesses.policyColumns() == guesses.orderColumns()
                ? guesses.orderColumns().personal().stream().map(Column::name).toList()
                : Stream.concat(guesses.orderColumns().personal().stream(), guesses.policyColumns().personal().stream())
                        .map(Column::name)
                        .distinct()
                        .toList();
        List<String> unused = Guesser.all(guesses.orderColumns(), guesses.policyColumns())
                .map(Column::name)
                .filter(name -> !text.toString().contains(name))
                .distinct()
                .toList();
        text.append('\n');
        if (!unused.isEmpty()) {
            comment("", "Columns of which nothing was guessed: " + String.join(", ", unused) + ".");
        }
        if (!personal.isEmpty()) {
            comment(
                    "",
                    "About persons or things insured by their names, and not read: " + String.join(", ", personal)
                            + ".");
        }
    }

    private void comment(String indent, String words) {
        text.append(indent)
                .append("# ")
                .append(words.replaceAll("[\\p{Cntrl}]", " "))
                .append('\n');
    }
}
