package io.github.createorder.app;

import io.github.createorder.ledger.Action;
import io.github.createorder.ledger.Actor;
import io.github.createorder.order.Words;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "pause",
        description = "Stops sending on all nodes until `resume`. Taking and reporting go on; calls under way end.",
        mixinStandardHelpOptions = true)
final class PauseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private Speech speech;

    @Option(names = "--reason", required = true, description = "Why; shown in status and health, and kept")
    private String reason;

    @Option(
            names = "--who",
            description = "Who asks for it (default: ${DEFAULT-VALUE})",
            defaultValue = "${sys:user.name}")
    private String who;

    @Override
    public Integer call() throws Exception {
        String why;
        try {
            why = Action.reason(reason);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--reason: " + e.getMessage());
        }
        return config.ledger(inspection -> {
            PrintWriter out = spec.commandLine().getOut();
            Optional<Words> refused = inspection.gate().pauseBy(Actor.atCommandLine(who), why);
            if (refused.isPresent()) {
                out.println(speech.say(refused.get()));
            } else {
                out.print(speech.of("Sending to %s is paused on all nodes.%n", inspection.gatewayName()));
            }
            return 0;
        });
    }
}
