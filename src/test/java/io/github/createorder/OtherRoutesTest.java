package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.createorder.app.Standalone;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.intake.Outcomes;
import io.github.createorder.intake.Transform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** Routes of a team's own beside ours: a step before mapping, and an endpoint that is told what became of orders. */
class OtherRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONG = Duration.ofSeconds(40);

    /** What the team's routes do in a test. */
    private static final class Team extends RouteBuilder {
        final Queue<String> messages = new ConcurrentLinkedQueue<>();
        final Set<String> refusedRefs = ConcurrentHashMap.newKeySet();
        volatile boolean away;
        volatile boolean transformFails;
        volatile boolean dropsARow;

        @Override
        public void configure() {
            from("direct:told").routeId("team-told").process(exchange -> {
                String text = exchange.getMessage().getBody(String.class);
                if (away || refusedRefs.stream().anyMatch(ref -> text.contains("\"ref\":\"" + ref + "\""))) {
                    throw new IllegalStateException("the team's endpoint is away");
                }
                messages.add(text);
            });
            from("direct:clean").routeId("team-clean").process(exchange -> {
                if (transformFails) {
                    throw new IllegalStateException("the team's transform is away");
                }
                List<Map<String, Object>> rows = new ArrayList<>();
                for (Object row : exchange.getMessage().getBody(List.class)) {
                    Map<String, Object> changed = new HashMap<>();
                    ((Map<?, ?>) row).forEach((name, value) -> changed.put(String.valueOf(name), value));
                    changed.put("CLEANED_BY", "the team");
                    rows.add(changed);
                }
                exchange.getMessage().setBody(dropsARow ? rows.subList(1, rows.size()) : rows);
            });
        }

        List<JsonNode> outcomes() {
            List<JsonNode> outcomes = new ArrayList<>();
            for (String message : messages) {
                JsonNode json = read(message);
                if (json.isArray()) {
                    json.forEach(outcomes::add);
                } else {
                    outcomes.add(json);
                }
            }
            return outcomes;
        }

        Map<String, String> byRef() {
            return outcomes().stream()
                    .collect(Collectors.toMap(
                            outcome -> outcome.get("ref").asText(),
                            outcome -> outcome.get("outcome").asText(),
                            (first, second) -> second));
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> properties(Scene scene) {
        Map<String, String> properties = scene.properties("a");
        properties.keySet().removeIf(key -> key.startsWith("createorder.source."));
        properties.put("createorder.sources", "sales");
        properties.put("createorder.source.sales.kind", "route");
        properties.put("createorder.source.sales.key-columns", "CONTNO");
        properties.put(
                "createorder.source.sales.mapping", "classpath:io/github/createorder/samples/core-orders.mapping.yaml");
        properties.put("createorder.source.sales.report-to", "direct:told");
        return properties;
    }

    private static void take(Standalone node, Object body) {
        try (ProducerTemplate routes = node.main().getCamelContext().createProducerTemplate()) {
            routes.requestBody("direct:createorder-take-sales", body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void outcomesAreToldWhenTheEndpointTakesThemAndOneThatItRefusesHoldsUpNoOther() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(1)) {
            Team team = new Team();
            team.away = true;
            team.refusedRefs.add("POISON");
            Standalone node = scene.startWith(properties(scene));
            node.main().getCamelContext().addRoutes(team);
            Outcomes outcomes = node.bean("createorderOutcomes-sales", Outcomes.class);
            Map<String, Object> faulty = IntakeTest.order("BAD");
            faulty.put("PREM", "1.234");
            take(node, List.of(IntakeTest.order("POISON"), IntakeTest.order("A"), IntakeTest.order("B"), faulty));

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(outcomes.trouble())
                            .hasValueSatisfying(
                                    trouble -> assertThat(trouble.reason()).isEqualTo("the team's endpoint is away")));
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry WHERE report_due IS NULL AND status IN"
                            + " ('ACCEPTED', 'ERROR')"))
                    .as("counted as told")
                    .isZero();
            team.away = false;

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(team.byRef())
                            .isEqualTo(Map.of("A", "accepted", "B", "accepted", "BAD", "error")));
            team.refusedRefs.clear();
            await().atMost(LONG).untilAsserted(() -> assertThat(team.byRef()).containsEntry("POISON", "accepted"));
            await().atMost(LONG)
                    .until(() ->
                            scene.count("SELECT COUNT(*) FROM createorder_entry WHERE report_due IS NOT NULL") == 0);
            var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(
                            Outcomes.class
                                    .getResourceAsStream("createorder-outcome.schema.json")
                                    .readAllBytes(),
                            StandardCharsets.UTF_8));
            assertThat(team.messages)
                    .allSatisfy(message -> assertThat(schema.validate(message, InputFormat.JSON))
                            .isEmpty());
        }
    }

    @Test
    void rowsOfATableAreTransformedBeforeTheyAreMappedAndToldBesideTheirRows() throws Exception {
        try (Scene scene = Scene.onH2().withOrders(40)) {
            Team team = new Team();
            team.transformFails = true;
            Standalone node = scene.start(
                    "a",
                    Map.of(
                            "createorder.source.core.transform", "direct:clean",
                            "createorder.source.core.report-to", "direct:told"));
            node.main().getCamelContext().addRoutes(team);
            Transform transform = node.bean("createorderTransform-core", Transform.class);

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(transform.trouble())
                            .hasValueSatisfying(trouble ->
                                    assertThat(trouble.reason()).startsWith("the team's transform is away (")));
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry")).isZero();
            team.dropsARow = true;
            team.transformFails = false;
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(transform.trouble())
                            .hasValueSatisfying(trouble -> assertThat(trouble.reason())
                                    .startsWith("it gave back 0 rows for 1: it must give each back, in its place")));
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry")).isZero();
            team.dropsARow = false;
            scene.awaitEnd(LONG);

            scene.assertNothingMissingNothingExtra();
            assertThat(transform.trouble()).isEmpty();
            assertThat(
                            scene.count(
                                    "SELECT COUNT(*) FROM createorder_payload WHERE record LIKE '%\"CLEANED_BY\":\"the team\"%'"))
                    .as("stored as it was transformed")
                    .isEqualTo(40);
            assertThat(team.byRef())
                    .as("told the endpoint what the rows say")
                    .isEqualTo(scene.database.queryForList("SELECT ORDER_NO, STATUS FROM LEGACY_ORDER").stream()
                            .collect(Collectors.toMap(
                                    row -> String.valueOf(row.get("ORDER_NO")),
                                    row -> String.valueOf(row.get("STATUS")).toLowerCase(Locale.ROOT))));
        }
    }

    @Test
    void fileWhoseTransformFailsStaysInTheInboxAndIsTakenWhenItWorks() throws Exception {
        DropSample sample = new DropSample(5);
        String name = "HOST_20261125_001.txt";
        try (DropScene scene = DropScene.onH2()) {
            Team team = new Team();
            team.transformFails = true;
            Standalone node = scene.start("a", Map.of("transform", "direct:clean", "report-to", "direct:told"));
            node.main().getCamelContext().addRoutes(team);
            Path file = sample.fixed(scene.stage(), name, "F", 60);
            scene.drop(file, new byte[0]);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(DropScene.alarms(node))
                            .anySatisfy(alarm -> assertThat(alarm.text()).startsWith(name)));
            assertThat(scene.inbox().resolve(name)).exists();
            assertThat(scene.scene.count("SELECT COUNT(*) FROM createorder_entry"))
                    .isZero();
            team.transformFails = false;

            Path receipt = scene.awaitReceipt(name + ".ret");
            scene.assertReceiptTellsTheTruth(receipt, 60, sample.good());
            scene.assertNothingMissingNothingExtra(sample.good());
            await().atMost(LONG).untilAsserted(() -> assertThat(team.byRef()).hasSize(60));
            assertThat(team.byRef().values().stream().filter("accepted"::equals))
                    .hasSize(sample.good().size());
            assertThat(Files.exists(scene.inbox().resolve(name))).isFalse();
        }
    }
}
