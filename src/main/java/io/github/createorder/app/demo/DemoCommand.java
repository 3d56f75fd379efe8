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

    @Option(
            names = "--stay",
            description = "Goes on running afterwards, with the operator's console, until it is told to stop (Ctrl-C)")
    private boolean stay;

    @Option(
            names = "--console-port",
            description = "With --stay: port of the console (default: ${DEFAULT-VALUE}; another one if it is taken)",
            defaultValue = "8088")
    private int consolePort;

    @Override
    public Integer call() throws Exception {
        System.setProperty("createorder.log", data.resolve("demo.log").toString());
        try (Demo demo = new Demo(
                data, orders, seed, stay, consolePort, spec.commandLine().getOut())) {
            boolean right = demo.run();
            if (stay) {
                demo.stay();
            }
            return right ? 0 : 1;
        } catch (InterruptedException e) {
            // Told to stop.
            return 0;
        }
    }
}
