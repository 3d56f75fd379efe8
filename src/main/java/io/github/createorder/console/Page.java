package io.github.createorder.console;

import io.github.createorder.ledger.Action;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.Job;
import io.github.createorder.ledger.LedgerReader;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Wording;
import io.github.createorder.order.Words;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What every template needs: whoever looks, in which language, and how values are written. */
final class Page {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.ofHours(8));

    private static final String PLAN = "plan";
    private static final String ORDERS = "orders";

    /** As the ledger writes it: columns of an edit, the reason, what was wrong before. */
    private static final Pattern BEFORE =
            Pattern.compile("(?:columns ([^;]+); )?(.*?)(?: \\(job (\\d+)\\))?; was ([A-Z_]+): (.*)", Pattern.DOTALL);

    private static final Pattern NOW = Pattern.compile("([A-Z_]+): (.*)", Pattern.DOTALL);

    /** Numbers that a sentence names one by one. */
    private static final int MOST_NAMED = 20;

    private static final Pattern REFUSED = Pattern.compile("(gateway .+|compared \\S+): ([a-z.-]+)", Pattern.DOTALL);

    /** What the product itself writes into the audit, by the keys of its texts. */
    private static final Map<String, Pattern> AUDITED = Map.ofEntries(
            Map.entry("gateway", Pattern.compile("gateway (.+)")),
            Map.entry(PLAN, Pattern.compile("(\\d+) orders, selection (.+)", Pattern.DOTALL)),
            Map.entry("trial", Pattern.compile("(\\d+) records opened, (\\d+) would be due, (\\d+) would fail again")),
            Map.entry("columns", Pattern.compile("columns (.+)")),
            Map.entry("comparison", Pattern.compile("compared (\\S+)")),
            Map.entry("compared", Pattern.compile("compared (\\S+) with a file of (\\d+) orders")),
            Map.entry("receipt", Pattern.compile("receipt (.+)")),
            Map.entry(ORDERS, Pattern.compile("orders\\.csv \\[(.*)]")),
            Map.entry("audit-file", Pattern.compile("audit\\.csv .*")),
            Map.entry("corrections", Pattern.compile("corrections\\.csv (\\S+)")),
            Map.entry("needs", Pattern.compile("needs ([a-z]+)")),
            Map.entry("csrf", Pattern.compile("csrf (.*)")),
            Map.entry("not-loopback", Pattern.compile("refused\\.not-loopback (.*)")),
            Map.entry("not-proxy", Pattern.compile("refused\\.not-proxy (.*)")),
            Map.entry("login", Pattern.compile("wrong name or password, or too many failures")));

    static final String THEME_COOKIE = "createorder-theme";

    private final Language language;
    private final Assets assets;
    private final String base;
    private final WebRequest request;
    private final Login login;
    private final User user;
    private final String token;

    /** @param user null before a login */
    Page(Language language, Assets assets, String base, WebRequest request, Login login, User user, String token) {
        this.language = language;
        this.assets = assets;
        this.base = base;
        this.request = request;
        this.login = login;
        this.user = user;
        this.token = token;
    }

    String t(String key, Object... values) {
        return language.text(key, values);
    }

    /** The text of a word that the ledger keeps, such as a status; the word itself where there is none. */
    String word(String kind, Object word) {
        if (word == null) {
            return "";
        }
        String key = kind + "." + word;
        return language.has(key) ? language.text(key) : String.valueOf(word);
    }

    String cause(ErrorCause cause) {
        return cause == null ? "" : t("cause." + cause);
    }

    /** A sentence of the ledger, which is English, in the language of the page where it is known. */
    String say(String english) {
        return english == null || !language.language().equals("zh") ? english : Wording.inChinese(english);
    }

    String say(Words words) {
        return language.language().equals("zh") ? Wording.chinese(words) : words.text();
    }

    /** What stands in the history of an order: why, in a person's words, and behind it what was wrong before. */
    String history(String detail) {
        if (detail == null) {
            return null;
        }
        Matcher before = BEFORE.matcher(detail);
        if (before.matches()) {
            return (before.group(1) == null ? "" : t("history.columns", before.group(1)))
                    + before.group(2)
                    + (before.group(3) == null ? "" : t("history.job", before.group(3)))
                    + t("history.was", caused(before.group(4), before.group(5)));
        }
        return told(detail);
    }

    /** A reason that may begin with the cause, which has words beside its code. */
    String told(String reason) {
        Matcher now = reason == null ? null : NOW.matcher(reason);
        return now != null && now.matches() && has("cause." + now.group(1))
                ? caused(now.group(1), now.group(2))
                : say(reason);
    }

    private String caused(String cause, String reason) {
        return t("history.cause", word("cause", cause), cause, say(reason));
    }

    /** Why it was done, in the person's words: that of its job where it gave none of its own. */
    String why(LedgerReader.Audited row) {
        String own = row.action().reason();
        return own == null && row.job() != null ? row.job().reason() : own;
    }

    /** What exactly; of a start, what has become of it. */
    String result(LedgerReader.Audited row) {
        boolean started =
                row.action().kind() == Action.Kind.START && row.action().outcome() == Action.Outcome.DONE;
        return started && row.job() != null
                ? result(row.job())
                : audited(row.action().detail());
    }

    /** What has become of a job so far. */
    String result(Job job) {
        Job.Counts counts = job.counts();
        return t(
                job.endedAt() == null ? "job.counts" : "job.result",
                number(counts.waiting()),
                number(counts.due()),
                number(counts.error()),
                number(counts.refused()),
                number(counts.gone()));
    }

    /** The detail of a row of the audit, which is English or a code. */
    String audited(String detail) {
        if (detail == null) {
            return null;
        }
        Matcher refused = REFUSED.matcher(detail);
        String code = refused.matches() ? refused.group(2) : detail;
        if (language.has("why." + code)) {
            return (refused.matches() ? audited(refused.group(1)) + t("sign.colon") : "")
                    + t("sign.code", t("why." + code), code);
        }
        for (Map.Entry<String, Pattern> one : AUDITED.entrySet()) {
            Matcher matcher = one.getValue().matcher(detail);
            if (matcher.matches()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= matcher.groupCount(); i++) {
                    values.add(audited(one.getKey(), i, matcher.group(i)));
                }
                return t("audited." + one.getKey(), values.toArray());
            }
        }
        return say(detail);
    }

    private String audited(String key, int place, String value) {
        if (key.equals(PLAN) && place == 2) {
            return ErrorSelection.read(value).map(this::selection).orElseGet(() -> t("selection.cut"));
        }
        return key.equals(ORDERS)
                ? Stream.of(value.split(", "))
                        .filter(name -> !name.isEmpty())
                        .map(name -> word("filter", name))
                        .collect(Collectors.joining(t("sign.comma")))
                : value;
    }

    /** What a plan was made of, in words. */
    String selection(ErrorSelection selection) {
        List<String> parts = new ArrayList<>();
        add(parts, "order-key", selection.orderKey());
        add(parts, "identifier", selection.identifier());
        add(parts, "source", selection.source());
        if (selection.cause() != null) {
            add(parts, "cause", t("sign.code", cause(selection.cause()), selection.cause()));
        }
        add(parts, "selection.since", selection.since() == null ? null : time(selection.since()));
        add(parts, "selection.until", selection.until() == null ? null : time(selection.until()));
        if (selection.codes() != null) {
            add(
                    parts,
                    "codes",
                    codes(selection.codes()).isEmpty() ? t("selection.no-codes") : codes(selection.codes()));
        }
        if (selection.ids() != null) {
            List<Long> ids = selection.ids();
            add(
                    parts,
                    "order",
                    ids.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(t("sign.comma")))
                            + (ids.size() > MOST_NAMED ? " ..." : ""));
        }
        return parts.isEmpty() ? t("selection.all") : String.join(t("sign.comma"), parts);
    }

    private void add(List<String> parts, String key, String value) {
        if (value != null) {
            parts.add(t(key) + " " + value);
        }
    }

    static String codes(ErrorSelection.Codes codes) {
        return Stream.of(codes.code(), codes.subCode(), codes.responseCode())
                .filter(code -> code != null && !code.isEmpty())
                .collect(Collectors.joining(" / "));
    }

    /** The language of what {@link #say} says, where it is not that of the page. */
    String langOf(String english) {
        boolean foreign = english != null
                && language.language().equals("zh")
                && english.codePoints().noneMatch(Character::isIdeographic)
                && Wording.inChinese(english).equals(english);
        return foreign ? "en" : null;
    }

    String remedy(ErrorCause cause) {
        return say(Wording.english("remedy." + cause));
    }

    String tag() {
        return language.tag();
    }

    String otherLanguage() {
        return language.language().equals("zh") ? "en" : "zh";
    }

    /** light or dark, or null for what the system has. */
    String theme() {
        return request.cookie(THEME_COOKIE)
                .filter(theme -> theme.matches("light|dark"))
                .orElse(null);
    }

    String asset(String file) {
        return url("/assets/" + assets.name(file));
    }

    /** @param parameters names and values by turns; null ones are left out */
    String url(String path, Object... parameters) {
        StringBuilder url = new StringBuilder(base).append(path);
        char mark = '?';
        for (int i = 0; i < parameters.length; i += 2) {
            if (parameters[i + 1] != null && !String.valueOf(parameters[i + 1]).isEmpty()) {
                url.append(mark)
                        .append(parameters[i])
                        .append('=')
                        .append(URLEncoder.encode(String.valueOf(parameters[i + 1]), StandardCharsets.UTF_8));
                mark = '&';
            }
        }
        return url.toString();
    }

    /** This page again, filters included. */
    String here() {
        StringBuilder url = new StringBuilder(base).append(request.path() == null ? "" : request.path());
        char mark = '?';
        for (var parameter : request.query().entrySet()) {
            url.append(mark)
                    .append(URLEncoder.encode(parameter.getKey(), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
            mark = '&';
        }
        return url.toString();
    }

    /** A parameter of the address, for the field of a form; empty when it is missing. */
    String asked(String name) {
        String value = request.asked(name);
        return value == null ? "" : value;
    }

    /** A field of the form that was sent, to be shown again. */
    String typed(String name) {
        return request.form().getOrDefault(name, "");
    }

    /** A field of the form that was sent, or else a parameter of the address. */
    String given(String name) {
        String field = request.field(name);
        return field == null ? asked(name) : field;
    }

    boolean has(String key) {
        return language.has(key);
    }

    boolean isAt(String path) {
        String at = request.path() == null ? "-" : request.path();
        return path.isEmpty() ? at.isEmpty() : at.equals(path) || at.startsWith(path + "/");
    }

    boolean isKnown() {
        return user != null;
    }

    String userName() {
        return user.name();
    }

    boolean may(Grant grant) {
        return user != null && user.may(grant);
    }

    boolean asksForPassword() {
        return login.asks();
    }

    String token() {
        return token;
    }

    String time(Long epochMillis) {
        return epochMillis == null ? "-" : TIME.format(Instant.ofEpochMilli(epochMillis));
    }

    String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    String number(LedgerReader.Count count) {
        return number(count.number()) + (count.more() ? "+" : "");
    }

    String yuan(Long fen) {
        return fen == null ? "" : String.format(Locale.ROOT, "%,.2f", BigDecimal.valueOf(fen, 2));
    }

    String span(long millis) {
        Duration span = Duration.ofMillis(millis);
        if (span.toDays() > 1) {
            return t("span.days", span.toDays());
        }
        return span.toMinutes() > 119
                ? t("span.hours", span.toHours())
                : span.toSeconds() > 119 ? t("span.minutes", span.toMinutes()) : t("span.seconds", span.toSeconds());
    }
}
