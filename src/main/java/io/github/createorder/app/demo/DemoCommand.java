package io.github.createorder.app.demo;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = "Shows the whole way of a few thousand orders, failures included, with nothing to install.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--orders",
            description = "Orders, half of them in the sample table and half in files (default: ${DEFAULT-VALUE})",
            defaultValue = "2400")
    private int orders;

    @Option(
            names = "--data",
            description = "Folder that is emptied and filled (default: ${DEFAULT-VALUE})",
            defaultValue = "createorder-data/demo")
    private Path data;

    @Option(
            names = "--seed",
            description = "Another seed, other sample data (default: ${DEFAULT-VALUE})",
            defaultValue = "7")
    private long seed;

    @Override
    public Integer call() throws Exception {
        System.setProperty("createorder.log", data.resolve("demo.log").toString());
        try (Demo demo = new Demo(data, orders, seed, spec.commandLine().getOut())) {
            return demo.run() ? 0 : 1;
        }
    }
}
