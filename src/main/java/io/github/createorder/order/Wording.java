package io.github.createorder.order;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The sentences that people read, by their codes: {@code words.txt}. What lies in the ledger and on the queues is English, as it
 * ever was; code and arguments are found in it when it is shown, so that old rows have them too, nodes of a version before read
 * what they know, and making an order costs nothing for it.
 */
public final class Wording {
    private static final String FILE = "words.txt";
    private static final String CHINESE = ".zh";
    /** What a fault is about. */
    private static final String FIELD = "[a-z_]+(?:\\[\\d+])?(?:\\.[a-z_]+)?: ";

    /** In the history the cause stands before it; of a file its check, and the place. */
    private static final Pattern FAULT = Pattern.compile(
            "((?:[A-Z_]+: )?)(?:line (\\d+), byte (\\d+) \\(file byte (\\d+)\\): )?(?:(marker)(?:, line (\\d+), byte (\\d+))?: )?((?:"
                    + FIELD + ")?)(.*?)(?: \\(the same in (\\d+) more lines\\))?",
            Pattern.DOTALL);

    /** The last line of a file's faults. */
    private static final Pattern MORE = Pattern.compile("and (\\d+) more");

    private static final Pattern LINE = Pattern.compile("\\n");
    private static final Pattern NEXT = Pattern.compile("; (?=" + FIELD + "|" + MORE + "$)");
    private static final Map<String, String> SENTENCES = read();
    /** The Chinese of what may be a part of another sentence, by its English. */
    private static final Map<String, String> PARTS = SENTENCES.entrySet().stream()
            .filter(entry ->
                    entry.getKey().startsWith("part-") && !entry.getKey().endsWith(CHINESE))
            .collect(Collectors.toMap(Map.Entry::getValue, entry -> SENTENCES.get(entry.getKey() + CHINESE)));

    /** Of these the argument is a sentence, or several. */
    private static final Set<String> NESTED = Set.of("edit.faults", "edit.same");

    private static final List<Sentence> PATTERNS = SENTENCES.entrySet().stream()
            .filter(entry -> !entry.getKey().endsWith(CHINESE))
            .map(entry -> new Sentence(entry.getKey(), pattern(entry.getValue())))
            .toList();

    private record Sentence(String code, Pattern pattern) {}

    private Wording() {}

    /** A sentence that has no arguments, in English. */
    public static String english(String code) {
        return Objects.requireNonNull(SENTENCES.get(code), code);
    }

    /** What an English sentence says: with its code and its arguments, or as plain words when it is none of ours. */
    public static Words of(String english) {
        for (Sentence sentence : PATTERNS) {
            Matcher matcher = sentence.pattern.matcher(english);
            if (matcher.matches()) {
                List<String> args = new ArrayList<>();
                for (int i = 1; i <= matcher.groupCount(); i++) {
                    args.add(matcher.group(i));
                }
                return new Words(sentence.code, args, english);
            }
        }
        return Words.plain(english);
    }

    /** The same in Chinese; in English where it has no Chinese. */
    public static String chinese(Words words) {
        String sentence = words.code() == null ? null : SENTENCES.get(words.code() + CHINESE);
        if (sentence == null) {
            return words.text();
        }
        StringBuilder text = new StringBuilder(sentence);
        for (int i = 0; i < words.args().size(); i++) {
            String place = "{" + i + "}";
            int at = text.indexOf(place);
            if (at >= 0) {
                String argument = words.args().get(i);
                text.replace(
                        at, at + place.length(), NESTED.contains(words.code()) ? inChinese(argument) : place(argument));
            }
        }
        return text.toString();
    }

    /** Where a value is from, or belongs, is a part of the sentence, not a value. */
    private static String place(String argument) {
        String part = PARTS.get(argument);
        return part != null
                ? part
                : wide(argument.replaceFirst("^column ", "列 ")
                        .replaceFirst("^the table ", "表 ")
                        .replaceFirst("^the file ", "文件 "));
    }

    /** A reason of the ledger in Chinese, whatever number of faults it tells; what has no Chinese stays as it is. */
    public static String inChinese(String reason) {
        return LINE.splitAsStream(reason).map(Wording::line).collect(Collectors.joining("\n"));
    }

    /** Words that are none of ours keep their signs too. */
    private static String line(String english) {
        String chinese = NEXT.splitAsStream(english).map(Wording::fault).collect(Collectors.joining("；"));
        return chinese.equals(english.replace("; ", "；")) ? english : chinese;
    }

    private static String fault(String english) {
        Matcher more = MORE.matcher(english);
        if (more.matches()) {
            return "另有 " + more.group(1) + " 处";
        }
        Matcher about = FAULT.matcher(english);
        if (!about.matches()) {
            return english;
        }
        String said = sentence(about.group(8), about.group(9));
        if (said.equals(about.group(8) + about.group(9)) && about.group(2) == null && about.group(5) == null) {
            return english;
        }
        StringBuilder text = new StringBuilder(wide(about.group(1)));
        if (about.group(2) != null) {
            text.append("第 ")
                    .append(about.group(2))
                    .append(" 行，第 ")
                    .append(about.group(3))
                    .append(" 字节（文件第 ")
                    .append(about.group(4))
                    .append(" 字节）：");
        }
        if (about.group(5) != null) {
            text.append("标记文件");
            if (about.group(6) != null) {
                text.append("第 ")
                        .append(about.group(6))
                        .append(" 行，第 ")
                        .append(about.group(7))
                        .append(" 字节");
            }
            text.append('：');
        }
        text.append(said);
        return about.group(10) == null ? text.toString() : text + "（另有 " + about.group(10) + " 行相同）";
    }

    /** What stands before a Chinese sentence ends with a sign of its width. */
    private static String wide(String before) {
        return before.replaceFirst(": $", "：");
    }

    /** What looks like a field may be the beginning of the sentence. */
    private static String sentence(String field, String rest) {
        Words words = of(rest);
        if (words.code() == null && !field.isEmpty()) {
            Words whole = of(field + rest);
            if (whole.code() != null) {
                return chinese(whole);
            }
        }
        String chinese = chinese(words);
        return (chinese.equals(rest) ? field : wide(field)) + chinese;
    }

    /** The sentence's fixed parts literally, with anything between them. */
    private static Pattern pattern(String sentence) {
        return Pattern.compile(
                Arrays.stream(sentence.split("\\{\\}", -1)).map(Pattern::quote).collect(Collectors.joining("(.*?)")),
                Pattern.DOTALL);
    }

    private static Map<String, String> read() {
        Map<String, String> sentences = new LinkedHashMap<>();
        try (InputStream in = Wording.class.getResourceAsStream(FILE);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Objects.requireNonNull(in, FILE), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int sign = line.indexOf(" = ");
                if (!line.startsWith("#") && sign > 0) {
                    sentences.put(line.substring(0, sign), line.substring(sign + 3));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sentences;
    }
}
