package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A node that stands still in the middle of a transaction of the ledger (that it is ended, and the node goes on, is
 * {@code table.FrozenNodeTest}): the time is set for each transaction, and for nothing else on a pool that others may share.
 */
class LedgerSessionTest {

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, SHOW idle_in_transaction_session_timeout, 30s, 0",
        "MARIADB, SELECT @@SESSION.wait_timeout, 30, 28800",
        "MYSQL, SELECT @@SESSION.wait_timeout, 30, 28800"
    })
    void transactionFromWhichNothingComesIsEndedAndAnIdleConnectionIsNot(
            TestDatabase database, String asked, String within, String outside) throws Exception {
        JdbcTemplate pool = new JdbcTemplate(database.emptied());
        LedgerDb db = new LedgerDb(pool.getDataSource(), database.dialect());
        assertThat(db.inTransaction(() -> db.query(asked, (row, n) -> row.getString(1))))
                .containsExactly(within);
        assertThat(db.reading(() -> db.query("SELECT 1", (row, n) -> row.getInt(1))))
                .containsExactly(1);
        assertThat(pool.queryForObject(asked, String.class)).isEqualTo(outside);
    }
}
