package io.github.createorder.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That each message of mapping and rules has a code, GoldenMappingTest and OrderRulesTest show. */
class WordingTest {
    private static Map<String, String> file() throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        try (var in = Wording.class.getResourceAsStream("words.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(line -> {
                        String[] parts = line.split(" = ", 2);
                        assertThat(lines.put(parts[0], parts[1]))
                                .as("twice: " + parts[0])
                                .isNull();
                    });
        }
        return lines;
    }

    @Test
    void everySentenceHasItsChineseWithNoArgumentThatIsNotThere() throws IOException {
        Map<String, String> lines = file();
        lines.forEach((code, sentence) -> {
            if (!code.endsWith(".zh")) {
                String chinese = lines.get(code + ".zh");
                assertThat(chinese).as(code).isNotNull();
                int args = sentence.split("\\{\\}", -1).length - 1;
                for (int i = args; i < 10; i++) {
                    assertThat(chinese).as(code).doesNotContain("{" + i + "}");
                }
            }
        });
    }

    @Test
    void aSentenceIsFoundAgainInItsOwnWords() throws IOException {
        file().forEach((code, sentence) -> {
            if (!code.endsWith(".zh")) {
                assertThat(Wording.of(sentence.replace("{}", "X")).code()).isEqualTo(code);
            }
        });
    }

    @Test
    void codeAndArgumentsOfAFaultMakeItsChinese() {
        Words words = Wording.of("column PREM has '1O', which is not a plain number: no thousands separators, currency"
                + " signs or full-width digits (for these set `halfwidth: true`)");
        assertThat(words.code()).isEqualTo("no-plain-number");
        assertThat(words.args()).isEqualTo(List.of("column PREM", "'1O'"));
        assertThat(Wording.chinese(words)).startsWith("列 PREM 的值 '1O' 不是普通数字");
        assertThat(Wording.chinese(Words.of("job.none", "there is no job {0}", 7L)))
                .isEqualTo("没有作业 7");
    }

    @Test
    void wordsOfAnotherSystemStayAsTheyAre() {
        Words words = Wording.of("isv.item-not-found: 商品不存在");
        assertThat(words.code()).isNull();
        assertThat(Wording.chinese(words)).isEqualTo("isv.item-not-found: 商品不存在");
    }
}
