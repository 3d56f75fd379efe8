package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.app.Reconciliation.Theirs;
import io.github.createorder.ledger.LedgerDb;
import io.github.createorder.ledger.LedgerSchema;
import io.github.createorder.ledger.LedgerView;
import io.github.createorder.ledger.PayloadKeys;
import io.github.createorder.sql.H2;
import io.github.createorder.testing.RowCount;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A large ledger, and a core system that asks for a few orders. */
class ReconciliationTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);
    private static final int OF_OTHER_DAYS = 12_000;

    private final StringWriter said = new StringWriter();
    private RowCount rows;
    private LedgerView ledger;

    @BeforeEach
    void ledger() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + getClass().getSimpleName() + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
        LedgerSchema.migrate(database);
        take(database, 1, OF_OTHER_DAYS, "2026-11-20T04:00:00Z");
        take(database, OF_OTHER_DAYS + 1, OF_OTHER_DAYS + 10, "2026-11-25T04:00:00Z");
        rows = new RowCount(database);
        ledger = new LedgerView(new LedgerDb(rows.dataSource(), new H2()), PayloadKeys.NONE);
    }

    private static void take(JdbcDataSource database, int from, int to, String at) {
        new JdbcTemplate(database)
                .update(
                        "INSERT INTO createorder_entry (order_key, identifier, source, ref, status, version, attempts,"
                                + " round_attempts, replays, may_be_executed, taken_at, record_digest, amount_fen)"
                                + " SELECT 'P' || X, 'P' || X, 'core', 'R' || X, 'ACCEPTED', 0, 1, 1, 0, TRUE, ?, 'd', 1250"
                                + " FROM SYSTEM_RANGE(?, ?)",
                        Instant.parse(at).toEpochMilli(),
                        from,
                        to);
    }

    private int compare(Map<String, Theirs> theirs, boolean byIdentifier) {
        return new Reconciliation(ledger, theirs, byIdentifier).show(DAY, "core", new PrintWriter(said, true));
    }

    @Test
    void aForeignIdentifierInTheFileDoesNotLoadTheWholeLedger() {
        assertThat(compare(Map.of("foreign", new Theirs(null, null), "P7", new Theirs("ACCEPTED", 1250L)), true))
                .isEqualTo(1 + 10);
        assertThat(said.toString())
                .contains("in both                             1, 1 of them taken on another day")
                .contains("only theirs: not taken              1", "    foreign")
                .contains("only in the ledger                 10", "    P12001 ACCEPTED");
        assertThat(rows.read()).as("rows read").isLessThan(100);
    }

    @Test
    void ordersOfOtherDaysAreFoundByTheirReferenceToo() {
        assertThat(compare(Map.of("R7", new Theirs("ERROR", 1251L), "R12001", new Theirs(null, null)), false))
                .isEqualTo(9 + 2);
        assertThat(said.toString())
                .contains("in both                             2, 1 of them taken on another day")
                .contains("R7 is ERROR with them and ACCEPTED in the ledger")
                .contains("R7 has 12.51 yuan with them and 12.50 in the ledger");
    }
}
