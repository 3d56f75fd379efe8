package io.github.createorder;

import io.github.createorder.app.Standalone;
import io.github.createorder.intake.Intake;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.mapping.OrderMapper;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.OrderRules;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.testing.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;

/**
 * What 64 callers of one record each reach, against batches; not a test, run it by name ({@code -Dtest=IntakeMeasure}). On
 * PostgreSQL with its commits on disk; nothing is sent.
 */
class IntakeMeasure {
    private static final int CALLERS = 64;
    private static final int ORDERS = 12_800;

    private int next;

    @Test
    void callersOfOneRecordEach() throws Exception {
        Servers.writeThrough();
        try (Scene scene = Scene.onPostgres().withOrders(1)) {
            Map<String, String> properties = scene.properties("a");
            properties.keySet().removeIf(key -> key.startsWith("createorder.source."));
            properties.put("createorder.sources", "sales");
            properties.put("createorder.source.sales.kind", "route");
            properties.put(
                    "createorder.source.sales.mapping",
                    "classpath:io/github/createorder/samples/core-orders.mapping.yaml");
            properties.put("createorder.source.sales.key-columns", "CONTNO");
            properties.put("createorder.send.poll", "1h");
            Standalone node = scene.startWith(properties);
            ProducerTemplate routes = node.main().getCamelContext().createProducerTemplate();
            OrderMapper mapper = node.bean("createorderMapper-sales", OrderMapper.class);
            OrderRules rules = node.bean("createorderRules", OrderRules.class);
            Ledger ledger = node.bean("createorderLedger", Ledger.class);
            Intake intake = node.bean("createorderIntake-sales", Intake.class);
            for (int round = 0; round < 2; round++) {
                say(
                        "alone, one record each",
                        1,
                        400,
                        1,
                        list -> routes.requestBody("direct:createorder-take-sales", list));
                say(
                        "batches of 200",
                        1,
                        ORDERS,
                        200,
                        list -> routes.requestBody("direct:createorder-take-sales", list));
                say(
                        CALLERS + " callers, one record each",
                        CALLERS,
                        ORDERS,
                        1,
                        list -> routes.requestBody("direct:createorder-take-sales", list));
                say(
                        CALLERS + " callers, shared, without the route",
                        CALLERS,
                        ORDERS,
                        1,
                        list -> intake.take(frozen(mapper, rules, list)));
                say(
                        CALLERS + " callers, a transaction each",
                        CALLERS,
                        ORDERS,
                        1,
                        list -> ledger.take(frozen(mapper, rules, list)));
            }
        }
    }

    private static List<FrozenOrder> frozen(OrderMapper mapper, OrderRules rules, List<Map<String, Object>> records) {
        return rules.freeze(mapper.map(records.stream()
                .map(columns -> new SourceRecord("sales", (String) columns.get("CONTNO"), columns, List.of(columns)))
                .toList()));
    }

    @SuppressWarnings("SystemOut")
    private void say(String what, int callers, int orders, int batch, Consumer<List<Map<String, Object>>> take)
            throws Exception {
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < orders / batch; i++) {
            List<Map<String, Object>> records = new ArrayList<>();
            for (int n = 0; n < batch; n++) {
                Map<String, Object> record = IntakeTest.order("M%07d".formatted(++next));
                record.replaceAll((column, value) ->
                        value instanceof Integer || value instanceof Long ? value.toString() : value);
                records.add(record);
            }
            calls.add(() -> {
                take.accept(records);
                return null;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        long start = System.nanoTime();
        for (Future<Void> call : threads.invokeAll(calls)) {
            call.get();
        }
        long nanos = System.nanoTime() - start;
        threads.shutdown();
        System.out.printf("MEASURE %-45s %6d orders/s%n", what, orders * 1_000_000_000L / nanos);
    }
}
