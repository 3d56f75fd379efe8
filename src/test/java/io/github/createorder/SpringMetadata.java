package io.github.createorder;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.createorder.config.Property;
import io.github.createorder.config.SourceSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes the catalogue of properties as Spring Boot's configuration metadata, by which editors complete, describe and check
 * them. The build calls it, so that the jar's metadata and the catalogue cannot differ.
 */
final class SpringMetadata {
    /** The name that stands for all names of sources in the hints. */
    static final String SAMPLE_SOURCE = "core";

    static final String SOURCE_MAP = "createorder.source";
    static final String EDITABLE_MAP = "createorder.console.editable";
    private static final String STRING_MAP = "java.util.Map<java.lang.String,java.lang.String>";

    /** Whose default looks like a whole number, and which take more than that. */
    private static final Set<String> DECIMAL = Set.of("createorder.send.rate");

    private static final Map<String, List<String>> VALUES = Map.of(
            "createorder.gateway.sign-method", List.of("md5", "hmac", "hmac-sha256"),
            "createorder.products.type", List.of("sql", "csv"));

    private SpringMetadata() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        Files.createDirectories(file.getParent());
        Files.writeString(file, json() + "\n");
    }

    static String json() throws IOException {
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ObjectNode root = mapper.createObjectNode();
        root.putArray("groups").addObject().put("name", "createorder").put("description", "createorder-routes");
        ArrayNode properties = root.putArray("properties");
        Catalogue.ofTheBundle().forEach(property -> describe(properties.addObject(), property));
        properties
                .addObject()
                .put("name", SOURCE_MAP)
                .put("type", STRING_MAP)
                .put("description", "What each source in createorder.sources is, as <name>.<property>");
        // A list a source, as the map of sources, of which no key is known beforehand.
        properties
                .addObject()
                .put("name", EDITABLE_MAP)
                .put("type", STRING_MAP)
                .put("description", sentence(SourceSetting.editable("<source>")));
        ArrayNode hints = root.putArray("hints");
        // The same jar from each build.
        new TreeMap<>(VALUES).forEach((name, values) -> values(hints.addObject().put("name", name), values));
        ObjectNode keys = hints.addObject().put("name", SOURCE_MAP + ".keys");
        ArrayNode known = keys.putArray("values");
        for (Property property : Catalogue.ofSource(SAMPLE_SOURCE)) {
            known.addObject()
                    .put("value", property.key().substring(SOURCE_MAP.length() + 1))
                    .put("description", sentence(property) + suffix(property));
        }
        // Other names of sources are as right.
        keys.putArray("providers").addObject().put("name", "any");
        return mapper.writeValueAsString(root);
    }

    private static void values(ObjectNode hint, List<String> values) {
        ArrayNode list = hint.putArray("values");
        values.forEach(value -> list.addObject().put("value", value));
    }

    private static void describe(ObjectNode node, Property property) {
        node.put("name", property.key()).put("type", type(property)).put("description", sentence(property));
        String value = property.defaultValue();
        if (value == null || value.isEmpty()) {
            return;
        }
        switch (type(property)) {
            case "java.lang.Boolean" -> node.put("defaultValue", Boolean.parseBoolean(value));
            case "java.lang.Integer" -> node.put("defaultValue", Integer.parseInt(value));
            case "java.lang.Double" -> node.put("defaultValue", Double.parseDouble(value));
            default -> node.put("defaultValue", value);
        }
    }

    /** Durations are texts: Camel's way to write them (1h30m) is wider than Spring's. */
    static String type(Property property) {
        String value = property.defaultValue() == null ? "" : property.defaultValue();
        if (DECIMAL.contains(property.key())) {
            return "java.lang.Double";
        }
        if (value.equals("true") || value.equals("false")) {
            return "java.lang.Boolean";
        }
        return value.matches("[0-9]+") ? "java.lang.Integer" : "java.lang.String";
    }

    /** As Spring's own descriptions: a sentence. */
    private static String sentence(Property property) {
        String meaning = property.meaning();
        return Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1) + ".";
    }

    private static String suffix(Property property) {
        String value = property.defaultValue();
        return value == null || value.isEmpty() ? "" : " Default: " + value;
    }
}
