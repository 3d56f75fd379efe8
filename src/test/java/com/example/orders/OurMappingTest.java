package com.example.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.createorder.RouteFiles;
import io.github.createorder.order.FrozenOrder;
import jakarta.jms.ConnectionFactory;
import java.util.List;
import javax.sql.DataSource;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.BeanInject;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Produce;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.main.junit5.CamelMainTest;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

/** A record in, the request out, by our mapping and our products. The ledger is in memory; no route is started but the intake. */
@CamelMainTest(
        configurationClasses = OurMappingTest.Parts.class,
        properties = {
            "camel.main.routesIncludePattern=" + RouteFiles.PATTERN,
            "camel.main.autoStartup=false",
            "createorder.gateway.app-key=12345678",
            "createorder.gateway.app-secret=nothing-is-sent",
            "createorder.products.type=csv",
            "createorder.products.file=config/products.csv",
            "createorder.sources=core",
            "createorder.source.core.kind=route",
            "createorder.source.core.key-columns=ORDER_NO",
            "createorder.source.core.mapping=config/mappings/core-order-and-policy-tables.mapping.yaml"
        })
class OurMappingTest {
    static class Parts implements CamelConfiguration {
        @BindToRegistry
        DataSource ledger = JdbcConnectionPool.create("jdbc:h2:mem:our-mapping", "sa", "");

        @BindToRegistry
        ConnectionFactory broker = new ActiveMQConnectionFactory("vm://none");
    }

    @BeanInject
    CamelContext context;

    @Produce("direct:createorder-take-core")
    ProducerTemplate intake;

    @EndpointInject("mock:frozen")
    MockEndpoint frozen;

    @Test
    void theRecordBecomesTheRequest() throws Exception {
        AdviceWith.adviceWith(context, "createorder-intake-core", route -> route.weaveById("*-record").before().to("mock:frozen"));
        context.getRouteController().startRoute("createorder-intake-core");

        List<?> verdicts = intake.requestBody((Object) """
                {"ORDER_NO": "1001", "OPEN_ID": "AAH2", "PAY_MODE": "0", "APPLY_TIME": "2026-11-28 10:15:00",
                 "PROD_CODE": "HLT01", "PLAN_CODE": "GOLD", "TOTAL_PREM_FEN": 12050, "PAID_FEN": 12050, "policies": [
                  {"POLICY_NO": "P1", "PLAN_NAME": "重疾险", "PREM_FEN": 12050, "PAID_FEN": 12050, "COVER_FEN": 10000000,
                   "START_DATE": "20261201", "END_DATE": "99991231"}]}""", List.class);

        assertThat(verdicts).hasToString("[1001 taken]");
        FrozenOrder order = (FrozenOrder) frozen.getExchanges().get(0).getMessage().getBody(List.class).get(0);
        JsonNode request = new ObjectMapper().readTree(order.request());
        assertThat(request.at("/product_code").asText()).isEqualTo("TB-HEALTH-GOLD");
        assertThat(request.at("/total_fee_amount").asText()).isEqualTo("120.50");
        assertThat(request.at("/policy_list/0/effective_time").asText()).isEqualTo("2026-12-01 00:00:00");
    }
}
