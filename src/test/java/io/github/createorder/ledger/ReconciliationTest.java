package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.ledger.Reconciliation.Compared;
import io.github.createorder.ledger.Reconciliation.Difference;
import io.github.createorder.ledger.Reconciliation.Theirs;
import io.github.createorder.sql.H2;
import io.github.createorder.testing.RowCount;
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

    private Compared compare(Map<String, Theirs> theirs, boolean byIdentifier) {
        return new Reconciliation(ledger, theirs, byIdentifier).compare(DAY, "core");
    }

    @Test
    void aForeignIdentifierInTheFileDoesNotLoadTheWholeLedger() {
        Compared compared =
                compare(Map.of("foreign", new Theirs(null, null), "P7", new Theirs("ACCEPTED", 1250L)), true);
        assertThat(compared.differences()).isEqualTo(1 + 10);
        assertThat(compared.both()).isEqualTo(1);
        assertThat(compared.ofOtherDays()).isEqualTo(1);
        assertThat(compared.onlyTheirs().first()).containsExactly(new Difference("foreign", null));
        assertThat(compared.onlyOurs().count()).isEqualTo(10);
        assertThat(compared.onlyOurs().first()).contains(new Difference("P12001", "ACCEPTED"));
        assertThat(rows.read()).as("rows read").isLessThan(100);
    }

    @Test
    void ordersOfOtherDaysAreLookedUpByTheirReferenceToo() {
        Compared compared = compare(Map.of("R7", new Theirs("ERROR", 1251L), "R12001", new Theirs(null, null)), false);
        assertThat(compared.differences()).isEqualTo(9 + 2);
        assertThat(compared.both()).isEqualTo(2);
        assertThat(compared.ofOtherDays()).isEqualTo(1);
        assertThat(compared.different().first())
                .containsExactly(
                        new Difference("R7", "is ERROR with them and ACCEPTED in the ledger"),
                        new Difference("R7", "has 12.51 yuan with them and 12.50 in the ledger"));
        assertThat(rows.read()).as("rows read").isLessThan(100);
    }
}
