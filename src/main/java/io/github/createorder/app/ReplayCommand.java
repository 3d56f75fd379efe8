package io.github.createorder.app;

import io.github.createorder.app.DeskOptions.Queues;
import io.github.createorder.errors.ReplayCall;
import io.github.createorder.errors.ReplayCall.Failing;
import io.github.createorder.errors.ReplayCall.Plan;
import io.github.createorder.errors.ReplayCall.UnansweredException;
import io.github.createorder.errors.ReplayCounts;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.order.ErrorCause;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        description = {
            "Has orders in error sent again, as the ledger knows them: asks a running node for the plan, and has it done with --go.",
            "With --go it is a job in the ledger, which any node goes on with, and what the error queue still holds of its orders is taken off. What certainly was not executed is mapped again; what may have been keeps its bytes."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:shown or done",
            "1:not all were sent again, or the order that was asked for is not in error",
            "2:wrong usage or configuration"
        })
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Selection selection;

    static final class Selection {
        @Option(names = "--all", description = "Every order in error")
        private boolean all;

        @Option(names = "--cause", description = "All of one cause: ${COMPLETION-CANDIDATES}")
        private ErrorCause cause;

        @Option(names = "--source", description = "All of one source")
        private String source;

        @Option(names = "--identifier", description = "One order")
        private String identifier;

        @Option(names = "--order-key", description = "One order, also one that has no identifier")
        private String orderKey;
    }

    @Option(
            names = "--since",
            paramLabel = "<yyyy-MM-ddTHH:mm>",
            description = "Only what came to be in error at this time or later, in Beijing; a day by itself: from its"
                    + " begin")
    private LocalDateTime since;

    @Option(
            names = "--until",
            paramLabel = "<yyyy-MM-ddTHH:mm>",
            converter = Times.Until.class,
            description = "Only what came to be in error before this time, in Beijing; a day by itself: to its end")
    private LocalDateTime until;

    @Option(
            names = "--trial",
            description =
                    "Map up to 200 of them with today's mapping and products, and show what would become of them; sends nothing")
    private boolean trial;

    @Option(names = "--go", description = "Do it; without, only the plan is shown")
    private boolean go;

    @Option(names = "--reason", description = "Why, for the order's history; needed with --go")
    private String reason;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private DeskOptions desk;

    @Mixin
    private Speech speech;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (go && (reason == null || reason.isBlank())) {
            spec.commandLine().getErr().println("--go needs --reason: it stands in the history of each order");
            return 2;
        }
        if (since != null && until != null && !since.isBefore(until)) {
            throw wrong("--since " + since + " must be before --until " + until);
        }
        Queues queues = config.settings(desk::queues);
        AtomicBoolean begun = new AtomicBoolean();
        ErrorSelection asked = selected().between(beijing(since), beijing(until));
        try (ActiveMQConnectionFactory factory =
                new ActiveMQConnectionFactory(queues.broker(), queues.user(), queues.password())) {
            ReplayCall call = new ReplayCall(factory, queues.replay(), Duration.ofSeconds(desk.waitSeconds()));
            if (trial) {
                if (go) {
                    throw wrong("--trial shows what would happen, --go does it: give one of them");
                }
                return tried(call, asked, queues, out);
            } else if (go) {
                return send(call, asked, queues, begun, out);
            }
            int code = show(call.plan(asked), queues.sources(), out);
            if (code == 0) {
                out.println(speech.of("Nothing was sent. Add --go --reason '...' to do it."));
            }
            return code;
        } catch (JMSException | JMSRuntimeException e) {
            return failed("The broker at " + queues.broker() + " cannot be used as " + queues.user() + ": "
                    + e.getMessage() + ". "
                    + soFar(begun.get(), ": a node must run with this broker; start the routes first."));
        } catch (UnansweredException e) {
            return failed("The broker at " + queues.broker() + " is there, but " + e.getMessage() + ". "
                    + soFar(begun.get(), "."));
        }
    }

    /** @param end after that nothing was done */
    private String soFar(boolean begun, String end) {
        if (begun) {
            return "What has been sent stays sent; replay again for the rest.";
        }
        // A job or a trial may have been planned when the answer got lost; without, a plan is no more than a count.
        return (go || trial ? "Nothing was sent" : "Nothing was planned or sent") + end;
    }

    private int tried(ReplayCall call, ErrorSelection asked, Queues queues, PrintWriter out)
            throws JMSException, UnansweredException {
        AtomicInteger code = new AtomicInteger();
        call.trial(asked, desk.who(), plan -> code.set(show(plan, queues.sources(), out)), tried -> {
            String unchanged = tried.unchanged() == 0
                    ? ""
                    : speech.of(" (%,d of them with the bytes they were sent with)", tried.unchanged());
            speech.print(out, "Trial of %,d: %,d would be due%s", tried.looked(), tried.due(), unchanged);
            int failing = tried.failing().stream().mapToInt(Failing::orders).sum();
            speech.print(out, ", %,d would fail again%s%n", failing, failing > 0 ? speech.of(":") : "");
            tried.failing()
                    .forEach(alike -> speech.print(
                            out,
                            "  %,6d  %s, such as %s: %s%n",
                            alike.orders(),
                            alike.cause(),
                            alike.example(),
                            speech.say(alike.why())));
            out.println(speech.of("Nothing was sent."));
        });
        out.flush();
        return code.get();
    }

    private int failed(String why) {
        spec.commandLine().getErr().println(why);
        return 1;
    }

    /** The exit code if this is all. */
    private int show(Plan plan, List<String> configured, PrintWriter out) {
        if (plan.total() == 0 && !plan.why().isEmpty()) {
            plan.why().forEach(line -> spec.commandLine().getErr().println(speech.say(line)));
            return 1;
        } else if (plan.total() == 0 && selection.source != null) {
            refuseUnknownSource(plan.sources(), configured);
        }
        speech.print(
                out, "Plan: %,d orders; by cause %s; by source %s%n", plan.total(), plan.byCause(), plan.bySource());
        if (plan.conflicts() > 0) {
            speech.print(out, "Not in it: %,d conflicts, which are never sent%n", plan.conflicts());
        }
        plan.also()
                .forEach(other -> speech.print(
                        out,
                        "Also in job %d (%s, by %s): %,d%s of them; each is sent again once%n",
                        other.job(),
                        other.state().equals("RUNNING") ? speech.of("running") : speech.of("planned"),
                        other.who(),
                        other.orders(),
                        other.more() ? "+" : ""));
        out.flush();
        return 0;
    }

    /** None to be replayed must not be the answer to a misspelt name. */
    private void refuseUnknownSource(List<String> inError, List<String> configured) {
        Set<String> known = new TreeSet<>(configured);
        known.addAll(inError);
        if (!known.contains(selection.source)) {
            throw wrong("there is no source '" + selection.source
                    + "' in the configuration, and the ledger holds no order" + " of it in error; there are " + known);
        }
    }

    private CommandLine.ParameterException wrong(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }

    /** Ctrl-C ends it after the batch in hand; what has been sent stays sent. */
    private int send(ReplayCall call, ErrorSelection asked, Queues queues, AtomicBoolean begun, PrintWriter out)
            throws JMSException, UnansweredException {
        AtomicBoolean cancelled = new AtomicBoolean();
        AtomicInteger code = new AtomicInteger();
        AtomicInteger planned = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        Thread onInterrupt = new Thread(() -> {
            cancelled.set(true);
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            ReplayCounts counts = call.replay(
                    asked,
                    reason,
                    desk.who(),
                    plan -> {
                        begun.set(true);
                        planned.set(plan.total());
                        code.set(show(plan, queues.sources(), out));
                    },
                    sent -> {
                        speech.print(out, "  sent again %,d of %,d%n", sent, planned.get());
                        out.flush();
                    },
                    cancelled::get);
            if (code.get() == 0) {
                speech.print(
                        out,
                        "%s%,d of %,d are sent again (job %d); took %,d messages off %s%n",
                        counts.cancelled() ? speech.of("Cancelled; ") : "",
                        counts.sent(),
                        counts.planned(),
                        counts.job(),
                        counts.taken(),
                        queues.errors());
            }
            told(counts.error(), "  %,d were mapped again and are in error again: see `errors`%n", out);
            told(counts.refused(), "  %,d cannot be sent again: the history of each says why%n", out);
            told(counts.gone(), "  %,d were no longer in error as they were when the plan was made%n", out);
            return counts.sent() < counts.planned() ? 1 : code.get();
        } finally {
            out.flush();
            ended.countDown();
            if (!cancelled.get()) {
                Runtime.getRuntime().removeShutdownHook(onInterrupt);
            }
        }
    }

    private void told(int orders, String what, PrintWriter out) {
        if (orders > 0) {
            speech.print(out, what, orders);
        }
    }

    private static Instant beijing(LocalDateTime time) {
        return time == null ? null : time.toInstant(ZoneOffset.ofHours(8));
    }

    private ErrorSelection selected() {
        if (selection.cause != null) {
            return ErrorSelection.ofCause(selection.cause);
        } else if (selection.source != null) {
            return ErrorSelection.ofSource(selection.source);
        } else if (selection.identifier != null) {
            return ErrorSelection.ofIdentifier(selection.identifier);
        } else if (selection.orderKey != null) {
            return ErrorSelection.ofOrderKey(selection.orderKey);
        } else if (selection.all) {
            return ErrorSelection.all();
        }
        throw new IllegalStateException("picocli lets exactly one selection through");
    }
}
