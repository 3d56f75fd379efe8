package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Chinese is written with the wide signs of Chinese: a narrow one beside a Chinese character, or beside a value that stands in
 * its place, is a slip. Not so in what is no prose: code, the target of a link, an address, a number, a format of Java.
 */
class ChineseSignsTest {
    private static final String RESOURCES = "src/main/resources/io/github/createorder/";

    /** What is copied letter by letter, or is a value: its signs are its own. */
    private static final Pattern NO_PROSE = Pattern.compile(
            "`[^`]*`|\\]\\([^)]*\\)|https?://[^\\s，。；：）]+|<[^<> ]+>|%(?:\\d\\$)?[-,]*\\d*(?:[.]\\d+)?[a-z]");

    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");

    /** A value stands where it is put in, between braces. */
    private static final Pattern NARROW = Pattern.compile(
            "[\\p{IsHan}）》」”] ?[,:;()!?]|[,:;()!?] ?\\p{IsHan}|\\p{IsHan}[.](?![A-Za-z0-9])|[}¤][,:;](?=[{¤])");

    private static List<String> slips(String text) {
        List<String> slips = new ArrayList<>();
        for (String line : BLOCK.matcher(text).replaceAll("").split("\n")) {
            // What is taken out leaves a mark, so that what stands on both sides of it does not meet.
            String prose = NO_PROSE.matcher(line).replaceAll("¤");
            if (prose.codePoints().anyMatch(Character::isIdeographic)
                    && NARROW.matcher(prose).find()) {
                slips.add(line);
            }
        }
        return slips;
    }

    @ParameterizedTest
    @CsvSource({
        "console/messages_zh.properties, ^[^#=]+=",
        "order/words.txt, ^\\S+[.]zh = ",
        "app/speech.txt, '^zh: '",
    })
    void noTextOfTheProductHasANarrowSignInItsChinese(String file, String isChinese) throws IOException {
        Pattern begin = Pattern.compile(isChinese);
        List<String> texts = Files.readAllLines(Path.of(RESOURCES + file)).stream()
                .filter(line -> begin.matcher(line).find())
                .map(line -> begin.matcher(line).replaceFirst(""))
                .toList();
        assertThat(texts).hasSizeGreaterThan(50);
        assertThat(texts.stream().flatMap(text -> slips(text).stream())).isEmpty();
    }

    @Test
    void noChinesePageHasANarrowSignInItsProse() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("docs/zh-CN"))) {
            List<Path> all = new ArrayList<>(pages.toList());
            all.add(Path.of("README.zh-CN.md"));
            assertThat(all).hasSizeGreaterThan(5);
            for (Path page : all) {
                assertThat(slips(Files.readString(page))).as(page.toString()).isEmpty();
            }
        }
    }

    @Test
    void aSlipIsFoundAndWhatIsNoProseIsNone() {
        for (String slip : List.of("没有值:请给出", "必填({0})", "文件, 列", "为什么?", "完成.", "{0}:{1} 第二次出现", "没有, 也没有 `x`")) {
            assertThat(slips(slip)).as(slip).isNotEmpty();
        }
        for (String right : List.of(
                "设 `a: 甲,乙`。",
                "8,000,000 字节",
                "[甲](b.md?c:d) 乙",
                "共 %,d 单",
                "code 50: isv.x",
                "按 yyyy-MM-dd 的日期（2 月）")) {
            assertThat(slips(right)).as(right).isEmpty();
        }
    }
}
