package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.createorder.app.App;
import io.github.createorder.app.Standalone;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.errors.Actions;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.Job;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.testing.FreePort;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The commands that look and steer, on a ledger that a node has worked on. */
class CommandsTest {
    private Scene scene;
    private Path config;
    private String out;

    @BeforeEach
    void scene() throws IOException {
        scene = Scene.onH2().withOrders(150);
        config = configure(scene.properties("a"));
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private Path configure(Map<String, String> settings) throws IOException {
        Path folder = Files.createDirectories(scene.folder.resolve("config"));
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer file = Files.newBufferedWriter(folder.resolve("application.properties"))) {
            properties.store(file, null);
        }
        return folder;
    }

    private int run(String... arguments) {
        StringWriter text = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        PrintWriter writer = new PrintWriter(text, true);
        int code = App.commandLine().setOut(writer).setErr(writer).execute(all.toArray(String[]::new));
        out = text.toString();
        return code;
    }

    private void workToTheEnd() throws Exception {
        try (Standalone node = scene.start("a")) {
            assertThat(node.main().isStarted()).isTrue();
            scene.awaitEnd(Duration.ofSeconds(60));
        }
    }

    @Test
    void checkOfARightConfigurationStartsNothingAndChangesNothing() {
        assertThat(run("check", "--lang", "zh")).isZero();
        assertThat(out).contains("没有什么妨碍启动。").doesNotContain("Nothing stands");
        assertThat(run("check")).as(out).isZero();
        assertThat(out).contains("Nothing stands in the way of a start.");
        assertThat(scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS <> 'NEW'"))
                .isZero();
        assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry")).isZero();
        assertThat(scene.sandbox.record().stats().posts()).isZero();
        assertThat(scene.folder.resolve("a")).as("the node's data folder").doesNotExist();
    }

    @Test
    void sourceOfKindRouteIsCheckedAndPreviewed() throws IOException {
        Map<String, String> settings = scene.properties("a");
        settings.put("createorder.sources", "core,sales");
        settings.put("createorder.source.sales.kind", "route");
        settings.put(
                "createorder.source.sales.mapping", "classpath:io/github/createorder/samples/core-orders.mapping.yaml");
        settings.put("createorder.source.sales.table", "T");
        settings.put("createorder.source.sales.report-to", "nosuch:queue");
        config = configure(settings);
        assertThat(run("check")).isEqualTo(2);
        assertThat(out.lines().filter(line -> line.startsWith("FAULT")))
                .containsExactlyInAnyOrder(
                        "FAULT  createorder.source.sales.key-columns is missing: route: the columns that together tell one"
                                + " order from all others, by commas",
                        "FAULT  createorder.source.sales.table is for kind = table: remove it",
                        "FAULT  createorder.source.sales.report-to: Camel has no component 'nosuch': write an endpoint such"
                                + " as direct:name, and have its component on the class path");

        settings.remove("createorder.source.sales.table");
        settings.put("createorder.source.sales.key-columns", "CONTNO");
        settings.put("createorder.source.sales.report-to", "jms:queue:sales.outcomes");
        settings.put("createorder.source.sales.transform", "direct:decrypt");
        config = configure(settings);
        assertThat(run("check")).as(out).isZero();
        Path body = scene.folder.resolve("body.json");
        new ObjectMapper().writeValue(body.toFile(), IntakeTest.order("P1"));
        assertThat(run("preview", "sales", body.toString())).as(out).isZero();
        assertThat(out).contains("would be sent as LIS-P1", "The transform of 'sales' was not run");
        Files.writeString(body, "{");
        assertThat(run("preview", "sales", body.toString())).isEqualTo(1);
        assertThat(out).contains("The body would be refused as a whole: line 1");
        assertThat(run("preview", "sales")).isEqualTo(2);
    }

    @Test
    void checkTellsTenPlantedFaultsAtOnceEachWithWhatToDo() throws IOException {
        Map<String, String> wrong = scene.properties("a");
        wrong.put("createorder.gateway.url", "http://gw.api.taobao.com/router/rest");
        wrong.put("createorder.gateway.app-secret", "changeme");
        wrong.put("createorder.send.lease", "10s");
        wrong.put("createorder.send.concurency", "8");
        wrong.put("createorder.source.core.status-column", "STATE");
        wrong.put("createorder.products.table", "createorder_prodct");
        wrong.put("camel.management.enabled", "true");
        wrong.put("camel.management.host", "0.0.0.0");
        wrong.put("createorder.ledger.encryption-keys", "k1:c2hvcnQ=");
        wrong.put("createorder.sources", "core,files");
        wrong.put("createorder.source.files.kind", "drop");
        wrong.put("createorder.source.files.format", "no/such.format.yaml");
        wrong.put("createorder.source.files.mapping", DropSample.MAPPING);
        wrong.put("createorder.source.files.inbox", scene.folder.toString());
        wrong.put("createorder.source.files.ready", "perhaps");
        config = configure(wrong);

        assertThat(run("check")).isEqualTo(2);

        // Each with its remedy: nobody has to look anything up.
        assertThat(out.lines().filter(line -> line.startsWith("FAULT")))
                .containsExactlyInAnyOrder(
                        "FAULT  createorder.gateway.url = 'http://gw.api.taobao.com/router/rest' must be an https address"
                                + " (plain http only on loopback, for the sandbox)",
                        "FAULT  createorder.gateway.app-secret is a placeholder, not a real value; set it from the"
                                + " environment or a vault",
                        "FAULT  createorder.send.lease = 10s is too short: a call may take 71s by its time-outs, and the"
                                + " lease must be half as long again: set it to 107s or more",
                        "FAULT  createorder.ledger.encryption-keys: key 1 ('k1') must be 32 random bytes in Base64, as"
                                + " `openssl rand -base64 32` makes them",
                        "FAULT  createorder.products: the product mapping cannot be read: Table \"CREATEORDER_PRODCT\" not"
                                + " found: correct createorder.products.table, or let the user read it; did you"
                                + " mean 'CREATEORDER_PRODUCT'?",
                        "FAULT  source core: table LEGACY_ORDER has no column STATE: correct `status-column`, or have the"
                                + " column added; did you mean 'STATUS'?",
                        "FAULT  createorder.source.files.ready = 'perhaps' must be marker or stable",
                        "FAULT  createorder.source.files.format: no/such.format.yaml cannot be read: no/such.format.yaml"
                                + " does not exist: correct the path, or put the file there",
                        "FAULT  camel.management.host = '0.0.0.0' is open to other machines without a login: set it to"
                                + " 127.0.0.1, or set camel.management.authentication-enabled, authentication-path = /*"
                                + " and basic-properties-file",
                        "FAULT  createorder.send.concurency is no property of ours; did you mean"
                                + " 'createorder.send.concurrency'?");
        assertThat(out).contains("10 fault(s)").doesNotContain("c2hvcnQ").doesNotContain("\tat ");
    }

    @Test
    void previewShowsEachFieldWithItsOriginAndTakesNothing() throws Exception {
        assertThat(run("preview", "core", "--first", "150", "--request")).isEqualTo(1);

        assertThat(out)
                .contains("total_fee_amount", "<- TOTAL_PREM_FEN=")
                .contains("<- the product mapping")
                .contains("would be sent as TB-202600000001")
                .contains("\"identifier\":\"TB-202600000001\"")
                .contains("would be in error:");
        assertThat(out.lines().filter(line -> line.contains("would be sent as")).count())
                .isEqualTo(scene.sample.good().size());
        assertThat(scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS <> 'NEW'"))
                .isZero();
        assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry")).isZero();

        // And it is what then really is sent.
        String previewed = out;
        workToTheEnd();
        scene.database
                .queryForList("SELECT p.request FROM createorder_payload p WHERE p.request IS NOT NULL", String.class)
                .forEach(request -> assertThat(previewed).contains(request));
        assertThat(run("preview", "core")).isZero();
        assertThat(out).contains("there is none to be taken");
        assertThat(run("preview", "core", "--lang", "zh")).isZero();
        assertThat(out).contains("显示了 0 单：没有待取走的");
        assertThat(run("preview", "nosuch")).isEqualTo(2);
        assertThat(out).contains("there are [core]");
    }

    @Test
    void coverageCountsTheRowsOfCodesThatAreNotMapped() {
        assertThat(run("coverage")).isEqualTo(1);
        long unmapped =
                scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE PROD_CODE = ?", LegacySample.UNMAPPED_PRODUCT);
        assertThat(unmapped).isPositive();
        assertThat(out)
                .contains(LegacySample.UNMAPPED_PRODUCT)
                .contains("core: " + (150 - unmapped) + " rows mapped, " + unmapped + " not");
    }

    @Test
    void coverageCountsTheOrdersOfFilesByTheCodesThatAreNotMapped() throws Exception {
        Map<String, String> drop = scene.properties("a");
        drop.put("createorder.sources", "core,web");
        drop.put("createorder.source.web.kind", "drop");
        drop.put("createorder.source.web.format", DropSample.FIXED_FORMAT);
        drop.put("createorder.source.web.mapping", DropSample.MAPPING);
        drop.put("createorder.source.web.inbox", scene.folder.resolve("inbox").toString());
        config = configure(drop);
        DropSample sample = new DropSample(41);
        Path first = sample.fixed(scene.folder, "HOST_20261125_001.txt", "F", 300);
        Path second = sample.fixed(scene.folder, "HOST_20261125_002.txt", "G", 200);

        assertThat(run("coverage", "web", "--file", first.toString(), second.toString()))
                .as(out)
                .isEqualTo(1);
        int unmapped = sample.faulty().get(ErrorCause.UNMAPPED_PRODUCT).size();
        assertThat(unmapped).isPositive();
        assertThat(out)
                .contains("web: not mapped: {")
                .contains("product=" + LegacySample.UNMAPPED_PRODUCT)
                .contains("web: " + (500 - unmapped) + " orders mapped, " + unmapped + " not");

        LegacySource.addProduct(scene.database, LegacySample.UNMAPPED_PRODUCT);
        assertThat(run("coverage", "web", "--file", first.toString(), second.toString()))
                .as(out)
                .isZero();
        assertThat(out).contains("web: 500 orders mapped, 0 not");

        // Without a name, a source of files says that it was not looked at, and how it can be.
        assertThat(run("coverage")).isZero();
        assertThat(out)
                .contains("core: 150 rows mapped, 0 not")
                .contains("web: takes files, and was not looked at: name some by `coverage web --file FILE`");
        assertThat(run("coverage", "web")).isEqualTo(2);
        assertThat(out).contains("'web' takes files: name some by `coverage web --file FILE`");
        assertThat(run("coverage", "--file", first.toString())).isEqualTo(2);
        assertThat(run("coverage", "core", "--file", first.toString())).isEqualTo(2);
        assertThat(out).contains("'core' is no source of files");

        Path refused = sample.wrongTotal(scene.folder, "HOST_20261125_003.txt", "W", 3);
        assertThat(run("coverage", "web", "--file", refused.toString())).isEqualTo(1);
        assertThat(out)
                .contains("HOST_20261125_003.txt would be refused as a whole: ")
                .doesNotContain("\tat ");
    }

    @Test
    void statusAndErrorsTellWhatTheLedgerHolds() throws Exception {
        workToTheEnd();
        long errors = scene.count("SELECT COUNT(*) FROM createorder_entry WHERE status = 'ERROR'");

        assertThat(run("status")).isZero();
        assertThat(out).contains(": open", "pending    0 orders", "in error   " + errors + " orders: ");

        assertThat(run("errors")).isZero();
        assertThat(out).contains("INVALID", "UNMAPPED_PRODUCT", "such as TB-2026", errors + " orders in error");
        assertThat(run("errors", "--cause", "UNKNOWN")).isZero();
        assertThat(out).contains("0 orders in error");

        // A refused file's reason quotes it.
        scene.database.update(
                "INSERT INTO createorder_file (file_key, source, name, state, sha256, bytes, orders, policies, position, reason,"
                        + " seen_at) VALUES ('k', 'web', 'R.csv', 'REFUSED', 'x', 1, 0, 0, 0,"
                        + " 'line 3: INSURED has ''张三丰'', and is no number', 1)");
        assertThat(run("status")).isZero();
        assertThat(out).contains("R.csv: REFUSED", "line 3: INSURED has '****'").doesNotContain("张三丰");
        scene.database.update("DELETE FROM createorder_file WHERE name = 'R.csv'");

        // The same in Chinese, codes and names as they are.
        assertThat(run("status", "--lang", "zh")).isZero();
        assertThat(out).contains("：开放", "待发送     0 单", "出错       " + errors + " 单: INVALID");
        assertThat(run("errors", "--lang", "zh")).isZero();
        assertThat(out)
                .contains("UNMAPPED_PRODUCT core", "例如 TB-2026", "product_code：产品映射里没有 product=", "出错 " + errors + " 单")
                .doesNotContain("orders", "must be");
        String faulty = scene.database.queryForObject(
                "SELECT MIN(order_key) FROM createorder_entry WHERE cause = 'UNMAPPED_PRODUCT'", String.class);
        assertThat(run("errors", "--identifier", faulty)).isZero();
        assertThat(out).contains("what to do         Add the codes that the faults name to the product mapping");
        assertThat(run("errors", "--identifier", faulty, "--lang", "zh")).isZero();
        assertThat(out)
                .contains(
                        "cause              UNMAPPED_PRODUCT", "  ERROR  ", "  reason             product_code：产品映射里没有")
                .contains("把错误里列出的代码加到产品映射，然后重发。")
                .doesNotContain("the product mapping has no row");

        String one = scene.sample.good().iterator().next();
        String openid = scene.database.queryForObject(
                "SELECT OPEN_ID FROM LEGACY_ORDER WHERE 'TB-' || ORDER_NO = ?", String.class, one);
        assertThat(run("errors", "--identifier", one)).isZero();
        assertThat(out).contains("status             ACCEPTED").doesNotContain(openid);
        assertThat(run("errors", "--identifier", one, "--payload", "--reason", "customer on the phone"))
                .isZero();
        assertThat(out).contains(openid);
        assertThat(run("errors", "--identifier", "TB-nosuch")).isEqualTo(1);
    }

    /** As by the console: why, by whom, and noted before anything is shown. */
    @Test
    void lookAtMaskedValuesIsNotedOrNothingIsShown() throws Exception {
        workToTheEnd();
        String one = scene.sample.good().iterator().next();
        String openid = scene.database.queryForObject(
                "SELECT OPEN_ID FROM LEGACY_ORDER WHERE 'TB-' || ORDER_NO = ?", String.class, one);
        String noted =
                "SELECT action || ' ' || outcome || ' ' || who || ' ' || via || ' ' || reason FROM createorder_action"
                        + " WHERE entry_id = (SELECT id FROM createorder_entry WHERE identifier = '" + one
                        + "') ORDER BY id";

        assertThat(run("errors", "--identifier", one)).isZero();
        assertThat(run("errors", "--identifier", one, "--payload")).isEqualTo(2);
        assertThat(out)
                .contains("--payload shows personal data; --reason: it needs a reason")
                .doesNotContain(openid);
        assertThat(scene.database.queryForList(noted, String.class)).isEmpty();

        ListAppender<ILoggingEvent> audit = new ListAppender<>();
        audit.start();
        Logger log = (Logger) LoggerFactory.getLogger("io.github.createorder.audit");
        log.addAppender(audit);
        log.setLevel(Level.INFO);
        assertThat(run("errors", "--identifier", one, "--payload", "--reason", "to compare", "--who", "zhang"))
                .isZero();
        log.detachAppender(audit);
        log.setLevel(null);
        assertThat(out).contains(openid);
        assertThat(run("errors", "--identifier", one, "--payload", "--reason", "once more"))
                .isZero();
        assertThat(scene.database.queryForList(noted, String.class))
                .containsExactly(
                        "REVEAL DONE zhang cli to compare",
                        "REVEAL DONE " + System.getProperty("user.name") + " cli once more");
        assertThat(audit.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .startsWith("action=REVEAL outcome=DONE who=\"zhang\" via=\"cli\" order=")
                .doesNotContain(openid);

        scene.database.execute("ALTER TABLE createorder_action ADD CONSTRAINT full_now CHECK (id < 0) NOCHECK");
        assertThat(run("errors", "--identifier", one, "--payload", "--reason", "in vain"))
                .isEqualTo(2);
        assertThat(out)
                .contains("the look cannot be noted in the ledger, so nothing is shown")
                .doesNotContain(openid, "\tat ");
        assertThat(run("errors", "--identifier", one)).isZero();
    }

    /** As in the console, of which the same list says what is shown. */
    @Test
    void whatReasonsQuoteIsMaskedUnlessThePayloadIsAskedFor() throws Exception {
        workToTheEnd();
        String faulty = scene.database.queryForObject(
                "SELECT MIN(order_key) FROM createorder_entry WHERE cause = 'INVALID'", String.class);
        scene.database.update(
                "UPDATE createorder_entry SET reason = ? WHERE cause = 'INVALID'",
                "out_user_id: column NAME has '李四 13812345678', which is too long");
        scene.database.update(
                "UPDATE createorder_event SET detail = ? WHERE entry_id = (SELECT id FROM createorder_entry WHERE order_key = ?)",
                "found '王五'",
                faulty);

        for (String language : List.of("en", "zh")) {
            assertThat(run("errors", "--lang", language)).isZero();
            assertThat(out).contains("'****5678'").doesNotContain("李四", "13812345678");
            assertThat(run("errors", "--identifier", faulty, "--lang", language))
                    .isZero();
            assertThat(out).contains("'****5678'", "'****'").doesNotContain("李四 1381", "王五");
        }
        assertThat(run("errors", "--identifier", faulty, "--payload", "--reason", "to call them"))
                .isZero();
        assertThat(out).contains("'李四 13812345678'", "'王五'");
    }

    @Test
    void pauseHoldsANodeThatRunsAndResumeLetsItGoOn() throws Exception {
        assertThat(run("pause", "--reason", "a change at the core system", "--who", "zhang"))
                .isZero();
        try (Standalone node = scene.start("a")) {
            assertThat(node.main().isStarted()).isTrue();
            await().until(() -> scene.count("SELECT COUNT(*) FROM createorder_entry") == 150);
            assertThat(run("status")).isEqualTo(1);
            assertThat(out).contains("PAUSED (MANUAL)", "zhang: a change at the core system", "pending    ");
            assertThat(scene.sandbox.record().stats().posts()).isZero();

            assertThat(run("resume", "--reason", "done", "--who", "zhang", "--lang", "zh"))
                    .isZero();
            assertThat(out).contains("所有节点都已恢复向 ");
            scene.awaitEnd(Duration.ofSeconds(60));
            assertThat(run("resume", "--reason", "once more", "--who", "zhang", "--lang", "zh"))
                    .isZero();
            assertThat(out).contains("发送已经开放，无需恢复");
        }
        assertThat(run("pause", "--reason", "x".repeat(401), "--who", "zhang"))
                .as("a reason is never cut")
                .isEqualTo(2);
        scene.assertNothingMissingNothingExtra();
        assertThat(scene.database.queryForList(
                        "SELECT event FROM createorder_event WHERE who = 'zhang' ORDER BY id", String.class))
                .containsExactly("PAUSED", "RESUMED");
        assertThat(run("pause")).as("without a reason").isEqualTo(2);
    }

    @Test
    void reconcileFindsWhatIsOnOneSideOnlyAndWhatDiffers() throws Exception {
        workToTheEnd();
        String today = LocalDate.now(ZoneOffset.ofHours(8)).toString();
        assertThat(run("reconcile", "--source", "core", "--where", "1 = 1"))
                .as(out)
                .isZero();
        assertThat(out).contains("Taken on " + today, "in both                           150");

        scene.database.update("UPDATE LEGACY_ORDER SET STATUS = 'ERROR' WHERE ORDER_NO = '202600000001'");
        scene.database.update("DELETE FROM LEGACY_ORDER WHERE ORDER_NO = '202600000002'");
        scene.database.update("INSERT INTO LEGACY_ORDER (ORDER_NO, STATUS) VALUES ('NEVER-TAKEN', 'TAKEN')");
        assertThat(run("reconcile", "--source", "core", "--where", "1 = 1")).isEqualTo(1);
        assertThat(out)
                .contains("only theirs: not taken              1", "    NEVER-TAKEN")
                .contains("only in the ledger                  1", "    202600000002")
                .contains(
                        "different                           1",
                        "202600000001 is ERROR with them and ACCEPTED in the ledger");
        assertThat(run("reconcile", "--source", "core", "--where", "1 = 1", "--lang", "zh"))
                .isEqualTo(1);
        assertThat(out)
                .contains(today + "（北京时间）收进的订单", "与来源表对账，条件 1 = 1", "只有对方有：没有收进", "    NEVER-TAKEN")
                .contains("202600000001 对方为 ERROR，台账为 ACCEPTED")
                .doesNotContainPattern("(?i)\\b(taken on|orders|different)\\b");
    }

    @Test
    void reconcileReadsAFileThatExcelWroteAndRefusesASourceThatNobodyKnows() throws Exception {
        workToTheEnd();
        String one = scene.sample.good().iterator().next();
        Path file = Files.writeString(
                scene.folder.resolve("theirs.csv"), "\uFEFFidentifier,status\r\n" + one + ",ACCEPTED\r\n");
        assertThat(run("reconcile", "--file", file.toString())).isEqualTo(1);
        assertThat(out).containsPattern("in both +1\n").containsPattern("only theirs: not taken +0\n");
        assertThat(run("reconcile", "--source", "cor")).isEqualTo(2);
        assertThat(out).contains("there is no source 'cor'", "[core");
    }

    /** That nothing differs is no proof of what was not compared. */
    @Test
    void reconcileSaysWhatAFileDidNotLetItCompareAndReadsAmountsByTheirOtherName() throws Exception {
        workToTheEnd();
        String one = scene.sample.good().iterator().next();
        Path file = Files.writeString(scene.folder.resolve("theirs.csv"), "identifier\n" + one + "\n");
        assertThat(run("reconcile", "--file", file.toString())).isEqualTo(1);
        assertThat(out)
                .containsPattern("only theirs: not taken +0\n")
                .containsPattern("only in the ledger +149\n")
                .containsPattern("different +0\n")
                .contains("  amounts: not compared\n", "  statuses: not compared\n");
        assertThat(run("reconcile", "--file", file.toString(), "--lang", "zh")).isEqualTo(1);
        assertThat(out).contains("  金额：没有比较\n", "  状态：没有比较\n");

        Files.writeString(file, "identifier,yuan,status\n" + one + ",0.01,ACCEPTED\n");
        assertThat(run("reconcile", "--file", file.toString())).isEqualTo(1);
        assertThat(out)
                .contains(one + " has 0.01 yuan with them and")
                .containsPattern("different +1\n")
                .doesNotContain("compared\n", "only\n");

        Files.writeString(file, "order_no;yuan\n1;2\n");
        assertThat(run("reconcile", "--file", file.toString())).isEqualTo(2);
        assertThat(out)
                .contains("row 1: the header names neither identifier nor ref", "a comma", "'order_no;yuan'")
                .doesNotContain("row 2");
    }

    @Test
    void reconcileComparesAmountsWithTheTableAsTheMappingMakesThem() throws Exception {
        workToTheEnd();
        String one = scene.sample.good().iterator().next().substring("TB-".length());
        String all = "ORDER_NO > '0'";
        assertThat(run("reconcile", "--source", "core", "--where", all)).as(out).isZero();

        long fen = scene.count("SELECT TOTAL_PREM_FEN FROM LEGACY_ORDER WHERE ORDER_NO = ?", one);
        scene.database.update("UPDATE LEGACY_ORDER SET TOTAL_PREM_FEN = ? WHERE ORDER_NO = ?", fen + 1, one);

        assertThat(run("reconcile", "--source", "core", "--where", all)).isEqualTo(1);
        assertThat(out)
                .contains(
                        "different                           1",
                        one + " has " + yuan(fen + 1) + " yuan with them and " + yuan(fen) + " in the ledger");
    }

    private static String yuan(long fen) {
        return BigDecimal.valueOf(fen, 2).toPlainString();
    }

    /** What was taken, and what became of it, to the fen: of orders that were accepted, are in error, and wait. */
    @Test
    void reconcileSumsADayUpByWhatBecameOfItsOrders() throws Exception {
        workToTheEnd();
        assertThat(run("pause", "--reason", "so that one order waits")).isZero();
        scene.database.update(
                "INSERT INTO LEGACY_ORDER (ORDER_NO, OPEN_ID, PAY_MODE, TERMS, APPLY_TIME, TOTAL_PREM_FEN,"
                        + " PAID_FEN, PROD_CODE, PLAN_CODE) SELECT 'WAITS', OPEN_ID, PAY_MODE, TERMS, APPLY_TIME, 12345, 12345,"
                        + " PROD_CODE, PLAN_CODE FROM LEGACY_ORDER WHERE STATUS = 'ACCEPTED' LIMIT 1");
        scene.database.update("INSERT INTO LEGACY_POLICY SELECT 'WAITS', 'P-WAITS', PLAN_NAME, 12345, 12345, COVER_FEN,"
                + " START_DATE, END_DATE, RENEW_FLAG FROM LEGACY_POLICY p JOIN LEGACY_ORDER o ON o.ORDER_NO = p.ORDER_NO"
                + " WHERE o.STATUS = 'ACCEPTED' LIMIT 1");
        try (Standalone node = scene.start("a")) {
            assertThat(node.main().isStarted()).isTrue();
            await().until(() -> scene.count("SELECT COUNT(*) FROM createorder_entry") == 151);
        }
        long midnight = onTheDay("2026-03-08");
        // Of the day before by a second, and so of no account here.
        scene.database.update("UPDATE createorder_entry SET taken_at = " + (midnight - 1000) + " WHERE id ="
                + " (SELECT MIN(id) FROM createorder_entry WHERE status = 'ACCEPTED')");

        assertThat(run("reconcile", "--day", "2026-03-08")).isZero();

        String orders = " FROM LEGACY_ORDER o JOIN createorder_entry e ON e.ref = o.ORDER_NO WHERE e.taken_at >= "
                + midnight + " AND ";
        assertSum("core                 ACCEPTED                ", orders + "e.status = 'ACCEPTED'");
        for (String cause : List.of("INVALID", "UNMAPPED_PRODUCT")) {
            assertSum("core                 %-24s".formatted("ERROR " + cause), orders + "e.cause = '" + cause + "'");
        }
        assertThat(out)
                .contains(
                        "core                 PENDING                             1 orders               123.45 yuan");
        assertSum("all                                          ", orders + "1 = 1");
        assertThat(out.lines().filter(line -> line.endsWith(" yuan"))).hasSize(5);
    }

    /** Has all orders taken and ended in the first second of a day in Beijing, so that no midnight comes between. */
    private long onTheDay(String day) {
        long midnight = LocalDate.parse(day)
                .atStartOfDay()
                .toInstant(ZoneOffset.ofHours(8))
                .toEpochMilli();
        scene.database.update(
                "UPDATE createorder_entry SET taken_at = ?, ended_at = CASE WHEN ended_at IS NOT NULL THEN ? END",
                midnight,
                midnight);
        return midnight;
    }

    /** The legacy table's own sums are what the line must say. */
    private void assertSum(String line, String orders) {
        long count = scene.count("SELECT COUNT(*)" + orders);
        BigDecimal yuan = BigDecimal.valueOf(scene.count("SELECT SUM(o.TOTAL_PREM_FEN)" + orders), 2);
        assertThat(count).as(line).isPositive();
        assertThat(out).contains("  " + line + " %,12d orders %,20.2f yuan".formatted(count, yuan));
    }

    @Test
    void whatTaobaoAcceptedOnADayIsWrittenToANewFileThatNoSpreadsheetTakesForFormulas() throws Exception {
        workToTheEnd();
        scene.database.update("UPDATE createorder_entry SET identifier = '=1+1', ref = '-2,\"x\"' WHERE id ="
                + " (SELECT MIN(id) FROM createorder_entry WHERE status = 'ACCEPTED')");
        long midnight = onTheDay("2026-03-08");
        // Accepted a minute before that day, and counted there although it was taken later.
        scene.database.update("UPDATE createorder_entry SET ended_at = " + (midnight - 60_000) + " WHERE id ="
                + " (SELECT MAX(id) FROM createorder_entry WHERE status = 'ACCEPTED')");
        int accepted = scene.sample.good().size() - 1;
        Path file = scene.folder.resolve("accepted.csv");

        assertThat(run("reconcile", "--day", "2026-03-08", "--accepted-to", file.toString()))
                .as(out)
                .isZero();

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(accepted + 1).first().isEqualTo("identifier,ref,amount,accepted_at,source");
        assertThat(lines.get(1)).startsWith("'=1+1,\"'-2,\"\"x\"\"\",").endsWith(",core");
        assertThat(lines.get(2)).matches("TB-(\\d{12}),\\1,\\d+\\.\\d\\d,2026-03-08 00:00:00,core");
        BigDecimal sum = lines.stream()
                .skip(2)
                .map(line -> new BigDecimal(line.split(",")[2]))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(sum)
                .isEqualTo(BigDecimal.valueOf(
                        scene.count(
                                "SELECT SUM(amount_fen) FROM createorder_entry WHERE status = 'ACCEPTED' AND ended_at >="
                                        + " " + midnight + " AND identifier <> '=1+1'"),
                        2));
        assertThat(out).contains("accepted.csv: " + accepted + " orders, ");

        assertThat(run("reconcile", "--day", "2026-03-08", "--accepted-to", file.toString()))
                .isEqualTo(2);
        assertThat(out).contains("is there already, and is not written over").doesNotContain("\tat ");
        assertThat(Files.readAllLines(file)).isEqualTo(lines);

        Path yesterday = scene.folder.resolve("yesterday.csv");
        assertThat(run("reconcile", "--day", "2026-03-07", "--accepted-to", yesterday.toString(), "--source", "core"))
                .isZero();
        assertThat(Files.readAllLines(yesterday)).hasSize(2).last().asString().contains(",2026-03-07 23:59:00,core");
        Path none = scene.folder.resolve("none.csv");
        assertThat(run("reconcile", "--day", "2026-03-01", "--accepted-to", none.toString(), "--source", "core"))
                .isZero();
        assertThat(Files.readAllLines(none)).hasSize(1);
    }

    @Test
    void reconcileWithAFileComparesAmountsToTheFen() throws Exception {
        workToTheEnd();
        StringBuilder csv = new StringBuilder("identifier,amount,status\n");
        scene.database.query("SELECT identifier, amount_fen, status FROM createorder_entry ORDER BY id", row -> {
            Long fen = row.getObject(2, Long.class);
            String yuan = fen == null ? "" : BigDecimal.valueOf(fen, 2).toPlainString();
            csv.append(row.getString(1))
                    .append(',')
                    .append(yuan)
                    .append(',')
                    .append(row.getString(3))
                    .append('\n');
        });
        Path file = Files.writeString(scene.folder.resolve("theirs.csv"), csv);
        assertThat(run("reconcile", "--file", file.toString())).as(out).isZero();
        assertThat(out).contains("in both                           150");

        String one = scene.sample.good().iterator().next();
        String all = csv.toString();
        int at = all.indexOf(one + ",");
        String line = all.substring(at, all.indexOf('\n', at));
        String other = one + ",0.01,ACCEPTED";
        Files.writeString(file, all.replace(line, other) + "TB-unknown,1.00,ACCEPTED\n");
        assertThat(run("reconcile", "--file", file.toString())).isEqualTo(1);
        assertThat(out).contains(one + " has 0.01 yuan with them and", "    TB-unknown");

        Files.writeString(file, "identifier,amount\nA,1.005\nA,1\n,2\n");
        assertThat(run("reconcile", "--file", file.toString())).isEqualTo(2);
        assertThat(out)
                .contains(
                        "row 2: '1.005' is no amount", "row 3: A is there for the second time", "row 4: no identifier");
    }

    @Test
    void checkOfADropSourceMakesNoFolderAndTellsOfAMarkerThatWouldNeverBeRead() throws IOException {
        Map<String, String> drop = scene.properties("a");
        drop.put("createorder.sources", "core,web");
        drop.put("createorder.source.web.kind", "drop");
        drop.put("createorder.source.web.format", DropSample.DELIMITED_FORMAT);
        drop.put("createorder.source.web.mapping", DropSample.MAPPING);
        drop.put("createorder.source.web.inbox", scene.folder.resolve("inbox").toString());
        config = configure(drop);
        assertThat(run("check")).as(out).isZero();
        assertThat(scene.folder.resolve("inbox")).doesNotExist();

        drop.put("createorder.source.web.ready", "stable");
        config = configure(drop);
        assertThat(run("check")).isEqualTo(2);
        assertThat(out).contains("createorder.source.web.ready = stable waits for no marker");
    }

    @Test
    void schemaPrintsWhatADbaHasToRun() {
        assertThat(run("schema", "-D", "createorder.app.data-source.ledger.url=jdbc:h2:mem:empty"))
                .isZero();
        assertThat(out).contains("CREATE TABLE createorder_entry", "CREATE VIEW createorder_errors_view");
        // The scene's own database has them already.
        assertThat(run("schema")).isZero();
        assertThat(out).isEqualToIgnoringNewLines("-- The ledger's tables are of this version: nothing is to be done.");
    }

    @Test
    void coverageOfAnUnknownSourceSaysWhichThereAre() {
        assertThat(run("coverage", "nosuch")).isEqualTo(2);
        assertThat(out)
                .contains("there is no table source 'nosuch'; there are [core]")
                .doesNotContain("\tat ");
    }

    @Test
    void replayFindsTheBrokerInTheConfigurationAndMovesOnlyWithAReason() throws Exception {
        Map<String, String> listening = scene.properties("a");
        listening.put("createorder.app.broker.port", String.valueOf(FreePort.find()));
        listening.put("createorder.app.broker.password", "only-on-loopback");
        config = configure(listening);
        try (Standalone node = scene.start("a", listening)) {
            assertThat(node.main().isStarted()).isTrue();
            scene.awaitEnd(Duration.ofSeconds(60));
            int unmapped = scene.sample.faulty(ErrorCause.UNMAPPED_PRODUCT).size();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(run("replay", "--cause", "UNMAPPED_PRODUCT")).isZero();
                assertThat(out).contains("Plan: " + unmapped + " orders", "Nothing was sent.");
            });
            assertThat(run("replay", "--source", "croe")).isEqualTo(2);
            assertThat(out).contains("there is no source 'croe'", "there are [core]");
            assertThat(run("replay", "--identifier", "nosuch", "--go", "--reason", "a test"))
                    .isEqualTo(1);
            assertThat(out).contains("The ledger has no order with the identifier nosuch.");
            assertThat(run(
                            "replay",
                            "--identifier",
                            scene.sample.good().iterator().next()))
                    .isEqualTo(1);
            assertThat(out).contains("is accepted: there is nothing to send again.");
            Actions actions = node.bean("createorderActions", Actions.class);
            Actor ann = Actor.atConsole("ann", null);
            Job plan = actions.plan(ann, ErrorSelection.ofCause(ErrorCause.UNMAPPED_PRODUCT), "later");
            assertThat(run("replay", "--cause", "UNMAPPED_PRODUCT")).isZero();
            assertThat(out)
                    .contains("Also in job " + plan.id() + " (planned, by ann): " + unmapped
                            + " of them; each is sent again once");
            assertThat(run("replay", "--cause", "UNMAPPED_PRODUCT", "--trial", "--lang", "zh"))
                    .isZero();
            assertThat(out).contains("同时在任务 " + plan.id() + "（已计划，由 ann 计划）中：其中 " + unmapped + " 单");
            assertThat(actions.cancel(ann, plan.id())).isEmpty();
            assertThat(run("replay", "--cause", "UNMAPPED_PRODUCT")).isZero();
            assertThat(out).doesNotContain("Also in job");
            assertThat(run("replay", "--cause", "UNMAPPED_PRODUCT", "--go")).isEqualTo(2);
            assertThat(out).contains("--go needs --reason");
            assertThat(run("replay", "--cause", "UNMAPPED_PRODUCT", "--trial")).isZero();
            assertThat(out)
                    .contains("Trial of " + unmapped + ": 0 would be due, " + unmapped + " would fail again:")
                    .contains("UNMAPPED_PRODUCT, such as TB-");
            assertThat(run("replay", "--cause", "UNMAPPED_PRODUCT", "--trial", "--lang", "zh"))
                    .isZero();
            assertThat(out)
                    .contains("计划：" + unmapped + " 单", "试算 " + unmapped + " 单：0 单会到期待发，" + unmapped + " 单仍会失败：")
                    .contains("UNMAPPED_PRODUCT，例如 TB-", "产品映射里没有")
                    .doesNotContain("would", "orders");
            LegacySource.addProduct(scene.database, LegacySample.UNMAPPED_PRODUCT);
            // Products are read again at most once a second.
            await().untilAsserted(() -> {
                assertThat(run("replay", "--cause", "UNMAPPED_PRODUCT", "--trial"))
                        .isZero();
                assertThat(out)
                        .contains("Trial of " + unmapped + ": " + unmapped + " would be due, 0 would fail again");
            });
            assertThat(run("replay", "--cause", "UNMAPPED_PRODUCT", "--go", "--reason", "product mapping added"))
                    .as(out)
                    .isZero();
            assertThat(out).contains(unmapped + " of " + unmapped + " are sent again (job ");
            closesAndEdits();
        }
    }

    private void closesAndEdits() {
        String key = scene.database.queryForObject(
                "SELECT MIN(order_key) FROM createorder_entry WHERE cause = 'INVALID'", String.class);
        assertThat(run("close", "--identifier", key)).isEqualTo(2);
        assertThat(run("close", "--identifier", "nosuch", "--reason", "a test")).isEqualTo(1);
        assertThat(out).contains("the ledger has no order with the order_key nosuch");
        assertThat(run("close", "--identifier", key, "--reason", "policy cancelled"))
                .isZero();
        assertThat(out).contains(key + " is closed.");
        assertThat(run("close", "--identifier", key, "--reason", "policy cancelled"))
                .isEqualTo(1);
        assertThat(out).contains(key + ": it is closed: reopen it first");
        assertThat(run("close", "--identifier", key, "--reason", "policy cancelled", "--lang", "zh"))
                .isEqualTo(1);
        assertThat(out).contains(key + "：它已关闭：若还是要发送，请先重新打开");
        assertThat(run("reopen", "--identifier", key, "--reason", "not cancelled"))
                .isZero();
        assertThat(run("edit", "--identifier", key, "--set", "PREM_TOTAL=1", "--reason", "a test"))
                .isEqualTo(1);
        assertThat(scene.database.queryForList(
                        "SELECT action || ' ' || outcome || ' ' || via FROM createorder_action WHERE action IN ('CLOSE', 'REOPEN')"
                                + " ORDER BY id",
                        String.class))
                .containsExactly("CLOSE DONE cli", "CLOSE REFUSED cli", "CLOSE REFUSED cli", "REOPEN DONE cli");
    }

    /** A person has emptied the error queue by a console, or the broker has lost its disk. */
    @Test
    void errorsThatTheQueueLostAreSentAgainAndPutBackFromTheLedger() throws Exception {
        Map<String, String> listening = scene.properties("a");
        listening.put("createorder.app.broker.port", String.valueOf(FreePort.find()));
        listening.put("createorder.app.broker.password", "only-on-loopback");
        config = configure(listening);
        try (Standalone node = scene.start("a", listening)) {
            scene.awaitEnd(Duration.ofSeconds(60));
            int all = scene.sample.orders() - scene.sample.good().size();
            Set<String> unmapped = scene.sample.faulty(ErrorCause.UNMAPPED_PRODUCT);
            await().until(() -> EndToEndTest.sum(EndToEndTest.errors(node)) == all);
            try (JMSContext console = node.bean("createorderConnectionFactory", ConnectionFactory.class)
                            .createContext();
                    JMSConsumer purge = console.createConsumer(console.createQueue("createorder.errors"))) {
                for (int i = 0; i < all; i++) {
                    assertThat(purge.receive(5_000)).isNotNull();
                }
            }
            assertThat(EndToEndTest.errors(node)).isEmpty();

            assertThat(run("errors", "--publish-again")).isZero();
            assertThat(out).contains(all + " orders in error come to the error queue again");
            await().untilAsserted(() ->
                    assertThat(EndToEndTest.sum(EndToEndTest.errors(node))).isEqualTo(all));
            assertThat(run("errors", "--publish-again", "--identifier", "nosuch"))
                    .isEqualTo(1);

            LegacySource.addProduct(scene.database, LegacySample.UNMAPPED_PRODUCT);
            String one = "TB-" + unmapped.iterator().next();
            assertThat(run("replay", "--identifier", one, "--go", "--reason", "product mapping added"))
                    .as(out)
                    .isZero();
            assertThat(out)
                    .contains("1 of 1 are sent again (job ")
                    .contains("; took 1 messages off createorder.errors");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> scene.sandbox.record().order(one).isPresent());
            assertThat(EndToEndTest.sum(EndToEndTest.errors(node))).isEqualTo(all - 1);
        }
    }

    /** The JVM of the tests is not in Beijing: a time read in its zone would select nothing, or all. */
    @Test
    void replayByTimeSelectsByWhenMessagesCameInBeijingTime() throws Exception {
        Map<String, String> listening = scene.properties("a");
        listening.put("createorder.app.broker.port", String.valueOf(FreePort.find()));
        listening.put("createorder.app.broker.password", "only-on-loopback");
        config = configure(listening);
        try (Standalone node = scene.start("a", listening)) {
            assertThat(node.main().isStarted()).isTrue();
            scene.awaitEnd(Duration.ofSeconds(60));
            int all = scene.sample.orders() - scene.sample.good().size();
            LocalDateTime now = LocalDateTime.now(ZoneOffset.ofHours(8)).truncatedTo(ChronoUnit.MINUTES);
            String before = now.minusMinutes(30).toString();
            String after = now.plusMinutes(30).toString();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(planned("--all")).isEqualTo(all));

            assertThat(planned("--all", "--since", before)).isEqualTo(all);
            assertThat(planned("--all", "--since", after)).isZero();
            assertThat(planned("--all", "--until", before)).isZero();
            assertThat(planned("--all", "--until", after)).isEqualTo(all);
            assertThat(planned("--cause", "UNMAPPED_PRODUCT", "--since", before, "--until", after))
                    .isEqualTo(scene.sample.faulty(ErrorCause.UNMAPPED_PRODUCT).size());
            assertThat(run("replay", "--all", "--since", "yesterday")).isEqualTo(2);
        }
    }

    private int planned(String... arguments) {
        List<String> all = new ArrayList<>(List.of("replay"));
        all.addAll(List.of(arguments));
        assertThat(run(all.toArray(String[]::new))).as(out).isZero();
        return Integer.parseInt(out.replaceAll("(?s).*Plan: (\\d+) orders.*", "$1"));
    }

    @Test
    void replayWithoutABrokerThatListensSaysWhatToSet() {
        assertThat(run("replay", "--all")).isEqualTo(2);
        assertThat(out)
                .contains("the embedded broker lets nobody in", "createorder.app.broker.port", "--broker")
                .doesNotContain("\tat ");
    }
}
