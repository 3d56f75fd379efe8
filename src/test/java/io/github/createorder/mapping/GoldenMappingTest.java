package io.github.createorder.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.order.Fault;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.OrderDraft;
import io.github.createorder.order.OrderRules;
import io.github.createorder.order.OrderRulesSettings;
import io.github.createorder.order.SourceRecordJson;
import io.github.createorder.order.Wording;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Records through the mappings of {@code config/mappings} and the rules, to the exact request or the faults. */
class GoldenMappingTest {
    private final OrderRules rules = new OrderRules(OrderRulesSettings.DEFAULTS);

    @TestFactory
    Stream<DynamicTest> recordBecomesThisRequestOrTheseFaults() throws Exception {
        List<Map<String, Object>> cases;
        try (InputStream file = getClass().getResourceAsStream("/mapping/golden.yaml")) {
            cases = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
        return cases.stream().map(golden -> DynamicTest.dynamicTest((String) golden.get("case"), () -> check(golden)));
    }

    private void check(Map<String, Object> golden) throws Exception {
        OrderMapper mapper = OrderMapper.load(
                Path.of("config", "mappings", golden.get("mapping") + ".mapping.yaml"), TestMapping.CAMEL);
        OrderDraft draft = mapper.map(SourceRecordJson.read((String) golden.get("record")));
        if (golden.containsKey("product")) {
            assertThat(draft.productKey()).isEqualTo(golden.get("product"));
            draft.order().putAll(Map.of("institution", "TESTINS", "product_code", "TBP1", "item_id", "600123"));
        }

        FrozenOrder taken = rules.check(draft);

        assertThat(taken.faults()).extracting(Fault::toString).isEqualTo(golden.getOrDefault("faults", List.of()));
        assertThat(taken.faults())
                .allSatisfy(fault -> assertThat(Wording.of(fault.message()).code())
                        .as("the code of: " + fault.message())
                        .isNotNull());
        assertThat(taken.identifier()).isEqualTo(golden.get("identifier"));
        assertThat(taken.request())
                .isEqualTo(golden.containsKey("request") ? ((String) golden.get("request")).strip() : null);
        assertThat(SourceRecordJson.read(SourceRecordJson.write(taken.record())))
                .as("the record comes back from the ledger as it was")
                .isEqualTo(draft.record());
    }
}
