package io.github.createorder.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = "Takes, sends and reports orders until stopped (SIGTERM or Ctrl-C finishes calls under way).",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            description = "Folder with application.properties (default: ${DEFAULT-VALUE})",
            defaultValue = "config")
    private Path config;

    @Option(names = "-D", description = "Property that wins over the file's, key=value")
    private Map<String, String> properties = Map.of();

    @Override
    public Integer call() throws Exception {
        return new Standalone(config, properties).run();
    }
}
