package io.github.createorder.config;

/**
 * What every source has, whatever its kind, as {@code createorder.source.<name>.<key>}. A table source has the keys of
 * {@link io.github.createorder.table.TableSetting} besides, a drop source those of
 * {@link io.github.createorder.drop.DropSetting}, a source of kind route those of
 * {@link io.github.createorder.intake.IntakeSetting}.
 */
public enum SourceSetting {
    KIND(
            "kind",
            "table",
            "Kind of source: table; drop for files dropped over SFTP or in a local folder; route for one of your own"),
    MAPPING("mapping", null, "Mapping file: how its records become orders"),
    DATA_SOURCE("data-source", "", "table: bean name of its DataSource; empty: the ledger's"),
    POLL("poll", "1s", "Wait when there was nothing new"),
    TRANSFORM(
            "transform", "", "Camel endpoint that records pass before they are mapped, as a list of maps; empty: none"),
    REPORT_TO("report-to", "", "Camel endpoint that is told as JSON what became of each order; empty: none"),
    REPORT_TO_EACH("report-to-each", "outcome", "One message to it is an outcome, or a batch of them in a list");

    private final String key;
    private final String defaultValue;
    private final String meaning;

    SourceSetting(String key, String defaultValue, String meaning) {
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

    /** Where the properties of a source begin. */
    public static String prefix(String source) {
        return "createorder.source." + source + ".";
    }

    /** The property of one source. */
    public Property of(String source) {
        return property(source, key, defaultValue, meaning);
    }

    /** The columns of a source that a person may edit; beside the other properties of the console. */
    public static Property editable(String source) {
        return property(
                "createorder.console.editable." + source,
                "",
                "Columns of a source that a person may edit in an order in error, by commas");
    }

    /** A property of one source that only some kinds of sources have. */
    public static Property property(String source, String key, String defaultValue, String meaning) {
        return property(prefix(source) + key, defaultValue, meaning);
    }

    private static Property property(String key, String defaultValue, String meaning) {
        return new Property() {
            @Override
            public String key() {
                return key;
            }

            @Override
            public String defaultValue() {
                return defaultValue;
            }

            @Override
            public String meaning() {
                return meaning;
            }
        };
    }
}
