package io.github.createorder.app;

import io.github.createorder.app.DeskOptions.Queues;
import io.github.createorder.errors.ReplayCall;
import io.github.createorder.errors.ReplayCall.Acted;
import io.github.createorder.errors.ReplayCall.UnansweredException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Something that a person has done to one order in error; a running node does it and notes it. */
abstract class OrderCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private DeskOptions desk;

    @Mixin
    private Speech speech;

    @Option(
            names = {"--identifier", "--order-key"},
            required = true,
            description = "The order, by its identifier; a conflict, or an order without one, by its order key")
    private String orderKey;

    @Option(names = "--reason", required = true, description = "Why; kept in the order's history and in the audit")
    private String reason;

    @Override
    public Integer call() throws Exception {
        if (reason.isBlank()) {
            spec.commandLine().getErr().println("--reason must say why: it stands in the history of the order");
            return 2;
        }
        Queues queues = config.settings(desk::queues);
        try (ActiveMQConnectionFactory factory =
                new ActiveMQConnectionFactory(queues.broker(), queues.user(), queues.password())) {
            return act(
                    new ReplayCall(factory, queues.replay(), Duration.ofSeconds(desk.waitSeconds())),
                    spec.commandLine().getOut());
        } catch (JMSException | JMSRuntimeException e) {
            return failed("The broker at " + queues.broker() + " cannot be used as " + queues.user() + ": "
                    + e.getMessage() + ".");
        } catch (UnansweredException e) {
            return failed("The broker at " + queues.broker() + " is there, but " + e.getMessage() + ".");
        }
    }

    abstract int act(ReplayCall call, PrintWriter out) throws JMSException, UnansweredException;

    /** Null when it was refused, which is told. */
    final Acted asked(ReplayCall call, String action, Map<String, String> edits)
            throws JMSException, UnansweredException {
        Acted acted = call.act(action, orderKey, edits, reason, desk.who());
        if (acted.refused() != null) {
            failed(speech.of("%s: %s.", orderKey, speech.say(acted.refused())));
            return null;
        }
        return acted;
    }

    final String order() {
        return orderKey;
    }

    final Speech speech() {
        return speech;
    }

    private int failed(String why) {
        spec.commandLine().getErr().println(why);
        return 1;
    }

    @Command(
            name = "close",
            description = {
                "Closes an error that nobody will send: a cancelled policy, a true duplicate, a conflict.",
                "It leaves counts and alarms, keeps its data, and can be opened again with `reopen`."
            },
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:closed", "1:it is not in error, or no node answers", "2:wrong usage or configuration"})
    static final class Close extends OrderCommand {
        @Override
        int act(ReplayCall call, PrintWriter out) throws JMSException, UnansweredException {
            if (asked(call, "close", Map.of()) == null) {
                return 1;
            }
            out.println(speech().of("%s is closed.", order()));
            return 0;
        }
    }

    @Command(
            name = "reopen",
            description = "Opens a closed error again: it is in error as it was, and comes to the error queue again.",
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:opened", "1:it is not closed, or no node answers", "2:wrong usage or configuration"})
    static final class Reopen extends OrderCommand {
        @Override
        int act(ReplayCall call, PrintWriter out) throws JMSException, UnansweredException {
            if (asked(call, "reopen", Map.of()) == null) {
                return 1;
            }
            out.println(speech().of("%s is in error again.", order()));
            return 0;
        }
    }

    @Command(
            name = "edit",
            description = {
                "Puts other values into the source record of an order in error, and has it sent.",
                "Only what certainly was not executed and is no conflict, and only columns listed in createorder.console.editable.<source>. Both versions are kept. Correct the core system too."
            },
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:would be sent, or is sent",
                "1:refused, still faulty, or no node answers",
                "2:wrong usage or configuration"
            })
    static final class Edit extends OrderCommand {
        @Option(
                names = "--set",
                required = true,
                paramLabel = "<COLUMN=value>",
                description = "A column and its new value; 2.COLUMN=value for that of the second policy")
        private Map<String, String> edits;

        @Option(names = "--go", description = "Do it; without, only what it would come to is shown")
        private boolean go;

        @Override
        int act(ReplayCall call, PrintWriter out) throws JMSException, UnansweredException {
            Acted preview = asked(call, "preview", edits);
            if (preview == null) {
                return 1;
            }
            preview.faults().forEach(fault -> out.println("  " + speech().say(fault)));
            if (!preview.faults().isEmpty()) {
                out.println(speech().of("It would still be in error. Nothing was changed."));
                return 1;
            } else if (!go) {
                out.println(speech().of(
                                "It would be sent with %s changed. Nothing was changed. Add --go to do it.",
                                String.join(", ", preview.columns())));
                return 0;
            } else if (asked(call, "edit", edits) == null) {
                return 1;
            }
            out.println(speech().of("%s is sent with %s changed.", order(), String.join(", ", preview.columns())));
            return 0;
        }
    }
}
