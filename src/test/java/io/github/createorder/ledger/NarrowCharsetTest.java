package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.sql.PostgreSql;
import io.github.createorder.testing.Servers;
import io.github.createorder.top.Outcome;
import io.github.createorder.top.Outcome.Kind;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A ledger's database that cannot hold every character is refused; and what a database refuses holds up no other order. GB2312, in
 * which a core system's DBA may make it, lacks the character U+9555 of a well-known name.
 */
class NarrowCharsetTest {
    private HikariDataSource gb2312;
    private Ledger ledger;

    @BeforeEach
    void ledgerInGb2312() throws SQLException {
        String name = "gb2312_" + Long.toHexString(System.nanoTime());
        new JdbcTemplate(Servers.postgres().getPostgresDatabase())
                .execute("CREATE DATABASE " + name
                        + " ENCODING 'EUC_CN' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        gb2312 = TestDatabase.POSTGRESQL.newPool(Servers.postgres().getJdbcUrl("postgres", name), 2);
        LedgerSchema.migrate(gb2312);
        ledger = new Ledger(
                new LedgerDb(gb2312, new PostgreSql()),
                "node-1",
                LedgerTestBase.SETTINGS,
                PayloadKeys.NONE,
                new Random(7),
                LedgerTestBase.json());
    }

    @AfterEach
    void close() {
        gb2312.close();
    }

    @Test
    void databaseInAnotherEncodingThanUtf8IsNamedWithTheWayOut() throws Exception {
        assertThat(LedgerSchema.unfit(gb2312, TestDatabase.POSTGRESQL.dialect()))
                .singleElement()
                .asString()
                .contains("has the encoding EUC_CN", "ENCODING 'UTF8' TEMPLATE template0");
    }

    @Test
    void tablesMadeByHandInAnotherCharsetAreNamedWithTheWayOut() throws Exception {
        try (HikariDataSource fresh = TestDatabase.MARIADB.newPool(TestDatabase.MARIADB.newDatabase(), 2)) {
            LedgerSchema.migrate(fresh);
            assertThat(LedgerSchema.unfit(fresh, TestDatabase.MARIADB.dialect()))
                    .isEmpty();
            new JdbcTemplate(fresh)
                    .execute("ALTER TABLE createorder_event MODIFY detail VARCHAR(1000) CHARACTER SET latin1");
            assertThat(LedgerSchema.unfit(fresh, TestDatabase.MARIADB.dialect()))
                    .singleElement()
                    .asString()
                    .contains("table createorder_event has columns in latin1", "ALTER TABLE createorder_event CONVERT");
        }
    }

    @Test
    void databasesInUnicodeAreAccepted() throws Exception {
        for (TestDatabase database : TestDatabase.values()) {
            assertThat(LedgerSchema.unfit(database.emptied(), database.dialect()))
                    .isEmpty();
        }
    }

    @Test
    void orderThatTheDatabaseRefusesStandsAloneAsAnErrorAndTheOthersAreTaken() {
        TakeCounts counts = ledger.record(List.of(
                order("A", "Li"), order("B", "Li"), order("C", "\u6731\u9555"), order("D", "Li"), order("E", "Li")));

        assertThat(counts).isEqualTo(new TakeCounts(4, 1, 0, 0, 0));
        assertThat(ledger.claim(10)).extracting(ClaimedOrder::identifier).containsExactlyInAnyOrder("A", "B", "D", "E");
        ErrorEntry error = ledger.claimErrors(10).get(0);
        assertThat(error.cause()).isEqualTo(ErrorCause.INVALID);
        assertThat(error.identifier()).isEqualTo("C");
        assertThat(error.reason()).contains("refuses to hold it", "EUC_CN");
        assertThat(error.record()).contains("\\u6731\\u9555");
        assertThat(ledger.claimReports("legacy", 10))
                .singleElement()
                .extracting(Report::ref)
                .isEqualTo("ref-C");

        assertThat(ledger.record(List.of(order("C", "\u6731\u9555"))).repeats())
                .as("read again")
                .isEqualTo(1);
        assertThat(ledger.record(List.of(order("C", "Zhang"))).corrected()).isEqualTo(1);
        assertThat(ledger.claim(10)).extracting(ClaimedOrder::identifier).containsExactly("C");
    }

    @Test
    void answerThatTheDatabaseRefusesHoldsUpNoOtherOutcomeAndIsWrittenInAscii() {
        ledger.record(List.of(order("A", "Li"), order("B", "Li"), order("C", "Li")));
        List<ClaimedOrder> claimed = ledger.claim(10);
        Outcome chinese = new Outcome(Kind.REJECTED, "\u53c2\u9555", 200, "15", null, null, "req-1", null, 0);

        ledger.settle(List.of(
                new SentOrder(claimed.get(0), LedgerTestBase.outcome(Kind.ACCEPTED), true),
                new SentOrder(claimed.get(1), chinese, true),
                new SentOrder(claimed.get(2), LedgerTestBase.outcome(Kind.ACCEPTED), true)));

        assertThat(ledger.counts().accepted()).isEqualTo(2);
        assertThat(ledger.claimErrors(10))
                .singleElement()
                .extracting(ErrorEntry::reason)
                .isEqualTo("\\u53c2\\u9555");
    }

    private static FrozenOrder order(String identifier, String name) {
        Map<String, Object> columns = Map.of("POLICY_NO", identifier, "NAME", name);
        return new FrozenOrder(
                new SourceRecord("legacy", "ref-" + identifier, columns, List.of(columns)),
                identifier,
                "{\"identifier\":\"" + identifier + "\",\"name\":\"" + name + "\"}",
                List.of(),
                "legacy@1");
    }
}
