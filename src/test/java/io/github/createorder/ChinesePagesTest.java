package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Chinese page says what its English one does: its headings, tables, blocks and numbers, and every command, code and property.
 */
class ChinesePagesTest {
    private static final Pattern HEADING = Pattern.compile("(?m)^(#+) (.*)$");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern NUMBER = Pattern.compile("[0-9][0-9,.]*[0-9]|[0-9]");

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("docs", name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"runbook.md", "errors.md", "mapping.md", "files.md"})
    void hasTheHeadingsCommandsCodesAndPropertiesOfTheEnglishPage(String name) throws IOException {
        String english = page(name);
        String chinese = page("zh-CN/" + name);
        assertThat(levels(chinese)).isEqualTo(levels(english));
        assertThat(alarms(chinese)).isEqualTo(alarms(english));
        assertThat(codes(chinese)).isEqualTo(codes(english));
        assertThat(all(BLOCK, chinese)).isEqualTo(all(BLOCK, english));
        assertThat(cells(chinese)).isEqualTo(cells(english));
        assertThat(numbers(chinese)).containsAll(numbers(english));
        assertThat(english).contains("[中文](zh-CN/" + name + ")");
        assertThat(chinese).contains("[English](../" + name + ")");
    }

    /** Its links lead to pages that are there, and to headings that are in them. */
    @ParameterizedTest
    @ValueSource(strings = {"console.md", "runbook.md", "errors.md", "mapping.md", "files.md"})
    void hasNoLinkThatLeadsNowhere(String name) throws IOException {
        Path file = Path.of("docs", "zh-CN", name);
        List<MatchResult> links = LINK.matcher(Files.readString(file)).results().toList();
        assertThat(links).isNotEmpty();
        for (MatchResult link : links) {
            Path target = link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1));
            assertThat(target).exists();
            if (link.group(2) != null) {
                assertThat(anchors(Files.readString(target))).contains(link.group(2));
            }
        }
    }

    /** The short page of the console names properties and rights as the long one does. */
    @Test
    void theConsolesPageNamesNoPropertyThatTheEnglishOneDoesNot() throws IOException {
        Set<String> unknown = codes(page("zh-CN/console.md"));
        unknown.removeIf(code -> !code.startsWith("createorder."));
        unknown.removeAll(codes(page("console.md")));
        unknown.removeIf(code -> code.startsWith("createorder.console.editable."));
        assertThat(unknown).isEmpty();
    }

    private static List<String> all(Pattern pattern, String page) {
        return pattern.matcher(page).results().map(MatchResult::group).toList();
    }

    /** How many cells each row of a table has. */
    private static List<Long> cells(String page) {
        return CODE.matcher(page)
                .replaceAll("")
                .lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> line.chars().filter(sign -> sign == '|').count())
                .toList();
    }

    /** Those of the text: limits and figures that somebody corrects in one language. */
    private static Set<String> numbers(String page) {
        String text = BLOCK.matcher(page).replaceAll("");
        text = CODE.matcher(LINK.matcher(text).replaceAll("]")).replaceAll("");
        return new TreeSet<>(all(NUMBER, text));
    }

    /** As the pages of a repository are given them: small letters, a dash for a space, no signs. */
    private static List<String> anchors(String page) {
        return HEADING.matcher(BLOCK.matcher(page).replaceAll(""))
                .results()
                .map(heading -> heading.group(2)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<Integer> levels(String page) {
        return HEADING.matcher(page)
                .results()
                .map(heading -> heading.group(1).length())
                .toList();
    }

    /** A heading that is an alarm's name is the same in both. */
    private static List<String> alarms(String page) {
        return HEADING.matcher(page)
                .results()
                .map(heading -> heading.group(2))
                .filter(heading -> heading.startsWith("CreateOrder"))
                .toList();
    }

    private static Set<String> codes(String page) {
        Set<String> codes = new TreeSet<>();
        CODE.matcher(page).results().map((MatchResult code) -> code.group(1)).forEach(codes::add);
        return codes;
    }
}
