package io.github.createorder.app.demo;

import io.github.createorder.ledger.LedgerSchema;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** How the sample's tables are declared as a source, and its product mapping. What a team writes in its own configuration. */
public final class LegacySource {
    private LegacySource() {}

    /** The properties of a source that reads the sample's tables, as they would stand in application.properties. */
    public static Map<String, String> properties(String source, String dataSource) {
        Map<String, String> properties = new LinkedHashMap<>();
        String prefix = "createorder.source." + source + ".";
        properties.put(
                prefix + "mapping",
                "classpath:io/github/createorder/samples/core-order-and-policy-tables.mapping.yaml");
        properties.put(prefix + "data-source", dataSource);
        properties.put(prefix + "shape", "order-and-policy-tables");
        properties.put(prefix + "table", "LEGACY_ORDER");
        properties.put(prefix + "key-columns", "ORDER_NO");
        properties.put(prefix + "policy.table", "LEGACY_POLICY");
        properties.put(prefix + "policy.key-columns", "ORDER_NO");
        properties.put(prefix + "policy.order-by", "POLICY_NO");
        properties.put(prefix + "status-column", "STATUS");
        properties.put(prefix + "claimed-by-column", "CLAIMED_BY");
        properties.put(prefix + "claimed-at-column", "CLAIMED_AT");
        properties.put(prefix + "report.reason-column", "REASON");
        properties.put(prefix + "report.request-id-column", "REQUEST_ID");
        properties.put(prefix + "report.time-column", "STATUS_TIME");
        return properties;
    }

    /** Makes the ledger's tables and fills the product mapping, all but one product. */
    public static void mapProducts(DataSource ledger) throws SQLException {
        LedgerSchema.migrate(ledger);
        JdbcTemplate jdbc = new JdbcTemplate(ledger);
        LegacySample.PRODUCTS.forEach(product -> addProduct(jdbc, product));
    }

    /** Adds a product with both its plans to the product mapping. */
    public static void addProduct(JdbcTemplate ledger, String product) {
        for (String plan : LegacySample.PLANS) {
            ledger.update(
                    "INSERT INTO createorder_product (product, plan, institution, product_code, item_id, sub_product)"
                            + " VALUES (?,?,?,?,?,?)",
                    product,
                    plan,
                    "DEMO_INS",
                    "DEMO-" + product + "-" + plan,
                    "6000000" + Math.floorMod((product + plan).hashCode(), 100_000),
                    null);
        }
    }
}
