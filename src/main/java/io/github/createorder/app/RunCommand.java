package io.github.createorder.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "run",
        description = "Takes, sends and reports orders until stopped (SIGTERM or Ctrl-C finishes calls under way).",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config;

    @Override
    public Integer call() throws Exception {
        return config.standalone().run();
    }
}
