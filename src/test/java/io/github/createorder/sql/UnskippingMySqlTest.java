package io.github.createorder.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.ledger.LedgerSchema;
import io.github.createorder.testing.StandIn;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** By their version texts, as their own drivers and each other's give them. */
class UnskippingMySqlTest {
    private static StandIn calledLike(String product, String version) {
        return new StandIn(new DriverManagerDataSource("jdbc:h2:mem:", "sa", "")).calledLike(product, version);
    }

    @ParameterizedTest
    @CsvSource({
        "MySQL,   8.0.31,                              MySQL",
        "MySQL,   8.0.31-0ubuntu0.22.04.1,             MySQL",
        "MySQL,   8.4.3,                               MySQL",
        "MySQL,   9.1.0,                               MySQL",
        "MySQL,   8.0.mysql_aurora.3.05.2,             MySQL",
        "MariaDB, 11.4.5-MariaDB,                      MariaDB",
        "MariaDB, 10.6.18-MariaDB-log,                 MariaDB",
        "MariaDB, 10.11.6-MariaDB-1:10.11.6+maria~ubu, MariaDB",
        "MySQL,   5.5.5-10.6.18-MariaDB,               MariaDB"
    })
    void thoseThatPassOverLockedRowsAreNotTakenForOthers(String product, String version, String name)
            throws SQLException {
        assertThat(Dialect.of(calledLike(product, version))).hasToString(name).isNotInstanceOf(UnskippingMySql.class);
    }

    @ParameterizedTest
    @CsvSource({
        "MySQL,   5.7.25-TiDB-v6.5.0,     TiDB",
        "MySQL,   8.0.11-TiDB-v8.5.1,     TiDB",
        "MariaDB, 8.0.11-TiDB-v8.5.1,     TiDB",
        "MySQL,   5.7.44,                 MySQL before 8.0.1",
        "MySQL,   5.7.44-log,             MySQL before 8.0.1",
        "MariaDB, 10.5.27-MariaDB,        MariaDB before 10.6",
        "MySQL,   5.5.5-10.3.39-MariaDB,  MariaDB before 10.6",
        "MariaDB, 5.5.68-MariaDB,         MariaDB before 10.6"
    })
    void thoseThatDoNotHoldNoLedgerAndAreSourcesWithANote(String product, String version, String name)
            throws SQLException {
        StandIn database = calledLike(product, version);
        Dialect dialect = Dialect.of(database);
        assertThat(dialect).hasToString(name);
        assertThat(dialect.sourceNote()).get().asString().contains(name, "does not pass over rows");
        assertThat(dialect.candidates("SELECT 1", 5)).isEqualTo("SELECT 1 LIMIT 5");
        assertThatThrownBy(() -> LedgerSchema.migrate(database))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("the ledger does not run on " + name)
                .hasMessageContaining("Use PostgreSQL");
    }
}
