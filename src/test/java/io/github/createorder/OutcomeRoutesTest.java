package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** What became of orders, told to an endpoint or to nobody: by the route that reports alone. */
class OutcomeRoutesTest extends InMemoryBundle {
    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    OutcomeRoutesTest() {
        source("sales", "route", "CONTNO");
        set("source.sales.report-to", "direct:told");
        set("source.sales.report-to-each", "batch");
        source("quiet", "route", "CONTNO");
        set("report.poll", "100");
    }

    private static List<Map<String, Object>> faulty(int orders) {
        return IntStream.range(0, orders)
                .mapToObj(i -> IntakeTest.order("F" + i))
                .peek(order -> order.put("PREM", "1.234"))
                .toList();
    }

    @Test
    void outcomesOfABatchAreOneMessage() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:told")
                        .routeId("team-told")
                        .process(exchange -> told.add(exchange.getMessage().getBody(String.class)));
            }
        });
        context.getRouteController().startRoute("team-told");
        start("intake-sales");
        take("sales", faulty(30));
        start("report-sales");
        await().atMost(LONG).until(() -> count("createorder_entry WHERE report_due IS NULL") == 30);
        assertThat(told).hasSize(1);
        assertThat(new ObjectMapper().readTree(told.remove())).hasSize(30);
    }

    /** What nobody waits for is not left lying about. */
    @Test
    void outcomesOfARouteWithoutAnEndpointAreInTheLedgerAlone() throws Exception {
        start("intake-quiet", "report-quiet");
        take("quiet", faulty(1));
        await().atMost(LONG).until(() -> count("createorder_entry WHERE status = 'ERROR' AND report_due IS NULL") == 1);
    }
}
