package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.createorder.config.ConsoleSetting;
import io.github.createorder.config.Property;
import io.github.createorder.config.Setting;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.drop.DropSetting;
import io.github.createorder.intake.IntakeSetting;
import io.github.createorder.product.ProductSettings;
import io.github.createorder.table.TableSetting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an editor knows of the properties is what the bundle reads; that the build has put it into the jar, PackagedJarsIT looks. */
class SpringMetadataTest {
    private static JsonNode metadata() throws IOException {
        return new ObjectMapper().readTree(SpringMetadata.json());
    }

    @Test
    void everyPropertyOfTheCatalogueIsThereWithItsMeaningAndDefault() throws IOException {
        TreeMap<String, JsonNode> properties = new TreeMap<>();
        metadata()
                .get("properties")
                .forEach(property -> properties.put(property.get("name").asText(), property));
        Set<String> expected = new TreeSet<>(Set.of("createorder.source", "createorder.console.editable"));
        List<Property> all = new ArrayList<>(Arrays.asList(Setting.values()));
        all.addAll(Arrays.asList(ConsoleSetting.values()));
        all.stream().map(Property::key).forEach(expected::add);
        Arrays.stream(ProductSettings.Key.values())
                .map(key -> ProductSettings.PREFIX + key.key())
                .forEach(expected::add);
        assertThat(properties.keySet()).containsExactlyElementsOf(expected);
        for (Property setting : all) {
            JsonNode property = properties.get(setting.key());
            assertThat(property.get("description").asText()).isEqualToIgnoringCase(setting.meaning() + ".");
            String value = setting.defaultValue();
            if (value == null || value.isEmpty()) {
                assertThat(property.has("defaultValue")).as(setting.key()).isFalse();
            } else if (!property.get("type").asText().equals("java.lang.Double")) {
                assertThat(property.get("defaultValue").asText()).isEqualTo(value);
            }
        }
    }

    @Test
    void typesAreThoseThatAnEditorMayHoldAValueAgainst() throws IOException {
        TreeMap<String, String> types = new TreeMap<>();
        metadata()
                .get("properties")
                .forEach(property -> types.put(
                        property.get("name").asText(), property.get("type").asText()));
        assertThat(types)
                .containsEntry("createorder.send.concurrency", "java.lang.Integer")
                .containsEntry("createorder.send.rate", "java.lang.Double")
                .containsEntry("createorder.ledger.migrate", "java.lang.Boolean")
                .containsEntry("createorder.send.poll", "java.lang.String")
                .containsEntry("createorder.source", "java.util.Map<java.lang.String,java.lang.String>")
                .containsEntry("createorder.console.editable", "java.util.Map<java.lang.String,java.lang.String>");
    }

    @Test
    void everyPropertyOfASourceIsAKeyOfTheMap() throws IOException {
        JsonNode keys = null;
        for (JsonNode hint : metadata().get("hints")) {
            keys = hint.get("name").asText().equals("createorder.source.keys") ? hint : keys;
        }
        assertThat(keys).isNotNull();
        List<String> names = keys.get("values").findValuesAsText("value");
        List<String> expected = Stream.of(
                        Arrays.stream(SourceSetting.values()).map(SourceSetting::key),
                        Arrays.stream(TableSetting.values()).map(TableSetting::key),
                        Arrays.stream(DropSetting.values()).map(DropSetting::key),
                        Arrays.stream(IntakeSetting.values()).map(IntakeSetting::key))
                .flatMap(room -> room)
                .map(key -> "core." + key)
                .distinct()
                .toList();
        assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(keys.get("providers").get(0).get("name").asText())
                .as("other names of sources are as right")
                .isEqualTo("any");
    }
}
