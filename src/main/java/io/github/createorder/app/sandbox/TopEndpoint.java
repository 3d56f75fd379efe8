package io.github.createorder.app.sandbox;

import io.github.createorder.app.sandbox.SandboxRecord.Decision;
import io.github.createorder.app.sandbox.SandboxRecord.Verdict;
import io.github.createorder.app.sandbox.TroubleRule.How;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /router/rest}: checks a request as the protocol page says, then the order as the API page says, then makes
 * trouble if a rule asks for it, then accepts and answers. Used by one event loop only.
 */
final class TopEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(TopEndpoint.class);

    private static final String CREATE_ORDER = "alibaba.finance.insurance.createorder";
    private static final String TIME = "taobao.time.get";
    private static final String PAYLOAD = "create_order_request";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final List<String> COMMON = List.of("method", "app_key", "timestamp", "v", "sign", "sign_method");
    private static final long CLOCK_TOLERANCE_MS = 10 * 60_000;
    private static final int SHORT_QUERY = 2048;
    private static final byte[] NO_FORM = {};

    private final SandboxSettings settings;
    private final SandboxRecord record;
    private final SandboxTrouble trouble;
    private final Bans bans;
    private final Vertx vertx;
    private final SignCheck signCheck;
    private final MessageDigest sha256;

    TopEndpoint(SandboxSettings settings, SandboxRecord record, SandboxTrouble trouble, Bans bans, Vertx vertx) {
        this.settings = settings;
        this.record = record;
        this.trouble = trouble;
        this.bans = bans;
        this.vertx = vertx;
        signCheck = new SignCheck(settings.appSecret());
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An order that got past the checks. */
    private static final class Order {
        private final String identifier;
        private final String orderId;
        private final byte[] digest;
        private final String payload;

        Order(String identifier, String orderId, byte[] digest, String payload) {
            this.identifier = identifier;
            this.orderId = orderId;
            this.digest = digest;
            this.payload = payload;
        }
    }

    /** How the caller wants the answer. */
    private record Dress(Format format, boolean simplify) {

        static Dress of(FormParams params) {
            Format format = "json".equals(params.text("format")) ? Format.JSON : Format.XML;
            return new Dress(format, format == Format.JSON && "true".equals(params.text("simplify")));
        }

        String order(boolean success, String responseCode, String responseMsg, String requestId) {
            return simplify
                    ? Format.bare(success, responseCode, responseMsg, requestId)
                    : format.order(success, responseCode, responseMsg, requestId);
        }
    }

    void serve(Exchange exchange, byte[] body) {
        long now = settings.clock().millis();
        if (bans.isOn(now)) {
            bans.called(now);
        }
        HttpServerRequest request = exchange.request();
        String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        FormParams params;
        try {
            params = FormParams.parse(request.query(), isForm(contentType) ? body : NO_FORM);
        } catch (CharacterCodingException e) {
            exchange.refuse(Format.XML, TopError.INVALID_ENCODING);
            return;
        }
        Dress dress = Dress.of(params);
        TopError fault = protocolFault(request, contentType, params, now);
        if (fault != null) {
            exchange.refuse(dress.format, fault);
        } else if (TIME.equals(params.text("method"))) {
            exchange.answer(dress.format, dress.format.time(BeijingTime.format(now), record.nextRequestId()));
        } else {
            order(exchange, params, dress, now);
        }
    }

    private TopError protocolFault(HttpServerRequest request, String contentType, FormParams params, long now) {
        if (!isActionAllowed(request, params)) {
            return TopError.ACTION_NOT_ALLOWED;
        }
        if (!isUtf8(contentType)) {
            return TopError.INVALID_ENCODING;
        }
        if (params.repeated() != null) {
            return TopError.invalidArgument(params.repeated());
        }
        String method = params.text("method");
        if (method == null) {
            return TopError.MISSING_METHOD;
        }
        if (!method.equals(CREATE_ORDER) && !method.equals(TIME)) {
            return TopError.INVALID_METHOD;
        }
        String format = params.text("format");
        if (format != null && !format.equals("json") && !format.equals("xml")) {
            return TopError.INVALID_FORMAT;
        }
        String appKey = params.text("app_key");
        if (appKey == null) {
            return TopError.MISSING_APP_KEY;
        }
        if (!appKey.equals(settings.appKey())) {
            return TopError.INVALID_APP_KEY;
        }
        String timestamp = params.text("timestamp");
        if (timestamp == null) {
            return TopError.MISSING_TIMESTAMP;
        }
        long millis = BeijingTime.millis(timestamp);
        if (millis == BeijingTime.NONE || Math.abs(now - millis) > CLOCK_TOLERANCE_MS) {
            return TopError.INVALID_TIMESTAMP;
        }
        TopError version = versionFault(params.text("v"));
        return version == null ? credentialFault(params) : version;
    }

    private static TopError versionFault(String v) {
        if (v == null) {
            return TopError.MISSING_VERSION;
        }
        if (v.equals("2.0")) {
            return null;
        }
        return v.matches("\\d+(\\.\\d+)*") ? TopError.UNSUPPORTED_VERSION : TopError.INVALID_VERSION;
    }

    private TopError credentialFault(FormParams params) {
        String sign = params.text("sign");
        if (sign == null) {
            return TopError.MISSING_SIGNATURE;
        }
        if (!signCheck.holds(params, sign)) {
            return TopError.INVALID_SIGNATURE;
        }
        if (settings.session() == null) {
            return null;
        }
        String session = params.text("session");
        if (session == null) {
            return TopError.MISSING_SESSION;
        }
        return session.equals(settings.session()) ? null : TopError.INVALID_SESSION;
    }

    /** POST always; GET only when the URL is short and everything is in it (protocol page §1). */
    private static boolean isActionAllowed(HttpServerRequest request, FormParams params) {
        if (request.method().equals(HttpMethod.POST)) {
            return true;
        }
        String query = request.query();
        if (!request.method().equals(HttpMethod.GET) || query == null || query.length() > SHORT_QUERY) {
            return false;
        }
        return COMMON.stream().allMatch(name -> params.indexOf(name) >= 0)
                && (TIME.equals(params.text("method")) || params.indexOf(PAYLOAD) >= 0);
    }

    private static boolean isForm(String contentType) {
        return contentType != null && contentType.regionMatches(true, 0, FORM, 0, FORM.length());
    }

    private static boolean isUtf8(String contentType) {
        if (contentType == null) {
            return true;
        }
        String lower = contentType.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("charset=");
        if (at < 0) {
            return true;
        }
        String charset = lower.substring(at + 8).replace("\"", "").trim();
        return charset.equals("utf-8") || charset.equals("utf8");
    }

    private void order(Exchange exchange, FormParams params, Dress dress, long now) {
        TopError ban = bans.answer(now);
        if (ban != null) {
            exchange.refuse(dress.format, ban);
            return;
        }
        int at = params.indexOf(PAYLOAD);
        if (at < 0) {
            exchange.refuse(dress.format, TopError.missingArgument(PAYLOAD));
            return;
        }
        RequestCheck.Result checked = RequestCheck.check(params.data(), params.start(at), params.length(at));
        if (checked.fault() != null) {
            exchange.refuse(dress.format, checked.fault());
            return;
        }
        sha256.update(params.data(), params.start(at), params.length(at));
        Order order = new Order(
                checked.identifier(),
                checked.orderId(),
                sha256.digest(),
                settings.keepPayloads() ? params.text(PAYLOAD) : null);
        int attempt = record.attempted(order.identifier, order.digest);
        SandboxTrouble.Plan plan = trouble.plan(order.identifier, attempt, now);
        later(exchange, plan.delayBeforeMs(), () -> decide(exchange, dress, order, plan));
    }

    private void decide(Exchange exchange, Dress dress, Order order, SandboxTrouble.Plan plan) {
        long now = settings.clock().millis();
        TroubleRule rule = plan.rule();
        boolean accepts = rule == null
                || rule.kind().isAfterAccept()
                || rule.kind() == TroubleKind.GZIP
                || rule.kind() == TroubleKind.GBK;
        Decision decision =
                accepts ? record.accept(order.identifier, order.orderId, order.digest, order.payload, now) : null;
        long latency = settings.latency().toMillis() + plan.delayAfterMs();
        later(exchange, latency, () -> answer(exchange, dress, order, rule, decision));
    }

    private void answer(Exchange exchange, Dress dress, Order order, TroubleRule rule, Decision decision) {
        Format format = dress.format;
        if (decision != null && decision.verdict() == Verdict.CONFLICT) {
            exchange.answer(format, dress.order(false, "IDENTIFIER_CONFLICT", "幂等号已被另一请求使用", decision.requestId()));
            return;
        }
        String requestId = decision == null ? record.nextRequestId() : decision.requestId();
        if (rule != null && rule.kind() != TroubleKind.GZIP && rule.kind() != TroubleKind.GBK) {
            disturb(exchange, dress, rule, decision != null, requestId);
            return;
        }
        if (!exchange.isOver()) {
            record.succeeded(order.identifier);
        }
        String body = dress.order(true, "SUCCESS", "成功", requestId);
        if (rule == null) {
            exchange.answer(format, body);
        } else if (rule.kind() == TroubleKind.GZIP) {
            exchange.answerGzip(format, body);
        } else {
            exchange.answerGbk(format, body);
        }
    }

    private void disturb(Exchange exchange, Dress dress, TroubleRule rule, boolean accepted, String requestId) {
        How how = rule.how();
        Format format = dress.format;
        switch (rule.kind()) {
            case BAN, QPS_LIMIT -> {
                TopError ban = bans.start(settings.clock().millis(), how.seconds(), how.subCode(), how.subMsg());
                exchange.answer(format, format.error(ban, requestId));
            }
            case RESET, RESET_AFTER_ACCEPT -> exchange.reset();
            case CLOSE, CLOSE_AFTER_ACCEPT -> exchange.close();
            case STATUS, STATUS_AFTER_ACCEPT -> exchange.page(how.status(), location(exchange, how), how.seconds());
            case EMPTY, EMPTY_AFTER_ACCEPT -> exchange.answerNothing(format);
            case TRUNCATED, TRUNCATED_AFTER_ACCEPT ->
                exchange.answerHalf(format, dress.order(true, "SUCCESS", "成功", requestId));
            case WRONG_ROOT, WRONG_ROOT_AFTER_ACCEPT ->
                exchange.answer(
                        Format.JSON,
                        Format.wrapped(
                                "alibaba_finance_insurance_surrender_response",
                                Format.bare(true, "SUCCESS", "成功", requestId)));
            case SIMPLIFY, SIMPLIFY_AFTER_ACCEPT ->
                exchange.answer(Format.JSON, Format.bare(true, "SUCCESS", "成功", requestId));
            case HUGE, HUGE_AFTER_ACCEPT ->
                exchange.answer(
                        format,
                        dress.order(
                                accepted, accepted ? "SUCCESS" : "SYSTEM_ERROR", "x".repeat(how.bytes()), requestId));
            case ERROR, ERROR_AFTER_ACCEPT ->
                exchange.answer(
                        format,
                        format.error(new TopError(how.code(), how.msg(), how.subCode(), how.subMsg()), requestId));
            case NOT_SUCCESS, NOT_SUCCESS_AFTER_ACCEPT ->
                exchange.answer(format, dress.order(false, how.responseCode(), how.responseMsg(), requestId));
            // HANG: no answer is the trouble.
            default -> {}
        }
    }

    private static String location(Exchange exchange, How how) {
        if (how.location() != null || how.status() / 100 != 3) {
            return how.location();
        }
        return "http://" + exchange.request().getHeader(HttpHeaders.HOST) + "/elsewhere";
    }

    private void later(Exchange exchange, long millis, Runnable step) {
        if (millis > 0) {
            vertx.setTimer(millis, timer -> guarded(exchange, step));
        } else {
            step.run();
        }
    }

    /** A journal that cannot be written must not look like a hanging gateway. */
    static void guarded(Exchange exchange, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("The sandbox itself failed", e);
            exchange.page(500, null, 0);
        }
    }
}
