package io.github.createorder.file;

import io.github.createorder.config.Nearest;
import io.github.createorder.yaml.YamlReader;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A block of a format file with its known words. */
final class Block {
    private final YamlReader yaml;
    private final Node node;
    private final String name;
    private final Map<String, NodeTuple> entries;

    Block(YamlReader yaml, Node node, String name, List<String> words) {
        this.yaml = yaml;
        this.node = node;
        this.name = name;
        this.entries = yaml.entries(node, name);
        entries.forEach((word, tuple) -> {
            if (!words.contains(word)) {
                yaml.fault(
                        tuple.getKeyNode(),
                        "unknown word '" + word + "'" + Nearest.hint(word, words) + " `" + name + "` has "
                                + String.join(", ", words));
            }
        });
    }

    boolean has(String word) {
        return entries.containsKey(word);
    }

    Node value(String word) {
        return entries.get(word).getValueNode();
    }

    void fault(String word, String message) {
        yaml.fault(has(word) ? entries.get(word).getKeyNode() : node, message);
    }

    void need(String word, String advice) {
        if (!has(word)) {
            yaml.fault(node, "`" + name + "` lacks `" + word + ":`, " + advice);
        }
    }

    /** Tells each of these words that is there. */
    void refuse(String why, String... words) {
        for (String word : words) {
            if (has(word)) {
                fault(word, "`" + word + "` " + why + ": remove it");
            }
        }
    }

    String text(String word, String otherwise) {
        String text = has(word) ? yaml.scalar(value(word), word) : null;
        if (text != null && text.isEmpty()) {
            fault(word, "`" + word + "` is empty: give it a value or remove it");
            return otherwise;
        }
        return text == null ? otherwise : text;
    }

    /** A text of one line that the charset has. */
    String written(String word, CharsetEncoder encoder, String otherwise) {
        String text = text(word, otherwise);
        if (text != null && (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || !encoder.canEncode(text))) {
            fault(
                    word,
                    "`" + word + "` must be of one line, and of characters of "
                            + encoder.charset().name());
            return otherwise;
        }
        return text;
    }

    long number(String word, long least, long most, long otherwise) {
        String text = text(word, null);
        if (text == null) {
            return otherwise;
        }
        if (text.matches("[0-9]{1,15}") && Long.parseLong(text) >= least && Long.parseLong(text) <= most) {
            return Long.parseLong(text);
        }
        fault(word, "`" + word + "` must be a whole number from " + least + " to " + most + ", found '" + text + "'");
        return otherwise;
    }

    boolean flag(String word) {
        return has(word) && yaml.flag(value(word), word, false);
    }

    <T> T choice(String word, Map<String, T> choices, T otherwise) {
        String text = text(word, null);
        if (text == null || choices.containsKey(text)) {
            return text == null ? otherwise : choices.get(text);
        }
        fault(
                word,
                "`" + word + "` must be "
                        + String.join(" or ", choices.keySet().stream().sorted().toList()) + ", found '" + text + "'");
        return otherwise;
    }

    /** A character of printable ASCII. */
    Character sign(String word, Character otherwise) {
        String text = text(word, null);
        if (text == null) {
            return otherwise;
        }
        if (text.length() != 1 || text.charAt(0) < ' ' || text.charAt(0) > '~') {
            fault(word, "`" + word + "` must be one sign of ASCII, found '" + text + "'");
            return otherwise;
        }
        return text.charAt(0);
    }

    List<String> texts(String word) {
        return has(word) ? yaml.scalars(value(word), word) : List.of();
    }

    /** The entries of a list. */
    List<Node> list(String word) {
        if (!has(word)) {
            return List.of();
        }
        if (value(word) instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
            return new ArrayList<>(sequence.getValue());
        }
        fault(word, "`" + word + "` must be a list that is not empty");
        return List.of();
    }
}
