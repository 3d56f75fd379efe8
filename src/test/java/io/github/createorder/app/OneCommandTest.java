package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A command line that knows only the command it is asked for says of it what the whole one says. */
class OneCommandTest {
    private static String help(CommandLine commandLine, String command) {
        StringWriter said = new StringWriter();
        int code = commandLine
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(command, "--help");
        assertThat(code).as(said.toString()).isZero();
        return said.toString();
    }

    @Test
    void everyCommandIsTheSameAlone() {
        List<String> commands = List.copyOf(App.commandLine().getSubcommands().keySet());
        assertThat(commands).contains("run", "status", "bench", "help");
        commands.stream().filter(command -> !command.equals("help")).forEach(command -> {
            CommandLine alone = App.commandLineFor(command, "--help");
            assertThat(help(alone, command)).isEqualTo(help(App.commandLine(), command));
        });
        assertThat(App.commandLineFor("run").getSubcommands()).containsOnlyKeys("run");
    }

    @Test
    void withoutACommandAllAreThere() {
        for (String[] arguments : new String[][] {{}, {"--help"}, {"help", "run"}, {"nosuch"}}) {
            assertThat(App.commandLineFor(arguments).getSubcommands().keySet())
                    .isEqualTo(App.commandLine().getSubcommands().keySet());
        }
    }

    @Test
    void aPlainRunIsRefusedInTheWordsOfTheWholeCommandLine(@TempDir Path folder) throws Exception {
        String[] arguments = {"run", "--config", folder.toString()};
        Files.writeString(
                folder.resolve("application.properties"),
                "createorder.app.data = " + folder.resolve("data")
                        + "\ncreateorder.app.data-source.ledger.pool = many\n");
        assertThat(App.isPlainRun(arguments)).isTrue();

        StringWriter plain = new StringWriter();
        int code = App.run(folder, () -> App.commandLineFor(arguments).setErr(new PrintWriter(plain, true)));

        StringWriter whole = new StringWriter();
        CommandLine commandLine = App.commandLine().setErr(new PrintWriter(whole, true));
        assertThat(code).isEqualTo(commandLine.execute(arguments)).isEqualTo(2);
        assertThat(plain.toString()).isEqualTo(whole.toString()).contains("is missing");
    }

    @Test
    void whateverElseIsSaidToARunIsReadByTheCommandLine() {
        for (String[] arguments : new String[][] {
            {"run"},
            {"run", "--help", "x"},
            {"run", "--config", "--help"},
            {"run", "-c", "@f"},
            {"status", "-c", "x"},
            {"run", "--config", "x", "-Da=b"}
        }) {
            assertThat(App.isPlainRun(arguments))
                    .as(String.join(" ", arguments))
                    .isFalse();
        }
    }
}
