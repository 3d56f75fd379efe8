package io.github.createorder.console;

import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.Settings;
import io.github.createorder.console.ConsoleSettings.LoginKind;
import io.github.createorder.console.Sessions.Session;
import io.github.createorder.ledger.LedgerReader;
import io.github.createorder.sql.Reason;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;

/**
 * The operator's console: the one bean that its routes call. {@code routes/createorder-console.camel.yaml} declares it. Looks at who
 * asks, by which name and from where, before anything else.
 */
public final class OperatorConsole implements CamelContextAware {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorConsole.class);

    private static final Set<String> LISTS = Set.of("/orders.csv", "/corrections.csv", "/audit.csv");

    /** Of Camel Main's server; Spring Boot has it not, and Quarkus a server of its own behind it. */
    private static final String VERTX = "org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter";

    private final Assets assets = new Assets();
    private CamelContext context;
    private ConsoleSettings settings;
    private Sessions sessions;
    private Login login;
    private Strangers strangers;
    private Forms forms;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** @throws ConfigurationException with every fault */
    public void start() throws Exception {
        Settings read = new Settings(key -> context.getPropertiesComponent().resolveProperty(key));
        settings = ConsoleSettings.read(read);
        // Spring Boot and Quarkus bring a server of their own, and a context of their own.
        boolean camelMain = context.getClass().getPackageName().startsWith("org.apache.camel.impl");
        if (camelMain) {
            ConsoleSettings.checkCamelMain(read, settings.login());
        }
        read.refuseIfFaulty();
        sessions = new Sessions(settings.session(), InstantSource.system());
        login = new Login(settings, InstantSource.system());
        strangers = new Strangers(InstantSource.system());
        if (camelMain && context.getClassResolver().resolveClass(VERTX) != null) {
            context.addStartupListener((started, already) -> UnreadRequests.answer(
                    context,
                    read.find("camel.server.port").orElse("8080"),
                    settings.path(),
                    WebRequest.HEADERS,
                    request -> answer(request, (unread, page, session) -> Desk.missing(page))));
        }
    }

    /** What the routes are given: the parts of a request that are looked at. */
    public WebRequest request(Exchange exchange) {
        Set<String> further =
                settings.login() == LoginKind.PROXY ? Set.of(settings.userHeader(), settings.groupsHeader()) : Set.of();
        return WebRequest.of(exchange, settings.path(), further, settings.allGroups());
    }

    /** Answers a request for a page or an asset. */
    public void page(Exchange exchange) {
        answer(exchange, this::show);
    }

    /** Answers a form that was sent. */
    public void action(Exchange exchange) {
        answer(exchange, this::act);
    }

    private interface Work {
        WebAnswer of(WebRequest request, Page page, Session session);
    }

    private void answer(Exchange exchange, Work work) {
        WebRequest request = exchange.getMessage().getBody(WebRequest.class);
        WebAnswer answer;
        try {
            answer = answer(request, work);
        } catch (RuntimeException e) {
            LOG.warn("The console could not answer {}", request, e);
            answer = WebAnswer.text(500, "The console has failed; the node's log says why.");
        }
        answer.writeTo(exchange);
    }

    private WebAnswer answer(WebRequest request, Work work) {
        // A name that is none of ours leads a browser here that believes to be elsewhere.
        if (!settings.hosts().contains(request.host())) {
            return WebAnswer.text(
                    421,
                    "The console is not called " + request.host().replaceAll("[^a-z0-9.:\\[\\]-]", "?")
                            + ": add the name to createorder.console.hosts");
        }
        Language language = Language.of(request);
        String refusal = login.refusal(request);
        if (refusal != null) {
            if (request.method().equals("POST")) {
                strangers.noted(() -> forms().denied(request, "-", refusal));
            }
            return WebAnswer.text(403, language.text(refusal));
        }
        if (request.wrong() != null || request.path() == null) {
            return unread(request, language);
        }
        if (request.segments().size() == 2 && request.segments().get(0).equals("assets")) {
            WebAnswer asset = assets.answer(request.segments().get(1));
            return asset == null ? WebAnswer.text(404, "There is no such page.") : asset;
        }
        if (request.path().contains(".") && !LISTS.contains(request.path())) {
            return WebAnswer.text(404, "There is no such page.");
        }
        Optional<Session> known = request.cookie(Sessions.COOKIE).flatMap(sessions::find);
        Optional<User> byRuntime = login.without(request);
        boolean same = known.isPresent()
                && (login.asks()
                        || byRuntime.equals(Optional.ofNullable(known.get().user())));
        Session session = same ? known.get() : sessions.begin(byRuntime.orElse(null));
        Page page = new Page(language, assets, settings.path(), request, login, session.user(), session.token());
        WebAnswer answer;
        try {
            answer = work.of(request, page, same ? session : null);
        } catch (LedgerReader.AwayException e) {
            answer = WebAnswer.html(503, Html.away(page, e.isSlow(), e.getMessage()));
        } catch (NestedRuntimeException e) {
            // What was to be audited could not be.
            answer = WebAnswer.html(
                    503, Html.away(page, false, "the ledger's database cannot be asked: " + Reason.of(e)));
        }
        return same ? answer : answer.with("Set-Cookie", cookie(Sessions.COOKIE, session.id(), request));
    }

    /** A page for what is no request of ours: nothing of it is done, and no session begins with it. */
    private WebAnswer unread(WebRequest request, Language language) {
        Optional<Session> known =
                login.asks() ? request.cookie(Sessions.COOKIE).flatMap(sessions::find) : Optional.empty();
        Page page = new Page(
                language,
                assets,
                settings.path(),
                request,
                login,
                known.map(Session::user).or(() -> login.without(request)).orElse(null),
                known.map(Session::token).orElse(""));
        return request.wrong() == null
                ? Desk.missing(page)
                : WebAnswer.html(
                        400,
                        Html.told(
                                page,
                                page.t(
                                        request.wrong().key(),
                                        request.wrong().values().toArray())));
    }

    private String cookie(String name, String value, WebRequest request) {
        boolean here = ConsoleSettings.isLoopback(request.host());
        return name + "=" + value + "; Path=" + settings.path() + "; HttpOnly; SameSite=Strict"
                + (here ? "" : "; Secure");
    }

    private WebAnswer show(WebRequest request, Page page, Session session) {
        if (!page.isKnown()) {
            return login.asks()
                    ? WebAnswer.html(request.path().equals("/login") ? 200 : 401, Html.login(page, null))
                    : WebAnswer.html(401, Html.notice(page, "refused.nobody"));
        }
        if (!page.may(Grant.VIEWER)) {
            return WebAnswer.html(403, Html.notice(page, "refused.no-role"));
        }
        return forms().desk().show(request, page);
    }

    private WebAnswer act(WebRequest request, Page page, Session session) {
        boolean foreign =
                session == null || !session.token().equals(request.form().get("token")) || !isOfOurs(request);
        if (foreign) {
            if (page.isKnown()) {
                forms().denied(request, page.userName(), "csrf");
            } else {
                strangers.noted(() -> forms().denied(request, "-", "csrf"));
            }
            return WebAnswer.html(403, Html.notice(page, "refused.csrf"));
        }
        switch (request.path()) {
            case "/language" -> {
                String language = String.valueOf(request.field("to"));
                return back(request)
                        .with(
                                "Set-Cookie",
                                cookie(Language.COOKIE, Language.knows(language) ? language : "en", request));
            }
            case "/theme" -> {
                String theme = String.valueOf(request.field("to"));
                return back(request)
                        .with(
                                "Set-Cookie",
                                cookie(Page.THEME_COOKIE, theme.matches("light|dark") ? theme : "auto", request));
            }
            case "/login" -> {
                return logIn(request, page, session);
            }
            case "/logout" -> {
                sessions.end(session.id());
                return WebAnswer.seeOther(settings.path());
            }
            default -> {
                if (!page.isKnown()) {
                    return WebAnswer.html(
                            401, login.asks() ? Html.login(page, null) : Html.notice(page, "refused.nobody"));
                }
                return forms().act(request, page);
            }
        }
    }

    /** Only to a page of ours. */
    private WebAnswer back(WebRequest request) {
        String to = String.valueOf(request.field("back"));
        boolean ours = to.equals(settings.path())
                || to.startsWith(settings.path() + "/")
                || to.startsWith(settings.path() + "?");
        return WebAnswer.seeOther(ours && to.chars().noneMatch(c -> c < 0x21 || c > 0x7e) ? to : settings.path());
    }

    private WebAnswer logIn(WebRequest request, Page page, Session session) {
        if (!login.asks()) {
            return WebAnswer.html(404, Html.notice(page, "notice.no-page"));
        }
        String name = request.form().getOrDefault("name", "").strip();
        Login.Tried tried = login.byPassword(name, request.form().getOrDefault("password", ""), request.remote());
        if (tried.user() == null) {
            // Who typed the password into the wrong field is not to find it in the audit.
            strangers.noted(() -> forms().loggedIn(request, login.knows(name) ? name : "-", tried.wrong()));
            return WebAnswer.html(tried.wrong().equals("login.wrong") ? 401 : 429, Html.login(page, tried.wrong()));
        }
        forms().loggedIn(request, name, null);
        sessions.end(session.id());
        return WebAnswer.seeOther(settings.path())
                .with(
                        "Set-Cookie",
                        cookie(Sessions.COOKIE, sessions.begin(tried.user()).id(), request));
    }

    /**
     * A browser says from where a form comes; what is no browser says nothing, and has the token. Without a referrer the origin of
     * a plain form is null, wherever it stands.
     */
    private static boolean isOfOurs(WebRequest request) {
        String site = request.header("sec-fetch-site");
        String origin = request.header("origin");
        String host = request.headers().getOrDefault("host", "");
        return (site == null || site.equals("same-origin"))
                && (origin == null
                        || origin.equals("null")
                        || origin.equals("http://" + host)
                        || origin.equals("https://" + host));
    }

    /** At the first request, because the bundle binds its parts in a bean of another route file. */
    private synchronized Forms forms() {
        if (forms == null) {
            forms = Forms.of(context);
        }
        return forms;
    }
}
