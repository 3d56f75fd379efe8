package io.github.createorder.app;

import io.github.createorder.config.Setting;
import io.github.createorder.errors.ReplayPlan;
import io.github.createorder.errors.ReplayResult;
import io.github.createorder.errors.ReplaySelection;
import io.github.createorder.errors.ReplayTool;
import io.github.createorder.order.ErrorCause;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        description = {
            "Has orders of the error queue sent again: shows the plan, and moves the messages to the redelivery queue",
            "when --go is given. What certainly was not executed is mapped afresh; what may have been keeps its bytes."
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
            description = "Only what came to the error queue at this time or later, in Beijing")
    private LocalDateTime since;

    @Option(
            names = "--until",
            paramLabel = "<yyyy-MM-ddTHH:mm>",
            description = "Only what came to the error queue before this time, in Beijing")
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

    @Option(
            names = "--broker",
            description = "Broker (default: ${DEFAULT-VALUE})",
            defaultValue = "tcp://127.0.0.1:61616")
    private String broker;

    @Option(
            names = "--user",
            description = "User at the broker (default: ${DEFAULT-VALUE})",
            defaultValue = "createorder")
    private String user;

    @Option(
            names = "--password",
            description = "Its password; better in the environment variable CREATEORDER_APP_BROKER_PASSWORD",
            defaultValue = "${env:CREATEORDER_APP_BROKER_PASSWORD:-}")
    private String password;

    @Option(names = "--errors-queue", description = "Queue to replay from (default: createorder.errors)")
    private String errors = Setting.ERRORS_QUEUE.defaultValue();

    @Option(names = "--redelivery-queue", description = "Queue to move to (default: createorder.redelivery)")
    private String redelivery = Setting.REDELIVERY_QUEUE.defaultValue();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (go && (reason == null || reason.isBlank())) {
            spec.commandLine().getErr().println("--go needs --reason: it stands in the history of each order");
            return 2;
        }
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker, user, password)) {
            ReplayTool tool = new ReplayTool(factory, errors, redelivery);
            ReplayPlan plan = tool.plan(selected().between(beijing(since), beijing(until)));
            out.printf(
                    "Plan: %,d messages; by cause %s; by source %s%n", plan.total(), plan.byCause(), plan.bySource());
            if (!go) {
                out.println("Nothing was moved. Add --go --reason '...' to do it.");
                return 0;
            }
            return move(tool, plan, out);
        }
    }

    /** Ctrl-C ends it after the batch in hand; what has been moved stays moved. */
    private int move(ReplayTool tool, ReplayPlan plan, PrintWriter out) throws Exception {
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
            ReplayResult result = tool.replay(plan, reason, who, moved -> progress(out, moved, plan), cancelled::get);
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
