package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.Standalone;
import io.github.createorder.ledger.Upkeep;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.Test;

/** The health check of the ledger tells of trouble that any of its parts has, not of claiming and sending alone. */
class LedgerHealthTest {
    private static final String KEY = "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    @Test
    void troubleOfFilesLeasesAndUpkeepIsTroubleOfTheLedger() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            Map<String, String> properties = new HashMap<>(scene.properties("node-1"));
            properties.put("createorder.ledger.encryption-keys", KEY);
            Standalone node = scene.scene.startWith(properties);
            assertThat(health(node).getState()).isEqualTo(HealthCheck.State.UP);

            // The lease last: a source without it asks for no file.
            for (String table : new String[] {"createorder_key", "createorder_file", "createorder_watermark"}) {
                scene.scene.database.execute("ALTER TABLE " + table + " RENAME TO " + table + "_away");
                await().alias(table).atMost(Duration.ofSeconds(60)).until(() -> {
                    upkeep(node);
                    return health(node).getMessage().orElse("").contains(table.toUpperCase(Locale.ROOT));
                });
                assertThat(health(node).getState()).isEqualTo(HealthCheck.State.DOWN);
            }
        }
    }

    /** As its route does, which begins a minute after the start. */
    private static void upkeep(Standalone node) {
        try {
            node.main()
                    .getCamelContext()
                    .getRegistry()
                    .lookupByNameAndType("createorderUpkeep", Upkeep.class)
                    .run();
        } catch (RuntimeException e) {
            // Health is to tell it.
        }
    }

    private static HealthCheck.Result health(Standalone node) {
        return HealthCheckRegistry.get(node.main().getCamelContext())
                .getCheck("createorder-ledger")
                .orElseThrow()
                .call();
    }
}
