package io.github.createorder.top;

import static io.github.createorder.top.Outcome.Kind.ACCEPTED;
import static io.github.createorder.top.Outcome.Kind.BANNED;
import static io.github.createorder.top.Outcome.Kind.MISCONFIGURED;
import static io.github.createorder.top.Outcome.Kind.REJECTED;
import static io.github.createorder.top.Outcome.Kind.UNKNOWN;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.top.Outcome.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {

    static final String ROOT = "alibaba_finance_insurance_createorder_response";
    static final String OK =
            "{\"" + ROOT + "\":{\"is_success\":true,\"response_code\":\"SUCCESS\",\"request_id\":\"r1\"}}";
    private static final String JSON = "text/javascript;charset=UTF-8";
    private static final Charset GBK = Charset.forName("GBK");

    private final Judge judge = new Judge();

    static String error(String code, String subCode, String subMsg) {
        return "{\"error_response\":{" + (code == null ? "" : "\"code\":\"" + code + "\",")
                + (subCode == null ? "" : "\"sub_code\":\"" + subCode + "\",")
                + (subMsg == null ? "" : "\"sub_msg\":\"" + subMsg + "\",")
                + "\"msg\":\"Message\",\"request_id\":\"r2\"}}";
    }

    private static String business(String isSuccess, String responseCode) {
        return "{\"" + ROOT + "\":{\"is_success\":" + isSuccess + ",\"response_code\":" + responseCode + "}}";
    }

    private Outcome judge(int status, String body) {
        return judge.answered(status, JSON, null, new ByteArrayInputStream(body.getBytes(UTF_8)));
    }

    @ParameterizedTest(name = "code {0} sub_code {1} is {2}")
    @CsvFileSource(
            resources = "/top/error-answers.csv",
            delimiter = ';',
            useHeadersInDisplayName = false,
            numLinesToSkip = 2)
    void everyErrorOfTheProtocolPage(String code, String subCode, Kind kind, int maxAttempts, Integer ban) {
        Outcome outcome = judge(200, error(code, subCode, null));
        assertThat(outcome.kind()).isEqualTo(kind);
        assertThat(outcome.maxAttempts()).isEqualTo(maxAttempts);
        assertThat(outcome.ban()).isEqualTo(ban == null ? null : Duration.ofSeconds(ban));
        assertThat(outcome.code()).isEqualTo(code);
        assertThat(outcome.subCode()).isEqualTo(subCode);
        assertThat(outcome.requestId()).isEqualTo("r2");
        assertThat(outcome.reason()).contains("code " + code).contains("Message");
    }

    @Test
    void everyRowOfTheTableDecidesACase() throws IOException {
        JudgementTable table = new JudgementTable(List.of("SUCCESS"), List.of());
        Set<JudgementTable.Row> deciding = new HashSet<>();
        try (InputStream in = JudgeTest.class.getResourceAsStream("/top/error-answers.csv")) {
            new String(in.readAllBytes(), UTF_8).lines().skip(2).forEach(line -> {
                String[] cells = line.split(";");
                deciding.add(table.error(cells[0], cells[1].isEmpty() ? null : cells[1]));
            });
        }
        for (int status : new int[] {302, 408, 413, 425, 429, 404, 503, 200}) {
            deciding.add(table.http(status));
        }
        deciding.add(table.business(true, "SUCCESS"));
        deciding.add(table.business(true, "X"));
        deciding.add(table.business(false, "X"));
        assertThat(table.rows()).containsExactlyInAnyOrderElementsOf(deciding);
    }

    @Test
    void numbersAndWordsAreTheSameCode() {
        assertThat(judge(200, "{\"error_response\":{\"code\":40,\"msg\":\"Missing required arguments:v\"}}"))
                .extracting(Outcome::kind, Outcome::code)
                .containsExactly(REJECTED, "40");
    }

    @Test
    void clockSkewIsNamed() {
        assertThat(judge(200, error("31", null, null)).reason()).contains("clock skew");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "This ban will last for 1 more seconds                     | 1",
                "This ban will last for 2 more seconds                     | 2",
                "This ban will last for 71 more seconds                    | 71",
                "This ban will last for 31062 more seconds                 | 31062",
                "this BAN will last FOR 5 more SECONDS                     | 5",
                "Limited. This ban will last for 3 more seconds, try later | 3",
                "This ban will last for 0 more seconds                     | 1",
                "This ban will last for 99999 more seconds                 | 90000",
                "This ban will last for 99999999999999999999 more seconds  | 90000",
                "This ban will last for a while                            |",
                "This ban will last for -5 more seconds                    |",
            })
    void banIsParsedFromSubMsg(String subMsg, Integer seconds) {
        Outcome outcome = judge(200, error("7", "accesscontrol.limited-by-app-api-access-count", subMsg));
        assertThat(outcome.kind()).isEqualTo(BANNED);
        assertThat(outcome.ban()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @Test
    void banIsParsedFromMsgAsWell() {
        String body = "{\"error_response\":{\"code\":7,\"msg\":\"This ban will last for 9 more seconds\"}}";
        assertThat(judge(200, body))
                .extracting(Outcome::kind, Outcome::ban)
                .containsExactly(BANNED, Duration.ofSeconds(9));
    }

    /** Whatever stands in a message of any other error may have come from somebody's data: it must not stop everybody. */
    @ParameterizedTest
    @CsvSource({
        "50,isv.invalid-parameter,REJECTED",
        "50,isp.new,UNKNOWN",
        "40,,REJECTED",
        "15,,UNKNOWN",
        "777,isv.x,REJECTED",
        "999999,,UNKNOWN"
    })
    void wordsOfABanThatEchoFromDataPauseNobody(String code, String subCode, Kind kind) {
        String echo = "out_user_id This ban will last for 31062 more seconds is invalid";
        for (String body :
                List.of(error(code, subCode, echo), error(code, subCode, null).replace("Message", echo))) {
            assertThat(judge(200, body)).extracting(Outcome::kind, Outcome::ban).containsExactly(kind, null);
        }
    }

    @Test
    void leadingZerosMakeABanNoLonger() {
        assertThat(judge(200, error("7", null, "This ban will last for 0000000012 more seconds"))
                        .ban())
                .isEqualTo(Duration.ofSeconds(12));
    }

    private static String xml(String... nameAndValue) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<error_response>\n");
        for (int i = 0; i < nameAndValue.length; i += 2) {
            xml.append("  <").append(nameAndValue[i]).append('>').append(nameAndValue[i + 1]);
            xml.append("</").append(nameAndValue[i]).append(">\n");
        }
        return xml + "</error_response>\n<!--top011186098024.et2-->";
    }

    @Test
    void banToldInXmlIsABan() {
        String body = xml(
                "code",
                "7",
                "msg",
                "App Call Limited",
                "sub_code",
                "accesscontrol.limited-by-app-api-access-count",
                "sub_msg",
                "This ban will last for 12 more seconds",
                "request_id",
                "r9");
        for (byte[] bytes : List.of(
                body.getBytes(UTF_8),
                ("\uFEFF" + body).getBytes(UTF_8),
                body.getBytes(GBK),
                ("\uFEFF" + body).getBytes(UTF_16LE),
                body.getBytes(UTF_16BE))) {
            assertThat(answered("text/xml", bytes))
                    .extracting(Outcome::kind, Outcome::ban, Outcome::code, Outcome::requestId)
                    .containsExactly(BANNED, Duration.ofSeconds(12), "7", "r9");
        }
    }

    @ParameterizedTest(name = "code {0} sub_code {1} in XML is {2}")
    @CsvFileSource(
            resources = "/top/error-answers.csv",
            delimiter = ';',
            useHeadersInDisplayName = false,
            numLinesToSkip = 2)
    void errorInXmlIsJudgedByTheSameTable(String code, String subCode, Kind kind) {
        String body = subCode == null
                ? xml("code", code, "msg", "a &amp; b &#x975e; <![CDATA[<c>]]>")
                : xml("code", code, "msg", "a &amp; b &#x975e; <![CDATA[<c>]]>", "sub_code", subCode);
        Outcome outcome = judge(200, body);
        assertThat(outcome).extracting(Outcome::kind, Outcome::code).containsExactly(kind, code);
        assertThat(outcome.reason()).contains("a & b \u975e <c>");
    }

    @Test
    void errorInXmlCountsOnAnyStatusAsInJson() {
        assertThat(judge(403, xml("code", "25", "msg", "Invalid signature")).kind())
                .isEqualTo(MISCONFIGURED);
        assertThat(judge(503, xml("code", "50", "sub_code", "isp.system-busy")).kind())
                .isEqualTo(UNKNOWN);
        assertThat(judge(503, xml("msg", "no code")).kind()).isEqualTo(UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<?xml version=\"1.0\"?><" + ROOT
                        + "><is_success>true</is_success><response_code>SUCCESS</response_code></" + ROOT + ">",
                "<error_response><" + ROOT + "><is_success>true</is_success></" + ROOT + "></error_response>",
                "<response><code>7</code></response>",
                "<x:error_response xmlns:x=\"urn:x\"><code>7</code></x:error_response>",
                "<error_response><code>7</code><code>25</code></error_response>",
                "<error_response><code>7</code>",
                "<error_response><code>7</code></error_response><error_response/>",
                "<error_response><code>7</code></error_response> x",
                "<!DOCTYPE error_response><error_response><code>7</code></error_response>",
                "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><error_response><code>7</code><msg>&x;</msg>"
                        + "</error_response>",
                "<!DOCTYPE r [<!ENTITY a \"7\">]><error_response><code>&a;</code></error_response>",
                "<error_response><code>7</code><msg>&x;</msg></error_response>",
                "<error_response code=\"7\"/>",
                "<error_response><a><a><a><a><a><a><a><a><a/></a></a></a></a></a></a></a></a><code>7</code></error_response>",
            })
    void anyOtherXmlIsUnknown(String body) {
        assertThat(judge(200, body)).extracting(Outcome::kind, Outcome::code).containsExactly(UNKNOWN, null);
    }

    @Test
    void xmlIsReadWithinLimits() {
        assertThat(judge(200, "<error_response>" + "<a>".repeat(100_000)).kind())
                .isEqualTo(UNKNOWN);
        StringBuilder many = new StringBuilder("<error_response><code>7</code>");
        for (int i = 0; i < 200; i++) {
            many.append("<f").append(i).append("/>");
        }
        assertThat(judge(200, many + "</error_response>").kind()).isEqualTo(UNKNOWN);
    }

    @Test
    void nothingInXmlOrInAGuessedCharsetProvesSuccessOrItsContrary() {
        Judge explicit = new Judge(
                List.of("SUCCESS"), List.of("sub_code,isv.repeated,,ACCEPTED", "sub_code,isv.not-there,,NOT_CREATED"));
        assertThat(answered(explicit, error("50", "isv.not-there", null)).kind())
                .isEqualTo(Kind.NOT_CREATED);
        assertThat(answered(explicit, xml("code", "50", "sub_code", "isv.repeated"))
                        .kind())
                .isEqualTo(UNKNOWN);
        assertThat(answered(explicit, xml("code", "50", "sub_code", "isv.not-there"))
                        .kind())
                .isEqualTo(REJECTED);
        byte[] gbk = error("50", "isv.repeated", "\u91cd\u590d").getBytes(GBK);
        assertThat(explicit.answered(200, "text/javascript", null, new ByteArrayInputStream(gbk))
                        .kind())
                .isEqualTo(UNKNOWN);
    }

    /** The charset that a Chinese server forgets to name: what is wrong is seen, success is not. */
    @Test
    void errorInAnUnnamedOrUnknownCharsetIsSeen() {
        byte[] gbk = error("25", null, "\u7b7e\u540d\u65e0\u6548").getBytes(GBK);
        for (String type : new String[] {null, "text/javascript", JSON, "text/javascript;charset=klingon"}) {
            assertThat(answered(type, gbk).kind()).as(type).isEqualTo(MISCONFIGURED);
        }
        assertThat(answered("text/javascript", gbk).reason()).contains("\u7b7e\u540d\u65e0\u6548");
        assertThat(answered("text/javascript;charset=klingon", OK.getBytes(UTF_8))
                        .kind())
                .isEqualTo(UNKNOWN);
    }

    @Test
    void successWithAByteOrderMarkIsASuccess() throws IOException {
        assertThat(answered(JSON, ("\uFEFF" + OK).getBytes(UTF_8)).kind()).isEqualTo(ACCEPTED);
        assertThat(answered(null, ("\uFEFF" + OK).getBytes(UTF_8)).kind()).isEqualTo(ACCEPTED);
        assertThat(answered("text/javascript;charset=GBK", ("\uFEFF" + OK).getBytes(UTF_8))
                        .kind())
                .isEqualTo(ACCEPTED);
        assertThat(answered(null, ("\uFEFF" + OK).getBytes(UTF_16LE)).kind()).isEqualTo(ACCEPTED);
        assertThat(answered(null, ("\uFEFF" + OK).getBytes(UTF_16BE)).kind()).isEqualTo(ACCEPTED);
        assertThat(answered("text/javascript;charset=UTF-16", OK.getBytes(UTF_16))
                        .kind())
                .isEqualTo(ACCEPTED);
        assertThat(answered(null, OK.getBytes(UTF_16LE)).kind()).isEqualTo(ACCEPTED);
        assertThat(answered(JSON, OK.getBytes(UTF_16LE)).kind())
                .as("says UTF-8")
                .isEqualTo(UNKNOWN);
        assertThat(answered(null, new byte[] {(byte) 0xFF, (byte) 0xFE, 0}).kind())
                .isEqualTo(UNKNOWN);
    }

    @Test
    void zippedAnswerThatDoesNotSaySoIsReadWithinLimits() throws IOException {
        assertThat(answered(JSON, gzip(OK.getBytes(UTF_8))).kind()).isEqualTo(ACCEPTED);
        assertThat(answered(JSON, gzip(error("25", null, null).getBytes(UTF_8))).kind())
                .isEqualTo(MISCONFIGURED);
        assertThat(answered(JSON, gzip(new byte[50 << 20])).reason()).contains("more than 1048576 bytes");
        byte[] cut = gzip(OK.getBytes(UTF_8));
        assertThat(answered(JSON, Arrays.copyOf(cut, cut.length - 9)).kind()).isEqualTo(UNKNOWN);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void whatIsNotUnderstoodIsQuotedWithoutPersonalData() {
        assertThat(judge(200, "<!DOCTYPE html>\n<html><title>405 \u8bbf\u95ee\u88ab\u963b\u65ad</title>")
                        .reason())
                .contains("<html><title>405 \u8bbf\u95ee\u88ab\u963b\u65ad");
        assertThat(judge(200, "{\"is_success\":true,\"response_code\":\"SUCCESS\",}")
                        .reason())
                .contains("not clean JSON")
                .contains("{\"is_success\":true,\"response_code\":\"SUCCESS\"");
        for (String body : List.of(
                "{\"n\":\"\u5f20\u4e09\",\"u\":\"AAHW0000312d39c4fb8\",\"t\":\"abcdefghijklmnopqrst\",\"p\":13800138000}",
                "x \u5f20\u4e09 AAHW0000312d39c4fb8 abcdefghijklmnopqrst 13800138000",
                "{\"a\":{\"n\":\"\u5f20\u4e09, AAHW0000312d39c4fb8",
                "<p>%22out_user_id%22%3A%22AAHW0000312d39c4fb8%22 13800138000")) {
            assertThat(judge(200, body).reason())
                    .contains("it begins: ")
                    .doesNotContain("0000312", "1380013", "abcdefghijklmnop");
        }
        assertThat(judge(200, "{\"n\":\"\u5f20\u4e09\",\"u\":\"Wang Er\",").reason())
                .contains("{\"n\":\"*\",\"u\":\"*\",")
                .hasSizeLessThan(300);
        assertThat(judge(502, "<html>".repeat(100)).reason()).hasSizeLessThan(300);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true      | 'SUCCESS'  | ACCEPTED | 0",
                "'true'    | 'SUCCESS'  | ACCEPTED | 0",
                "true      | 'success'  | UNKNOWN  | 0",
                "true      | 'REPEATED' | UNKNOWN  | 0",
                "true      | ''         | UNKNOWN  | 0",
                "true      | null       | UNKNOWN  | 0",
                "true      | ['SUCCESS']| UNKNOWN  | 0",
                "false     | 'SUCCESS'  | UNKNOWN  | 3",
                "'false'   | 'SUCCESS'  | UNKNOWN  | 3",
                "false     | 'BAD_ITEM' | UNKNOWN  | 3",
                "null      | 'SUCCESS'  | UNKNOWN  | 0",
                "1         | 'SUCCESS'  | UNKNOWN  | 0",
                "'1'       | 'SUCCESS'  | UNKNOWN  | 0",
                "'TRUE'    | 'SUCCESS'  | UNKNOWN  | 0",
                "'yes'     | 'SUCCESS'  | UNKNOWN  | 0",
                "{}        | 'SUCCESS'  | UNKNOWN  | 0",
            },
            quoteCharacter = '`')
    void successIsProved(String isSuccess, String responseCode, Kind kind, int maxAttempts) {
        Outcome outcome = judge(200, business(isSuccess.replace('\'', '"'), responseCode.replace('\'', '"')));
        assertThat(outcome).extracting(Outcome::kind, Outcome::maxAttempts).containsExactly(kind, maxAttempts);
    }

    @Test
    void acceptedAnswerKeepsItsIds() {
        assertThat(judge(200, OK))
                .extracting(Outcome::kind, Outcome::responseCode, Outcome::requestId, Outcome::httpStatus)
                .containsExactly(ACCEPTED, "SUCCESS", "r1", 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "{}",
                "[]",
                "true",
                "\"SUCCESS\"",
                "[" + "{\"error_response\":{\"code\":7}}" + "]",
                "<html><body>Welcome to the hotel</body></html>",
                "{\"is_success\":true,\"response_code\":\"SUCCESS\"}",
                "{\"finance_insurance_createorder_response\":{\"is_success\":true,\"response_code\":\"SUCCESS\"}}",
                "{\"alibaba_finance_insurance_surrender_response\":{\"is_success\":true,\"response_code\":\"SUCCESS\"}}",
                "{\"" + ROOT + "\":null}",
                "{\"" + ROOT + "\":[]}",
                "{\"" + ROOT + "\":{}}",
                "{\"" + ROOT + "\":\"SUCCESS\"}",
                "{\"" + ROOT + "\":{\"is_success\":true}}",
                "{\"" + ROOT + "\":{\"is_success\":true,\"response_code\":\"SUCCESS\"}",
                "{\"" + ROOT + "\":{\"is_success\":true,\"response_code\":\"SUCC",
                "{\"" + ROOT + "\":{\"is_success\":true,\"response_code\":\"SUCCESS\"}}}",
                "{\"" + ROOT + "\":{\"is_success\":true,\"response_code\":\"SUCCESS\"}} {}",
                "{\"" + ROOT + "\":{\"is_success\":true,\"response_code\":\"SUCCESS\"}} x",
                "{\"" + ROOT + "\":{\"is_success\":false,\"is_success\":true,\"response_code\":\"SUCCESS\"}}",
                "{\"" + ROOT + "\":{\"is_success\":true,\"response_code\":\"SUCCESS\",\"sub_code\":\"isp.x\"}}",
                "{\"" + ROOT + "\":{\"is_success\":true,\"response_code\":\"SUCCESS\",\"flag\":\"failure\"}}",
                "{\"" + ROOT + "\":{\"is_success\":true,\"response_code\":\"SUCCESS\",\"code\":50}}",
                "{\"error_response\":{\"code\":7},\"" + ROOT
                        + "\":{\"is_success\":true,\"response_code\":\"SUCCESS\"}}",
                "{\"error_response\":{}}",
                "{\"error_response\":\"25\"}",
                "{\"error_response\":{\"code\":25,\"code\":40}}",
                "{\"error_response\":{\"code\":25}",
                "{\"error_response\":{\"code\":25},\"request_id\":\"x\"}",
            })
    void anythingElseIsUnknown(String body) {
        assertThat(judge(200, body).kind()).isEqualTo(UNKNOWN);
    }

    @Test
    void deepNestingIsUnknown() {
        assertThat(judge(200, "{\"" + ROOT + "\":" + "[".repeat(100_000)).kind())
                .isEqualTo(UNKNOWN);
    }

    @Test
    void rawControlCharactersAreReadAndCleaned() {
        Outcome outcome = judge(200, error("50", "isv.invalid-parameter", "a\tb\r\nc\u0000d\u2028e"));
        assertThat(outcome.kind()).isEqualTo(REJECTED);
        assertThat(outcome.reason()).contains("a b c d e").doesNotContain("\n", "\r", "\t");
    }

    @Test
    void reasonIsShort() {
        String smileys = "\uD83D\uDE00".repeat(1000);
        assertThat(judge(200, error("50", "isv.x", smileys)).reason())
                .hasSizeBetween(299, 300)
                .satisfies(reason -> assertThat(reason.getBytes(UTF_8)).doesNotContain((byte) '?'));
    }

    @ParameterizedTest
    @CsvSource({
        "0,UNKNOWN",
        "204,UNKNOWN",
        "302,MISCONFIGURED",
        "304,MISCONFIGURED",
        "400,MISCONFIGURED",
        "401,MISCONFIGURED",
        "403,MISCONFIGURED",
        "404,MISCONFIGURED",
        "405,MISCONFIGURED",
        "407,MISCONFIGURED",
        "408,UNKNOWN",
        "413,REJECTED",
        "425,UNKNOWN",
        "429,BANNED",
        "451,MISCONFIGURED",
        "500,UNKNOWN",
        "502,UNKNOWN",
        "503,UNKNOWN",
        "504,UNKNOWN",
        "599,UNKNOWN",
        "999,UNKNOWN",
    })
    void withoutAnAnswerOfTopTheStatusDecides(int status, Kind kind) {
        assertThat(judge(status, "<html>").kind()).isEqualTo(kind);
        assertThat(judge(status, "").kind()).isEqualTo(kind);
        assertThat(judge(status, OK).kind()).isEqualTo(kind);
        assertThat(judge(status, "{\"error_response\":{\"sub_code\":\"isv.x\"}}")
                        .kind())
                .isEqualTo(kind);
        assertThat(judge.answered(status, null, null, null).httpStatus()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 429, 500, 503})
    void topsOwnErrorCountsOnAnyStatus(int status) {
        assertThat(judge(status, error("25", null, null)).kind()).isEqualTo(MISCONFIGURED);
        assertThat(judge(status, error("40", null, null)).kind()).isEqualTo(REJECTED);
        assertThat(judge(status, error("7", null, "This ban will last for 2 more seconds"))
                        .ban())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(judge(status, error("50", "isp.system-busy", null)).kind()).isEqualTo(UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"17,17", "0,1", "100000,90000", "'Wed, 21 Oct 2026 07:28:00 GMT',", "-1,", ","})
    void retryAfterOf429IsTheBan(String retryAfter, Integer seconds) {
        Outcome outcome = judge.answered(429, null, retryAfter, null);
        assertThat(outcome)
                .extracting(Outcome::kind, Outcome::ban)
                .containsExactly(BANNED, seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @Test
    void charsetOfTheAnswerIsHonoured() {
        String body = error("50", "isv.invalid-parameter", "\u975e\u6cd5\u53c2\u6570");
        assertThat(answered("text/javascript;charset=GBK", body.getBytes(GBK)).reason())
                .contains("\u975e\u6cd5\u53c2\u6570");
        assertThat(answered("text/javascript", body.getBytes(UTF_8)).reason()).contains("\u975e\u6cd5\u53c2\u6570");
        assertThat(answered(null, body.getBytes(UTF_8)).reason()).contains("\u975e\u6cd5\u53c2\u6570");
    }

    @Test
    void wrongCharsetIsNeverSuccess() {
        String body = "{\"" + ROOT
                + "\":{\"is_success\":true,\"response_code\":\"SUCCESS\",\"response_msg\":\"\u6210\u529f\"}}";
        assertThat(answered("text/javascript;charset=UTF-8", body.getBytes(UTF_8))
                        .kind())
                .isEqualTo(ACCEPTED);
        assertThat(answered("text/javascript;charset=GBK", body.getBytes(GBK)).kind())
                .isEqualTo(ACCEPTED);
        assertThat(answered("text/javascript", body.getBytes(GBK)).kind()).isEqualTo(UNKNOWN);
        assertThat(answered("text/javascript;charset=klingon", body.getBytes(UTF_8))
                        .kind())
                .isEqualTo(UNKNOWN);
        assertThat(answered("text/javascript;charset=UTF-8", body.getBytes(GBK)).kind())
                .isEqualTo(UNKNOWN);
        assertThat(answered("text/javascript;charset=\"x y\"", body.getBytes(UTF_8))
                        .kind())
                .isEqualTo(UNKNOWN);
    }

    private Outcome answered(String contentType, byte[] body) {
        return judge.answered(200, contentType, null, new ByteArrayInputStream(body));
    }

    @Test
    void hugeAnswerIsNotReadToItsEnd() {
        AtomicInteger read = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read.incrementAndGet();
                return ' ';
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                read.addAndGet(length);
                return length;
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        Outcome outcome = new Judge(List.of("SUCCESS"), List.of(), 1000).answered(200, JSON, null, endless);
        assertThat(outcome.kind()).isEqualTo(UNKNOWN);
        assertThat(read.get()).isLessThanOrEqualTo(1001);
        assertThat(closed).hasPositiveValue();
    }

    @Test
    void aDuplicatesCodeIsAcceptedAsConfigured() {
        Judge listed = new Judge(List.of("SUCCESS", " REPEATED "), List.of());
        assertThat(answered(listed, business("true", "\"REPEATED\"")).kind()).isEqualTo(ACCEPTED);
        assertThat(answered(listed, business("false", "\"REPEATED\"")).kind()).isEqualTo(UNKNOWN);

        Judge explicit = new Judge(List.of("SUCCESS"), List.of("response_code,REPEATED,false,ACCEPTED,,,a repeat"));
        assertThat(answered(explicit, business("false", "\"REPEATED\""))).satisfies(outcome -> {
            assertThat(outcome.kind()).isEqualTo(ACCEPTED);
            assertThat(outcome.reason()).startsWith("a repeat");
        });
        assertThat(answered(explicit, business("true", "\"REPEATED\"")).kind()).isEqualTo(UNKNOWN);
    }

    @Test
    void aDuplicatesSubCodeIsAcceptedOnHttp200Only() {
        Judge explicit = new Judge(List.of("SUCCESS"), List.of("sub_code,isv.order-repeated,,ACCEPTED"));
        String body = error("50", "isv.order-repeated", null);
        assertThat(answered(explicit, body).kind()).isEqualTo(ACCEPTED);
        assertThat(explicit.answered(500, JSON, null, new ByteArrayInputStream(body.getBytes(UTF_8)))
                        .kind())
                .isEqualTo(UNKNOWN);
    }

    @Test
    void configuredRowsWin() {
        Judge configured = new Judge(
                List.of("SUCCESS"),
                List.of(
                        "# what Taobao told us",
                        "response_code,BAD_*,false,REJECTED,0,,refused",
                        "sub_code,isp.insurance-*,,UNKNOWN,5",
                        "code,7,,NOT_EXECUTED,4",
                        "http,503,,BANNED,,30,maintenance"));
        assertThat(answered(configured, business("false", "\"BAD_ITEM\"")).kind())
                .isEqualTo(REJECTED);
        assertThat(answered(configured, error("50", "isp.insurance-service-unavailable", null))
                        .maxAttempts())
                .isEqualTo(5);
        assertThat(answered(configured, error("7", null, null)).kind()).isEqualTo(Kind.NOT_EXECUTED);
        assertThat(configured.answered(503, null, null, null))
                .extracting(Outcome::kind, Outcome::ban)
                .containsExactly(BANNED, Duration.ofSeconds(30));
    }

    private static Outcome answered(Judge judge, String body) {
        return judge.answered(200, JSON, null, new ByteArrayInputStream(body.getBytes(UTF_8)));
    }

    @Test
    void allFaultsOfTheConfigurationAreListedAtOnce() {
        List<String> rows = new ArrayList<>(List.of(
                "code,7",
                "colour,7,,BANNED",
                "code,,,BANNED",
                "code,7,true,BANNED",
                "response_code,X,maybe,REJECTED",
                "code,7,,UNREACHABLE",
                "code,8,,REJECTED,many",
                "code,9,,REJECTED,0,5",
                "code,9-5,,REJECTED",
                "response_code,*,true,ACCEPTED",
                "response_code,X,,ACCEPTED",
                "code,50,,ACCEPTED",
                "http,200,,ACCEPTED"));
        rows.add("code,60,,REJECTED");
        rows.add("code,60,,UNKNOWN");
        assertThatThrownBy(() -> new Judge(List.of("SUCCESS", "*"), rows))
                .isInstanceOf(IllegalArgumentException.class)
                .extracting(failure -> failure.getMessage().lines().toList())
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(String.class))
                .hasSize(15)
                .contains("extra row 15 (code,60,,UNKNOWN): repeats row 14")
                .contains(
                        "extra row 2 (colour,7,,BANNED): level 'colour' must be one of CODE, SUB_CODE, RESPONSE_CODE, HTTP")
                .contains("accepted response codes: '*' is no code");
        assertThatThrownBy(() -> new Judge(List.of(), List.of())).hasMessageContaining("none given");
    }
}
