package io.github.createorder.app;

import io.github.createorder.app.bench.BenchCommand;
import io.github.createorder.app.demo.DemoCommand;
import io.github.createorder.app.demo.SampleCommand;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The standalone app's command line. */
@Command(
        name = "createorder",
        description = "Reports insurance orders from legacy tables and files to alibaba.finance.insurance.createorder.",
        mixinStandardHelpOptions = true,
        versionProvider = App.Version.class,
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            PreviewCommand.class,
            CoverageCommand.class,
            CheckFileCommand.class,
            StatusCommand.class,
            ErrorsCommand.class,
            ReplayCommand.class,
            ReconcileCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            SchemaCommand.class,
            DemoCommand.class,
            SampleCommand.class,
            SandboxCommand.class,
            BenchCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        })
public final class App implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Exit codes: 0 done, 1 failed, 2 wrong usage or configuration. */
    public static void main(String[] args) {
        // Before the first logger is made. The bundle itself ships no logging back end and no configuration of one.
        if (System.getProperty("logback.configurationFile") == null) {
            String file = switch (args.length == 0 ? "" : args[0]) {
                case "demo" -> "logback-demo.xml";
                case "run", "sandbox", "bench" -> "logback.xml";
                default -> "logback-quiet.xml";
            };
            System.setProperty("logback.configurationFile", "io/github/createorder/app/" + file);
        }
        System.exit(commandLine().execute(args));
    }

    /** The command line with all its commands. */
    public static CommandLine commandLine() {
        return new CommandLine(new App()).setExecutionExceptionHandler(new StartFailures());
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = App.class.getPackage().getImplementationVersion();
            return new String[] {"createorder-routes " + (version == null ? "(not packaged)" : version)};
        }
    }
}
