package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.drop.DropAlarm;
import io.github.createorder.order.ErrorCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever is woken by a word finds it in the pages, and the pages have no word that nobody says. */
class RunbookTest {
    @Test
    void everyAlarmOfADropFolderIsInTheRunbookWithWhatToDo() throws IOException {
        assertThat(words(table("docs/runbook.md", "## CreateOrderDropAlarm")))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(DropAlarm.Kind.values())
                        .map(DropAlarm.Kind::word)
                        .toList());
    }

    @Test
    void everyCauseOfAnErrorIsInTheRunbookAndInThePageOfErrors() throws IOException {
        List<String> causes =
                Arrays.stream(ErrorCause.values()).map(ErrorCause::name).toList();
        assertThat(words(table("docs/runbook.md", "## CreateOrderErrorsRise")))
                .containsExactlyInAnyOrderElementsOf(causes);
        assertThat(words(table("docs/errors.md", "## Causes"))).containsExactlyInAnyOrderElementsOf(causes);
    }

    /** The rows of the first table behind a heading, without its head; each cell of them says something. */
    private static List<String> table(String page, String heading) throws IOException {
        String text = Files.readString(Path.of(page));
        assertThat(text).contains("\n" + heading + "\n");
        List<String> rows = text.substring(text.indexOf("\n" + heading + "\n"))
                .lines()
                .dropWhile(line -> !line.startsWith("|---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(rows)
                .isNotEmpty()
                .allMatch(row -> Stream.of(row.substring(1).split("\\|")).noneMatch(String::isBlank));
        return rows;
    }

    /** The words in the rows' first cells. */
    private static List<String> words(List<String> rows) {
        return rows.stream()
                .flatMap(row -> {
                    Matcher word = Pattern.compile("`([^`]+)`").matcher(row.split("\\|")[1]);
                    return word.results().map(found -> found.group(1));
                })
                .toList();
    }
}
