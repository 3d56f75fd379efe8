package io.github.createorder;

import io.github.createorder.config.ConsoleSetting;
import io.github.createorder.config.Property;
import io.github.createorder.config.Setting;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.drop.DropSetting;
import io.github.createorder.intake.IntakeSetting;
import io.github.createorder.product.ProductSettings;
import io.github.createorder.table.TableSetting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every property that the bundle reads, of all rooms. */
final class Catalogue {
    private Catalogue() {}

    /** All but those of sources. */
    static List<Property> ofTheBundle() {
        List<Property> all = new ArrayList<>(Arrays.asList(Setting.values()));
        for (ProductSettings.Key key : ProductSettings.Key.values()) {
            all.add(new Entry(ProductSettings.PREFIX + key.key(), key.fallback(), key.meaning()));
        }
        all.addAll(Arrays.asList(ConsoleSetting.values()));
        return List.copyOf(all);
    }

    /** Those of one source, of whatever kind. One that two kinds have is here by the first of them. */
    static List<Property> ofSource(String source) {
        List<Property> all = new ArrayList<>();
        for (SourceSetting setting : SourceSetting.values()) {
            all.add(setting.of(source));
        }
        for (TableSetting setting : TableSetting.values()) {
            all.add(new Entry(SourceSetting.prefix(source) + setting.key(), setting.fallback(), setting.meaning()));
        }
        for (DropSetting setting : DropSetting.values()) {
            all.add(setting.of(source));
        }
        for (IntakeSetting setting : IntakeSetting.values()) {
            all.add(setting.of(source));
        }
        Map<String, Property> byKey = new LinkedHashMap<>();
        all.forEach(property -> byKey.putIfAbsent(property.key(), property));
        return List.copyOf(byKey.values());
    }

    private record Entry(String key, String defaultValue, String meaning) implements Property {}
}
