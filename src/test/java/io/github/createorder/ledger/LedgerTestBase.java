package io.github.createorder.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.order.Fault;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.top.Outcome;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.springframework.jdbc.core.JdbcTemplate;

/** A ledger on each database, and orders for it. */
abstract class LedgerTestBase {
    static final LedgerSettings SETTINGS = new LedgerSettings(
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ZERO,
            new RetryPolicy(Duration.ofSeconds(1), 2, Duration.ofMinutes(10), 0, Duration.ofHours(24), 5));

    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameter
    TestDatabase database;

    HikariDataSource dataSource;
    JdbcTemplate jdbc;
    Ledger ledger;

    @BeforeEach
    void emptyLedger() throws SQLException {
        dataSource = database.emptied();
        jdbc = new JdbcTemplate(dataSource);
        ledger = ledger(dataSource, "node-1");
    }

    Ledger ledger(DataSource source, String node) {
        return ledger(source, node, PayloadKeys.NONE);
    }

    Ledger ledger(DataSource source, String node, PayloadKeys keys) {
        return new Ledger(new LedgerDb(source, database.dialect()), node, SETTINGS, keys, new Random(7), json());
    }

    static Function<SourceRecord, String> json() {
        return record -> {
            try {
                return JSON.writeValueAsString(record);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    static FrozenOrder order(String identifier, String ref, String amount) {
        return new FrozenOrder(
                row(identifier, ref, amount),
                identifier,
                "{\"identifier\":\"" + identifier + "\",\"total_fee_amount\":\"" + amount + "\",\"name\":\"张三\"}",
                List.of(),
                "legacy@1");
    }

    static FrozenOrder order(String identifier) {
        return order(identifier, "ref-" + identifier, "12.50");
    }

    static FrozenOrder faulty(String identifier, String ref, String amount) {
        return new FrozenOrder(
                row(identifier, ref, amount),
                identifier,
                null,
                List.of(new Fault(Fault.Kind.MAPPING, "total_fee_amount", "column PREM is no amount: " + amount)),
                "legacy@1");
    }

    static List<FrozenOrder> orders(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(n -> order("P%08d".formatted(n)))
                .toList();
    }

    private static SourceRecord row(String identifier, String ref, String amount) {
        Map<String, Object> columns = identifier == null
                ? Map.of("PREM", amount, "NAME", "张三", "SEATS", new BigDecimal("2"), "RENEWAL", true)
                : Map.of("POLICY_NO", identifier, "PREM", amount, "NAME", "张三");
        return new SourceRecord("legacy", ref, columns, List.of(columns));
    }

    static Outcome outcome(Outcome.Kind kind) {
        return new Outcome(kind, "because " + kind, 200, "15", "isp.sub", "CODE", "req-1", null, 0);
    }

    static Outcome banned(Duration ban) {
        return new Outcome(Outcome.Kind.BANNED, "App Call Limited", 200, "7", "accesscontrol", null, "req-7", ban, 0);
    }

    /** Claims all that is due and settles it. */
    List<ClaimedOrder> send(Outcome.Kind kind) {
        List<ClaimedOrder> claimed = ledger.claim(1000);
        ledger.settle(sent(claimed, outcome(kind)));
        return claimed;
    }

    static List<SentOrder> sent(List<ClaimedOrder> orders, Outcome outcome) {
        return orders.stream()
                .map(order -> new SentOrder(order, outcome, false))
                .toList();
    }

    /** Each accepted with a request_id of its own, in no order, as Taobao gives them. */
    static List<SentOrder> accepted(List<ClaimedOrder> orders, Random random) {
        return orders.stream()
                .map(order -> new SentOrder(
                        order,
                        new Outcome(
                                Outcome.Kind.ACCEPTED,
                                "ok",
                                200,
                                null,
                                null,
                                "SUCCESS",
                                Long.toString(random.nextLong() >>> 4, 36),
                                null,
                                0),
                        false))
                .toList();
    }

    /** Makes all waiting orders due, and ends all leases. */
    void everythingDue() {
        jdbc.update("UPDATE createorder_entry SET due_at = "
                + database.dialect().nowMillis() + " - 1 WHERE due_at IS NOT NULL");
    }

    /** One column of the only entry, or of the one with this key. */
    Object column(String name, String... key) {
        return key.length == 0
                ? jdbc.queryForObject("SELECT " + name + " FROM createorder_entry", Object.class)
                : jdbc.queryForObject(
                        "SELECT " + name + " FROM createorder_entry WHERE order_key = ?", Object.class, (Object)
                                key[0]);
    }

    List<String> events() {
        return jdbc.queryForList("SELECT event FROM createorder_event ORDER BY id", String.class);
    }
}
