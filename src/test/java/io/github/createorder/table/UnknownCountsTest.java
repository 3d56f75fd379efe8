package io.github.createorder.table;

import static io.github.createorder.table.Legacy.accepted;
import static io.github.createorder.table.Legacy.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.ledger.Report;
import io.github.createorder.testing.StandIn;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Drivers that do not tell how many rows were changed: -2 for batches (old Oracle servers, MariaDB's bulk statements, MySQL's
 * rewritten batches), 0 for rows that were already so (MySQL's useAffectedRows).
 */
class UnknownCountsTest {
    private static final String[] ROWS = {
        "table=t_order", "key-columns=id", "status-column=st", "claimed-by-column=cb", "claimed-at-column=ca", "batch=3"
    };

    private static Legacy legacy(Databases database, int rows) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id BIGINT PRIMARY KEY, grp VARCHAR(9), st VARCHAR(10), cb VARCHAR(40), ca TS");
        legacy.table("t_told", "id BIGINT PRIMARY KEY, st VARCHAR(10)");
        IntStream.rangeClosed(1, rows)
                .forEach(
                        i -> legacy.execute("INSERT INTO t_order VALUES (?, ?, 'NEW', NULL, NULL)", (long) i, "g" + i));
        if (database == Databases.POSTGRESQL) {
            // Of a table with a rule it tells by the counts of a batch, as other databases do of every table.
            for (String table : List.of("t_order", "t_told")) {
                legacy.jdbc.execute(
                        "CREATE RULE row_by_row AS ON UPDATE TO " + table + " WHERE FALSE DO INSTEAD NOTHING");
            }
        }
        return legacy;
    }

    private static TableSource source(StandIn driver, String... settings) {
        return TableSource.of(
                TableSettings.of("core", Legacy.properties(with(ROWS, settings))), driver, null, new Legacy.Clock());
    }

    private static List<Report> reports(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> accepted(Integer.toString(i)))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"H2, -2", "H2, 0", "H2, -3", "POSTGRESQL, -2", "MARIADB, -2", "MARIADB, 0"})
    void reportIntoATableOfItsOwnIsThereWhateverTheDriverSaysOfTheBatch(Databases database, int told) {
        Legacy legacy = legacy(database, 0);
        legacy.execute("INSERT INTO t_told VALUES (2, 'ERROR')");
        StandIn driver = new StandIn(legacy.dataSource).tellingOfBatches(count -> told);
        TableSource source = source(driver, "report.table=t_told", "report.status-column=st");
        for (int again = 0; again < 2; again++) {
            assertThat(source.report(reports(7)))
                    .as("also more than the source takes at once")
                    .hasSize(7);
            assertThat(legacy.texts("SELECT st FROM t_told"))
                    .as("once each, and nothing is told twice")
                    .hasSize(7)
                    .containsOnly("ACCEPTED");
        }
        assertThat(source.alarm()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"H2, -2", "POSTGRESQL, -2", "MARIADB, -2", "MARIADB, 0"})
    void reportToTheRowIsDoneWhateverTheDriverSaysOfTheBatch(Databases database, int told) {
        Legacy legacy = legacy(database, 7);
        legacy.execute("UPDATE t_order SET st = 'TAKEN' WHERE id <> 7");
        StandIn driver = new StandIn(legacy.dataSource).tellingOfBatches(count -> told);
        TableSource source = source(driver);
        assertThat(source.report(reports(7))).hasSize(7);
        assertThat(legacy.texts("SELECT st FROM t_order ORDER BY id"))
                .as("the last is new again, and none of ours")
                .containsExactly("ACCEPTED", "ACCEPTED", "ACCEPTED", "ACCEPTED", "ACCEPTED", "ACCEPTED", "NEW");
        assertThat(source.alarm()).isEmpty();
    }

    /** What the driver does not know the table does: a trigger may have kept the row as it was. */
    @ParameterizedTest
    @CsvSource({"-2", "0", "1"})
    void reportThatATriggerUndoesIsToldAndTriedAgain(int told) {
        Legacy legacy = legacy(Databases.POSTGRESQL, 7);
        legacy.execute("UPDATE t_order SET st = 'TAKEN'");
        legacy.jdbc.execute("CREATE OR REPLACE RULE keep AS ON UPDATE TO t_order WHERE old.id = 6 DO INSTEAD NOTHING");
        StandIn driver =
                new StandIn(legacy.dataSource).tellingOfBatches(count -> count == 0 ? Math.min(told, 0) : told);
        TableSource source = source(driver);
        assertThat(source.report(reports(7)))
                .extracting(Report::ref)
                .doesNotContain("6")
                .hasSize(6);
        assertThat(source.alarm().orElseThrow().reason()).contains("row 6: ", "changed nothing");
    }

    /** A rule of the report table swallows rows: that too is no report. */
    @ParameterizedTest
    @CsvSource({"-2", "0", "1"})
    void rowOfTheReportTableThatARuleSwallowsIsToldAndTriedAgain(int told) {
        Legacy legacy = legacy(Databases.POSTGRESQL, 0);
        legacy.jdbc.execute("CREATE OR REPLACE RULE drop3 AS ON INSERT TO t_told WHERE new.id = 3 DO INSTEAD NOTHING");
        StandIn driver = new StandIn(legacy.dataSource)
                .tellingOfBatches(count -> Math.min(told, 0))
                .telling(count -> count == 0 ? Math.min(told, 0) : count);
        TableSource source = source(driver, "report.table=t_told", "report.status-column=st");
        assertThat(source.report(reports(4))).extracting(Report::ref).containsExactly("1", "2", "4");
        assertThat(source.alarm().orElseThrow().reason()).contains("row 3: ");
    }

    /** A claim by key counts what it changed; where the driver does not, the rows under its token do. */
    @ParameterizedTest
    @CsvSource({"H2, false", "MARIADB, false", "POSTGRESQL, false", "H2, true", "POSTGRESQL, true"})
    void claimIsWhatTheTableSaysItIs(Databases database, boolean groups) {
        Legacy legacy = legacy(database, 5);
        IntUnaryOperator unknown = count -> -2;
        StandIn driver = new StandIn(legacy.dataSource).telling(unknown).tellingOfBatches(unknown);
        TableSource source = groups
                ? source(driver, "shape=policy-per-row", "key-columns=grp", "policy.order-by=id")
                : source(driver);
        int taken = 0;
        for (int looks = 0; looks < 4; looks++) {
            var records = source.take();
            taken += records.size();
            source.taken(records);
        }
        assertThat(taken).isEqualTo(5);
        assertThat(legacy.texts("SELECT st FROM t_order")).containsOnly("TAKEN");
        assertThat(source.alarm()).isEmpty();
    }
}
