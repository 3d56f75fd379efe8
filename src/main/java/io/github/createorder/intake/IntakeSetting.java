package io.github.createorder.intake;

import io.github.createorder.config.Property;
import io.github.createorder.config.SourceSetting;

/** The properties of a source whose records come by a route of the team's own, after {@code createorder.source.<name>.}. */
public enum IntakeSetting {
    KEY_COLUMNS("key-columns", null, "route: the columns that together tell one order from all others, by commas"),
    SHAPE(
            "shape",
            "order-per-row",
            "route: order-per-row (a record is an order) or policy-per-row (records of one body with the same key are one)"),
    REF_COLUMN("ref-column", "", "route: the column by which reports and people call a record; empty: its key"),
    POLICIES_COLUMN("policies-column", "policies", "route: the member of a record that holds the list of its policies"),
    MAX_RECORDS("max-records", "10000", "route: the most records in one body; one with more is refused"),
    VERDICTS(
            "verdicts",
            "objects",
            "route: what the body is afterwards: a list of verdicts (objects), or the same as json");

    private final String key;
    private final String defaultValue;
    private final String meaning;

    IntakeSetting(String key, String defaultValue, String meaning) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    /** The key after the source's prefix. */
    public String key() {
        return key;
    }

    public String defaultValue() {
        return defaultValue;
    }

    public String meaning() {
        return meaning;
    }

    /** The property of one source. */
    public Property of(String source) {
        return SourceSetting.property(source, key, defaultValue, meaning);
    }
}
