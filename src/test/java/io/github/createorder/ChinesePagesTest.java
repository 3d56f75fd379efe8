package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Chinese page says what its English one does: as many headings, and every command, code and property of it. */
class ChinesePagesTest {
    private static final Pattern HEADING = Pattern.compile("(?m)^(#+) (.*)$");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("docs", name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"runbook.md"})
    void hasTheHeadingsCommandsCodesAndPropertiesOfTheEnglishPage(String name) throws IOException {
        String english = page(name);
        String chinese = page("zh-CN/" + name);
        assertThat(levels(chinese)).isEqualTo(levels(english));
        assertThat(alarms(chinese)).isEqualTo(alarms(english));
        assertThat(codes(chinese)).isEqualTo(codes(english));
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
