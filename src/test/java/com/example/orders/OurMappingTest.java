package com.example.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.RouteFiles;
import java.util.Properties;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A record in, the request out, by our mapping and our products. The ledger is in memory; no route but the intake is started. */
class OurMappingTest extends CamelMainTestSupport {
    private final JdbcConnectionPool ledger = JdbcConnectionPool.create("jdbc:h2:mem:ours;DB_CLOSE_DELAY=-1", "sa", "");

    @Override
    public void configureContext(CamelContextConfiguration camel) {
        super.configureContext(camel);
        Properties ours = new Properties();
        ours.put("createorder.gateway.app-key", "12345678");
        ours.put("createorder.gateway.app-secret", "nothing-is-sent");
        ours.put("createorder.products.type", "csv");
        ours.put("createorder.products.file", "config/products.csv");
        ours.put("createorder.sources", "core");
        ours.put("createorder.source.core.kind", "route");
        ours.put("createorder.source.core.key-columns", "ORDER_NO");
        ours.put("createorder.source.core.mapping", "config/mappings/core-order-and-policy-tables.mapping.yaml");
        camel.withUseOverridePropertiesWithPropertiesComponent(ours).withAutoStartupExcludePatterns("*");
        camel.withRegistryBinder(registry -> {
            registry.bind("ledger", ledger);
            registry.bind("broker", new ActiveMQConnectionFactory("vm://none"));
        });
    }

    @Override
    protected void configure(MainConfigurationProperties main) {
        main.withRoutesIncludePattern("false");
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteFiles();
    }

    @Test
    void theRecordBecomesTheRequest() throws Exception {
        context.getRouteController().startRoute("createorder-intake-core");
        assertThat(template.requestBody("direct:createorder-take-core", """
                {"ORDER_NO": "1001", "OPEN_ID": "AAH2", "PAY_MODE": "0", "APPLY_TIME": "2026-11-28 10:15:00", "PROD_CODE": "HLT01",
                 "PLAN_CODE": "GOLD", "policies": [{"POLICY_NO": "P1", "PLAN_NAME": "重疾险", "PREM_FEN": 12050, "PAID_FEN": 12050,
                 "COVER_FEN": 10000000, "START_DATE": "20261201", "END_DATE": "99991231", "RENEW_FLAG": "0"}]}""")).hasToString("[1001 taken]");
        assertThat(new JdbcTemplate(ledger).queryForObject("SELECT request FROM createorder_payload", String.class))
                .contains("\"product_code\":\"TB-HEALTH-GOLD\"", "\"total_fee_amount\":\"120.50\"");
    }
}
