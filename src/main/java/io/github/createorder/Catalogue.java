package io.github.createorder;

import io.github.createorder.config.Property;
import io.github.createorder.config.Setting;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.drop.DropSetting;
import io.github.createorder.product.ProductSettings;
import io.github.createorder.table.TableSetting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every property that the bundle reads, of all rooms. */
final class Catalogue {
    private Catalogue() {}

    /** All but those of sources. */
    static List<Property> ofTheBundle() {
        List<Property> all = new ArrayList<>(Arrays.asList(Setting.values()));
        for (ProductSettings.Key key : ProductSettings.Key.values()) {
            all.add(new Entry(ProductSettings.PREFIX + key.key(), key.fallback(), key.meaning()));
        }
        return List.copyOf(all);
    }

    /** Those of one source, of whatever kind. */
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
        return List.copyOf(all);
    }

    private record Entry(String key, String defaultValue, String meaning) implements Property {}
}
