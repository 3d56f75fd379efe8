package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.top.Outcome.Kind;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class LedgerSchemaTest extends LedgerTestBase {
    private static final int[] PLAIN = {25023798, 1863516494, 1880257431, 948140948, 29979422, 1987223935, 822635012};
    private static final int[] POSTGRESQL = {
        25023798, 1944363112, 1880257431, 948140948, -987273052, 1987223935, 822635012
    };

    @Test
    void migratesBesideOtherTablesAndAgain() throws Exception {
        try (HikariDataSource fresh = database.newPool(database.newDatabase(), 2)) {
            new JdbcTemplate(fresh).execute("CREATE TABLE legacy_policy (id INT)");
            assertThat(LedgerSchema.check(fresh)).get().asString().contains("create them first");

            LedgerSchema.migrate(fresh);
            LedgerSchema.migrate(fresh);

            assertThat(LedgerSchema.check(fresh)).isEmpty();
            new JdbcTemplate(fresh).update("UPDATE createorder_schema SET version = 0");
            assertThat(LedgerSchema.check(fresh)).get().asString().contains("version 0");
            new JdbcTemplate(fresh).update("UPDATE createorder_schema SET version = 9");
            assertThat(LedgerSchema.check(fresh)).isEmpty();
        }
    }

    /** What Flyway has written down of them at an installation of any version: it refuses the start when one has changed. */
    @Test
    void scriptsKeepTheirChecksums() {
        List<Integer> expected = new ArrayList<>(Arrays.stream(database == TestDatabase.POSTGRESQL ? POSTGRESQL : PLAIN)
                .boxed()
                .toList());
        List<Integer> written = jdbc.queryForList(
                "SELECT " + quoted("checksum") + " FROM " + quoted("createorder_schema_history") + " WHERE "
                        + quoted("version") + " IS NOT NULL AND " + quoted("type") + " = 'SQL' ORDER BY "
                        + quoted("installed_rank"),
                Integer.class);
        if (database == TestDatabase.MYSQL) {
            // Has a third script of its own: with that of the others there never was a ledger there.
            expected.remove(2);
            written.remove(2);
        }
        assertThat(written).startsWith(expected.toArray(Integer[]::new));
    }

    private String quoted(String column) {
        return database.dialect().quoted(column);
    }

    /** As a database that refuses a statement does: here for a table that is there. */
    @Test
    void migrationThatFailsTellsStatementReasonAndWayOut() throws Exception {
        try (HikariDataSource fresh = database.newPool(database.newDatabase(), 2)) {
            new JdbcTemplate(fresh).execute("CREATE TABLE createorder_product (id INT)");
            assertThatThrownBy(() -> LedgerSchema.migrate(fresh))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("V3__product_mapping.sql, line ")
                    .hasMessageContaining("already exists")
                    .hasMessageContaining("The statement: CREATE TABLE createorder_product ( product VARCHAR(64)")
                    .hasMessageContaining("delete the row of the script from createorder_schema_history")
                    .hasMessageContaining("createorder.ledger.migrate = false");
        }
    }

    @Test
    void scriptForADbaMakesTheSame() throws Exception {
        try (HikariDataSource fresh = database.newPool(database.newDatabase(), 2)) {
            String script = LedgerSchema.script(fresh).orElseThrow();
            assertThat(script).doesNotContain("${");
            new ResourceDatabasePopulator(
                            new ByteArrayResource(script.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    .execute(fresh);

            assertThat(LedgerSchema.check(fresh)).isEmpty();
            assertThat(ledger(fresh, "node-1").record(List.of(order("A"))).ready())
                    .isEqualTo(1);

            assertThat(LedgerSchema.script(fresh)).isEmpty();
            new JdbcTemplate(fresh).update("UPDATE createorder_schema SET version = 2");
            assertThat(LedgerSchema.script(fresh).orElseThrow())
                    .contains("SET version = 3", "createorder_errors_view")
                    .doesNotContain("CREATE TABLE createorder_entry", "CREATE TABLE createorder_file");
        }
    }

    @Test
    void viewsShowBeijingTimeWhateverTheZones() {
        assertThat(TimeZone.getDefault().toZoneId()).isNotEqualTo(ZoneId.of("Asia/Shanghai"));
        ledger.record(List.of(order("A"), order("B"), faulty("C", "ref-C", "x"), faulty("D", "ref-D", "x")));
        ledger.settle(sent(ledger.claim(1), outcome(Kind.ACCEPTED)));
        ledger.claim(1);
        // 2026-11-30 16:30:00 UTC: already December in Beijing.
        jdbc.update("UPDATE createorder_entry SET taken_at = 1796056200000, ended_at = 1796056200000 + id * 0");

        Map<String, Object> order = jdbc.queryForMap("SELECT * FROM createorder_orders_view WHERE identifier = 'B'");
        assertThat(order.get("taken_at").toString().replace("T", " ")).startsWith("2026-12-01 00:30");
        assertThat(order.get("lease_until")).isNotNull();
        assertThat(order.get("next_attempt_at")).isNull();

        Map<String, Object> errors = jdbc.queryForMap("SELECT * FROM createorder_errors_view");
        assertThat(errors.get("cause")).isEqualTo("MAPPING");
        assertThat(((Number) errors.get("orders")).intValue()).isEqualTo(2);
        assertThat(errors.get("example_order_key")).isEqualTo("D");
        assertThat(errors.get("oldest").toString().replace("T", " ")).startsWith("2026-12-01 00:30");

        Map<String, Object> day = jdbc.queryForMap("SELECT * FROM createorder_daily_view");
        assertThat(day.get("taken_on").toString()).isEqualTo("2026-12-01");
        assertThat(List.of("taken", "accepted", "in_error", "pending"))
                .extracting(name -> ((Number) day.get(name)).intValue())
                .containsExactly(4, 1, 2, 1);
    }

    @Test
    void clockIsUtcMillisecondsWhateverTheZones() {
        Long now = jdbc.queryForObject("SELECT " + database.dialect().nowMillis(), Long.class);
        assertThat(now).isBetween(System.currentTimeMillis() - 5000, System.currentTimeMillis() + 5000);
    }
}
