package io.github.createorder.app;

import io.github.createorder.ledger.Action;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.Gate;
import io.github.createorder.order.Words;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Who has something done to sending on all nodes, and why. */
final class GateOptions {
    @Mixin
    private ConfigOptions config;

    @Mixin
    private Speech speech;

    @Option(names = "--reason", required = true, description = "Why; shown in status and health, and kept in the audit")
    private String reason;

    @Option(
            names = "--who",
            description = "Who asks for it (default: ${DEFAULT-VALUE})",
            defaultValue = "${sys:user.name}")
    private String who;

    /** Does it to the gate, and gives in words why not. */
    interface Step {
        Optional<Words> on(Gate gate, Actor actor, String why);
    }

    /** @param done what is said when it is done, with a place for the gateway's name */
    int act(CommandSpec command, Step step, String done) throws Exception {
        String why;
        try {
            why = Action.reason(reason);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--reason: " + e.getMessage());
        }
        return config.ledger(inspection -> {
            PrintWriter out = command.commandLine().getOut();
            Optional<Words> refused = step.on(inspection.gate(), Actor.atCommandLine(who), why);
            if (refused.isPresent()) {
                out.println(speech.say(refused.get()));
            } else {
                out.print(speech.of(done, inspection.gatewayName()));
            }
            return 0;
        });
    }
}
