package io.github.createorder.console;

import io.github.createorder.drop.ReceiptCopies;
import io.github.createorder.errors.Actions;
import io.github.createorder.health.SourceStates;
import io.github.createorder.ledger.Action.Kind;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.FileReceipt;
import io.github.createorder.ledger.Job;
import io.github.createorder.ledger.LedgerReader;
import io.github.createorder.ledger.LedgerReader.Filter;
import io.github.createorder.ledger.LedgerReader.Line;
import io.github.createorder.ledger.LedgerReader.Order;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import io.github.createorder.order.Masking;
import io.github.createorder.order.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages, by their paths, and what their forms do. Whoever gets here is known and may see pages. */
final class Desk {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

    /** Held in memory while it is sent. */
    private static final long MOST_RECEIPT = 32_000_000;

    private final LedgerReader reader;
    private final Actions actions;
    private final Masking masking;
    private final SourceStates sources;
    private final DayDesk days;
    private final Function<String, Optional<ReceiptCopies>> copies;
    private final String gateway;

    private Desk(
            LedgerReader reader,
            Actions actions,
            Masking masking,
            SourceStates sources,
            Function<String, Optional<ReceiptCopies>> copies,
            String gateway) {
        this.reader = reader;
        this.sources = sources;
        this.copies = copies;
        this.days = new DayDesk(reader, masking);
        this.actions = actions;
        this.masking = masking;
        this.gateway = gateway;
    }

    static Desk of(CamelContext context) {
        return new Desk(
                part(context, "createorderReader", LedgerReader.class),
                part(context, "createorderActions", Actions.class),
                part(context, "createorderMasking", Masking.class),
                part(context, "createorderSources", SourceStates.class),
                source -> Optional.ofNullable(context.getRegistry()
                        .lookupByNameAndType("createorderReceiptCopies-" + source, ReceiptCopies.class)),
                context.getPropertiesComponent()
                        .resolveProperty("createorder.gateway.url")
                        .orElse(""));
    }

    private static <T> T part(CamelContext context, String name, Class<T> type) {
        return Objects.requireNonNull(
                context.getRegistry().lookupByNameAndType(name, type),
                () -> "there is no bean " + name
                        + ": load createorder.camel.yaml before createorder-console.camel.yaml");
    }

    // ---- for templates

    /** A text that may quote a value, without it. */
    String words(String text) {
        return masking.words(text);
    }

    String fault(Fault fault) {
        return masking.fault(fault).toString();
    }

    String codes(ErrorSelection.Codes codes) {
        return Stream.of(codes.code(), codes.subCode(), codes.responseCode())
                .filter(code -> code != null && !code.isEmpty())
                .collect(Collectors.joining(" / "));
    }

    /** The same for a group at each look, so that its row stays where it is. */
    String groupId(LedgerReader.Group group) {
        return Integer.toHexString(Objects.hash(group.source(), group.cause().name(), group.codes()));
    }

    // ---- pages

    WebAnswer show(WebRequest request, Page page) {
        List<String> path = request.segments();
        String first = path.isEmpty() ? "" : path.get(0);
        try {
            WebAnswer answer = path.size() <= 1
                    ? list(first, request, page)
                    : path.size() == 2 ? one(first, number(path.get(1)), request, page) : under(path, request, page);
            return answer == null ? missing(page) : answer;
        } catch (DateTimeException | IllegalArgumentException e) {
            return missing(page);
        }
    }

    private static WebAnswer missing(Page page) {
        return WebAnswer.html(404, Html.notice(page, "notice.no-page"));
    }

    private WebAnswer list(String name, WebRequest request, Page page) {
        return switch (name) {
            case "" ->
                html(out -> {
                    LedgerReader.Overview now = reader.overview();
                    JteoverviewGenerated.render(
                            out,
                            null,
                            page,
                            now,
                            Chart.of(reader.hours()),
                            todaysFiles(now.asOf()),
                            sources.now(),
                            this);
                });
            case "orders" -> orders(request, page);
            case "orders.csv" -> csv(request, page);
            case "errors" ->
                html(out ->
                        JteerrorsGenerated.render(out, null, page, reader.errorGroups(), reader.closedGroups(), this));
            case "jobs" -> html(out -> JtejobsGenerated.render(out, null, page, reader.jobs(before(request))));
            case "files" ->
                html(out -> JtefilesGenerated.render(
                        out,
                        null,
                        page,
                        reader.files(request.asked("source"), request.asked("state"), before(request)),
                        sources.now().stream()
                                .filter(source -> source.kind().equals("drop"))
                                .toList(),
                        reader.overview().positions(),
                        this));
            case "days" -> day(200, day(request.asked("day")), page, null);
            case "corrections.csv" -> corrections(day(request.asked("day")), request, page);
            case "gateway" -> gateway(200, page, null);
            case "plan" ->
                page.may(Grant.OPERATOR)
                        ? plan(200, page, null)
                        : denied(request, page, Grant.OPERATOR, Kind.PLAN, null, null);
            case "audit" ->
                page.may(Grant.AUDIT)
                        ? html(out -> JteauditGenerated.render(
                                out,
                                null,
                                page,
                                reader.actions(
                                        request.asked("who"),
                                        request.asked("action"),
                                        request.asked("outcome"),
                                        before(request))))
                        : denied(request, page, Grant.AUDIT, Kind.OTHER, null, null);
            case "me" -> html(out -> JtemeGenerated.render(out, null, page));
            case "login" -> WebAnswer.seeOther(page.url(""));
            default -> null;
        };
    }

    private WebAnswer one(String of, long id, WebRequest request, Page page) {
        return switch (of) {
            case "orders" ->
                reader.order(id)
                        .map(order -> order(200, order, masking, false, page))
                        .orElse(null);
            case "jobs" -> job(200, id, request, page, null, null);
            case "files" ->
                reader.file(id)
                        .map(file -> {
                            int receipt = (int) number(request.query().getOrDefault("receipt", "1"));
                            long after = number(request.query().getOrDefault("after", "0"));
                            return html(out -> JtefileGenerated.render(
                                    out, null, page, file, reader.fileLines(id, receipt, after), receipt, this));
                        })
                        .orElse(null);
            default -> null;
        };
    }

    private static LocalDate day(String text) {
        return text == null ? LocalDate.now(BEIJING) : LocalDate.parse(text);
    }

    private WebAnswer day(int status, LocalDate day, Page page, DayDesk.Comparison comparison) {
        return WebAnswer.html(
                status, Html.of(out -> JtedayGenerated.render(out, null, page, reader.day(day), comparison)));
    }

    private WebAnswer corrections(LocalDate day, WebRequest request, Page page) {
        if (!page.may(Grant.OPERATOR)) {
            return denied(request, page, Grant.OPERATOR, Kind.EXPORT, null, null);
        }
        String text = days.corrections(day, page);
        actions.note(actor(request, page), Kind.EXPORT, "corrections.csv " + day);
        return csv("corrections-" + day + ".csv", text);
    }

    private WebAnswer compared(Actor actor, WebRequest request, Page page) {
        LocalDate day = day(request.field("day"));
        if (request.file() == null || request.file().capacity() == 0) {
            return WebAnswer.html(400, Html.notice(page, "day.no-file"));
        }
        DayDesk.Comparison comparison = days.compare(
                day,
                request.field("source"),
                request.field("charset"),
                request.file().array());
        actions.note(actor, Kind.EXPORT, "compared " + day + " with a file of " + comparison.rows() + " orders");
        return comparison.compared() != null && "csv".equals(request.field("do"))
                ? csv("differences-" + day + ".csv", comparison.csv())
                : day(comparison.faults().isEmpty() ? 200 : 400, day, page, comparison);
    }

    /** As it was made for the outbox: not masked, therefore for operators, and audited. */
    private WebAnswer receipt(long id, WebRequest request, Page page) {
        if (!page.may(Grant.OPERATOR)) {
            return denied(request, page, Grant.OPERATOR, Kind.EXPORT, null, null);
        }
        int number = (int) number(request.query().getOrDefault("receipt", "1"));
        Optional<LedgerReader.File> file = reader.file(id);
        Optional<LedgerReader.Receipt> found = file.flatMap(of -> of.receipts().stream()
                .filter(receipt -> receipt.number() == number && receipt.sha256() != null)
                .findFirst());
        if (found.isEmpty()) {
            return null;
        }
        Optional<ReceiptCopies> maker = copies.apply(file.get().source());
        if (maker.isEmpty()) {
            return WebAnswer.html(409, Html.notice(page, "receipt.no-format"));
        }
        try {
            FileReceipt receipt = new FileReceipt(
                    id,
                    file.get().name(),
                    number,
                    found.get().sha256(),
                    found.get().failures());
            byte[] bytes = maker.get().of(receipt, MOST_RECEIPT);
            String name = maker.get().name(receipt);
            actions.note(actor(request, page), Kind.EXPORT, "receipt " + name);
            return WebAnswer.download(name, "application/octet-stream", bytes);
        } catch (IllegalArgumentException e) {
            return WebAnswer.html(409, Html.notice(page, "notice.refused", e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WebAnswer under(List<String> path, WebRequest request, Page page) {
        if (path.size() == 3 && path.get(0).equals("files") && path.get(2).equals("receipt")) {
            return receipt(number(path.get(1)), request, page);
        }
        if (path.size() != 3 || !path.get(0).equals("orders") || !path.get(2).equals("edit")) {
            return null;
        }
        long id = number(path.get(1));
        return page.may(Grant.EDIT)
                ? reader.order(id)
                        .map(order -> edit(200, order, request, page, null, null))
                        .orElse(null)
                : denied(request, page, Grant.EDIT, Kind.EDIT, id, null);
    }

    private LedgerReader.Files todaysFiles(long now) {
        long today = Instant.ofEpochMilli(now)
                .atOffset(BEIJING)
                .toLocalDate()
                .atStartOfDay()
                .toInstant(BEIJING)
                .toEpochMilli();
        LedgerReader.Files newest = reader.files(null, null, null);
        return new LedgerReader.Files(
                newest.files().stream().filter(file -> file.seenAt() >= today).toList(), null);
    }

    private static Filter filter(WebRequest request) {
        String cause = request.asked("cause");
        String status = request.asked("status");
        // A group of errors has its codes exactly, and one without codes is one of its own; a filter by hand leaves
        // them out.
        boolean codes = request.asked("group") != null
                || request.asked("code") != null
                || request.asked("sub") != null
                || request.asked("response") != null;
        return new Filter(
                request.asked("source"),
                status,
                cause == null ? null : ErrorCause.valueOf(cause),
                request.asked("day") == null ? null : LocalDate.parse(request.asked("day")),
                codes
                        ? new ErrorSelection.Codes(
                                request.asked("code"), request.asked("sub"), request.asked("response"))
                        : null);
    }

    private WebAnswer orders(WebRequest request, Page page) {
        String sought = request.asked("q");
        if (sought != null) {
            List<Line> found = reader.search(sought);
            return found.size() == 1
                    ? WebAnswer.seeOther(page.url("/orders/" + found.get(0).id()))
                    : html(out -> JteordersGenerated.render(out, null, page, found, null, false, null, this));
        }
        Filter filter = filter(request);
        LedgerReader.Page lines = reader.orders(filter, before(request));
        Optional<LedgerReader.Count> count = reader.count(filter);
        return html(out -> JteordersGenerated.render(
                out, null, page, lines.lines(), lines.before(), lines.partly(), count.orElse(null), this));
    }

    /** The lines of the page, as a file that spreadsheets open; it says no more than the page. */
    private WebAnswer csv(WebRequest request, Page page) {
        if (!page.may(Grant.OPERATOR)) {
            return denied(request, page, Grant.OPERATOR, Kind.EXPORT, null, null);
        }
        Filter filter = filter(request);
        Csv csv = new Csv("identifier", "source", "ref", "status", "cause", "reason", "request_id", "yuan", "taken");
        Long before = before(request);
        int pages = 0;
        do {
            LedgerReader.Page lines = reader.orders(filter, before);
            for (Line line : lines.lines()) {
                csv.row(
                        line.identifier(),
                        line.source(),
                        line.ref(),
                        line.status(),
                        line.cause() == null ? null : line.cause().name(),
                        words(line.reason()),
                        line.requestId(),
                        page.yuan(line.amountFen()).replace(",", ""),
                        page.time(line.takenAt()));
            }
            before = lines.before();
        } while (before != null && ++pages < LedgerReader.MOST_COUNTED / LedgerReader.PAGE);
        actions.note(
                actor(request, page),
                Kind.EXPORT,
                "orders.csv " + request.query().keySet());
        return csv("orders.csv", csv.text());
    }

    private static WebAnswer csv(String name, String text) {
        return WebAnswer.download(name, "text/csv; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    private WebAnswer order(int status, Order order, Masking with, boolean revealed, Page page) {
        OrderView view = new OrderView(order, with, revealed);
        return WebAnswer.html(status, Html.of(out -> JteorderGenerated.render(out, null, page, order, view, this)));
    }

    private WebAnswer edit(
            int status, Order order, WebRequest request, Page page, Actions.Preview preview, String problem) {
        if (order.record() == null || !new OrderView(order, masking, false).canEdit()) {
            return WebAnswer.html(409, Html.notice(page, "edit.cannot"));
        }
        Set<String> editable = actions.editable(order.line().source());
        EditView edit = EditView.of(order, editable, masking, request, preview);
        return WebAnswer.html(status, Html.of(out -> JteeditGenerated.render(out, null, page, order, edit, problem)));
    }

    private WebAnswer job(int status, long id, WebRequest request, Page page, Actions.Trial trial, String problem) {
        Optional<Job> job = reader.job(id);
        if (job.isEmpty()) {
            return null;
        }
        List<Job.Part> parts = reader.jobOrders(
                id, request.asked("which"), number(request.query().getOrDefault("after", "0")));
        return WebAnswer.html(
                status,
                Html.of(out -> JtejobGenerated.render(out, null, page, job.get(), parts, trial, problem, this)));
    }

    private WebAnswer gateway(int status, Page page, String problem) {
        return WebAnswer.html(
                status, Html.of(out -> JtegatewayGenerated.render(out, null, page, reader.gates(), gateway, problem)));
    }

    private WebAnswer plan(int status, Page page, String problem) {
        return WebAnswer.html(status, Html.of(out -> JteplanGenerated.render(out, null, page, problem)));
    }

    private static WebAnswer html(java.util.function.Consumer<gg.jte.html.HtmlTemplateOutput> template) {
        return WebAnswer.html(200, Html.of(template));
    }

    private static Long before(WebRequest request) {
        return request.asked("before") == null ? null : Long.valueOf(request.asked("before"));
    }

    /** @throws IllegalArgumentException if it is none */
    private static long number(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("no number");
        }
        return Long.parseLong(text);
    }

    // ---- actions

    /** What a form asks for: what it needs, what it does, and of what kind that is in the audit. */
    private record Ask(Grant grant, Kind kind, Long entry, Long job, Function<Actor, WebAnswer> work) {}

    WebAnswer act(WebRequest request, Page page) {
        Ask ask;
        try {
            ask = ask(request, page);
        } catch (IllegalArgumentException e) {
            ask = null;
        }
        if (ask == null) {
            return missing(page);
        }
        if (!page.may(ask.grant)) {
            return denied(request, page, ask.grant, ask.kind, ask.entry, ask.job);
        }
        try {
            return ask.work.apply(actor(request, page));
        } catch (IllegalArgumentException e) {
            return WebAnswer.html(400, Html.notice(page, "notice.refused", e.getMessage()));
        } catch (LedgerReader.AwayException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("The console could not do {}", request, e);
            return WebAnswer.html(503, Html.notice(page, "notice.not-done"));
        }
    }

    private Ask ask(WebRequest request, Page page) {
        List<String> path = request.segments();
        String what = path.isEmpty() ? "" : path.get(path.size() - 1);
        if (path.equals(List.of("plan"))) {
            return new Ask(Grant.OPERATOR, Kind.PLAN, null, null, actor -> planned(actor, request, page));
        }
        if (path.equals(List.of("days", "compare"))) {
            return new Ask(Grant.OPERATOR, Kind.EXPORT, null, null, actor -> compared(actor, request, page));
        }
        if (path.size() == 2
                && path.get(0).equals("gateway")
                && Set.of("pause", "resume").contains(what)) {
            Kind kind = what.equals("pause") ? Kind.PAUSE : Kind.RESUME;
            return new Ask(Grant.OPERATOR, kind, null, null, actor -> steered(actor, kind, request, page));
        }
        if (path.size() != 3) {
            return null;
        }
        long id = number(path.get(1));
        return path.get(0).equals("orders")
                ? askOrder(id, what, request, page)
                : path.get(0).equals("jobs") ? askJob(id, what, request, page) : null;
    }

    private Ask askOrder(long id, String what, WebRequest request, Page page) {
        return switch (what) {
            case "close" ->
                new Ask(
                        Grant.OPERATOR,
                        Kind.CLOSE,
                        id,
                        null,
                        actor -> needsReason(request, page)
                                .orElseGet(() -> done(
                                        page,
                                        "/orders/" + id,
                                        actions.close(actor, id, version(request), request.field("reason")))));
            case "reopen" ->
                new Ask(
                        Grant.OPERATOR,
                        Kind.REOPEN,
                        id,
                        null,
                        actor -> needsReason(request, page)
                                .orElseGet(() -> done(
                                        page,
                                        "/orders/" + id,
                                        actions.reopen(actor, id, version(request), request.field("reason")))));
            case "reveal" ->
                new Ask(
                        Grant.REVEAL,
                        Kind.REVEAL,
                        id,
                        null,
                        actor -> needsReason(request, page).orElseGet(() -> revealed(actor, id, request, page)));
            case "edit" -> new Ask(Grant.EDIT, Kind.EDIT, id, null, actor -> edited(actor, id, request, page));
            default -> null;
        };
    }

    private Ask askJob(long id, String what, WebRequest request, Page page) {
        return switch (what) {
            case "trial" ->
                new Ask(
                        Grant.OPERATOR,
                        Kind.PLAN,
                        null,
                        id,
                        actor -> actions.trial(id)
                                .map(trial -> job(200, id, request, page, trial, null))
                                .orElseGet(() -> missing(page)));
            case "start" ->
                new Ask(
                        Grant.OPERATOR,
                        Kind.START,
                        null,
                        id,
                        actor -> ofJob(
                                id, request, page, actions.start(actor, id, String.valueOf(request.field("digest")))));
            case "cancel" ->
                new Ask(
                        Grant.OPERATOR,
                        Kind.CANCEL,
                        null,
                        id,
                        actor -> ofJob(id, request, page, actions.cancel(actor, id)));
            default -> null;
        };
    }

    private static int version(WebRequest request) {
        return (int) number(String.valueOf(request.field("version")));
    }

    private static Optional<WebAnswer> needsReason(WebRequest request, Page page) {
        return request.field("reason") == null
                ? Optional.of(WebAnswer.html(400, Html.notice(page, "notice.reason")))
                : Optional.empty();
    }

    /** The page again, or why it was not done. */
    private static WebAnswer done(Page page, String path, Optional<Words> refused) {
        return refused.map(why -> WebAnswer.html(409, Html.notice(page, "notice.refused", page.say(why))))
                .orElseGet(() -> WebAnswer.seeOther(page.url(path)));
    }

    private WebAnswer ofJob(long id, WebRequest request, Page page, Optional<Words> refused) {
        return refused.map(why -> job(409, id, request, page, null, page.say(why)))
                .orElseGet(() -> WebAnswer.seeOther(page.url("/jobs/" + id)));
    }

    private WebAnswer planned(Actor actor, WebRequest request, Page page) {
        if (request.field("reason") == null) {
            return plan(400, page, "notice.reason");
        }
        ErrorSelection selection;
        if (request.field("id") != null) {
            selection = ErrorSelection.ofIds(Arrays.stream(request.field("id").split(","))
                    .map(Desk::number)
                    .toList());
        } else {
            String cause = request.field("cause");
            ErrorCause ofCause = cause == null ? null : ErrorCause.valueOf(cause);
            selection = request.field("group") == null
                    ? new ErrorSelection(null, null, ofCause, request.field("source"), null, null)
                    : ErrorSelection.ofGroup(
                            request.field("source"),
                            ofCause,
                            new ErrorSelection.Codes(
                                    request.field("code"), request.field("sub"), request.field("response")));
        }
        Job job = actions.plan(actor, selection, request.field("reason"));
        return WebAnswer.seeOther(page.url("/jobs/" + job.id()));
    }

    private WebAnswer steered(Actor actor, Kind kind, WebRequest request, Page page) {
        if (request.field("reason") == null) {
            return gateway(400, page, "notice.reason");
        }
        if (kind == Kind.PAUSE) {
            actions.pause(actor, request.field("reason"));
        } else {
            actions.resume(actor, request.field("reason"));
        }
        return WebAnswer.seeOther(page.url("/gateway"));
    }

    private WebAnswer revealed(Actor actor, long id, WebRequest request, Page page) {
        return actions.reveal(actor, id, request.field("reason"))
                .flatMap(contents -> reader.order(id))
                .map(order -> order(200, order, OrderView.open(order), true, page))
                .orElseGet(() -> WebAnswer.html(409, Html.notice(page, "order.removed")));
    }

    private WebAnswer edited(Actor actor, long id, WebRequest request, Page page) {
        Optional<Order> found = reader.order(id);
        if (found.isEmpty()) {
            return missing(page);
        }
        Order order = found.get();
        boolean send = "send".equals(request.field("do"));
        if (order.record() == null) {
            return WebAnswer.html(409, Html.notice(page, "edit.cannot"));
        }
        Set<String> editable = actions.editable(order.line().source());
        List<Actions.Edit> edits = EditView.edits(order, editable, masking, request);
        if (!send || request.field("reason") == null) {
            Optional<Actions.Preview> preview = actions.preview(id, edits);
            String problem = send
                    ? page.t("notice.reason")
                    : preview.map(Actions.Preview::refused).map(page::say).orElse(null);
            return preview.isEmpty()
                    ? WebAnswer.html(409, Html.notice(page, "edit.cannot"))
                    : edit(send ? 400 : 200, order, request, page, preview.get(), problem);
        }
        Optional<Words> refused = actions.edit(actor, id, version(request), edits, request.field("reason"));
        if (refused.isEmpty()) {
            return WebAnswer.seeOther(page.url("/orders/" + id));
        }
        return edit(
                409,
                order,
                request,
                page,
                actions.preview(id, edits).orElse(null),
                masking.words(page.say(refused.get()), order.record(), order.request()));
    }

    // ---- audit

    private static Actor actor(WebRequest request, Page page) {
        return Actor.atConsole(page.userName(), request.remote());
    }

    private WebAnswer denied(WebRequest request, Page page, Grant grant, Kind kind, Long entry, Long job) {
        actions.denied(actor(request, page), kind, entry, job, "needs " + grant.word());
        return WebAnswer.html(403, Html.notice(page, "needs." + grant.word()));
    }

    /** A form that is none of ours; whose it is was never asked. */
    void denied(WebRequest request, String who, String why) {
        actions.denied(Actor.atConsole(who, request.remote()), Kind.OTHER, null, null, why + " " + request.path());
    }

    void loggedIn(WebRequest request, String name, boolean right) {
        Actor actor = Actor.atConsole(name.isBlank() ? "-" : name, request.remote());
        if (right) {
            actions.note(actor, Kind.LOGIN, null);
        } else {
            actions.denied(actor, Kind.LOGIN, null, null, "wrong name or password, or too many failures");
        }
    }
}
