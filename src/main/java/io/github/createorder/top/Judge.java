package io.github.createorder.top;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.createorder.top.Outcome.Kind;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Tells what became of one attempt. Only what an answer proves is believed; everything else is unknown, because a sent
 * order may have been executed.
 *
 * <ul>
 *   <li>ACCEPTED: HTTP 200, well-formed JSON with the single root {@code alibaba_finance_insurance_createorder_response},
 *       {@code is_success} true (the boolean or that word), and a {@code response_code} on the accepted list.
 *   <li>An {@code error_response} as the single root of well-formed JSON or XML is TOP's own word. On HTTP 200 the table
 *       in {@code judgement.csv} decides by sub_code and code. On any other status somebody between may have had a hand in
 *       it: it counts when it has a {@code code}, and then as a ban, a configuration error or a refused order; all else
 *       stays unknown. In XML, or in another character set than the answer says, it never proves success.
 *   <li>Any other answer is judged by its HTTP status.
 * </ul>
 *
 * <p>Safe for use by many threads.
 */
public final class Judge {

    private static final String SUCCESS_ROOT = "alibaba_finance_insurance_createorder_response";
    private static final int DEFAULT_MAX_BYTES = 1024 * 1024;
    private static final int MAX_REASON = 300;
    private static final Duration MAX_BAN = Duration.ofHours(25);
    private static final Pattern BAN =
            Pattern.compile("This ban will last for (\\d+) more second", Pattern.CASE_INSENSITIVE);
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}\\s]+");
    private static final Set<Kind> TRUSTED_ON_ANY_STATUS = EnumSet.of(Kind.BANNED, Kind.MISCONFIGURED, Kind.REJECTED);

    private final JudgementTable table;
    private final int maxBytes;

    /** Accepts {@code SUCCESS} only, and judges by the built-in table. */
    public Judge() {
        this(List.of("SUCCESS"), List.of());
    }

    /**
     * Judges by the configuration first.
     *
     * @param acceptedCodes the response codes that, with is_success true, mean that the order stands; normally
     *     {@code SUCCESS} and the duplicates' codes that Taobao has told
     * @param extraRows rows in the format of {@code judgement.csv}; they win over the built-in rows
     * @throws IllegalArgumentException with one line for each fault of codes and rows
     */
    public Judge(Collection<String> acceptedCodes, Collection<String> extraRows) {
        this(acceptedCodes, extraRows, DEFAULT_MAX_BYTES);
    }

    /**
     * Judges by the configuration first, with its own size limit.
     *
     * @param maxBytes of the decoded answer; a bigger one is not read to its end and is unknown
     */
    public Judge(Collection<String> acceptedCodes, Collection<String> extraRows, int maxBytes) {
        this.table = new JudgementTable(acceptedCodes, extraRows);
        this.maxBytes = maxBytes;
    }

    /**
     * For a route: judges the exchange as camel-http has left it, with {@code throwExceptionOnFailure=false} and
     * {@code disableStreamCache=true}. The answer's stream is closed in any case, so the connection is free again.
     *
     * @return never null; a failed exchange is judged as {@link #failed(Throwable)} does
     */
    public Outcome judge(Exchange exchange) {
        if (exchange.getException() != null) {
            return failed(exchange.getException());
        }
        Message answer = exchange.getMessage();
        Integer status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        return answered(
                status == null ? 0 : status,
                answer.getHeader(Exchange.CONTENT_TYPE, String.class),
                answer.getHeader("Retry-After", String.class),
                answer.getBody(InputStream.class));
    }

    /**
     * Judges an answer.
     *
     * @param httpStatus its status, 0 when there was none
     * @param contentType its Content-Type, or null; UTF-8 unless it names a charset or a byte order mark tells another
     * @param retryAfter its Retry-After, or null
     * @param body its body, with Content-Encoding decoded, or null; always closed
     * @return never null
     */
    public Outcome answered(int httpStatus, String contentType, String retryAfter, InputStream body) {
        Answer answer;
        try {
            answer = Answer.read(contentType, body, maxBytes);
        } catch (Answer.Unreadable e) {
            return byStatus(httpStatus, retryAfter, e.getMessage());
        }
        JsonNode root = answer.root();
        if (root.isObject() && root.size() == 1) {
            JsonNode error = root.path(Answer.ERROR_ROOT);
            if (error.isObject() && (httpStatus == 200 || text(error, "code") != null)) {
                return error(httpStatus, error, answer.proof());
            }
            JsonNode success = root.path(SUCCESS_ROOT);
            if (success.isObject() && httpStatus == 200 && answer.proof()) {
                return business(success);
            }
        }
        String what = answer.proof() ? "JSON that is not an answer to this call" : "answer does not fit its charset";
        return byStatus(httpStatus, retryAfter, what + "; it begins: " + answer.quote());
    }

    /**
     * Judges a call that broke. With {@link TopHttpClient} it is certain whether the request may have left; for any other
     * client the kind of exception tells.
     *
     * <p>In a route: {@code method: failed(${exception})}.
     *
     * @param failure as thrown, wrapped or not
     * @return UNKNOWN unless it is proved that nothing was sent
     */
    public Outcome failed(Throwable failure) {
        return Failures.judge(failure);
    }

    private Outcome error(int status, JsonNode error, boolean proof) {
        String code = text(error, "code");
        String subCode = text(error, "sub_code");
        String msg = text(error, "msg");
        String subMsg = text(error, "sub_msg");
        JudgementTable.Row row = table.error(code, subCode);
        Kind kind = believed(row.kind(), status, proof);
        // Only the code tells a ban: the same words may be an echo of somebody's data in the message of any other
        // error.
        Duration ban = kind == Kind.BANNED ? banOf(subMsg, msg) : null;
        if (kind == Kind.BANNED && ban == null && row.banSeconds() > 0) {
            ban = Duration.ofSeconds(row.banSeconds());
        }
        String reason = row.note() + ": code " + code + " " + (msg == null ? "" : msg)
                + (subCode == null ? "" : "; sub_code " + subCode) + (subMsg == null ? "" : " " + subMsg);
        return new Outcome(
                kind,
                clean(reason, status),
                status,
                code,
                subCode,
                null,
                text(error, "request_id"),
                ban,
                row.maxAttempts());
    }

    private static Kind believed(Kind kind, int status, boolean proof) {
        if (status != 200 && !TRUSTED_ON_ANY_STATUS.contains(kind)) {
            return Kind.UNKNOWN;
        } else if (proof) {
            return kind;
        }
        return switch (kind) {
            case ACCEPTED -> Kind.UNKNOWN;
            case NOT_CREATED -> Kind.REJECTED;
            default -> kind;
        };
    }

    private Outcome business(JsonNode answer) {
        String responseCode = text(answer, "response_code");
        String requestId = text(answer, "request_id");
        Boolean success = isSuccess(answer.path("is_success"));
        String said = "is_success " + text(answer, "is_success") + ", response_code " + responseCode
                + (text(answer, "response_msg") == null ? "" : " " + text(answer, "response_msg"));
        if (success == null || responseCode == null || contradictsItself(answer)) {
            String reason = clean("answer without proof of success or failure: " + said, 200);
            return new Outcome(Kind.UNKNOWN, reason, 200, null, null, responseCode, requestId, null, 0);
        }
        JudgementTable.Row row = table.business(success, responseCode);
        return new Outcome(
                row.kind(),
                clean(row.note() + ": " + said, 200),
                200,
                null,
                null,
                responseCode,
                requestId,
                row.banSeconds() > 0 ? Duration.ofSeconds(row.banSeconds()) : null,
                row.maxAttempts());
    }

    /** The gateway's error fields inside a success root; the official SDK calls that a failure (protocol page §4). */
    private static boolean contradictsItself(JsonNode answer) {
        String code = text(answer, "code");
        return (code != null && !"0".equals(code)) || answer.hasNonNull("sub_code") || answer.hasNonNull("flag");
    }

    private Outcome byStatus(int status, String retryAfter, String what) {
        JudgementTable.Row row = table.http(status);
        Duration ban = null;
        if (row.kind() == Kind.BANNED) {
            ban = retryAfter != null && retryAfter.strip().matches("\\d+") ? seconds(retryAfter.strip()) : null;
            ban = ban == null && row.banSeconds() > 0 ? Duration.ofSeconds(row.banSeconds()) : ban;
        }
        return new Outcome(
                row.kind(),
                clean(row.note() + ": " + what, status),
                status,
                null,
                null,
                null,
                null,
                ban,
                row.maxAttempts());
    }

    private static Boolean isSuccess(JsonNode node) {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isTextual() && ("true".equals(node.textValue()) || "false".equals(node.textValue()))) {
            return Boolean.valueOf(node.textValue());
        }
        return null;
    }

    /** A plain value as text; null when it is missing, null, blank or no plain value. */
    private static String text(JsonNode object, String field) {
        JsonNode node = object.get(field);
        if (node == null
                || node.isNull()
                || !node.isValueNode()
                || node.asText().isBlank()) {
            return null;
        }
        return node.asText().strip();
    }

    private static Duration banOf(String... texts) {
        for (String text : texts) {
            Matcher ban = BAN.matcher(text == null ? "" : text);
            if (ban.find()) {
                return seconds(ban.group(1));
            }
        }
        return null;
    }

    /** At least a second, and not longer than the longest that the platform knows: a daily quota. */
    private static Duration seconds(String digits) {
        String number = digits.replaceFirst("^0+", "");
        if (number.length() > 6) {
            return MAX_BAN;
        }
        Duration duration = Duration.ofSeconds(number.isEmpty() ? 1 : Integer.parseInt(number));
        return duration.compareTo(MAX_BAN) > 0 ? MAX_BAN : duration;
    }

    private static String clean(String reason, int status) {
        return clean(reason + (status == 200 ? "" : " (HTTP " + status + ")"));
    }

    /** For people and logs: one line of at most 300 characters. */
    static String clean(String reason) {
        String line = UNPRINTABLE.matcher(reason).replaceAll(" ").strip();
        if (line.length() <= MAX_REASON) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(MAX_REASON - 1)) ? MAX_REASON - 1 : MAX_REASON;
        return line.substring(0, end);
    }
}
