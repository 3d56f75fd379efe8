package io.github.createorder.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.config.SettingsException;
import io.github.createorder.order.Fault;
import io.github.createorder.order.OrderDraft;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.testing.StandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

class ProductsTest {
    private static final String HEADER = "product,plan,institution,product_code,item_id,sub_product\n";

    private final HikariDataSource database = new HikariDataSource();
    private final Clock clock = new Clock();

    @TempDir
    private Path folder;

    private static final class Clock implements InstantSource {
        private Instant now = Instant.parse("2026-05-01T04:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void createTable() {
        database.setJdbcUrl("jdbc:h2:mem:products");
        new ResourceDatabasePopulator(new ClassPathResource("io/github/createorder/product/createorder_product.sql"))
                .execute(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void row(String product, String plan, String code, String sub) {
        new JdbcTemplate(database)
                .update(
                        "INSERT INTO createorder_product (product, plan, institution, product_code, item_id, sub_product)"
                                + " VALUES (?, ?, 'ins', ?, '68', ?)",
                        product,
                        plan,
                        code,
                        sub);
    }

    private Products sql() {
        return Products.of(ProductSettings.of(Map.of()), database, clock);
    }

    /** It may be in the core system's database. */
    @Test
    void noReadingOfTheTableMayTakeAnyTime() {
        StandIn watched = new StandIn(database);
        row("P1", "A", "c1", "s1");
        assertThat(Products.of(ProductSettings.of(Map.of()), watched, clock).check())
                .isEmpty();
        assertThat(watched.statements()).isNotEmpty();
        assertThat(watched.unlimited()).isEmpty();
    }

    private Products csv(String text, String... settings) {
        return csv(text.getBytes(StandardCharsets.UTF_8), settings);
    }

    private Products csv(byte[] bytes, String... settings) {
        Path file = folder.resolve("products.csv");
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> properties = new java.util.HashMap<>(Map.of("type", "csv", "file", file.toString()));
        for (String setting : settings) {
            properties.put(setting.split("=")[0], setting.split("=")[1]);
        }
        return Products.of(ProductSettings.of(properties), null, clock);
    }

    private static OrderDraft draft(String product, String plan) {
        OrderDraft draft = new OrderDraft(new SourceRecord("core", "1", Map.of(), List.of()), "m");
        draft.productKey(plan == null ? Map.of("product", product) : Map.of("product", product, "plan", plan));
        return draft;
    }

    private static OrderDraft enriched(Products products, OrderDraft draft) {
        products.enrich(List.of(draft));
        return draft;
    }

    @Test
    void theFourFieldsComeFromTheRowOfTheCodes() {
        row("P1", "GOLD", "TB1", "S1");
        row("P1", "", "TB0", null);
        Products products = sql();
        assertThat(enriched(products, draft("P1", "GOLD")).order())
                .isEqualTo(Map.of("institution", "ins", "product_code", "TB1", "item_id", "68", "sub_product", "S1"));
        assertThat(enriched(products, draft("P1", "SILVER")).order())
                .as("a row without a plan is for any plan")
                .isEqualTo(Map.of("institution", "ins", "product_code", "TB0", "item_id", "68"));
        assertThat(enriched(products, draft(" P1 ", null)).order()).containsEntry("product_code", "TB0");
    }

    @Test
    void whatTheMappingFileHasSetStays() {
        row("P1", "", "TB1", "S1");
        OrderDraft draft = draft("P1", "x");
        draft.order().put("item_id", "own");
        assertThat(enriched(sql(), draft).order())
                .containsEntry("item_id", "own")
                .containsEntry("sub_product", "S1");

        OrderDraft complete = draft("unknown", "x");
        complete.order().putAll(Map.of("institution", "a", "product_code", "b", "item_id", "c"));
        assertThat(enriched(sql(), complete).faults()).isEmpty();

        OrderDraft without = new OrderDraft(new SourceRecord("core", "1", Map.of(), List.of()), "m");
        assertThat(enriched(sql(), without).faults()).isEmpty();
    }

    @Test
    void unmappedCodesAreAFaultThatSaysWhatToAddAndWhere() {
        assertThat(enriched(sql(), draft("P9", "GOLD")).faults())
                .containsExactly(new Fault(
                        Fault.Kind.UNMAPPED_PRODUCT,
                        "product_code",
                        "the product mapping has no row for product=P9, plan=GOLD; add it to the table"
                                + " createorder_product"));
        OrderDraft odd = draft("P9", "x");
        odd.productKey(Map.of("risk", "R1"));
        assertThat(enriched(sql(), odd).faults().get(0).message())
                .contains("looks products up by risk")
                .contains("product, plan");
        assertThat(sql().knows(Map.of("product", "P9"))).isFalse();
    }

    @Test
    void aRowAddedLaterWorksWithoutARestartAndMissesDoNotHammer() {
        row("P1", "", "TB1", null);
        Products products = sql();
        enriched(products, draft("P1", null));
        row("P2", "", "TB2", null);
        assertThat(enriched(products, draft("P2", null)).faults())
                .as("read less than ten seconds ago")
                .hasSize(1);
        clock.now = clock.now.plusSeconds(10);
        assertThat(enriched(products, draft("P2", null)).order()).containsEntry("product_code", "TB2");
        row("P3", "", "TB3", null);
        products.reload();
        assertThat(products.knows(Map.of("product", "P3"))).isTrue();
    }

    @Test
    void aBrokenReloadLeavesTheLastGoodMappingAndSaysSo() {
        row("P1", "", "TB1", null);
        Products products = sql();
        assertThat(products.check()).isEmpty();
        row("P2", "", "", null);
        products.reload();
        assertThat(products.problem()).get().asString().contains("product_code is empty");
        assertThat(products.check()).containsExactly("row 2: product_code is empty");
        assertThat(enriched(products, draft("P1", null)).faults()).isEmpty();
        new JdbcTemplate(database).update("DELETE FROM createorder_product WHERE product = 'P2'");
        products.reload();
        assertThat(products.problem()).isEmpty();
    }

    @Test
    void withoutAnyMappingNothingIsTaken() {
        Products products = Products.of(ProductSettings.of(Map.of("table", "no_such_table")), database, clock);
        assertThatThrownBy(() -> products.enrich(List.of(draft("P1", null)))).hasMessageContaining("no_such_table");
        assertThat(products.check()).singleElement().asString().contains("cannot be read");
    }

    @Test
    void rowsHoldForTheirDaysOfApplication() {
        Products products = csv("""
                product,plan,institution,product_code,item_id,valid_from,valid_to
                P1,,i,OLD,1,,2026-04-30
                P1,,i,NEW,1,2026-05-01,
                P2,,i,GONE,1,,2026-04-30
                """);
        assertThat(products.check()).isEmpty();
        assertThat(products.knows(Map.of("product", "P1"))).isTrue();
        assertThat(products.knows(Map.of("product", "P2"))).as("as of today").isFalse();
        for (Map.Entry<String, String> day : Map.of("2026-04-30T23:59:59", "OLD", "2026-05-01T00:00:00", "NEW")
                .entrySet()) {
            OrderDraft draft = draft("P1", null);
            draft.order().put("apply_time", LocalDateTime.parse(day.getKey()));
            assertThat(enriched(products, draft).order()).containsEntry("product_code", day.getValue());
        }
        assertThat(enriched(products, draft("P1", null)).order()).containsEntry("product_code", "NEW");
    }

    @Test
    void aCsvFileServesAsWell() {
        assertThat(enriched(csv("\uFEFF" + HEADER + "P1,\"a, b\",i,TB1,68,\n\nP2,,i,TB2,69,S\n"), draft("P1", "a, b"))
                        .order())
                .isEqualTo(Map.of("institution", "i", "product_code", "TB1", "item_id", "68"));
        byte[] chinese = (HEADER + "重疾险,,太平,TB1,68,\n").getBytes(Charset.forName("GB18030"));
        assertThat(enriched(csv(chinese, "charset=GB18030"), draft("重疾险", null)).order())
                .containsEntry("institution", "太平");
        assertThat(csv(chinese).check()).singleElement().asString().contains("cannot be read as UTF-8");
    }

    @Test
    void everyFaultOfTheFileIsToldWithItsLine() {
        assertThat(csv(HEADER + "P1,,i,TB1,68,\n,,i,TB1,68,\nP1,,,TB2,,\n").check())
                .containsExactly(
                        folder.resolve("products.csv") + " line 3: product is empty",
                        folder.resolve("products.csv") + " line 4: institution is empty",
                        folder.resolve("products.csv") + " line 4: item_id is empty",
                        folder.resolve("products.csv") + " line 4: the same codes [P1, ] for the same days as in "
                                + folder.resolve("products.csv") + " line 2");
        assertThat(csv(HEADER + "P1,i\nP2,,i,a,b,c,d\n").check()).hasSize(2).allMatch(f -> f.contains("cells"));
        assertThat(csv("product,institution\nP1,i\n").check())
                .hasSize(3)
                .allMatch(fault -> fault.contains("has no column"));
        assertThat(csv("").check()).singleElement().asString().contains("header");
        assertThat(csv("product,institution,product_code,item_id,Item_Id\nP1,i,TB1,68,69\n")
                        .check())
                .singleElement()
                .asString()
                .contains("line 1: the columns item_id and Item_Id differ in nothing but case");
        assertThat(csv("product,valid_from,plan,institution,product_code,item_id\nP,1.5.2026,,i,a,b\n")
                        .check())
                .singleElement()
                .asString()
                .contains("valid_from '1.5.2026' is not yyyy-MM-dd");
    }

    @Test
    void otherTablesServeByTheirOwnNames() {
        new JdbcTemplate(database)
                .execute("CREATE TABLE risk AS SELECT 'R1' kind, 'org' inst, 'TBX' pc, 7 item, 'rem' remark");
        Products products = Products.of(
                ProductSettings.of(Map.of(
                        "query", "SELECT * FROM risk WHERE remark IS NOT NULL",
                        "key-columns", "kind",
                        "institution-column", "inst",
                        "product-code-column", "pc",
                        "item-id-column", "item")),
                database,
                clock);
        OrderDraft draft = draft("x", null);
        draft.productKey(Map.of("KIND", "R1"));
        assertThat(enriched(products, draft).order())
                .isEqualTo(Map.of("institution", "org", "product_code", "TBX", "item_id", "7"));
    }

    @Test
    void settingsTellEveryFault() {
        assertThatThrownBy(() ->
                        ProductSettings.of(Map.of("type", "xml", "tabel", "x", "table", "a b", "miss-reload", "x")))
                .isInstanceOfSatisfying(
                        SettingsException.class, e -> assertThat(e.faults()).hasSize(4));
        assertThatThrownBy(() -> ProductSettings.of(Map.of("type", "csv", "charset", "none")))
                .isInstanceOfSatisfying(
                        SettingsException.class, e -> assertThat(e.faults()).hasSize(2));
    }

    @Test
    void theSampleFileIsInOrder() {
        Products products =
                Products.of(ProductSettings.of(Map.of("type", "csv", "file", "config/products.csv")), null, clock);
        assertThat(products.check()).isEmpty();
        assertThat(products.knows(Map.of("product", "HLT01", "plan", "GOLD"))).isTrue();
    }

    @Test
    void columnsOfAQueryThatDifferInCaseOnlyAreAFault() {
        row("P1", "", "TB1", "");
        Products twins = Products.of(
                ProductSettings.of(Map.of("query", "SELECT c.*, '69' AS \"item_id\" FROM createorder_product c")),
                database,
                clock);
        assertThat(twins.check())
                .singleElement()
                .asString()
                .contains("the query: the columns ITEM_ID and item_id differ in nothing but case");
    }
}
