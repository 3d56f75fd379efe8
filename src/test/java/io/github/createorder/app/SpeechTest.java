package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SpeechTest {
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern SAID =
            Pattern.compile("speech(?:\\(\\))?[.](?:of|print)\\(\\s*(?:out(?:\\(\\))?,\\s*)?" + LITERAL.pattern());
    private static final Pattern CONVERSION = Pattern.compile("%(?:(\\d+)[$])?[-,\\d]*([a-z])");

    private static Map<String, String> sentences() throws IOException {
        Map<String, String> sentences = new HashMap<>();
        try (InputStream in = Speech.class.getResourceAsStream("speech.txt")) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isEmpty())
                    .toList();
            for (int i = 0; i < lines.size(); i += 2) {
                assertThat(lines.get(i)).startsWith("en: ");
                assertThat(lines.get(i + 1)).startsWith("zh: ");
                assertThat(sentences.put(
                                lines.get(i).substring(4), lines.get(i + 1).substring(4)))
                        .as(lines.get(i))
                        .isNull();
            }
        }
        return sentences;
    }

    /** All of the commands' Java, its literals in one piece. */
    private static String source() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/io/github/createorder/app"))) {
            return files.filter(file -> file.toString().endsWith("Command.java") || file.endsWith("ProductCodes.java"))
                    .map(SpeechTest::text)
                    .collect(Collectors.joining())
                    .replaceAll("\"\\s*\\+ \"", "");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everySentenceThatACommandSaysHasItsChineseAndNoOtherHas() throws IOException {
        Map<String, String> sentences = sentences();
        String source = source();
        List<String> said =
                SAID.matcher(source).results().map(call -> call.group(1)).toList();
        assertThat(said).hasSizeGreaterThan(40);
        assertThat(sentences.keySet()).containsAll(said);
        List<String> literals =
                LITERAL.matcher(source).results().map(call -> call.group(1)).toList();
        assertThat(sentences.keySet().stream().filter(english -> !english.equals("the product mapping")))
                .isSubsetOf(literals);
    }

    @Test
    void theChineseTakesTheSameArguments() throws IOException {
        sentences()
                .forEach((english, chinese) ->
                        assertThat(conversions(chinese)).as(chinese).isEqualTo(conversions(english)));
    }

    /** By the place of their argument. */
    private static Map<Integer, String> conversions(String format) {
        Map<Integer, String> conversions = new HashMap<>();
        int[] next = {0};
        CONVERSION
                .matcher(format)
                .results()
                .filter(one -> !one.group(2).equals("n"))
                .forEach(one -> conversions.put(
                        one.group(1) == null ? ++next[0] : Integer.parseInt(one.group(1)), one.group(2)));
        return conversions;
    }

    private static Locale language(Map<String, String> environment, String... option) {
        CommandLine commandLine = App.commandLine();
        Speech.followEnvironment(commandLine, environment);
        String[] arguments =
                Stream.concat(Stream.of("status"), Stream.of(option)).toArray(String[]::new);
        return commandLine
                .parseArgs(arguments)
                .subcommand()
                .commandSpec()
                .findOption("--lang")
                .getValue();
    }

    @Test
    void theOptionComesBeforeTheVariableAndThatBeforeTheLocale() {
        assertThat(language(Map.of())).isEqualTo(Locale.ENGLISH);
        assertThat(language(Map.of("LANG", "zh_CN.UTF-8"))).isEqualTo(Locale.CHINESE);
        assertThat(language(Map.of("LANG", "zh_CN.UTF-8", "LC_ALL", "C"))).isEqualTo(Locale.ENGLISH);
        assertThat(language(Map.of("LANG", "en_US.UTF-8", "LC_ALL", "zh_CN.GBK")))
                .isEqualTo(Locale.CHINESE);
        assertThat(language(Map.of("LANG", "zh_CN.UTF-8", Speech.VARIABLE, "en")))
                .isEqualTo(Locale.ENGLISH);
        assertThat(language(Map.of("LANG", "C", Speech.VARIABLE, "zh"))).isEqualTo(Locale.CHINESE);
        assertThat(language(Map.of(Speech.VARIABLE, "zh"), "--lang", "en")).isEqualTo(Locale.ENGLISH);
        assertThat(language(Map.of(Speech.VARIABLE, "en"), "--lang", "zh")).isEqualTo(Locale.CHINESE);
        assertThatThrownBy(() -> language(Map.of(), "--lang", "fr")).hasMessageContaining("'fr' must be zh or en");
    }
}
