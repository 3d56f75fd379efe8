package io.github.createorder.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import io.github.createorder.config.ConfigurationException;
import io.github.createorder.sql.Reason;
import io.github.createorder.sql.RefusedLogin;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.springframework.core.NestedRuntimeException;
import org.springframework.jdbc.BadSqlGrammarException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** What keeps a command from its work is told in words. Only an error in the program itself shows its stack trace. */
final class CommandFailures implements IExecutionExceptionHandler {
    /** An error in the program, as sysexits.h has it: 1 is an answer in most commands, and 2 is for people to correct. */
    static final int SOFTWARE = 70;

    /** Environment variable that asks for stack traces. */
    static final String DEBUG = "CREATEORDER_DEBUG";

    private final boolean debug;

    /** @param debug whether what is told in words shows its stack trace as well */
    CommandFailures(boolean debug) {
        this.debug = debug;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parseResult) {
        PrintWriter err = commandLine.getErr();
        Optional<String> words = words(failure, commandLine.getCommandName());
        if (debug || words.isEmpty()) {
            failure.printStackTrace(err);
        }
        err.println(words.orElse("This is an error in the program: please report it with the lines above."));
        err.flush();
        return words.isPresent() ? CommandLine.ExitCode.USAGE : SOFTWARE;
    }

    private static Optional<String> words(Throwable failure, String command) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<String> words = cause instanceof ConfigurationException refused
                    ? Optional.of(list(refused, command))
                    : words(cause);
            if (words.isPresent()) {
                return words;
            }
        }
        return Optional.empty();
    }

    /** Only `run` starts something; elsewhere a single fault needs no list. */
    private static String list(ConfigurationException refused, String command) {
        List<String> faults = refused.faults();
        if (command.equals("run")) {
            return refused.getMessage();
        }
        return faults.size() == 1 ? faults.get(0) : faults.size() + " faults:\n  - " + String.join("\n  - ", faults);
    }

    /** Empty for what nobody but a programmer can correct. */
    private static Optional<String> words(Throwable failure) {
        if (failure instanceof BadSqlGrammarException e) {
            return Optional.of("the database refuses a statement: " + Reason.of(e) + missingTables(e));
        } else if (failure instanceof NestedRuntimeException || failure instanceof SQLException) {
            return Optional.of((RefusedLogin.of(failure).isPresent()
                            ? "the database refuses the login: "
                            : "the database cannot be used: ")
                    + Reason.of((Exception) failure));
        } else if (failure instanceof JMSException || failure instanceof JMSRuntimeException) {
            return Optional.of("the broker cannot be used: " + Reason.of((Exception) failure));
        } else if (failure instanceof RuntimeJsonMappingException) {
            return Optional.of(firstLine(failure));
        } else if (failure instanceof UncheckedIOException e
                && !Objects.equals(e.getMessage(), e.getCause().toString())) {
            return Optional.of(e.getMessage() + ": " + words(e.getCause()));
        } else if (failure instanceof IOException e) {
            return Optional.of(words(e));
        }
        return Optional.empty();
    }

    private static String missingTables(BadSqlGrammarException failure) {
        return failure.getSql().toLowerCase(Locale.ROOT).contains("createorder_")
                ? "; the ledger's tables are made by the first `run` (or by a DBA, see `schema`)"
                : "";
    }

    /** Java's own messages are often no more than the file's name. */
    private static String words(IOException failure) {
        if (failure instanceof NoSuchFileException e) {
            return "there is no file or folder " + e.getFile();
        } else if (failure instanceof AccessDeniedException e) {
            return e.getFile() + " may not be read or written by this user";
        } else if (failure instanceof FileSystemException e && e.getReason() == null) {
            return e.getFile() + " is in the way: " + e.getClass().getSimpleName();
        } else if (failure instanceof CharacterCodingException) {
            return "a file is not in the charset that it is read in: " + firstLine(failure);
        } else if (failure instanceof JsonProcessingException e) {
            return e.getOriginalMessage()
                    + (e.getLocation() == null
                            ? ""
                            : " (line " + e.getLocation().getLineNr() + ")");
        }
        return firstLine(failure);
    }

    private static String firstLine(Throwable failure) {
        return failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getMessage().lines().findFirst().orElse("");
    }
}
