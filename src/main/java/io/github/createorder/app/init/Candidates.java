package io.github.createorder.app.init;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The columns of one kind of row, each with the fields that its name and comment speak of. */
final class Candidates {
    /** What comes behind it in a comment explains: units, codes, examples. */
    private static final Pattern HEAD_ENDS = Pattern.compile("[（(\\[【：:，,；;。|、/\\n]");

    private static final Pattern ENGLISH_HEAD = Pattern.compile("^[\\x20-\\x7e]+$");

    private final Words words;
    private final Meanings meanings;
    private final Map<Column, Map<String, Integer>> fields = new LinkedHashMap<>();
    private final List<Column> personal = new ArrayList<>();

    /** A column that may be a field's. */
    record Candidate(Column column, int score) {}

    Candidates(Words words, Meanings meanings, List<Column> columns) {
        this.words = words;
        this.meanings = meanings;
        for (Column column : columns) {
            if (isPersonal(words, column.name(), column.comment())) {
                personal.add(column);
            } else {
                fields.put(column, fieldsOf(column));
            }
        }
    }

    /** Whether a column may be about a person, by its name or its comment; the openid alone is a field. */
    static boolean isPersonal(Words words, String name, String comment) {
        Set<String> ofName = words.meanings(name);
        Set<String> ofComment = words.meanings(head(comment));
        boolean openid = ofName.contains("openid") || ofComment.contains("openid");
        return !openid && (Meanings.isPersonal(ofName) || Meanings.isPersonal(ofComment));
    }

    static String head(String comment) {
        String head = HEAD_ENDS.split(comment, 2)[0].strip();
        // A space ends what is said in Chinese; in English it stands between the words.
        return ENGLISH_HEAD.matcher(head).matches() ? head : head.split("\\s+", 2)[0];
    }

    private Map<String, Integer> fieldsOf(Column column) {
        Map<String, Integer> byName = meanings.fields(words.meanings(column.name()));
        Map<String, Integer> byComment =
                column.comment().isEmpty() ? Map.of() : meanings.fields(words.meanings(head(column.comment())));
        boolean agree = byName.entrySet().stream()
                .anyMatch(entry -> isSure(entry.getValue()) && isSure(byComment.getOrDefault(entry.getKey(), 0)));
        boolean bothSure = byName.values().stream().anyMatch(Candidates::isSure)
                && byComment.values().stream().anyMatch(Candidates::isSure);
        Map<String, Integer> merged = new LinkedHashMap<>();
        byName.forEach((field, score) -> merged.merge(field, score, Math::max));
        byComment.forEach((field, score) -> merged.merge(field, score, Math::max));
        if (agree) {
            // Where both name a field, one that only one of them names is none.
            merged.replaceAll(
                    (field, score) -> isSure(byName.getOrDefault(field, 0)) && isSure(byComment.getOrDefault(field, 0))
                            ? score
                            : Math.min(score, Meanings.SURE - 1));
        } else if (bothSure) {
            merged.replaceAll((field, score) -> score / 2);
        }
        // The same words name a moment and the time of day that belongs to a date beside it: the values tell.
        if (merged.containsKey("time-of-day")) {
            merged.remove(Dates.time(column).isPresent() ? "apply_time" : "time-of-day");
        }
        return merged;
    }

    private static boolean isSure(int score) {
        return score >= Meanings.SURE;
    }

    List<Column> personal() {
        return personal;
    }

    /** All that are not personal. */
    Set<Column> columns() {
        return fields.keySet();
    }

    Set<String> meaningsOf(Column column) {
        return words.meanings(column.name());
    }

    /** Whether name or comment has this meaning. */
    boolean speaksOf(Column column, String meaning) {
        return meaningsOf(column).contains(meaning)
                || words.meanings(head(column.comment())).contains(meaning);
    }

    /** All that may be this field's, best first. */
    List<Candidate> all(String field) {
        List<Candidate> all = new ArrayList<>();
        fields.forEach((column, scores) -> {
            int score = scores.getOrDefault(field, 0);
            if (score >= Meanings.WORTH_A_WORD) {
                all.add(new Candidate(column, score));
            }
        });
        all.sort(Comparator.comparingInt(Candidate::score).reversed());
        return all;
    }

    /** The one that is this field's, when there is just one. */
    Optional<Column> best(String field) {
        return best(all(field));
    }

    static Optional<Column> best(List<Candidate> all) {
        boolean clear = !all.isEmpty()
                && isSure(all.get(0).score())
                && (all.size() == 1 || all.get(0).score() - all.get(1).score() >= Meanings.AHEAD);
        return clear ? Optional.of(all.get(0).column()) : Optional.empty();
    }
}
