package io.github.createorder.table;

import static io.github.createorder.table.Legacy.accepted;
import static io.github.createorder.table.Legacy.error;
import static io.github.createorder.table.Legacy.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.ledger.Report;
import io.github.createorder.table.TableAccess.Bound;
import io.github.createorder.table.TableAccess.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On PostgreSQL a batch of outcomes is one statement, and does what a statement for each did. */
class ReportAtOnceTest {
    private static final String BOOKS =
            "st VARCHAR(16), cb VARCHAR(24), ca TS, reason VARCHAR(40), rid VARCHAR(40), rt TS";
    private static final String[] ROWS = {
        "table=t_order",
        "key-columns=id",
        "status-column=st",
        "claimed-by-column=cb",
        "claimed-at-column=ca",
        "report.reason-column=reason",
        "report.request-id-column=rid",
        "report.time-column=rt"
    };

    private final Legacy legacy = new Legacy(Databases.POSTGRESQL);

    /** Counts the statements that change the table. */
    @BeforeEach
    void countStatements() {
        legacy.jdbc.execute("DROP TABLE IF EXISTS t_log; CREATE TABLE t_log (n INT);"
                + " CREATE OR REPLACE FUNCTION f_log() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN INSERT INTO t_log VALUES (1); RETURN NULL; END'");
    }

    /** @param key columns of the key */
    private void table(String key, String names, String... ids) {
        legacy.table("t_order", key + ", " + BOOKS + ", PRIMARY KEY (" + names + ")");
        for (String id : ids) {
            legacy.jdbc.execute("INSERT INTO t_order (" + names + ", st) VALUES (" + id + ", 'TAKING')");
        }
        legacy.jdbc.execute("CREATE TRIGGER log AFTER UPDATE ON t_order EXECUTE FUNCTION f_log()");
    }

    private List<String> rows() {
        return legacy.texts("SELECT CONCAT_WS('/', st, reason, rid) FROM t_order ORDER BY 1");
    }

    private static String ref(String key) {
        return Ref.join(Arrays.asList(key.split("~")));
    }

    @ParameterizedTest
    @CsvSource({
        "id BIGINT, 4711, 4712",
        "id BIGSERIAL, 4711, 4712",
        "id INT, 4711, 4712",
        "id SMALLINT, 11, 12",
        "'id NUMERIC(20,0)', 4711, 47110000000000000000",
        "'id NUMERIC(8,2)', 4711.5, 4711.05",
        "id VARCHAR(30), 保单-1, 'a \\ {\"b\"},NULL'",
        "id TEXT COLLATE \"C\", NULL, x",
        "id CHAR(10), A, B",
        "id DATE, 2026-05-01, 2026-05-02",
        "id TIMESTAMP, 2026-05-01T10:00, 2026-05-01T10:00:00.123456",
        "id UUID, 3f2504e0-4f89-11d3-9a0c-0305e82c3301, 3f2504e0-4f89-11d3-9a0c-0305e82c3302",
        "'id VARCHAR(9), branch CHAR(6), day DATE', A~X~2026-05-01, A~X~2026-05-02"
    })
    void keysOfEveryTypeAreToldInOneStatementByTheirIndex(String key, String one, String other) {
        String names = key.contains("branch") ? "id, branch, day" : "id";
        String[] settings = with(ROWS, "key-columns=" + names.replace(" ", ""));
        table(key, names, literal(one), literal(other));
        String odd = "it's \"odd\", {a} \\ NULL";

        assertThat(legacy.source(settings).report(List.of(accepted(ref(one)), error(ref(other), odd))))
                .hasSize(2);

        assertThat(rows()).containsExactly("ACCEPTED/req-" + ref(one), "ERROR/" + odd);
        assertThat(legacy.count("t_order WHERE rt IS NOT NULL")).isEqualTo(2);
        assertThat(legacy.count("t_log")).isEqualTo(1);
        assertThat(plan("SET LOCAL enable_seqscan = off", settings))
                .as("read by its key, which has the type of its index")
                .contains("t_order_pkey", "Index Cond: ")
                .doesNotContain("Seq Scan on t_order");
    }

    private static String literal(String key) {
        return "'" + key.replace("~", "', '") + "'";
    }

    /** For 500 rows PostgreSQL would rather read such a table whole. */
    @Test
    void planForManyRowsGoesByTheIndexAsThatForOne() {
        table("id BIGINT", "id");
        legacy.execute("INSERT INTO t_order (id, st) SELECT i, 'TAKING' FROM generate_series(1, 20000) i");
        legacy.jdbc.execute("ANALYZE t_order");
        assertThat(plan("SET LOCAL enable_seqscan = on", ROWS))
                .contains("Nested Loop", "Index Scan using t_order_pkey")
                .doesNotContain("Seq Scan on t_order");
    }

    /** The plan of a batch of 500. */
    private String plan(String session, String... settings) {
        TableAccess access = new TableAccess(TableSettings.of("core", Legacy.properties(settings)), legacy.dataSource);
        Tables tables = access.tables();
        List<Bound> arrays = Stream.concat(access.reportColumns().stream(), access.settings().keyColumns().stream())
                .map(tables.orders()::column)
                .map(column -> new Bound(column, access.dialect().array(Collections.nCopies(500, (String) null))))
                .toList();
        String sql = tables.sql()
                .reportAtOnce(tables.orders(), access.reportColumns())
                .orElseThrow()
                .sql();
        return access.inTransaction(() -> {
            access.jdbc().execute(session);
            return access.query(new TableStatement(TableStatement.Purpose.REPORT, "EXPLAIN " + sql), arrays, rows -> {
                List<String> lines = new ArrayList<>();
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
                return String.join("\n", lines);
            });
        });
    }

    @ParameterizedTest
    @CsvSource({"VARCHAR(9), A, A", "CHAR(9), A, 'A  '", "'NUMERIC(9,2)', 1, 1.00"})
    void lastOfTwoOutcomesOfOneRowStandsThereAndBothAreDone(String type, String one, String again) {
        table("id " + type, "id", "'" + one + "'", "'9'");
        List<Report> reports = List.of(error(one, "first"), accepted("9"), accepted(again));
        assertThat(legacy.source(ROWS).report(reports)).isEqualTo(reports);
        assertThat(legacy.texts("SELECT st FROM t_order")).containsExactly("ACCEPTED", "ACCEPTED");

        List<Report> back = List.of(accepted(again), accepted("9"), error(one, "last"));
        assertThat(legacy.source(ROWS).report(back)).isEqualTo(back);
        assertThat(rows()).containsExactly("ACCEPTED/req-9", "ERROR/last");
    }

    @Test
    void rowThatIsNotOursStaysAsItIsAndHoldsUpNoOther() {
        table("id BIGINT", "id", "1", "2", "3");
        legacy.execute("UPDATE t_order SET st = 'CANCELLED' WHERE id = 2");
        TableSource source = legacy.source(ROWS);
        assertThat(source.report(List.of(accepted("1"), accepted("2"), accepted("3"), accepted("4"))))
                .hasSize(4);
        assertThat(rows()).containsExactly("ACCEPTED/req-1", "ACCEPTED/req-3", "CANCELLED");
        assertThat(source.alarm()).isEmpty();
    }

    @Test
    void rowThatTheDatabaseRefusesHoldsUpNoOther() {
        table("id BIGINT", "id", "1", "2", "3");
        legacy.jdbc.execute("ALTER TABLE t_order ADD CHECK (id <> 2 OR st <> 'ACCEPTED')");
        TableSource source = legacy.source(ROWS);
        assertThat(source.report(List.of(accepted("1"), accepted("2"), accepted("x"), accepted("3"))))
                .extracting(Report::ref)
                .containsExactly("1", "3");
        assertThat(rows()).containsExactly("ACCEPTED/req-1", "ACCEPTED/req-3", "TAKING");
        assertThat(source.alarm().orElseThrow().reason()).contains("row 2: ", "row x: ");
    }

    /** A trigger that keeps a row is found out for that row. */
    @Test
    void rowThatATriggerKeepsIsTriedAgain() {
        table("id BIGINT", "id", "1", "2", "3");
        legacy.jdbc.execute(
                "CREATE OR REPLACE FUNCTION f_keep() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN RETURN NULL; END';"
                        + " CREATE TRIGGER keep BEFORE UPDATE ON t_order FOR EACH ROW WHEN (old.id = 2) EXECUTE FUNCTION f_keep()");
        TableSource source = legacy.source(ROWS);
        assertThat(source.report(List.of(accepted("1"), accepted("2"), accepted("3"))))
                .extracting(Report::ref)
                .containsExactly("1", "3");
        assertThat(source.alarm().orElseThrow().reason()).contains("row 2: ", "changed nothing");
    }

    @Test
    void rowsOfAnOrderAreAllTold() {
        legacy.table("t_order", "id BIGINT, pol INT, " + BOOKS + ", PRIMARY KEY (id, pol)");
        legacy.execute("INSERT INTO t_order (id, pol, st) SELECT i, p, 'TAKEN' FROM generate_series(1, 2) i,"
                + " generate_series(1, 3) p");
        TableSource source = legacy.source(with(ROWS, "shape=policy-per-row", "policy.order-by=pol"));
        assertThat(source.report(List.of(accepted("1"), error("2", "no")))).hasSize(2);
        assertThat(rows())
                .containsExactlyInAnyOrder(
                        "ACCEPTED/req-1", "ACCEPTED/req-1", "ACCEPTED/req-1", "ERROR/no", "ERROR/no", "ERROR/no");
    }

    /** A list of words has no array that we could name, a view may have a trigger, and a table a rule. */
    @ParameterizedTest
    @CsvSource({"enum", "view", "rule"})
    void whatIsNotSafeAtOnceIsToldRowByRow(String what) {
        table("id BIGINT", "id", "1", "2", "3");
        String[] settings = ROWS;
        if (what.equals("enum")) {
            legacy.jdbc.execute("DROP TYPE IF EXISTS word CASCADE;"
                    + " CREATE TYPE word AS ENUM ('NEW', 'TAKING', 'TAKEN', 'ACCEPTED', 'ERROR');"
                    + " ALTER TABLE t_order ALTER st TYPE word USING st::word");
        } else if (what.equals("view")) {
            legacy.jdbc.execute("CREATE OR REPLACE VIEW v_order AS SELECT * FROM t_order");
            settings = with(ROWS, "table=v_order");
        } else {
            legacy.jdbc.execute("CREATE RULE twice AS ON UPDATE TO t_order WHERE old.id = 9 DO INSTEAD NOTHING");
        }
        List<Report> reports =
                IntStream.rangeClosed(1, 3).mapToObj(i -> accepted("" + i)).toList();
        TableSource source = legacy.source(settings);
        assertThat(source.report(reports)).hasSize(3);
        assertThat(legacy.texts("SELECT CAST(st AS text) FROM t_order")).containsOnly("ACCEPTED");
        assertThat(legacy.count("t_log")).isEqualTo(3);
        assertThat(source.alarm()).isEmpty();
        legacy.jdbc.execute("DROP VIEW IF EXISTS v_order");
    }
}
