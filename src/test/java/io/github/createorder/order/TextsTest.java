package io.github.createorder.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody can see, or Taobao cannot know, goes into no order. */
class TextsTest {
    private static final Field PLAN = OrderFields.policy("plan");

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x09, 0x0A, 0x1F, 0x7F, 0x80, 0x85, 0x9F, 0xAD, 0x34F, 0x61C, 0x115F, 0x180E, 0x200B, 0x200D,
                0x200E, 0x2028, 0x202A, 0x202E, 0x2060, 0x2066, 0x3164, 0xD800, 0xDFFF, 0xE000, 0xF8FF, 0xFDD0, 0xFE0F,
                0xFEFF, 0xFFA0, 0xFFF9, 0xFFFD, 0xFFFE, 0xFFFF, 0x1FFFE, 0xE0001, 0xE0100, 0xF0000, 0x10FFFF
            })
    void isAFaultThatNamesCodePointAndPlace(int codePoint) {
        String code = String.format("has U+%04X", codePoint);
        assertThat(PLAN.problem("安\uD842\uDFB7" + Character.toString(codePoint) + "心"))
                .startsWith(code)
                .contains(" as its character 3, ");
        assertThat(OrderFields.order("out_user_id").problem("oABC" + Character.toString(codePoint)))
                .as("without the value of a personal field")
                .startsWith(code)
                .doesNotContain("oABC");
        assertThat(PLAN.quote("安" + Character.toString(codePoint))).isEqualTo(String.format("'安\\u%04X'", codePoint));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "安心（尊享版）　二〇二六",
                "\u4DAE\u9FBB\u3473", // Extension A and the newest of the first block
                "\uD840\uDC87\uD86D\uDF73\uD87A\uDFE0\uD880\uDC00\uD884\uDF50", // Extensions B, F, I, G and H
                "\uD888\uDC00", // a plane that this Java knows nothing in
                "\uF900\uFA0E\uFE30", // compatibility
                "阿不都·热合曼 José e\u0301 ±5° Ⅱ α ①",
                "a\u00A0b",
                "\uD83D\uDE00"
            })
    void rareAndForeignCharactersPass(String text) {
        assertThat(PLAN.problem(text)).isNull();
    }

    @Test
    void privateCharactersOfGbkBecomeTheStandardsOwn() {
        Charset gbk = Charset.forName("GBK");
        for (int[] code : new int[][] {
            {0xFE, 0x9F, 0x4DAE},
            {0xFE, 0x50, 0x2E81},
            {0xFE, 0x51, 0x20087},
            {0xFE, 0x52, 0x20089},
            {0xFE, 0x54, 0x2E84},
            {0xFE, 0x91, 0x241FE},
            {0xFE, 0xA0, 0x9FBB},
            {0xFE, 0x59, 0x9FB4},
            {0xA6, 0xD9, 0xFE10},
            {0xA8, 0xBC, 0x1E3F},
            {0xA8, 0xBF, 0x1F9},
            {0xA9, 0x89, 0x303E},
            {0xA9, 0x95, 0x2FFB}
        }) {
            String text = new String(new byte[] {'a', (byte) code[0], (byte) code[1], 'b'}, gbk);
            assertThat(Texts.standard(text)).isEqualTo("a" + Character.toString(code[2]) + "b");
        }
        assertThat(Texts.standard("a\uE000\uE864\uE865")).isEqualTo("a\uE000\u9FBB\uE865");
        String plain = "安心";
        assertThat(Texts.standard(plain)).isSameAs(plain);
    }

    @Test
    void theStandardsTableAgreesWithThatOfThisJava() {
        Charset gbk = Charset.forName("GBK");
        Charset gb18030 = Charset.forName("GB18030");
        for (int lead = 0xA1; lead <= 0xFE; lead++) {
            for (int trail = 0x40; trail <= 0xFE; trail++) {
                byte[] code = {(byte) lead, (byte) trail};
                String read = new String(code, gbk);
                String standard = new String(code, gb18030);
                // Where GB18030 has a real character too, it is the same one.
                if (read.length() == 1
                        && Character.getType(read.charAt(0)) == Character.PRIVATE_USE
                        && Character.getType(standard.codePointAt(0)) != Character.PRIVATE_USE) {
                    assertThat(Texts.standard(read)).as("%02X%02X", lead, trail).isEqualTo(standard);
                }
            }
        }
    }

    @Test
    void whatMeansNothingAtTheEndsIsTakenOff() {
        assertThat(Texts.trimmed("\uFEFF \u3000\u202AP 1\u202C\u200B\u00A0\t")).isEqualTo("P 1");
        assertThat(Texts.trimmed("\u200B\uFEFF")).isEmpty();
        assertThat(Texts.trimmed("P\u200B1")).isEqualTo("P\u200B1");
    }

    @Test
    void lostCharactersAreTold() {
        assertThat(PLAN.problem("安锟斤拷心"))
                .isEqualTo("has 锟斤拷 as its character 2, which is what two lost characters leave behind:"
                        + " the text was read in a wrong charset before it came here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.02611E+17", "2.02611e17", "2E+17", "1.0E-5", "=\"0001\"", "'0001", "\"0001\"", "=A1"})
    void numbersAsSpreadsheetsWriteThemAreFaultsButInWords(String text) {
        for (String name : new String[] {"policy_no", "correlation_policy_no"}) {
            assertThat(OrderFields.policy(name).problem(text))
                    .startsWith("is written as a spreadsheet writes it, found '" + text + "'");
        }
        for (String name : new String[] {"order_id", "identifier", "sub_product", "item_id"}) {
            assertThat(OrderFields.order(name).problem(text)).startsWith("is written as a spreadsheet writes it");
        }
        assertThat(PLAN.problem(text)).isNull();
    }

    @Test
    void scientificNumbersBehindAPrefixAreFaultsAndCodesThatOnlyLookAlikeAreNot() {
        assertThat(OrderFields.order("identifier").problem("CORE-2.02611E+17")).isNotNull();
        for (String code : new String[] {"12E34", "TB1.2E3", "E+17", "2026E0001", "A.1e5x", "1E5", "P-1+2"}) {
            assertThat(OrderFields.order("identifier").problem(code)).as(code).isNull();
        }
    }

    @Test
    void whatHidesBehindAnEscapeOfJsonIsTold() {
        Field attributes = OrderFields.order("attributes");
        assertThat(attributes.problem("{\"spm\":\"a\\u0001\",\"b\":{\"c\":[1,true]}}"))
                .startsWith("has U+0001");
        assertThat(attributes.problem("{\"b\":{\"a\\u200B\":1}}")).startsWith("has U+200B");
        assertThat(attributes.problem("{\"spm\":\"a1.b2\",\"b\":{\"c\":[{},null,1.5]}}"))
                .isNull();
        assertThat(attributes.problem("{\"spm\":\"a\"} x")).startsWith("must be one JSON object");
        assertThat(attributes.problem("[1]")).startsWith("must be one JSON object");
        assertThat(attributes.problem("{\"a\":1")).startsWith("must be one JSON object");
    }
}
