package io.github.createorder.app;

import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import io.github.createorder.errors.ReplayCounts;
import io.github.createorder.errors.ReplayPlan;
import io.github.createorder.errors.ReplaySelection;
import io.github.createorder.errors.ReplayTool;
import io.github.createorder.order.ErrorCause;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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
            "Has orders of the error queue sent again: shows the plan, and does it with --go.",
            "With --go, the messages are moved to the redelivery queue. What certainly was not executed is mapped afresh; what may have been keeps its bytes."
        },
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Selection selection;

    static final class Selection {
        @Option(names = "--all", description = "Every order on the error queue")
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
            description =
                    "Only what came to the error queue at this time or later, in Beijing; a day by itself: from its"
                            + " begin")
    private LocalDateTime since;

    @Option(
            names = "--until",
            paramLabel = "<yyyy-MM-ddTHH:mm>",
            converter = Times.Until.class,
            description = "Only what came to the error queue before this time, in Beijing; a day by itself: to its end")
    private LocalDateTime until;

    @Option(names = "--go", description = "Do it; without, only the plan is shown")
    private boolean go;

    @Option(names = "--reason", description = "Why, for the order's history; needed with --go")
    private String reason;

    @Option(
            names = "--who",
            description = "Who asks for it (default: ${DEFAULT-VALUE})",
            defaultValue = "${sys:user.name}")
    private String who;

    @Mixin
    private ConfigOptions config;

    @Option(names = "--broker", description = "Broker, such as tcp://broker:61616; instead of the configuration's")
    private String broker;

    @Option(names = "--user", description = "User at the broker; instead of the configuration's")
    private String user;

    @Option(
            names = "--password",
            description = "Its password, instead of the configuration's; better there, from the environment")
    private String password;

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
        Queues queues = config.settings(this::queues);
        try (ActiveMQConnectionFactory factory =
                new ActiveMQConnectionFactory(queues.broker, queues.user, queues.password)) {
            ReplayTool tool = new ReplayTool(factory, queues.errors, queues.redelivery);
            ReplayPlan plan = tool.plan(selected().between(beijing(since), beijing(until)));
            if (plan.total() == 0 && selection.source != null) {
                refuseUnknownSource(tool, queues.sources);
            }
            out.printf(
                    "Plan: %,d messages; by cause %s; by source %s%n", plan.total(), plan.byCause(), plan.bySource());
            if (!go) {
                out.println("Nothing was moved. Add --go --reason '...' to do it.");
                return 0;
            }
            return move(tool, plan, queues.redelivery, out);
        } catch (JMSException | JMSRuntimeException e) {
            spec.commandLine()
                    .getErr()
                    .println("The broker at " + queues.broker + " cannot be used as " + queues.user + ": "
                            + e.getMessage() + ". What has been moved stays moved; replay again for the rest.");
            return 1;
        }
    }

    /** None to be replayed must not be the answer to a misspelt name. */
    private void refuseUnknownSource(ReplayTool tool, List<String> configured) throws JMSException {
        Set<String> known = new TreeSet<>(configured);
        known.addAll(tool.plan(ReplaySelection.all()).bySource().keySet());
        if (!known.contains(selection.source)) {
            throw wrong("there is no source '" + selection.source + "' in the configuration, and the error queue holds"
                    + " nothing of it; there are " + known);
        }
    }

    private CommandLine.ParameterException wrong(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }

    private record Queues(
            String broker, String user, String password, String errors, String redelivery, List<String> sources) {}

    private Queues queues(Settings settings) {
        Queues queues = new Queues(
                broker != null ? broker : configuredBroker(settings),
                user != null ? user : settings.text(AppSetting.BROKER_USER),
                password != null ? password : settings.text(AppSetting.BROKER_PASSWORD),
                settings.text(Setting.ERRORS_QUEUE),
                settings.text(Setting.REDELIVERY_QUEUE),
                settings.list(Setting.SOURCES));
        settings.refuseIfFaulty();
        return queues;
    }

    private static String configuredBroker(Settings settings) {
        Optional<String> url = settings.find(AppSetting.BROKER_URL.key());
        int port = settings.number(AppSetting.BROKER_PORT, 0, 65_535);
        if (url.isEmpty() && port == 0) {
            settings.fault("the embedded broker lets nobody in: set " + AppSetting.BROKER_PORT.key() + " and "
                    + AppSetting.BROKER_PASSWORD.key()
                    + ", and start the node anew; or name another broker with --broker");
        }
        return url.orElse("tcp://127.0.0.1:" + port);
    }

    /** Ctrl-C ends it after the batch in hand; what has been moved stays moved. */
    private int move(ReplayTool tool, ReplayPlan plan, String redelivery, PrintWriter out) throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
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
            ReplayCounts result = tool.replay(plan, reason, who, moved -> progress(out, moved, plan), cancelled::get);
            out.printf(
                    "%s %,d of %,d to %s%n",
                    result.cancelled() ? "Cancelled; moved" : "Moved", result.moved(), result.planned(), redelivery);
            out.flush();
            return result.moved() == result.planned() ? 0 : 1;
        } finally {
            ended.countDown();
            if (!cancelled.get()) {
                Runtime.getRuntime().removeShutdownHook(onInterrupt);
            }
        }
    }

    private static void progress(PrintWriter out, int moved, ReplayPlan plan) {
        out.printf("  moved %,d of %,d%n", moved, plan.total());
        out.flush();
    }

    private static Instant beijing(LocalDateTime time) {
        return time == null ? null : time.toInstant(ZoneOffset.ofHours(8));
    }

    private ReplaySelection selected() {
        if (selection.cause != null) {
            return ReplaySelection.ofCause(selection.cause);
        } else if (selection.source != null) {
            return ReplaySelection.ofSource(selection.source);
        } else if (selection.identifier != null) {
            return ReplaySelection.ofIdentifier(selection.identifier);
        } else if (selection.orderKey != null) {
            return ReplaySelection.ofOrderKey(selection.orderKey);
        } else if (selection.all) {
            return ReplaySelection.all();
        }
        throw new IllegalStateException("picocli lets exactly one selection through");
    }
}
