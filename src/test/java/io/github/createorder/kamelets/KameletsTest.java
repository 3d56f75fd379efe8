package io.github.createorder.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.Standalone;
import io.github.createorder.ledger.Verdict;
import io.github.createorder.ledger.Verdict.State;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * Kamelets keep the rules by which Apache's catalog checks its own (names, titles, descriptions, parameters that are declared
 * and used, annotations, dependencies), and ours: an example or a default for each parameter. The provider is not Apache.
 */
class KameletsTest {
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{[?]?([A-Za-z0-9._-]+)(?::[^}]*)?}}");
    private static final Pattern SCHEME = Pattern.compile("uri=([a-z-]+)");
    private static final Pattern SMALL_WORD = Pattern.compile("a|an|and|at|by|for|from|in|is|of|on|or|the|to|with");

    private static Map<Path, Map<String, Object>> kamelets() throws IOException {
        Map<Path, Map<String, Object>> kamelets = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of("kamelets"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                kamelets.put(file, new Yaml().load(Files.readString(file)));
            }
        }
        return kamelets;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node, String... path) {
        Object at = node;
        for (String step : path) {
            at = ((Map<String, Object>) at).getOrDefault(step, Map.of());
        }
        return (Map<String, Object>) at;
    }

    @Test
    void namesAndTypesAgree() throws IOException {
        assertThat(kamelets().keySet().stream().map(file -> file.getFileName().toString()))
                .containsExactly("createorder-outcomes-source.kamelet.yaml", "createorder-sink.kamelet.yaml");
        kamelets().forEach((file, kamelet) -> {
            String name = (String) map(kamelet, "metadata").get("name");
            String type = (String) map(kamelet, "metadata", "labels").get("camel.apache.org/kamelet.type");
            assertThat(file.getFileName()).hasToString(name + ".kamelet.yaml");
            assertThat(type).isIn("source", "sink", "action");
            assertThat(name).endsWith("-" + type);
            assertThat(kamelet).containsEntry("kind", "Kamelet").containsEntry("apiVersion", "camel.apache.org/v1");
            assertThat((String) map(kamelet, "spec", "definition").get("title"))
                    .endsWith(type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1));
        });
    }

    @Test
    void everyParameterIsDescribedDeclaredAndUsed() throws IOException {
        Set<Object> titles = new HashSet<>();
        Set<Object> descriptions = new HashSet<>();
        kamelets().forEach((file, kamelet) -> {
            Map<String, Object> definition = map(kamelet, "spec", "definition");
            assertThat(definition).containsEntry("type", "object");
            assertThat(titles.add(definition.get("title")))
                    .as(file + ": the title is new")
                    .isTrue();
            assertThat(descriptions.add(definition.get("description")))
                    .as(file + ": the description is new")
                    .isTrue();
            assertThat((String) definition.get("description")).isNotBlank();
            Map<String, Object> properties = map(definition, "properties");
            List<?> required = (List<?>) definition.getOrDefault("required", List.of());
            assertThat(required).doesNotHaveDuplicates().allMatch(properties::containsKey);
            properties.forEach((name, node) -> {
                Map<String, Object> property = map(node);
                String what = file + ": " + name;
                assertThat(property).as(what).containsKeys("title", "description", "type");
                assertThat((String) property.get("description")).as(what).endsWith(".");
                assertThat(property)
                        .as(what)
                        .containsAnyOf(
                                Map.entry("example", property.getOrDefault("example", "-")),
                                Map.entry("default", property.getOrDefault("default", "-")));
                assertThat((String) property.get("title")).as(what).doesNotMatch("(The|An?) .*");
                assertThat(((String) property.get("title")).split(" "))
                        .as(what)
                        .allMatch(word -> Character.isUpperCase(word.charAt(0))
                                || SMALL_WORD.matcher(word).matches());
                if ("password".equals(property.get("format"))) {
                    assertThat(property.get("x-descriptors"))
                            .as(what)
                            .asString()
                            .contains("urn:camel:group:credentials");
                }
            });
            assertThat(used(map(kamelet, "spec", "template")))
                    .as(file + ": declared and used")
                    .isEqualTo(properties.keySet());
        });
    }

    private static Set<String> used(Object template) {
        return PARAMETER
                .matcher(template.toString())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void annotationsAndDependenciesAreThoseOfThisBuild() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        kamelets().forEach((file, kamelet) -> {
            Map<String, Object> annotations = map(kamelet, "metadata", "annotations");
            assertThat(annotations)
                    .as(file.toString())
                    .containsEntry("camel.apache.org/catalog.version", first(pom, "<camel.version>([^<]+)<"))
                    .containsEntry("camel.apache.org/provider", "createorder-routes")
                    .containsKeys("camel.apache.org/kamelet.group", "camel.apache.org/kamelet.support.level");
            assertThat((String) annotations.get("camel.apache.org/kamelet.icon"))
                    .startsWith("data:image/svg+xml;base64,");
            List<String> needed = new ArrayList<>(List.of("mvn:io.github.createorder:createorder-routes:"
                    + first(pom, "<artifactId>createorder-routes</artifactId>\\s*<version>([^<]+)<")));
            SCHEME.matcher(map(kamelet, "spec", "template").toString())
                    .results()
                    .map(found -> "camel:" + found.group(1))
                    .forEach(needed::add);
            assertThat(strings(map(kamelet, "spec").get("dependencies")))
                    .as(file.toString())
                    .containsAll(needed);
        });
    }

    @Test
    void theSinkTakesRecordsAndTheSourceTellsOutcomesUntilItsRouteHasTakenThem(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("application.properties"), """
                createorder.app.data = %s
                createorder.gateway.url = http://127.0.0.1:1/router/rest
                createorder.gateway.app-key = 12345678
                createorder.gateway.app-secret = nobody-listens-there
                createorder.sources = shop
                createorder.source.shop.kind = route
                createorder.source.shop.mapping = examples/rest/rest.mapping.yaml
                createorder.source.shop.key-columns = orderNo
                createorder.source.shop.report-to = direct:createorder-outcomes-shop
                createorder.report.poll = 100
                # In the jar they are where camel-kamelet looks for them.
                camel.component.kamelet.location = file:kamelets
                """.formatted(folder.resolve("data")));
        Files.writeString(folder.resolve("shop.camel.yaml"), """
                - route:
                    id: shop
                    from:
                      uri: direct:shop
                      steps:
                        - to:
                            uri: kamelet:createorder-sink
                            parameters:
                              source: shop
                - route:
                    id: outcomes
                    from:
                      uri: kamelet:createorder-outcomes-source
                      parameters:
                        source: shop
                      steps:
                        - to:
                            uri: direct:listener
                """);
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (Standalone app = new Standalone(folder, Map.of()).start()) {
            app.main().getCamelContext().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:listener").process(exchange -> {
                        heard.add(exchange.getMessage().getBody(String.class));
                        if (heard.size() == 1) {
                            throw new IllegalStateException("not now");
                        }
                    });
                }
            });
            ProducerTemplate template = app.main().getCamelContext().createProducerTemplate();
            Map<String, Object> order = new HashMap<>(
                    Map.of("orderNo", "1", "openId", "AAH2", "appliedAt", "2026-11-28 10:15:00", "policyNo", "P1"));
            order.putAll(Map.of(
                    "plan", "家财险",
                    "premium", new BigDecimal("120.50"),
                    "cover", 100_000,
                    "startDay", "2026-12-01",
                    "endDay", "2027-11-30"));
            assertThat(states(template, List.of(order))).containsExactly(State.TAKEN);
            assertThat(states(template, List.of(order, Map.of("orderNo", "2"))))
                    .containsExactly(State.KNOWN, State.ERROR);
            await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() == 2);
            assertThat(heard)
                    .as("the first time its route failed, so it came again")
                    .allSatisfy(outcome -> assertThat(outcome).contains("\"ref\":\"2\"", "\"outcome\":\"error\""));
            assertThat(Set.copyOf(heard)).as("a repeat is the same").hasSize(1);
        }
    }

    private static List<State> states(ProducerTemplate template, Object body) {
        List<?> verdicts = template.requestBody("direct:shop", body, List.class);
        return verdicts.stream().map(verdict -> ((Verdict) verdict).state()).toList();
    }

    private static List<String> strings(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    private static String first(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.results()
                .map((MatchResult found) -> found.group(1))
                .findFirst()
                .orElseThrow();
    }
}
