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
                .isEqualTo("没有任务 7");
    }

    /** Where the first sentence ends with an argument, that is not all the rest of the reason. */
    @Test
    void aReasonOfSeveralFaultsIsChineseFaultByFault() {
        assertThat(Wording.inChinese("policy_list[0].plan: is required (计划名称) and has no value: give it one in m.yaml;"
                        + " out_user_id: column openid is empty, and the field is required (openid): fill it in the core"
                        + " system; product_code: the product mapping has no row for product=6; add it to p.csv"))
                .isEqualTo("policy_list[0].plan：必填（计划名称），没有值：请在映射文件或产品映射中给出；out_user_id：列 openid 为空，"
                        + "而该字段必填（openid）：请在核心系统中补全；product_code：产品映射里没有 product=6：请加到 p.csv");
        assertThat(Wording.inChinese("UNMAPPED_PRODUCT: product_code: the product mapping has no row for product=6; add"
                        + " it to the table t"))
                .isEqualTo("UNMAPPED_PRODUCT：product_code：产品映射里没有 product=6：请加到 表 t");
        assertThat(Wording.inChinese("isv.item-not-found: 商品不存在; 请核对")).isEqualTo("isv.item-not-found: 商品不存在; 请核对");
    }

    @Test
    void wordsOfAnotherSystemStayAsTheyAre() {
        Words words = Wording.of("isv.item-not-found: 商品不存在");
        assertThat(words.code()).isNull();
        assertThat(Wording.chinese(words)).isEqualTo("isv.item-not-found: 商品不存在");
    }

    @Test
    void faultsThatDidNotFitIntoAReasonAreCountedInChineseToo() {
        assertThat(Wording.inChinese("spm: is required (x) and has no value: give it one here; and 3 more"))
                .endsWith("；另有 3 处");
    }

    /** A check, the place, and what is the same in further lines; a marker has places of its own. */
    @Test
    void whyAFileIsRefusedIsChineseLineByLine() {
        assertThat(Wording.inChinese(
                        "COUNT: line 3, byte 3 (file byte 13): the trailer says 1 lines, and the file has 2: send the file again\n"
                                + "CHARSET: line 5, byte 1 (file byte 40): column NAME: byte 0xC1 is no character of GBK: the file is in"
                                + " another charset, or a character was cut (the same in 7 more lines)\n"
                                + "MARKER: marker, line 2, byte 1: the key is there twice\nand 12 more"))
                .isEqualTo("COUNT：第 3 行，第 3 字节（文件第 13 字节）：文件尾 写的是 1 行，而文件里有 2：请重新发送文件\n"
                        + "CHARSET：第 5 行，第 1 字节（文件第 40 字节）：列 NAME：字节 0xC1 不是 GBK 的字符：文件是别的字符集，或有字符被截断"
                        + "（另有 7 行相同）\n"
                        + "MARKER：标记文件第 2 行，第 1 字节：该键出现两次\n另有 12 处");
    }

    /** The rest of such a reason is the gateway's own words. */
    @Test
    void whatEachAnswerOfTheGatewayMeansIsChineseToo() throws IOException {
        try (var in = Wording.class.getResourceAsStream("/io/github/createorder/top/judgement.csv")) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#") && !line.isBlank())
                            .map(line -> line.split(",", 7)[6]))
                    .hasSizeGreaterThan(60)
                    .allSatisfy(note -> assertThat(Wording.inChinese(note + ": code 7 App Call Limited"))
                            .as(note)
                            .endsWith("：code 7 App Call Limited")
                            .doesNotContain(note));
        }
    }
}
