package io.github.createorder.table;

import static io.github.createorder.table.Legacy.refs;
import static io.github.createorder.table.Legacy.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.sql.SqlName;
import io.github.createorder.table.TableAccess.Bound;
import io.github.createorder.table.TableAccess.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL reads for a batch, on tables in which many orders have ended. */
class PlansTest {
    private static final String BOOKS = "st VARCHAR(16), cb VARCHAR(24), ca TS, reason VARCHAR(40)";
    private static final String[] ROWS = {
        "table=t_order",
        "key-columns=id",
        "status-column=st",
        "claimed-by-column=cb",
        "claimed-at-column=ca",
        "report.reason-column=reason"
    };
    private static final String[] GROUPS = with(
            new String[] {"shape=policy-per-row", "policy.order-by=pol"},
            with(ROWS, "table=t_order", "key-columns=id"));
    private static final String[] TABLES = with(
            ROWS,
            "shape=order-and-policy-tables",
            "policy.table=t_policy",
            "policy.key-columns=id",
            "policy.order-by=pol");

    private final Legacy legacy = new Legacy(Databases.POSTGRESQL);

    /** All were new when the database last counted them; now most have ended, and the new ones are the last by their key. */
    private void mostHaveEnded(String index) {
        legacy.table("t_order", "id BIGINT, pol INT, " + BOOKS + ", PRIMARY KEY (id, pol)");
        legacy.jdbc.execute("INSERT INTO t_order (id, pol, st) SELECT i, 1, 'NEW' FROM generate_series(1, 20000) i");
        legacy.jdbc.execute(index);
        legacy.jdbc.execute("ANALYZE t_order");
        legacy.jdbc.execute("UPDATE t_order SET st = 'ACCEPTED' WHERE id <= 19500");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void newRowsAreReadByTheirStatusAndNotByTheirKeyPastAllThatEnded(boolean groups) {
        mostHaveEnded("CREATE INDEX t_order_st ON t_order (st, id)");
        TableAccess access = access(groups ? GROUPS : ROWS);
        TableSql sql = access.tables().sql();
        Bound token = new Bound(access.tables().orders().columns().get(0), "1");

        assertThat(
                        groups
                                ? plan(access, sql.candidateGroups(false), List.of())
                                : plan(access, sql.claim(false), List.of(token)))
                .containsPattern("Index (Only )?Scan using t_order_st on t_order o")
                .doesNotContain("Seq Scan", "Bitmap", "Sort");
        assertThat(refs(legacy.source(with(groups ? GROUPS : ROWS, "batch=3")).take()))
                .containsExactly("19501", "19502", "19503");
    }

    /** An index of new rows alone, or none: the database decides. */
    @ParameterizedTest
    @CsvSource({"CREATE INDEX t_order_st ON t_order (id) WHERE st = 'NEW'", "ANALYZE t_order"})
    void withoutAnIndexOfTheStatusTheDatabaseDecides(String index) {
        mostHaveEnded(index);
        assertThat(access(ROWS).tables().sql().claim(false).sql()).contains("WHERE st = 'NEW' ORDER BY id LIMIT");
    }

    @Test
    void policiesOfABatchAreReadByTheIndexOfTheirKey() {
        legacy.table("t_order", "id BIGINT PRIMARY KEY, " + BOOKS);
        legacy.table("t_policy", "id BIGINT, pol INT, name VARCHAR(20), PRIMARY KEY (id, pol)");
        legacy.jdbc.execute("INSERT INTO t_policy SELECT i, 1, 'n' FROM generate_series(1, 20000) i; ANALYZE t_policy");
        TableAccess access = access(TABLES);
        Tables tables = access.tables();
        Bound keys =
                new Bound(tables.policies().columns().get(0), access.dialect().array(Collections.nCopies(200, "7")));

        assertThat(plan(access, tables.sql().children(200), List.of(keys)))
                .contains("Index Scan using t_policy_pkey on t_policy")
                .doesNotContain("Seq Scan");
    }

    /** All of them have ended since the database last counted, and to it no row has a word of ours. */
    @Test
    void outcomesOfABatchGoToTheirRowsByTheIndexOfTheKeyAndNotPastAllThatEnded() {
        mostHaveEnded("CREATE INDEX t_order_st ON t_order (st, id)");
        TableAccess access = access(with(ROWS, "key-columns=id,pol"));
        TableSchema orders = access.tables().orders();
        List<SqlName> told = List.of(SqlName.column("st"), SqlName.column("reason"));
        List<Bound> one = List.of(
                new Bound(orders.column(told.get(0)), "ACCEPTED"),
                new Bound(orders.column(told.get(1)), ""),
                new Bound(orders.column(SqlName.column("id")), "7"),
                new Bound(orders.column(SqlName.column("pol")), "1"));

        assertThat(explained(
                        access,
                        access.tables().sql().reportAtOnce(orders, told).orElseThrow(),
                        TableAccess.arrays(access.dialect(), Collections.nCopies(200, one))))
                .contains("Index Scan using t_order_pkey on t_order")
                .doesNotContain("Seq Scan", "t_order_st");
    }

    @ParameterizedTest
    @CsvSource({
        "id BIGINT, 4711, 4712",
        "id SMALLSERIAL, 11, 12",
        "'id NUMERIC(8,2)', 4711.5, 4711.05",
        "id VARCHAR(30), 保单-1, 'a \\ {\"b\"},NULL'",
        "id CHAR(10), A, B",
        "id TIMESTAMP, 2026-05-01T10:00, 2026-05-01T10:00:00.123456",
        "id UUID, 3f2504e0-4f89-11d3-9a0c-0305e82c3301, 3f2504e0-4f89-11d3-9a0c-0305e82c3302",
        "'id VARCHAR(9), branch CHAR(6), day DATE', A~X~2026-05-01, A~X~2026-05-02",
        // No array of its own: one value after the other.
        "id t_colour, red, green",
        "'id t_colour, branch INT', red~1, green~2"
    })
    void ordersAreFoundByKeysOfEveryType(String key, String one, String other) {
        String names = key.contains("branch") ? key.contains("day") ? "id, branch, day" : "id, branch" : "id";
        legacy.jdbc.execute("DROP TYPE IF EXISTS t_colour CASCADE; CREATE TYPE t_colour AS ENUM ('red', 'green')");
        legacy.table("t_order", key + ", " + BOOKS + ", PRIMARY KEY (" + names + ")");
        for (String id : List.of(one, other)) {
            legacy.jdbc.execute(
                    "INSERT INTO t_order (" + names + ", st) VALUES ('" + id.replace("~", "', '") + "', 'x')");
        }
        List<String> found = new ArrayList<>();
        legacy.source(with(ROWS, "key-columns=" + names.replace(" ", "")))
                .orders(List.of(ref(one), ref(other), ref(one)), records -> found.addAll(refs(records)));
        assertThat(found).containsExactlyInAnyOrder(ref(one), ref(other));
    }

    private static String ref(String key) {
        return Ref.join(Arrays.asList(key.split("~")));
    }

    private TableAccess access(String... settings) {
        return new TableAccess(TableSettings.of("core", Legacy.properties(settings)), legacy.dataSource);
    }

    private static String plan(TableAccess access, TableStatement statement, List<Bound> parameters) {
        return access.claiming(() -> explained(access, statement, parameters));
    }

    private static String explained(TableAccess access, TableStatement statement, List<Bound> parameters) {
        TableStatement explained = new TableStatement(statement.purpose(), "EXPLAIN " + statement.sql());
        return access.query(explained, parameters, rows -> {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return String.join("\n", lines);
        });
    }
}
