package io.github.createorder.product;

import io.github.createorder.config.SettingsException;
import io.github.createorder.sql.SqlName;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the product mapping is and how it is laid out; see {@link Key} for each setting. Immutable.
 *
 * @param file the CSV file; null when it is in a database
 * @param charset of the file
 * @param table the table; null when it is in a file, or a query selects it
 * @param query what selects the mapping; null when it is in a file
 * @param keyColumns the core system's codes; the first always has a value, an empty one of the others means any
 * @param values the columns for institution, product_code, item_id, sub_product, in this order
 * @param validFrom first day of a row, inclusive; used where the mapping has such a column
 * @param validTo last day of a row, inclusive; used where the mapping has such a column
 * @param missReload how long after a reload a look-up that finds nothing may bring about the next
 */
public record ProductSettings(
        Path file,
        Charset charset,
        SqlName table,
        String query,
        List<String> keyColumns,
        List<String> values,
        String validFrom,
        String validTo,
        Duration missReload) {

    /** Where its properties begin. */
    public static final String PREFIX = "createorder.products.";

    /** The order's fields that a mapping gives. The last may be empty. */
    static final List<String> FIELDS = List.of("institution", "product_code", "item_id", "sub_product");

    /** Every property of the product mapping: name, default, meaning. */
    public enum Key {
        TYPE("type", "sql", "sql (a table beside the ledger) or csv"),
        TABLE("table", "createorder_product", "sql: the table"),
        QUERY("query", null, "sql: a SELECT in place of the table"),
        FILE("file", null, "csv: the file, with a header line"),
        CHARSET("charset", "UTF-8", "csv: the file's charset, for example GB18030"),
        KEY_COLUMNS(
                "key-columns",
                "product,plan",
                "the columns with the core system's codes; in all but the first, empty is any"),
        INSTITUTION("institution-column", "institution", "the column for institution"),
        PRODUCT_CODE("product-code-column", "product_code", "the column for product_code"),
        ITEM_ID("item-id-column", "item_id", "the column for item_id"),
        SUB_PRODUCT("sub-product-column", "sub_product", "the column for sub_product; it may be absent"),
        VALID_FROM("valid-from-column", "valid_from", "the column for the first apply day; it may be absent"),
        VALID_TO("valid-to-column", "valid_to", "the column for the last apply day; it may be absent"),
        MISS_RELOAD("miss-reload", "10", "seconds between reloads brought about by codes that are not found");

        private final String key;
        private final String fallback;
        private final String meaning;

        Key(String key, String fallback, String meaning) {
            this.key = key;
            this.fallback = fallback;
            this.meaning = meaning;
        }

        /** The property's name behind its prefix. */
        public String key() {
            return key;
        }

        /** What holds when the property is absent or empty; null when nothing does. */
        public String fallback() {
            return fallback;
        }

        /** What it is for, in one line. */
        public String meaning() {
            return meaning;
        }

        private String in(Map<String, String> properties) {
            String value = properties.get(key);
            return value == null || value.isBlank() ? fallback : value.strip();
        }
    }

    /**
     * The settings of the product mapping.
     *
     * @param properties by the names in {@link Key}
     * @throws SettingsException with every fault
     */
    public static ProductSettings of(Map<String, String> properties) {
        List<String> faults = new ArrayList<>();
        List<String> known = Arrays.stream(Key.values()).map(Key::key).toList();
        properties.keySet().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> faults.add(key + ": unknown; known are " + String.join(", ", known)));
        String type = Key.TYPE.in(properties);
        boolean csv = type.equals("csv");
        String file = Key.FILE.in(properties);
        String query = Key.QUERY.in(properties);
        Charset charset = null;
        SqlName table = null;
        if (csv) {
            if (file == null) {
                faults.add("file: missing; it names the mapping's CSV file");
            }
            try {
                charset = Charset.forName(Key.CHARSET.in(properties));
            } catch (IllegalArgumentException e) {
                faults.add("charset: '" + Key.CHARSET.in(properties) + "' is none that Java knows");
            }
            query = null;
        } else {
            if (!type.equals("sql")) {
                faults.add("type: '" + type + "' is none of csv, sql");
            }
            if (query == null) {
                table = table(Key.TABLE.in(properties), faults);
                query = "SELECT * FROM " + table;
            }
            file = null;
        }
        long missReload = 0;
        try {
            missReload = Long.parseLong(Key.MISS_RELOAD.in(properties));
        } catch (NumberFormatException e) {
            faults.add("miss-reload: '" + Key.MISS_RELOAD.in(properties) + "' is not a whole number");
        }
        if (!faults.isEmpty()) {
            throw new SettingsException("The settings of the product mapping have faults", faults);
        }
        return new ProductSettings(
                file == null ? null : Path.of(file),
                charset,
                table,
                query,
                Arrays.stream(Key.KEY_COLUMNS.in(properties).split(","))
                        .map(String::strip)
                        .toList(),
                List.of(
                        Key.INSTITUTION.in(properties),
                        Key.PRODUCT_CODE.in(properties),
                        Key.ITEM_ID.in(properties),
                        Key.SUB_PRODUCT.in(properties)),
                Key.VALID_FROM.in(properties),
                Key.VALID_TO.in(properties),
                Duration.ofSeconds(missReload));
    }

    private static SqlName table(String table, List<String> faults) {
        try {
            return SqlName.table(table);
        } catch (IllegalArgumentException e) {
            faults.add("table: " + e.getMessage());
            return null;
        }
    }

    /** The mapping in words, for people who add to it. */
    String where() {
        return Optional.ofNullable(file)
                .map(path -> "the file " + path)
                .orElseGet(() -> table != null ? "the table " + table : "the tables behind the query " + query);
    }
}
