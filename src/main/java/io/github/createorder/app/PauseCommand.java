package io.github.createorder.app;

import io.github.createorder.ledger.Gate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "pause",
        description = "Stops sending on all nodes until `resume`. Taking and reporting go on; calls under way end.",
        mixinStandardHelpOptions = true)
final class PauseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private GateOptions gate;

    @Override
    public Integer call() throws Exception {
        return gate.act(spec, Gate::pauseBy, "Sending to %s is paused on all nodes.%n");
    }
}
