package io.github.createorder.console;

import io.github.createorder.drop.ReceiptCopies;
import io.github.createorder.errors.Actions;
import io.github.createorder.health.SourceStates;
import io.github.createorder.ledger.Action;
import io.github.createorder.ledger.Action.Kind;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.FileReceipt;
import io.github.createorder.ledger.GateState;
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
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/** The pages, by their paths. Whoever gets here is known and may see pages; {@link Forms} does what they ask for. */
final class Desk {
    private static final Pattern AFTER_NAME = Pattern.compile("[ (]+(console|cli)[)]?$");
    private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);
    private static final List<String> PARTS = List.of("FAILED");
    private static final Pattern ID = Pattern.compile("\\d{1,18}");

    /** Words by which orders are filtered. */
    static final List<String> STATUSES = List.of("PENDING", "READY", "SENDING", "ACCEPTED", "ERROR", "CLOSED");

    static final List<String> FILE_STATES = List.of("TAKING", "TAKEN", "ANSWERED", "REFUSED");

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
            DayDesk days,
            SourceStates sources,
            Function<String, Optional<ReceiptCopies>> copies,
            String gateway) {
        this.reader = reader;
        this.sources = sources;
        this.copies = copies;
        this.days = days;
        this.actions = actions;
        this.masking = masking;
        this.gateway = gateway;
    }

    static Desk of(CamelContext context, LedgerReader reader, Actions actions, Masking masking, DayDesk days) {
        return new Desk(
                reader,
                actions,
                masking,
                days,
                part(context, "createorderSources", SourceStates.class),
                source -> Optional.ofNullable(context.getRegistry()
                        .lookupByNameAndType("createorderReceiptCopies-" + source, ReceiptCopies.class)),
                context.getPropertiesComponent()
                        .resolveProperty("createorder.gateway.url")
                        .orElse(""));
    }

    static <T> T part(CamelContext context, String name, Class<T> type) {
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
        return Page.codes(codes);
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
                    : path.size() == 2 ? one(first, path.get(1), request, page) : under(path, request, page);
            return answer == null ? missing(page) : answer;
        } catch (WrongParameterException e) {
            return wrong(page, e);
        }
    }

    /** Named, so that whoever mistyped an address sees where. */
    static WebAnswer wrong(Page page, WrongParameterException e) {
        return WebAnswer.html(400, Html.told(page, page.t("notice.parameter", e.name(), e.value())));
    }

    /** @param what order, job, file or receipt */
    static WebAnswer missing(Page page, String what, Object number) {
        return WebAnswer.html(404, Html.told(page, page.t("notice.no-" + what, String.valueOf(number))));
    }

    private static Optional<Long> id(String text) {
        return ID.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    static WebAnswer missing(Page page) {
        return WebAnswer.html(404, Html.notice(page, "notice.no-page"));
    }

    private WebAnswer list(String name, WebRequest request, Page page) {
        return switch (name) {
            case "" ->
                html(out -> {
                    LedgerReader.Overview now = reader.overview();
                    JteoverviewGenerated.render(
                            out, null, page, now, Chart.of(hours()), todaysFiles(now.asOf()), sources.now(), this);
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
                        reader.files(
                                request.asked("source"), request.askedOneOf("state", FILE_STATES), before(request)),
                        sources.now().stream()
                                .filter(source -> source.kind().equals("drop"))
                                .toList(),
                        reader.overview().positions(),
                        this));
            case "days" -> day(200, day("day", request.asked("day")), page, null);
            case "corrections.csv" -> corrections(day("day", request.asked("day")), request, page);
            case "gateway" -> gateway(200, page, null);
            case "plan" ->
                page.may(Grant.OPERATOR)
                        ? plan(200, page, null)
                        : denied(request, page, Grant.OPERATOR, Kind.PLAN, null, null);
            case "audit" ->
                page.may(Grant.AUDIT)
                        ? html(out -> JteauditGenerated.render(out, null, page, audit(request, before(request))))
                        : denied(request, page, Grant.AUDIT, Kind.OTHER, null, null);
            case "audit.csv" -> auditCsv(request, page);
            case "me" -> html(out -> JtemeGenerated.render(out, null, page));
            case "login" -> WebAnswer.seeOther(page.url(""));
            default -> null;
        };
    }

    private WebAnswer one(String of, String number, WebRequest request, Page page) {
        Optional<Long> id = id(number);
        return switch (of) {
            case "orders" ->
                id.flatMap(reader::order)
                        .map(order -> order(200, order, masking, false, page))
                        .orElseGet(() -> missing(page, "order", number));
            case "jobs" ->
                id.map(known -> job(200, known, request, page, null, null))
                        .orElseGet(() -> missing(page, "job", number));
            case "files" ->
                id.flatMap(reader::file)
                        .map(file -> file(file, request, page))
                        .orElseGet(() -> missing(page, "file", number));
            default -> null;
        };
    }

    private WebAnswer file(LedgerReader.File file, WebRequest request, Page page) {
        int receipt = (int) request.askedNumber("receipt", 1);
        LedgerReader.FileLines lines = reader.fileLines(file.id(), receipt, request.askedNumber("after", 0));
        return html(out -> JtefileGenerated.render(out, null, page, file, lines, receipt, this));
    }

    static LocalDate day(String parameter, String text) {
        LocalDate day = WebRequest.parsed(parameter, text, LocalDate::parse);
        return day == null ? LocalDate.now(BEIJING) : day;
    }

    private static List<String> names(Enum<?>... words) {
        return Stream.of(words).map(Enum::name).toList();
    }

    WebAnswer day(int status, LocalDate day, Page page, DayDesk.Comparison comparison) {
        return WebAnswer.html(status, Html.of(out -> {
            LedgerReader.Day sums = reader.day(day);
            JtedayGenerated.render(out, null, page, sums, DayDesk.inAll(sums.totals()), comparison);
        }));
    }

    private WebAnswer corrections(LocalDate day, WebRequest request, Page page) {
        if (!page.may(Grant.OPERATOR)) {
            return denied(request, page, Grant.OPERATOR, Kind.EXPORT, null, null);
        }
        String text = days.corrections(day, page);
        actions.note(actor(request, page), Kind.EXPORT, "corrections.csv " + day);
        return csv("corrections-" + day + ".csv", text);
    }

    /** As it was made for the outbox: not masked, therefore for operators, and audited. */
    private WebAnswer receipt(String of, WebRequest request, Page page) {
        if (!page.may(Grant.OPERATOR)) {
            return denied(request, page, Grant.OPERATOR, Kind.EXPORT, null, null);
        }
        int number = (int) request.askedNumber("receipt", 1);
        Optional<LedgerReader.File> file = id(of).flatMap(reader::file);
        if (file.isEmpty()) {
            return missing(page, "file", of);
        }
        Optional<LedgerReader.Receipt> found = file.flatMap(one -> one.receipts().stream()
                .filter(receipt -> receipt.number() == number && receipt.sha256() != null)
                .findFirst());
        if (found.isEmpty()) {
            return missing(page, "receipt", number);
        }
        Optional<ReceiptCopies> maker = copies.apply(file.get().source());
        if (maker.isEmpty()) {
            return WebAnswer.html(409, Html.notice(page, "receipt.no-format"));
        }
        try {
            FileReceipt receipt = new FileReceipt(
                    file.get().id(),
                    file.get().name(),
                    number,
                    found.get().sha256(),
                    found.get().failures());
            byte[] bytes = maker.get().of(receipt, MOST_RECEIPT);
            String name = maker.get().name(receipt);
            actions.note(actor(request, page), Kind.EXPORT, "receipt " + name);
            return WebAnswer.download(name, "application/octet-stream", bytes);
        } catch (IllegalArgumentException e) {
            return WebAnswer.html(409, Html.notice(page, "notice.refused", page.say(e.getMessage())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WebAnswer under(List<String> path, WebRequest request, Page page) {
        if (path.size() == 3 && path.get(0).equals("files") && path.get(2).equals("receipt")) {
            return receipt(path.get(1), request, page);
        }
        if (path.size() != 3 || !path.get(0).equals("orders") || !path.get(2).equals("edit")) {
            return null;
        }
        Optional<Long> id = id(path.get(1));
        return page.may(Grant.EDIT)
                ? id.flatMap(reader::order)
                        .map(order -> edit(200, order, request, page, null, null))
                        .orElseGet(() -> missing(page, "order", path.get(1)))
                : denied(request, page, Grant.EDIT, Kind.EDIT, id.orElse(null), null);
    }

    /** None when they cannot be had in time: the rest of the page is worth more. */
    private List<LedgerReader.Hour> hours() {
        try {
            return reader.hours();
        } catch (LedgerReader.AwayException e) {
            return List.of();
        }
    }

    private LedgerReader.Files todaysFiles(long now) {
        long today = Instant.ofEpochMilli(now)
                .atOffset(BEIJING)
                .toLocalDate()
                .atStartOfDay()
                .toInstant(BEIJING)
                .toEpochMilli();
        LedgerReader.Files newest = reader.newestFiles();
        return new LedgerReader.Files(
                newest.files().stream().filter(file -> file.seenAt() >= today).toList(), null);
    }

    private static Filter filter(WebRequest request) {
        // A group of errors has its codes exactly, and one without codes is one of its own; a filter by hand leaves
        // them out.
        boolean codes = request.asked("group") != null
                || request.asked("code") != null
                || request.asked("sub") != null
                || request.asked("response") != null;
        return new Filter(
                request.asked("source"),
                request.askedOneOf("status", STATUSES),
                request.asked("cause", ErrorCause::valueOf),
                request.asked("day", LocalDate::parse),
                codes
                        ? new ErrorSelection.Codes(
                                request.asked("code"), request.asked("sub"), request.asked("response"))
                        : null);
    }

    private WebAnswer orders(WebRequest request, Page page) {
        String sought = request.asked("q");
        if (sought != null) {
            List<Line> found = reader.search(sought);
            if (found.size() == 1) {
                return WebAnswer.seeOther(page.url("/orders/" + found.get(0).id()));
            }
            List<LedgerReader.File> files = found.isEmpty() ? reader.searchFiles(sought) : List.of();
            return files.size() == 1
                    ? WebAnswer.seeOther(page.url("/files/" + files.get(0).id()))
                    : html(out -> JteordersGenerated.render(out, null, page, found, files, null, false, null, this));
        }
        Filter filter = filter(request);
        LedgerReader.Page lines = reader.orders(filter, before(request));
        Optional<LedgerReader.Count> count = reader.count(filter);
        return html(out -> JteordersGenerated.render(
                out, null, page, lines.lines(), List.of(), lines.before(), lines.partly(), count.orElse(null), this));
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

    static WebAnswer csv(String name, String text) {
        return WebAnswer.download(name, "text/csv; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    WebAnswer order(int status, Order order, Masking with, boolean revealed, Page page) {
        OrderView view = new OrderView(order, with, revealed);
        return WebAnswer.html(status, Html.of(out -> JteorderGenerated.render(out, null, page, order, view, this)));
    }

    WebAnswer edit(int status, Order order, WebRequest request, Page page, Actions.Preview preview, String problem) {
        Optional<Words> why = new OrderView(order, masking, false).whyNotEdited();
        if (why.isPresent()) {
            return notEdited(page, why.get());
        }
        Set<String> editable = actions.editable(order.line().source());
        EditView edit = EditView.of(order, editable, masking, request, preview);
        return WebAnswer.html(status, Html.of(out -> JteeditGenerated.render(out, null, page, order, edit, problem)));
    }

    WebAnswer notEdited(Page page, Words why) {
        return WebAnswer.html(409, Html.notice(page, "edit.cannot", page.say(why)));
    }

    WebAnswer job(int status, long id, WebRequest request, Page page, Actions.Trial trial, String problem) {
        Optional<Job> job = reader.job(id);
        if (job.isEmpty()) {
            return missing(page, "job", id);
        }
        // What looks again by itself, every two seconds, does not ask.
        List<Job.Shared> shared = job.get().state() == Job.State.PLANNED && request.asked("live") == null
                ? shared(() -> reader.shared(job.get()))
                : List.of();
        List<Job.Part> parts =
                reader.jobOrders(id, request.askedOneOf("which", PARTS), request.askedNumber("after", 0));
        return WebAnswer.html(
                status,
                Html.of(out ->
                        JtejobGenerated.render(out, null, page, job.get(), parts, trial, problem, shared, this)));
    }

    WebAnswer gateway(int status, Page page, String problem) {
        return WebAnswer.html(
                status,
                Html.of(out -> JtegatewayGenerated.render(
                        out, null, page, reader.gates(), steps(actions.gate()), gateway, problem)));
    }

    /** What may be done with the gate as it is: a pause of the product's own can be made a person's, which is only ended. */
    static List<String> steps(GateState gate) {
        return gate.isOpen()
                ? List.of("pause")
                : gate.kind() == GateState.Kind.MANUAL ? List.of("resume") : List.of("resume", "pause");
    }

    /** With what it is about in words: which order, or how many. */
    WebAnswer plan(int status, Page page, String problem) {
        String ids = page.given("id");
        Optional<Order> order = id(ids).flatMap(reader::order);
        boolean several = ids.contains(",") && Stream.of(ids.split(",", -1)).allMatch(one -> id(one).isPresent());
        if (!ids.isEmpty() && order.isEmpty() && !several) {
            return missing(page, "order", ids);
        }
        String cause = page.given("cause");
        String source = page.given("source");
        Optional<LedgerReader.Count> count = !ids.isEmpty()
                ? Optional.of(new LedgerReader.Count(ids.split(",").length, false))
                : reader.count(new Filter(
                        source.isEmpty() ? null : source,
                        "ERROR",
                        cause.isEmpty() ? null : WebRequest.parsed("cause", cause, ErrorCause::valueOf),
                        null,
                        page.given("group").isEmpty()
                                ? null
                                : new ErrorSelection.Codes(
                                        given(page, "code"), given(page, "sub"), given(page, "response"))));
        List<Job.Shared> shared = shared(() -> reader.shared(selection(name -> given(page, name))));
        return WebAnswer.html(
                status,
                Html.of(out -> JteplanGenerated.render(
                        out, null, page, order.map(Order::line).orElse(null), count.orElse(null), shared, problem)));
    }

    /**
     * What a plan of this form selects.
     *
     * @param field gives null for one that is empty
     */
    static ErrorSelection selection(Function<String, String> field) {
        String ids = field.apply("id");
        if (ids != null) {
            return ErrorSelection.ofIds(Stream.of(ids.split(","))
                    .map(id -> WebRequest.parsed("id", id, Desk::number))
                    .toList());
        }
        ErrorCause cause = WebRequest.parsed("cause", field.apply("cause"), ErrorCause::valueOf);
        return field.apply("group") == null
                ? new ErrorSelection(null, null, cause, field.apply("source"), null, null)
                : ErrorSelection.ofGroup(
                        field.apply("source"),
                        cause,
                        new ErrorSelection.Codes(field.apply("code"), field.apply("sub"), field.apply("response")));
    }

    /** Null when it cannot be told in time: the rest of the page is worth more. */
    private static List<Job.Shared> shared(Supplier<List<Job.Shared>> question) {
        try {
            return question.get();
        } catch (LedgerReader.AwayException e) {
            return null;
        }
    }

    private static String given(Page page, String name) {
        String value = page.given(name);
        return value.isEmpty() ? null : value;
    }

    private static WebAnswer html(java.util.function.Consumer<gg.jte.html.HtmlTemplateOutput> template) {
        return WebAnswer.html(200, Html.of(template));
    }

    private static Long before(WebRequest request) {
        return request.asked("before", Desk::number);
    }

    /** @throws IllegalArgumentException if it is none */
    static long number(String text) {
        if (!ID.matcher(text).matches()) {
            throw new IllegalArgumentException("no number");
        }
        return Long.parseLong(text);
    }

    // ---- audit

    /** A name as the pages show it, with the way behind it, is the name. */
    private static String name(String asked) {
        return asked == null ? null : AFTER_NAME.matcher(asked.strip()).replaceFirst("");
    }

    private List<LedgerReader.Audited> audit(WebRequest request, Long before) {
        return reader.audit(
                name(request.asked("who")),
                request.askedOneOf("action", names(Kind.values())),
                request.askedOneOf("outcome", names(Action.Outcome.values())),
                request.asked("day", LocalDate::parse),
                before);
    }

    /** The rows of the page, for a note of a shift or a file of an audit. */
    private WebAnswer auditCsv(WebRequest request, Page page) {
        if (!page.may(Grant.AUDIT)) {
            return denied(request, page, Grant.AUDIT, Kind.EXPORT, null, null);
        }
        Csv csv = new Csv("time", "who", "via", "from", "action", "outcome", "order", "job", "reason", "detail");
        Long before = before(request);
        List<LedgerReader.Audited> rows;
        int pages = 0;
        do {
            rows = audit(request, before);
            for (LedgerReader.Audited row : rows) {
                Action one = row.action();
                csv.row(
                        page.time(one.at()),
                        one.who(),
                        one.via(),
                        one.from(),
                        one.kind().name(),
                        one.outcome().name(),
                        row.order(),
                        one.jobId() == null ? null : String.valueOf(one.jobId()),
                        page.why(row),
                        page.result(row));
                before = one.id();
            }
        } while (rows.size() == LedgerReader.PAGE && ++pages < LedgerReader.MOST_COUNTED / LedgerReader.PAGE);
        actions.note(
                actor(request, page),
                Kind.EXPORT,
                "audit.csv " + request.query().keySet());
        return csv("audit.csv", csv.text());
    }

    static Actor actor(WebRequest request, Page page) {
        return Actor.atConsole(page.userName(), request.remote());
    }

    WebAnswer denied(WebRequest request, Page page, Grant grant, Kind kind, Long entry, Long job) {
        actions.denied(actor(request, page), kind, entry, job, "needs " + grant.word());
        return WebAnswer.html(403, Html.notice(page, "needs." + grant.word()));
    }
}
