package io.github.createorder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.createorder.app.Standalone;
import io.github.createorder.intake.Intake;
import io.github.createorder.intake.RefusedBodyException;
import io.github.createorder.ledger.Verdict;
import io.github.createorder.ledger.Verdict.State;
import io.github.createorder.order.Fault;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** Records that routes of a team's own send to direct:createorder-take-<source>, through the real routes. */
class IntakeTest {
    private static final String SALES = "direct:createorder-take-sales";
    private static final String SAMPLES = "classpath:io/github/createorder/samples/";

    private static Scene scene;
    private static Standalone node;
    private static ProducerTemplate routes;
    private static int orders;

    @BeforeAll
    static void start() throws Exception {
        scene = Scene.onH2().withOrders(1);
        Map<String, String> properties = scene.properties("a");
        properties.keySet().removeIf(key -> key.startsWith("createorder.source."));
        properties.put("createorder.sources", "sales,grouped,rest");
        for (String source : List.of("sales", "rest")) {
            properties.put("createorder.source." + source + ".kind", "route");
            properties.put("createorder.source." + source + ".mapping", SAMPLES + "core-orders.mapping.yaml");
            properties.put("createorder.source." + source + ".key-columns", "CONTNO");
        }
        properties.put("createorder.source.sales.max-records", "500");
        properties.put("createorder.source.rest.verdicts", "json");
        properties.put("createorder.source.grouped.kind", "route");
        properties.put("createorder.source.grouped.mapping", SAMPLES + "core-policies.mapping.yaml");
        properties.put("createorder.source.grouped.key-columns", "ORDER_NO");
        properties.put("createorder.source.grouped.shape", "policy-per-row");
        node = scene.startWith(properties);
        routes = node.main().getCamelContext().createProducerTemplate();
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    private static synchronized String number() {
        return "S%05d".formatted(++orders);
    }

    static Map<String, Object> order(String number) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("CONTNO", number);
        order.put("PRTNO", "PRT" + number);
        order.put("OPENID", "AAH2");
        order.put("PAYINTV", "0");
        order.put("PAYCOUNT", 1);
        order.put("MAKEDATE", "20261101");
        order.put("MAKETIME", "093000");
        order.put("TB_PRODUCT_CODE", "TB-X");
        order.put("TB_ITEM_ID", 6001L);
        order.put("RISKCODE", "R1");
        order.put("LINK_PARAMS", "{\"spm\":\"a1\"}");
        order.put("RISKNAME", "重大疾病险");
        order.put("PLANNAME", "少儿版");
        order.put("PREM", new BigDecimal("88.5"));
        order.put("SUMACTUPAY", null);
        order.put("AMNT_WAN", 10);
        order.put("CVALIDATE", "20261201");
        order.put("ENDDATE", "99991231");
        order.put("RENEWFLAG", "N");
        order.put("OLDCONTNO", "00000000");
        return order;
    }

    private static Map<String, Object> order(String number, String column, Object value) {
        Map<String, Object> order = order(number);
        order.put(column, value);
        return order;
    }

    private static String json(Object value) {
        try {
            return new ObjectMapper().writeValueAsString(value);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Verdict> take(String endpoint, Object body) {
        return (List<Verdict>) routes.requestBody(endpoint, body);
    }

    private static List<Verdict> take(Object body) {
        return take(SALES, body);
    }

    private static long entries(String number) {
        return scene.count("SELECT COUNT(*) FROM createorder_entry WHERE identifier = ?", "LIS-" + number);
    }

    private static List<String> refusal(String endpoint, Object body) {
        Throwable refused = catchThrowable(() -> take(endpoint, body)).getCause();
        assertThat(refused).isInstanceOf(RefusedBodyException.class);
        return ((RefusedBodyException) refused).faults();
    }

    @Test
    void itReturnsWhenTheLedgerHasCommittedAndTheOrderIsSent() {
        String number = number();

        List<Verdict> verdicts = take(order(number));

        assertThat(entries(number)).as("as another connection sees it at once").isEqualTo(1);
        assertThat(verdicts).containsExactly(new Verdict(number, "LIS-" + number, State.TAKEN, List.of()));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> scene.sandbox.record().order("LIS-" + number).isPresent());
    }

    @Test
    void aVerdictARecordInTheirOrderWithAllFaults() {
        String known = number();
        String changed = number();
        String faulty = number();
        take(List.of(order(known), order(changed)));
        String fresh = number();

        List<Verdict> verdicts = take(List.of(
                order(faulty, "PREM", "1.234"), order(known), order(fresh), order(changed, "PREM", 99), order(fresh)));

        assertThat(verdicts)
                .extracting(Verdict::ref, Verdict::identifier, Verdict::state)
                .containsExactly(
                        tuple(faulty, "LIS-" + faulty, State.ERROR),
                        tuple(known, "LIS-" + known, State.KNOWN),
                        tuple(fresh, "LIS-" + fresh, State.TAKEN),
                        tuple(changed, "LIS-" + changed, State.CONFLICT),
                        tuple(fresh, "LIS-" + fresh, State.KNOWN));
        assertThat(verdicts.get(0).faults())
                .extracting(Fault::field)
                .contains("policy_list[0].fee_amount", "policy_list[0].actual_received_amount");
        assertThat(entries(fresh)).isEqualTo(1);
    }

    /** A caller that has not seen the reply sends it again: what was wrong is wrong still, and not "known". */
    @Test
    void recordWithFaultsIsInErrorEveryTimeAndWhenItIsCorrectedItIsTaken() {
        String number = number();
        assertThat(take(order(number, "PREM", "1.234")))
                .extracting(Verdict::state)
                .containsExactly(State.ERROR);
        assertThat(take(order(number, "PREM", "1.234")))
                .extracting(Verdict::state)
                .containsExactly(State.ERROR);
        assertThat(take(order(number))).extracting(Verdict::state).containsExactly(State.TAKEN);
    }

    @Test
    void aConflictIsOneEveryTime() {
        String number = number();
        take(order(number));
        assertThat(take(order(number, "PREM", 99))).extracting(Verdict::state).containsExactly(State.CONFLICT);
        assertThat(take(order(number, "PREM", 99))).extracting(Verdict::state).containsExactly(State.CONFLICT);
    }

    @Test
    void jsonAsTextBytesAndStreamAsObjectListAndLinesIsWhatMapsAre() {
        String number = number();
        take(order(number));
        String object = json(order(number));
        for (Object body : List.of(
                object,
                "\uFEFF" + object,
                object.getBytes(UTF_8),
                new ByteArrayInputStream(object.getBytes(UTF_8)),
                "[" + object + "]",
                List.of(object),
                new Object[] {order(number)},
                List.of(order(number)).iterator())) {
            assertThat(take(body)).extracting(Verdict::state).containsExactly(State.KNOWN);
        }
        assertThat(take(object + "\n" + json(order(number())) + "\r\n\n" + object + "\n"))
                .extracting(Verdict::state)
                .containsExactly(State.KNOWN, State.TAKEN, State.KNOWN);
        assertThat(take("[]")).isEmpty();
        assertThat(take(List.of())).isEmpty();
    }

    @Test
    void numbersOfJsonAreExact() {
        String number = number();
        // The nearest binary double is 90071992547409.94.
        String text = json(order(number)).replace("88.5", "90071992547409.93");
        assertThat(take(text)).extracting(Verdict::state).containsExactly(State.TAKEN);
        assertThat(request(number)).contains("\"fee_amount\":\"90071992547409.93\"");
    }

    private static String request(String number) {
        return scene.database.queryForObject(
                "SELECT p.request FROM createorder_payload p JOIN createorder_entry e ON e.id = p.entry_id"
                        + " WHERE e.identifier = ?",
                String.class,
                "LIS-" + number);
    }

    @Test
    void binaryNumbersAreFaultsAndNeverRounded() {
        for (Object binary : List.of(88.5, 88.5f)) {
            List<Verdict> verdicts = take(order(number(), "PREM", binary));
            assertThat(verdicts).extracting(Verdict::state).containsExactly(State.ERROR);
            assertThat(verdicts.get(0).faults())
                    .extracting(Fault::message)
                    .allSatisfy(message -> assertThat(message).startsWith("column PREM is a java.lang."));
        }
    }

    @Test
    void whatTheMappingDoesNotReadMayBeAnything() {
        Map<String, Object> order = order(number(), "EXTRA", 1.5);
        order.put("NESTED", Map.of("a", 1));
        assertThat(take(order)).extracting(Verdict::state).containsExactly(State.TAKEN);
        assertThat(take(json(order(number(), "NESTED", Map.of("a", 1)))))
                .extracting(Verdict::state)
                .containsExactly(State.TAKEN);
    }

    @Test
    void timesAreInBeijing() {
        String number = number();
        Map<String, Object> order = order(number, "MAKEDATE", LocalDate.of(2026, 11, 1));
        // The mapping's pattern wants digits: a fault quotes what the value became.
        assertThat(take(order).get(0).faults().toString()).contains("2026-11-01");
    }

    @Test
    void aBodyThatCannotBeReadIsRefusedWholeWithAllItsFaultsAndWithoutItsText() {
        String number = number();
        String good = json(order(number));
        assertThat(refusal(SALES, good + "\n{\"CONTNO\":\"secret\" oops}"))
                .containsExactly(
                        "line 2, column 20: this is not JSON: send an object, a list of objects, or an object a"
                                + " line, in UTF-8");
        assertThat(refusal(SALES, "{\"CONTNO\":\"1\",\"CONTNO\":\"2\"}"))
                .singleElement()
                .asString()
                .endsWith("the member CONTNO is there twice in one object");
        assertThat(refusal(SALES, "{\"CONTNO\":\"1\",\"contno\":\"2\"}"))
                .containsExactly(
                        "record 1: the columns CONTNO and contno differ in nothing but case, and columns are read"
                                + " without regard to it");
        assertThat(refusal(SALES, List.of(order(number), Map.of("A", 1, "a", 2), 7)))
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault).startsWith("record 2: the columns"))
                .anySatisfy(fault -> assertThat(fault).startsWith("record 3 is a java.lang.Integer"));
        assertThat(refusal(SALES, " ")).singleElement().asString().startsWith("the text is empty");
        assertThat(refusal(SALES, "[1]")).singleElement().asString().endsWith("a record must be a JSON object");
        assertThat(refusal(SALES, good.getBytes(Charset.forName("GBK"))))
                .containsExactly("the body is not in UTF-8: send it so");
        assertThat(entries(number)).isZero();
    }

    @Test
    void bodyWithTooManyRecordsIsRefused() {
        StringBuilder lines = new StringBuilder();
        IntStream.rangeClosed(1, 501).forEach(i -> lines.append("{}\n"));
        assertThat(refusal(SALES, lines.toString()))
                .containsExactly(
                        "it has more than 500 records: split it, or raise" + " createorder.source.sales.max-records");
    }

    /** It holds up no other, and reaches people; the same one again is the same. */
    @Test
    void recordWithoutAKeyIsAnErrorOfItsOwn() {
        String good = number();
        List<Verdict> verdicts = take(List.of(order(" ", "CONTNO", ""), order(good), order(" ", "CONTNO", null)));
        assertThat(verdicts).extracting(Verdict::state).containsExactly(State.ERROR, State.TAKEN, State.ERROR);
        assertThat(verdicts.get(0).ref()).startsWith("?");
        assertThat(verdicts.get(0).faults().toString())
                .contains("column CONTNO has no value, and is a key column of the source sales");
        long before = scene.count("SELECT COUNT(*) FROM createorder_entry");
        assertThat(take(order(" ", "CONTNO", "")))
                .extracting(Verdict::ref)
                .containsExactly(verdicts.get(0).ref());
        assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry")).isEqualTo(before);
    }

    @Test
    void rowsWithTheSameKeyAreOneOrderWithAVerdictEach() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String policy : List.of("G1-1", "G2-1", "G1-2")) {
            rows.add(policyRow(policy.substring(0, 2), policy));
        }
        List<Verdict> verdicts = take("direct:createorder-take-grouped", rows);
        assertThat(verdicts)
                .extracting(Verdict::ref, Verdict::state)
                .containsExactly(tuple("G1", State.TAKEN), tuple("G2", State.TAKEN), tuple("G1", State.TAKEN));
        assertThat(scene.database.queryForObject(
                        "SELECT p.request FROM createorder_payload p JOIN createorder_entry e ON e.id = p.entry_id"
                                + " WHERE e.identifier = 'CORE-G1'",
                        String.class))
                .contains("G1-1", "G1-2");
    }

    @Test
    void orderWithAListOfItsPolicies() {
        Map<String, Object> order = policyRow("N1", "unused");
        Map<String, Object> policy = new LinkedHashMap<>(order);
        for (String column : List.of("POL_NO", "PREM_FEN", "PAID_FEN")) {
            order.remove(column);
        }
        policy.keySet().retainAll(Set.of("POL_NO", "PREM_FEN", "PAID_FEN"));
        order.put("Policies", List.of(with(policy, "POL_NO", "N1-1"), with(policy, "POL_NO", "N1-2")));
        assertThat(take("direct:createorder-take-grouped", order))
                .containsExactly(new Verdict("N1", "CORE-N1", State.TAKEN, List.of()));
        assertThat(take("direct:createorder-take-grouped", json(order)))
                .extracting(Verdict::state)
                .containsExactly(State.KNOWN);
        order.put("Policies", List.of());
        order.put("ORDER_NO", "N2");
        assertThat(take("direct:createorder-take-grouped", order).get(0).faults())
                .extracting(Fault::field)
                .contains("policy_list");
    }

    private static Map<String, Object> with(Map<String, Object> row, String column, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(row);
        changed.put(column, value);
        return changed;
    }

    private static Map<String, Object> policyRow(String order, String policy) {
        Map<String, Object> row = new LinkedHashMap<>();
        String[] columns =
                ("ORDER_NO,POL_NO,OPEN_ID,PAY_MODE,PAY_TERMS,CREATED_AT,SPM,SCENE,PROD_CODE,PLAN_CODE,PLAN_NAME,"
                                + "PREM_FEN,PAID_FEN,COVER_FEN,START_DATE,END_DATE,RENEW,AUTO_RENEW,REMARK")
                        .split(",");
        Object[] values = {
            order,
            policy,
            "AAH1",
            "D",
            "1",
            "20261101093000",
            "a1.b2",
            "01",
            "YL-2026",
            "A",
            "家庭意外险",
            12345,
            12345,
            10000000,
            "20261201",
            "20271130",
            "否",
            "否",
            ""
        };
        for (int i = 0; i < columns.length; i++) {
            row.put(columns[i], values[i]);
        }
        return row;
    }

    @Test
    void verdictsAsJson() throws Exception {
        String number = number();
        Exchange reply = routes.request(
                "direct:createorder-take-rest",
                exchange -> exchange.getMessage().setBody(json(List.of(order(number), order("X1", "PREM", "1.234")))));
        JsonNode verdicts = new ObjectMapper().readTree(reply.getMessage().getBody(String.class));
        assertThat(verdicts.get(0))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"ref\":\"" + number + "\",\"identifier\":\"LIS-" + number
                                + "\",\"state\":\"taken\",\"faults\":[]}"));
        assertThat(verdicts.at("/1/state").asText()).isEqualTo("error");
        assertThat(verdicts.at("/1/faults/0/field").asText()).isEqualTo("policy_list[0].fee_amount");
        assertThat(verdicts.at("/1/faults/0/kind").asText()).isEqualTo("MAPPING");
        assertThat(reply.getMessage().getHeader(Intake.VERDICT)).isEqualTo("error");
        assertThat(reply.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
    }

    /** So that the caller's own transaction is rolled back, and its broker or client gives the record again. */
    @Test
    void ledgerThatCannotBeWrittenIsAnExceptionToTheCallerWithNoErrorHandlerBetween() {
        String number = number();
        scene.database.execute("ALTER TABLE createorder_payload RENAME TO createorder_payload_away");
        try {
            assertThat(catchThrowable(() -> take(order(number))))
                    .isInstanceOf(CamelExecutionException.class)
                    .hasCauseInstanceOf(DataAccessException.class);
            assertThat(entries(number)).as("all or nothing").isZero();
        } finally {
            scene.database.execute("ALTER TABLE createorder_payload_away RENAME TO createorder_payload");
        }
        assertThat(take(order(number))).extracting(Verdict::state).containsExactly(State.TAKEN);
    }

    @Test
    void callersAtOnceGetTheirOwnVerdicts() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<List<Verdict>>> calls = new ArrayList<>();
            List<String> numbers =
                    IntStream.range(0, 200).mapToObj(i -> number()).toList();
            for (int i = 0; i < 200; i++) {
                Map<String, Object> order =
                        i % 10 == 0 ? order(numbers.get(i), "PREM", "1.234") : order(numbers.get(i));
                calls.add(() -> take(order));
            }
            int i = 0;
            for (Future<List<Verdict>> call : threads.invokeAll(calls)) {
                assertThat(call.get())
                        .extracting(Verdict::ref, Verdict::state)
                        .containsExactly(tuple(numbers.get(i), i % 10 == 0 ? State.ERROR : State.TAKEN));
                i++;
            }
            Set<String> inLedger =
                    numbers.stream().filter(number -> entries(number) == 1).collect(Collectors.toSet());
            assertThat(inLedger).containsExactlyInAnyOrderElementsOf(numbers);
        } finally {
            threads.shutdownNow();
        }
    }
}
