package io.github.createorder.order;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which characters a text on the wire may have, whatever source it came from. What nobody can see has no place in an order:
 * two numbers that look alike would be two. A known one is put right where there is but one answer; all else is a fault.
 */
public final class Texts {
    /**
     * Private characters that the older tables of GBK and GB18030 gave to real ones, by the places of the real ones in
     * GB18030-2022 (six of them as the WHATWG's table has them): first private character, then what it and those after it
     * stand for.
     */
    private static final String[] STANDARD = {
        "\uE78D", "\uFE10\uFE12\uFE11\uFE13\uFE14\uFE15\uFE16\uFE17\uFE18\uFE19",
        "\uE7C7", "\u1E3F\u01F9",
        "\uE7E7", "\u303E\u2FF0\u2FF1\u2FF2\u2FF3\u2FF4\u2FF5\u2FF6\u2FF7\u2FF8\u2FF9\u2FFA\u2FFB",
        "\uE815",
                "\u2E81\uD840\uDC87\uD840\uDC89\uD840\uDCCC\u2E84\u3473\u3447\u2E88\u2E8B\u9FB4\u359E\u361A\u360E\u2E8C\u2E97"
                        + "\u396E\u3918\u9FB5\u39CF\u39DF\u3A73\u39D0\u9FB6\u9FB7\u3B4E\u3C6E\u3CE0\u2EA7\uD845\uDDD7\u9FB8"
                        + "\u2EAA\u4056\u415F\u2EAE\u4337\u2EB3\u2EB6\u2EB7\uD848\uDD8F\u43B1\u43AC\u2EBB\u43DD\u44D6\u4661"
                        + "\u464C\u9FB9\u4723\u4729\u477C\u478D\u2ECA\u4947\u497A\u497D\u4982\u4983\u4985\u4986\u499F\u499B"
                        + "\u49B7\u49B6\u9FBA\uD850\uDDFE\u4CA3\u4C9F\u4CA0\u4CA1\u4C77\u4CA2\u4D13\u4D14\u4D15\u4D16\u4D17"
                        + "\u4D18\u4D19\u4DAE\u9FBB"
    };

    /** As a spreadsheet shows a number of more than eleven digits, perhaps behind a prefix; a code such as 12E34 is none. */
    private static final Pattern SCIENTIFIC = Pattern.compile(
            "[+-]?[0-9]+[.][0-9]+[Ee][+-]?[0-9]{1,3}|.*[0-9](?:[.][0-9]+)?[Ee][+][0-9]{2,3}", Pattern.DOTALL);

    /** What is left when lost characters (U+FFFD) are read once more in another charset. */
    private static final String LOST = "\u951F\u65A4\u62F7";

    private Texts() {}

    /** The text with the private characters of GBK that stand for one real character replaced by it. */
    public static String standard(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isPrivate(text.charAt(i))) {
                StringBuilder standard = new StringBuilder(text.length()).append(text, 0, i);
                for (int j = i; j < text.length(); j++) {
                    standard.appendCodePoint(standard(text.charAt(j)));
                }
                return standard.toString();
            }
        }
        return text;
    }

    private static boolean isPrivate(char c) {
        return c >= '\uE000' && c <= '\uF8FF';
    }

    private static int standard(char c) {
        for (int i = 0; i < STANDARD.length; i += 2) {
            int index = c - STANDARD[i].charAt(0);
            String real = STANDARD[i + 1];
            if (index >= 0 && index < real.codePointCount(0, real.length())) {
                return real.codePointAt(real.offsetByCodePoints(0, index));
            }
        }
        return c;
    }

    /**
     * The text without spaces at its ends, half- and full-width ones, and without what nobody sees there and that means
     * nothing by itself: byte order marks, zero-width spaces, marks of the direction of writing.
     */
    public static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isNothing(text.charAt(start))) {
            start++;
        }
        while (start < end && isNothing(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isNothing(char c) {
        return c == ' '
                || c == '\t'
                || c == '\u3000'
                || c == '\u00A0'
                || c == '\uFEFF'
                || c == '\u2060'
                || c == '\u061C'
                || (c >= '\u200B' && c <= '\u200F')
                || (c >= '\u202A' && c <= '\u202E')
                || (c >= '\u2066' && c <= '\u2069');
    }

    /** Whether it is a number as spreadsheets write it, from which digits are lost. */
    public static boolean isScientific(String text) {
        // Nearly every text ends otherwise.
        int at = text.length() - 1;
        int digits = 0;
        while (at > 0 && isDigit(text.charAt(at)) && digits <= 3) {
            at--;
            digits++;
        }
        if (digits == 0 || digits > 3 || at < 1) {
            return false;
        }
        char c = text.charAt(at);
        boolean isSigned = c == '+' || c == '-';
        char exponent = isSigned ? text.charAt(at - 1) : c;
        return (exponent == 'E' || exponent == 'e') && SCIENTIFIC.matcher(text).matches();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** What is wrong with the characters, and where; null when nothing is. */
    static String problem(String text) {
        int count = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            count++;
            if (!printable(codePoint)) {
                return "has " + name(codePoint) + " as its character " + count + why(codePoint);
            }
            i += Character.charCount(codePoint);
        }
        int lost = text.indexOf(LOST);
        return lost < 0
                ? null
                : "has " + LOST + " as its character " + (text.codePointCount(0, lost) + 1)
                        + ", which is what two lost characters leave behind: the text was read in a wrong charset"
                        + " before it came here";
    }

    private static String name(int codePoint) {
        String code = String.format(Locale.ROOT, "U+%04X", codePoint);
        return switch (Character.getType(codePoint)) {
            case Character.PRIVATE_USE, Character.SURROGATE, Character.UNASSIGNED -> code;
            default -> code + " (" + Character.getName(codePoint) + ")";
        };
    }

    private static String why(int codePoint) {
        if (codePoint == 0xFFFD) {
            return ", which stands for a character that was lost before it came here: correct the charset there";
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> ", a control character: clean the column, or correct the source's charset";
            case Character.PRIVATE_USE ->
                ", a character of somebody's own, which Taobao cannot know:" + " write it with a character of Unicode";
            case Character.SURROGATE -> ", half a character: correct the source's charset";
            default -> ", which nobody can see: take it out of the column";
        };
    }

    /**
     * True for what reaches Taobao unchanged and can be seen. Control characters have no place in an order; the official
     * client cuts a value at U+FFFF and turns an unpaired surrogate into {@code ?} (protocol page §3.2). Characters that this
     * Java does not know yet pass: rare Chinese ones are added every few years.
     */
    static boolean printable(int c) {
        if (c < 0x00AD) {
            return c >= ' ' && (c < 0x7F || c > 0x9F);
        }
        return switch (Character.getType(c)) {
            case Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> c != 0xFFFD && !isNoncharacter(c) && !isIgnorable(c);
        };
    }

    private static boolean isNoncharacter(int c) {
        return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    }

    /** Default_Ignorable_Code_Point of Unicode as far as it is no format character: joiners, fillers, variation selectors. */
    private static boolean isIgnorable(int c) {
        return c == 0x034F
                || c == 0x115F
                || c == 0x1160
                || c == 0x17B4
                || c == 0x17B5
                || (c >= 0x180B && c <= 0x180F)
                || c == 0x2065
                || c == 0x3164
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFFA0
                || (c >= 0xFFF0 && c <= 0xFFF8)
                || (c >= 0xE0000 && c <= 0xE0FFF);
    }

    static boolean printableAsciiWithoutSpaces(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }
}
