package io.github.createorder.table;

import static io.github.createorder.table.Legacy.accepted;
import static io.github.createorder.table.Legacy.refs;
import static io.github.createorder.table.Legacy.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a DBA has to give and may take away, on databases that mean it. Each statement that is told is run as it stands. */
class TableRightsTest {
    private static final Pattern STATEMENT = Pattern.compile(": (?:if nothing .*, )?((?:GRANT|REVOKE) .*)");

    private static final String[] CLAIM = {
        "table=t_order",
        "key-columns=id",
        "shape=order-and-policy-tables",
        "policy.table=t_policy",
        "policy.key-columns=id",
        "policy.order-by=no",
        "status-column=st",
        "claimed-by-column=cb",
        "claimed-at-column=ca",
        "report.table=t_report"
    };

    private static final String[] READ = {
        "mode=watermark",
        "table=t_order",
        "key-columns=id",
        "watermark.column=id",
        "report.table=t_report",
        "report.status-column=st"
    };

    private static Legacy legacy(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id BIGINT PRIMARY KEY, st VARCHAR(16), cb VARCHAR(24), ca TS, name VARCHAR(20)");
        legacy.table("t_policy", "id BIGINT, no INT");
        legacy.table("t_report", "id BIGINT PRIMARY KEY, st VARCHAR(16)");
        legacy.execute("INSERT INTO t_order (id, st) VALUES (1, 'NEW')");
        legacy.execute("INSERT INTO t_policy VALUES (1, 1)");
        return legacy;
    }

    private static Legacy onPostgres() {
        Legacy legacy = legacy(Databases.POSTGRESQL);
        legacy.jdbc.execute("DROP ROLE IF EXISTS \"Clerk 7\"");
        legacy.jdbc.execute("DROP ROLE IF EXISTS clerks");
        legacy.jdbc.execute("CREATE ROLE \"Clerk 7\" LOGIN");
        legacy.jdbc.execute("CREATE ROLE clerks");
        return legacy;
    }

    private static Legacy onMySql(Databases database) {
        Legacy legacy = legacy(database);
        // The server of the tests begins without rights at all; from here on it knows some.
        legacy.jdbc.execute("FLUSH PRIVILEGES");
        legacy.jdbc.execute("ALTER USER root@localhost IDENTIFIED BY ''");
        legacy.jdbc.execute("DROP USER IF EXISTS clerk@localhost");
        legacy.jdbc.execute("CREATE USER clerk@localhost");
        legacy.jdbc.execute("GRANT SELECT ON legacy.t_report TO clerk@localhost");
        return legacy;
    }

    private static TableSource source(DataSource user, String... settings) {
        return TableSource.of(
                TableSettings.of("core", Legacy.properties(settings)),
                user,
                new Legacy.Positions().node("a"),
                InstantSource.system());
    }

    private static List<String> run(Legacy legacy, List<String> told) {
        List<String> statements = new ArrayList<>();
        for (String line : told) {
            Matcher statement = STATEMENT.matcher(line);
            assertThat(statement.find()).as(line).isTrue();
            statements.add(statement.group(1));
            legacy.jdbc.execute(statement.group(1));
        }
        return statements;
    }

    @Test
    void whatIsLackingInClaimModeIsToldWithTheGrantThatGivesItAndThatIsEnough() {
        Legacy legacy = onPostgres();
        TableSource source = source(Databases.postgresAs("Clerk 7"), CLAIM);

        List<String> unreadable = source.check(Set.of("name"), Set.of("no"));
        assertThat(unreadable)
                .first()
                .isEqualTo("table t_order cannot be read: ERROR: permission denied for table t_order:"
                        + " GRANT SELECT ON t_order TO \"Clerk 7\"");
        assertThat(run(legacy, unreadable))
                .containsExactly(
                        "GRANT SELECT ON t_order TO \"Clerk 7\"",
                        "GRANT SELECT ON t_policy TO \"Clerk 7\"",
                        "GRANT SELECT ON t_report TO \"Clerk 7\"");
        List<String> unwritable = source.check(Set.of("name"), Set.of("no"));
        assertThat(unwritable)
                .first()
                .isEqualTo("no right to update table t_order: ERROR: permission denied for table t_order:"
                        + " GRANT UPDATE (st, cb, ca) ON t_order TO \"Clerk 7\"");
        assertThat(run(legacy, unwritable))
                .containsExactly(
                        "GRANT UPDATE (st, cb, ca) ON t_order TO \"Clerk 7\"",
                        "GRANT UPDATE (st) ON t_report TO \"Clerk 7\"",
                        "GRANT INSERT ON t_report TO \"Clerk 7\"");

        assertThat(source.check(Set.of("name"), Set.of("no"))).isEmpty();
        assertThat(source.warnings()).isEmpty();
        assertThat(refs(source.take())).containsExactly("1");
        assertThat(source.report(List.of(accepted("1")))).hasSize(1);
        assertThat(legacy.texts("SELECT st FROM t_report")).containsExactly("ACCEPTED");
    }

    @Test
    void aSchemaThatMayNotBeUsedIsToldAsWell() {
        Legacy legacy = onPostgres();
        legacy.jdbc.execute("CREATE SCHEMA IF NOT EXISTS vault");
        legacy.jdbc.execute("CREATE TABLE IF NOT EXISTS vault.t_order (id BIGINT PRIMARY KEY)");
        TableSource source = source(Databases.postgresAs("Clerk 7"), with(READ, "table=vault.t_order"));
        legacy.jdbc.execute("GRANT SELECT, INSERT, UPDATE ON t_report TO \"Clerk 7\"");
        assertThat(run(legacy, source.check(Set.of(), Set.of())))
                .containsExactly(
                        "GRANT USAGE ON SCHEMA vault TO \"Clerk 7\"; GRANT SELECT ON vault.t_order TO \"Clerk 7\"");
        assertThat(source.check(Set.of(), Set.of())).isEmpty();
        legacy.jdbc.execute("DROP SCHEMA vault CASCADE");
    }

    @Test
    void rightsThatAreNotNeededAreToldWithTheRevokeWhoeverHasThem() {
        Legacy legacy = onPostgres();
        legacy.jdbc.execute("GRANT SELECT, UPDATE, DELETE, TRUNCATE ON t_order TO \"Clerk 7\"");
        legacy.jdbc.execute("GRANT SELECT, INSERT ON t_policy TO clerks");
        legacy.jdbc.execute("GRANT clerks TO \"Clerk 7\"");
        legacy.jdbc.execute("GRANT SELECT, INSERT, UPDATE ON t_report TO \"Clerk 7\"");
        legacy.jdbc.execute("GRANT DELETE ON t_report TO PUBLIC");
        TableSource source = source(Databases.postgresAs("Clerk 7"), CLAIM);

        assertThat(source.check(Set.of(), Set.of())).as("faults").isEmpty();
        assertThat(source.warnings())
                .first()
                .isEqualTo("the database user \"Clerk 7\" may DELETE, TRUNCATE on t_order, which is not needed:"
                        + " REVOKE DELETE, TRUNCATE ON t_order FROM \"Clerk 7\"");
        assertThat(run(legacy, source.warnings()))
                .containsExactly(
                        "REVOKE DELETE, TRUNCATE ON t_order FROM \"Clerk 7\"",
                        "REVOKE INSERT ON t_policy FROM clerks",
                        "REVOKE DELETE ON t_report FROM PUBLIC");
        assertThat(source.warnings()).isEmpty();
        assertThat(source.check(Set.of(), Set.of())).isEmpty();
    }

    @Test
    void inWatermarkModeARightToUpdateTheOrdersIsNotNeededNotEvenAColumn() {
        Legacy legacy = onPostgres();
        legacy.jdbc.execute("GRANT SELECT, UPDATE (st) ON t_order TO \"Clerk 7\"");
        legacy.jdbc.execute("GRANT SELECT, INSERT, UPDATE ON t_report TO \"Clerk 7\"");
        TableSource source = source(Databases.postgresAs("Clerk 7"), READ);
        assertThat(source.check(Set.of(), Set.of())).isEmpty();
        assertThat(run(legacy, source.warnings())).containsExactly("REVOKE UPDATE ON t_order FROM \"Clerk 7\"");
        assertThat(source.warnings()).isEmpty();
    }

    @Test
    void anOwnerIsToldInOneLine() {
        Legacy legacy = onPostgres();
        assertThat(legacy.source(CLAIM).warnings())
                .containsExactly(
                        "the database user postgres is owner or administrator, and may do anything with t_order,"
                                + " t_policy, t_report: work with a user that has no more than GRANT SELECT, UPDATE ON t_order;"
                                + " GRANT SELECT ON t_policy; GRANT SELECT, INSERT, UPDATE ON t_report");
        onMySql(Databases.MARIADB);
        assertThat(source(Databases.MARIADB.as("root"), CLAIM).warnings())
                .singleElement()
                .asString()
                .startsWith("the database user 'root'@'localhost' is owner or administrator");
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL"})
    void mySqlTellsGrantsByColumnsAndRightsToTheWholeSchema(Databases database) {
        Legacy legacy = onMySql(database);
        TableSource source = source(database.as("clerk"), CLAIM);
        assertThat(run(legacy, source.check(Set.of(), Set.of())))
                .containsExactly(
                        "GRANT SELECT ON t_order TO 'clerk'@'localhost'",
                        "GRANT SELECT ON t_policy TO 'clerk'@'localhost'");
        assertThat(run(legacy, source.check(Set.of(), Set.of())))
                .containsExactly(
                        "GRANT UPDATE (st, cb, ca) ON t_order TO 'clerk'@'localhost'",
                        "GRANT UPDATE (st) ON t_report TO 'clerk'@'localhost'",
                        "GRANT INSERT ON t_report TO 'clerk'@'localhost'");
        assertThat(source.check(Set.of(), Set.of())).isEmpty();
        assertThat(source.warnings()).isEmpty();
        assertThat(refs(source.take())).containsExactly("1");

        legacy.jdbc.execute("GRANT ALL ON legacy.* TO clerk@localhost");
        legacy.jdbc.execute("GRANT DELETE ON t_policy TO clerk@localhost");
        assertThat(source.warnings())
                .containsExactly(
                        "the database user 'clerk'@'localhost' may DELETE on `legacy`.*, which is not needed: if nothing"
                                + " else needs it there (the ledger?), REVOKE DELETE ON `legacy`.* FROM"
                                + " 'clerk'@'localhost'",
                        "the database user 'clerk'@'localhost' may DELETE on t_policy, which is not needed:"
                                + " REVOKE DELETE ON t_policy FROM 'clerk'@'localhost'");
        run(legacy, source.warnings());
        assertThat(source.warnings()).isEmpty();
        assertThat(source.check(Set.of(), Set.of())).isEmpty();
    }

    /** By what its driver tells of grants, as for all databases but PostgreSQL and MySQL; it has no rights to columns. */
    @Test
    void h2TellsWhatTheDriverKnows() {
        Legacy legacy = legacy(Databases.H2);
        legacy.jdbc.execute("CREATE USER IF NOT EXISTS clerk PASSWORD ''");
        TableSource source = source(Databases.h2As("clerk"), CLAIM);
        assertThat(run(legacy, source.check(Set.of(), Set.of())))
                .containsExactly(
                        "GRANT SELECT ON t_order TO CLERK",
                        "GRANT SELECT ON t_policy TO CLERK",
                        "GRANT SELECT ON t_report TO CLERK");
        assertThat(run(legacy, source.check(Set.of(), Set.of())))
                .containsExactly(
                        "GRANT UPDATE ON t_order TO CLERK",
                        "GRANT UPDATE ON t_report TO CLERK",
                        "GRANT INSERT ON t_report TO CLERK");
        assertThat(source.check(Set.of(), Set.of())).isEmpty();
        assertThat(source.warnings()).isEmpty();

        legacy.jdbc.execute("GRANT INSERT, DELETE ON t_order TO clerk");
        assertThat(run(legacy, source.warnings())).containsExactly("REVOKE DELETE, INSERT ON t_order FROM CLERK");
        assertThat(source.warnings()).isEmpty();
        assertThat(source.check(Set.of(), Set.of())).isEmpty();
    }

    @Test
    void aMisspeltTableIsToldWithTheNearestOne() {
        onPostgres();
        assertThat(source(Databases.postgresAs("postgres"), with(READ, "table=t_ordr"))
                        .check(Set.of(), Set.of()))
                .containsExactly("table t_ordr cannot be read: ERROR: relation \"t_ordr\" does not exist: correct"
                        + " `table`, with its schema in front if it has another one; did you mean 't_order'?");
    }
}
