package io.github.createorder.console;

import io.github.createorder.errors.Actions;
import io.github.createorder.health.SourceStates;
import io.github.createorder.ledger.Action;
import io.github.createorder.ledger.Action.Kind;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.Job;
import io.github.createorder.ledger.LedgerReader;
import io.github.createorder.ledger.LedgerReader.Order;
import io.github.createorder.order.Masking;
import io.github.createorder.order.Words;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What forms ask for, by their paths. Whether somebody may is asked in one place, and noted when he may not. */
final class Forms {
    private static final Logger LOG = LoggerFactory.getLogger(Forms.class);

    private final LedgerReader reader;
    private final Actions actions;
    private final Masking masking;
    private final DayDesk days;
    private final Desk desk;

    private Forms(LedgerReader reader, Actions actions, Masking masking, DayDesk days, Desk desk) {
        this.reader = reader;
        this.actions = actions;
        this.masking = masking;
        this.days = days;
        this.desk = desk;
    }

    static Forms of(CamelContext context) {
        LedgerReader reader = Desk.part(context, "createorderReader", LedgerReader.class);
        Actions actions = Desk.part(context, "createorderActions", Actions.class);
        Masking masking = Desk.part(context, "createorderMasking", Masking.class);
        DayDesk days = new DayDesk(reader, masking, Desk.part(context, "createorderSources", SourceStates.class));
        return new Forms(reader, actions, masking, days, Desk.of(context, reader, actions, masking, days));
    }

    /** The pages that the forms stand on. */
    Desk desk() {
        return desk;
    }

    /**
     * What a form asks for.
     *
     * @param grant what it needs
     * @param kind of what kind it is in the audit
     * @param badReason what is shown, with the problem, when the reason is missing or too long; null when it is not looked at here
     */
    private record Ask(
            Grant grant,
            Kind kind,
            Long entry,
            Long job,
            Function<String, WebAnswer> badReason,
            Function<Actor, WebAnswer> work) {}

    WebAnswer act(WebRequest request, Page page) {
        Ask ask;
        try {
            ask = ask(request, page);
        } catch (IllegalArgumentException e) {
            ask = null;
        }
        if (ask == null) {
            return Desk.missing(page);
        }
        if (!page.may(ask.grant)) {
            return desk.denied(request, page, ask.grant, ask.kind, ask.entry, ask.job);
        }
        try {
            String problem = ask.badReason == null ? null : reasonProblem(request, page);
            return problem == null ? ask.work.apply(Desk.actor(request, page)) : ask.badReason.apply(problem);
        } catch (WrongParameterException e) {
            return Desk.wrong(page, e);
        } catch (IllegalArgumentException | DateTimeException e) {
            return WebAnswer.html(400, Html.notice(page, "notice.refused", page.say(e.getMessage())));
        } catch (LedgerReader.AwayException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("The console could not do {}", request, e);
            return WebAnswer.html(503, Html.notice(page, "notice.not-done"));
        }
    }

    /** What is wrong with the reason that was given; null when nothing is. It is never cut. */
    private static String reasonProblem(WebRequest request, Page page) {
        String reason = request.field("reason");
        return reason == null
                ? page.t("notice.reason")
                : reason.length() > Action.MOST_REASON
                        ? page.t("notice.long-reason", Action.MOST_REASON, reason.length())
                        : null;
    }

    private Ask ask(WebRequest request, Page page) {
        List<String> path = request.segments();
        return switch (path.size()) {
            case 1 ->
                path.get(0).equals("plan")
                        ? new Ask(
                                Grant.OPERATOR,
                                Kind.PLAN,
                                null,
                                null,
                                problem -> desk.plan(400, page, problem),
                                actor -> planned(actor, request, page))
                        : null;
            case 2 ->
                switch (path.get(0) + "/" + path.get(1)) {
                    case "days/compare" ->
                        new Ask(Grant.OPERATOR, Kind.EXPORT, null, null, null, actor -> compared(actor, request, page));
                    case "gateway/pause" -> askGateway(Kind.PAUSE, actions::pause, request, page);
                    case "gateway/resume" -> askGateway(Kind.RESUME, actions::resume, request, page);
                    default -> null;
                };
            case 3 ->
                switch (path.get(0)) {
                    case "orders" -> askOrder(Desk.number(path.get(1)), path.get(2), request, page);
                    case "jobs" -> askJob(Desk.number(path.get(1)), path.get(2), request, page);
                    default -> null;
                };
            default -> null;
        };
    }

    private interface Steering {
        Optional<Words> by(Actor actor, String reason);
    }

    private Ask askGateway(Kind kind, Steering steering, WebRequest request, Page page) {
        return new Ask(
                Grant.OPERATOR,
                kind,
                null,
                null,
                problem -> desk.gateway(400, page, problem),
                actor -> steering.by(actor, request.field("reason"))
                        .map(refused -> desk.gateway(409, page, page.say(refused)))
                        .orElseGet(() -> WebAnswer.seeOther(page.url("/gateway"))));
    }

    private Ask askOrder(long id, String what, WebRequest request, Page page) {
        String reason = request.field("reason");
        return switch (what) {
            case "close" ->
                askWithReason(
                        Grant.OPERATOR,
                        Kind.CLOSE,
                        id,
                        page,
                        actor -> ofOrder(id, page, actions.close(actor, id, version(request), reason)));
            case "reopen" ->
                askWithReason(
                        Grant.OPERATOR,
                        Kind.REOPEN,
                        id,
                        page,
                        actor -> ofOrder(id, page, actions.reopen(actor, id, version(request), reason)));
            case "reveal" ->
                askWithReason(Grant.REVEAL, Kind.REVEAL, id, page, actor -> revealed(actor, id, reason, page));
            case "edit" -> new Ask(Grant.EDIT, Kind.EDIT, id, null, null, actor -> edited(actor, id, request, page));
            default -> null;
        };
    }

    private Ask askWithReason(Grant grant, Kind kind, long id, Page page, Function<Actor, WebAnswer> work) {
        return new Ask(
                grant,
                kind,
                id,
                null,
                problem -> WebAnswer.html(400, Html.told(page, problem)),
                actor -> reader.order(id).isPresent() ? work.apply(actor) : Desk.missing(page, "order", id));
    }

    private Ask askJob(long id, String what, WebRequest request, Page page) {
        return switch (what) {
            case "trial" ->
                new Ask(
                        Grant.OPERATOR,
                        Kind.TRIAL,
                        null,
                        id,
                        null,
                        actor -> actions.trial(actor, id)
                                .map(trial -> desk.job(200, id, request, page, trial, null))
                                .orElseGet(() -> Desk.missing(page, "job", id)));
            case "start" ->
                new Ask(
                        Grant.OPERATOR,
                        Kind.START,
                        null,
                        id,
                        null,
                        actor -> ofJob(
                                id, request, page, actions.start(actor, id, String.valueOf(request.field("digest")))));
            case "cancel" ->
                new Ask(
                        Grant.OPERATOR,
                        Kind.CANCEL,
                        null,
                        id,
                        null,
                        actor -> ofJob(id, request, page, actions.cancel(actor, id)));
            default -> null;
        };
    }

    private static int version(WebRequest request) {
        return WebRequest.parsed("version", String.valueOf(request.field("version")), Desk::number)
                .intValue();
    }

    /** The page again, or why it was not done. */
    private static WebAnswer ofOrder(long id, Page page, Optional<Words> refused) {
        return refused.map(why -> WebAnswer.html(409, Html.notice(page, "notice.refused", page.say(why))))
                .orElseGet(() -> WebAnswer.seeOther(page.url("/orders/" + id)));
    }

    private WebAnswer ofJob(long id, WebRequest request, Page page, Optional<Words> refused) {
        return refused.map(why -> desk.job(409, id, request, page, null, page.say(why)))
                .orElseGet(() -> WebAnswer.seeOther(page.url("/jobs/" + id)));
    }

    private WebAnswer planned(Actor actor, WebRequest request, Page page) {
        Job job = actions.plan(actor, Desk.selection(request::field), request.field("reason"));
        return WebAnswer.seeOther(page.url("/jobs/" + job.id()));
    }

    private WebAnswer compared(Actor actor, WebRequest request, Page page) {
        LocalDate day = Desk.day("day", request.field("day"));
        if (request.file() == null) {
            return WebAnswer.html(400, Html.notice(page, "day.no-file"));
        }
        DayDesk.Comparison comparison = days.compare(
                day,
                request.field("source"),
                request.field("charset"),
                request.file().array());
        if (comparison.compared() == null) {
            actions.refused(actor, Kind.EXPORT, "compared " + day + ": " + comparison.refused());
            return desk.day(400, day, page, comparison);
        }
        actions.note(actor, Kind.EXPORT, "compared " + day + " with a file of " + comparison.rows() + " orders");
        return "csv".equals(request.field("do"))
                ? Desk.csv("differences-" + day + ".csv", comparison.csv())
                : desk.day(200, day, page, comparison);
    }

    private WebAnswer revealed(Actor actor, long id, String reason, Page page) {
        return actions.reveal(actor, id, reason)
                .flatMap(contents -> reader.order(id))
                .map(order -> desk.order(200, order, OrderView.open(order), true, page))
                .orElseGet(() -> WebAnswer.html(
                        409,
                        Html.notice(
                                page,
                                reader.order(id)
                                                .filter(order -> !order.removed())
                                                .isPresent()
                                        ? "order.sealed"
                                        : "order.removed")));
    }

    private WebAnswer edited(Actor actor, long id, WebRequest request, Page page) {
        Optional<Order> found = reader.order(id);
        if (found.isEmpty()) {
            return Desk.missing(page, "order", id);
        }
        Order order = found.get();
        boolean send = "send".equals(request.field("do"));
        Set<String> editable = actions.editable(order.line().source());
        List<Actions.Edit> edits =
                order.record() == null ? List.of() : EditView.edits(order, editable, masking, request);
        String reasonProblem = send ? reasonProblem(request, page) : null;
        if (!send || reasonProblem != null) {
            Optional<Actions.Preview> preview = actions.preview(id, edits);
            return preview.isEmpty()
                    ? desk.notEdited(page, actions.whyChanged(id))
                    : desk.edit(send ? 400 : 200, order, request, page, preview.get(), reasonProblem);
        }
        Optional<Words> refused = actions.edit(actor, id, version(request), edits, request.field("reason"));
        if (refused.isEmpty()) {
            return WebAnswer.seeOther(page.url("/orders/" + id));
        }
        return desk.edit(
                409,
                order,
                request,
                page,
                actions.preview(id, edits).orElse(null),
                masking.words(page.say(refused.get()), order.record(), order.request()));
    }

    // ---- audit of what comes from no page of ours

    /** A form that is none of ours; whose it is was never asked. */
    void denied(WebRequest request, String who, String why) {
        actions.denied(Actor.atConsole(who, request.remote()), Kind.OTHER, null, null, why + " " + request.path());
    }

    /** @param wrong null when name and password were right */
    void loggedIn(WebRequest request, String name, String wrong) {
        Actor actor = Actor.atConsole(name, request.remote());
        if (wrong == null) {
            actions.note(actor, Kind.LOGIN, null);
        } else {
            actions.denied(actor, Kind.LOGIN, null, null, "wrong name or password, or too many failures");
        }
    }
}
