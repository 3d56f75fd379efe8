package io.github.createorder.app;

import io.github.createorder.console.Passwords;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "password",
        description = {
            "Makes the hash of a password, for the file that createorder.console.users names.",
            "Asks for the password twice, or reads one line from its standard input."
        },
        mixinStandardHelpOptions = true)
final class PasswordCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        char[] password = password();
        if (password.length < Passwords.LEAST_LENGTH) {
            throw wrong("the password needs " + Passwords.LEAST_LENGTH + " characters or more");
        }
        spec.commandLine().getOut().println(Passwords.hash(password));
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** From Java 22 on there is a console without a terminal too, which has nothing for the second question. */
    @SuppressWarnings("SystemConsoleNull")
    private char[] password() throws IOException {
        java.io.Console terminal = System.console();
        if (terminal == null) {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? new char[0] : line.toCharArray();
        }
        char[] first = terminal.readPassword("Password: ");
        char[] second = terminal.readPassword("Once more: ");
        if (first == null || (second != null && !Arrays.equals(first, second))) {
            throw wrong("the two are not the same");
        }
        return first;
    }

    private CommandLine.ParameterException wrong(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }
}
