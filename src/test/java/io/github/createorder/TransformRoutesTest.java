package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.createorder.intake.Transform;
import io.github.createorder.ledger.Verdict;
import io.github.createorder.ledger.Verdict.State;
import io.github.createorder.table.WatchedTableSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A step of the team's own before mapping that fails: on a record, or altogether. One mechanism for every kind of source. */
class TransformRoutesTest extends InMemoryBundle {
    private final Set<String> poison = ConcurrentHashMap.newKeySet();
    private volatile boolean away;

    TransformRoutesTest() {
        source("sales", "route", "CONTNO");
        source("places", "route", "PRTNO");
        table("core", "STATUS VARCHAR(16) DEFAULT 'NEW', CLAIMED_BY VARCHAR(24), CLAIMED_AT TIMESTAMP");
        set("source.core.status-column", "STATUS");
        set("source.core.claimed-by-column", "CLAIMED_BY");
        set("source.core.claimed-at-column", "CLAIMED_AT");
        set("source.core.batch", "5");
        table("lis", "SERIALNO BIGINT GENERATED ALWAYS AS IDENTITY, STATUS VARCHAR(16)");
        set("source.lis.mode", "watermark");
        set("source.lis.watermark.column", "SERIALNO");
        set("source.lis.watermark.overlap", "0");
        set("source.lis.watermark.reread", "1");
        set("source.lis.batch", "5");
        for (String source : List.of("sales", "core", "lis")) {
            set("source." + source + ".transform", "direct:clean");
        }
    }

    private final class Team extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:clean").routeId("team-clean").process(exchange -> {
                for (Object each : exchange.getMessage().getBody(List.class)) {
                    @SuppressWarnings("unchecked")
                    Map<String, Object> row = (Map<String, Object>) each;
                    if (away || poison.contains(String.valueOf(row.get("CONTNO")))) {
                        throw new IllegalStateException(away ? "the vault is away" : "cannot be decrypted");
                    }
                    row.put("PLANNAME", "decrypted");
                }
            });
        }
    }

    @BeforeEach
    void startIntakes() throws Exception {
        context.addRoutes(new Team());
        context.getRouteController().startRoute("team-clean");
        for (String source : List.of("sales", "core", "lis")) {
            start("transform-" + source, "intake-" + source);
        }
        start("intake-places");
    }

    private static List<Map<String, Object>> orders(String... numbers) {
        return List.of(numbers).stream().map(IntakeTest::order).toList();
    }

    private long sent(String source) {
        return count(
                "createorder_entry e JOIN createorder_payload p ON p.entry_id = e.id WHERE e.source = ? AND e.status = 'READY'"
                        + " AND p.request LIKE '%decrypted%'",
                source);
    }

    private String reason(String source, String ref) {
        return database.queryForObject(
                "SELECT CONCAT(cause, ' ', reason) FROM createorder_entry WHERE source = ? AND ref = ? AND status = 'ERROR'",
                String.class,
                source,
                ref);
    }

    @Test
    void recordOnWhichItFailsIsAnErrorWithTheReasonAndTheOthersAreTaken() {
        poison.add("P2");
        List<Verdict> verdicts = take("sales", orders("A1", "P2", "A3", "A4"));
        assertThat(verdicts)
                .extracting(Verdict::state)
                .containsExactly(State.TAKEN, State.ERROR, State.TAKEN, State.TAKEN);
        assertThat(sent("sales")).isEqualTo(3);
        assertThat(reason("sales", "P2"))
                .isEqualTo("MAPPING record: the transform of source sales fails on it, and works on others: cannot be"
                        + " decrypted: correct the record in the core system, or the transform, and replay it: the transform is"
                        + " then called again");

        assertThat(replay("sales|P2")).contains("is in error again");
        poison.clear();
        database.update("UPDATE createorder_entry SET replays = 0");
        assertThat(replay("sales|P2")).contains("was mapped again and is due again");
        assertThat(sent("sales")).isEqualTo(4);
    }

    @Test
    void recordOnWhichItFailsHoldsUpNoRowOfItsTable() throws Exception {
        for (String table : List.of("core", "lis")) {
            IntStream.range(0, 23).forEach(i -> insert(table, table + i));
        }
        poison.addAll(Set.of("core0", "core7", "core22", "lis0", "lis7", "lis22"));
        start("take-core", "take-lis");
        for (String table : List.of("core", "lis")) {
            await().atMost(LONG).until(() -> sent(table) == 20);
            await().atMost(LONG)
                    .until(() -> count("createorder_entry WHERE source = ? AND status = 'ERROR'", table) == 3);
            assertThat(reason(table, table + 7)).contains("cannot be decrypted");
            assertThat(bean("createorderSource-" + table, WatchedTableSource.class)
                            .trouble())
                    .isEmpty();
        }
        insert("lis", "LATER");
        await().alias("the position has passed them").atMost(LONG).until(() -> sent("lis") == 21);
        poison.clear();
        database.update("UPDATE core SET STATUS = 'NEW' WHERE CONTNO = 'core7'");
        await().alias("set back by the core system").atMost(LONG).until(() -> sent("core") == 21);
        assertThat(count("createorder_entry WHERE source = 'core'")).isEqualTo(23);
    }

    @Test
    void transformThatIsAwayMakesNoErrorsAndWhatWaitedIsTakenWhenItIsBack() throws Exception {
        for (String table : List.of("core", "lis")) {
            IntStream.range(0, 23).forEach(i -> insert(table, table + i));
        }
        away = true;
        start("take-core", "take-lis");
        for (String table : List.of("core", "lis")) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(bean("createorderSource-" + table, WatchedTableSource.class)
                                    .trouble())
                            .hasValueSatisfying(trouble -> assertThat(trouble.reason())
                                    .contains("the first is " + table + "0", "the vault is away", "tried again")));
            assertThat(bean("createorderTransform-" + table, Transform.class).trouble())
                    .hasValueSatisfying(trouble -> assertThat(trouble.reason()).startsWith("the vault is away"));
        }
        assertThatThrownBy(() -> take("sales", orders("A1", "A2"))).hasRootCauseMessage("the vault is away");
        assertThat(count("createorder_entry")).isZero();
        away = false;
        for (String table : List.of("core", "lis")) {
            await().atMost(LONG).until(() -> sent(table) == 23);
            await().atMost(LONG)
                    .until(() -> bean("createorderSource-" + table, WatchedTableSource.class)
                            .trouble()
                            .isEmpty());
        }
        assertThat(count("createorder_entry")).isEqualTo(46);
    }

    /** Invariant 4: an order that may have been executed never ends as an error because its record cannot be read again. */
    @Test
    void orderThatIsKnownIsNoErrorWhenTheTransformFailsOnItLater() {
        take("sales", orders("A1", "A2"));
        poison.add("A1");
        for (String status : List.of("READY", "ACCEPTED")) {
            database.update(
                    "UPDATE createorder_entry SET status = ?, due_at = CASE WHEN ? = 'READY' THEN 1 END",
                    status,
                    status);
            assertThat(take("sales", orders("A1", "A2", "A3")))
                    .extracting(Verdict::state)
                    .startsWith(State.KNOWN, State.KNOWN);
        }
        assertThat(count("createorder_entry")).isEqualTo(3);
        assertThat(count("createorder_entry WHERE status = 'ERROR'")).isZero();
    }

    /** The same for a record that gives no identifier any more; it says something new, so people are told. */
    @Test
    void orderThatIsKnownIsNoErrorWhenItsRecordGivesNoIdentifierLater() {
        Map<String, Object> order = IntakeTest.order("A1");
        take("places", order);
        order.put("CONTNO", "");
        assertThat(take("places", order)).extracting(Verdict::state).containsExactly(State.CONFLICT);
        assertThat(count("createorder_entry WHERE status = 'READY'")).isEqualTo(1);
        assertThat(count("createorder_entry WHERE cause = 'CONFLICT' AND report_due IS NULL"))
                .isEqualTo(1);
    }
}
