package io.github.createorder.app;

import io.github.createorder.app.bench.BenchCommand;
import io.github.createorder.app.demo.DemoCommand;
import io.github.createorder.app.demo.SampleCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;

/** The standalone app's command line. */
@Command(
        name = "createorder",
        description = "Reports insurance orders from legacy tables and files to alibaba.finance.insurance.createorder.",
        mixinStandardHelpOptions = true,
        versionProvider = App.Version.class)
public final class App implements Callable<Integer> {
    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class,
            InitCommand.class,
            CheckCommand.class,
            PreviewCommand.class,
            CoverageCommand.class,
            CheckFileCommand.class,
            StatusCommand.class,
            ErrorsCommand.class,
            ReplayCommand.class,
            OrderCommand.Edit.class,
            OrderCommand.Close.class,
            OrderCommand.Reopen.class,
            ReconcileCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            SchemaCommand.class,
            PasswordCommand.class,
            DemoCommand.class,
            SampleCommand.class,
            SandboxCommand.class,
            BenchCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class);

    @Spec
    private CommandSpec spec;

    /** Exit codes: see {@link #commandLine()}. */
    public static void main(String[] args) throws IOException {
        Console console = new Console();
        console.install();
        // Before the first logger is made. The bundle itself ships no logging back end and no configuration of one.
        if (System.getProperty("logback.configurationFile") == null) {
            String file = switch (args.length == 0 ? "" : args[0]) {
                case "demo", ArchivedClasses.WORD -> "logback-demo.xml";
                case "run", "sandbox", "bench" -> "logback.xml";
                default -> "logback-quiet.xml";
            };
            System.setProperty("logback.configurationFile", "io/github/createorder/app/" + file);
        }
        if (args.length == 2 && args[0].equals(ArchivedClasses.WORD)) {
            System.exit(ArchivedClasses.load(Path.of(args[1])));
        }
        if (isPlainRun(args)) {
            System.exit(run(Path.of(args[2]), () -> console.of(commandLineFor(args))));
        }
        System.exit(exitCode(console.of(commandLineFor(args)), args));
    }

    /**
     * {@code run --config <folder>}, as services and images start a node. The options of a command line need not be looked at for
     * it, which takes a tenth of its start; what it does is the same, as {@code OneCommandTest} holds.
     */
    static boolean isPlainRun(String... args) {
        return args.length == 3
                && args[0].equals("run")
                && (args[1].equals("--config") || args[1].equals("-c"))
                && !args[2].isEmpty()
                && !args[2].startsWith("-")
                && !args[2].startsWith("@");
    }

    /** @param commandLine made only to tell a failure */
    static int run(Path folder, Supplier<CommandLine> commandLine) {
        try {
            return new Standalone(folder, Map.of()).run();
        } catch (Exception e) {
            CommandLine told = commandLine.get();
            return new CommandFailures(isDebug())
                    .handleExecutionException(e, told.getSubcommands().get("run"), null);
        } catch (Error e) {
            return programError(commandLine.get(), e);
        }
    }

    /** Java would end with 1 when the memory is used up, which in most commands is an answer. */
    static int exitCode(CommandLine commandLine, String... args) {
        try {
            return commandLine.execute(args);
        } catch (Error e) {
            return programError(commandLine, e);
        }
    }

    private static int programError(CommandLine commandLine, Error e) {
        commandLine.getErr().println("This is an error in the program, or too little memory (-Xmx): " + e);
        return CommandFailures.SOFTWARE;
    }

    /**
     * The command line with all its commands. Exit codes: 0 done, 1 a command's own "no", 2 something that people have to
     * correct (usage, configuration, files, databases, brokers), 70 an error in the program.
     */
    public static CommandLine commandLine() {
        return commandLine(isDebug());
    }

    private static boolean isDebug() {
        String debug = System.getenv(CommandFailures.DEBUG);
        return debug != null && !debug.isBlank();
    }

    static CommandLine commandLine(boolean debug) {
        return commandLine(debug, COMMANDS);
    }

    /**
     * With the one command that the arguments begin with, where that is all that they need: to look at every option of every
     * command takes as long as a good part of a node's start.
     */
    static CommandLine commandLineFor(String... args) {
        List<Class<?>> wanted = COMMANDS.stream()
                .filter(command -> args.length > 0
                        && command.getAnnotation(Command.class).name().equals(args[0])
                        && !command.equals(CommandLine.HelpCommand.class)
                        && !command.equals(AutoComplete.GenerateCompletion.class))
                .toList();
        CommandLine commandLine = commandLine(isDebug(), wanted.isEmpty() ? COMMANDS : wanted);
        Speech.followEnvironment(commandLine, System.getenv());
        return commandLine;
    }

    private static CommandLine commandLine(boolean debug, List<Class<?>> commands) {
        CommandLine commandLine = new CommandLine(new App());
        commands.forEach(commandLine::addSubcommand);
        commandLine
                .setExecutionStrategy(new CommandArguments())
                .setExecutionExceptionHandler(new CommandFailures(debug));
        Times.register(commandLine);
        explainFailures(commandLine);
        return commandLine;
    }

    /** What is the same for all commands is said in the help of each. */
    private static void explainFailures(CommandLine commandLine) {
        commandLine.getSubcommands().values().forEach(App::explainFailures);
        UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
        Map<String, String> codes = new LinkedHashMap<>(usage.exitCodeList());
        codes.putIfAbsent("0", "done");
        codes.putIfAbsent("2", "wrong usage or configuration, or a file, database or broker that cannot be used");
        codes.put(String.valueOf(CommandFailures.SOFTWARE), "an error in the program");
        usage.exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codes)
                .footer(
                        "",
                        "With " + CommandFailures.DEBUG + "=1 in the environment, failures show their stack trace.");
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
