package io.github.createorder.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML as nodes, so that every fault has its place and a scalar is the text that was written ({@code 01} and
 * {@code NO} stay what they are). Builds no objects. Faults are gathered, not thrown.
 */
public final class YamlReader {
    private static final int MOST_CHARACTERS = 256 * 1024;
    private static final int MOST_ALIASES = 20;
    private static final int DEEPEST = 16;
    private static final Pattern NOT_TEXT = Pattern.compile("|~|null|true|false|[-+]?[0-9][0-9.]*");

    private final String file;
    private final List<YamlFault> faults = new ArrayList<>();

    public YamlReader(String file) {
        this.file = file;
    }

    /** The document's root, or null with a fault. */
    public Node parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setNestingDepthLimit(DEEPEST);
        Node root = null;
        try {
            root = new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options)
                    .getSingleNode();
            if (root == null) {
                fault((Mark) null, "the file is empty");
            }
        } catch (MarkedYAMLException e) {
            fault(e.getProblemMark(), "not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            fault((Mark) null, "not YAML: " + e.getMessage());
        }
        return root;
    }

    public void fault(Node node, String message) {
        fault(node.getStartMark(), message);
    }

    private void fault(Mark mark, String message) {
        int line = mark == null ? 1 : mark.getLine() + 1;
        int column = mark == null ? 1 : mark.getColumn() + 1;
        faults.add(new YamlFault(file, line, column, message));
    }

    public boolean isFaulty() {
        return !faults.isEmpty();
    }

    /** Of all that was gathered, in the order of the file. */
    public YamlFaultException exception() {
        return new YamlFaultException(faults.stream()
                .sorted(Comparator.comparingInt(YamlFault::line).thenComparingInt(YamlFault::column))
                .toList());
    }

    /** The entries of a block by key; a key that is given twice, or is no text, is a fault. */
    public Map<String, NodeTuple> entries(Node node, String name) {
        Map<String, NodeTuple> entries = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            fault(node, "`" + name + "` must be a block of `name: value`");
            return entries;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                fault(tuple.getKeyNode(), "a name must be a plain text");
                continue;
            }
            NodeTuple first = entries.putIfAbsent(key.getValue(), tuple);
            if (first != null) {
                int line = first.getKeyNode().getStartMark().getLine() + 1;
                fault(key, "'" + key.getValue() + "' is given twice, first on line " + line + ": remove one");
            }
        }
        return entries;
    }

    /** {@link #entries} of a block that must have some. */
    public Map<String, NodeTuple> filled(Node node, String name) {
        Map<String, NodeTuple> entries = entries(node, name);
        if (entries.isEmpty() && node instanceof MappingNode) {
            fault(node, "`" + name + "` is empty: give it entries or remove it");
        }
        return entries;
    }

    /** The scalar as it was written, or null with a fault. */
    public String scalar(Node node, String name) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        fault(node, "`" + name + "` must be one value");
        return null;
    }

    /** A scalar that is the name of a column, or null with a fault. */
    public String column(Node node, String name) {
        if (node instanceof ScalarNode scalar) {
            String column = scalar.getValue();
            boolean bare = scalar.getScalarStyle() == ScalarStyle.PLAIN;
            if (column.isEmpty() && bare) {
                fault(node, "`" + name + "` is blank: name a column, or write { constant: … } for a fixed value");
                return null;
            }
            if (column.isBlank() || (bare && NOT_TEXT.matcher(column).matches())) {
                fault(
                        node,
                        "`" + name + "` must name a column, found '" + column
                                + "': for a fixed value write { constant: … }, and quote a column's name that looks so");
                return null;
            }
            return column;
        }
        fault(node, "`" + name + "` must name one column");
        return null;
    }

    /** The scalars of a list, or of a single scalar. */
    public List<String> scalars(Node node, String name) {
        if (node instanceof SequenceNode sequence) {
            List<String> values = new ArrayList<>();
            for (Node value : sequence.getValue()) {
                String text = scalar(value, name);
                if (text != null) {
                    values.add(text);
                }
            }
            return values;
        }
        String text = scalar(node, name);
        return text == null ? List.of() : List.of(text);
    }

    /** The column names of a list of two or more; a name that is given twice is a fault. */
    public List<String> columns(Node node, String name) {
        List<String> columns = new ArrayList<>();
        if (!(node instanceof SequenceNode sequence) || sequence.getValue().size() < 2) {
            fault(node, "`" + name + "` must be a list of two columns or more: [A, B]");
            return columns;
        }
        for (Node value : sequence.getValue()) {
            String column = column(value, name);
            if (column != null && columns.stream().anyMatch(column::equalsIgnoreCase)) {
                fault(value, "column " + column + " is given twice in `" + name + "`: remove one");
            } else if (column != null) {
                columns.add(column);
            }
        }
        return columns;
    }

    /** True or false; {@code otherwise} with a fault. */
    public boolean flag(Node node, String name, boolean otherwise) {
        String text = scalar(node, name);
        if (text == null || text.equals("true") || text.equals("false")) {
            return text == null ? otherwise : Boolean.parseBoolean(text);
        }
        fault(node, "`" + name + "` must be true or false, found '" + text + "'");
        return otherwise;
    }
}
