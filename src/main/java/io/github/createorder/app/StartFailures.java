package io.github.createorder.app;

import io.github.createorder.config.ConfigurationException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** A wrong configuration is shown as its list of faults, not as a stack trace. */
final class StartFailures implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parseResult)
            throws Exception {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException) {
                commandLine.getErr().println(cause.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
        }
        throw failure;
    }
}
