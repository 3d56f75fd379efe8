package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.createorder.app.Standalone;
import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.console.Passwords;
import io.github.createorder.ledger.GateState;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.testing.Browser;
import io.github.createorder.testing.FreePort;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.htmlunit.Page;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.slf4j.LoggerFactory;

/** The operator's console on a node that works: its pages without JavaScript, and one walk through them in a real browser. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleTest {
    private static final String PASSWORD = "correct horse battery";
    private static final String CANARY_OPENID = "AAHCANARYOPENID0001";
    private static final String CANARY_POLICY = "PCANARYPOLICY20260001";
    private static final String CANARY_PLAN = "金丝雀专属医疗险计划";
    /** As a shifted file has it. */
    private static final String CANARY_IN_A_DATE = "王小明一二三四五";

    private static final String FILE = "HOST_20261125_001.txt";
    private static final Pattern MISSING = Pattern.compile("⟦[^⟧]*⟧");
    private static final Pattern INLINE =
            Pattern.compile("<script(?![^>]*\\bsrc=)|\\sstyle=|\\son[a-z]+=|<style|hx-on");

    /** Where the product stands in a line of the fixed-width sample. */
    private static final int PROD_CODE_AT = 111;

    private static final int PROD_CODE_BYTES = 10;

    private static final String EVERYTHING =
            "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";

    /** A login takes half a second of counting. */
    private static final Map<String, org.htmlunit.http.Cookie> SESSIONS = new HashMap<>();

    private static Scene scene;
    private static Standalone node;
    private static String base;
    private static int port;
    private static String mapping;
    private static String canary;
    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();

    @BeforeAll
    static void start() throws Exception {
        LOG.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(LOG);
        scene = Scene.onH2().withOrders(120);
        List<String> good = new ArrayList<>(scene.sample.good());
        for (String identifier : good.subList(
                0, 25 - scene.sample.faulty(ErrorCause.UNMAPPED_PRODUCT).size())) {
            scene.database.update(
                    "UPDATE LEGACY_ORDER SET PROD_CODE = ? WHERE ORDER_NO = ?",
                    LegacySample.UNMAPPED_PRODUCT,
                    identifier.substring(3));
        }
        mapping = good.get(30).substring(3);
        scene.database.update("UPDATE LEGACY_POLICY SET START_DATE = '20260230' WHERE ORDER_NO = ?", mapping);
        canary = good.get(31).substring(3);
        scene.database.update(
                "UPDATE LEGACY_ORDER SET OPEN_ID = ?, TOTAL_PREM_FEN = TOTAL_PREM_FEN + 1 WHERE ORDER_NO = ?",
                CANARY_OPENID,
                canary);
        scene.database.update(
                "UPDATE LEGACY_POLICY SET POLICY_NO = ?, PLAN_NAME = ?, START_DATE = '20260231', END_DATE = ? WHERE ORDER_NO = ? AND"
                        + " POLICY_NO LIKE '%-1'",
                CANARY_POLICY, CANARY_PLAN, CANARY_IN_A_DATE, canary);
        Path users = scene.folder.resolve("users.txt");
        String hash = Passwords.hash(PASSWORD.toCharArray());
        Files.writeString(
                users, "boss = " + hash + " viewer,operator,edit,reveal,audit\nlooker = " + hash + " viewer\n");
        port = FreePort.find();
        Map<String, String> properties = new HashMap<>(Map.of(
                "createorder.app.console.port", String.valueOf(port),
                "createorder.console.login", "file",
                "createorder.console.users", users.toString(),
                "createorder.console.editable.core", "START_DATE,PREM_FEN",
                "createorder.console.shown", "ORDER_NO,START_DATE,PROD_CODE",
                "createorder.jobs.poll", "100ms",
                "createorder.sources", "core,host,late",
                "createorder.files.work", scene.folder.resolve("work").toString(),
                "createorder.source.late.expected-by", "00:00"));
        for (String drop : List.of("host", "late")) {
            Map.of(
                            "kind",
                            "drop",
                            "format",
                            DropSample.FIXED_FORMAT,
                            "mapping",
                            DropSample.MAPPING,
                            "inbox",
                            scene.folder.resolve(drop).toString(),
                            "poll",
                            "100ms",
                            "receipt.late",
                            "1s")
                    .forEach((key, value) -> properties.put("createorder.source." + drop + "." + key, value));
        }
        node = scene.start("one", properties);
        base = "http://127.0.0.1:" + port + "/createorder";
        scene.awaitEnd(Duration.ofSeconds(60));
        Path file = DropSample.big(Files.createDirectories(scene.folder.resolve("stage")), FILE, 3);
        Files.copy(file, scene.folder.resolve("host").resolve(FILE));
        Files.write(scene.folder.resolve("host").resolve(FILE + ".ok"), new byte[0]);
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        scene.count("SELECT COUNT(*) FROM createorder_receipt WHERE delivered_at IS NOT NULL") == 1);
    }

    @AfterAll
    static void stop() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(LOG);
        if (scene != null) {
            scene.close();
        }
    }

    private static WebClient client(String language) {
        WebClient client = new WebClient();
        client.getOptions().setJavaScriptEnabled(false);
        client.getOptions().setCssEnabled(false);
        client.getOptions().setThrowExceptionOnFailingStatusCode(false);
        client.addRequestHeader("Accept-Language", language);
        return client;
    }

    private static WebClient loggedIn(String name, String language) throws Exception {
        WebClient client = client(language);
        if (SESSIONS.containsKey(name)) {
            client.getCookieManager().addCookie(SESSIONS.get(name));
            return client;
        }
        HtmlForm form = form(client.getPage(base), "/login");
        form.getInputByName("name").type(name);
        form.getInputByName("password").type(PASSWORD);
        Page after = button(form).click();
        assertThat(after.getWebResponse().getStatusCode()).isEqualTo(200);
        SESSIONS.put(name, client.getCookieManager().getCookie("createorder-session"));
        return client;
    }

    private static HtmlForm form(HtmlPage page, String action) {
        return page.getForms().stream()
                .filter(form -> form.getActionAttribute().endsWith(action))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no form " + action + " in " + page.asXml()));
    }

    private static HtmlButton button(HtmlForm form) {
        return form.getFirstByXPath(".//button");
    }

    private static long id(String orderNo) {
        return scene.count("SELECT id FROM createorder_entry WHERE ref LIKE ?", "%" + orderNo + "%");
    }

    private static long fileId() {
        return scene.count("SELECT id FROM createorder_file WHERE name = ?", FILE);
    }

    private static List<String> pages() {
        return List.of(
                "",
                "/orders",
                "/orders?status=ERROR&cause=MAPPING",
                "/orders?day=2026-11-30",
                "/orders/" + id(mapping),
                "/orders/" + id(canary),
                "/orders/1",
                "/orders/" + id(mapping) + "/edit",
                "/errors",
                "/jobs",
                "/files",
                "/files/" + fileId(),
                "/days",
                "/gateway",
                "/audit",
                "/me",
                "/plan?cause=MAPPING&source=core");
    }

    @Test
    @Order(1)
    void everyPageOpensInBothLanguagesWithoutAMissingTextOrInlineScript() throws Exception {
        for (String language : List.of("zh-CN", "en")) {
            try (WebClient client = loggedIn("boss", language)) {
                for (String path : pages()) {
                    HtmlPage page = client.getPage(base + path);
                    String html = page.getWebResponse().getContentAsString();
                    assertThat(page.getWebResponse().getStatusCode())
                            .as(path + "\n" + html)
                            .isEqualTo(200);
                    assertThat(MISSING.matcher(html)
                                    .results()
                                    .map(r -> r.group())
                                    .toList())
                            .as(language + " " + path)
                            .isEmpty();
                    assertThat(INLINE.matcher(html).find())
                            .as(path + "\n" + html)
                            .isFalse();
                    assertThat(html).contains("<html lang=\"" + language + "\"").doesNotContain("null");
                    assertThat(page.getWebResponse().getResponseHeaderValue("Content-Security-Policy"))
                            .startsWith("default-src 'none'");
                    assertThat(page.getWebResponse().getResponseHeaderValue("Cache-Control"))
                            .isEqualTo("no-store");
                    assertThat(page.getWebResponse().getResponseHeaderValue("X-Content-Type-Options"))
                            .isEqualTo("nosniff");
                    assertThat(page.getWebResponse().getResponseHeaderValue("Referrer-Policy"))
                            .isEqualTo("no-referrer");
                }
                assertThat(((HtmlPage) client.getPage(base)).asNormalizedText())
                        .contains(language.equals("en") ? "Beijing time" : "北京时间");
            }
        }
    }

    @Test
    @Order(2)
    void searchLeadsToTheOrderByIdentifierAndReference() throws Exception {
        try (WebClient client = loggedIn("looker", "en")) {
            for (String sought : List.of(
                    "TB-" + canary,
                    scene.database.queryForObject(
                            "SELECT ref FROM createorder_entry WHERE id = ?", String.class, id(canary)))) {
                HtmlPage page = client.getPage(base);
                HtmlForm search = form(page, "/orders");
                search.getInputByName("q").type(sought);
                HtmlPage found = (HtmlPage) client.getPage(search.getWebRequest(null));
                assertThat(found.getUrl().getPath()).endsWith("/orders/" + id(canary));
            }
        }
    }

    @Test
    @Order(3)
    void pathsThatGoElsewhereAreNotFound() throws Exception {
        for (String path : List.of(
                "/../config/application.properties",
                "/%2e%2e/%2e%2e/config/application.properties",
                "/assets/../../pom.xml",
                "/assets/%2e%2e%2fcontrol",
                "/config/application.properties",
                "/assets/application.properties",
                "/assets/io/github/createorder/console/Desk.class",
                "/assets/Desk.class",
                "/assets/console.css",
                "/assets/..;/console.css",
                "//assets/x",
                "/assets/%00")) {
            assertThat(raw("GET " + "/createorder" + path + " HTTP/1.1", ""))
                    .as(path)
                    .startsWith("HTTP/1.1 404");
        }
        assertThat(raw("GET /config/application.properties HTTP/1.1", "")).startsWith("HTTP/1.1 404");
    }

    /** The answer's first line to a request as it stands, without what a client would tidy. */
    private static String raw(String line, String headers) throws Exception {
        try (java.net.Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write((line + "\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            // A server that refuses a body goes on waiting for it: the connection's end may never come.
            socket.setSoTimeout(10_000);
            return String.valueOf(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                            .readLine());
        }
    }

    private static HttpResponse<String> post(WebClient as, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Cookie",
                        "createorder-session="
                                + as.getCookieManager()
                                        .getCookie("createorder-session")
                                        .getValue())
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String token(WebClient client) throws Exception {
        return form(client.getPage(base), "/language").getInputByName("token").getValue();
    }

    private static long audited(String who, String outcome) {
        return scene.count("SELECT COUNT(*) FROM createorder_action WHERE who = ? AND outcome = ?", who, outcome);
    }

    @Test
    @Order(4)
    void whatAViewerMayNotDoIsRefusedAndAuditedWhateverThePageShows() throws Exception {
        try (WebClient client = loggedIn("looker", "en")) {
            HtmlPage order = client.getPage(base + "/orders/" + id(mapping));
            assertThat(order.asNormalizedText()).contains("This needs the grant reveal");
            String token = token(client);
            long before = audited("looker", "DENIED");
            List<String> forms = List.of(
                    "/gateway/pause",
                    "/gateway/resume",
                    "/plan",
                    "/jobs/1/trial",
                    "/jobs/1/start",
                    "/jobs/1/cancel",
                    "/orders/" + id(mapping) + "/close",
                    "/orders/" + id(mapping) + "/reopen",
                    "/orders/" + id(mapping) + "/reveal",
                    "/orders/" + id(mapping) + "/edit",
                    "/days/compare");
            for (String path : forms) {
                assertThat(post(client, path, "token=" + token + "&reason=because&version=0")
                                .statusCode())
                        .as(path)
                        .isEqualTo(403);
            }
            List<String> lists = List.of(
                    "/audit",
                    "/plan",
                    "/orders.csv",
                    "/corrections.csv",
                    "/files/" + fileId() + "/receipt",
                    "/orders/" + id(mapping) + "/edit");
            for (String path : lists) {
                assertThat(client.getPage(base + path).getWebResponse().getStatusCode())
                        .as(path)
                        .isEqualTo(403);
            }
            assertThat(audited("looker", "DENIED")).isEqualTo(before + forms.size() + lists.size());
        }
    }

    @Test
    @Order(5)
    void aFormWithoutTokenOfAnotherOriginOrForAnotherHostIsRefused() throws Exception {
        try (WebClient client = loggedIn("boss", "en")) {
            String body = "token=" + token(client) + "&reason=because";
            assertThat(post(client, "/gateway/pause", "reason=because").statusCode())
                    .isEqualTo(403);
            assertThat(post(client, "/gateway/pause", "token=x&reason=because").statusCode())
                    .isEqualTo(403);
            assertThat(post(client, "/gateway/pause", body, "Origin", "http://evil.example")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(post(client, "/gateway/pause", body, "Sec-Fetch-Site", "cross-site")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(post(client, "/gateway/pause?Origin=http://127.0.0.1:" + port, body)
                            .statusCode())
                    .isEqualTo(400);
            assertThat(client.getPage(base + "/gateway/pause?" + body)
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(404);
            assertThat(raw("GET /createorder HTTP/1.1", "")).contains("401");
            assertThat(node.bean("createorderGate", io.github.createorder.ledger.Gate.class)
                            .state()
                            .isOpen())
                    .isTrue();
        }
        try (java.net.Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /createorder HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains(" 421 ");
        }
    }

    @Test
    @Order(6)
    void sourcesAreShownWithKindNodeAndAlarmsAndWhatIsMissingStandsAmongTheFiles() throws Exception {
        try (WebClient client = loggedIn("looker", "en")) {
            await().atMost(Duration.ofSeconds(10)).until(() -> text(client, "").contains("no file by its time"));
            assertThat(text(client, "")).contains("table, rows are claimed", "drop folder", "one", "00:00 MON");
            assertThat(text(client, "/files")).contains("no file has come by 00:00 Beijing time", FILE);
        }
        try (WebClient client = loggedIn("looker", "zh-CN")) {
            assertThat(text(client, "")).contains("到时没有文件", "文件目录");
        }
    }

    @Test
    @Order(6)
    void receiptIsHandedOutByteForByteAndAudited() throws Exception {
        try (WebClient client = loggedIn("boss", "en")) {
            HtmlPage page = client.getPage(base + "/files/" + fileId());
            byte[] fetched = page.getAnchorByText("Receipt 1 as it was delivered")
                    .click()
                    .getWebResponse()
                    .getContentAsStream()
                    .readAllBytes();
            assertThat(fetched).isEqualTo(Files.readAllBytes(scene.folder.resolve("host/out/" + FILE + ".ret")));
            assertThat(client.getPage(base + "/files/" + fileId() + "/receipt?receipt=2")
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(404);
            assertThat(scene.count(
                            "SELECT COUNT(*) FROM createorder_action WHERE action = 'EXPORT' AND who = 'boss' AND detail = ?",
                            "receipt " + FILE + ".ret"))
                    .isOne();
        }
    }

    /** A group of errors without codes is itself; by hand, the whole cause is meant. */
    @Test
    @Order(6)
    void ordersOfAGroupAreThoseOfTheGroup() throws Exception {
        long withCode = id(scene.sample.good().iterator().next().substring(3));
        scene.database.update("UPDATE createorder_entry SET code = '15' WHERE id = ? AND status = 'ERROR'", withCode);
        try (WebClient client = loggedIn("looker", "en")) {
            HtmlPage errors = client.getPage(base + "/errors");
            String group = errors.getAnchors().stream()
                    .map(org.htmlunit.html.HtmlAnchor::getHrefAttribute)
                    .filter(href -> href.contains("cause=UNMAPPED_PRODUCT") && !href.contains("code="))
                    .findFirst()
                    .orElseThrow();
            HtmlPage ofGroup = client.getPage("http://127.0.0.1:" + port + group);
            assertThat(ofGroup.asNormalizedText()).contains("24 orders");
            assertThat(text(client, "/orders?source=core&status=ERROR&cause=UNMAPPED_PRODUCT"))
                    .contains("25 orders");
        } finally {
            scene.database.update("UPDATE createorder_entry SET code = NULL WHERE id = ?", withCode);
        }
    }

    @Test
    @Order(6)
    void aDayIsComparedWithAFileOfTheCoreSystemWithoutScripts() throws Exception {
        List<String> good = new ArrayList<>(scene.sample.good());
        String same = good.get(40);
        String different = good.get(41);
        Path csv = scene.folder.resolve("theirs.csv");
        Files.writeString(
                csv,
                "\uFEFFidentifier,amount,status\n" + same + "," + yuan(same) + ",ACCEPTED\n" + different
                        + ",0.07,ERROR\nTB-NOWHERE,1.00,ACCEPTED\n");
        try (WebClient client = loggedIn("boss", "en")) {
            HtmlPage compared = button(compare(client, csv)).click();
            assertThat(compared.getWebResponse().getStatusCode()).isEqualTo(200);
            String text = compared.asNormalizedText();
            assertThat(text)
                    .contains(
                            "3 in the file, 2 of them here, 0 of these taken on another day",
                            "Only theirs: not taken: 1",
                            "is ERROR with them and ACCEPTED in the ledger",
                            "has 0.07 yuan with them");
            assertThat(compared.getAnchorByText("TB-NOWHERE").getHrefAttribute())
                    .endsWith("/orders?q=TB-NOWHERE");
            HtmlPage order = compared.getAnchorByText(different).click();
            assertThat(order.getUrl().getPath()).endsWith("/orders/" + id(different.substring(3)));

            String differences = ((HtmlButton) compare(client, csv).getFirstByXPath(".//button[@value='csv']"))
                    .click()
                    .getWebResponse()
                    .getContentAsString(StandardCharsets.UTF_8);
            assertThat(differences)
                    .contains("\"only-theirs\",\"TB-NOWHERE\",\"\"", "\"only-ours\",", "\"different\",\"" + different)
                    .doesNotContain("\"" + same + "\"");

            Files.writeString(csv, "identifier,amount\nTB-1,1.005\nTB-1,x\n");
            HtmlPage faulty = button(compare(client, csv)).click();
            assertThat(faulty.getWebResponse().getStatusCode()).isEqualTo(400);
            assertThat(faulty.asNormalizedText())
                    .contains(
                            "row 2: '1.005' is no amount in yuan",
                            "row 3: 'x' is no",
                            "row 3: TB-1 is there for the second time");
            client.removeRequestHeader("Accept-Language");
            client.addRequestHeader("Accept-Language", "zh-CN");
            assertThat(((HtmlPage) button(compare(client, csv)).click()).asNormalizedText())
                    .contains("不是最多两位小数的金额", "第 3 行：TB-1 第二次出现");
            Files.write(csv, new byte[8_000_001]);
            assertThat(button(compare(client, csv)).click().getWebResponse().getStatusCode())
                    .as("larger than is read")
                    .isEqualTo(400);
            assertThat(raw(
                            "POST /createorder/days/compare HTTP/1.1",
                            "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 20000000\r\n"))
                    .as("larger than the server takes from anybody")
                    .startsWith("HTTP/1.1 413");
            HtmlForm forged = compare(client, csv);
            Files.writeString(csv, "identifier\nTB-1\n");
            forged.getInputByName("token").setValue("forged");
            assertThat(button(forged).click().getWebResponse().getStatusCode()).isEqualTo(403);
        }
    }

    private static String text(WebClient client, String path) throws Exception {
        return ((HtmlPage) client.getPage(base + path)).asNormalizedText();
    }

    private static String yuan(String identifier) {
        return java.math.BigDecimal.valueOf(
                        scene.count("SELECT amount_fen FROM createorder_entry WHERE identifier = ?", identifier), 2)
                .toPlainString();
    }

    /** That nothing differs is no proof of what was not compared, and the console's own list of orders calls the amount yuan. */
    @Test
    @Order(6)
    void whatWasNotComparedIsSaidAndTheConsolesOwnListIsComparedByAmount() throws Exception {
        List<String> good = new ArrayList<>(scene.sample.good());
        String one = good.get(42);
        Path csv = scene.folder.resolve("theirs-yuan.csv");
        try (WebClient client = loggedIn("boss", "en")) {
            String list = client.getPage(base + "/orders.csv?status=ACCEPTED")
                    .getWebResponse()
                    .getContentAsString(StandardCharsets.UTF_8);
            String amount = "\"" + yuan(one) + "\"";
            String changed = list.lines()
                    .map(line -> line.contains("\"" + one + "\"") ? line.replace(amount, "\"0.07\"") : line)
                    .collect(java.util.stream.Collectors.joining("\r\n"));
            assertThat(((HtmlPage) button(compare(client, Files.writeString(csv, changed)))
                                    .click())
                            .asNormalizedText())
                    .contains("Different: 1", "has 0.07 yuan with them and " + yuan(one) + " in the ledger")
                    .doesNotContain("ot compared", "only\n");

            Files.writeString(csv, "identifier\n" + one + "\n");
            assertThat(((HtmlPage) button(compare(client, csv)).click()).asNormalizedText())
                    .contains("Different: 0", "Amounts: not compared", "Statuses: not compared");
            assertThat(((HtmlButton) compare(client, csv).getFirstByXPath(".//button[@value='csv']"))
                            .click()
                            .getWebResponse()
                            .getContentAsString(StandardCharsets.UTF_8))
                    .contains("\"not-compared\",\"\",\"amount\"", "\"not-compared\",\"\",\"status\"");
            Files.writeString(csv, "identifier,amount\n" + one + "," + yuan(one) + "\n" + good.get(43) + ",\n");
            assertThat(inChinese(client, csv)).contains("金额：只比较了 1 笔", "状态：没有比较");
        }
    }

    private static String inChinese(WebClient client, Path csv) throws Exception {
        client.removeRequestHeader("Accept-Language");
        client.addRequestHeader("Accept-Language", "zh-CN");
        try {
            return ((HtmlPage) button(compare(client, csv)).click()).asNormalizedText();
        } finally {
            client.removeRequestHeader("Accept-Language");
            client.addRequestHeader("Accept-Language", "en");
        }
    }

    /** What the file holds is quoted to who sent it, and to nobody else. */
    @Test
    @Order(6)
    void aComparisonThatIsRefusedSaysWhyAndIsNeverDoneInTheAudit() throws Exception {
        Path csv = scene.folder.resolve("refused.csv");
        long done = exports("DONE", "compared %");
        int logged = LOG.list.size();
        Map<String, List<String>> refusals = new LinkedHashMap<>();
        refusals.put(
                "order_no;CANARYCELL\n1;2\n",
                List.of(
                        "their-header",
                        "row 1: the header names neither identifier nor ref; its columns, which a comma separates, are"
                                + " read as 'order_no;CANARYCELL'",
                        "第 1 行：表头里没有 identifier 也没有 ref；列以逗号分隔，读到的是 'order_no;CANARYCELL'"));
        refusals.put(
                "identifier,amount\nTB-1,CANARYCELL\n",
                List.of("their-amount", "row 2: 'CANARYCELL' is no amount in yuan", "'CANARYCELL' 不是最多两位小数的金额"));
        refusals.put(
                "identifier\nCANARYCELL\nCANARYCELL\n",
                List.of("their-twice", "row 3: CANARYCELL is there for the second time", "第 3 行：CANARYCELL 第二次出现"));
        refusals.put(
                "identifier,status\nTB-1,CANARYCELL\n",
                List.of(
                        "their-status",
                        "row 2: the status 'CANARYCELL' is none of ACCEPTED",
                        "状态 'CANARYCELL' 不在 ACCEPTED, ERROR, PENDING, CLOSED 之中"));
        refusals.put("", List.of("their-empty", "the file is empty", "文件是空的"));
        try (WebClient client = loggedIn("boss", "en")) {
            for (Map.Entry<String, List<String>> one : refusals.entrySet()) {
                Files.writeString(csv, one.getKey());
                List<String> said = one.getValue();
                long refused = exports("REFUSED", "compared ____-__-__: " + said.get(0));
                HtmlPage page = button(compare(client, csv)).click();
                assertThat(page.getWebResponse().getStatusCode())
                        .as(said.get(0))
                        .isEqualTo(400);
                assertThat(page.asNormalizedText()).contains("The file was not compared", said.get(1));
                assertThat(inChinese(client, csv)).contains(said.get(2));
                assertThat(exports("REFUSED", "compared ____-__-__: " + said.get(0)))
                        .as(said.get(0))
                        .isEqualTo(refused + 2);
            }
            HtmlForm form = compare(client, Files.writeString(csv, "identifier\nTB-1\n"));
            form.getInputByName("source").type("xyz");
            HtmlPage page = button(form).click();
            assertThat(page.getWebResponse().getStatusCode()).isEqualTo(400);
            assertThat(page.asNormalizedText())
                    .contains("there is no source 'xyz' in the configuration", "there are [core, host, late]")
                    .doesNotContain("Only theirs");
            assertThat(exports("REFUSED", "compared ____-__-__: their-source")).isOne();
            assertThat(exports("DONE", "compared %")).isEqualTo(done);
            assertThat(text(client, "/audit?action=EXPORT&outcome=REFUSED"))
                    .contains("comparison of ", "there is no such source (their-source)", "the file was empty")
                    .doesNotContain("CANARYCELL", "xyz");
        }
        assertThat(LOG.list.subList(logged, LOG.list.size()))
                .noneMatch(event -> event.getFormattedMessage().contains("CANARYCELL"));
    }

    private static long exports(String outcome, String detail) {
        return scene.count(
                "SELECT COUNT(*) FROM createorder_action WHERE action = 'EXPORT' AND outcome = ? AND detail LIKE ?",
                outcome,
                detail);
    }

    private static HtmlForm compare(WebClient client, Path csv) throws Exception {
        HtmlForm form = form(client.getPage(base + "/days"), "/days/compare");
        ((org.htmlunit.html.HtmlFileInput) form.getInputByName("file")).setFiles(csv.toFile());
        return form;
    }

    @Test
    @Order(7)
    void personalDataIsInNoPageFileOrLogAndAfterARevealOnceWithItsAuditRow() throws Exception {
        try (WebClient client = loggedIn("boss", "zh-CN")) {
            StringBuilder all = new StringBuilder();
            for (String path : pages()) {
                all.append(client.getPage(base + path).getWebResponse().getContentAsString());
            }
            for (String list : List.of("/orders.csv?status=ERROR", "/corrections.csv")) {
                all.append(client.getPage(base + list).getWebResponse().getContentAsString());
            }
            HtmlForm edit = form(client.getPage(base + "/orders/" + id(canary) + "/edit"), "/edit");
            for (String what : List.of("preview", "send")) {
                Page answer = ((HtmlButton) edit.getFirstByXPath(".//button[@value='" + what + "']")).click();
                all.append(answer.getWebResponse().getContentAsString());
            }
            HtmlPage job = button(form(client.getPage(base + "/jobs/" + plan(client)), "/trial"))
                    .click();
            all.append(job.getWebResponse().getContentAsString());
            button(form(job, "/cancel")).click();
            assertThat(all.toString())
                    .contains("TB-" + canary)
                    .contains("column END_DATE has '****'")
                    .doesNotContain(CANARY_OPENID, CANARY_POLICY, CANARY_PLAN, CANARY_IN_A_DATE);
            HtmlPage order = client.getPage(base + "/orders/" + id(canary));
            HtmlForm reveal = form(order, "/reveal");
            HtmlPage refused = button(reveal).click();
            assertThat(refused.getWebResponse().getContentAsString()).doesNotContain(CANARY_OPENID);
            reveal.getInputByName("reason").type("客户来电核对");
            HtmlPage shown = button(reveal).click();
            assertThat(shown.asNormalizedText()).contains(CANARY_OPENID, CANARY_POLICY, CANARY_PLAN, CANARY_IN_A_DATE);
            assertThat(client.getPage(base + "/orders/" + id(canary))
                            .getWebResponse()
                            .getContentAsString())
                    .doesNotContain(CANARY_OPENID);
            assertThat(scene.count(
                            "SELECT COUNT(*) FROM createorder_action WHERE action = 'REVEAL' AND outcome = 'DONE' AND"
                                    + " who = 'boss' AND reason = ? AND entry_id = ?",
                            "客户来电核对",
                            id(canary)))
                    .isOne();
            assertThat(text(client, "/audit?action=REVEAL")).contains("客户来电核对", "TB-" + canary);
        }
        try (WebClient looker = loggedIn("looker", "zh-CN")) {
            assertThat(text(looker, "/orders/" + id(canary)))
                    .as("that somebody looked, and not why")
                    .contains("REVEAL_DONE")
                    .doesNotContain("客户来电核对");
        }
        assertThat(LOG.list)
                .noneMatch(event -> List.of(CANARY_OPENID, CANARY_POLICY, CANARY_PLAN, CANARY_IN_A_DATE).stream()
                        .anyMatch(event.getFormattedMessage()::contains));
    }

    /** What a page does not offer is refused all the same, and leaves the order as it is. */
    @Test
    @Order(7)
    void anEditThatMayNotBeIsRefusedWhateverTheFormSays() throws Exception {
        long id = id(mapping);
        String edit = "/orders/" + id + "/edit";
        try (WebClient client = loggedIn("boss", "en")) {
            HtmlForm form = form(client.getPage(base + edit), "/edit");
            String version = form.getInputByName("version").getValue();
            String field = ((org.htmlunit.html.HtmlInput)
                            form.getFirstByXPath(".//input[contains(@name, 'START_DATE')]"))
                    .getNameAttribute();
            String send = "do=send&reason=because&token=" + token(client) + "&version=";
            assertThat(post(client, edit, send + version + "&" + field.replace("START_DATE", "PLAN_NAME") + "=1"))
                    .satisfies(answer ->
                            assertThat(answer.statusCode()).as("not listed").isEqualTo(409))
                    .satisfies(answer -> assertThat(answer.body()).contains("column PLAN_NAME is not on the list"));
            assertThat(post(client, edit, send + "0" + version + "9&" + field + "=20261231"))
                    .satisfies(answer ->
                            assertThat(answer.statusCode()).as("stale").isEqualTo(409))
                    .satisfies(answer -> assertThat(answer.body()).contains("no longer as you saw it"));
            Map<String, String> states = Map.of(
                    "may_be_executed = TRUE", "may_be_executed = FALSE",
                    "cause = 'CONFLICT'", "cause = 'MAPPING'");
            for (Map.Entry<String, String> state : states.entrySet()) {
                scene.database.update("UPDATE createorder_entry SET " + state.getKey() + " WHERE id = ?", id);
                try {
                    assertThat(client.getPage(base + edit).getWebResponse().getStatusCode())
                            .as(state.getKey())
                            .isEqualTo(409);
                    assertThat(post(client, edit, send + version + "&" + field + "=20261231")
                                    .statusCode())
                            .as(state.getKey())
                            .isEqualTo(409);
                } finally {
                    scene.database.update("UPDATE createorder_entry SET " + state.getValue() + " WHERE id = ?", id);
                }
            }
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_payload_version WHERE entry_id = ?", id))
                    .isZero();
            assertThat(scene.count(
                            "SELECT COUNT(*) FROM createorder_action WHERE action = 'EDIT' AND outcome = 'REFUSED' AND entry_id = ?",
                            id))
                    .isEqualTo(4);
            assertThat(scene.count(
                            "SELECT COUNT(*) FROM createorder_entry WHERE id = ? AND status = 'ERROR' AND replays = 0",
                            id))
                    .isOne();
        }
    }

    /** What no page sends: the server itself may not be able to read it. */
    @Test
    @Order(7)
    void whatCannotBeReadIsAPageInTheReadersLanguageAndNoErrorInTheLog() throws Exception {
        int before = LOG.list.size();
        Map<String, String> statuses = new LinkedHashMap<>();
        statuses.put("GET /createorder/%zz HTTP/1.1", "400");
        statuses.put("GET /%zz HTTP/1.1", "400");
        statuses.put("GET /createorder/orders?q=%zz HTTP/1.1", "400");
        statuses.put("GET /createorder?a=1&a=2 HTTP/1.1", "400");
        statuses.put("GET /createorder/\u00e9 HTTP/1.1", "404");
        statuses.put("GET /createorder/" + "x".repeat(5_000) + " HTTP/1.1", "414");
        statuses.put("DELETE /createorder/orders HTTP/1.1", "405");
        statuses.put("HEAD /createorder HTTP/1.1", "405");
        statuses.put("DANCE /createorder HTTP/1.1", "405");
        statuses.put("GET /createorder HTTP/1.1\r\nCookie: createorder-session=%zz;;==;=a; \"b\\", "401");
        statuses.put("GET /createorder HTTP/1.1\r\nCookie: \u0001\u0002", "400");
        statuses.put("GET /createorder HTTP/1.1\r\nX-Long: " + "x".repeat(20_000), "431");
        for (Map.Entry<String, String> one : statuses.entrySet()) {
            assertThat(raw(one.getKey(), "")).as(one.getKey()).matches("HTTP/1[.][01] " + one.getValue() + " .*");
        }
        String large = "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 20000000\r\n";
        assertThat(raw("POST /createorder/days/compare HTTP/1.1", large)).startsWith("HTTP/1.1 413");
        for (Map.Entry<String, String> language :
                Map.of("en", "is encoded wrongly", "zh", "编码错误").entrySet()) {
            for (String address : List.of("/createorder/%zz", "/createorder/orders?q=%zz")) {
                assertThat(whole("GET " + address + " HTTP/1.1", "Accept-Language: " + language.getKey() + "\r\n"))
                        .as(address)
                        .contains("<html lang=\"" + language.getKey(), language.getValue(), "Content-Security-Policy")
                        .doesNotContain("⟦");
            }
        }
        Map<String, String> tooLong =
                Map.of("en", "longer than a page reads. A reason may have 400 characters", "zh-CN", "原因最多 400 个字符");
        for (Map.Entry<String, String> language : tooLong.entrySet()) {
            try (WebClient client = loggedIn("boss", language.getKey())) {
                for (int length : List.of(9_000, 250_000, 2_000_000)) {
                    HttpResponse<String> answer = post(
                            client,
                            "/plan",
                            "cause=MAPPING&token=" + token(client) + "&reason=" + "x".repeat(length),
                            "Accept-Language",
                            language.getKey());
                    assertThat(answer.statusCode()).as(length + "").isEqualTo(400);
                    assertThat(answer.body()).as(length + "").contains("<html", language.getValue());
                }
            }
        }
        assertThat(LOG.list.stream().skip(before))
                .noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
                .noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN) && event.getThrowableProxy() != null);
    }

    /** The whole answer to a request as it stands. */
    private static String whole(String line, String headers) throws Exception {
        try (java.net.Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((line + "\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void speak(WebClient client, String language) {
        client.removeRequestHeader("Accept-Language");
        client.addRequestHeader("Accept-Language", language);
    }

    /** What the old value makes says nothing of the new one. */
    @Test
    @Order(7)
    void aValueThatCannotBeReadHasNoPreviewOfTheOldOne() throws Exception {
        String edit = "/orders/" + id(canary) + "/edit";
        for (Map.Entry<String, String> language : Map.of(
                        "en", "column PREM_FEN holds numbers, and this is none", "zh-CN", "列 PREM_FEN 是数字，而输入的不是")
                .entrySet()) {
            try (WebClient client = loggedIn("boss", language.getKey())) {
                HtmlForm form = form(client.getPage(base + edit), "/edit");
                for (Object date : form.getByXPath(".//input[contains(@name, 'START_DATE')]")) {
                    ((org.htmlunit.html.HtmlInput) date).setValue("20261231");
                }
                org.htmlunit.html.HtmlInput amount = form.getFirstByXPath(".//input[contains(@name, 'PREM_FEN')]");
                amount.setValue("12,50");
                HtmlPage answer = ((HtmlButton) form.getFirstByXPath(".//button[@value='preview']")).click();
                assertThat(answer.getElementById("preview").asNormalizedText())
                        .contains(language.getValue())
                        .doesNotContain("Nothing would be wrong", "没有错误", "2026-12-31", "effective_time");
                assertThat(answer.getElementById("preview").getElementsByTagName("table"))
                        .isEmpty();
            }
        }
    }

    @Test
    @Order(7)
    void doubtIsSaidOnlyWhereThereIsDoubt() throws Exception {
        long accepted = id(scene.sample.good().stream().toList().get(42).substring(3));
        scene.database.update("UPDATE createorder_entry SET may_be_executed = TRUE WHERE id = ?", accepted);
        try {
            for (Map.Entry<String, String> language :
                    Map.of("en", "may exist at Taobao", "zh-CN", "可能已存在于淘宝").entrySet()) {
                try (WebClient client = loggedIn("looker", language.getKey())) {
                    assertThat(text(client, "/orders/" + accepted)).doesNotContain(language.getValue());
                    scene.database.update("UPDATE createorder_entry SET status = 'CLOSED' WHERE id = ?", accepted);
                    assertThat(text(client, "/orders/" + accepted)).contains(language.getValue());
                    scene.database.update("UPDATE createorder_entry SET status = 'ACCEPTED' WHERE id = ?", accepted);
                }
            }
        } finally {
            scene.database.update(
                    "UPDATE createorder_entry SET may_be_executed = FALSE, status = 'ACCEPTED' WHERE id = ?", accepted);
        }
    }

    @Test
    @Order(7)
    void aDayHasTheSumsOfAllSourcesUnderThem() throws Exception {
        for (Map.Entry<String, List<String>> language : Map.of(
                        "en", List.of("accepted", "in error", "pending", "taken in all"),
                        "zh-CN", List.of("已接受", "出错", "待发送", "合计接收"))
                .entrySet()) {
            try (WebClient client = loggedIn("looker", language.getKey())) {
                org.htmlunit.html.HtmlTable table =
                        ((HtmlPage) client.getPage(base + "/days")).getFirstByXPath("//table");
                Map<String, long[]> rows = new HashMap<>();
                table.getBodies()
                        .get(0)
                        .getRows()
                        .forEach(row ->
                                sum(rows, row.getCell(1).asNormalizedText().replaceFirst("[:：].*", ""), row));
                assertThat(rows).as("sources beside each other").hasSizeGreaterThan(1);
                long[] all = new long[2];
                rows.values().forEach(row -> {
                    all[0] += row[0];
                    all[1] += row[1];
                });
                Map<String, long[]> sums = new LinkedHashMap<>();
                table.getFooter()
                        .getRows()
                        .forEach(row -> sum(sums, row.getCell(1).asNormalizedText(), row));
                assertThat(sums.keySet()).containsAll(language.getValue());
                assertThat(sums.remove(language.getValue().get(3))).isEqualTo(all);
                sums.forEach((standing, sum) ->
                        assertThat(sum).as(standing).isEqualTo(rows.getOrDefault(standing, new long[2])));
            }
        }
    }

    private static void sum(Map<String, long[]> sums, String standing, org.htmlunit.html.HtmlTableRow row) {
        long[] sum = sums.computeIfAbsent(standing, key -> new long[2]);
        sum[0] += Long.parseLong(row.getCell(2).asNormalizedText().replace(",", ""));
        sum[1] += new java.math.BigDecimal(row.getCell(3).asNormalizedText().replace(",", ""))
                .movePointRight(2)
                .longValueExact();
    }

    @Test
    @Order(7)
    void aFileIsFoundByItsNameItsKeyAndItsReceiptAndItsLinesLeadToTheirOrders() throws Exception {
        try (WebClient client = loggedIn("looker", "en")) {
            for (String sought :
                    List.of(FILE, FILE + ".ret", FILE + ".2.ret", FILE + ".ok", "host|" + FILE, " " + FILE)) {
                HtmlForm search = form(client.getPage(base), "/orders");
                search.getInputByName("q").setValue(sought);
                HtmlPage found = (HtmlPage) client.getPage(search.getWebRequest(null));
                assertThat(found.getUrl().getPath()).as(sought).endsWith("/files/" + fileId());
            }
            HtmlPage file = client.getPage(base + "/files/" + fileId());
            HtmlPage order = file.<org.htmlunit.html.HtmlAnchor>getFirstByXPath("//td/a[@class='row']")
                    .click();
            assertThat(order.getUrl().getPath()).matches(".*/orders/\\d+");
            assertThat(order.asNormalizedText()).contains(FILE + "#");
            assertThat(text(client, "/orders?q=" + FILE.replace("001", "777")))
                    .contains("Nothing was found for", "name of a file");
        }
    }

    /** It is told, and nothing else: each order is sent again once. */
    @Test
    @Order(7)
    void twoPlansOfTheSameOrdersTellOfEachOther() throws Exception {
        try (WebClient client = loggedIn("boss", "en")) {
            int orders = inError().size();
            assertThat(text(client, "/plan?cause=MAPPING&source=core")).doesNotContain("in another job");
            long first = plan(client);
            assertThat(text(client, "/jobs/" + first)).doesNotContain("in another job");
            String plan = "/plan?cause=MAPPING&source=core";
            String told = "Job " + first + ": planned, planned by boss, " + orders + " of these orders";
            assertThat(text(client, plan)).contains("Some of these orders are in another job too", told);
            assertThat(text(client, "/plan?id=" + id(canary)))
                    .contains("Job " + first + ": planned, planned by boss, 1 of these orders");
            assertThat(text(client, "/plan?cause=UNMAPPED_PRODUCT&source=core")).doesNotContain("in another job");
            long second = plan(client);
            HtmlPage job = client.getPage(base + "/jobs/" + second);
            assertThat(job.asNormalizedText()).contains(told);
            assertThat(job.getAnchorByText("Job " + first).getHrefAttribute()).endsWith("/jobs/" + first);
            speak(client, "zh-CN");
            assertThat(text(client, "/jobs/" + second))
                    .contains("其中有订单也在别的任务里", "任务 " + first + "：已计划，由 boss 计划，其中 " + orders + " 笔");
            assertThat(text(client, "/audit"))
                    .contains(orders + " 笔订单：来源 core，原因类别 无法映射（MAPPING）")
                    .doesNotContain("{\"");
            for (long one : List.of(first, second)) {
                button(form(client.getPage(base + "/jobs/" + one), "/cancel")).click();
            }
            assertThat(post(client, "/jobs/" + first + "/cancel", "token=" + token(client), "Accept-Language", "zh-CN")
                            .body())
                    .contains("任务 " + first + " 已是 已取消（CANCELLED），或正要停止");
            assertThat(text(client, "/audit?outcome=REFUSED&action=CANCEL")).contains("任务已结束或正要停止（job.over）");
            assertThat(text(client, plan)).doesNotContain("别的任务");
            speak(client, "en");
            assertThat(text(client, "/audit"))
                    .contains(orders + " orders: Source core, Cause cannot be mapped (MAPPING)")
                    .doesNotContain("{\"");
        }
    }

    /** Each of the reasons for itself, and what to do about it. */
    @Test
    @Order(7)
    void aRefusalOfAnEditOrACloseSaysItsOwnReason() throws Exception {
        long id = id(mapping);
        Map<String, List<String>> closing = Map.of(
                "status = 'ACCEPTED', cause = NULL", List.of("Taobao has accepted it by now", "淘宝已接受这一单"),
                "status = 'CLOSED'", List.of("it is closed: reopen it first", "它已关闭"),
                "status = 'READY', cause = NULL", List.of("is sent again: wait for what comes of it", "正在重新发送"),
                "version = version", List.of("no longer as you saw it", "它已不是您看到的样子"));
        Map<String, List<String>> editing = new HashMap<>(closing);
        editing.remove("version = version");
        editing.put("may_be_executed = TRUE", List.of("it may exist at Taobao", "淘宝可能已有这一单"));
        editing.put("cause = 'CONFLICT'", List.of("a conflict is never sent", "冲突永不发送"));
        try (WebClient client = loggedIn("boss", "en")) {
            List<String> languages = List.of("en", "zh-CN");
            for (int i = 0; i < 2; i++) {
                int of = i;
                speak(client, languages.get(i));
                for (Map.Entry<String, List<String>> state : closing.entrySet()) {
                    inState(id, state.getKey(), () -> {
                        String answer = post(
                                        client,
                                        "/orders/" + id + "/close",
                                        "version=999&reason=because&token=" + token(client),
                                        "Accept-Language",
                                        languages.get(of))
                                .body();
                        assertThat(answer)
                                .as(state.getKey())
                                .contains(state.getValue().get(of));
                    });
                }
                for (Map.Entry<String, List<String>> state : editing.entrySet()) {
                    inState(
                            id,
                            state.getKey(),
                            () -> assertThat(text(client, "/orders/" + id + "/edit"))
                                    .as(state.getKey())
                                    .contains(state.getValue().get(of)));
                }
                assertThat(post(
                                        client,
                                        "/orders/" + id + "/reopen",
                                        "version=0&reason=because&token=" + token(client),
                                        "Accept-Language",
                                        languages.get(i))
                                .body())
                        .contains(List.of("in error, and not closed", "没有关闭").get(i));
            }
            assertThat(text(client, "/orders/" + id))
                    .as("and its history says why")
                    .contains("淘宝已接受（order.accepted）");
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /** As if that had happened to it; the node does not touch it meanwhile. */
    private static void inState(long id, String state, Work work) throws Exception {
        scene.database.update("UPDATE createorder_entry SET " + state + " WHERE id = ?", id);
        try {
            work.run();
        } finally {
            scene.database.update(
                    "UPDATE createorder_entry SET status = 'ERROR', cause = 'MAPPING', may_be_executed = FALSE WHERE id = ?",
                    id);
        }
    }

    /** 401 characters are refused by whatever asks for a reason, and 400 are kept whole, also beside the name. */
    @Test
    @Order(7)
    void aReasonThatIsTooLongIsRefusedAndNeverCut() throws Exception {
        String order = "/orders/" + id(canary);
        String tooLong = "x".repeat(401);
        long jobs = scene.count("SELECT COUNT(*) FROM createorder_job");
        try (WebClient client = loggedIn("boss", "en")) {
            for (String page : List.of("/plan?cause=MAPPING&source=core", "/gateway", order, order + "/edit")) {
                assertThat(((HtmlPage) client.getPage(base + page)).getElementsByName("reason"))
                        .as(page)
                        .isNotEmpty()
                        .allMatch(field -> field.getAttribute("maxlength").equals("400"));
            }
            String body = "version=0&do=send&cause=MAPPING&token=" + token(client) + "&reason=";
            for (String form : List.of(
                    "/plan",
                    "/gateway/pause",
                    "/gateway/resume",
                    order + "/close",
                    order + "/reopen",
                    order + "/reveal",
                    order + "/edit")) {
                HttpResponse<String> answer = post(client, form, body + tooLong);
                assertThat(answer.statusCode()).as(form).isEqualTo(400);
                assertThat(answer.body()).as(form).contains("has 401 characters, and may have 400 at most");
            }
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_job")).isEqualTo(jobs);
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_action WHERE reason LIKE 'xxx%'"))
                    .isZero();
            assertThat(gate().isOpen()).isTrue();

            String whole = "y".repeat(400);
            assertThat(post(client, "/gateway/pause", body + whole).statusCode())
                    .isEqualTo(303);
            assertThat(gate().reason()).isEqualTo("boss: " + whole);
            assertThat(scene.count("SELECT COUNT(*) FROM createorder_action WHERE reason = ?", whole))
                    .isOne();
            assertThat(post(client, "/gateway/resume", body + "done").statusCode())
                    .isEqualTo(303);
        }
    }

    private static GateState gate() {
        return node.bean("createorderGate", io.github.createorder.ledger.Gate.class)
                .state();
    }

    @Test
    @Order(7)
    void theGatewayOffersOnlyWhatAppliesAndRefusesTheRestInWords() throws Exception {
        try (WebClient client = loggedIn("boss", "en")) {
            String body = "token=" + token(client) + "&reason=";
            assertThat(steps(client)).containsExactly("/createorder/gateway/pause");
            HttpResponse<String> open = post(client, "/gateway/resume", body + "nothing+to+do");
            assertThat(open.statusCode()).isEqualTo(409);
            assertThat(open.body()).contains("sending is open: there is nothing to resume");
            assertThat(post(client, "/gateway/pause", body + "the+first").statusCode())
                    .isEqualTo(303);
            try {
                assertThat(steps(client)).containsExactly("/createorder/gateway/resume");
                HttpResponse<String> again = post(client, "/gateway/pause", body + "the+second");
                assertThat(again.statusCode()).isEqualTo(409);
                assertThat(again.body()).contains("paused already, by boss: the first");
                assertThat(gate().reason()).isEqualTo("boss: the first");
            } finally {
                post(client, "/gateway/resume", body + "go+on");
            }
            assertThat(gate().isOpen()).isTrue();
            assertThat(scene.database.queryForList(
                            "SELECT CONCAT(action, ' ', outcome) FROM createorder_action WHERE reason IN"
                                    + " ('nothing to do', 'the first', 'the second', 'go on') ORDER BY id",
                            String.class))
                    .containsExactly("RESUME REFUSED", "PAUSE DONE", "PAUSE REFUSED", "RESUME DONE");
            client.removeRequestHeader("Accept-Language");
            client.addRequestHeader("Accept-Language", "zh-CN");
            assertThat(text(client, "/audit")).contains("发送已由人工暂停", "发送已经开放");
        }
    }

    private static List<String> steps(WebClient client) throws Exception {
        return ((HtmlPage) client.getPage(base + "/gateway"))
                .getForms().stream()
                        .map(HtmlForm::getActionAttribute)
                        .filter(action -> action.contains("/gateway/"))
                        .toList();
    }

    @Test
    @Order(7)
    void whatIsNotThereAndWhatIsMistypedIsNamed() throws Exception {
        try (WebClient client = loggedIn("boss", "en")) {
            Map<String, String> missing = Map.of(
                    "/orders/999999999",
                    "There is no order with the number 999999999",
                    "/orders/999999999/edit",
                    "There is no order with the number 999999999",
                    "/orders/TB-1",
                    "There is no order with the number TB-1",
                    "/plan?id=999999999",
                    "There is no order with the number 999999999",
                    "/plan?id=abc",
                    "There is no order with the number abc",
                    "/jobs/999999999",
                    "There is no job with the number 999999999",
                    "/files/999999999",
                    "There is no file with the number 999999999",
                    "/files/" + fileId() + "/receipt?receipt=7",
                    "This file has no receipt 7",
                    "/nowhere",
                    "There is no such page");
            for (Map.Entry<String, String> one : missing.entrySet()) {
                told(client, one.getKey(), 404, one.getValue());
            }
            for (String form : List.of("close", "reopen", "reveal", "edit")) {
                HttpResponse<String> answer =
                        post(client, "/orders/999999999/" + form, "version=0&reason=x&token=" + token(client));
                assertThat(answer.statusCode()).as(form).isEqualTo(404);
                assertThat(answer.body()).as(form).contains("There is no order with the number 999999999");
            }
            Map<String, String> wrong = Map.of(
                    "/orders?day=2026-13-40",
                    "day=2026-13-40",
                    "/orders?status=x",
                    "status=x",
                    "/orders?cause=y",
                    "cause=y",
                    "/orders?before=z",
                    "before=z",
                    "/days?day=today",
                    "day=today",
                    "/files?state=lost",
                    "state=lost",
                    "/audit?action=DANCE",
                    "action=DANCE",
                    "/plan?cause=NONE",
                    "cause=NONE",
                    "/files/" + fileId() + "?receipt=one",
                    "receipt=one");
            for (Map.Entry<String, String> one : wrong.entrySet()) {
                told(client, one.getKey(), 400, one.getValue());
            }
            assertThat(text(client, "/orders?q=tb-nowhere"))
                    .contains("Nothing was found for: tb-nowhere", "Capital and small letters differ");
        }
    }

    private static void told(WebClient client, String path, int status, String words) throws Exception {
        HtmlPage page = client.getPage(base + path);
        assertThat(page.getWebResponse().getStatusCode()).as(path).isEqualTo(status);
        assertThat(page.asNormalizedText()).as(path).contains(words);
    }

    @Test
    @Order(7)
    void aFileThatIsRefusedShowsNoEmptyTableAndSaysWhy() throws Exception {
        Files.writeString(scene.folder.resolve("host").resolve("HOST_20261125_009.txt"), "no line of ours\n");
        Files.write(scene.folder.resolve("host").resolve("HOST_20261125_009.txt.ok"), new byte[0]);
        String refused = "SELECT COALESCE(MAX(id), 0) FROM createorder_file WHERE state = 'REFUSED'";
        await().atMost(Duration.ofSeconds(20)).until(() -> scene.count(refused) > 0);
        try (WebClient client = loggedIn("looker", "en")) {
            HtmlPage page = client.getPage(base + "/files/" + scene.count(refused));
            assertThat(page.asNormalizedText())
                    .contains("The file was refused as a whole")
                    .doesNotContain("Lines of receipt");
            assertThat(page.getByXPath("//table")).isEmpty();
        }
    }

    @Test
    @Order(7)
    void wordsOfAFilterDifferAndAPlanSaysWhatItIsAboutInChinese() throws Exception {
        try (WebClient client = loggedIn("boss", "zh-CN")) {
            HtmlPage orders = client.getPage(base + "/orders");
            assertThat(((org.htmlunit.html.HtmlSelect) orders.getElementByName("status"))
                            .getOptions().stream()
                                    .map(option -> option.getText())
                                    .toList())
                    .doesNotHaveDuplicates()
                    .hasSize(7);
            assertThat(text(client, "/plan?id=" + id(canary)))
                    .contains("TB-" + canary, "出错：无法映射 MAPPING", "订单数\n1")
                    .doesNotContain("订单 " + id(canary));
            assertThat(text(client, "/plan?cause=MAPPING&source=core"))
                    .contains("无法映射 MAPPING", "订单数\n" + inError().size());
            assertThat(text(client, "/audit"))
                    .contains("操作人 操作 不限", "来自\t操作\t结果")
                    .doesNotContain("可以做的操作");
        }
    }

    /** A ban shows within six seconds; the edited order waits for its end, or for a person who says why. */
    @Test
    @Order(8)
    void anEditedRecordIsSentAndABanShowsAndIsResumedWithAReason() throws Exception {
        scene.sandbox.trouble().set(TroubleRule.ban(6).when(TroubleRule.When.next(1)));
        long id = id(mapping);
        try (WebClient client = loggedIn("boss", "en")) {
            HtmlForm edit = form(client.getPage(base + "/orders/" + id + "/edit"), "/edit");
            var inputs = edit.getByXPath(".//input[contains(@name, 'START_DATE')]");
            for (Object input : inputs) {
                ((org.htmlunit.html.HtmlInput) input).setValue("20261231");
            }
            HtmlPage preview = ((HtmlButton) edit.getFirstByXPath(".//button[@value='preview']")).click();
            assertThat(preview.asNormalizedText())
                    .contains("Nothing would be wrong with it", "Request to the gateway", "2026-12-31");
            edit = form(preview, "/edit");
            edit.getInputByName("reason").type("date was mistyped");
            HtmlPage after = ((HtmlButton) edit.getFirstByXPath(".//button[@value='send']")).click();
            assertThat(after.getUrl().getPath()).endsWith("/orders/" + id);
            assertThat(after.asNormalizedText()).contains("date was mistyped", "20260230", "20261231");

            await().atMost(Duration.ofSeconds(6))
                    .until(() ->
                            ((HtmlPage) client.getPage(base)).asNormalizedText().contains("BANNED"));
            HtmlForm resume = form(client.getPage(base + "/gateway"), "/resume");
            HtmlPage refused = button(resume).click();
            assertThat(refused.asNormalizedText()).contains("A reason is needed");
            assertThat(node.bean("createorderGate", io.github.createorder.ledger.Gate.class)
                            .state()
                            .kind())
                    .isEqualTo(GateState.Kind.BANNED);
            resume = form(client.getPage(base + "/gateway"), "/resume");
            resume.getInputByName("reason").type("Taobao lifted it");
            button(resume).click();
        }
        await().atMost(Duration.ofSeconds(15))
                .until(() ->
                        scene.count("SELECT COUNT(*) FROM createorder_entry WHERE id = ? AND status = 'ACCEPTED'", id)
                                == 1);
        // The core system's row is read again as it was: neither a conflict nor an undoing.
        scene.database.update("UPDATE LEGACY_ORDER SET STATUS = 'NEW' WHERE ORDER_NO = ?", mapping);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> scene.count(
                                "SELECT COUNT(*) FROM LEGACY_ORDER WHERE ORDER_NO = ? AND STATUS = 'ACCEPTED'", mapping)
                        == 1);
        assertThat(scene.count("SELECT COUNT(*) FROM createorder_entry WHERE cause = 'CONFLICT'"))
                .isZero();
        // The core system has to correct it too.
        try (WebClient client = loggedIn("boss", "en")) {
            HtmlPage day = client.getPage(base + "/days");
            assertThat(day.getAnchorByText("Corrections for the core system, as a CSV file")
                            .click()
                            .getWebResponse()
                            .getContentAsString(StandardCharsets.UTF_8)
                            .lines())
                    .filteredOn(line -> line.startsWith("\"TB-" + mapping + "\",\"core\""))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("START_DATE\",\"20260230\",\"20261231\"")
                            && line.endsWith("\"boss\",\"date was mistyped\""));
        }
    }

    /** From the errors to a group that is gone, by keyboard alone and without a page load. */
    @Test
    @Order(9)
    void aGroupIsPlannedTriedCorrectedAndReplayedByKeyboardInARealBrowser() throws Exception {
        if (!Browser.isThere()) {
            System.err.println("NOT RUN: ConsoleTest in a real browser, for chromium and chromedriver are not here");
            return;
        }
        drop("HOST_20261125_002.txt", 'K', "9KEY");
        try (Browser browser = Browser.start()) {
            List<String> violations = new ArrayList<>();
            browser.open(base);
            violations.addAll(inBothThemes(browser, base));
            browser.tabTo(By.name("name"));
            browser.press("boss" + Keys.TAB + PASSWORD + Keys.ENTER);
            browser.await(By.id("live"));
            browser.screenshot(Path.of("target", "console.png"));
            replayByKeyboard(browser);
            faultsAreShownWhileOneTypes(browser);
            for (String path : pages()) {
                violations.addAll(inBothThemes(browser, base + path));
            }
            violations.addAll(
                    inBothThemes(browser, base + "/jobs/" + scene.count("SELECT MAX(id) FROM createorder_job")));
            violations.addAll(inBothThemes(browser, base + "/nowhere"));
            violations.addAll(ofAnswersToForms(browser));
            assertThat(violations).isEmpty();
            assertThat(browser.complaints()).as("of the browser: CSP, scripts").isEmpty();
        }
    }

    /** All rules of axe: a theme is a page of its own to whoever reads it. */
    private static List<String> inBothThemes(Browser browser, String url) {
        List<String> violations = new ArrayList<>();
        for (String theme : List.of("light", "dark")) {
            browser.cookie("createorder-theme", theme);
            browser.open(url);
            assertThat(browser.find(By.tagName("html")).getAttribute("data-theme"))
                    .isEqualTo(theme);
            violations.addAll(violations(browser, theme));
        }
        return violations;
    }

    private static List<String> violations(Browser browser, String what) {
        return browser.violations(EVERYTHING).stream()
                .map(found -> what + " " + browser.url().getPath() + ": " + found)
                .toList();
    }

    /** In the dark theme, in which the browser is by now. */
    private static List<String> ofAnswersToForms(Browser browser) throws Exception {
        Path theirs = Files.writeString(scene.folder.resolve("browser.csv"), "identifier\nTB-NOWHERE\n");
        browser.open(base + "/days");
        browser.find(By.name("file")).sendKeys(theirs.toAbsolutePath().toString());
        browser.enter(By.cssSelector("button[value='show']"));
        browser.await(By.id("comparison"));
        List<String> violations = new ArrayList<>(violations(browser, "compared"));
        browser.open(base + "/orders/" + id(canary));
        browser.tabTo(By.cssSelector("form[action$='/reveal'] [name='reason']"));
        browser.press("axe" + Keys.ENTER);
        browser.await(By.xpath("//*[contains(., 'shown once')]"));
        violations.addAll(violations(browser, "revealed"));
        browser.open(base + "/orders/" + id(canary) + "/edit");
        browser.enter(By.cssSelector("button[value='send']"));
        browser.await(By.cssSelector("[role='alert']"));
        violations.addAll(violations(browser, "without a reason"));
        return violations;
    }

    private static void replayByKeyboard(Browser browser) {
        browser.run("window.neverLoaded = 'still here';");
        browser.press("/");
        assertThat(browser.focused().getAttribute("id")).isEqualTo("search");
        browser.enter(By.cssSelector("nav a[href$='/errors']"));
        browser.await(By.cssSelector("[aria-current='page'][href$='/errors']"));
        browser.press("j");
        assertThat(browser.focused().getAttribute("class")).contains("row");
        browser.enter(By.xpath(GROUP + "//a[@role='button']"));
        browser.tabTo(By.cssSelector("#main [name='reason']"));
        browser.press("product added" + Keys.ENTER);
        browser.await(By.cssSelector("form[action$='/start']"));
        assertThat(browser.text("#live")).contains("25 orders");

        By trial = By.cssSelector("form[action$='/trial'] button");
        browser.enter(trial);
        browser.await(By.id("trial"));
        assertThat(browser.text("#trial")).contains("Of 25 tried, 0 would be due and 25 would fail");
        LegacySource.addProduct(scene.database, "9KEY");
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    browser.enter(trial);
                    return browser.text("#trial").contains("25 would be due and 0 would fail");
                });
        browser.enter(By.cssSelector("form[action$='/start'] button"));
        await().atMost(Duration.ofSeconds(30)).until(() -> browser.text("#live").contains("25 sent again"));
        await().atMost(Duration.ofSeconds(30)).until(() -> accepted('K') == 25);
        browser.enter(By.cssSelector("nav a[href$='/errors']"));
        browser.await(By.cssSelector("[aria-current='page'][href$='/errors']"));
        await().atMost(Duration.ofSeconds(30)).until(() -> browser.count(By.xpath(GROUP)) == 0);
        assertThat(browser.text("#main")).contains("Errors by what corrects them");

        browser.enter(By.cssSelector("nav a[href$='/files']"));
        browser.enter(By.linkText("HOST_20261125_002.txt"));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            browser.enter(By.linkText("Receipt 2"));
            return browser.text("#main").contains("Receipt 2 as it was delivered");
        });
        assertThat(browser.text("#main"))
                .contains("Lines of receipt 2", "accepted")
                .doesNotContain("in error");
        assertThat(browser.run("return window.neverLoaded;"))
                .as("no page was loaded")
                .isEqualTo("still here");
    }

    /** Nothing is saved by it. */
    private static void faultsAreShownWhileOneTypes(Browser browser) {
        browser.enter(By.cssSelector("nav a[href$='/orders']"));
        browser.press("/");
        browser.press("TB-" + canary + Keys.ENTER);
        browser.enter(By.cssSelector("a[href$='/edit']"));
        browser.tabTo(By.cssSelector("[name$='START_DATE']"));
        browser.press(Keys.END + Keys.BACK_SPACE.toString().repeat(20) + "20261331");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> browser.text("#preview").contains("20261331"));
        assertThat(browser.text("#preview")).contains("effective_time", "which is not a date");
        browser.press(Keys.END + Keys.BACK_SPACE.toString().repeat(20) + "20261231");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !browser.text("#preview").contains("20261331"));
        assertThat(browser.focused().getAttribute("name"))
                .as("has kept the focus")
                .endsWith("START_DATE");
        assertThat(browser.run("return window.neverLoaded;")).isEqualTo("still here");
        assertThat(scene.count("SELECT COUNT(*) FROM createorder_payload_version WHERE entry_id = ?", id(canary)))
                .isZero();
    }

    /** The same group from the errors to its end, without scripts: by links and buttons of the pages alone. */
    @Test
    @Order(9)
    void aGroupIsReplayedUntilItsSecondReceiptIsThereWithoutScripts() throws Exception {
        drop("HOST_20261125_003.txt", 'S', "9SCR");
        try (WebClient client = loggedIn("boss", "en")) {
            HtmlPage page = client.getPage(base);
            page = page.getAnchorByText("Errors").click();
            page = page.<org.htmlunit.html.HtmlAnchor>getFirstByXPath(GROUP + "//a[@role='button']")
                    .click();
            HtmlForm plan = form(page, "/plan");
            plan.getInputByName("reason").type("product added");
            page = button(plan).click();
            assertThat(page.asNormalizedText()).contains("25 orders");
            page = button(form(page, "/trial")).click();
            assertThat(page.asNormalizedText())
                    .contains("Of 25 tried, 0 would be due and 25 would fail", "25 of 25 would fail again");
            assertThat(text(client, "/audit?action=TRIAL"))
                    .contains("25 records opened, 0 would be due, 25 would fail again");
            long failed = scene.count(
                    "SELECT MIN(id) FROM createorder_entry WHERE source = 'host' AND status = 'ERROR' AND identifier LIKE"
                            + " 'CORE-S%'");
            assertThat(text(client, "/orders/" + failed + "/edit"))
                    .contains("corrected in the core system", "administrator", "createorder.console.editable.host");
            LegacySource.addProduct(scene.database, "9SCR");
            long fileId = scene.count("SELECT id FROM createorder_file WHERE name = 'HOST_20261125_003.txt'");
            assertThat(text(client, "/files/" + fileId)).contains("product not mapped UNMAPPED_PRODUCT");
            HtmlPage planned = page;
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> ((HtmlPage) button(form(planned, "/trial")).click())
                            .asNormalizedText()
                            .contains("25 would be due and 0 would fail"));
            HtmlPage job = button(form(planned, "/start")).click();
            String path = job.getUrl().getPath().replaceFirst("^/createorder", "");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> text(client, path).contains("25 sent again"));
            await().atMost(Duration.ofSeconds(30)).until(() -> accepted('S') == 25);
            String errors = job.getAnchorByText("Errors").getHrefAttribute();
            // What the pages of groups say is at most five seconds old.
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            ((HtmlPage) client.getPage(job.getFullyQualifiedUrl(errors))).<Object>getFirstByXPath(GROUP)
                                    == null);
            page = client.getPage(job.getFullyQualifiedUrl(errors));
            HtmlPage file = ((HtmlPage) page.getAnchorByText("Files").click())
                    .getAnchorByText("HOST_20261125_003.txt")
                    .click();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> ((HtmlPage) client.getPage(file.getUrl()))
                            .asNormalizedText()
                            .contains("Receipt 2 as it was delivered"));
            page = client.getPage(file.getUrl());
            assertThat(page.getAnchorByText("Receipt 2 as it was delivered")
                            .click()
                            .getWebResponse()
                            .getContentAsStream()
                            .readAllBytes())
                    .isEqualTo(Files.readAllBytes(scene.folder.resolve("host/out/HOST_20261125_003.txt.2.ret")));
            page = page.getAnchorByText("Receipt 2").click();
            assertThat(page.asNormalizedText())
                    .contains("Lines of receipt 2", "accepted")
                    .doesNotContain("in error");
        }
    }

    /** The row of the group that a file is in error by. */
    private static final String GROUP = "//tr[td[. = 'host'] and contains(., 'UNMAPPED_PRODUCT')]";

    /** A file of twenty-five orders, of a product that is mapped nowhere; its first receipt says so. */
    private static void drop(String name, char prefix, String product) throws Exception {
        byte[] lines = Files.readAllBytes(DropSample.big(scene.folder.resolve("stage"), name, 25));
        String text = new String(lines, StandardCharsets.ISO_8859_1).replace("B0000000", prefix + "0000000");
        StringBuilder file = new StringBuilder(text);
        for (int i = 0; i < 25; i++) {
            int at = i * (text.length() / 26) + PROD_CODE_AT;
            file.replace(at, at + PROD_CODE_BYTES, product + " ".repeat(PROD_CODE_BYTES - product.length()));
        }
        Files.write(scene.folder.resolve("host").resolve(name), file.toString().getBytes(StandardCharsets.ISO_8859_1));
        Files.write(scene.folder.resolve("host").resolve(name + ".ok"), new byte[0]);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Files.exists(scene.folder.resolve("host/out/" + name + ".ret")));
    }

    private static long accepted(char prefix) {
        return scene.count(
                "SELECT COUNT(*) FROM createorder_entry WHERE source = 'host' AND status = 'ACCEPTED' AND identifier LIKE ?",
                "CORE-" + prefix + "%");
    }

    /** The jobs of the node are held up, so that a person can come between. */
    @Test
    @Order(10)
    void aCancelledJobDoesNothingMoreAndAnotherDoesItsPlanAndNothingThatCameLater() throws Exception {
        var routes = node.main().getCamelContext().getRouteController();
        try (WebClient client = loggedIn("boss", "en")) {
            routes.suspendRoute("createorder-jobs");
            long cancelled = started(client, plan(client));
            HtmlPage stopping = button(form(client.getPage(base + "/jobs/" + cancelled), "/cancel"))
                    .click();
            assertThat(stopping.asNormalizedText()).contains("stops after the batch in hand");
            routes.resumeRoute("createorder-jobs");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> text(client, "/jobs/" + cancelled).contains("cancelled:"));
            assertThat(scene.count(
                            "SELECT COUNT(*) FROM createorder_job_order WHERE job_id = ? AND outcome IS NOT NULL",
                            cancelled))
                    .isZero();

            routes.suspendRoute("createorder-jobs");
            long plan = plan(client);
            List<Long> planned = inError();
            scene.database.update(
                    "INSERT INTO LEGACY_ORDER (ORDER_NO, OPEN_ID, PAY_MODE, TERMS, APPLY_TIME,"
                            + " TOTAL_PREM_FEN, PAID_FEN, PROD_CODE, PLAN_CODE, SPM) SELECT CONCAT('LATE', ORDER_NO), OPEN_ID,"
                            + " PAY_MODE, TERMS, APPLY_TIME, TOTAL_PREM_FEN, PAID_FEN, PROD_CODE, PLAN_CODE, SPM FROM LEGACY_ORDER"
                            + " WHERE ORDER_NO = ?",
                    canary);
            await().atMost(Duration.ofSeconds(10)).until(() -> inError().size() == planned.size() + 1);
            List<Map<String, Object>> late = late();
            started(client, plan);
            routes.resumeRoute("createorder-jobs");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> text(client, "/jobs/" + plan).contains("done:"));
            assertThat(scene.database.queryForList(
                            "SELECT entry_id FROM createorder_job_order WHERE job_id = ? AND outcome IS NOT NULL"
                                    + " ORDER BY entry_id",
                            Long.class,
                            plan))
                    .isEqualTo(planned);
            assertThat(late()).as("came into error after the plan").isEqualTo(late);
            assertThat(text(client, "/jobs/" + plan)).contains("in error again cannot be mapped (MAPPING): ");
            assertThat(text(client, "/jobs/" + cancelled))
                    .contains("left as it was")
                    .doesNotContain("waits");
            String inVain = "0 sent again, " + planned.size() + " in error again at once";
            assertThat(text(client, "/jobs")).contains("In error again or refused");
            assertThat(text(client, "/audit?action=START&who=boss+console")).contains(inVain, "corrected");
            String today = LocalDate.now(ZoneOffset.ofHours(8)).toString();
            assertThat(client.getPage(base + "/audit.csv?action=START&day=" + today)
                            .getWebResponse()
                            .getContentAsString())
                    .contains("time,who,via,from,action,outcome,order,job,reason,detail", "\"boss\"", inVain);
            for (String filter : List.of("who=nobody", "day=2020-01-01", "action=START&day=2020-01-01")) {
                assertThat(text(client, "/audit?" + filter)).contains("Nobody did anything of this kind.");
            }
            assertThat(text(client, "/plan?cause=REJECTED&source=core"))
                    .contains("No order is in this error now")
                    .doesNotContain("Make the plan");
            inState(
                    id(mapping),
                    "status = 'CLOSED'",
                    () -> assertThat(text(client, "/orders/" + id(mapping))).doesNotContain("What to do: "));
            speak(client, "zh-CN");
            assertThat(text(client, "/jobs/" + plan)).contains("再次出错 无法映射（MAPPING）：");
            assertThat(text(client, "/orders/" + planned.get(0)))
                    .contains("重新映射 MAPPED_AFRESH corrected（任务 " + plan + "）；此前为无法映射（MAPPING）：")
                    .doesNotContain("; was ");
        } finally {
            routes.resumeRoute("createorder-jobs");
        }
    }

    private static List<Long> inError() {
        return scene.database.queryForList(
                "SELECT id FROM createorder_entry WHERE status = 'ERROR' AND cause = 'MAPPING' AND source = 'core' ORDER BY id",
                Long.class);
    }

    private static List<Map<String, Object>> late() {
        return scene.database.queryForList(
                "SELECT status, reason, replays, ended_at FROM createorder_entry WHERE ref LIKE '%LATE%'");
    }

    private static long plan(WebClient client) throws Exception {
        HtmlForm form = form(client.getPage(base + "/plan?cause=MAPPING&source=core"), "/plan");
        form.getInputByName("reason").type("corrected");
        HtmlPage job = button(form).click();
        return Long.parseLong(job.getUrl().getPath().replaceFirst(".*/", ""));
    }

    private static long started(WebClient client, long job) throws Exception {
        assertThat(((HtmlPage) button(form(client.getPage(base + "/jobs/" + job), "/start"))
                                .click())
                        .asNormalizedText())
                .contains("running");
        return job;
    }

    /** Every fault in one list, before anything listens. */
    @Test
    @Order(11)
    void aConsoleThatWouldBeOpenOrHasNoPlaceIsRefusedWithEveryFault() {
        Map<String, String> properties = new HashMap<>(scene.properties("two"));
        properties.put("createorder.app.console.port", "18099");
        properties.put("camel.server.host", "0.0.0.0");
        properties.put("createorder.console.path", "orders/");
        properties.put("createorder.console.session", "soon");
        properties.put("camel.management.enabled", "true");
        properties.put("camel.management.port", "18099");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> new Standalone(null, properties).start()))
                .hasStackTraceContaining("camel.server.host = '0.0.0.0' is open to other machines")
                .hasStackTraceContaining("createorder.console.path = 'orders/'")
                .hasStackTraceContaining("createorder.console.session = 'soon'")
                .hasStackTraceContaining("are both 18099");
    }
}
