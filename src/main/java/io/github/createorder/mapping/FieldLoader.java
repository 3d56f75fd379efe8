package io.github.createorder.mapping;

import io.github.createorder.config.Nearest;
import io.github.createorder.order.Field;
import io.github.createorder.order.FieldType;
import io.github.createorder.yaml.YamlReader;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Loads how one field is made: a column's name, or a block of the words below. */
final class FieldLoader {
    private static final List<String> SOURCES = List.of("column", "first", "join", "constant", "json");
    private static final List<String> COMMON = List.of(
            "column",
            "first",
            "join",
            "with",
            "constant",
            "default",
            "empty",
            "trim",
            "halfwidth",
            "codes",
            "otherwise");
    private static final Map<FieldType, List<String>> OF_TYPE = Map.of(
            FieldType.STRING, List.of("prefix", "suffix"),
            FieldType.AMOUNT, List.of("unit", "implied-decimals"),
            FieldType.DATE, List.of("pattern", "time", "forever"),
            FieldType.BOOLEAN, List.of("true", "false"),
            FieldType.NUMBER, List.of(),
            FieldType.JSON, List.of("json"));
    private static final Map<String, Integer> UNITS = Map.of("fen", -2, "yuan", 0, "wan", 4);
    private static final int MOST_IMPLIED_DECIMALS = 10;
    private static final String MIDNIGHT_AFTER = "24:00:00";
    private static final LocalDateTime SAMPLE = LocalDateTime.of(2026, 11, 23, 13, 45, 58);

    private final YamlReader yaml;
    private final ExpressionEvaluator evaluator;

    FieldLoader(YamlReader yaml, ExpressionEvaluator evaluator) {
        this.yaml = yaml;
        this.evaluator = evaluator;
    }

    /** The words that a block of a field of this type may have, besides the names of expression languages. */
    static Set<String> words(Field field) {
        Set<String> words = new LinkedHashSet<>(COMMON);
        words.addAll(OF_TYPE.get(field.type()));
        if (!field.name().equals("expiration_time")) {
            words.remove("forever");
        }
        return words;
    }

    /** How the field is made; null when that cannot be told, with a fault. */
    FieldMapping load(Field field, Node node) {
        if (node instanceof ScalarNode) {
            String column = yaml.column(node, field.name());
            return column == null
                    ? null
                    : new Block(field, node, Map.of()).mapping(new ValueReader.Columns(List.of(column)));
        }
        if (node instanceof SequenceNode) {
            yaml.fault(
                    node,
                    field.name()
                            + " must be a column or a block: for several columns write { join: [A, B] } or { first: [A, B] }");
            return null;
        }
        return new Block(field, node, yaml.entries(node, field.name())).load();
    }

    /** One field's block. */
    private final class Block {
        private final Field field;
        private final Node node;
        private final Map<String, NodeTuple> entries;

        Block(Field field, Node node, Map<String, NodeTuple> entries) {
            this.field = field;
            this.node = node;
            this.entries = entries;
        }

        FieldMapping load() {
            List<String> sources = new ArrayList<>();
            boolean misspelt = false;
            for (Map.Entry<String, NodeTuple> entry : entries.entrySet()) {
                String word = entry.getKey();
                if (words(field).contains(word)) {
                    if (SOURCES.contains(word)) {
                        sources.add(word);
                    }
                } else if (isWordOfAnotherType(word)) {
                    fault(
                            word,
                            "`" + word + "` is not for a " + field.type().words() + " such as " + field.name()
                                    + ": remove it (its own words are " + String.join(", ", ownWords())
                                    + ")");
                } else if (evaluator.knows(word)) {
                    sources.add(word);
                } else {
                    misspelt = true;
                    fault(
                            word,
                            "unknown word '" + word + "', and no expression language of that name"
                                    + Nearest.hint(word, words(field)));
                }
            }
            if (sources.isEmpty() && misspelt) {
                return null;
            }
            if (sources.size() != 1) {
                yaml.fault(
                        node,
                        sources.isEmpty()
                                ? field.name()
                                        + " does not say where its value comes from: give it a `column:`, `first:`, `join:`, `constant:` or an expression"
                                : field.name() + " has " + sources.size() + " sources (" + String.join(", ", sources)
                                        + "): keep one");
                return null;
            }
            String source = sources.get(0);
            checkCombinations(source);
            if (source.equals("constant")) {
                return new FieldMapping(field, null, cleaner(), typed("constant"), null, null, "", "", null);
            }
            ValueReader reader = reader(source);
            return reader == null ? null : mapping(reader);
        }

        private List<String> ownWords() {
            Set<String> words = words(field);
            return OF_TYPE.get(field.type()).stream().filter(words::contains).toList();
        }

        private boolean isWordOfAnotherType(String word) {
            return OF_TYPE.values().stream().anyMatch(words -> words.contains(word));
        }

        private void checkCombinations(String source) {
            for (String word : entries.keySet()) {
                boolean idle = (source.equals("constant") || source.equals("json")) && !word.equals(source);
                if (idle || (word.equals("with") && !source.equals("join"))) {
                    fault(word, "`" + word + "` has no effect beside `" + source + "`: remove it");
                } else if (has("codes") && OF_TYPE.get(field.type()).contains(word)) {
                    fault(word, "`" + word + "` has no effect beside `codes`: write the final values there");
                }
            }
            if (has("otherwise") && !has("codes")) {
                fault("otherwise", "`otherwise` is for unknown codes: give it a `codes:` or use `default:`");
            }
            if (has("unit") && has("implied-decimals")) {
                fault("implied-decimals", "`implied-decimals` says the same as `unit`: remove one");
            }
            if (has("true") != has("false")) {
                fault(has("true") ? "true" : "false", "`true` and `false` belong together: give both");
            }
        }

        private ValueReader reader(String source) {
            Node value = value(source);
            switch (source) {
                case "column" -> {
                    String column = yaml.column(value, source);
                    return column == null ? null : new ValueReader.Columns(List.of(column));
                }
                case "first" -> {
                    return new ValueReader.Columns(yaml.columns(value, source));
                }
                case "join" -> {
                    return new ValueReader.Join(yaml.columns(value, source), text("with", ""));
                }
                case "json" -> {
                    return json(value);
                }
                default -> {
                    String text = yaml.scalar(value, source);
                    try {
                        return text == null
                                ? null
                                : new ValueReader.Expression(source, evaluator.compile(source, text));
                    } catch (RuntimeException e) {
                        yaml.fault(value, "the " + source + " expression is wrong: " + e.getMessage());
                        return null;
                    }
                }
            }
        }

        private ValueReader json(Node value) {
            Map<String, FieldMapping> members = new LinkedHashMap<>();
            yaml.filled(value, "json").forEach((name, tuple) -> {
                Field member = textField(field.name() + "." + name, field);
                FieldMapping mapping = FieldLoader.this.load(member, tuple.getValueNode());
                if (mapping != null) {
                    members.put(name, mapping);
                }
            });
            return new ValueReader.Json(members);
        }

        FieldMapping mapping(ValueReader reader) {
            return new FieldMapping(
                    field,
                    reader,
                    cleaner(),
                    typed("default"),
                    has("codes") ? codes() : null,
                    typed("otherwise"),
                    text("prefix", ""),
                    text("suffix", ""),
                    conversion());
        }

        private Cleaner cleaner() {
            return new Cleaner(
                    !has("trim") || yaml.flag(value("trim"), "trim", true),
                    has("halfwidth") && yaml.flag(value("halfwidth"), "halfwidth", false),
                    texts("empty"));
        }

        private Map<String, Object> codes() {
            Map<String, Object> codes = new LinkedHashMap<>();
            yaml.filled(value("codes"), "codes")
                    .forEach((code, tuple) -> codes.put(code, typed(tuple.getValueNode(), "code '" + code + "'")));
            return codes;
        }

        private Conversion conversion() {
            return switch (field.type()) {
                case AMOUNT -> new Conversion.Yuan(shift());
                case DATE -> date();
                case BOOLEAN -> yesNo();
                case NUMBER -> Conversion.NUMBER;
                default -> Conversion.TEXT;
            };
        }

        private int shift() {
            if (has("implied-decimals")) {
                String decimals = text("implied-decimals", "");
                if (!decimals.matches("[0-9]{1,2}") || Integer.parseInt(decimals) > MOST_IMPLIED_DECIMALS) {
                    fault(
                            "implied-decimals",
                            "`implied-decimals` must be 0 to " + MOST_IMPLIED_DECIMALS + ", found '" + decimals + "'");
                    return 0;
                }
                return -Integer.parseInt(decimals);
            }
            String unit = text("unit", "yuan");
            if (!UNITS.containsKey(unit)) {
                fault("unit", "`unit` must be yuan, fen or wan, found '" + unit + "'");
            }
            return UNITS.getOrDefault(unit, 0);
        }

        private Conversion yesNo() {
            if (!has("true") || !has("false")) {
                return new Conversion.YesNo(
                        ignoringCase(List.of("1", "Y", "true")), ignoringCase(List.of("0", "N", "false")));
            }
            Set<String> yes = texts("true");
            Set<String> no = texts("false");
            no.stream()
                    .filter(yes::contains)
                    .forEach(both -> fault("false", "'" + both + "' is in `true` and in `false`: remove one"));
            return new Conversion.YesNo(yes, no);
        }

        private Conversion date() {
            String time = text("time", null);
            LocalTime ofDay = null;
            if (time != null) {
                try {
                    ofDay = time.equals(MIDNIGHT_AFTER)
                            ? LocalTime.MIDNIGHT
                            : LocalTime.parse(time, DateTimeFormatter.ofPattern("HH:mm:ss"));
                } catch (DateTimeException e) {
                    fault("time", "`time` must be HH:mm:ss, found '" + time + "'");
                }
            }
            String pattern = text("pattern", null);
            DateTimeFormatter formatter = pattern == null ? Conversion.Date.STANDARD : formatter(pattern, time != null);
            return new Conversion.Date(
                    pattern == null ? Conversion.Date.STANDARD_FIXED : FixedDate.of(pattern),
                    formatter,
                    pattern == null ? Conversion.Date.STANDARD_PATTERN : pattern,
                    ofDay,
                    MIDNIGHT_AFTER.equals(time),
                    texts("forever"));
        }

        private DateTimeFormatter formatter(String pattern, boolean timeGiven) {
            try {
                // Strict resolving needs u, the year without an era; quoted text is left alone.
                String strict = String.join("'", splitQuoted(pattern));
                DateTimeFormatter formatter =
                        DateTimeFormatter.ofPattern(strict).withResolverStyle(ResolverStyle.STRICT);
                TemporalAccessor back = formatter.parse(formatter.format(SAMPLE));
                if (!SAMPLE.toLocalDate().equals(back.query(TemporalQueries.localDate()))) {
                    throw new DateTimeException("another date");
                }
                LocalTime time = back.query(TemporalQueries.localTime());
                boolean timeInPattern = !formatter.format(SAMPLE).equals(formatter.format(SAMPLE.plusHours(1)));
                if (timeInPattern && (time == null || time.getHour() != SAMPLE.getHour())) {
                    throw new DateTimeException("another hour");
                }
                if (time == null && !timeGiven) {
                    fault(
                            "pattern",
                            "`pattern` '" + pattern + "' has no time of day: add `time: \"00:00:00\"` or what applies");
                }
                return formatter;
            } catch (IllegalArgumentException | DateTimeException e) {
                fault(
                        "pattern",
                        "`pattern` '" + pattern
                                + "' does not stand for a whole date: year yyyy, month MM, day dd, hour HH, minute mm, second ss");
                return Conversion.Date.STANDARD;
            }
        }

        private List<String> splitQuoted(String pattern) {
            String[] parts = pattern.split("'", -1);
            for (int i = 0; i < parts.length; i += 2) {
                parts[i] = parts[i].replace('y', 'u');
            }
            return Arrays.asList(parts);
        }

        private Object typed(String word) {
            return has(word) ? typed(value(word), "`" + word + "`") : null;
        }

        private Object typed(Node value, String what) {
            String text = yaml.scalar(value, what);
            try {
                return text == null ? null : field.parse(text);
            } catch (IllegalArgumentException e) {
                yaml.fault(value, what + " of " + field.name() + " " + e.getMessage());
                return null;
            }
        }

        private Set<String> texts(String word) {
            return has(word) ? ignoringCase(yaml.scalars(value(word), word)) : Set.of();
        }

        private String text(String word, String otherwise) {
            String text = has(word) ? yaml.scalar(value(word), word) : null;
            return text == null ? otherwise : text;
        }

        private boolean has(String word) {
            return entries.containsKey(word);
        }

        private Node value(String word) {
            return entries.get(word).getValueNode();
        }

        private void fault(String word, String message) {
            yaml.fault(entries.get(word).getKeyNode(), message);
        }
    }

    /** A text that is no field of the API: a member of the attributes, a part of the product's key. */
    static Field textField(String name, Field of) {
        String label = of == null ? name : of.label();
        return new Field(name, FieldType.STRING, Set.of(), 1000, List.of(), null, label, name);
    }

    private static Set<String> ignoringCase(List<String> values) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(values);
        return set;
    }
}
