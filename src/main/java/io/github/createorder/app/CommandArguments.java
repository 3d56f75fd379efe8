package io.github.createorder.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What holds for the arguments of every command, looked at before one of them runs. */
final class CommandArguments implements IExecutionStrategy {
    private static final Set<String> COUNTS = Set.of("--orders", "--rounds", "--concurrency");
    private static final Set<String> FOLDERS = Set.of("--config", "--data", "--files", "--out");

    @Override
    public int execute(ParseResult parsed) {
        for (ParseResult command = parsed; command != null; command = command.subcommand()) {
            CommandLine commandLine = command.commandSpec().commandLine();
            for (ArgSpec argument : command.matchedArgs()) {
                refuseWrong(argument, commandLine);
            }
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static void refuseWrong(ArgSpec argument, CommandLine commandLine) {
        String name = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
        Object value = argument.getValue();
        if (COUNTS.contains(name) && value instanceof Integer count && count < 1) {
            throw new ParameterException(commandLine, name + " = " + count + " must be 1 or more");
        }
        if (name.equals("--first") && value instanceof Integer count && count < 0) {
            throw new ParameterException(commandLine, name + " = " + count + " must be 0 or more");
        }
        if (!FOLDERS.contains(name) && value instanceof Path path && Files.isDirectory(path)) {
            throw new ParameterException(commandLine, name + ": " + path + " is a folder; name a file");
        }
    }
}
