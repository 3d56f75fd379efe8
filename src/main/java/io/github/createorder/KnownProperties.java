package io.github.createorder;

import io.github.createorder.config.Nearest;
import io.github.createorder.config.Setting;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.drop.DropSetting;
import io.github.createorder.product.ProductSettings;
import io.github.createorder.table.TableSetting;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Every property that the bundle reads: a misspelt one would be a default in silence. */
final class KnownProperties {
    /** The standalone app's own: see {@link CreateOrder#RUNTIME_FAULTS}. */
    private static final String APP = "createorder.app.";

    private KnownProperties() {}

    /**
     * @param keys all keys that are set
     * @param sources names of the sources
     * @return a fault for each key of ours that nothing reads, with the one that may have been meant
     */
    static List<String> faults(Collection<?> keys, List<String> sources) {
        Set<String> known = new TreeSet<>();
        for (Setting setting : Setting.values()) {
            known.add(setting.key());
        }
        for (ProductSettings.Key key : ProductSettings.Key.values()) {
            known.add(ProductSettings.PREFIX + key.key());
        }
        for (String source : sources) {
            for (SourceSetting setting : SourceSetting.values()) {
                known.add(setting.of(source).key());
            }
            for (DropSetting key : DropSetting.values()) {
                known.add(key.of(source).key());
            }
            for (TableSetting key : TableSetting.values()) {
                known.add(SourceSetting.prefix(source) + key.key());
            }
        }
        return keys.stream()
                .map(String::valueOf)
                .filter(key -> key.startsWith("createorder.") && !key.startsWith(APP) && !known.contains(key))
                .sorted()
                .map(key -> key + " is no property of ours" + Nearest.hint(key, known))
                .toList();
    }
}
