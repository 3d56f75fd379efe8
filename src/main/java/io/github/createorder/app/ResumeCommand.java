package io.github.createorder.app;

import io.github.createorder.ledger.Gate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "resume",
        description = "Has all nodes send again, whatever sending was paused for.",
        mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private GateOptions gate;

    @Override
    public Integer call() throws Exception {
        return gate.act(spec, Gate::resumeBy, "Sending to %s is open on all nodes.%n");
    }
}
