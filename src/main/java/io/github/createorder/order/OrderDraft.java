package io.github.createorder.order;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An order in the making: the take route passes it from mapping over enrichment to validation. Confined to one exchange.
 *
 * <p>Values are of the Java type of their field: {@link String}; {@link java.math.BigDecimal} in yuan for amounts;
 * {@link java.time.LocalDateTime} in Beijing time for dates; {@link Boolean}; {@link Long}. A field without a value has no
 * key.
 */
public final class OrderDraft {
    private final SourceRecord record;
    private final String mappingVersion;
    private final Map<String, Object> order = new LinkedHashMap<>();
    private final List<Map<String, Object>> policies = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private Map<String, String> productKey = Map.of();

    public OrderDraft(SourceRecord record, String mappingVersion) {
        this.record = record;
        this.mappingVersion = mappingVersion;
    }

    public SourceRecord record() {
        return record;
    }

    public String mappingVersion() {
        return mappingVersion;
    }

    /** The order's own fields by their createorder names. */
    public Map<String, Object> order() {
        return order;
    }

    /** The fields of each policy, in the order of {@code policy_list}. */
    public List<Map<String, Object>> policies() {
        return policies;
    }

    public List<Fault> faults() {
        return faults;
    }

    /** The core system's own codes by which the product mapping is looked up; empty when the mapping file names none. */
    public Map<String, String> productKey() {
        return productKey;
    }

    public void productKey(Map<String, String> key) {
        productKey = Map.copyOf(key);
    }

    public void fault(Fault.Kind kind, String field, String message) {
        faults.add(new Fault(kind, field, message));
    }
}
