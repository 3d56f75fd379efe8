package io.github.createorder.app;

import io.github.createorder.order.Wording;
import io.github.createorder.order.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The language in which a command tells people of orders. A sentence stands in English where it is said, and its Chinese beside it
 * in {@code speech.txt}. Names, codes, numbers, CSV and JSON are the same in both, and so are failures of the command itself.
 */
final class Speech {
    /** Environment variable for who does not want to say it each time. */
    static final String VARIABLE = "CREATEORDER_LANG";

    private static final String OPTION = "--lang";
    private static final String FILE = "speech.txt";

    @Option(
            names = OPTION,
            paramLabel = "<zh|en>",
            converter = Known.class,
            defaultValue = "en",
            description = "Language of what is told of orders, zh or en (default: that of " + VARIABLE
                    + ", else of LC_ALL, LC_MESSAGES or LANG)")
    private Locale language;

    /** A sentence of a command, which is a format when it has arguments. */
    String of(String english, Object... arguments) {
        String sentence = isChinese() ? Chinese.SENTENCES.getOrDefault(english, english) : english;
        return arguments.length == 0 ? sentence : sentence.formatted(arguments);
    }

    /** The same, where people read it. */
    void print(PrintWriter out, String english, Object... arguments) {
        out.printf("%s", of(english, arguments));
    }

    /** A reason, a fault or a remedy, which is English wherever it is kept. */
    String say(String english) {
        return english == null || !isChinese() ? english : Wording.inChinese(english);
    }

    /** The same of words that came with their code. */
    String say(Words words) {
        return isChinese() ? Wording.chinese(words) : words.text();
    }

    private boolean isChinese() {
        return Locale.CHINESE.equals(language);
    }

    /** Has a command line speak as the environment says, where the option does not. */
    static void followEnvironment(CommandLine commandLine, Map<String, String> environment) {
        String language = Stream.of(VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG")
                .map(environment::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .filter(value -> value.strip().toLowerCase(Locale.ROOT).startsWith("zh"))
                .map(chinese -> "zh")
                .orElse("en");
        commandLine.setDefaultValueProvider(argument ->
                argument instanceof OptionSpec option && option.longestName().equals(OPTION) ? language : null);
    }

    static final class Known implements ITypeConverter<Locale> {
        @Override
        public Locale convert(String language) {
            return switch (language) {
                case "zh" -> Locale.CHINESE;
                case "en" -> Locale.ENGLISH;
                default -> throw new TypeConversionException("'" + language + "' must be zh or en");
            };
        }
    }

    /** Read when the first sentence is said in it. */
    private static final class Chinese {
        private static final Map<String, String> SENTENCES = read();

        private static Map<String, String> read() {
            Map<String, String> sentences = new HashMap<>();
            try (InputStream in = Speech.class.getResourceAsStream(FILE);
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(Objects.requireNonNull(in, FILE), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("en: ")) {
                        sentences.put(line.substring(4), lines.readLine().substring(4));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return sentences;
        }
    }
}
